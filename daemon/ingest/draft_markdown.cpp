#include "ingest/draft_markdown.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "core/json_writer.h"
#include "ingest/event_fields.h"

namespace crier::ingest {
namespace {

/// A heading's text and all below it up to the next of its level or above.
struct Section {
  std::string title;
  int line = 0;
  std::string text{};        ///< without what lies below its subsections, and without comments
  std::vector<int> lines{};  ///< on which each line of the text stands
  std::vector<Section> below{};
};

/// The lines, whatever ends them: LF, CR LF, or CR alone.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0;;) {
    const auto end = text.find_first_of("\r\n", begin);
    lines.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return lines;
    begin = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
}

/// "<<what>>": a fact that a draft asks for.
bool asks_for_fact(std::string_view line) {
  const auto begin = line.find("<<");
  const auto end = begin == std::string_view::npos ? begin : line.find(">>", begin + 2);
  return end != std::string_view::npos && end > begin + 2 && line[begin + 2] != '<';
}

int heading_level(std::string_view line) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  return level > 0 && level <= 6 && (level == line.size() || line[level] == ' ') ? static_cast<int>(level) : 0;
}

std::string heading_title(std::string_view line) {
  auto title = trim(line.substr(std::min(line.find_first_not_of('#'), line.size())));
  while (title.ends_with('#')) title = trim(title.substr(0, title.size() - 1));
  return std::string(title);
}

