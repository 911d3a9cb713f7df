#include "core/json_writer.h"
#include "ingest/draft_markdown.h"

namespace crier::ingest {
namespace {

/// A draft's front matter and sections, written so that read_draft gives the same event.
class Writer {
 public:
  [[nodiscard]] std::string write(const core::Event& event) {
    out_ = "---\n";
    front_matter(event);
    out_ += "---\n" + event.summary + "\n\n## Consequences\n";
    part("### Now", event.consequences.now);
    part("### Expected", event.consequences.expected);
    part("### Permanent", event.consequences.permanent);
    part("## Workaround", event.workaround);
    part("## Details", event.details);
    const bool is_end = event.action == core::Action::resolve || event.action == core::Action::postmortem;
    if (is_end || !event.root_cause.empty()) part("## Root cause", event.root_cause);
    if (is_end || event.actions != core::Actions{}) {
      out_ += "## Actions\n";
      items("### Done", event.actions.done);
      items("### Planned", event.actions.planned);
    }
    for (const auto& [language, words] : event.translations) translation(language, words);
    return out_;
  }

 private:
  void front_matter(const core::Event& event) {
    text("id", event.id);
    if (event.title) text("title", *event.title);
    if (event.impact) plain("impact", core::to_text(*event.impact));
    if (event.status) plain("status", core::to_text(*event.status));
    if (event.services) list("services", *event.services);
    if (!event.labels.empty()) {
      out_ += "labels:\n";
      for (const auto& [name, value] : event.labels) {
        out_ += "  ";
        text(name, value);
      }
    }
    if (event.contact) text("contact", *event.contact);
    if (event.next_update) plain("next_update", format_rfc3339(*event.next_update));
    if (event.next_update_in) plain("next_update", format_duration(*event.next_update_in));
    if (event.starts) plain("starts", format_rfc3339(*event.starts));
    if (event.ends) plain("ends", format_rfc3339(*event.ends));
    if (event.extend) plain("extend", format_duration(*event.extend));
    if (event.overnight) plain("overnight", core::to_text(*event.overnight));
    if (event.began) plain("began", format_rfc3339(*event.began));
    if (event.ended) plain("ended", format_rfc3339(*event.ended));
    text("author", event.author);
    text("source", event.source);
    if (event.at) plain("at", format_rfc3339(*event.at));
    if (!event.audiences.empty()) list("audiences", event.audiences);
    if (!event.drop_audiences.empty()) list("drop_audiences", event.drop_audiences);
    if (event.anyway) plain("anyway", "true");
    if (event.draft) plain("draft", "true");
    if (!event.announce) plain("announce", "false");
    if (event.restricted) plain("restricted", "true");
    if (event.widen) plain("widen", "true");
    if (event.exercise) plain("exercise", "true");
    if (event.confirm) plain("confirm", std::to_string(*event.confirm));
    if (event.corrects) plain("corrects", std::to_string(*event.corrects));
  }
  void plain(std::string_view name, std::string_view value) { out_.append(name).append(": ").append(value).append("\n"); }
  void text(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    out_.append(name).append(": ");
    core::append_json_string(out_, value);
    out_ += '\n';
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    out_.append(name).append(": [");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ", ";
      core::append_json_string(out_, values[i]);
    }
    out_ += "]\n";
  }
  void part(std::string_view heading, const std::string& value) {
    out_.append(heading).append("\n").append(value).append(value.empty() ? "" : "\n");
  }
  void items(std::string_view heading, const std::vector<std::string>& values) {
    out_.append(heading).append("\n");
    for (const auto& value : values) out_.append("- ").append(value).append("\n");
  }
  void translation(const std::string& language, const core::Translation& words) {
    part("## " + language, words.summary);
    const auto if_said = [this](std::string_view heading, const std::string& value) {
      if (!value.empty()) part(heading, value);
    };
    if_said("### Title", words.title);
    if_said("### Now", words.consequences.now);
    if_said("### Expected", words.consequences.expected);
    if_said("### Permanent", words.consequences.permanent);
    if_said("### Details", words.details);
    if_said("### Workaround", words.workaround);
    if_said("### Root cause", words.root_cause);
  }

  std::string out_;
};

}  // namespace

std::string write_draft(const core::Event& event) { return Writer().write(event); }

}  // namespace crier::ingest
