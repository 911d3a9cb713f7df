#include "process/monitors.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "process/local_socket.h"

namespace crier::process {
namespace {

constexpr const char* kToken = "a-token-that-may-publish";

constexpr const char* kRules =
    "groups:\n"
    "  - name: shop\n"
    "    rules:\n"
    "      - alert: SearchSlow\n"
    "        expr: search_seconds > 2\n"
    "        labels: {severity: warning, service: search}\n"
    "        annotations: {summary: \"Searching takes {{ $value }} s.\"}\n"
    "      - alert: CheckoutDown\n"
    "        expr: checkout_down == 1\n"
    "        labels: {severity: critical, service: checkout}\n"
    "        annotations: {summary: \"Customers cannot pay.\"}\n";

void end(Program& program, const char* name) {
  program.signal(SIGTERM);
  if (!program.wait()) ADD_FAILURE() << name << " does not end";
  if (testing::Test::HasFailure()) std::fprintf(stderr, "--- %s\n%s%s\n", name, program.output().c_str(), program.errors().c_str());
}

std::string absent(const char* program, const char* package) {
  return ::access(program, X_OK) == 0 ? "" : std::string("needs ") + package + " (./dev servers)";
}

}  // namespace

std::string shipped(const std::string& name, const std::vector<std::pair<std::string, std::string>>& changes) {
  std::ifstream file(std::string(CRIER_INTEGRATIONS) + "/" + name);
  std::ostringstream read;
  read << file.rdbuf();
  std::string text = read.str();
  for (const auto& [from, to] : changes) {
    auto at = text.find(from);
    if (at == std::string::npos) ADD_FAILURE() << name << " has no " << from;
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  return text;
}

MonitoredHouse::MonitoredHouse() : port_(free_port()) {
  sandbox_.write("hook-secret", kHookSecret);
  sandbox_.write("token", kToken);
  sandbox_.write("crier.yaml", "listen:\n  - unix: " + sandbox_.path("crier.sock").string() + "\n  - tcp: " + address() +
                                   "\n    tokens: [{name: monitors, file: token, may: publish}]\n"
                                   "store: sqlite://" +
                                   sandbox_.path("crier.db").string() +
                                   "\n"
                                   "channels:\n  hooks: {type: webhook, secret_file: hook-secret, allow_private: true}\n"
                                   "services: {checkout: {name: Checkout}, search: {name: Search}}\n"
                                   "audiences:\n  customers:\n    recipients:\n      - {channel: hooks, to: \"" +
                                   customers_.url("/") +
                                   "\"}\n"
                                   "routes:\n  - {match: {}, audiences: [customers]}\n");
  daemon_ = sandbox_.daemon();
}

std::string MonitoredHouse::client() const {
  return Sandbox::program("crier") + " --url http://" + address() + " --token-file " + token_file();
}

std::vector<std::string> MonitoredHouse::told(std::size_t count) const {
  if (!customers_.wait_for(count)) ADD_FAILURE() << "customers were told less; crierd: " << daemon_.errors();
  std::vector<std::string> all;
  for (const auto& request : customers_.received()) {
    all.push_back(text_at(request.body, "/type") + " " + text_at(request.body, "/data/incident/title") + " " +
                  text_at(request.body, "/data/incident/impact"));
  }
  return all;
}

std::string MonitoredHouse::of(const std::string& title, const std::string& member) const {
  const std::string list = sandbox_.request("GET", "/v1/incidents").body;
  for (int i = 0; i < 100; ++i) {
    const std::string at = "/incidents/" + std::to_string(i);
    if (text_at(list, at + "/title") == title) return text_at(list, at + "/" + member);
  }
  return "";
}

Shop::Shop()
    : receiver_([this](const Received&) {
        const std::lock_guard lock(mutex_);
        return Reply{200, metrics_, {{"Content-Type", "text/plain; version=0.0.4"}}, false};
      }) {}

void Shop::shows(const std::string& metrics) {
  const std::lock_guard lock(mutex_);
  metrics_ = metrics;
}

std::string Prometheus::missing() { return absent("/usr/bin/prometheus", "prometheus"); }

Prometheus::Prometheus(MonitoredHouse& house, const Shop& shop, const std::string& address) {
  Sandbox& sandbox = house.sandbox();
  const std::string token = "/etc/prometheus/crier-token";
  sandbox.write("rules.yml", kRules);
  sandbox.write("prometheus.yml",
                "global: {scrape_interval: 100ms, scrape_timeout: 100ms, evaluation_interval: 100ms}\n"
                "rule_files: [rules.yml]\n"
                "scrape_configs:\n  - {job_name: shop, static_configs: [{targets: [\"127.0.0.1:" +
                    std::to_string(shop.port()) + "\"]}]}\n" +
                    shipped("prometheus.yml", {{"127.0.0.1:9797", address}, {token, house.token_file()}}));
  const int port = free_port();
  // What is sent in its first seconds, before it knows its Alertmanagers, is lost until it is sent again: here a second later.
  program_ = Program({"/usr/bin/prometheus", "--config.file=" + sandbox.path("prometheus.yml").string(),
                      "--storage.tsdb.path=" + sandbox.path("prometheus").string(),
                      "--web.listen-address=127.0.0.1:" + std::to_string(port), "--rules.alert.resend-delay=1s", "--log.level=warn"},
                     sandbox.path(""), "prometheus");
  if (!eventually([&] { return answers(port) || !program_.is_running(); }) || !program_.is_running())
    ADD_FAILURE() << "Prometheus does not answer: " << program_.errors();
}

Prometheus::~Prometheus() { end(program_, "Prometheus"); }

std::string Alertmanager::missing() { return absent("/usr/bin/prometheus-alertmanager", "prometheus-alertmanager"); }

Alertmanager::Alertmanager(MonitoredHouse& house) : port_(free_port()) {
  Sandbox& sandbox = house.sandbox();
  sandbox.write("alertmanager.yml", shipped("alertmanager.yml", {{"127.0.0.1:9797", house.address()},
                                                                 {"/etc/prometheus/crier-token", house.token_file()},
                                                                 {"group_wait: 30s", "group_wait: 100ms"},
                                                                 {"group_interval: 1m", "group_interval: 500ms"}}));
  program_ = Program({"/usr/bin/prometheus-alertmanager", "--config.file=" + sandbox.path("alertmanager.yml").string(),
                      "--storage.path=" + sandbox.path("alertmanager").string(), "--web.listen-address=" + address(),
                      "--cluster.listen-address=", "--log.level=warn"},
                     sandbox.path(""), "alertmanager");
  if (!eventually([&] { return answers(port_) || !program_.is_running(); }) || !program_.is_running())
    ADD_FAILURE() << "Alertmanager does not answer: " << program_.errors();
}

Alertmanager::~Alertmanager() { end(program_, "Alertmanager"); }

}  // namespace crier::process
