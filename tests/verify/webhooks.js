'use strict';
// node webhooks.js RECORD SECRET: whether each webhook's signature verifies, and that it does not where anything is changed.
const { Webhook } = require('standardwebhooks');
const { records, report } = require('./records');

function holds(verify) {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
}

const [file, secret] = process.argv.slice(2);
const webhook = new Webhook(secret);
const stranger = new Webhook('whsec_' + Buffer.alloc(24, 7).toString('base64'));
for (const record of records(file, 'webhook')) {
  const headers = Object.fromEntries(record.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const body = record.bytes.toString('utf8');
  const other = (change) => ({ ...headers, ...change });
  report({
    id: headers['webhook-id'],
    type: JSON.parse(body).type,
    verified: holds(() => webhook.verify(body, headers)),
    changed_body: holds(() => webhook.verify(body + ' ', headers)),
    changed_id: holds(() => webhook.verify(body, other({ 'webhook-id': headers['webhook-id'] + 'x' }))),
    changed_time: holds(() => webhook.verify(body, other({ 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }))),
    other_secret: holds(() => stranger.verify(body, headers)),
  });
}
