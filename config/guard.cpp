#include <algorithm>

#include "config/parts.h"

namespace crier::config {

void read_guard(Loading& loading) {
  const auto& root = loading.root;
  if (!root.has("guard")) return;
  const auto section = root.section("guard");
  auto& out = loading.snapshot.rules.guard;
  if (section.has("confirm_above")) out.confirm_above = section.count("confirm_above");
  out.hold = section.duration("hold");
  const auto known = channel_names(loading);
  for (const auto* name : section.texts("confirm_channels")) {
    if (std::find(known.begin(), known.end(), name->text) == known.end()) {
      loading.context.diagnostics.fault(name->at, "there is no channel '" + name->text + "'", reader::suggestion(name->text, known));
    }
    out.confirm_channels.push_back(name->text);
  }
}

}  // namespace crier::config
