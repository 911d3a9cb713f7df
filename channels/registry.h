#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/adapter.h"
#include "channels/settings.h"

namespace crier::channels {

namespace smtp {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
}
namespace x {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
[[nodiscard]] Traits traits(const Settings& settings);
}
namespace slack {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
[[nodiscard]] Traits traits(const Settings& settings);
}
namespace webhook {
[[nodiscard]] std::shared_ptr<const Adapter> make_adapter(const Settings& settings);
[[nodiscard]] Traits traits(const Settings& settings);
}

}  // namespace crier::channels
