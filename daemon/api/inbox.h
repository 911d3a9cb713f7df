#pragma once
#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace crier::api {

/// The bytes that came on a connection and were not used yet, in one piece, so that the parser can look at a head whole.
/// Invariant: while a read into room() is under way, nothing but clear() and use() is called.
class Inbox {
 public:
  /// Enough for a common request in one read.
  static constexpr std::size_t kSmall = 4096;
  /// For bodies: fewer reads.
  static constexpr std::size_t kLarge = 65536;

  /// Where the next bytes shall go; never empty. It grows where nothing else makes room, so the caller keeps the limit.
  [[nodiscard]] std::span<char> room() {
    if (begin_ == end_) clear();
    if (begin_ > 0 && end_ == bytes_.size()) {
      std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_), bytes_.end(), bytes_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == bytes_.size()) bytes_.resize(bytes_.size() * 2);
    return {bytes_.data() + end_, bytes_.size() - end_};
  }
  void came(std::size_t count) { end_ += count; }
  [[nodiscard]] std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  void use(std::size_t count) { begin_ += count; }
  void clear() { begin_ = end_ = 0; }

  void grow() {
    if (bytes_.size() < kLarge) bytes_.resize(kLarge);
  }
  /// Gives the memory of a large request back.
  void shrink() {
    if (empty() && bytes_.size() > 4 * kSmall) bytes_ = std::vector<char>(kSmall);
  }

 private:
  std::vector<char> bytes_ = std::vector<char>(kSmall);
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace crier::api
