#include "channels/webhook/webhook_settings.h"

#include "channels/common_settings.h"
#include "channels/url.h"
#include "channels/webhook/secret_key.h"

namespace crier::channels::webhook {

using reader::Type;

const reader::Table& keys() {
  static const reader::Table table = with_common_keys(
      "webhook",
      {
          {.name = "secret_file",
           .type = Type::secret,
           .help = "whsec_… that signs; two lines: both sign",
           .example = "hook-secret",
           .shown = true},
          {.name = "allow_private", .type = Type::flag, .fallback = "false", .help = "recipients' targets may be in private networks"},
      });
  return table;
}

Settings read(const reader::Section& section) {
  Settings out;
  out.secrets = read_secrets(section);
  out.common = read_common(section);
  out.common.allow_private = section.flag("allow_private");
  return out;
}

std::vector<Secret> read_secrets(const reader::Section& section) {
  auto secrets = section.secret_lines("secret_file");
  constexpr std::size_t most = 2;
  if (secrets.size() > most)
    section.fault("secret_file", "the file of 'secret_file' has more than two lines",
                  "expected one secret, or two while one replaces the other");
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    if (decode_secret(secrets[i])) continue;
    section.fault("secret_file", "line " + std::to_string(i + 1) + " in the file of 'secret_file' is no webhook secret",
                  "expected whsec_ and base64");
  }
  return secrets;
}

std::optional<std::string> address_fault(std::string_view address) {
  const auto fault = http_url_fault(address);
  if (!fault) return std::nullopt;
  return "the target " + *fault;
}

}  // namespace crier::channels::webhook
