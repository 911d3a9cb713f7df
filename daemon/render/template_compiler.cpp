#include "render/template_compiler.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "render/escape.h"

namespace crier::render {
namespace {

constexpr std::size_t kMaxDepth = 8;         // partials within partials
constexpr std::size_t kMaxProgram = 20'000;  // instructions: partials that take in partials could multiply without end

/// A section that is not closed yet.
struct OpenSection {
  std::string name;
  bool is_list = false;
  std::size_t instruction = 0;
  std::size_t offset = 0;
  HtmlContext context;  ///< where it began: it must end in the same one
};

/// One "{{…}}" of a source.
struct Tag {
  char sign = 0;  ///< # ^ / > ! or 0 for a value
  std::string name;
  std::size_t begin = 0;  ///< of "{{"
  std::size_t end = 0;    ///< behind "}}"
};

class Compiler {
 public:
  Compiler(PartKind kind, const Library& library, std::vector<std::string>& faults) : kind_(kind), library_(library), faults_(faults) {}

  /// The part [from, to) of a source: the text between its tags goes to literals, its tags to
  /// instructions; called again for partials and phrases.
  void source(const SourceText& text, std::size_t from, std::size_t to, bool is_phrase);

  std::string pool;
  std::vector<Template::Instruction> program;
  [[nodiscard]] bool ends_in_text() const { return kind_ != PartKind::html || html_.is_text(); }

 private:
  void fault(std::size_t offset, std::string_view what) { faults_.push_back(fault_at(*source_, offset, what)); }
  void literal(std::string_view text, bool is_phrase);
  void tag(const Tag& tag);
  void open(const Tag& tag);
  void close(const Tag& tag);
  void leave();
  void value(const Tag& tag);
  void partial(const Tag& tag);
  void phrase(const Tag& tag);
  /// Where a name is found: the innermost record that has it, else the message; none (with a fault) if it stands for nothing here.
  [[nodiscard]] std::optional<std::uint8_t> depth_of(Name name, const Tag& tag);

