#include "client/drafting.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "client/draft_library.h"
#include "client/editor.h"
#include "client/postmortem_draft.h"
#include "client/table.h"
#include "core/event_json_writer.h"

namespace crier::client {
namespace {

using core::Action;
using ingest::DraftComments;

/// What crierd finds wrong with the wording; nothing if it cannot say, since it says so again when the event is sent.
json::array findings_of(Tool& tool, const core::Event& event) {
  const auto reply = tool.caller.post("/v1/check", core::canonical_json(event));
  return reply ? items_at(reply->value, "findings") : json::array();
}

bool has_severity(const json::array& findings, std::string_view severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const json::value& one) { return text_at(one, "severity") == severity; });
}

/// The incident as crierd has it; null where there is none, or it cannot say.
json::value incident_of(Tool& tool, const std::string& key) {
  if (key.empty()) return nullptr;
  auto reply = tool.caller.get("/v1/incidents/" + percent_encode(key), 404);
  return reply && reply->status < 300 ? std::move(reply->value) : json::value(nullptr);
}

/// A script in the editor's place may leave other errors each time.
constexpr int kMostRounds = 20;

constexpr std::string_view kFault = "<!-- FAULT ";

/// What a draft says at its top of what is wrong with it, a line each.
std::string fault_lines(const std::vector<ingest::LineFault>& faults) {
  std::string out;
  for (const auto& fault : faults) {
    // The lines move down by these that stand above them.
    const auto line = fault.line + static_cast<int>(faults.size());
    std::string text = printable(fault.detail);
    for (auto end = text.find("--"); end != std::string::npos; end = text.find("--", end + 1)) text.insert(end + 1, " ");
    out += std::string(kFault) + (fault.line > 0 ? "line " + std::to_string(line) + ": " : "") + text + " -->\n";
  }
  return out;
}

/// How many lines at the top are such ones, and what follows them.
std::pair<int, std::string_view> without_fault_lines(std::string_view text) {
  int count = 0;
  while (text.starts_with(kFault)) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    ++count;
  }
  return {count, text};
}

/// What was asked for and is said already; of a field of the front matter a comment beside it would look like a second one.
DraftComments asks_left(const core::Event& event, const DraftComments& asks) {
  const std::pair<const char*, bool> said[] = {{"/title", event.title.has_value()},
                                               {"/impact", event.impact.has_value()},
                                               {"/services", event.services.has_value()},
                                               {"/contact", event.contact.has_value()},
                                               {"/next_update", event.next_update || event.next_update_in},
                                               {"/starts", event.starts.has_value()},
                                               {"/ends", event.ends.has_value()},
                                               {"/overnight", event.overnight.has_value()},
                                               {"/began", event.began.has_value()},
                                               {"/ended", event.ended.has_value()},
                                               {"/audiences", !event.audiences.empty()}};
  DraftComments left = asks;
  for (const auto& [pointer, is_said] : said) {
    if (is_said) left.erase(pointer);
  }
  return left;
}

/// Takes what was read for the event of this command.
core::Event as_event(core::Event read, const core::Event& begun) {
  read.action = begun.action;
  read.incident = begun.incident;
  if (read.id.empty()) read.id = begun.id;
  // What was typed holds though its line may have been taken out: it makes nothing go out that would not.
  read.anyway = read.anyway || begun.anyway;
  read.draft = read.draft || begun.draft;
  if (!read.corrects) read.corrects = begun.corrects;
  return read;
}

/// One draft and its editor, round by round.
class Writer {
 public:
  Writer(Tool& tool, core::Event event, const DraftComments& asks, Writing writing)
      : tool_(tool), file_(tool.world), event_(std::move(event)), asks_(asks), writing_(std::move(writing)) {
    if (writing_.text.empty()) {
      offer({});
    } else {
      text_ = writing_.text;
    }
    if (!writing_.is_own) return;
    if (const auto draft = ingest::read_draft(text_); !draft) offer_faulty(std::string(without_fault_lines(text_).second));
  }

  [[nodiscard]] Result<core::Event, Failure> write() {
    for (int round = 0; round < kMostRounds; ++round) {
      auto saved = file_.edit(text_);
      if (!saved) return saved.error();
      auto failure = take(*saved);
      if (failure) return std::move(*failure);
      if (is_done_) return std::move(event_);
    }
    return kept("The editor left errors " + std::to_string(kMostRounds) + " times", "");
  }

 private:
  /// Takes what was saved: done, offered once more, or a failure since it was left as it was.
  std::optional<Failure> take(const std::string& saved) {
    const auto [count, body] = without_fault_lines(saved);
    auto draft = ingest::read_draft(body);
    if (!draft || draft->event.summary.empty()) {
      if (left_faulty_ == body) return kept("The draft was left with faults", fault_list(faults_of(body), count));
      offer_faulty(std::string(body));
      return std::nullopt;
    }
    left_faulty_.reset();
    event_ = as_event(std::move(draft->event), event_);
    is_done_ = writing_.anyway || event_.anyway;
    if (is_done_) return std::nullopt;
    const auto findings = findings_of(tool_, event_);
    const bool has_errors = has_severity(findings, "error");
    const bool warns = has_severity(findings, "warning") && !was_warned_;
    is_done_ = !has_errors && !warns;
    if (is_done_) return std::nullopt;
    if (has_errors && left_wrong_ && (saved == text_ || saved == *left_wrong_))
      return kept("The draft was left with errors", finding_list(findings), "; to send it in spite of them: the same with --anyway");
    was_warned_ = was_warned_ || has_severity(findings, "warning");
    left_wrong_ = saved;
    offer(findings);
    return std::nullopt;
  }

