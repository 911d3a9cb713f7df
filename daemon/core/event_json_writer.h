#pragma once
#include <string>

#include "core/event.h"
#include "core/json_writer.h"

namespace crier::core {

/// The event as interface.md section 2 spells it, compact, members always in the same order, absent and empty ones left out:
/// two events are equal exactly if their canonical JSON is. The content hash of an id is made of it (rules E4).
[[nodiscard]] std::string canonical_json(const Event& event);

/// The members of an event that speak to receivers (title, summary, consequences, …, without id, action, incident and the
/// fields of routing), inside an object that the caller has begun. For the webhook's `data.update` and whoever shows an update.
void write_words(JsonWriter& json, const Event& event);

}  // namespace crier::core
