#pragma once
#include <boost/json/fwd.hpp>
#include <string>

namespace crier::client {

/// The answer of POST /v1/preview as one HTML page: findings at the top, then each message beside the others as its reader sees it. It
/// loads nothing and runs nothing; foreign text cannot leave its place. Pure.
[[nodiscard]] std::string preview_page(const boost::json::value& preview);

/// How a message's text is read on its channel: Slack's mrkdwn without its signs, any other as it is. Pure.
[[nodiscard]] std::string as_read(const boost::json::value& message);
/// Has the whole text and a short one, of which the channel sends what fits (types http and exec).
[[nodiscard]] bool is_letter(const boost::json::value& message);

}  // namespace crier::client
