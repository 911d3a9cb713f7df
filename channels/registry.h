#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channels/adapter.h"
#include "channels/settings.h"
#include "config/reader/section.h"
#include "render/renderer.h"

namespace crier::channels {

namespace smtp {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace x {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace slack {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace webhook {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace http {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace exec {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}

using AnySettings = std::variant<smtp::Settings, x::Settings, slack::Settings, webhook::Settings, http::Settings, exec::Settings>;

/// One kind of channel: what the configuration, the announcer and dispatch need of it. Owner: the registry, for ever. Thread: any.
struct AdapterType {
  std::string_view name;     ///< as under `type:`
  std::string_view example;  ///< the name of such a channel in the reference
  render::Form form;
  const reader::Table& (*keys)();
  AnySettings (*read)(const reader::Section& section);
  std::shared_ptr<const Adapter> (*make)(const AnySettings& settings);
  Traits (*traits)(const AnySettings& settings);
  /// What is wrong with a recipient's address, one sentence; none if nothing is. Null if recipients have none, or if it depends on the
  /// channel (Traits::address_fault).
  std::optional<std::string> (*address_fault)(std::string_view address);
};

/// All that are built, in the order of the reference. A new adapter is one line there.
[[nodiscard]] std::span<const AdapterType> adapter_types();
/// None if no adapter has that name.
[[nodiscard]] const AdapterType* find_adapter_type(std::string_view name);
/// Types of interface.md that this release does not have.
[[nodiscard]] std::span<const std::string_view> unbuilt_types();

/// The part of the settings that every channel has.
[[nodiscard]] const CommonSettings& common_of(const AnySettings& settings);

}  // namespace crier::channels
