#include "config/divert.h"

#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Context;
using reader::Entry;
using reader::Node;

constexpr std::string_view kDrop = "drop";

/// The text of an entry; none if it is no line of text, which is told.
std::optional<std::string> text_of(const Entry& entry, const std::string& expected, Context context) {
  const Node& value = entry.value;
  if (value.kind == Node::Kind::broken) return std::nullopt;
  if (value.kind == Node::Kind::scalar && !value.text.empty()) return value.text;
  // '#drill' without quotes is a comment, so that nothing is left.
  const bool has_place = value.kind != Node::Kind::null;
  context.diagnostics.fault(has_place ? value.at : entry.at, "'" + entry.key + "' has no address", expected);
  return std::nullopt;
}

void read_all_flag(const Entry& entry, Context context, Divert& out) {
  if (entry.value.kind == Node::Kind::broken) return;
  const auto flag = reader::as_flag(entry.value);
  const bool has_place = entry.value.kind != Node::Kind::null;
  if (!flag)
    context.diagnostics.fault(has_place ? entry.value.at : entry.at, "'all' is neither true nor false",
                              "expected true for the whole installation, false for exercises only");
  out.all = flag.value_or(true);
}

void read_default(const Entry& entry, Context context) {
  const std::string expected = "expected drop; name each channel that shall have an address";
  auto text = text_of(entry, expected, context);
  if (text && *text != kDrop) context.diagnostics.fault(entry.value.at, "'default' cannot be an address", expected);
}

/// The known channel's address; none if it is dropped, or wrong, which is told.
std::optional<std::string> address(const Entry& entry, const Channel& channel, Context context) {
  auto text = text_of(entry, "expected an address in quotes, or drop", context);
  if (!text || *text == kDrop) return std::nullopt;
  if (!channel.traits.takes_addresses()) {
    context.diagnostics.fault(entry.value.at, "channel '" + channel.name + "' posts to " + own_place(channel) + " only", "expected drop");
    return std::nullopt;
  }
  if (const auto fault = channel.traits.address_fault(*text)) {
    context.diagnostics.fault(entry.value.at, *fault);
    return std::nullopt;
  }
  return text;
}

void read_channel(const Loading& loading, const Entry& entry, Context context, Divert& out) {
  // Over a channel that is not built nothing is sent, and one at fault was told of.
  if (loading.unbuilt_channels.contains(entry.key) || loading.faulty_channels.contains(entry.key)) return;
  const auto& channels = loading.snapshot.channels;
  const auto found = channels.find(entry.key);
  if (found == channels.end()) {
    auto known = channel_names(loading);
    known.insert(known.end(), {"default", "all"});
    context.diagnostics.fault(entry.at, "there is no channel '" + entry.key + "'", reader::suggestion(entry.key, known));
    return;
  }
  if (auto to = address(entry, found->second, context)) out.addresses.emplace(entry.key, std::move(*to));
}

}  // namespace

Divert read_divert_map(const Loading& loading, const Node& node, reader::Position at, Context context) {
  Divert out;
  if (node.kind != Node::Kind::map && node.kind != Node::Kind::null && node.kind != Node::Kind::broken) {
    context.diagnostics.fault(at, "this names no channels", "expected such as {mail: drill@example.com, default: drop}");
  }
  for (const auto& entry : node.entries) {
    if (entry.key == "all") {
      read_all_flag(entry, context, out);
    } else if (entry.key == "default") {
      read_default(entry, context);
    } else {
      read_channel(loading, entry, context, out);
    }
  }
  return out;
}

void read_divert(Loading& loading) {
  const auto* node = loading.root.node("divert");
  if (node == nullptr) return;
  loading.snapshot.divert = read_divert_map(loading, *node, loading.root.at("divert"), loading.context);
  loading.snapshot.rules.has_divert = true;
}

std::string_view divert_mode(const Snapshot& snapshot) {
  if (!snapshot.divert) return "";
  return snapshot.divert->all ? "all" : "exercises";
}

std::string divert_warning(const Snapshot& snapshot) {
  if (!snapshot.divert) return "";
  // Addresses stay out of it: a URL may be a credential, and this is read by whoever a door lets in.
  std::string channels;
  for (const auto& [channel, to] : snapshot.divert->addresses) channels += (channels.empty() ? "" : ", ") + channel;
  const std::string where =
      channels.empty() ? "nothing of it is sent" : "it goes to the drill's addresses on " + channels + ", and nowhere else";
  if (snapshot.divert->all) return "everything is diverted for a rehearsal, no recipient is told of anything: " + where;
  return "exercises are diverted, and only they: of an exercise " + where;
}

}  // namespace crier::config
