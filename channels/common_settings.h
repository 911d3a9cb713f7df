#pragma once
#include <string_view>

#include "channels/settings.h"
#include "config/reader/key.h"
#include "config/reader/section.h"

namespace crier::channels {

/// Where a channel type's defaults differ from the others'.
struct CommonDefaults {
  std::string_view backlog = "all";
  std::string_view timeout = "15s";
  std::string_view timeout_help = "how long one request may take";
  bool is_serial = false;  ///< one attempt at a time: then there is no `connections`
  bool is_remote = true;   ///< it speaks over the network itself: else there is no `ca_file`
  std::string_view connections_help = "parallel attempts per destination host";
};

/// A channel's table: `type`, the type's own keys, then those of every channel.
[[nodiscard]] reader::Table with_common_keys(std::string_view type, const reader::Table& own, const CommonDefaults& defaults = {});

/// The settings under the common keys.
[[nodiscard]] CommonSettings read_common(const reader::Section& section);

}  // namespace crier::channels
