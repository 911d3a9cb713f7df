#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/settings.h"
#include "config/reader/section.h"

namespace crier::channels::webhook {

[[nodiscard]] const reader::Table& keys();

/// The settings of a checked section; what is at fault is told to its diagnostics.
[[nodiscard]] Settings read(const reader::Section& section);

/// The one or two secrets in the file that a `secret_file` names (rules H6), each fit to sign; a recipient's are read so too.
[[nodiscard]] std::vector<Secret> read_secrets(const reader::Section& section);

/// What is wrong with a target's URL, none if nothing is.
[[nodiscard]] std::optional<std::string> address_fault(std::string_view address);

}  // namespace crier::channels::webhook
