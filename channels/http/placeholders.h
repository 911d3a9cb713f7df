#pragma once
#include <set>
#include <string>
#include <vector>

#include "channels/adapter.h"
#include "channels/http/preset.h"
#include "channels/settings.h"

namespace crier::channels::http {

/// Where in a preset a placeholder stands: it decides which there are.
enum class Place { field, post, follow_up, edit, login };

/// The names that stand for something whatever the preset: {text}, {incident}, {now} … (docs/presets.md).
[[nodiscard]] const std::vector<std::string>& common_placeholders();

/// The names known in a place of the preset, whose options, maps, fields, ids and login are read already.
[[nodiscard]] std::vector<std::string> placeholders(const Preset& preset, Place place);

/// What all placeholders but those of a login stand for in this job.
[[nodiscard]] Values values_of(const Settings& settings, const Job& job);

/// The parts of a remote id; and the id of parts: percent-encoded where they have blanks, joined by one.
[[nodiscard]] std::vector<std::string> id_parts(const std::string& remote_id);
[[nodiscard]] std::string id_of(const std::vector<std::string>& parts);

/// A record key of 13 characters in the form of a TID (atproto.com/specs/tid): the time in the idempotency key, so that records sort by
/// it, and what else is in the key, so that it is the same in every attempt and nowhere else.
[[nodiscard]] std::string tid_of(const std::string& idempotency_key);

}  // namespace crier::channels::http
