#include "sinks/record.h"

#include "base/crypto.h"
#include "base/text.h"

namespace crier::sinks {
namespace {

constexpr std::size_t kKept = 1000;

}  // namespace

Result<void> Record::open(const std::string& path) {
  if (path.empty()) return {};
  file_.open(path, std::ios::app | std::ios::binary);
  if (!file_) return Error{ErrorKind::io, "The record " + path + " cannot be written; name a file in a folder that exists."};
  return {};
}

void Record::accepted(const std::string& receiver, UtcTime at, boost::json::object message, const Fields& headers,
                      const std::string& body) {
  boost::json::object line;
  line["receiver"] = receiver;
  line["at"] = format_rfc3339(at);
  for (auto& field : message) line[field.key()] = std::move(field.value());
  boost::json::array fields;
  for (const auto& [name, value] : headers) fields.push_back(boost::json::array{name, is_utf8(value) ? value : escape_control(value)});
  line["headers"] = std::move(fields);
  if (is_utf8(body)) {
    line["body"] = body;
  } else {
    line["body_base64"] = base64_encode(body);
  }
  if (file_.is_open()) file_ << boost::json::serialize(line) << '\n' << std::flush;
  ++counts_[receiver].accepted;
  latest_.push_back(std::move(line));
  if (latest_.size() > kKept) latest_.pop_front();
}

void Record::refused(const std::string& receiver, const std::string& why) {
  Counts& counts = counts_[receiver];
  ++counts.refused;
  counts.last_refusal = why;
}

boost::json::object Record::counts() const {
  boost::json::object all;
  for (const auto& [receiver, counts] : counts_) {
    all[receiver] = {{"accepted", counts.accepted},
                     {"refused", counts.refused},
                     {"faults", counts.faults},
                     {"connections", counts.connections},
                     {"last_refusal", counts.last_refusal}};
  }
  return all;
}

boost::json::array Record::latest() const {
  boost::json::array all;
  for (const boost::json::object& one : latest_) all.push_back(one);
  return all;
}

void Record::forget() {
  counts_.clear();
  latest_.clear();
}

}  // namespace crier::sinks
