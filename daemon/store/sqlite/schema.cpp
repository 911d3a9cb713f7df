#include "store/sqlite/schema.h"

namespace crier::store::sqlite {

// Partial indexes name states by number: queued 0, sending 1, waiting 2, failed 4, cancelled 6, expired 7.
// Not IN with more than two: SQLite then fills a table of its own for every row that it judges.
// No REFERENCES: a check a row would cost more than the row, and one writer with one code path keeps them right.
const char* const kSchema1 = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE channel(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  queued INTEGER NOT NULL DEFAULT 0, sending INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, superseded INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0, expired INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE channel_state(channel TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE pause(channel TEXT PRIMARY KEY, reason TEXT NOT NULL, by_operator INTEGER NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audience(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE class(id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, destination TEXT NOT NULL, UNIQUE(channel, destination)) STRICT;

CREATE TABLE recipient(id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, address TEXT NOT NULL, UNIQUE(channel, address)) STRICT;
CREATE TABLE audience_group(id INTEGER PRIMARY KEY, audience INTEGER NOT NULL, channel INTEGER NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0, fingerprint TEXT NOT NULL DEFAULT '', count INTEGER NOT NULL DEFAULT 0,
  languages TEXT NOT NULL DEFAULT '', fallback_after INTEGER,
  opening INTEGER, opening_count INTEGER NOT NULL DEFAULT 0, opening_languages TEXT NOT NULL DEFAULT '', opening_fallback_after INTEGER,
  purged INTEGER NOT NULL DEFAULT 0, members INTEGER NOT NULL DEFAULT 0, UNIQUE(audience, channel)) STRICT;
CREATE TABLE member(audience_group INTEGER NOT NULL, recipient INTEGER NOT NULL, added INTEGER NOT NULL, seen INTEGER NOT NULL,
  language TEXT, name TEXT, secret_file TEXT, fallback_channel TEXT, fallback_to TEXT, fallback_after INTEGER,
  PRIMARY KEY(audience_group, recipient)) STRICT, WITHOUT ROWID;
CREATE TABLE suppression(recipient INTEGER PRIMARY KEY, broadcast INTEGER NOT NULL, since INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;

CREATE TABLE incident(id INTEGER PRIMARY KEY, key TEXT NOT NULL, occurrence INTEGER NOT NULL,
  state INTEGER NOT NULL, ended INTEGER, document TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX incident_name ON incident(key, occurrence);
CREATE INDEX incident_state ON incident(state);
CREATE INDEX incident_ended ON incident(ended) WHERE ended IS NOT NULL;
CREATE TABLE updates(id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, number INTEGER NOT NULL, state INTEGER NOT NULL, at INTEGER NOT NULL,
  first_broadcast INTEGER NOT NULL, broadcasts INTEGER NOT NULL,
  scope TEXT, receipt TEXT, content BLOB, until INTEGER, document TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX updates_number ON updates(incident, number);
CREATE UNIQUE INDEX updates_receipt ON updates(scope, receipt) WHERE receipt IS NOT NULL;

CREATE TABLE broadcast(id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, update_id INTEGER NOT NULL, number INTEGER NOT NULL,
  previous INTEGER NOT NULL, audience INTEGER NOT NULL, channel INTEGER NOT NULL, class INTEGER NOT NULL,
  audience_group INTEGER NOT NULL, accepted INTEGER NOT NULL, first_message INTEGER NOT NULL, messages INTEGER NOT NULL,
  recipients INTEGER NOT NULL, deduplicated INTEGER NOT NULL, earlier TEXT,
  generation INTEGER NOT NULL, active INTEGER NOT NULL, waits INTEGER NOT NULL, fallback_at INTEGER,
  lane INTEGER NOT NULL, flags INTEGER NOT NULL, cursor INTEGER NOT NULL DEFAULT 0, rest INTEGER NOT NULL,
  queued INTEGER NOT NULL DEFAULT 0, sending INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, superseded INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0, expired INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0, untried INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL DEFAULT 0,
  suppressions INTEGER NOT NULL DEFAULT 0, queue_due INTEGER, queue_turn INTEGER) STRICT;
CREATE INDEX broadcast_active ON broadcast(incident, channel) WHERE active = 1;
CREATE INDEX broadcast_waits ON broadcast(audience_group) WHERE waits = 1;
CREATE INDEX broadcast_fallback ON broadcast(fallback_at) WHERE fallback_at IS NOT NULL;
CREATE TABLE message(id INTEGER PRIMARY KEY, language TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
  parts TEXT, payload BLOB NOT NULL) STRICT;

CREATE TABLE delivery(broadcast INTEGER NOT NULL, recipient INTEGER NOT NULL, kind INTEGER NOT NULL,
  state INTEGER NOT NULL, class INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL, epoch INTEGER NOT NULL,
  flags INTEGER NOT NULL, message INTEGER NOT NULL, since INTEGER, at INTEGER, result INTEGER, reply TEXT, remote_id TEXT, reason TEXT,
  progress BLOB, fallback_at INTEGER, via_broadcast INTEGER, via_recipient INTEGER,
  PRIMARY KEY(broadcast, recipient, kind)) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_live ON delivery(broadcast, class, due) WHERE state IN (0, 2);
CREATE INDEX delivery_sending ON delivery(broadcast) WHERE state = 1;
CREATE INDEX delivery_dead ON delivery(state, broadcast) WHERE state = 4 OR state = 6 OR state = 7;
CREATE INDEX delivery_fallback ON delivery(fallback_at) WHERE fallback_at IS NOT NULL;
CREATE TABLE attempt(broadcast INTEGER NOT NULL, recipient INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL,
  at INTEGER NOT NULL, result INTEGER NOT NULL, reply TEXT, PRIMARY KEY(broadcast, recipient, kind, number)) STRICT, WITHOUT ROWID;
CREATE TABLE queue(class INTEGER NOT NULL, lane INTEGER NOT NULL, due INTEGER NOT NULL, turn INTEGER NOT NULL, broadcast INTEGER NOT NULL,
  incident INTEGER NOT NULL, moved INTEGER NOT NULL, PRIMARY KEY(class, lane, due, turn, broadcast)) STRICT, WITHOUT ROWID;
CREATE INDEX queue_moved ON queue(broadcast, class) WHERE moved = 1;
CREATE TABLE thread(incident INTEGER NOT NULL, recipient INTEGER NOT NULL, root TEXT NOT NULL, last TEXT NOT NULL,
  edit INTEGER, next_edit INTEGER, PRIMARY KEY(incident, recipient)) STRICT, WITHOUT ROWID;
)sql";

// Updates that are pending: held 1, draft 2, waiting 3. A command stands behind the update that was the newest when it was carried
// out, so that both tables make one order.
const char* const kSchema2 = R"sql(
ALTER TABLE updates ADD COLUMN due INTEGER;
CREATE INDEX updates_due ON updates(due) WHERE due IS NOT NULL;
CREATE INDEX updates_pending ON updates(state) WHERE state = 1 OR state = 2 OR state = 3;
CREATE TABLE command(update_id INTEGER NOT NULL, turn INTEGER NOT NULL, at INTEGER NOT NULL, peer TEXT NOT NULL, name TEXT NOT NULL,
  incident INTEGER, incident_name TEXT NOT NULL, number INTEGER NOT NULL, effect TEXT NOT NULL,
  PRIMARY KEY(update_id, turn)) STRICT, WITHOUT ROWID;
CREATE INDEX command_incident ON command(incident) WHERE incident IS NOT NULL;
CREATE INDEX command_at ON command(at) WHERE incident IS NULL;
)sql";

// incident.watch: 1 a maintenance that is not over, 2 updates that wait for an opening.
const char* const kSchema3 = R"sql(
ALTER TABLE broadcast ADD COLUMN expires INTEGER;
ALTER TABLE incident ADD COLUMN watch INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_watch ON incident(watch) WHERE watch > 0;
CREATE TABLE occasion(key TEXT NOT NULL, result INTEGER NOT NULL, at INTEGER NOT NULL, incidents TEXT NOT NULL,
  PRIMARY KEY(key, result)) STRICT, WITHOUT ROWID;
CREATE INDEX occasion_at ON occasion(at);
CREATE TABLE reminder(name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// The end is a column of its own, since it is what changes and what is looked for.
const char* const kSchema4 = R"sql(
CREATE TABLE silence(number INTEGER PRIMARY KEY, until INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX silence_until ON silence(until);
)sql";

}  // namespace crier::store::sqlite
