#include "channels/registry.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/reader/write.h"

namespace crier::config {
namespace {

using reader::Examples;
using reader::ReferenceWriter;

constexpr std::string_view kHead =
    "# The reference: every key with its default. Behind each: what it takes, its bounds, what it is for.\n"
    "# A key in a comment has no default; the value shown is an example.\n";

void write_channels(ReferenceWriter& writer) {
  writer.line("channels:", 0);
  for (const auto& type : channels::adapter_types()) {
    writer.line(std::string(type.example) + ":", 2);
    writer.keys(type.keys(), 4);
  }
}

std::string write(Examples examples) {
  std::string out(kHead);
  for (const auto& key : keys()) {
    // The default door is real and shown so, unlike other lists' examples.
    ReferenceWriter writer(key.name == "listen" ? Examples::live : examples);
    if (key.name == "channels") {
      if (examples == Examples::commented) writer.begin_comment(0);
      write_channels(writer);
    } else {
      writer.key(key, 0);
    }
    out += "\n" + writer.take();
  }
  return out;
}

}  // namespace

std::string print_defaults() { return write(Examples::commented); }
std::string print_reference() { return write(Examples::live); }

}  // namespace crier::config
