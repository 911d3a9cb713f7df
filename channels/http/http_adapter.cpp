#include <memory>
#include <utility>

#include "channels/http/http_exchange.h"
#include "channels/http/http_settings.h"
#include "channels/http/preset.h"
#include "channels/registry.h"

namespace crier::channels::http {
namespace {

/// Whatever service a preset describes.
class HttpAdapter : public Adapter {
 public:
  explicit HttpAdapter(Settings settings) : settings_(std::move(settings)) {}

  Result<std::unique_ptr<Exchange>> open(Job job, const std::string& channel_state) const override {
    if (!traits(settings_).own_recipient) {
      if (const auto fault = address_fault(*settings_.preset, job.to))
        return Error{ErrorKind::invalid, "Correct the recipient's address: " + *fault + "."};
    }
    if (job.delivery.kind == DeliveryKind::edit) return Error{ErrorKind::internal, "There is no post whose header could be edited."};
    return std::unique_ptr<Exchange>(std::make_unique<HttpExchange>(settings_, job, channel_state));
  }

 private:
  Settings settings_;
};

}  // namespace

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<HttpAdapter>(settings); }

}  // namespace crier::channels::http
