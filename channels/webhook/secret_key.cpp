#include "channels/webhook/secret_key.h"

#include "base/crypto.h"
#include "base/text.h"

namespace crier::channels::webhook {

Result<Secret> decode_secret(const Secret& secret) {
  constexpr std::string_view prefix = "whsec_";
  auto text = trim(secret.reveal());
  if (text.starts_with("whsk_") || text.starts_with("whpk_")) {
    return Error{ErrorKind::invalid, "The webhook secret is a key of an asymmetric pair; give a symmetric one that begins with whsec_."};
  }
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  if (text.empty()) return Error{ErrorKind::invalid, "The webhook secret is empty; give whsec_ and base64 of 24 to 64 random bytes."};
  auto key = base64_decode(text);
  if (!key || key->empty()) {
    return Error{ErrorKind::invalid, "The webhook secret is not base64; give whsec_ and base64 of 24 to 64 random bytes."};
  }
  return Secret(std::move(*key));
}

}  // namespace crier::channels::webhook
