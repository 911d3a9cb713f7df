#include <algorithm>

#include "base/text.h"
#include "core/json_writer.h"
#include "ingest/draft_markdown.h"

namespace crier::ingest {
namespace {

/// On one line, and without what would end the comment.
std::string comment_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (c == '-' && out.ends_with('-')) out += ' ';
    out += is_control ? ' ' : c;
  }
  return out;
}

/// `<<` would ask for a fact: two signs with a blank between them do not.
std::string unasked(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<' && out.ends_with('<')) out += ' ';
    out += c;
  }
  return out;
}

bool is_heading(std::string_view line, bool has_parts) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  return level > 0 && level <= (has_parts ? 3U : 2U) && (level == line.size() || line[level] == ' ');
}

/// A line that the draft would take for a comment or a heading: Markdown takes the backslash away, and the blank is no part of a heading.
std::string shown_line(std::string_view line, bool has_parts) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin != std::string_view::npos && line.substr(begin).starts_with("<!--"))
    return std::string(line.substr(0, begin)) + "\\" + unasked(line.substr(begin));
  return (is_heading(line, has_parts) ? " " : "") + unasked(line);
}

/// Words as they are, but for what would not be read as words. `has_parts`: below them `###` begins a part.
std::string shown(std::string_view text, bool has_parts = false) {
  std::string out;
  bool is_code = false;
  for (const auto line : split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    const bool is_fence = trim(line).starts_with("```");
    out += is_code || is_fence ? std::string(line) : shown_line(line, has_parts);
    if (is_fence) is_code = !is_code;
  }
  // The code would go on to the draft's end, as it does to the end of the words.
  if (is_code) out += "\n```";
  return out;
}

/// An item of a list is one line.
std::string item_text(std::string_view text) {
  std::string out;
  for (const auto line : split(text, '\n')) {
    if (!trim(line).empty()) out.append(out.empty() ? "" : " ").append(trim(line));
  }
  return unasked(out);
}

/// A text in quotes; a character in its other spelling keeps `<<` from asking for a fact.
std::string quoted(const std::string& value) {
  std::string json;
  core::append_json_string(json, value);
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) out += json.compare(i, 2, "<<") == 0 ? "\\u003c" : json.substr(i, 1);
  return out;
}

/// A draft's front matter and sections, written so that read_draft gives the same event.
class Writer {
 public:
  explicit Writer(const DraftComments& comments) : comments_(comments) {}

  [[nodiscard]] std::string write(const core::Event& event) {
    out_ = "---\n";
    front_matter(event);
    out_ += "---\n";
    comment("");
    comment("/summary");
    out_ += shown(event.summary) + "\n\n";
    consequences(event);
    part("## Workaround", "/workaround", event.workaround);
    part("## Details", "/details", event.details);
    const bool is_end = event.action == core::Action::resolve || event.action == core::Action::postmortem;
    if (is_end || !event.root_cause.empty()) part("## Root cause", "/root_cause", event.root_cause);
    if (is_end || event.actions != core::Actions{}) {
      out_ += "## Actions\n";
      items("### Done", "/actions/done", event.actions.done);
      items("### Planned", "/actions/planned", event.actions.planned);
    }
    for (const auto& [language, words] : event.translations) translation(language, words);
    return out_;
  }

