#include "simulation/scenario.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "config/load.h"
#include "config/reader/parse.h"
#include "config/reader/section.h"
#include "simulation/event_node.h"
#include "simulation/scenario_keys.h"

namespace crier::simulation {
namespace {

using reader::Node;
using reader::Section;

/// The code of a reply, a status or a program's end, alone or with words behind it.
bool begins_with_code(const std::string& reply) {
  const auto digits = std::min(reply.find_first_not_of("0123456789"), reply.size());
  return digits >= 1 && digits <= 3 && reply.front() != '0' && (digits == reply.size() || reply[digits] == ' ');
}

/// Reads one scenario's sections.
class Reading {
 public:
  Reading(const Section& root, Scenario& scenario) : root_(root), out_(scenario) {}

  void run() {
    out_.start = time(root_, "start");
    out_.end = time(root_, "end");
    if (out_.end != UtcTime{} && out_.end < out_.start) root_.fault("end", "'end' is before 'start'");
    out_.config = root_.path("config");
    read_down();
    read_events();
    read_commands();
    read_clock();
    read_faults();
    read_expectations("expect", out_.expect);
    read_expectations("never", out_.never);
    std::stable_sort(out_.steps.begin(), out_.steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  }

 private:
  UtcTime time_of(const Node& node, std::string_view key) {
    const auto time = node.kind == Node::Kind::scalar ? parse_rfc3339(node.text) : std::nullopt;
    if (time) return *time;
    fault(node.at, "'" + std::string(key) + "' is no time", "expected such as 2026-03-27T15:10:00Z");
    return {};
  }
  UtcTime time(const Section& section, std::string_view key) {
    const Node* node = section.node(key);
    return node != nullptr && node->kind == Node::Kind::scalar ? time_of(*node, key) : UtcTime{};
  }
  void fault(reader::Position at, std::string what, std::string expected = {}) {
    root_.context().diagnostics.fault(at, std::move(what), std::move(expected));
  }

  /// Something that needs the daemon at this time.
  bool is_possible(UtcTime at, reader::Position place, std::string_view what) {
    if (at < out_.start || at > out_.end) {
      fault(place, std::string(what) + " is not between 'start' and 'end'");
      return false;
    }
    const bool is_down = std::any_of(spans_.begin(), spans_.end(), [&](const auto& span) { return at >= span.first && at < span.second; });
    if (is_down) fault(place, std::string(what) + " comes while crierd is down, so nobody would take it");
    return !is_down;
  }

  void read_down() {
    for (const auto& section : root_.sections("down")) {
      const UtcTime from = time(section, "from"), until = time(section, "until");
      if (until <= from) section.fault("until", "'until' is not after 'from'");
      const bool overlaps =
          std::any_of(spans_.begin(), spans_.end(), [&](const auto& span) { return from < span.second && span.first < until; });
      if (overlaps) section.fault("from", "crierd is down already at this time");
      if (from <= out_.start) section.fault("from", "crierd cannot go before it has come, at 'start'");
      spans_.emplace_back(from, until);
      out_.steps.push_back({from, section.at("from"), Death{}});
      out_.steps.push_back({until, section.at("until"), Birth{}});
    }
  }

  void read_events() {
    const Node* events = root_.node("events");
    if (events == nullptr || events->kind == Node::Kind::null) return;
    if (events->kind != Node::Kind::list) return fault(events->at, "'events' is no list", "expected events, each with 'at'");
    for (const auto& node : events->items) {
      if (node.kind == Node::Kind::broken) continue;
      if (node.kind != Node::Kind::map) {
        fault(node.at, "this is no event", "expected its keys and 'at'");
        continue;
      }
      const auto* at = node.find("at");
      if (at == nullptr) fault(node.at, "the event has no 'at'", "expected the time at which it comes");
      auto event = read_event(node, root_.context().diagnostics);
      if (at == nullptr || !event) continue;
      const UtcTime when = time_of(at->value, "at");
      if (is_possible(when, at->value.at, "the event")) out_.steps.push_back({when, node.at, std::move(*event)});
    }
  }

  void need(const Section& section, Verb verb, std::string_view key) {
    if (!section.has(key)) fault(section.at(), "'" + std::string(reader_word(verb)) + "' needs '" + std::string(key) + "'");
  }
  static std::string reader_word(Verb verb) {
    const auto words = reader::words(*reader::find_key(reader::find_key(scenario_keys(), "commands")->inner(), "command"));
    return words.at(static_cast<std::size_t>(verb));
  }
  void need_all(const Section& section, Verb verb) {
    switch (verb) {
      case Verb::approve:
      case Verb::withdraw:
      case Verb::stop:
        return need(section, verb, "incident");
      case Verb::hush:
        need(section, verb, "incident");
        return need(section, verb, "for");
      case Verb::remind:
        for (const char* key : {"name", "when", "audiences", "summary"}) need(section, verb, key);
        return;
      case Verb::unremind:
        return need(section, verb, "name");
      case Verb::pause:
      case Verb::resume:
        return need(section, verb, "channel");
      default:
        return;
    }
  }

  void read_commands() {
    for (const auto& section : root_.sections("commands")) {
      if (!section.has("command")) continue;
      Order order;
      order.verb = static_cast<Verb>(section.choice("command"));
      need_all(section, order.verb);
      order.incident = section.text("incident");
      order.update = section.has("update") ? static_cast<int>(section.count("update")) : 0;
      if (section.has("occasion")) order.occasion = core::parse_occasion(section.text("occasion"));
      order.stage = section.text("stage");
      order.audience = section.text("audience");
      order.span = section.duration("for");
      order.name = section.text("name");
      order.when = section.text("when");
      for (const auto* one : section.texts("audiences")) order.audiences.push_back(one->text);
      order.title = section.text("title");
      order.summary = section.text("summary");
      order.channel = section.text("channel");
      order.config = section.path("config");
      const UtcTime at = time(section, "at");
      if (is_possible(at, section.at("at"), "the command")) out_.steps.push_back({at, section.at(), std::move(order)});
    }
  }

  void read_clock() {
    for (const auto& section : root_.sections("clock")) {
      out_.steps.push_back({time(section, "at"), section.at("at"), ClockSetting{time(section, "set")}});
    }
  }

  void read_faults() {
    for (const auto& section : root_.sections("faults")) {
      Trouble trouble;
      trouble.place = section.at("channel");
      trouble.channel = section.text("channel");
      trouble.recipient = section.text("recipient");
      trouble.from = time(section, "from");
      trouble.until = time(section, "until");
      trouble.reply = section.text("reply");
      trouble.retry_after = section.optional_duration("retry_after");
      trouble.stage = section.text("stage");
      if (section.has("reply") && !begins_with_code(trouble.reply) && trouble.reply != "timeout" && trouble.reply != "cut")
        section.fault("reply", "this is no reply",
                      "expected such as '451 4.3.0 try again later', '503', '75 busy' (a program's exit code), 'timeout' or 'cut'");
      if (trouble.until <= trouble.from) section.fault("until", "'until' is not after 'from'");
      out_.faults.push_back(std::move(trouble));
    }
  }

  void read_expectations(std::string_view key, std::vector<Expectation>& out) {
    for (const auto& section : root_.sections(key)) {
      Expectation expectation;
      expectation.place = section.at();
      for (const auto& entry : section.whole().entries) {
        if (entry.value.kind == Node::Kind::broken || !section.knows(entry.key)) continue;
        if (entry.key == "count") {
          expectation.count = section.count("count");
          if (key == "never") section.fault("count", "'never' counts nothing", "expected it under 'expect'");
        } else if (entry.key == "text_has" || entry.key == "text_lacks" || entry.key == "subject_has") {
          auto& parts = entry.key == "text_has"     ? expectation.text_has
                        : entry.key == "text_lacks" ? expectation.text_lacks
                                                    : expectation.subject_has;
          for (const auto* part : section.texts(entry.key)) parts.push_back(part->text);
        } else if (entry.key == "incidents") {
          std::vector<std::string> names;
          for (const auto* one : section.texts(entry.key)) names.push_back(one->text);
          expectation.equal.emplace_back(entry.key, join(names, " "));
        } else {
          if (entry.key == "at") static_cast<void>(time(section, "at"));
          const bool is_text = entry.value.kind == Node::Kind::scalar || entry.value.kind == Node::Kind::null;
          if (!is_text) fault(entry.value.at, "'" + entry.key + "' is no text", "expected one, or null");
          const bool is_null = !entry.value.quoted && entry.value.text == "null";
          expectation.equal.emplace_back(entry.key, is_null ? "" : entry.value.text);
        }
      }
      out.push_back(std::move(expectation));
    }
  }

  const Section& root_;
  Scenario& out_;
  std::vector<std::pair<UtcTime, UtcTime>> spans_;  ///< while crierd is down
};

std::string folder_of(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::absolute(path, ignored).lexically_normal().parent_path().string();
}

}  // namespace

Read read_scenario_text(const std::string& text, const std::string& path) {
  Scenario scenario;
  scenario.path = path;
  scenario.text = text;
  reader::Diagnostics diagnostics;
  const Node tree = reader::parse(text, diagnostics);
  const reader::Files files(folder_of(path), "");
  const reader::Context context{diagnostics, files};
  if (!reader::check(tree, {1, 1}, scenario_keys(), context))
    diagnostics.fault(tree.at, "the file has no keys", "expected lines such as 'start:'");
  const Section root(tree, {1, 1}, scenario_keys(), context);
  Reading(root, scenario).run();
  if (diagnostics.failed()) return {std::nullopt, reader::format(path, text, diagnostics.faults()), false};
  return {std::move(scenario), "", false};
}

Read read_scenario(const std::string& path) {
  constexpr std::uintmax_t kLargest = std::uintmax_t{16} * 1024 * 1024;
  const auto text = config::read_whole(path, kLargest, "16 MiB", "a scenario");
  if (!text) return {std::nullopt, path + ": " + text.error().text + ".\n", true};
  return read_scenario_text(*text, path);
}

}  // namespace crier::simulation
