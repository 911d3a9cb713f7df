// What the SQLite store costs, one thread, no network: store_bench FOLDER [EVENTS [RECIPIENTS [GROUP [CHECKPOINT_MIB]]]]
//   accept    events that open an incident, one broadcast to one recipient, one message, a receipt; nothing is sent
//   through   the same, each started in the group that accepts it and delivered in the next
//   blast     one update to RECIPIENTS, started and delivered in groups
//   stop      one update to RECIPIENTS is stopped: before anything of it started, and when as many wait as can
//   open      start of a store with all the above in it
// Times are wall clock with the commits; "without commits" leaves those and checkpoints out. CPU is the process's, commits included:
// the figure to compare on a machine that does other work too.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "store/sqlite/sqlite_store.h"

namespace {

using namespace crier;
using namespace crier::store;

using Steady = std::chrono::steady_clock;

template <class T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "store_bench: %s\n", result.error().text.c_str());
  std::exit(1);
}
void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "store_bench: %s\n", result.error().text.c_str());
  std::exit(1);
}

UtcTime now() { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
double micros(Steady::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

long resident_kib() {
  std::ifstream in("/proc/self/statm");
  long size = 0;
  long resident = 0;
  in >> size >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

double cpu_micros() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& time) { return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec); };
  return of(used.ru_utime) + of(used.ru_stime);
}

/// Adds up what the groups take beside their commits.
struct Meter {
  explicit Meter(Store& s) : store(s) {}
  template <class Work>
  void group(Work&& work) {
    must(store.begin_group());
    const auto begun = Steady::now();
    work();
    inside += Steady::now() - begun;
    must(store.commit_group());
    must(store.between_groups(false));
  }
  void print(const char* what, long count) const {
    const double all = micros(Steady::now() - started) / static_cast<double>(count);
    const double cpu = (cpu_micros() - cpu_started) / static_cast<double>(count);
    std::printf("%-10s %8ld  %6.2f us each, %6.2f us without commits, %6.2f us CPU, %8.0f/s, RSS %ld MiB\n", what, count, all,
                micros(inside) / static_cast<double>(count), cpu, 1e6 / all, resident_kib() / 1024);
  }
  Store& store;
  Steady::time_point started = Steady::now();
  double cpu_started = cpu_micros();
  Steady::duration inside{};
};

Acceptance event(long number, const std::string& prefix) {
  Acceptance a;
  const UtcTime at = now();
  a.incident.key = prefix + "-" + std::to_string(number);
  a.incident.title = "Checkout unavailable";
  a.incident.impact = core::Impact::minor;
  a.incident.services = {"checkout"};
  a.incident.labels = {{"region", "eu"}};
  a.incident.contact = "support@example.com";
  a.incident.opened = at;
  a.incident.updates = 1;
  a.incident.told = {{"customers", 1}};
  a.update.number = 1;
  a.update.action = core::Action::open;
  a.update.at = at;
  a.update.title = a.incident.title;
  a.update.impact = a.incident.impact;
  core::Event& e = a.update.event;
  e.id = prefix + "-event-" + std::to_string(number);
  e.action = core::Action::open;
  e.incident = a.incident.key;
  e.title = a.incident.title;
  e.impact = a.incident.impact;
  e.services = a.incident.services;
  e.labels = a.incident.labels;
  e.summary = "Customers in Europe cannot pay since 14:02 CET.";
  e.consequences = {"Payments fail.", "Orders are kept and can be paid later.", ""};
  e.details = "The primary database refuses writes. **Reads are fine.**";
  e.contact = a.incident.contact;
  e.author = "alice";
  NewBroadcast b;
  b.audience = "customers";
  b.channel = "hooks";
  core::Message m;
  m.language = "en";
  m.subject = "Checkout unavailable";
  m.text = e.summary + "\n\n" + e.details;
  m.payload = "{\"type\":\"incident.opened\",\"data\":\"" + std::string(600, 'x') + "\"}";
  b.messages.push_back(m);
  a.broadcasts.push_back(b);
  a.receipt = ReceiptKey{"uid:1000", e.id, sha256(e.id), at + std::chrono::hours(168)};
  return a;
}

void take_in(Store& store, const std::string& audience, long count) {
  must(store.begin_group());
  must(store.begin(audience, "hooks"));
  std::vector<core::Recipient> chunk;
  for (long i = 0; i < count; ++i) {
    core::Recipient r;
    r.channel = "hooks";
    r.address = "https://host" + std::to_string(i) + ".example.com/hook";
    chunk.push_back(r);
    if (chunk.size() < 1000 && i + 1 < count) continue;
    must(store.add(audience, "hooks", chunk));
    chunk.clear();
    must(store.commit_group());
    must(store.between_groups(false));
    must(store.begin_group());
  }
  while (!must(store.complete(audience, "hooks", "x", 500))) {
  }
  must(store.commit_group());
}

Finish delivered(const Started& started) {
  Finish f;
  f.claim = started.claim;
  f.result = core::AttemptResult::delivered;
  f.state = core::DeliveryState::delivered;
  f.reply = "204";
  return f;
}

