#pragma once
#include <boost/json.hpp>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace crier::tests {

/// A JSON file of the shared folder, none if the folder is not beside the project.
inline std::optional<boost::json::value> shared_json(const std::string& name) {
  std::ifstream file(CRIER_SHARED "/" + name);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

inline std::string text_of(const boost::json::value& object, const char* key) { return boost::json::value_to<std::string>(object.at(key)); }

}  // namespace crier::tests
