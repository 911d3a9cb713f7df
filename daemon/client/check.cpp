#include "client/check.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>

#include "base/text.h"
#include "client/findings.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/tool.h"
#include "client/wrapping.h"
#include "config/load.h"
#include "config/wording_rules.h"
#include "ingest/draft_markdown.h"
#include "ingest/event_json.h"
#include "ingest/json_tree.h"
#include "wording/finding_json.h"
#include "wording/prose.h"

namespace crier::client {
namespace {

using wording::Finding;
using wording::Severity;

constexpr const char* kUsual = "/etc/crier/crier.yaml";

/// The events of a file, and for a draft where its words stand.
struct Read {
  std::vector<core::Event> events;
  bool is_batch = false;
  std::map<std::string, std::vector<int>> lines;  ///< by pointer
  std::vector<std::string> file;                  ///< its lines
};

/// Its lines as a draft has them: CR alone ends one too.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_first_of_two = text.substr(i).starts_with("\r\n");
    if (text[i] != '\n' && text[i] != '\r') {
      lines.back() += text[i];
    } else if (!is_first_of_two) {
      lines.emplace_back();
    }
  }
  return lines;
}

/// What nobody could be sent; a monitor's words, `take` and `nonews` need no summary.
bool lacks_summary(const core::Event& event) {
  const bool is_monitor = !event.source.empty() && event.author.empty();
  return event.summary.empty() && !is_monitor && event.action != core::Action::take && event.action != core::Action::acknowledge &&
         event.action != core::Action::nonews;
}

/// A JSON event, an array of them, or one a line.
Result<Read, Failure> read_json_of(std::string_view text, const std::string& name) {
  // As `crier send` decides it.
  ingest::JsonTree tree;
  const bool is_lines = !text.starts_with('[') && text.find("\n{") != std::string_view::npos && !tree.parse(text);
  auto document = ingest::read_events(text, is_lines ? ingest::Layout::lines : ingest::Layout::json, "");
  if (!document) {
    const auto& problem = document.error().problem;
    Failure failure{refused, name + ": " + printable(problem.detail)};
    for (const auto& fault : problem.faults) failure.text += "\n  " + printable(fault.pointer) + " " + printable(fault.detail);
    return failure;
  }
  Read read;
  read.events = std::move(document->events);
  read.is_batch = document->is_batch;
  const auto mute = std::find_if(read.events.begin(), read.events.end(), &lacks_summary);
  if (mute == read.events.end()) return read;
  const auto place = read.is_batch ? ": /" + std::to_string(mute - read.events.begin()) : "";
  return Failure{refused, name + place + " has no summary; say in \"summary\" what its readers notice."};
}

Result<Read, Failure> read_events_of(const std::string& text, const std::string& name) {
  if (const auto begin = trim(text); begin.starts_with('{') || begin.starts_with('[')) return read_json_of(begin, name);
  Read read;
  auto draft = ingest::read_draft(text);
  if (!draft) {
    Failure failure{refused, {}};
    for (const auto& fault : draft.error())
      failure.text += (failure.text.empty() ? "" : "\n  ") + name + ":" + std::to_string(fault.line) + ": " + printable(fault.detail);
    return failure;
  }
  // What follows an opening has the incident's key and no title of its own.
  if (!draft->has_action) draft->event.action = draft->event.title ? core::Action::open : core::Action::update;
  if (lacks_summary(draft->event)) return Failure{refused, name + " has no summary; say above its first heading what its readers notice."};
  read.events.push_back(std::move(draft->event));
  read.lines = std::move(draft->lines);
  read.file = lines_of(text);
  return read;
}

/// A finding's text as it stands in the event; empty for what is missing.
std::string_view text_at(const core::Event& event, const std::string& pointer) {
  auto prose = wording::prose_of(event);
  for (const auto& [language, words] : event.translations) {
    auto translated = wording::prose_of(language, words);
    std::move(translated.begin(), translated.end(), std::back_inserter(prose));
  }
  const auto found = std::find_if(prose.begin(), prose.end(), [&](const wording::Prose& one) { return one.pointer == pointer; });
  return found == prose.end() ? std::string_view() : found->text;
}

/// "draft.md:7:12" for what stands in a draft, else "event.json: /summary".
std::string place_of(const Finding& finding, const Read& read, const std::string& within, const std::string& name) {
  const auto lines = read.lines.find(finding.pointer);
  const bool is_missing = finding.length == 0;
  if (is_missing || lines == read.lines.end() || lines->second.empty()) return name + ": " + within + finding.pointer;
  const auto text = text_at(read.events.front(), finding.pointer);
  const auto before = text.substr(0, finding.offset);
  const auto begin_of_line = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto nth = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const int line = lines->second[std::min(nth, lines->second.size() - 1)];
  // Behind "title: " or "- ", say.
  const std::string_view written = read.file[static_cast<std::size_t>(line - 1)];
  const auto lead = written.find(text.substr(begin_of_line, text.find('\n', begin_of_line) - begin_of_line));
  const auto column = columns_of(written.substr(0, lead == std::string_view::npos ? 0 : lead)) + columns_of(before.substr(begin_of_line));
  return name + ":" + std::to_string(line) + ":" + std::to_string(column + 1);
}

