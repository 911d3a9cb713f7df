#pragma once
#include <boost/json.hpp>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sinks/http_types.h"

namespace crier::sinks {

/// One thing a receiver is to do wrong. tests/sinks/README.md lists the keys of its JSON form.
struct Fault {
  /// Where the connection ends without the rest: at accept, before the request's body is read, when all was read, in the answer.
  enum class Cut { none, connect, request, received, answer };

  std::string receiver;
  std::string stage;       ///< smtp: greeting, ehlo, starttls, auth, mail, rcpt, data, body, rset, quit; "" = any but greeting
  std::string match;       ///< only where the command line or the request's target or body has this in it
  std::int64_t after = 0;  ///< matches that pass before the first
  std::int64_t times = 1;  ///< -1 = until the plan is cleared
  int status = 0;          ///< http: answered instead, 0 = the receiver's own answer
  Fields headers;          ///< http: added to the answer
  std::optional<std::string> body;
  std::string error;      ///< slack: this word, as the door that was used says it
  std::string reply;      ///< smtp: answered instead; lines are separated by \n
  Millis delay{};         ///< before the answer
  Millis drip{};          ///< between the bytes of the answer
  bool hang = false;      ///< never answers; the connection stays open
  bool received = false;  ///< the message is taken and recorded although the answer says otherwise
  bool close = false;     ///< the connection ends after the answer
  bool chunked = false;   ///< http
  Cut cut = Cut::none;
};

/// Errors: invalid, one sentence that names the key.
[[nodiscard]] Result<Fault> parse_fault(const boost::json::value& document);
/// A fault or an array of them.
[[nodiscard]] Result<std::vector<Fault>> parse_faults(std::string_view text);

/// What goes wrong next, in the order in which it was planned.
class Plan {
 public:
  void add(std::vector<Fault> faults);
  /// "" = of every receiver.
  void clear(const std::string& receiver);
  /// The fault for what happens now, counted down; none = nothing goes wrong. Stages: connect; header and request of HTTP;
  /// those of Fault::stage.
  [[nodiscard]] std::optional<Fault> take(std::string_view receiver, std::string_view stage, std::string_view text);
  [[nodiscard]] std::size_t size() const { return faults_.size(); }

 private:
  std::list<Fault> faults_;
};

}  // namespace crier::sinks
