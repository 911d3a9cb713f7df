#pragma once
#include <boost/json.hpp>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace crier::render {

/// A file of the folder of conformance samples beside the project, none if that folder is absent.
inline std::optional<boost::json::value> shared_json(const char* name) {
  std::string path = CRIER_SHARED;
  path += "/conformance/";
  path += name;
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

inline constexpr const char* kNoShared = "the folder of conformance samples is not beside the project";

}  // namespace crier::render
