#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/http/escape.h"
#include "channels/http/preset_parts.h"
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
