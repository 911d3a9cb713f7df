#pragma once
#include <string>

#include "channels/adapter.h"

namespace crier::channels::exec {

/// What the program reads: one JSON document (docs/new-channel.md; interface.md section 5). Its keys only ever become more; `protocol`
/// would change if one changed its meaning. `channel` is the channel's name. Pure.
[[nodiscard]] std::string document(const Job& job, const std::string& channel);

}  // namespace crier::channels::exec
