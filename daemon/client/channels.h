#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

int list_channels(Tool& tool);
/// `crier pause NAME`, `crier resume NAME`: `what` is the verb.
int change_channel(Tool& tool, const std::string& name, const std::string& what);
/// `crier test NAME --to ADDRESS`: one message to one address; its outcome decides the exit code.
int test_channel(Tool& tool, const std::string& name, const std::string& to);

/// `crier config check [FILE]`, `crier config show`: offline.
int check_config(World& world, const std::string& path);
int show_config(World& world, const std::string& path);

}  // namespace crier::client
