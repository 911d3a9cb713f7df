#pragma once
#include <string>

#include "client/world.h"

namespace crier::client {

/// What `crier check` looks at, as typed.
struct CheckFlags {
  std::string file;      ///< a draft, or a JSON event, an array of them, or one a line; "-" is stdin
  std::string config;    ///< whose wording counts; "" = /etc/crier/crier.yaml if that can be read, else the rules as shipped
  std::string state;     ///< "" = as the event says
  std::string language;  ///< of the event's own words; "" = en
};

/// `crier check FILE`: the wording rules, offline: nothing is known of the incident, of the channels and of the time. Exit: done, refused
/// if there are errors or the file cannot be read as events, no_file, bad_config, usage.
int check_file(World& world, const CheckFlags& flags, bool prints_json);

}  // namespace crier::client
