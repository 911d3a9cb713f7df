'use strict';
// node mails.js RECORD: what mailparser reads in each mail.
const { simpleParser } = require('mailparser');
const { records, report } = require('./records');

/** Headers and body in one, as they came after DATA. */
function source(record) {
  const head = record.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(head + '\r\n', 'utf8'), record.bytes]);
}

async function main() {
  for (const record of records(process.argv[2], 'smtp')) {
    const mail = await simpleParser(source(record), { skipTextToHtml: true, skipHtmlToText: true });
    report({
      envelope: record.to,
      subject: mail.subject,
      from: mail.from.value,
      to: mail.to.value,
      text: mail.text,
      html: mail.html,
      date: mail.date && mail.date.toISOString(),
      message_id: mail.messageId,
      in_reply_to: mail.inReplyTo || '',
      references: [].concat(mail.references || []),
      attachments: mail.attachments.length,
      headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()])),
    });
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