const Judge kAlways = [](const Candidate&) { return Verdict{}; };

void accept(Store& store, const DestinationClass& from, const char* what, long events, long group, bool sends) {
  Meter meter(store);
  std::vector<Finish> finishes;
  for (long i = 0; i < events;) {
    std::vector<Acceptance> batch;
    for (long k = 0; k < group && i < events; ++k, ++i) batch.push_back(event(i, what));
    meter.group([&] {
      must(store.finish(finishes, now()));
      finishes.clear();
      for (const Acceptance& a : batch) {
        if (must(store.receipt(a.receipt->scope, a.receipt->id)) || must(store.incident(a.incident.key, 0))) std::abort();
        static_cast<void>(must(store.group("customers", "hooks")));
        must(store.record(a, now()));
      }
      if (!sends) return;
      for (const Head& head : must(store.heads(from.id, core::Lane::bulk, now(), 10000))) {
        const StartOrder order{from.id, core::Lane::bulk, head.broadcast, 10, std::chrono::hours(48), false};
        for (const Started& one : must(store.start(order, kAlways, now()))) finishes.push_back(delivered(one));
      }
    });
  }
  meter.group([&] { must(store.finish(finishes, now())); });
  meter.print(what, events);
}

void blast(Store& store, const DestinationClass& from, long recipients, long group) {
  take_in(store, "world", recipients);
  Acceptance a = event(0, "blast");
  a.broadcasts[0].audience = "world";
  Accepted accepted;
  Meter meter(store);
  meter.group([&] { accepted = must(store.record(a, now())); });
  std::vector<Finish> finishes;
  long sent = 0;
  while (true) {
    bool is_over = false;
    meter.group([&] {
      must(store.finish(finishes, now()));
      finishes.clear();
      const auto heads = must(store.heads(from.id, core::Lane::bulk, now(), 1));
      is_over = heads.empty();
      if (is_over) return;
      const StartOrder order{from.id, core::Lane::bulk, heads[0].broadcast, static_cast<std::size_t>(group), std::chrono::hours(48), false};
      for (const Started& one : must(store.start(order, kAlways, now()))) finishes.push_back(delivered(one));
    });
    sent += static_cast<long>(finishes.size());
    if (is_over) break;
  }
  meter.print("blast", sent);
}

/// `waiting`: so many are expanded and wait for a retry; each of them is a row to end.
void stop(Store& store, const DestinationClass& from, const char* name, std::size_t waiting) {
  Acceptance a = event(static_cast<long>(waiting), name);
  a.broadcasts[0].audience = "world";
  must(store.begin_group());
  const Accepted accepted = must(store.record(a, now()));
  const auto heads = must(store.heads(from.id, core::Lane::bulk, now(), 1));
  std::vector<Finish> finishes;
  if (waiting > 0) {
    const StartOrder order{from.id, core::Lane::bulk, heads.at(0).broadcast, waiting, std::chrono::hours(48), false};
    for (const Started& one : must(store.start(order, kAlways, now()))) {
      finishes.push_back(delivered(one));
      finishes.back().state = core::DeliveryState::waiting;
      finishes.back().due = now() + std::chrono::hours(1);
    }
    must(store.finish(finishes, now()));
  }
  must(store.commit_group());
  const auto begun = Steady::now();
  must(store.begin_group());
  const StopCounts counts = must(store.stop(accepted.update, now()));
  must(store.commit_group());
  std::printf("%-10s %8lld  %6.2f ms with its commit, %zu of them waited for a retry\n", "stop", static_cast<long long>(counts.cancelled),
              micros(Steady::now() - begun) / 1000, finishes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "store_bench FOLDER [EVENTS [RECIPIENTS [GROUP]]]\n");
    return 64;
  }
  const auto number = [&](int index, long otherwise) { return argc > index ? std::atol(argv[index]) : otherwise; };
  const std::string path = std::string(argv[1]) + "/store_bench.db";
  const long events = number(2, 50000);
  const long recipients = number(3, 100000);
  const long group = number(4, 256);
  SqliteOptions options;
  options.checkpoint_bytes = number(5, 4) << 20;
  {
    const auto store = must(open_sqlite(path, options));
    take_in(*store, "customers", 1);
    must(store->begin_group());
    const DestinationClass from = must(store->destination_class("hooks", ""));
    must(store->commit_group());
    accept(*store, from, "through", events, group, true);
    blast(*store, from, recipients, group);
    stop(*store, from, "stopped", 0);
    stop(*store, from, "halted", 5000);
    accept(*store, from, "accept", events, group, false);
  }
  const auto begun = Steady::now();
  const auto store = must(open_sqlite(path));
  must(store->begin_group());
  must(store->recover({}, now()));
  const auto classes = must(store->classes_with_work());
  for (const auto& one : classes) static_cast<void>(must(store->next_due(one.id)));
  must(store->commit_group());
  std::printf("%-10s %.1f ms with %ld broadcasts pending, RSS %ld MiB\n", "open", micros(Steady::now() - begun) / 1000, events,
              resident_kib() / 1024);
  return 0;
}
