#pragma once
#include <boost/json.hpp>
#include <string>
#include <vector>

namespace crier::sinks {

/// What of `text` and `blocks` breaks Slack's limits, as its response_metadata.messages put it (protocols.md 3.2).
[[nodiscard]] std::vector<std::string> block_faults(const boost::json::object& body);

/// Characters as Slack counts them, here code points.
[[nodiscard]] std::size_t characters(std::string_view text);

/// Markup that would notify people: <!here>, <!channel>, <!everyone>, <@…>, <!subteam^…>. Found anywhere in the document's texts.
[[nodiscard]] std::vector<std::string> mentions(const boost::json::value& body);

}  // namespace crier::sinks
