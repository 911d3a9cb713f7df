#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "channels/adapter.h"
#include "core/outcome.h"

namespace crier::channels {

/// What adapters over HTTP have in common in reading answers (protocols.md 1). Pure.

[[nodiscard]] core::Outcome delivered(std::string reply, std::string remote_id = "");
[[nodiscard]] core::Outcome retry(core::Scope scope, std::string reply);
[[nodiscard]] core::Outcome rejected(core::Scope scope, std::string reply);
/// The channel's own service refuses us: the channel is paused and keeps its deliveries (rules H10).
[[nodiscard]] core::Outcome refuses_us(std::string reply);

/// The value of the first header of that name (lower case), none if there is none.
[[nodiscard]] std::optional<std::string_view> header(const HttpReply& reply, std::string_view name);

/// The server's time: its Date header, for waits it counts by its own clock; `now` where it names none.
[[nodiscard]] UtcTime server_time(const HttpReply& reply, UtcTime now);

/// Retry-After (RFC 9110 section 10.2.3): seconds, decimals too, or one of the three HTTP dates; within 1 s and 6 h. None if
/// absent, unreadable or in the past.
[[nodiscard]] std::optional<Millis> retry_after(const HttpReply& reply, UtcTime now);

/// 408, 425, 429 and 5xx but 501 and 505: the same bytes may succeed later.
[[nodiscard]] bool is_retryable(int status);

/// A retry for a status that asks for one: congested if the destination asked to slow down (429, or 503 with Retry-After).
[[nodiscard]] core::Outcome retry_by_status(const HttpReply& reply, UtcTime now);

/// The outcome of a request that got no full answer (`broken` is not `no`). A cut after the last byte is about the destination
/// too, and not only about the message: a receiver that hangs must be probed, not hammered.
[[nodiscard]] core::Outcome unanswered(const HttpReply& reply);

/// "HTTP 503: first line of the body", at most 200 characters of it, control characters escaped. For the timeline.
[[nodiscard]] std::string describe(const HttpReply& reply);

/// Foreign text on one line: control characters escaped, bytes that are not UTF-8 replaced, at most `limit` characters and about
/// 440 bytes.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t limit);

}  // namespace crier::channels