bool is_language_heading(const std::string& title) {
  const auto first = title.substr(0, title.find('-'));
  return (first.size() == 2 || first.size() == 3) && std::all_of(first.begin(), first.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Sections that are told apart by ### headings; in others these belong to the text.
bool has_parts(const std::string& title) {
  return to_lower_ascii(title) == "consequences" || to_lower_ascii(title) == "actions" || is_language_heading(title);
}

/// Reads one draft: its lines into sections, these into the JSON of an event, so that its fields are read in one place only.
class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(lines_of(text)), json_(out_) {}

  [[nodiscard]] Result<Draft, std::vector<LineFault>> read() {
    json_.begin_object();
    const std::size_t body = read_front_matter();
    write_sections(gather(body));
    const bool has_action = where_.contains("/action");
    if (!has_action) json_.member("action", "update");
    json_.end_object();
    if (!faults_.empty()) return std::move(faults_);
    JsonTree tree;
    if (const auto parsed = tree.parse(out_); !parsed) return std::vector<LineFault>{{1, parsed.error().detail}};
    Faults faults;
    Draft draft{read_event(tree.root(), Path(), faults), has_action, {}};
    for (const auto& fault : faults.take()) faults_.push_back({line_of(fault.pointer), name_of(fault.pointer) + fault.detail});
    if (!faults_.empty()) return std::move(faults_);
    draft.lines = std::move(text_lines_);
    for (const auto& [pointer, line] : where_) draft.lines.try_emplace(pointer, std::vector<int>{line});
    return draft;
  }

 private:
  /// The index of the first line that is neither blank nor of a comment; 0 if there is no comment above it.
  [[nodiscard]] std::size_t below_comments() const {
    bool is_comment = false;
    bool has_comment = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto line = trim(lines_[i]);
      is_comment = is_comment || line.starts_with("<!--");
      has_comment = has_comment || is_comment;
      if (!is_comment && !line.empty()) return has_comment ? i : 0;
      if (line.ends_with("-->")) is_comment = false;
    }
    return 0;
  }

  /// The index of the first line behind it.
  std::size_t read_front_matter() {
    const auto at = below_comments();
    if (trim(lines_[at]) != "---") return 0;
    const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    const auto end = std::find_if(first, lines_.end(), [](std::string_view line) { return trim(line) == "---"; });
    if (end == lines_.end()) {
      faults_.push_back({static_cast<int>(at) + 1, "the front matter has no end: a second line --- is missing"});
      return lines_.size();
    }
    FrontMatter(json_, where_, faults_).read(std::vector<std::string_view>(first, end), static_cast<int>(at) + 2);
    for (auto line = first; line != end; ++line) {
      if (!trim(*line).starts_with('#')) refuse_question(*line, static_cast<std::size_t>(line - lines_.begin()));
    }
    return static_cast<std::size_t>(end - lines_.begin()) + 1;
  }

  [[nodiscard]] Section gather(std::size_t at) {
    Section top;
    top.line = static_cast<int>(at) + 1;
    Section* open = &top;
    bool is_code = false;
    std::size_t comment = 0;  // the line on which one began, from 1
    for (; at < lines_.size(); ++at) {
      const auto line = lines_[at];
      if (!is_code && comment == 0 && trim(line).starts_with("<!--")) comment = at + 1;
      if (comment > 0) {
        if (trim(line).ends_with("-->")) comment = 0;
        continue;
      }
      if (trim(line).starts_with("```")) is_code = !is_code;
      if (!is_code) refuse_question(line, at);
      const int level = is_code ? 0 : heading_level(line);
      const bool is_part = level == 3 && !top.below.empty() && has_parts(top.below.back().title);
      if (level == 1 || level == 2) {
        open = &top.below.emplace_back(Section{heading_title(line), static_cast<int>(at) + 1});
      } else if (is_part) {
        open = &top.below.back().below.emplace_back(Section{heading_title(line), static_cast<int>(at) + 1});
      } else {
        open->text.append(line).append("\n");
        open->lines.push_back(static_cast<int>(at) + 1);
      }
    }
    if (comment > 0) faults_.push_back({static_cast<int>(comment), "the comment has no end: --> is missing at the end of a line"});
    return top;
  }

  void refuse_question(std::string_view line, std::size_t at) {
    if (!asks_for_fact(line)) return;
    const auto begin = line.find("<<");
    faults_.push_back(
        {static_cast<int>(at) + 1, "say what is asked for: " + std::string(line.substr(begin, line.find(">>", begin) + 2 - begin))});
  }

  void write_text(const std::string& name, const Section& section, const std::string& pointer) {
    const auto text = trim(section.text);
    if (!text.empty()) {
      json_.member(name, text);
      const auto skipped = std::count(section.text.data(), text.data(), '\n');
      const auto height = std::count(text.begin(), text.end(), '\n') + 1;
      text_lines_[pointer].assign(section.lines.begin() + skipped, section.lines.begin() + skipped + height);
    }
    note(pointer, section.line);
  }

  /// A member that the front matter has too is a fault: one of them would be lost.
  void note(const std::string& pointer, int line) {
    const auto [known, is_new] = where_.emplace(pointer, line);
    if (!is_new) faults_.push_back({line, pointer.substr(1) + " is said before, on line " + std::to_string(known->second)});
  }

  void write_sections(const Section& top) {
    if (!trim(top.text).empty()) write_text("summary", top, "/summary");
    std::vector<const Section*> translations;
    static const std::vector<std::string> titles{"consequences", "workaround", "details", "root cause", "actions"};
    for (const auto& section : top.below) {
      const auto title = to_lower_ascii(section.title);
      if (title == "consequences") {
        write_consequences(section);
      } else if (title == "actions") {
        write_actions(section);
      } else if (title == "workaround" || title == "details") {
        write_text(title, section, "/" + title);
      } else if (title == "root cause") {
        write_text("root_cause", section, "/root_cause");
      } else if (is_language_heading(section.title)) {
        translations.push_back(&section);
      } else {
        const auto near = nearest(title, titles);
        faults_.push_back(
            {section.line, "the heading " + section.title + " is not known" +
                               (near ? "; did you mean " + *near + "?"
                                     : "; known are Consequences, Workaround, Details, Root cause, Actions and languages such as de")});
      }
    }
    write_translations(translations);
  }

  void no_loose_text(const Section& section, const std::string& parts) {
    if (!trim(section.text).empty()) faults_.push_back({section.line, "the text under " + section.title + " belongs under " + parts});
  }

  void unknown_part(const Section& part, const std::string& parts) {
    faults_.push_back({part.line, "the heading " + part.title + " is not known here; known are " + parts});
  }

  void write_consequences(const Section& section) {
    note("/consequences", section.line);
    no_loose_text(section, "### Now, ### Expected or ### Permanent");
    json_.key("consequences");
    json_.begin_object();
    for (const auto& part : section.below) {
      const auto title = to_lower_ascii(part.title);
      if (title != "now" && title != "expected" && title != "permanent") {
        unknown_part(part, "Now, Expected, Permanent");
      } else {
        write_text(title, part, "/consequences/" + title);
      }
    }
    json_.end_object();
  }

  void write_actions(const Section& section) {
    note("/actions", section.line);
    no_loose_text(section, "### Done or ### Planned");
    json_.key("actions");
    json_.begin_object();
    for (const auto& part : section.below) {
      const auto title = to_lower_ascii(part.title);
      if (title != "done" && title != "planned") {
        unknown_part(part, "Done, Planned");
        continue;
      }
      note("/actions/" + title, part.line);
      json_.key(title);
      json_.begin_array();
      write_items(part);
      json_.end_array();
    }
    json_.end_object();
  }

  void write_items(const Section& part) {
    std::vector<std::string> items;
    std::size_t number = 0;
    for (const auto raw : split(part.text, '\n')) {
      const int line = number < part.lines.size() ? part.lines[number++] : part.line;
      const auto content = trim(raw);
      if (content.empty()) continue;
      if (content.starts_with("- ") || content.starts_with("* ")) {
        items.emplace_back(trim(content.substr(2)));
        text_lines_["/actions/" + to_lower_ascii(part.title) + "/" + std::to_string(items.size() - 1)] = {line};
      } else if (!items.empty() && raw.starts_with(' ')) {
        items.back().append(" ").append(content);
      } else {
        faults_.push_back({line, "is not an item of a list: begin it with \"- \""});
      }
    }
    for (const auto& item : items) json_.value(item);
  }

  void write_translation(const Section& section) {
    const std::string base = "/translations/" + section.title;
    const auto below = [&base](std::string_view name) { return std::string(base).append("/").append(name); };
    note(base, section.line);
    json_.key(section.title);
    json_.begin_object();
    write_text("summary", section, below("summary"));
    std::map<std::string, const Section*> consequences;
    for (const auto& part : section.below) {
      const auto title = to_lower_ascii(part.title);
      if (title == "now" || title == "expected" || title == "permanent") {
        if (!consequences.emplace(title, &part).second) note(below("consequences/" + title), part.line);
      } else if (title == "title" || title == "details" || title == "workaround" || title == "root cause") {
        const std::string name = title == "root cause" ? "root_cause" : title;
        write_text(name, part, below(name));
      } else {
        unknown_part(part, "Title, Now, Expected, Permanent, Details, Workaround, Root cause");
      }
    }
    json_.key("consequences");
    json_.begin_object();
    for (const auto& [name, part] : consequences) write_text(name, *part, below("consequences/" + name));
    json_.end_object();
    json_.end_object();
  }

  void write_translations(const std::vector<const Section*>& sections) {
    if (sections.empty()) return;
    json_.key("translations");
    json_.begin_object();
    for (const auto* section : sections) write_translation(*section);
    json_.end_object();
  }

  [[nodiscard]] int line_of(std::string pointer) const {
    for (;;) {
      if (const auto found = where_.find(pointer); found != where_.end()) return found->second;
      if (pointer.empty()) return 1;
      pointer.resize(pointer.rfind('/'));
    }
  }
  static std::string name_of(const std::string& pointer) { return pointer.empty() ? "the draft " : pointer.substr(1) + " "; }

  std::vector<std::string_view> lines_;
  std::string out_;
  core::JsonWriter json_;
  std::map<std::string, int> where_;  ///< the line of each member, by JSON pointer
  std::map<std::string, std::vector<int>> text_lines_;
  std::vector<LineFault> faults_;
};

}  // namespace

Result<Draft, std::vector<LineFault>> read_draft(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text)) return std::vector<LineFault>{{1, "the draft is not UTF-8; save it as UTF-8"}};
  return Reader(text).read();
}

}  // namespace crier::ingest
