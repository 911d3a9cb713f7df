#include "ingest/incident_key.h"

#include "base/crypto.h"
#include "core/event.h"
#include "core/incident.h"

namespace crier::ingest {
namespace {

constexpr std::size_t kLongest = 128;
constexpr std::size_t kHash = 12;

bool is_kept(std::string_view key) { return key == core::kOperatorsKey || key.starts_with("notice-"); }

/// What of the text a key may have, with one hyphen for each run of what it may not.
std::string readable(std::string_view text, std::size_t longest) {
  std::string out;
  for (const char c : text) {
    if (out.size() == longest) break;
    if (core::is_incident_key(std::string_view(&c, 1)) && c != '-') {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace

std::string object_name(std::string_view host, std::string_view service) {
  std::string out(host);
  if (host.find('/') != std::string_view::npos) out += kSeparator;
  if (!service.empty()) out += '/';
  return out.append(service);
}

std::string short_hash(std::string_view text) { return to_hex(sha256(text)).substr(0, kHash); }

std::string incident_key(std::string_view text, std::string_view lead) {
  if (core::is_incident_key(text) && !is_kept(text)) return std::string(text);
  auto head = readable(lead, kLongest - kHash - 1);
  if (head.empty() || is_kept(head) || head == "notice") head.insert(0, "alert-").resize(std::min(head.size(), kLongest - kHash - 1));
  while (head.ends_with('-')) head.pop_back();
  return head + "-" + short_hash(text);
}

}  // namespace crier::ingest
