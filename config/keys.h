#pragma once
#include "config/reader/key.h"

namespace crier::config {

/// The table of the whole file; inner tables hang on its keys. Those of channels are their adapters' (channels/registry.h), picked by
/// `type`.
[[nodiscard]] const reader::Table& keys();

// Tables whose sections the loader opens by itself.
[[nodiscard]] const reader::Table& recipient_keys();

// Of the clock's own keys, which are in a source of their own (rhythm_keys.cpp).
[[nodiscard]] const reader::Table& rhythm_keys();
// Of monitors' documents (ingest_keys.cpp).
[[nodiscard]] const reader::Table& ingest_keys();
// Of the wording (wording_settings.cpp).
[[nodiscard]] const reader::Table& wording_keys();
[[nodiscard]] const reader::Table& reminder_keys();

/// `remind` of a route's `approve`, which may also be a flag.
[[nodiscard]] const reader::Table& approve_keys();
/// The keys of `deliver` of an audience, where it is a map.
[[nodiscard]] const reader::Table& deliver_keys();

}  // namespace crier::config
