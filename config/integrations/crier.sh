# shellcheck shell=sh
# Shell functions that tell Crier of commands that fail and work again. Any POSIX shell, and zsh: . /usr/share/crier/integrations/crier.sh
# What they do and what goes wrong: docs/integrations/shell.md
#
#   crier_around KEY TITLE COMMAND…          runs COMMAND; opens the incident KEY if it fails, resolves it if it works; ends as it does
#   crier_failed KEY TITLE SUMMARY [LABEL=VALUE…]      opens it
#   crier_recovered KEY                      resolves it, if it is open
#
# CRIER         the client with its options, as a command is written (crier); for a token:
#               CRIER="crier --url http://127.0.0.1:9797 --token-file /etc/crier/job-token"
# CRIER_SOURCE  who says it, as routes know it (shell)
# CRIER_IMPACT  none, minor, major, critical (minor)
# CRIER_SERVICE the service of the configuration that is affected (none)
# CRIER_STATE   a folder of its own, in which it remembers what failed, so that only what failed is resolved (~/.local/state/crier)

# Text as the inside of a JSON string: one line, whatever it was.
crier_text() {
  printf '%s' "$1" | LC_ALL=C tr '\n\r\t' '   ' | LC_ALL=C tr -d '\000-\037\177' | LC_ALL=C sed 's/[\\"]/\\&/g'
}

# Any text as an incident's key.
crier_key() {
  printf '%s' "$1" | LC_ALL=C tr -c 'A-Za-z0-9._:/-' '_' | LC_ALL=C cut -c 1-128
}

# The file that says that KEY failed last time. Without a folder that can be written, each success is told.
crier_mark() {
  crier__state=${CRIER_STATE:-${STATE_DIRECTORY:-${XDG_STATE_HOME:-${HOME:-}/.local/state}/crier}}
  mkdir -p "$crier__state" 2>/dev/null
  [ -w "$crier__state" ] && crier__mark=$crier__state/$(crier_key "$1" | LC_ALL=C tr / _)
}

# Members of an event on standard input, without its braces. Without an author it is a monitor's, whoever runs this.
crier_send() {
  # What is in CRIER is a command with its options; eval divides it in zsh too.
  printf '{"source": "%s", %s}\n' "$(crier_text "${CRIER_SOURCE:-shell}")" "$1" | eval "${CRIER:-crier} send --spool - 2>&1"
}

crier_failed() {
  crier__title=$2
  ! crier_mark "$1" || touch "$crier__mark"
  crier__event="\"action\": \"open\", \"incident\": \"$(crier_key "$1")\", \"title\": \"$(crier_text "$2")\", \"summary\": \"$(crier_text "$3")\""
  crier__event="$crier__event, \"impact\": \"$(crier_text "${CRIER_IMPACT:-minor}")\""
  [ -z "${CRIER_SERVICE:-}" ] || crier__event="$crier__event, \"services\": [\"$(crier_text "$CRIER_SERVICE")\"]"
  shift 3
  crier__labels=
  for crier__label in "$@"; do
    crier__labels="$crier__labels${crier__labels:+, }\"$(crier_text "${crier__label%%=*}")\": \"$(crier_text "${crier__label#*=}")\""
  done
  crier__said=$(crier_send "$crier__event, \"labels\": {$crier__labels}") && return
  crier__code=$?
  printf 'crier: not told of %s: %s\n' "$crier__title" "$crier__said" >&2
  return "$crier__code"
}

crier_recovered() {
  crier__mark=
  ! crier_mark "$1" || [ -e "$crier__mark" ] || return 0
  crier__code=0
  crier__said=$(crier_send "\"action\": \"resolve\", \"incident\": \"$(crier_key "$1")\"") || crier__code=$?
  # 65: nothing of that name is open, which is how it should be.
  if [ "$crier__code" = 0 ] || [ "$crier__code" = 65 ]; then
    [ -z "$crier__mark" ] || rm -f "$crier__mark"
    return 0
  fi
  printf 'crier: not told that %s works again: %s\n' "$1" "$crier__said" >&2
  return "$crier__code"
}

crier_around() {
  crier__key=$1
  crier__what=$2
  shift 2
  crier__status=0
  "$@" || crier__status=$?
  if [ "$crier__status" = 0 ]; then
    crier_recovered "$crier__key" || :
  else
    crier_failed "$crier__key" "$crier__what" "$crier__what." "exit=$crier__status" "host=$(uname -n)" || :
  fi
  return "$crier__status"
}

# For crier-notify@.service and crier-resolved@.service; the unit's name as systemd writes it.
crier_unit_failed() {
  CRIER_SOURCE=systemd crier_failed "systemd/$1" "$1 failed" "The unit $1 failed on $(uname -n)." \
    "unit=$1" "host=$(uname -n)" "result=${MONITOR_SERVICE_RESULT:-unknown}"
}

crier_unit_recovered() {
  CRIER_SOURCE=systemd crier_recovered "systemd/$1"
}
