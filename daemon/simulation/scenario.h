#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "config/reader/diagnostic.h"
#include "core/event.h"
#include "core/vocabulary.h"
#include "simulation/expectation.h"

namespace crier::simulation {

/// What operators type, and what befalls the daemon, in the order of the scenario's words.
enum class Verb : std::uint8_t { approve, withdraw, stop, skip, now, hush, remind, unremind, pause, resume, retry, restart, reload };

/// One entry of `commands`. What the verb does not take is empty.
struct Order {
  Verb verb = Verb::restart;
  std::string incident;                    ///< KEY or KEY~2
  int update = 0;                          ///< 0: the newest
  std::optional<core::Occasion> occasion;  ///< skip, now: the next of the schedule that fits
  std::string stage, audience;
  Millis span{};     ///< hush
  std::string name;  ///< of a reminder
  std::string when;  ///< remind: a local time with a zone
  std::vector<std::string> audiences;
  std::string title, summary;
  std::string channel;
  std::string config;  ///< reload: an absolute path; "" = the same file again
};

/// From now on the daemon's wall clock shows something else while real time goes on.
struct ClockSetting {
  UtcTime shows{};
};
struct Death {};
struct Birth {};

/// What happens from outside at one time of a clock that is right.
struct Step {
  UtcTime at{};
  reader::Position place;
  std::variant<core::Event, Order, ClockSetting, Death, Birth> what;
};

/// How a channel's receivers answer for a while.
struct Trouble {
  reader::Position place;  ///< of the channel's name
  std::string channel;
  std::string recipient;  ///< only this one's; "" = all
  UtcTime from{}, until{};
  std::string reply;  ///< "451 4.3.0 try again later", "503", "timeout", "cut"
  std::optional<Millis> retry_after;
  std::string stage;  ///< of mail: which command is answered so
};

/// A scenario file (interface.md section 6, docs/simulate.md), read and checked in itself.
struct Scenario {
  std::string path;
  std::string text;  ///< of the file, for messages that point into it
  UtcTime start{}, end{};
  std::string config;       ///< absolute; "" = not said
  std::vector<Step> steps;  ///< in order of time; those of one time in the order of the file, events first
  std::vector<Trouble> faults;
  std::vector<Expectation> expect, never;
};

/// A scenario, or all that is wrong with it as "file:line:column: …" with the line and a caret.
struct Read {
  std::optional<Scenario> scenario;
  std::string report;
  bool is_missing = false;  ///< there is no such file
};
[[nodiscard]] Read read_scenario(const std::string& path);
/// The same from text; `path` need not exist, names of files are looked up beside it.
[[nodiscard]] Read read_scenario_text(const std::string& text, const std::string& path);

}  // namespace crier::simulation
