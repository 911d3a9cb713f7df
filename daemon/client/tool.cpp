#include "client/tool.h"

#include <fstream>
#include <iostream>
#include <iterator>

namespace crier::client {

int Tool::fail(const Failure& failure) const {
  world.err << "crier: " << failure.text << '\n';
  return failure.exit;
}

int Tool::print(const Reply& reply) const {
  world.out << reply.text << (reply.text.ends_with('\n') ? "" : "\n");
  return done;
}

Result<std::string, Failure> read_file(World& world, const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(world.in), {});
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file || file.bad()) return Failure{no_file, path + " cannot be read; check its name and rights."};
  return text;
}

}  // namespace crier::client
