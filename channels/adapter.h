#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "core/message.h"
#include "core/outcome.h"

namespace crier::channels {

/// What an exchange is opened with (rules H1). A value; the exchange keeps what it needs.
struct Job {
  DeliveryId delivery;
  std::int64_t incident = 0;    ///< internal id, for stable message ids
  int update = 0;               ///< the update's number
  int previous_update = 0;      ///< the update this audience was told before; 0 = none
  std::string incident_name;    ///< KEY or KEY~2
  int attempt = 1;              ///< counting from 1
  std::string idempotency_key;  ///< the same in every attempt: letters, digits, '-' and '_'
  std::shared_ptr<const core::Message> message;
  std::string to;               ///< the recipient's address on the channel
  std::string meant_for;        ///< the real recipient's where `to` is a drill's (rules D6), "" if they are the same
  std::string name;             ///< the recipient's name, may be empty
  std::vector<Secret> secrets;  ///< webhook: the recipient's own signing secrets, else the channel's apply
  std::string thread_root;      ///< remote id of the first delivered post to that recipient in that incident, "" if none
  std::string thread_last;      ///< remote id of the newest one
  std::string corrected_id;     ///< remote id of the post to that recipient that this update puts right, "" if none
  std::string progress;         ///< bytes of the last committed checkpoint of this delivery, "" if none
  bool unsure = false;          ///< the last attempt may have been accepted
  UtcTime now{};                ///< the time of this attempt (Date, webhook-timestamp, oauth_timestamp)
  std::string nonce;            ///< 16 random bytes in hexadecimal, new for every attempt
};

/// An HTTP request over the one transport: no redirects, TLS verified, at most 64 KiB of the answer read.
struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Millis timeout{15000};
  bool guarded = false;              ///< the target came from a recipient: private addresses are refused (rules H5)
  std::vector<std::string> secrets;  ///< what else of it is secret beside what channels/conceal.h knows by itself: never shown
};

/// How far a request or submission came when it failed without a full answer.
enum class Broken : std::uint8_t {
  no,              ///< an answer was read whole
  not_sent,        ///< refused, unresolvable, TLS failure, cut before everything was sent: certainly not accepted
  maybe_accepted,  ///< cut or timed out after everything was sent
  forbidden,       ///< the SSRF guard refused the address
};

struct HttpReply {
  Broken broken = Broken::no;
  std::string error;  ///< one sentence if broken; never a URL
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
};

/// One mail to exactly one recipient (rules H10). Connection settings are the channel's (channels/smtp/smtp_settings.h).
struct MailSubmission {
  std::string channel;      ///< whose connections are used
  std::string from;         ///< envelope sender
  std::string to;           ///< envelope recipient
  std::string data;         ///< headers and body with CRLF line ends, not yet dot-stuffed
  bool smtputf8 = false;    ///< an envelope address is not ASCII
  std::string envelope_id;  ///< ENVID where the server offers DSN
};

/// Which command a mail reply answers; it decides whom a failure is about (protocols.md 5.3).
enum class MailStage : std::uint8_t { connect, greeting, hello, starttls, auth, mail, rcpt, data, body };

struct MailReply {
  Broken broken = Broken::no;
  std::string error;  ///< one sentence if broken
  MailStage stage = MailStage::connect;
  int code = 0;      ///< of the reply that ended the submission
  std::string text;  ///< the reply's lines joined by blanks, with the enhanced code
};

/// A program to run, without a shell, in a session of its own and with nothing of ours (docs/decisions/commands.md).
struct CommandRun {
  std::vector<std::string> argv;  ///< the first is the absolute path of the program
  std::string input;              ///< all of its standard input
  Millis timeout{30000};
  std::vector<std::string> secrets;  ///< what of the input must not be shown if the program prints it
};

/// How a program ended.
enum class CommandEnd : std::uint8_t {
  exited,       ///< by itself, with a code
  killed,       ///< by a signal that was not ours
  cut,          ///< by us: its time was over, or the daemon ends
  not_started,  ///< it never began
};

struct CommandReply {
  CommandEnd end = CommandEnd::not_started;
  int code = 0;                ///< exited: the exit code; killed: the signal's number
  bool broken = false;         ///< not_started: the program is at fault (missing, not executable) and not the machine of the moment
  std::string reason;          ///< one sentence if cut or not_started
  std::string output, errors;  ///< the beginnings of what it printed, at most 64 KiB each: any bytes
};

/// "Commit these bytes before going on": given back as Job::progress at the next attempt.
struct Checkpoint {
  std::string progress;
};

/// "Keep this for the channel before going on" (rules H3): survives restarts; given to the adapter at open.
struct ChannelState {
  std::string state;
};

struct CheckpointDone {};

using Step = std::variant<HttpRequest, MailSubmission, CommandRun, Checkpoint, ChannelState, core::Outcome>;
using Reply = std::variant<HttpReply, MailReply, CommandReply, CheckpointDone>;

/// One attempt of a delivery, as a state machine without I/O. Each step but an Outcome is answered by exactly one
/// on_reply of the matching kind; nothing is called after an Outcome.
/// Thread: outbound. It never sleeps, logs, reads a clock or touches the world.
class Exchange {
 public:
  virtual ~Exchange() = default;
  [[nodiscard]] virtual Step start() = 0;
  [[nodiscard]] virtual Step on_reply(Reply reply) = 0;
};

/// The code that speaks one protocol for one configured channel. Immutable once made; a reload makes a new one.
class Adapter {
 public:
  virtual ~Adapter() = default;
  /// `channel_state` is what the channel's last ChannelState step kept, "" if none. Errors: config (settings that cannot
  /// work, such as a secret that is none), invalid (a recipient address that cannot be used).
  [[nodiscard]] virtual Result<std::unique_ptr<Exchange>> open(Job job, const std::string& channel_state) const = 0;
  /// The edit of the thread root that follows a delivered follow-up; none if the protocol has no such thing.
  [[nodiscard]] virtual bool edits_root() const { return false; }
};

/// What dispatch must know of a channel, whatever its protocol.
struct Traits {
  int connections = 10;  ///< parallel attempts per destination
  bool threads = false;  ///< keeps remote ids for follow-ups
  /// Destination of an address: "" where all recipients share the channel's one service, else scheme://host:port.
  bool destination_from_address = false;
  bool own_recipient = false;     ///< needs no address (x, incoming webhook)
  bool address_optional = false;  ///< with own_recipient: a recipient may have an address all the same (exec)
  /// What is wrong with a recipient's address, one sentence; none if nothing is. Null: as the adapter's type says for all its channels.
  std::function<std::optional<std::string>(std::string_view address)> address_fault;
  [[nodiscard]] bool takes_addresses() const { return !own_recipient || address_optional; }
};

/// "https://host:port" of a URL in lower case with the port filled in; the whole text if it is none.
[[nodiscard]] std::string destination_of(const std::string& url);

}  // namespace crier::channels
