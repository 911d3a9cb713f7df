#include "channels/http/http_settings.h"

#include <algorithm>

#include "base/text.h"
#include "channels/common_settings.h"
#include "channels/http/preset.h"
#include "channels/url.h"

namespace crier::channels::http {
namespace {

using reader::Node;
using reader::Section;
using reader::Type;

bool is_file(const std::string& name) { return name.find('/') != std::string::npos || name.ends_with(".yaml") || name.ends_with(".yml"); }

PresetPtr preset_of(const Section& section) {
  const auto name = section.text("preset");
  if (name.empty()) return nullptr;
  if (!is_file(name)) {
    auto preset = shipped_preset(name);
    if (!preset)
      section.fault("preset", "there is no preset '" + name + "'",
                    reader::suggestion(name, shipped_preset_names()) + "; a file of your own ends in .yaml");
    return preset;
  }
  const auto& files = section.context().files;
  const auto text = files.text(name);
  if (!text) {
    section.fault("preset", text.error().text);
    return nullptr;
  }
  auto preset = read_preset(files.beside(name), *text);
  if (preset) return *preset;
  section.fault("preset", "the preset " + files.beside(name) + " has faults, shown with their places");
  section.context().diagnostics.elsewhere(preset.error());
  return nullptr;
}

bool is_whole(const std::string& text) {
  return !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string::npos;
}

void read_options(const Section& section, const Preset& preset, Settings& out) {
  auto& diagnostics = section.context().diagnostics;
  std::vector<std::string> known;
  for (const auto& option : preset.options) {
    known.push_back(option.name);
    out.options[option.name] = option.fallback;
  }
  for (const auto& entry : section.entries("options")) {
    const auto option =
        std::find_if(preset.options.begin(), preset.options.end(), [&](const Option& one) { return one.name == entry.key; });
    if (option == preset.options.end()) {
      diagnostics.fault(entry.at, "preset '" + preset.name + "' has no option '" + entry.key + "'", reader::suggestion(entry.key, known));
      continue;
    }
    const Node& value = entry.value;
    if (value.kind == Node::Kind::broken) continue;
    const auto at = value.kind == Node::Kind::null ? entry.at : value.at;
    if (value.kind != Node::Kind::scalar || value.text.empty() || breaks_line(value.text)) {
      diagnostics.fault(at, "option '" + entry.key + "' has no text", "expected " + option->help);
    } else if (option->is_number && !is_whole(value.text)) {
      diagnostics.fault(at, "option '" + entry.key + "' is no whole number", "expected " + option->help);
    } else {
      out.options[entry.key] = value.text;
    }
  }
  for (const auto& option : preset.options) {
    const auto& given = section.entries("options");
    const bool has = std::any_of(given.begin(), given.end(), [&option](const auto& entry) { return entry.key == option.name; });
    if (option.is_required && !has)
      diagnostics.fault(section.key_at("options"), "option '" + option.name + "' is missing",
                        "preset '" + preset.name + "' needs it: " + option.help);
  }
}

/// One word in one line, as it is written into headers and paths.
Secret read_word(const Section& section, std::string_view key) {
  auto secret = section.secret(key);
  if (secret.reveal().find_first_of(" \t\r\n") == std::string::npos) return secret;
  section.fault(key, "the file of '" + std::string(key) + "' holds more than one word", "expected one word in one line");
  return {};
}

void read_url(const Section& section, const Preset& preset, Settings& out) {
  if (section.has("url") && section.has("url_file"))
    section.fault("url_file", "this channel has both 'url' and 'url_file'", "expected one of them");
  if (section.has("url")) {
    out.url = Secret(section.text("url"));
    if (const auto fault = http_url_fault(out.url.reveal()))
      section.fault("url", "'url' " + *fault, "expected such as https://chat.example.com");
    if (preset.to == Address::url)
      section.context().diagnostics.warning(section.at("url"),
                                            "a webhook's URL is a credential: put it into a file and name that by 'url_file'");
  } else {
    out.url = section.secret("url_file");
    const auto fault = out.url.empty() ? std::nullopt : http_url_fault(out.url.reveal());
    if (fault) section.fault("url_file", "what the file of 'url_file' holds " + *fault);
  }
}

/// Keys that the preset must have, and those it has no use for.
void check_keys(const Section& section, const Preset& preset) {
  struct Row {
    std::string_view key;
    bool needs, takes;
  };
  const Row rows[] = {{"token_file", preset.needs.token, preset.takes.token},
                      {"username", preset.needs.username, preset.takes.username},
                      {"password_file", preset.needs.password, preset.takes.password}};
  auto& diagnostics = section.context().diagnostics;
  for (const auto& row : rows) {
    if (row.needs && !section.has(row.key)) {
      diagnostics.fault(section.at(), "'" + std::string(row.key) + "' is missing", "preset '" + preset.name + "' needs it");
    } else if (!row.takes && section.has(row.key)) {
      diagnostics.fault(section.key_at(row.key), "preset '" + preset.name + "' has no use for '" + std::string(row.key) + "'",
                        "leave it out");
    }
  }
  if (preset.needs.url && !section.has("url") && !section.has("url_file"))
    diagnostics.fault(section.at(), "'url' is missing", "preset '" + preset.name + "' needs it");
}

std::optional<std::string> phone_fault(std::string_view address) {
  const auto digits = address.substr(std::min<std::size_t>(1, address.size()));
  const bool fits = address.starts_with('+') && digits.size() >= 7 && digits.size() <= 15 &&
                    digits.find_first_not_of("0123456789") == std::string_view::npos && digits.front() != '0';
  if (fits) return std::nullopt;
  return "the number is none that can be called from everywhere; give it as +4930123456";
}

std::optional<std::string> name_fault(const Preset& preset, std::string_view address) {
  constexpr std::size_t longest = 255;
  const auto such = preset.to_help.empty() ? std::string() : "; give " + preset.to_help;
  if (address.empty() || address == "." || address == "..") return "the address is empty" + such;
  if (address.size() > longest) return "the address is longer than 255 bytes" + such;
  if (!is_utf8(address) || escape_control(address) != address || address.find(' ') != std::string_view::npos)
    return "the address has blanks or control characters" + such;
  return std::nullopt;
}

}  // namespace

bool Settings::is_recipients_url() const { return preset->to == Address::url && url.empty(); }

const reader::Table& keys() {
  static const reader::Table table = with_common_keys(
      "http",
      {
          {.name = "preset", .help = "the service: a shipped preset's name, or a file", .required = true, .example = "teams"},
          {.name = "url", .help = "where the service is, if the preset does not know", .example = "https://chat.example.com"},
          {.name = "url_file", .type = Type::secret, .help = "the same in a file: a webhook's URL is a credential", .example = "teams-url"},
          {.name = "token_file", .type = Type::secret, .help = "the service's token, if it has one", .example = "service-token"},
          {.name = "username", .help = "or a user …", .example = "crier"},
          {.name = "password_file", .type = Type::secret, .help = "… and a password", .example = "service-password"},
          {.name = "options", .type = Type::named, .help = "what else the preset asks for", .example = "{name: text}"},
          {.name = "allow_private", .type = Type::flag, .fallback = "false", .help = "recipients' URLs may be in private networks"},
      },
      {.backlog = "latest"});
  return table;
}

Settings read(const Section& section) {
  Settings out;
  out.common = read_common(section);
  out.common.allow_private = section.flag("allow_private");
  const auto preset = preset_of(section);
  out.preset = preset ? preset : std::make_shared<const Preset>();
  out.token = read_word(section, "token_file");
  out.username = section.text("username");
  out.password = section.secret("password_file");
  if (!preset) return out;
  read_url(section, *preset, out);
  check_keys(section, *preset);
  read_options(section, *preset, out);
  if (!section.has("rate")) out.common.rate = preset->rate;
  if (!section.has("backlog")) out.common.backlog = preset->backlog;
  // A session is renewed by one at a time (rules H3).
  if (preset->login) {
    if (section.has("connections") && out.common.connections != 1)
      section.fault("connections", "preset '" + preset->name + "' keeps a session and sends one after the other", "leave it out");
    out.common.connections = 1;
  }
  return out;
}

Traits traits(const Settings& settings) {
  const auto& preset = *settings.preset;
  Traits out;
  out.connections = settings.common.connections;
  out.threads = preset.keeps_ids();
  out.destination_from_address = settings.is_recipients_url();
  out.own_recipient = preset.to == Address::none || (preset.to == Address::url && !settings.url.empty());
  out.address_fault = [kept = settings.preset](std::string_view address) { return address_fault(*kept, address); };
  return out;
}

std::optional<std::string> address_fault(const Preset& preset, std::string_view address) {
  switch (preset.to) {
    case Address::none:
      return "the channel takes no addresses";
    case Address::phone:
      return phone_fault(address);
    case Address::url: {
      const auto fault = http_url_fault(address);
      if (!fault) return std::nullopt;
      return "the webhook's URL " + *fault;
    }
    case Address::address:
      break;
  }
  return name_fault(preset, address);
}

}  // namespace crier::channels::http
