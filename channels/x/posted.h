#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crier::channels::x {

/// Which posts of a message are out, by their ids. Ids are strings of 1 to 19 digits and never numbers; "" is a post that X has but
/// whose id was not learnt.
class Posted {
 public:
  /// Reads a progress; what is not one counts as nothing posted.
  [[nodiscard]] static Posted parse(std::string_view progress);

  void add(std::string id) { ids_.push_back(std::move(id)); }
  [[nodiscard]] std::size_t count() const { return ids_.size(); }
  /// "1,,3,": one place and comma a post, so that it can be read again.
  [[nodiscard]] std::string progress() const;
  /// The ids that are known, joined by commas; "" if none is.
  [[nodiscard]] std::string remote_id() const;
  /// The newest id that is known, "" if none is.
  [[nodiscard]] std::string last() const;

 private:
  std::vector<std::string> ids_;
};

[[nodiscard]] bool is_post_id(std::string_view text);
/// The first post of a remote id, which follow-ups reply to; "" if there is none.
[[nodiscard]] std::string first_post(std::string_view remote_id);

}  // namespace crier::channels::x
