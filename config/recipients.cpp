#include <algorithm>

#include "base/text.h"
#include "channels/registry.h"
#include "channels/webhook/webhook_settings.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Section;

/// How many recipients of one audience were left out, by channel, and where the first stands.
struct LeftOut {
  std::size_t count = 0;
  std::size_t files = 0;
  reader::Position at;
};
using LeftOuts = std::vector<std::pair<std::string, LeftOut>>;

/// The channel that the section names; none if it is not there, not built or at fault itself, of which only the first is told.
const Channel* channel_of(Loading& loading, const Section& section) {
  const auto name = section.text("channel");
  if (name.empty() || loading.unbuilt_channels.contains(name) || loading.faulty_channels.contains(name)) return nullptr;
  const auto found = loading.snapshot.channels.find(name);
  if (found != loading.snapshot.channels.end()) return &found->second;
  section.fault("channel", "there is no channel '" + name + "'", reader::suggestion(name, channel_names(loading)));
  return nullptr;
}

/// The address under `to`; a fault if the channel needs one and it is missing or wrong, or if it takes none and there is one.
std::string address(const Section& section, const Channel& channel) {
  if (!channel.traits.takes_addresses()) {
    if (section.has("to")) {
      section.fault("to", "channel '" + channel.name + "' posts to " + own_place(channel) + " only", "leave 'to' out");
    }
    return {};
  }
  if (!section.has("to")) {
    if (channel.traits.own_recipient) return {};
    section.context().diagnostics.fault(section.at(), "this has no address on channel '" + channel.name + "'", "expected 'to'");
    return {};
  }
  const auto to = section.given("to");
  if (!to) return {};
  if (const auto fault = channel.traits.address_fault(*to)) section.fault("to", *fault);
  return *to;
}

std::optional<core::Fallback> fallback(Loading& loading, const Section& recipient, const Channel& first) {
  if (!recipient.has("fallback")) return std::nullopt;
  const auto section = recipient.section("fallback");
  const auto name = section.text("channel");
  if (loading.unbuilt_channels.contains(name)) {
    loading.context.diagnostics.warning(section.at("channel"),
                                        "the fallback over channel '" + name + "' is left out, for its type is not built yet");
    return std::nullopt;
  }
  const auto* channel = channel_of(loading, section);
  if (channel == nullptr) return std::nullopt;
  core::Fallback out;
  out.channel = name;
  out.to = address(section, *channel);
  out.after = section.optional_duration("after");
  if (channel == &first && out.to == recipient.text("to"))
    section.fault("channel", "the fallback is the recipient itself", "expected another channel or address");
  return out;
}

void read_secret(Loading& loading, const Section& section, const Channel& channel, core::Recipient& out) {
  if (!section.has("secret_file")) return;
  if (channel.type != "webhook") {
    section.context().diagnostics.fault(section.key_at("secret_file"), "'secret_file' is for recipients on webhook channels",
                                        "leave it out");
    return;
  }
  auto secrets = channels::webhook::read_secrets(section);
  out.secret_file = loading.context.files.secret_path(section.text("secret_file"));
  loading.snapshot.recipient_secrets[out.secret_file] = std::move(secrets);
}

void read_one(Loading& loading, const Section& section, const Channel& channel, core::Audience& audience) {
  core::Recipient out;
  out.channel = channel.name;
  out.address = address(section, channel);
  out.name = section.text("name");
  out.language = section.text("language");
  if (!out.language.empty() && !is_language(out.language))
    section.fault("language", "'language' is '" + out.language + "'", "expected such as en or de-AT");
  read_secret(loading, section, channel, out);
  out.fallback = fallback(loading, section, channel);
  audience.recipients.push_back(std::move(out));
}

void read_file(const Section& section, const Channel& channel, core::Audience& audience) {
  for (const auto* key : {"to", "name", "language", "secret_file", "fallback"}) {
    if (section.has(key))
      section.context().diagnostics.fault(section.key_at(key), "'" + std::string(key) + "' is for a single recipient",
                                          "leave it or 'file' out");
  }
  if (!channel.traits.takes_addresses()) {
    section.context().diagnostics.fault(section.key_at("file"), "channel '" + channel.name + "' takes no addresses", "leave 'file' out");
    return;
  }
  audience.files.push_back({channel.name, section.path("file")});
}

void count_left_out(const Section& section, const std::string& channel, LeftOuts& out) {
  auto found = std::find_if(out.begin(), out.end(), [&channel](const auto& item) { return item.first == channel; });
  if (found == out.end()) found = out.insert(out.end(), {channel, {0, 0, section.at()}});
  ++(section.has("file") ? found->second.files : found->second.count);
}

std::string counted(std::size_t count, const std::string& noun) { return std::to_string(count) + " " + noun + (count == 1 ? "" : "s"); }

void warn_of_left_out(Loading& loading, const core::Audience& audience, const LeftOuts& all) {
  for (const auto& [channel, left] : all) {
    std::string what = left.count > 0 ? counted(left.count, "recipient") : "";
    if (left.files > 0) what += (what.empty() ? "" : " and ") + counted(left.files, "file") + " of recipients";
    loading.context.diagnostics.warning(
        left.at, "audience '" + audience.name + "': " + what + " on channel '" + channel + "' left out, for its type is not built yet");
  }
}

}  // namespace

void read_recipients(Loading& loading, const Section& section, core::Audience& audience) {
  LeftOuts left_out;
  for (const auto& recipient : section.sections("recipients")) {
    const auto name = recipient.text("channel");
    if (loading.unbuilt_channels.contains(name)) {
      count_left_out(recipient, name, left_out);
      continue;
    }
    const auto* channel = channel_of(loading, recipient);
    if (channel == nullptr) continue;
    recipient.has("file") ? read_file(recipient, *channel, audience) : read_one(loading, recipient, *channel, audience);
    auto& used = audience.channels;
    if (std::find(used.begin(), used.end(), name) == used.end()) used.push_back(name);
  }
  warn_of_left_out(loading, audience, left_out);
  if (section.sections("recipients").empty()) {
    loading.context.diagnostics.warning(section.at(), "audience '" + audience.name + "' has no recipients: nobody is told through it");
  }
}

}  // namespace crier::config
