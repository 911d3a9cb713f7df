#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/connection.h"
#include "client/world.h"

namespace CLI {
class App;
}

namespace crier::client {

/// What a line to be completed says of where crierd is; "" = not said.
struct Whereabouts {
  std::string socket, url, token_file;
};
/// Reaches crierd there; null if that cannot be told.
using Reach = std::function<std::unique_ptr<Connection>(const Whereabouts&)>;

/// `crier __complete WORD…`, which the shells' scripts call: what the last word may become, one candidate a line as
/// "value<TAB>about", or the one line ":files" where names of files belong. Commands, flags and fixed words are those of `app`; keys,
/// numbers and names are asked of crierd, with a short patience, and left out without a word when it is away.
void complete(World& world, const CLI::App& app, const std::vector<std::string>& words, const Reach& reach);

/// The script that makes a shell complete `crier`; none for a shell other than bash, zsh and fish.
[[nodiscard]] std::optional<std::string_view> completion_script(std::string_view shell);

}  // namespace crier::client
