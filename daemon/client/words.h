#pragma once
#include <iosfwd>
#include <string_view>

#include "client/caller.h"

namespace crier::client {

/// What an update says, from the `event` of the API's answers: summary, consequences, and every other text that it has.
void print_words(std::ostream& out, const json::value& event, std::string_view indent);

}  // namespace crier::client
