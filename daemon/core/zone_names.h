#pragma once
#include <string>
#include <string_view>

namespace crier::core {

/// The zone of the machine's tz database that was meant by a name that is none: of another spelling, or without its continent ("berlin").
/// "" if none is near. Reads the folders of the database. Thread: any.
[[nodiscard]] std::string nearest_zone(std::string_view name);

}  // namespace crier::core
