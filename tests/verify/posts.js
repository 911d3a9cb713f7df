'use strict';
// node posts.js RECORD: how twitter-text counts each post.
const twitter = require('twitter-text');
const { records, report } = require('./records');

for (const record of records(process.argv[2], 'x')) {
  const { valid, weightedLength } = twitter.parseTweet(record.text);
  report({ text: record.text, in_reply_to: record.in_reply_to || '', valid, weighted_length: weightedLength });
}
