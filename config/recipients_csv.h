#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/audience.h"

namespace crier::config {

/// Reads a file of recipients line by line: address[,name[,language]], with quotes as in RFC 4180 (a quoted field stays on its line).
/// Blank lines, comments (lines that begin with #; on Slack, where #name is an address, with # and a blank) and a heading
/// "address,…" in the first line are passed over, as is a byte order mark.
/// Owner: whoever streams the file. Thread: any one. Errors: invalid, one sentence with the line's number that does not repeat the line;
/// reading may go on after it.
class RecipientsCsv {
 public:
  using AddressFault = std::function<std::optional<std::string>(std::string_view address)>;

  /// `type` is the channel's adapter type, by which addresses are checked.
  RecipientsCsv(std::string channel, std::string type);
  /// The same by the channel's own check (channels::Traits::address_fault); null: it takes no addresses.
  RecipientsCsv(std::string channel, std::string type, AddressFault address_fault)
      : channel_(std::move(channel)), type_(std::move(type)), address_fault_(std::move(address_fault)) {}

  /// The recipient on the next line (given without its line feed), none if the line has none.
  [[nodiscard]] Result<std::optional<core::Recipient>> line(std::string_view text);
  /// The number of the last line given, counting from 1.
  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  [[nodiscard]] bool is_comment(std::string_view text) const;
  [[nodiscard]] Error fault(std::string what) const;

  std::string channel_;
  std::string type_;
  AddressFault address_fault_;
  std::int64_t number_ = 0;
  bool had_content_ = false;
};

}  // namespace crier::config
