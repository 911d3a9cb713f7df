#include "client/ingest_commands.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace crier::client {

void IngestCommands::build(CLI::App& app, std::function<void(std::function<int(Tool&)>)> online, std::function<void(Offline)> offline,
                           std::function<bool()> prints_json) {
  auto* ingest = app.add_subcommand("ingest", "monitors' documents");
  ingest->require_subcommand(1);
  ingest->fallthrough();
  constexpr const char* formats = "alertmanager, prometheus, grafana, cloudevents, pagerduty, nagios, icinga or zabbix";
  auto* test = ingest->add_subcommand("test", "what a document would become, offline");
  test->fallthrough();
  test->add_option("FILE", flags_.file, "the document; - is stdin")->required();
  test->add_option("--format", flags_.format, formats)->required();
  test->add_option("--config", flags_.config, "whose mapping and routes count");
  test->callback([this, offline = std::move(offline), prints_json = std::move(prints_json)] {
    offline([this, prints_json](World& world) { return test_document(world, flags_, prints_json()); });
  });
  auto* send = ingest->add_subcommand("send", "post a document as its monitor would");
  send->fallthrough();
  send->add_option("FILE", flags_.words, "the document, or NAME=VALUE for each of its macros; stdin by default");
  send->add_option("--format", flags_.format, formats)->required();
  send->add_flag("--environment", flags_.from_environment, "the macros of Nagios or Icinga from the environment");
  send->callback([this, online = std::move(online)] { online([this](Tool& tool) { return send_document(tool, flags_); }); });
}

}  // namespace crier::client
