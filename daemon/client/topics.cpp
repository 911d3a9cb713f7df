#include "client/topics.h"

namespace crier::client {
namespace {

constexpr std::string_view kStop = R"(You sent something wrong. Stop what is not sent yet first, then put it right.

  crier stop --last                  the newest update of all
  crier stop KEY                     the newest update of this incident
  crier stop KEY 2                   its update 2

It answers how many have it already, how many are on their way this moment,
and how many will not get it. To stop again does no harm.

Then, for those who have it:
  crier correct KEY 2 --summary "Only Europe is affected, not everybody."
  crier retract KEY --summary "Opened in error; nothing was wrong."

A correction goes to those whom update 2 was for, and says what it corrects.
A retraction ends the incident as opened in error, not as resolved.
)";

constexpr std::string_view kOpen = R"(At a terminal, this asks for one thing after the other and shows all before
it is sent:
  crier open

Or with words, first as a preview that sends nothing:
  crier open KEY --title T --impact major --summary S --dry-run
  crier open KEY --title T --impact major --summary S
  crier open KEY --file draft.md

KEY is a short name for the incident, such as checkout-db. The impact is
critical, major, minor or none. The summary says what customers notice and
since when. Who hears of it is decided by the routes of the configuration.

To go on:
  crier update KEY --summary "A full disk stopped the database."
  crier resolve KEY --summary "Payments work again since 15:40 UTC."
)";

constexpr std::string_view kUpdate = R"(Say what is new, what it means for customers, and when you write again:
  crier update KEY --summary S --now "Payments fail." --next-update 45m
  crier update KEY --status identified --summary S

There is nothing new, and the promised time comes:
  crier nonews KEY 45m

You have seen it, so nobody else need be called:
  crier ack KEY

You work on it, and monitors shall not speak for you any more:
  crier take KEY

It is over, and afterwards what it was:
  crier resolve KEY --summary S --began T --ended T
  crier postmortem KEY --file pm.md

Old consequences are not repeated by themselves: say again what still holds.
)";

constexpr std::string_view kDrafts = R"(A draft is an update that nobody was told yet: a route says so (approve), an
event was sent with --draft, or a monitor said what the guard would ask about.

  crier drafts                       all of them, with their text
  crier approve KEY                  send the newest draft of this incident
  crier approve KEY --edit           change its words first
  crier approve KEY 3                only if update 3 is still its newest draft
  crier withdraw KEY                 never send it

What is held or waits goes out by itself; by its number it goes now, or never:
  crier approve KEY 4
  crier withdraw KEY 4
)";

constexpr std::string_view kRehearse = R"(Without sending anything:
  crier open KEY --title T --impact major --summary S --dry-run
  crier preview draft.md

As an exercise that goes through everything up to the last step, to the
addresses under `divert` in the configuration instead of the real ones, with
[EXERCISE] in the subject:
  crier open drill-1 --title T --impact major --summary S --exercise

An exercise is refused where `divert` is not configured. With `divert` and
`all: true` the whole installation rehearses, and this says so:
  crier status

One message to one address of yours, to try a channel:
  crier test mail --to you@example.com
)";

constexpr std::string_view kBlocked = R"(  crier channels                     each channel, its state and the reason
  crier queue                        what waits, with the last reply
  crier queue --state failed         what failed, and why

A channel is ready, paused (by a person, or because its service refused our
credentials), blocked, or probing (it failed; single tries see whether it is
back). Nothing is lost meanwhile. After mending:
  crier resume NAME
  crier test NAME --to you@example.com

Failed deliveries can be tried again, or given up:
  crier retry --all-failed
  crier retry ID
  crier cancel --incident KEY

Addresses that a receiver said are gone are not written to any more:
  crier suppress --list
  crier suppress --lift ADDRESS
)";

constexpr std::string_view kRhythm = R"(Before an office closes, when it opens, and when a promised update is due,
crierd speaks by itself: the configuration has `rhythm` and `office_hours`.

  crier schedule                     what it will say, when, to whom, and why
  crier schedule show ID             the words, as things are
  crier schedule skip ID             not that one
  crier schedule now ID              that one at once
  crier hush KEY --for 8h            nothing of this incident for so long
  crier hours                        whose office is open when

Before it writes at closing it asks you what happens overnight. To answer:
  crier update KEY --summary S --overnight on-call

A promise is kept by an update in time, or by a new one:
  crier update KEY --summary S --next-update 45m
  crier nonews KEY 45m

Once, at a time:
  crier remind --at "2026-11-23 09:00 Europe/Berlin" --audience A --summary S
  crier maintenance KEY --starts 3d --ends 2h --title "New disks" --summary S
  crier maintenance KEY --extend 1h
  crier maintenance KEY --done       or --start when it begins, or --cancel

