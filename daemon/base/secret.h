#pragma once
#include <string>
#include <utility>

namespace crier {

/// A password, token or key. It has no stream operator and no implicit conversion, so that it cannot slip into a log, an
/// error or an answer; reveal() is the one way out and easy to search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

}  // namespace crier
