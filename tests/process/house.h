#pragma once
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "process/receiver.h"
#include "process/sandbox.h"

namespace crier::process {

/// The secret that signs the webhooks of a furnished house, as it stands in its file.
inline constexpr const char* kHookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLTkT";

/// What furnish() may be told.
struct Furniture {
  std::vector<std::string> targets;  ///< URLs of the audience `customers`, on the channel `hooks`
  std::string hooks = "allow_private: true, retry: {initial: 50ms, cap: 200ms}";  ///< settings of that channel
  std::string rest = {};                                                          ///< more of the configuration
};

/// Writes a configuration in which everything goes to `customers` by signed webhooks, and its secret.
void furnish(const Sandbox& sandbox, const Furniture& furniture);

/// An event that opens an incident, as JSON; `id` may be "".
std::string opening(const std::string& incident, const std::string& id = "");
std::string updating(const std::string& incident, const std::string& summary, const std::string& id = "");

boost::json::value parsed(const std::string& text);
/// The number at `pointer` (RFC 6901) of a JSON text, -1 where there is none.
std::int64_t number_at(const std::string& text, const std::string& pointer);
std::string text_at(const std::string& text, const std::string& pointer);

/// The value of a metric without labels, or of one line "name{labels}"; NaN if it is absent.
double metric(const Sandbox& sandbox, const std::string& name);

/// True as soon as `holds`; false if patience ends first.
bool eventually(const std::function<bool()>& holds, std::chrono::seconds patience = std::chrono::seconds{60});

/// How often `part` stands in `text`.
std::size_t count_of(const std::string& part, const std::string& text);

/// What a webhook's body says: "key#number".
std::string told(const Received& request);
std::vector<std::string> told(const std::vector<Received>& requests);

/// Deliveries of an incident in this state.
std::int64_t deliveries(const Sandbox& sandbox, const std::string& incident, const std::string& state);

}  // namespace crier::process
