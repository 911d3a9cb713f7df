#include "ingest/faults.h"

namespace crier::ingest {
namespace {

constexpr std::size_t kMost = 100;

std::string escape(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string Path::pointer() const {
  if (parent_ == nullptr) return {};
  return parent_->pointer() + "/" + (is_index_ ? std::to_string(index_) : escape(name_));
}

void Faults::add(const Path& path, std::string detail) {
  if (list_.size() < kMost) list_.push_back({path.pointer(), std::move(detail)});
}

}  // namespace crier::ingest
