#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/silence.h"
#include "ingest/event_json.h"

namespace crier::api {

/// `{"match": {"services": "checkout", "label.region": ["eu-*"]}, "for": "2h", "why": "…"}`, or `until` a time. Its author is for the
/// caller to say. It lasts at most 30 days.
[[nodiscard]] Result<core::Silence, ingest::Refusal> read_silence(std::string_view body, UtcTime now);
/// "3" or "silence-3".
[[nodiscard]] std::optional<std::int64_t> read_silence_number(std::string_view text);

[[nodiscard]] std::string silence_json(const core::Silence& silence);
[[nodiscard]] std::string silences_json(const std::vector<core::Silence>& all);

}  // namespace crier::api
