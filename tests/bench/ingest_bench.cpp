#include <chrono>
#include <cstdio>
#include <functional>

#include "ingest/monitor_document.h"

/// How long it takes to make an event of an Alertmanager document with 1,000 alerts, and 1,000 events of as many alerts of Prometheus.
/// Prints a name and a figure a line; tests/bench/rows.py reads them.
namespace crier {
namespace {

constexpr int kAlerts = 1'000;

double milliseconds(const std::function<void()>& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// About 700 bytes, as such alerts have.
std::string alert(int i) {
  const auto number = std::to_string(i);
  return R"({"status": "firing", "labels": {"alertname": "DiskRunningFull", "cluster": "eu-1", "device": "/dev/sd)" + number +
         R"(", "fstype": "ext4", "instance": "node-)" + number +
         R"(.example.com:9100", "job": "node", "mountpoint": "/var/lib/postgresql/)" + number + R"(", "service": "orders", "severity": ")" +
         (i % 3 == 0 ? "warning" : "critical") +
         R"("}, "annotations": {"description": "The file system has less than 3 % left and will be full within four hours.", "runbook_url": "https://runbooks.example.com/disk", "summary": "The disk of node-)" +
         number +
         R"( is running full"}, "startsAt": "2026-01-15T08:30:00.123456789Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus.example:9090/graph?g0.expr=node_filesystem_avail_bytes&g0.tab=1", "fingerprint": ")" +
         number + R"("})";
}

std::string alerts() {
  std::string list = "[";
  for (int i = 0; i < kAlerts; ++i) list += (i > 0 ? "," : "") + alert(i);
  return list + "]";
}

/// False: it was not taken as it should.
bool measure(const char* name, ingest::Format format, const std::string& body, std::size_t expected) {
  const ingest::Mappings mappings;
  const UtcTime now = *parse_rfc3339("2026-01-15T09:00:00Z");
  constexpr int runs = 200;
  double mean = 0, worst = 0;
  bool is_sound = true;
  for (int i = 0; i < runs; ++i) {
    const double took = milliseconds([&] {
      const auto document = ingest::read_monitor({format, body, "application/json", {}}, mappings, now);
      is_sound = is_sound && document && document->events.size() == expected;
    });
    mean += took / runs;
    worst = std::max(worst, took);
  }
  std::printf("%s_ms %.4f\n%s_worst_ms %.4f\n", name, mean, name, worst);
  return is_sound;
}

int run() {
  const auto list = alerts();
  const auto group =
      R"({"version": "4", "groupKey": "{}:{alertname=\"DiskRunningFull\"}", "status": "firing", "groupLabels": {"alertname": "DiskRunningFull"}, "commonLabels": {"alertname": "DiskRunningFull"}, "alerts": )" +
      list + "}";
  const bool is_group = measure("ingest_group", ingest::Format::alertmanager, group, 1);
  const bool is_list = measure("ingest_list", ingest::Format::prometheus, list, kAlerts);
  return is_group && is_list ? 0 : 1;
}

}  // namespace
}  // namespace crier

int main() { return crier::run(); }
