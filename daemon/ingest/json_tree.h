#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crier::ingest {

/// One value of a JSON document. Its children lie behind it; `span` counts it and all below it.
struct JsonNode {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool truth = false;
  std::uint32_t span = 1;
  std::string_view name;  ///< as a member of an object
  std::string_view text;  ///< of a string; of a number as written
};

/// The children of an array or object, in order.
class JsonChildren {
 public:
  class Iterator {
   public:
    explicit Iterator(const JsonNode* at) : at_(at) {}
    const JsonNode& operator*() const { return *at_; }
    const JsonNode* operator->() const { return at_; }
    Iterator& operator++() {
      at_ += at_->span;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const JsonNode* at_;
  };
  explicit JsonChildren(const JsonNode& parent) : parent_(parent) {}
  [[nodiscard]] Iterator begin() const { return Iterator(&parent_ + 1); }
  [[nodiscard]] Iterator end() const { return Iterator(&parent_ + parent_.span); }

 private:
  const JsonNode& parent_;
};

/// Why bytes are not JSON: where (counting from 0) and one sentence.
struct JsonFault {
  std::size_t offset = 0;
  std::string detail;
};

/// A strict JSON document (RFC 8259) as a flat row of nodes: made for decoding many small documents one after the other, it
/// keeps its memory. Depth is at most 32; a name twice in one object, bytes that are not UTF-8 and anything behind the value are faults.
class JsonTree {
 public:
  /// Requires: nothing of an earlier document is used any more.
  [[nodiscard]] Result<void, JsonFault> parse(std::string_view bytes);
  /// Requires: parse succeeded.
  [[nodiscard]] const JsonNode& root() const { return nodes_.front(); }

 private:
  std::vector<JsonNode> nodes_;
  std::string texts_;
};

}  // namespace crier::ingest
