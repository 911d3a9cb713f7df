#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/vocabulary.h"
#include "core/zone.h"

namespace crier::simulation {

/// One happening of a simulation (interface.md section 6): an attempt that ended, a delivery that ended without one, or something that was
/// refused. What does not apply is empty.
struct Line {
  UtcTime at{};     ///< by the daemon's wall clock
  core::Zone zone;  ///< the audience's
  std::string audience;
  std::string channel;
  std::string recipient;
  std::int64_t recipients = 1;  ///< more: of a broadcast that ended before it was made into deliveries
  core::Occasion occasion = core::Occasion::event;
  std::string incident;                ///< KEY or KEY~2; of an operator notice the one that it is about
  std::vector<std::string> incidents;  ///< all that it speaks of, worst first, if there are several
  std::optional<int> update;           ///< none: an operator notice
  std::string stage;                   ///< of maintenance
  std::string outcome;                 ///< delivered, retry, rejected, unknown; failed, expired, superseded, cancelled; refused
  std::string reply;                   ///< what the other side said where it was not delivered, or why it was refused
  std::string subject;
  std::string text;
  std::string name;  ///< of a reminder

  [[nodiscard]] std::string local() const;  ///< RFC 3339 with the zone's offset
};

/// The line as one JSON object, without a line end.
[[nodiscard]] std::string to_json(const Line& line);

/// Lines as a table for people, with its heading.
[[nodiscard]] std::string to_table(const std::vector<Line>& lines);

}  // namespace crier::simulation
