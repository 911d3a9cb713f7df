#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>

#include "config/wording_rules.h"
#include "render/escape.h"
#include "unit/render/samples.h"
#include "wording/check.h"

/// How long it takes to word one update for four channels in two languages, and to hold an update of 2 KiB against the shipped English
/// rules. `words_bench [MESSAGES]`: lines of JSON with a member `text`, of which those updates are made; without it or without the file,
/// of sentences that stand here. Prints a name and a figure a line; tests/bench/rows.py reads them.
namespace crier {
namespace {

double milliseconds(const std::function<void()>& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

struct Times {
  double mean = 0, worst = 0;
};

/// Of so many runs, each told its number.
Times measure(int runs, const std::function<void(int)>& run) {
  Times times;
  for (int i = 0; i < runs; ++i) {
    const double took = milliseconds([&] { run(i); });
    times.mean += took / runs;
    times.worst = std::max(times.worst, took);
  }
  return times;
}

void print(const char* name, const Times& times) { std::printf("%s_ms %.4f\n%s_worst_ms %.4f\n", name, times.mean, name, times.worst); }

/// An update with most of what one can have, in both languages.
render::Sample update() {
  render::Sample sample = render::full_opening();
  sample.update.number = 2;
  sample.previous_update = 1;
  sample.update.action = core::Action::update;
  sample.update.event.actions = {{"Writes go to the standby."}, {"The primary gets another disk."}};
  core::Translation& german = sample.update.event.translations["de"];
  german.title = "Zahlung nicht möglich";
  german.summary = "Kunden in Europa können seit 14:02 CET nicht zahlen.";
  german.details = "Die Datenbank nimmt keine Änderungen an. **Lesen geht.**";
  german.workaround = "Zahlen Sie auf Rechnung.";
  german.consequences = {"Zahlungen schlagen fehl.", "Bestellungen bleiben und können später bezahlt werden.", ""};
  return sample;
}

/// False: a message could not be made.
bool render_all(const render::Templates& templates, render::Sample& sample) {
  for (const char* language : {"en", "de"}) {
    sample.language = language;
    for (const auto form : {render::Form::mail, render::Form::x, render::Form::slack, render::Form::webhook}) {
      if (!render::render(templates, form, sample.subject())) return false;
    }
  }
  return true;
}

std::vector<std::string> messages(const char* file) {
  std::vector<std::string> texts;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) texts.emplace_back(boost::json::parse(line).at("text").as_string());
  if (!texts.empty()) return texts;
  return {"Some customers in Europe cannot pay since 14:02 CET; orders are kept.",
          "We are working on the database and write again at 15:00 CET.",
          "The fix should be done shortly.",
          "Our provider had an outage, we apologise for any inconvenience.",
          "Search answers slowly, about four seconds instead of one.",
          "Reports of the night are complete; nobody needs to act."};
}

/// Events whose summary, consequence and details have 2 KiB together, from messages one after the other.
std::vector<core::Event> events(const std::vector<std::string>& texts) {
  constexpr std::size_t kEvents = 64, kSummary = 300, kNow = 200, kDetails = 1548;
  std::vector<core::Event> made(kEvents);
  std::size_t next = 0;
  const auto fill = [&](std::size_t size) {
    std::string text;
    while (text.size() < size) text += texts[next++ % texts.size()] + " ";
    text.resize(size);
    return render::valid_utf8(text);
  };
  for (auto& event : made) {
    event.action = core::Action::update;
    event.incident = "checkout-db";
    event.summary = fill(kSummary);
    event.consequences.now = fill(kNow);
    event.details = fill(kDetails);
  }
  return made;
}

int run(const char* file) {
  const auto templates = render::shipped();
  render::Sample sample = update();
  bool is_sound = render_all(*templates, sample);
  print("render", measure(2000, [&](int) { is_sound = render_all(*templates, sample) && is_sound; }));

  const auto all = events(messages(file));
  const auto rulebook = config::shipped_rulebook();
  std::size_t found = 0;
  const auto check = [&](int i) {
    const core::Event& event = all[static_cast<std::size_t>(i) % all.size()];
    found += wording::check(*rulebook, {.event = event, .channels = {"smtp", "x"}}).size();
  };
  // The first use compiles the language's rules, the first finding of a rule its exceptions.
  std::printf("check_first_ms %.4f\n", milliseconds([&] { check(0); }));
  measure(static_cast<int>(all.size()), check);
  found = 0;
  constexpr int kChecks = 2048;
  print("check", measure(kChecks, check));
  std::printf("check_findings %.1f\n", static_cast<double>(found) / kChecks);
  return is_sound && found > 0 ? 0 : 1;
}

}  // namespace
}  // namespace crier

int main(int argc, char** argv) { return crier::run(argc > 1 ? argv[1] : ""); }
