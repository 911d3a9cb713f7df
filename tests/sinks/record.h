#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <deque>
#include <fstream>
#include <map>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "sinks/http_types.h"

namespace crier::sinks {

struct Counts {
  std::int64_t accepted = 0;
  std::int64_t refused = 0;  ///< messages that broke a rule of the protocol
  std::int64_t faults = 0;   ///< planned ones that happened
  std::int64_t connections = 0;
  std::string last_refusal;
};

/// What the receivers took, as JSON lines: each is written and flushed before the answer goes out, so that what a sender was
/// told is always in the file, whatever is killed when.
class Record {
 public:
  /// "" = no file.
  [[nodiscard]] Result<void> open(const std::string& path);

  /// Adds receiver, at, headers and body to what the receiver says of the message.
  void accepted(const std::string& receiver, UtcTime at, boost::json::object message, const Fields& headers, const std::string& body);
  void refused(const std::string& receiver, const std::string& why);
  void fault(const std::string& receiver) { ++counts_[receiver].faults; }
  void connection(const std::string& receiver) { ++counts_[receiver].connections; }

  [[nodiscard]] boost::json::object counts() const;
  /// The newest ones, at most 1000, oldest first.
  [[nodiscard]] boost::json::array latest() const;
  /// Counts and the newest ones are forgotten; the file stays.
  void forget();

 private:
  std::ofstream file_;
  std::map<std::string, Counts> counts_;
  std::deque<boost::json::object> latest_;
};

}  // namespace crier::sinks