  PartKind kind_;
  const Library& library_;
  std::vector<std::string>& faults_;
  const SourceText* source_ = nullptr;
  std::vector<OpenSection> sections_;
  std::vector<Scope> scopes_{kMessage};  ///< the message, then the records of the lists that are open
  std::size_t depth_ = 0;
  HtmlContext html_;
};

/// A section, partial or comment alone on its line takes the whole line, so that templates can be laid out.
void take_whole_line(std::string_view text, Tag& tag) {
  if (tag.sign == 0) return;
  std::size_t begin = tag.begin;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
  std::size_t end = tag.end;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r')) ++end;
  if ((begin > 0 && text[begin - 1] != '\n') || (end < text.size() && text[end] != '\n')) return;
  tag.begin = begin;
  tag.end = std::min(end + 1, text.size());
}

void Compiler::source(const SourceText& text, std::size_t from, std::size_t to, bool is_phrase) {
  const SourceText* const outer = source_;
  source_ = &text;
  ++depth_;
  const std::size_t outer_sections = sections_.size();
  const std::string_view all = std::string_view(text.text).substr(0, to);
  for (std::size_t at = from; at < all.size();) {
    const auto begin = all.find("{{", at);
    if (begin == std::string_view::npos) {
      literal(all.substr(at), is_phrase);
      break;
    }
    const auto close_at = all.find("}}", begin);
    if (close_at == std::string_view::npos) {
      fault(begin, "'{{' is not closed by '}}'");
      break;
    }
    Tag found{0, {}, begin, close_at + 2};
    std::string_view inside = trim(all.substr(begin + 2, close_at - begin - 2));
    if (!inside.empty() && std::string_view("#^/>!").find(inside.front()) != std::string_view::npos) {
      found.sign = inside.front();
      inside = trim(inside.substr(1));
    }
    found.name = inside;
    const std::size_t shown_at = begin;
    if (!is_phrase) take_whole_line(all, found);
    if (found.begin > at) literal(all.substr(at, found.begin - at), is_phrase);
    at = found.end;
    found.begin = shown_at;
    tag(found);
  }
  while (sections_.size() > outer_sections) {
    fault(sections_.back().offset, "section '" + sections_.back().name + "' is not closed: end it with {{/" + sections_.back().name + "}}");
    leave();
  }
  source_ = outer;
  --depth_;
}

void Compiler::literal(std::string_view text, bool is_phrase) {
  const auto begin = static_cast<std::uint32_t>(pool.size());
  if (!is_phrase) {
    pool += text;
  } else if (kind_ == PartKind::html) {
    append_html(pool, text);
  } else if (kind_ == PartKind::mrkdwn) {
    append_mrkdwn(pool, text);
  } else {
    append_clean(pool, text);
  }
  if (kind_ == PartKind::html) html_.feed(std::string_view(pool).substr(begin));
  Template::Instruction instruction;
  instruction.begin = begin;
  instruction.end = static_cast<std::uint32_t>(pool.size());
  program.push_back(instruction);
}

void Compiler::tag(const Tag& tag) {
  switch (tag.sign) {
    case '!':
      return;
    case '#':
    case '^':
      open(tag);
      return;
    case '/':
      close(tag);
      return;
    case '>':
      partial(tag);
      return;
    default:
      break;
  }
  tag.name.starts_with("t.") ? phrase(tag) : value(tag);
}

std::string unknown_marker(const std::string& name) {
  std::string what = "'" + name + "' is no marker";
  if (const auto near = nearest(name, all_names())) return what + "; did you mean '" + *near + "'?";
  return what + ": docs/templates.md lists them";
}

std::optional<std::uint8_t> Compiler::depth_of(Name name, const Tag& tag) {
  const Term& term = term_of(name);
  for (std::size_t depth = scopes_.size(); depth-- > 0;) {
    if ((term.scopes & scopes_[depth]) != 0) return static_cast<std::uint8_t>(depth);
  }
  const bool in_list = scopes_.size() > 1;
  fault(tag.begin, "'" + tag.name +
                       (in_list ? "' is nothing that this list has: docs/templates.md says where it stands for something"
                                : "' stands for nothing outside a list"));
  return std::nullopt;
}

void Compiler::open(const Tag& tag) {
  const auto name = find_name(tag.name);
  if (!name) fault(tag.begin, unknown_marker(tag.name));
  const Term& term = term_of(name.value_or(Name::title));
  const bool is_list = term.kind == TermKind::list;
  const auto depth = name ? depth_of(*name, tag) : std::nullopt;
  const bool enters = is_list && tag.sign == '#' && depth;
  if (enters && (*depth + 1U < scopes_.size() || scopes_.size() >= kMostScopes))
    fault(tag.begin, "a list within a list: close the outer one first");

  Template::Instruction instruction;
  if (tag.sign == '#') {
    instruction.op = is_list ? Template::Op::each : Template::Op::section;
  } else {
    instruction.op = is_list ? Template::Op::none : Template::Op::inverted;
  }
  instruction.name = term.name;
  instruction.depth = depth.value_or(std::uint8_t{0});
  sections_.push_back({tag.name, enters, program.size(), tag.begin, html_});
  if (enters) scopes_.push_back(term.records);
  program.push_back(instruction);
}

void Compiler::leave() {
  if (sections_.back().is_list) scopes_.pop_back();
  sections_.pop_back();
}

void Compiler::close(const Tag& tag) {
  if (sections_.empty() || sections_.back().name != tag.name) {
    const std::string open = sections_.empty() ? "no section is open" : "'" + sections_.back().name + "' is the section to close";
    fault(tag.begin, "'{{/" + tag.name + "}}' closes nothing here: " + open);
    return;
  }
  const OpenSection& section = sections_.back();
  program[section.instruction].end = static_cast<std::uint32_t>(program.size());
  if (kind_ == PartKind::html && !(section.context == html_)) {
    fault(tag.begin,
          "section '" + section.name + "' ends in another place of the HTML than it begins: open and close tags and quotes inside it");
  }
  leave();
}

void Compiler::value(const Tag& tag) {
  const auto name = find_name(tag.name);
  if (!name) {
    fault(tag.begin, unknown_marker(tag.name));
    return;
  }
  const TermKind kind = kind_of(*name);
  if (kind == TermKind::list || kind == TermKind::flag) {
    fault(tag.begin, "'" + tag.name + "' has no text: use it as a section, {{#" + tag.name + "}}…{{/" + tag.name + "}}");
    return;
  }
  const auto depth = depth_of(*name, tag);
  Template::Instruction instruction;
  instruction.op = kind == TermKind::markdown ? Template::Op::markdown : Template::Op::value;
  instruction.name = *name;
  instruction.depth = depth.value_or(std::uint8_t{0});
  if (kind_ == PartKind::html) {
    const auto verdict = html_.verdict();
    if (!verdict.refused.empty()) {
      fault(tag.begin, "'" + tag.name + "' stands " + verdict.refused);
    } else if (kind == TermKind::markdown && verdict.escape != Escape::html) {
      fault(tag.begin, "'" + tag.name + "' is Markdown and cannot stand in an attribute");
    }
    instruction.escape = verdict.escape;
    html_.feed_value();
  } else {
    instruction.escape = kind_ == PartKind::mrkdwn ? Escape::mrkdwn : kind_ == PartKind::subject ? Escape::line : Escape::clean;
  }
  program.push_back(instruction);
}

void Compiler::partial(const Tag& tag) {
  const auto text = library_.partial(tag.name);
  if (!text) {
    fault(tag.begin, "there is no partial '" + tag.name + "' for this part");
  } else if (depth_ >= kMaxDepth) {
    fault(tag.begin, "partials are nested more than 8 deep here: does one take in itself?");
  } else if (program.size() > kMaxProgram) {
    fault(tag.begin, "the template grows too long by its partials: take in fewer");
  } else if (!ends_in_text()) {
    fault(tag.begin, "a partial cannot stand within a tag");
  } else {
    source(*text, 0, text->text.size(), false);
    if (!ends_in_text()) fault(tag.begin, "partial '" + tag.name + "' ends within a tag");
  }
}

void Compiler::phrase(const Tag& tag) {
  const std::string key = tag.name.substr(2);
  const Phrase* found = library_.phrases.find(library_.language, key);
  if (found == nullptr) {
    std::string what = "'" + tag.name + "' is no phrase";
    if (const auto near = nearest(key, library_.phrases.keys())) what += "; did you mean 't." + *near + "'?";
    fault(tag.begin, what);
  } else if (depth_ >= kMaxDepth) {
    fault(tag.begin, "phrases are nested more than 8 deep here: does one take in itself?");
  } else {
    source(*found->source, found->offset, found->offset + found->text.size(), true);
  }
}

}  // namespace

std::unique_ptr<Template> compile_template(const SourceText& source, PartKind kind, const Library& library,
                                           std::vector<std::string>& faults) {
  Compiler compiler(kind, library, faults);
  compiler.source(source, 0, source.text.size(), false);
  if (!compiler.ends_in_text()) faults.push_back(fault_at(source, source.text.size(), "the HTML ends within a tag"));
  return std::make_unique<Template>(source.file, kind, std::move(compiler.pool), std::move(compiler.program));
}

}  // namespace crier::render
