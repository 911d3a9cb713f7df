#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/http/escape.h"
#include "channels/http/json_template.h"
#include "channels/http/shorten.h"
#include "channels/http/template.h"
#include "core/retry.h"

namespace crier::channels::http {

// A service as data (docs/decisions/channels-as-data.md): what a file of config/presets, or one beside the configuration, says. Read
// once, then immutable; every placeholder in it was found to be known.

/// What a recipient's `to` is.
enum class Address {
  none,     ///< there is none: the channel's credentials say where it goes
  address,  ///< a name or number of the service's
  phone,    ///< +4930123456
  url,      ///< a webhook's URL, unless the channel has one for all
};

/// What a channel's `options` may set.
struct Option {
  std::string name;
  std::string fallback;
  std::string help;
  bool is_required = false;
  bool is_number = false;
};

/// A value by which another is chosen: {map.NAME}.
struct Mapping {
  std::string name;
  std::string from;  ///< a placeholder's name
  std::vector<std::pair<std::string, std::string>> words;
  std::string otherwise;
};

/// A piece of text made for the service: {field.NAME}. `value` is filled with escaped values; if that is longer than a limit, so is
/// `instead`; if that is too, the value of `gives_way` (else of the last placeholder) is cut before it is escaped, so that markup and
/// entities stay whole.
struct Field {
  struct Bound {
    Template count;
    Unit unit = Unit::characters;
  };
  std::string name;
  Template value;
  std::optional<Template> instead;
  Escape escape = Escape::none;
  std::vector<Bound> limits;
  std::string gives_way;  ///< a placeholder's name, "" = the last
  Template more;          ///< stands where something was cut
};

/// A name and its text; left out where `is_optional` and a placeholder stands for nothing.
struct Pair {
  std::string name;
  Template text;
  bool is_optional = false;
};

enum class Body { none, json, form, text };

struct Request {
  std::string method = "POST";
  Template url;   ///< the base as the channel, the recipient or the preset gives it; its own query stays
  Template path;  ///< behind the base's path; values are percent-encoded
  std::vector<Pair> query;
  std::vector<Pair> headers;
  Body body = Body::none;
  JsonTemplate json;
  std::vector<Pair> form;
  Template text;
};

/// What is added to the post where there is a post before it to reply to.
struct FollowUp {
  std::optional<JsonTemplate> json;
  std::vector<Pair> form;
  std::vector<Pair> query;
};

/// What an answer asks for.
enum class Then {
  delivered,
  rejected,  ///< the message or its recipient is at fault
  retry,
  pause,  ///< the service refuses us: the channel waits for its operators
  gone,   ///< the recipient is gone for good: its address is suppressed
  plain,  ///< not as a follow-up: once more without
  login,  ///< the session is over: once more after logging in
};

/// A row of the table of errors: all that it names must hold. The first that does counts.
struct Rule {
  std::vector<int> statuses;          ///< 4 means 400 to 499
  std::string at;                     ///< a JSON pointer …
  std::vector<std::string> is;        ///< … and what is there
  std::vector<std::string> contains;  ///< in the body, whatever the case
  Then then = Then::rejected;
};

/// Where an answer says how long to wait, beside Retry-After.
struct Wait {
  enum class As { seconds, milliseconds, epoch, time };
  std::string at;      ///< a JSON pointer …
  std::string header;  ///< … or a header
  As as = As::seconds;
};

struct Answer {
  std::vector<std::pair<std::string, std::string>> where;  ///< of a success: JSON pointers and what is there; "" is the whole body
  std::vector<std::string> id;                             ///< JSON pointers of the remote id's parts
  std::vector<std::string> words;                          ///< JSON pointers of what an error says, the first found is shown
  std::vector<Wait> waits;
  std::vector<Rule> errors;
};

/// A session that is kept (rules H3): values of the login's answer are {login.NAME}.
struct Login {
  Request create;
  std::optional<Request> refresh;
  std::vector<std::pair<std::string, std::string>> keep;  ///< names and JSON pointers; all must be in an answer to `create`
};

/// Which of the channel's keys the preset has a use for.
struct Keys {
  bool url = false, token = false, username = false, password = false;
};

struct Preset {
  std::string name;
  std::string help;
  std::string url;  ///< where the service is, "" = the channel or the recipient says
  Keys needs;
  Keys takes;  ///< what it needs, and what it can do without
  Address to = Address::none;
  std::string to_help;  ///< "a chat's id such as -1001234567890"
  std::vector<Option> options;
  std::optional<double> rate;
  core::Backlog backlog = core::Backlog::latest;
  std::vector<Mapping> maps;
  std::vector<Field> fields;
  Request post;
  std::optional<FollowUp> follow_up;
  std::optional<Request> edit;  ///< of a post that was wrong, after its correction
  std::optional<Login> login;
  Answer answer;

  [[nodiscard]] bool keeps_ids() const { return !answer.id.empty() && (follow_up || edit); }
};

using PresetPtr = std::shared_ptr<const Preset>;

/// Reads a preset's text. Errors: the report of all faults, each with file:line:column, the line and a caret.
[[nodiscard]] Result<PresetPtr, std::string> read_preset(const std::string& path, const std::string& text);

/// The shipped preset of that name, none if there is none. Read once, by the first who asks. Thread: any.
[[nodiscard]] PresetPtr shipped_preset(std::string_view name);
[[nodiscard]] std::vector<std::string> shipped_preset_names();

}  // namespace crier::channels::http
