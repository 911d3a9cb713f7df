#include <algorithm>
#include <memory>
#include <utility>

#include "channels/registry.h"
#include "channels/x/x_exchange.h"

namespace crier::channels::x {
namespace {

/// Posts to the one account whose credentials the channel has.
class XAdapter : public Adapter {
 public:
  explicit XAdapter(Settings settings) : settings_(std::move(settings)) {}

  Result<std::unique_ptr<Exchange>> open(Job job, const std::string& channel_state) const override {
    if (settings_.consumer_key.empty() && settings_.refresh_token.empty()) {
      return Error{ErrorKind::config, "The channel has neither OAuth 1.0a keys nor an OAuth 2.0 refresh token; configure one of them."};
    }
    const auto& parts = job.message->parts;
    if (parts.empty() || std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); })) {
      return Error{ErrorKind::invalid, "The message has no post for X."};
    }
    return std::unique_ptr<Exchange>(std::make_unique<XExchange>(settings_, std::move(job), channel_state));
  }

 private:
  Settings settings_;
};

}  // namespace

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<XAdapter>(settings); }

}  // namespace crier::channels::x