 private:
  void front_matter(const core::Event& event) {
    text("id", event.id);
    text("title", event.title.value_or(""));
    plain("impact", event.impact ? to_text(*event.impact) : "");
    plain("status", event.status ? to_text(*event.status) : "");
    if (event.services)
      list("services", *event.services);
    else
      note("services");
    if (!event.labels.empty()) {
      out_ += "labels:\n";
      for (const auto& [name, value] : event.labels) pair("  " + name, value);
    }
    text("contact", event.contact.value_or(""));
    if (event.next_update) {
      plain("next_update", format_rfc3339(*event.next_update));
    } else {
      plain("next_update", event.next_update_in ? format_duration(*event.next_update_in) : "");
    }
    time("starts", event.starts);
    time("ends", event.ends);
    plain("extend", event.extend ? format_duration(*event.extend) : "");
    plain("overnight", event.overnight ? to_text(*event.overnight) : "");
    time("began", event.began);
    time("ended", event.ended);
    text("author", event.author);
    text("source", event.source);
    time("at", event.at);
    if (!event.audiences.empty()) list("audiences", event.audiences);
    if (!event.drop_audiences.empty()) list("drop_audiences", event.drop_audiences);
    switches(event);
  }
  void switches(const core::Event& event) {
    if (event.anyway) plain("anyway", "true");
    if (event.draft) plain("draft", "true");
    if (!event.announce) plain("announce", "false");
    if (event.restricted) plain("restricted", "true");
    if (event.widen) plain("widen", "true");
    if (event.exercise) plain("exercise", "true");
    if (event.confirm) plain("confirm", std::to_string(*event.confirm));
    if (event.corrects) plain("corrects", std::to_string(*event.corrects));
  }
  /// The comments of a field of the front matter.
  void note(std::string_view name) {
    const auto found = comments_.find("/" + std::string(name));
    if (found == comments_.end()) return;
    for (const auto& line : found->second) out_.append("# ").append(comment_text(line)).append("\n");
  }
  void comment(const std::string& pointer) {
    const auto found = comments_.find(pointer);
    if (found == comments_.end()) return;
    for (const auto& line : found->second) out_.append("<!-- ").append(comment_text(line)).append(" -->\n");
  }
  void plain(std::string_view name, std::string_view value) {
    note(name);
    if (!value.empty()) out_.append(name).append(": ").append(value).append("\n");
  }
  void time(std::string_view name, const std::optional<UtcTime>& value) { plain(name, value ? format_rfc3339(*value) : ""); }
  void pair(std::string_view name, const std::string& value) { out_.append(name).append(": ").append(quoted(value)).append("\n"); }
  void text(std::string_view name, const std::string& value) {
    note(name);
    if (!value.empty()) pair(name, value);
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    note(name);
    out_.append(name).append(": [");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ", ";
      out_ += quoted(values[i]);
    }
    out_ += "]\n";
  }
  void consequences(const core::Event& event) {
    out_ += "## Consequences\n";
    part("### Now", "/consequences/now", event.consequences.now);
    part("### Expected", "/consequences/expected", event.consequences.expected);
    part("### Permanent", "/consequences/permanent", event.consequences.permanent);
  }
  void part(std::string_view heading, const std::string& pointer, const std::string& value) {
    out_.append(heading).append("\n");
    comment(pointer);
    out_.append(shown(value, heading.starts_with("###"))).append(value.empty() ? "" : "\n");
  }
  void items(std::string_view heading, const std::string& pointer, const std::vector<std::string>& values) {
    out_.append(heading).append("\n");
    comment(pointer);
    for (std::size_t i = 0; i < values.size(); ++i) {
      comment(pointer + "/" + std::to_string(i));
      if (const auto item = item_text(values[i]); !item.empty()) out_.append("- ").append(item).append("\n");
    }
  }
  void translation(const std::string& language, const core::Translation& words) {
    const std::string base = "/translations/" + language;
    out_.append("## ").append(language).append("\n");
    comment(base);
    comment(base + "/summary");
    out_.append(shown(words.summary, true)).append(words.summary.empty() ? "" : "\n");
    const auto if_said = [&](std::string_view heading, std::string_view name, const std::string& value) {
      if (!value.empty()) part(heading, base + std::string(name), value);
    };
    if_said("### Title", "/title", words.title);
    if_said("### Now", "/consequences/now", words.consequences.now);
    if_said("### Expected", "/consequences/expected", words.consequences.expected);
    if_said("### Permanent", "/consequences/permanent", words.consequences.permanent);
    if_said("### Details", "/details", words.details);
    if_said("### Workaround", "/workaround", words.workaround);
    if_said("### Root cause", "/root_cause", words.root_cause);
  }

  const DraftComments& comments_;
  std::string out_;
};

}  // namespace

std::string write_draft(const core::Event& event, const DraftComments& comments) { return Writer(comments).write(event); }

}  // namespace crier::ingest