Try a configuration before it counts:
  crier simulate scenario.yaml
)";

constexpr std::string_view kWatch = R"(  crier watch                        what happens, as it happens
  crier watch KEY                    only this incident
  crier watch --plain                one line a happening, for a screen reader
  crier update KEY --summary S --watch   a bar per channel until all have it

Ctrl-C ends watching, never sending. If the connection is lost, watching goes
on by itself where it was. Colours are left out with NO_COLOR=1 or TERM=dumb.

Afterwards:
  crier show KEY                     the updates and who got them
  crier log KEY                      who did what when
)";

constexpr std::string_view kFiles = R"(A draft file is Markdown; its fields stand between two lines of dashes:

  ---
  title: "Checkout: unavailable"
  impact: major
  services: [checkout, search]
  next_update: 45m
  ---
  Customers in Europe cannot pay since 14:02 CET.

  ## Consequences
  ### Now
  Payments fail.
  ## Workaround
  Pay by invoice.

The text before the first heading is the summary. docs/client.md has all
headings. Flags go over what the file says.

  crier check draft.md               its wording, line by line; offline
  crier preview draft.md             what it would become; sends nothing
  crier open KEY --file draft.md
  crier open KEY --file draft.md --edit
)";

constexpr std::string_view kWording = R"(An update is looked at before it goes out: a guessed time of the end, somebody
else's fault, a time without its zone, a blank that nobody filled in.

It was refused. Each line of the answer names the place, the rule and better
words. Say it in other words, or, if you have looked and mean it:
  crier update KEY --summary S --anyway

Before it is sent:
  crier check draft.md               line and column of each finding; offline
  crier preview draft.md             the same, and what each reader would see
  crier preview draft.md --html page.html
  crier update KEY --edit            a draft that asks for the facts

For what comes again, a draft that is begun already; your own are files
NAME.md in /etc/crier/drafts:
  crier open KEY --from database-outage --edit

Afterwards, the record as a postmortem to go on with:
  crier postmortem KEY --edit
)";

constexpr std::string_view kMonitors = R"(What would come of a monitor's document, offline:
  crier ingest test alert.json --format alertmanager
  crier ingest test alert.json --format alertmanager --config crier.yaml

Post one as the monitor would, from a file, or macro by macro:
  crier ingest send alert.json --format grafana
  crier ingest send --format nagios NOTIFICATIONTYPE=PROBLEM HOSTNAME=web-1
  crier ingest send --format icinga --environment

Monitors announce by themselves until a person writes on the incident, or:
  crier take KEY

You work on something that will alarm: what monitors say of it waits.
  crier silence services=checkout --for 2h --why "moving racks"
  crier silence                      what is silenced; --end ID ends one
)";

constexpr std::string_view kConnect = R"(crier speaks to crierd over its Unix socket: the one of --socket, else of
CRIER_SOCKET in the environment, else /run/crier/crier.sock. Over TCP:
  crier --url http://127.0.0.1:9797 --token-file api-token status

Is it running, and may I?
  systemctl status crierd
  crier status

Exit 69 says that crierd was not reached; exit 77 that it does not let you:
its configuration says under `access` who may read, publish and operate.
)";

constexpr std::string_view kCodes = R"(  0   done
  64  typed wrong, or not built in this release
  65  refused: the content, a conflict, nothing of that name, not confirmed
  66  a file cannot be read
  69  crierd cannot be reached, or the connection was cut
  75  crierd cannot do it just now; the same command later is right
  77  not allowed
  78  the configuration has faults

Every failure is one sentence on stderr. With --json the API's answer is
printed as it is, and the codes are the same.
)";

constexpr std::array<Topic, kTopics> kAll{{
    {"open-an-incident", "tell people that something is wrong", kOpen},
    {"keep-informed", "updates, no news, the end, and what it was", kUpdate},
    {"stop-a-mistake", "stop what is not sent yet, correct, retract", kStop},
    {"drafts", "look at what waits for a person, and send it", kDrafts},
    {"rehearse", "previews, exercises, test messages", kRehearse},
    {"rhythm", "what crierd says by itself: offices, promises, reminders", kRhythm},
    {"what-is-blocked", "channels that do not send, and failed deliveries", kBlocked},
    {"watching", "see it happen; colours and screen readers", kWatch},
    {"draft-files", "words in a file or in an editor", kFiles},
    {"wording", "what is found in the words, and what to do about it", kWording},
    {"monitors", "what monitoring systems send, and to try it", kMonitors},
    {"connecting", "sockets, tokens, rights", kConnect},
    {"exit-codes", "what scripts get", kCodes},
}};

}  // namespace

const std::array<Topic, kTopics>& topics() { return kAll; }

}  // namespace crier::client
