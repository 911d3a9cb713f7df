#pragma once
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "sinks/http_types.h"

namespace crier::sinks {

/// The key of a Standard Webhooks secret: what follows whsec_, decoded; none if it is no base64 or empty.
[[nodiscard]] std::optional<std::string> webhook_key(const std::string& secret);

/// Why a request is not genuine (Standard Webhooks 1.0.0, verification), "" if it is. Without keys only the headers' form counts.
[[nodiscard]] std::string webhook_fault(const Request& request, const std::vector<std::string>& keys, UtcTime now);

/// A receiver of plain webhooks: any path; 204 for a genuine request, 401 otherwise.
class WebhookService {
 public:
  explicit WebhookService(std::vector<std::string> keys) : keys_(std::move(keys)) {}
  [[nodiscard]] Verdict handle(const Request& request, UtcTime now);
  void forget() { seen_.clear(); }

 private:
  std::vector<std::string> keys_;
  std::set<std::string> seen_;  ///< webhook-ids, so that repeats are told apart
};

}  // namespace crier::sinks
