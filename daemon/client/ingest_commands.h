#pragma once
#include <functional>
#include <string>
#include <vector>

#include "client/tool.h"
#include "ingest/format.h"

namespace CLI {
class App;
}

namespace crier::client {

/// What `crier ingest` was told.
struct IngestFlags {
  std::string format;
  std::string file;                ///< of test; "-" is stdin
  std::string config;              ///< whose mapping and routes count; "" = /etc/crier/crier.yaml if that can be read, else none
  std::vector<std::string> words;  ///< of send: one FILE, or NAME=VALUE each; none is stdin
  bool from_environment = false;
};

/// Errors: usage, with what may have been meant.
[[nodiscard]] Result<ingest::Format, Failure> format_of(const std::string& name);

/// `crier ingest test FILE --format F`: what a document would become, offline. Exit: done, refused, no_file, bad_config, usage.
int test_document(World& world, const IngestFlags& flags, bool prints_json);

/// `crier ingest send [FILE | NAME=VALUE …] --format F`: posts a document to the door of its format.
int send_document(Tool& tool, const IngestFlags& flags);

/// The two commands with their options. Owner: the command line; what is typed lands here.
class IngestCommands {
 public:
  using Offline = std::function<int(World&)>;
  /// `online` and `offline` say what is to be run once the whole line was read; `prints_json` is asked then.
  void build(CLI::App& app, std::function<void(std::function<int(Tool&)>)> online, std::function<void(Offline)> offline,
             std::function<bool()> prints_json);

 private:
  IngestFlags flags_;
};

}  // namespace crier::client
