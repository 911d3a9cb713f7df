#include <algorithm>

#include "base/text.h"
#include "channels/registry.h"
#include "config/parts.h"

namespace crier::config {
namespace {

using reader::Entry;
using reader::Node;

std::vector<std::string> built_types() {
  std::vector<std::string> out;
  for (const auto& type : channels::adapter_types()) out.emplace_back(type.name);
  return out;
}

bool is_unbuilt(const std::string& type) {
  const auto unbuilt = channels::unbuilt_types();
  return std::find(unbuilt.begin(), unbuilt.end(), type) != unbuilt.end();
}

/// The adapter's type; none if it is missing, unknown or not built, which is told.
const channels::AdapterType* type_of(Loading& loading, const Entry& entry) {
  auto& diagnostics = loading.context.diagnostics;
  if (entry.value.kind != Node::Kind::map) {
    if (entry.value.kind != Node::Kind::broken)
      diagnostics.fault(entry.at, "channel '" + entry.key + "' has no keys", "expected at least 'type'");
    return nullptr;
  }
  const Entry* type = entry.value.find("type");
  if (type == nullptr || type->value.kind != Node::Kind::scalar) {
    diagnostics.fault(type == nullptr ? entry.at : type->at, "'type' is missing", "expected one of " + join(built_types(), ", "));
    return nullptr;
  }
  const auto& name = type->value.text;
  if (const auto* found = channels::find_adapter_type(name)) return found;
  if (is_unbuilt(name)) {
    diagnostics.warning(type->value.at, "channels of type '" + name + "' are not built yet: nothing is sent over '" + entry.key + "'");
    loading.unbuilt_channels.insert(entry.key);
    return nullptr;
  }
  diagnostics.fault(type->value.at, "unknown channel type '" + name + "'", reader::suggestion(name, built_types()));
  return nullptr;
}

Channel read_channel(Loading& loading, const Entry& entry, const channels::AdapterType& type) {
  const auto faults_before = loading.context.diagnostics.faults().size();
  reader::check(entry.value, entry.at, type.keys(), loading.context);
  const reader::Section section(entry.value, entry.at, type.keys(), loading.context);
  Channel out;
  out.name = entry.key;
  out.type = type.name;
  out.form = type.form;
  out.settings = type.read(section);
  out.common = channels::common_of(out.settings);
  if (auto* http = std::get_if<channels::http::Settings>(&out.settings)) {
    http->organisation = loading.snapshot.organisation.name;
    http->link = loading.snapshot.organisation.url;
  }
  if (auto* exec = std::get_if<channels::exec::Settings>(&out.settings)) exec->channel = entry.key;
  out.traits = type.traits(out.settings);
  if (!out.traits.address_fault && type.address_fault != nullptr) out.traits.address_fault = type.address_fault;
  // An adapter is made of settings that were found to be right.
  if (loading.context.diagnostics.faults().size() == faults_before) out.adapter = type.make(out.settings);
  return out;
}

}  // namespace

std::string own_place(const Channel& channel) {
  if (channel.type == "x") return "its own account";
  return channel.type == "slack" ? "the conversation of its webhook" : "the place that its own settings name";
}

std::vector<std::string> channel_names(const Loading& loading) {
  std::vector<std::string> out;
  for (const auto& entry : loading.root.entries("channels")) out.push_back(entry.key);
  return out;
}

void read_channels(Loading& loading) {
  for (const auto& entry : loading.root.entries("channels")) {
    check_name(entry, loading.context);
    if (const auto* type = type_of(loading, entry)) {
      loading.snapshot.channels.emplace(entry.key, read_channel(loading, entry, *type));
    } else if (!loading.unbuilt_channels.contains(entry.key)) {
      loading.faulty_channels.insert(entry.key);
    }
  }
}

}  // namespace crier::config
