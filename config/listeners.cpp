#include <arpa/inet.h>

#include <charconv>

#include "base/text.h"
#include "config/keys.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Section;

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

bool is_address(const std::string& host) {
  in_addr four{};
  in6_addr six{};
  return ::inet_pton(AF_INET, host.c_str(), &four) == 1 || ::inet_pton(AF_INET6, host.c_str(), &six) == 1;
}

/// "127.0.0.1:9797", "[::1]:9797", "localhost:9797".
std::optional<Endpoint> endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  Endpoint out;
  out.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  if (!is_address(out.host) || (out.host.find(':') != std::string::npos) != is_bracketed) return std::nullopt;
  const auto digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (error != std::errc{} || end != digits.data() + digits.size() || out.port == 0) return std::nullopt;
  return out;
}

bool is_loopback(const std::string& host) { return host.starts_with("127.") || host == "::1"; }

/// A bearer token travels in a header.
bool is_token(const Secret& token) {
  for (const char c : token.reveal()) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

Token make_token(const Section& section, std::string_view file_key, std::string name, std::size_t may) {
  Token out;
  out.name = std::move(name);
  out.secret = section.secret(file_key);
  if (!is_token(out.secret))
    section.fault(file_key, "the file of '" + std::string(file_key) + "' holds no token",
                  "expected one line of visible ASCII without blanks");
  // publish | read | operate, as the table has them.
  out.may = may == 0 ? core::Right::publish : may == 1 ? core::Right::read : core::Right::operate;
  out.may_read = may != 0;
  return out;
}

void read_tokens(const Section& section, Listener& out) {
  for (const auto& token : section.sections("tokens")) {
    const auto name = token.text("name");
    for (const auto& earlier : out.tokens) {
      if (earlier.name == name && !name.empty())
        token.fault("name", "two tokens of this door are named '" + name + "'", "expected a name of its own");
    }
    auto made = make_token(token, "file", name, token.choice("may"));
    for (const auto& earlier : out.tokens) {
      if (!made.secret.empty() && earlier.secret == made.secret)
        token.fault("file", "two tokens of this door are the same", "expected one of its own for each");
    }
    out.tokens.push_back(std::move(made));
  }
  if (!section.has("token_file")) return;
  if (section.has("tokens")) section.fault("token_file", "'token_file' stands beside 'tokens'", "expected one of them");
  constexpr std::size_t operate = 2;
  out.tokens.push_back(make_token(section, "token_file", "token", operate));
}

void refuse(const Section& section, std::initializer_list<std::string_view> keys, const std::string& why) {
  for (const auto key : keys) {
    if (section.has(key)) section.context().diagnostics.fault(section.key_at(key), "'" + std::string(key) + "' " + why, "leave it out");
  }
}

void read_unix(const Section& section, Listener& out) {
  // Of sockaddr_un, with its closing zero.
  constexpr std::size_t longest = 107;
  refuse(section, {"public", "tokens", "token_file"}, "is for tcp doors");
  out.unix_path = section.text("unix");
  if (out.unix_path.empty() || out.unix_path.front() != '/') {
    section.fault("unix", "'unix' is no absolute path", "expected such as /run/crier/crier.sock");
  } else if (out.unix_path.size() > longest) {
    section.fault("unix", "'unix' is longer than the 107 bytes that a socket's path may have", "expected a shorter path");
  }
  out.mode = section.mode("mode");
  out.group = section.text("group");
}

void read_tcp(const Section& section, Listener& out) {
  refuse(section, {"mode", "group"}, "is for Unix sockets");
  const auto found = endpoint(section.text("tcp"));
  out.is_public = section.flag("public");
  if (!found) {
    if (section.given("tcp")) section.fault("tcp", "'tcp' is no address with a port", "expected such as 127.0.0.1:9797 or [::1]:9797");
  } else {
    out.tcp_host = found->host;
    out.tcp_port = found->port;
    if (!is_loopback(out.tcp_host) && !out.is_public) {
      section.fault("tcp", "this door would be open to the network", "expected a loopback address, or 'public: true' beside it");
    }
  }
  read_tokens(section, out);
  if (out.tokens.empty())
    section.context().diagnostics.fault(section.at(), "nobody could come in by this door", "expected 'tokens' or 'token_file'");
}

Listener default_door(const Section& root) {
  const auto& table = reader::find_key(keys(), "listen")->inner();
  const reader::Node nothing;
  const Section section(nothing, {}, table, root.context());
  Listener out;
  read_unix(section, out);
  return out;
}

}  // namespace

void read_listeners(Loading& loading) {
  const auto& root = loading.root;
  auto& doors = loading.snapshot.listeners;
  for (const auto& section : root.sections("listen")) {
    Listener door;
    if (section.has("unix") == section.has("tcp")) {
      loading.context.diagnostics.fault(
          section.at(), section.has("unix") ? "this door is a Unix socket and tcp at once" : "this door is neither a Unix socket nor tcp",
          "expected either 'unix' or 'tcp'");
      continue;
    }
    section.has("unix") ? read_unix(section, door) : read_tcp(section, door);
    const bool is_somewhere = !door.unix_path.empty() || door.tcp_port != 0;
    for (const auto& earlier : doors) {
      if (is_somewhere && earlier.unix_path == door.unix_path && earlier.tcp_host == door.tcp_host && earlier.tcp_port == door.tcp_port) {
        section.fault(section.has("unix") ? "unix" : "tcp", "this door is there twice", "expected each once");
      }
    }
    doors.push_back(std::move(door));
  }
  if (const auto* list = root.node("listen"); list != nullptr && list->kind == reader::Node::Kind::list && list->items.empty()) {
    root.fault("listen", "'listen' has no door", "expected at least one");
  }
  if (!root.has("listen") || root.node("listen")->kind == reader::Node::Kind::null) doors.push_back(default_door(root));
}

void read_access(Loading& loading) {
  if (!loading.root.has("access")) return;
  const auto access = loading.root.section("access");
  const auto names = [](const Section& section, std::string_view key) {
    std::vector<std::string> out;
    for (const auto* node : section.texts(key)) out.push_back(node->text);
    return out;
  };
  const auto list = [&](std::string_view key) {
    const auto section = access.section(key);
    return core::AccessList{names(section, "users"), names(section, "groups")};
  };
  auto& out = loading.snapshot.access;
  out.is_set = true;
  out.publish = list("publish");
  out.operate = list("operate");
  out.read = list("read");
}

}  // namespace crier::config
