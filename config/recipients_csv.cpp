#include "config/recipients_csv.h"

#include <vector>

#include "base/text.h"
#include "channels/registry.h"
#include "config/parts.h"

namespace crier::config {
namespace {

constexpr std::size_t kLongest = 4096;

/// The fields of a line; what is wrong with it otherwise.
Result<std::vector<std::string>, std::string> fields(std::string_view text) {
  std::vector<std::string> out(1);
  std::size_t at = 0;
  while (at < text.size()) {
    auto& field = out.back();
    if (text[at] != '"') {
      const auto end = std::min(text.find(',', at), text.size());
      field = trim(text.substr(at, end - at));
      if (field.find('"') != std::string::npos)
        return std::string("has a quote within a field; put the whole field in quotes and double it");
      at = end;
    } else {
      ++at;
      for (;; ++at) {
        if (at >= text.size()) return std::string("opens a quote and does not close it");
        if (text[at] == '"' && !text.substr(at + 1).starts_with('"')) break;
        if (text[at] == '"') ++at;
        field += text[at];
      }
      ++at;
      while (at < text.size() && text[at] == ' ') ++at;
    }
    if (at < text.size()) {
      if (text[at] != ',') return std::string("has text behind a closing quote; expected a comma");
      ++at;
      while (at < text.size() && text[at] == ' ') ++at;
      out.emplace_back();
    }
  }
  return out;
}

}  // namespace

RecipientsCsv::RecipientsCsv(std::string channel, std::string type) : channel_(std::move(channel)), type_(std::move(type)) {
  const auto* found = channels::find_adapter_type(type_);
  if (found != nullptr && found->address_fault != nullptr) address_fault_ = found->address_fault;
}

bool RecipientsCsv::is_comment(std::string_view text) const {
  if (!text.starts_with('#')) return false;
  return type_ != "slack" || text.size() == 1 || text[1] == ' ' || text[1] == '\t' || text[1] == '#';
}

Error RecipientsCsv::fault(std::string what) const {
  return {ErrorKind::invalid, "line " + std::to_string(number_) + " " + std::move(what)};
}

Result<std::optional<core::Recipient>> RecipientsCsv::line(std::string_view text) {
  ++number_;
  if (number_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > kLongest) return fault("is longer than 4096 bytes");
  if (!is_utf8(text)) return fault("is not UTF-8; save the file in that encoding");
  text = trim(text);
  if (text.empty() || is_comment(text)) return std::optional<core::Recipient>();
  if (escape_control(text) != text) return fault("has a control character; separate fields by commas");
  auto parts = fields(text);
  if (!parts) return fault(parts.error());
  const bool is_first = !std::exchange(had_content_, true);
  if (is_first && to_lower_ascii(parts->front()) == "address") return std::optional<core::Recipient>();
  constexpr std::size_t most = 3;
  if (parts->size() > most) return fault("has more than three fields; expected address, name, language");
  parts->resize(most);
  core::Recipient out;
  out.channel = channel_;
  out.address = std::move((*parts)[0]);
  out.name = std::move((*parts)[1]);
  out.language = std::move((*parts)[2]);
  if (!address_fault_) return fault("names a recipient, but the channel takes no addresses");
  if (const auto wrong = address_fault_(out.address)) return fault("has no usable address: " + *wrong);
  if (!out.language.empty() && !is_language(out.language)) return fault("has a language that is none; expected such as en or de-AT");
  return std::optional<core::Recipient>(std::move(out));
}

}  // namespace crier::config
