#pragma once
#include <string>

#include "render/renderer.h"

namespace crier::render {

/// The webhook's document (interface.md section 5), compact. It is made on the store's writer for every event, so it is
/// written straight into one string: a few microseconds.
[[nodiscard]] std::string webhook_payload(const Subject& subject, const Phrases& phrases);

/// The document's `data` alone: {"incident": …, "update": …, "audience": …}.
[[nodiscard]] std::string update_data(const Subject& subject, const Phrases& phrases);

}  // namespace crier::render
