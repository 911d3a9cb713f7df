#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crier::config {

/// One property of an event, unfolded: "DTSTART;VALUE=DATE:20261224".
struct IcsLine {
  int number = 0;                  ///< in the file, from 1
  std::string name;                ///< in upper case: "DTSTART"
  std::string text;                ///< the whole line
  std::string_view value() const;  ///< behind the colon that ends the name and its parameters
};

struct IcsEvent {
  int number = 0;  ///< the line on which it begins
  std::vector<IcsLine> lines;
};

/// A fault in a calendar: half a sentence that says what, and the line, 0 for the file as a whole.
struct IcsFault {
  int line = 0;
  std::string what;
};

/// Names and words of calendars are the same in any case (RFC 5545, 2).
[[nodiscard]] std::string upper_case(std::string_view text);

/// The events of all calendars in a text (RFC 5545, 3.1 and 3.6), with those of their properties that say when they are and what they are
/// called. Lines may end with CRLF or LF; a byte order mark is passed over. Errors: no calendar, or one that is not whole: parts that are
/// not closed (a file cut off while it was fetched), nested deeper than calendars are, or more than 20,000 events.
[[nodiscard]] Result<std::vector<IcsEvent>, IcsFault> events_of(std::string_view text);

}  // namespace crier::config