/// Whose rules count; the failure has nothing to add where the report of a configuration was printed.
struct Rules {
  config::Wording wording;
  std::optional<std::string> contact;
};

Result<Rules, Failure> rules_of(World& world, const std::string& given) {
  const std::string path = given.empty() ? kUsual : given;
  if (access(path.c_str(), R_OK) != 0) {
    if (!given.empty()) return Failure{no_file, printable(path) + " cannot be read; name the configuration with --config FILE."};
    Rules shipped;
    shipped.wording.errors = config::Treatment::reject;
    shipped.wording.warnings = config::Treatment::report;
    return shipped;
  }
  config::Environment environment;
  environment.without_secrets = true;
  const auto loaded = config::load(path, environment);
  if (!loaded.snapshot) {
    world.err << loaded.report;
    return Failure{bad_config, {}};
  }
  const auto& contact = loaded.snapshot->organisation.contact;
  return Rules{loaded.snapshot->wording, contact.empty() ? std::nullopt : std::optional(contact)};
}

std::string counted(std::size_t count, const char* one) { return std::to_string(count) + " " + one + (count == 1 ? "" : "s"); }

/// What was found in all events; pointers of a batch begin with the event's place in it.
struct Findings {
  std::vector<Finding> all;
  std::vector<std::string> places;

  [[nodiscard]] std::size_t count(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Finding& finding) { return finding.severity == severity; }));
  }
};

void print(std::ostream& out, const Findings& findings, const std::string& name) {
  for (std::size_t i = 0; i < findings.all.size(); ++i) {
    const auto& finding = findings.all[i];
    print_finding(
        out, {findings.places[i], std::string(to_text(finding.severity)), finding.rule, finding.message, finding.excerpt, finding.advice});
  }
  if (findings.all.empty()) {
    out << name << ": nothing was found.\n";
    return;
  }
  out << counted(findings.count(Severity::error), "error") << ", " << counted(findings.count(Severity::warning), "warning") << ", "
      << counted(findings.count(Severity::suggestion), "suggestion") << '\n';
}

}  // namespace

int check_file(World& world, const CheckFlags& flags, bool prints_json) {
  const auto fail = [&](const Failure& failure) {
    if (!failure.text.empty()) world.err << "crier: " << failure.text << '\n';
    return failure.exit;
  };
  std::optional<wording::State> state;
  if (!flags.state.empty()) {
    std::string typed = flags.state;
    std::replace(typed.begin(), typed.end(), '-', '_');
    state = wording::parse_state(typed);
    if (!state)
      return fail({usage,
                   "--as is investigating, identified, update, monitoring, resolved, postmortem, scheduled, in-progress, office-close, "
                   "office-open or notice, not " +
                       printable(flags.state) + "."});
  }
  const auto text = read_file(world, flags.file);
  if (!text) return fail(text.error());
  const std::string name = printable(flags.file == "-" ? "stdin" : flags.file);
  const auto read = read_events_of(*text, name);
  if (!read) return fail(read.error());
  const auto rules = rules_of(world, flags.config);
  if (!rules) return fail(rules.error());
  const std::string language = flags.language.empty() ? "en" : flags.language;
  if (!config::rulebook_of(rules->wording)->speaks(language))
    return fail({usage, "There are no rules for texts in " + printable(language) + "."});

  Findings findings;
  for (std::size_t i = 0; i < read->events.size(); ++i) {
    const auto& event = read->events[i];
    wording::Subject subject{event};
    subject.state = state.value_or(wording::state_of(event, nullptr));
    subject.language = language;
    subject.contact = rules->contact;
    const std::string within = read->is_batch ? "/" + std::to_string(i) : "";
    for (auto& finding : config::findings_of(rules->wording, subject)) {
      findings.places.push_back(place_of(finding, *read, within, name));
      finding.pointer.insert(0, within);
      findings.all.push_back(std::move(finding));
    }
  }
  if (prints_json) {
    world.out << wording::to_json(findings.all) << '\n';
  } else {
    const WrappedOutput out(world.out, Style(world).width());
    print(world.out, findings, name);
  }
  return wording::has_errors(findings.all) ? refused : done;
}

}  // namespace crier::client
