'use strict';
// What crier-sinks recorded: one message a line (tests/sinks/README.md).
const fs = require('node:fs');

/** The records of one receiver, each with its body as it went over the wire. */
function records(file, receiver) {
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
    .filter((record) => record.receiver === receiver)
    .map((record) => ({
      ...record,
      bytes: record.body_base64 === undefined ? Buffer.from(record.body, 'utf8') : Buffer.from(record.body_base64, 'base64'),
    }));
}

/** One line of JSON for the test that started the script. */
function report(finding) {
  process.stdout.write(JSON.stringify(finding) + '\n');
}

module.exports = { records, report };
