#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.h"

namespace crier::ingest {

/// Where a value stands in a document, as a chain on the stack: text is made of it only when there is something to point out.
class Path {
 public:
  Path() = default;
  Path(const Path& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Path(const Path& parent, std::size_t index) : parent_(&parent), index_(index), is_index_(true) {}
  /// A JSON pointer (RFC 6901).
  [[nodiscard]] std::string pointer() const;

 private:
  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

/// The faults of one document, in the order found; more than 100 are not listed.
class Faults {
 public:
  void add(const Path& path, std::string detail);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::vector<core::Fault> take() { return std::move(list_); }

 private:
  std::vector<core::Fault> list_;
};

}  // namespace crier::ingest