  /// The event, with what is asked for and what was found.
  void offer(const json::array& findings) {
    DraftComments comments = asks_left(event_, asks_);
    add_findings(comments, findings);
    // The id is the command's, not the writer's.
    core::Event shown = event_;
    shown.id.clear();
    text_ = ingest::write_draft(shown, comments);
  }

  /// The draft as it was left, with what is wrong above it.
  void offer_faulty(std::string body) {
    text_ = fault_lines(faults_of(body)) + body;
    left_faulty_ = std::move(body);
  }

  static std::vector<ingest::LineFault> faults_of(std::string_view body) {
    const auto draft = ingest::read_draft(body);
    if (!draft) return draft.error();
    return {{0, "there is no summary; say what readers notice, above the first heading ##"}};
  }

  /// As they stand in the file that is kept.
  [[nodiscard]] std::string fault_list(const std::vector<ingest::LineFault>& faults, int above) const {
    std::string out;
    for (const auto& fault : faults) {
      const auto line = fault.line > 0 ? std::to_string(fault.line + above) + ": " : " ";
      out += "\n  " + printable(file_.path()) + ":" + line + printable(fault.detail);
    }
    return out;
  }

  static std::string finding_list(const json::array& findings) {
    std::string out;
    for (const auto& finding : findings) {
      if (text_at(finding, "severity") != "error") continue;
      out += "\n  " + printable(text_at(finding, "pointer")) + " " + printable(text_at(finding, "rule")) + ": " +
             printable(text_at(finding, "advice"));
    }
    return out;
  }

  Failure kept(const std::string& why, const std::string& list, const std::string& way_out = "") {
    file_.keep();
    const auto path = printable(file_.path());
    return {refused, why + ", so nothing was sent; it is kept in " + path + ". To go on: " + writing_.command + " --file " + path +
                         " --edit" + way_out + list};
  }

  Tool& tool_;
  EditorFile file_;
  core::Event event_;
  const DraftComments& asks_;
  Writing writing_;
  std::string text_;                        ///< what the editor is given
  std::optional<std::string> left_faulty_;  ///< the draft whose faults are shown in `text_`
  std::optional<std::string> left_wrong_;   ///< what was saved before its findings were shown
  bool was_warned_ = false;
  bool is_done_ = false;
};

/// "crier open db": what was typed, as far as it says which draft it is.
std::string command_of(Action action, const EventFlags& flags) {
  const std::string key = flags.key.empty() ? "" : " " + printable(flags.key);
  if (flags.corrects) return "crier correct" + key + " " + std::to_string(*flags.corrects);
  return "crier " + std::string(to_text(action)) + key;
}

/// A text that is a draft only once it was in the editor; then do the flags go over it.
Result<core::Event, Failure> draft_text(Tool& tool, Action action, const EventFlags& flags, std::string text, bool is_own) {
  core::Event begun;
  begun.action = action;
  begun.incident = flags.key;
  auto written = write_event(tool, begun, asks_of(action, nullptr, tool.world.now()),
                             {std::move(text), flags.anyway, command_of(action, flags), is_own});
  if (!written) return written.error();
  if (auto failure = apply_flags(flags, *written, tool.world)) return std::move(*failure);
  return std::move(*written);
}

/// What the file and the flags say.
Result<core::Event, Failure> begin_event(Tool& tool, Action action, const EventFlags& flags, const std::string& text) {
  if (flags.file.empty()) return make_event(action, flags, tool.world);
  auto event = read_draft_for(action, flags.key, flags.file, text);
  if (!event) return event.error();
  event->action = action;
  if (auto failure = apply_flags(flags, *event, tool.world)) return std::move(*failure);
  return event;
}

}  // namespace

Result<core::Event, Failure> write_event(Tool& tool, core::Event event, const DraftComments& asks, Writing writing) {
  return Writer(tool, std::move(event), asks, std::move(writing)).write();
}

Result<core::Event, Failure> draft_event(Tool& tool, Action action, const EventFlags& flags) {
  if (!flags.from.empty()) {
    if (!flags.file.empty()) return Failure{usage, "Say one of --file and --from."};
    auto text = find_draft(flags.from, tool.world);
    if (!text) return text.error();
    return draft_text(tool, action, flags, std::move(*text), false);
  }
  std::string text;
  if (!flags.file.empty()) {
    auto read = read_file(tool.world, flags.file);
    if (!read) return read.error();
    if (!ingest::read_draft(*read)) return draft_text(tool, action, flags, std::move(*read), true);
    text = std::move(*read);
  }
  auto event = begin_event(tool, action, flags, text);
  if (!event) return event.error();
  const auto incident = incident_of(tool, action == Action::notice || action == Action::open ? "" : event->incident);
  fill_in(*event, incident);
  auto asks = asks_of(action, incident, tool.world.now());
  if (action == Action::postmortem && flags.file.empty()) fill_in_record(tool, *event, asks, incident);
  return write_event(tool, std::move(*event), asks, {"", flags.anyway, command_of(action, flags), false});
}

}  // namespace crier::client
