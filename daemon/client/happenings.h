#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/text.h"

namespace crier::client {

/// One server-sent event of GET /v1/stream (WHATWG HTML section 9.2, as crierd writes it).
struct StreamEvent {
  std::string id, type, data;
};

/// Takes a stream's pieces apart. A piece may end anywhere; what is not whole yet waits for the next.
class EventReader {
 public:
  template <class F>
  void take(std::string_view piece, F on_event) {
    rest_ += piece;
    for (auto end = rest_.find("\n\n"); end != std::string::npos; end = rest_.find("\n\n")) {
      StreamEvent event;
      for (const auto line : split(std::string_view(rest_).substr(0, end), '\n')) {
        if (line.starts_with("id: ")) event.id = line.substr(4);
        if (line.starts_with("event: ")) event.type = line.substr(7);
        if (line.starts_with("data: ")) event.data = line.substr(6);
      }
      rest_.erase(0, end + 2);
      if (!event.data.empty()) on_event(event);
    }
  }

 private:
  std::string rest_;
};

/// What a happening says, on one line. `type`: update, delivery, channel; `value`: its object as the API gives it.
[[nodiscard]] std::string line_of(std::string_view type, const boost::json::value& value);

/// What tells a happening from all others, as a stream and a list of the API name it; with the state it has come to; "" for what only a
/// stream tells (channels, attempts that are followed by others).
[[nodiscard]] std::string name_of(std::string_view type, const boost::json::value& value);

/// True if a delivery is one that nothing more happens to.
[[nodiscard]] bool is_ended(const boost::json::value& delivery);

}  // namespace crier::client
