#include "channels/x/x_settings.h"

#include <array>

#include "channels/common_settings.h"
#include "channels/url.h"

namespace crier::channels::x {
namespace {

using reader::Type;

constexpr std::array<std::string_view, 4> kOAuth1{"consumer_key_file", "consumer_secret_file", "access_token_file",
                                                  "access_token_secret_file"};
constexpr std::array<std::string_view, 3> kOAuth2{"client_id_file", "refresh_token_file", "client_secret_file"};

template <std::size_t N>
bool has_any(const reader::Section& section, const std::array<std::string_view, N>& keys) {
  for (const auto key : keys) {
    if (section.has(key)) return true;
  }
  return false;
}

void require(const reader::Section& section, std::string_view key, std::string_view kind) {
  if (section.has(key)) return;
  section.context().diagnostics.fault(section.at(), "'" + std::string(key) + "' is missing", std::string(kind) + " needs it");
}

void read_credentials(const reader::Section& section, Settings& out) {
  const bool first = has_any(section, kOAuth1);
  const bool second = has_any(section, kOAuth2);
  if (first == second) {
    section.context().diagnostics.fault(
        section.at(), first ? "this channel has credentials of both kinds" : "this channel has no credentials",
        "expected consumer_key_file, consumer_secret_file, access_token_file and access_token_secret_file (OAuth 1.0a), or "
        "client_id_file and refresh_token_file (OAuth 2.0)");
    return;
  }
  if (first) {
    for (const auto key : kOAuth1) require(section, key, "OAuth 1.0a");
    out.consumer_key = section.secret("consumer_key_file");
    out.consumer_secret = section.secret("consumer_secret_file");
    out.access_token = section.secret("access_token_file");
    out.access_token_secret = section.secret("access_token_secret_file");
    return;
  }
  require(section, "client_id_file", "OAuth 2.0");
  require(section, "refresh_token_file", "OAuth 2.0");
  out.client_id = section.secret("client_id_file").reveal();
  out.client_secret = section.secret("client_secret_file");
  out.refresh_token = section.secret("refresh_token_file");
}

}  // namespace

const reader::Table& keys() {
  static const reader::Table table = with_common_keys(
      "x",
      {
          {.name = "api", .fallback = "https://api.x.com", .help = "where the API is"},
          {.name = "consumer_key_file",
           .type = Type::secret,
           .help = "OAuth 1.0a: all four of these",
           .example = "x-consumer-key",
           .shown = true},
          {.name = "consumer_secret_file", .type = Type::secret, .help = "the app's secret", .example = "x-consumer-secret", .shown = true},
          {.name = "access_token_file", .type = Type::secret, .help = "the account's token", .example = "x-access-token", .shown = true},
          {.name = "access_token_secret_file",
           .type = Type::secret,
           .help = "the account's secret",
           .example = "x-access-secret",
           .shown = true},
          {.name = "client_id_file", .type = Type::secret, .help = "or OAuth 2.0: this", .example = "x-client-id"},
          {.name = "refresh_token_file",
           .type = Type::secret,
           .help = "and this; the store keeps the newer ones",
           .example = "x-refresh-token"},
          {.name = "client_secret_file", .type = Type::secret, .help = "and this for a confidential client", .example = "x-client-secret"},
      },
      // A refresh token works once, and X counts per account.
      {.backlog = "latest", .is_serial = true});
  return table;
}

Settings read(const reader::Section& section) {
  Settings out;
  out.api = section.text("api");
  if (const auto fault = http_url_fault(out.api)) section.fault("api", "'api' " + *fault, "expected such as https://api.x.com");
  read_credentials(section, out);
  out.common = read_common(section);
  return out;
}

}  // namespace crier::channels::x
