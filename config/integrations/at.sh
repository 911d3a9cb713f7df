#!/bin/sh
# Once, at a time: tells Crier if something is not done by then. docs/integrations/cron.md
# What is to be said at a time in any case is Crier's own to say: crier remind --at.
at "${1:-06:00}" <<'END'
CRIER="/usr/bin/crier --url http://127.0.0.1:9797 --token-file /etc/crier/cron-token"
CRIER_SOURCE=at
. /usr/share/crier/integrations/crier.sh
crier_around at/import "The nightly import is late" test -e /var/lib/import/done
END
