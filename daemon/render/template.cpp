#include "render/template.h"

#include "base/text.h"
#include "render/escape.h"
#include "render/markdown.h"

namespace crier::render {
namespace {

/// Absent fields leave empty lines behind: at most one stays between paragraphs, none at the ends.
std::string without_extra_lines(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  std::size_t breaks = 2;
  for (const char c : text) {
    if (c == '\n') {
      while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
      if (++breaks > 2) continue;
    } else {
      breaks = 0;
    }
    out += c;
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

void append_escaped(std::string& out, Escape escape, const std::string& text) {
  switch (escape) {
    case Escape::clean:
      append_clean(out, text);
      return;
    case Escape::line:
      out += one_line(text);
      return;
    case Escape::html:
      append_html_lines(out, text);
      return;
    case Escape::attribute:
      append_html(out, text);
      return;
    case Escape::url:
      append_html_url(out, text);
      return;
    case Escape::url_part:
      out += percent_encode(text);
      return;
    case Escape::mrkdwn:
      append_mrkdwn_linked(out, text);
      return;
  }
}

}  // namespace

Template::Template(std::string name, PartKind kind, std::string pool, std::vector<Instruction> program)
    : name_(std::move(name)), kind_(kind), pool_(std::move(pool)), program_(std::move(program)) {}

Result<std::string> Template::fill(const Values& values) const {
  std::string out;
  out.reserve(1024);
  Scopes scopes{&values};
  run(0, program_.size(), scopes, out);
  if (out.size() > kMaxOutput) {
    return Error{ErrorKind::too_large, "the template " + name_ + " makes a message of more than 8 MiB: shorten the update's texts"};
  }
  if (kind_ == PartKind::subject) return one_line(out);
  if (kind_ == PartKind::html) return out;
  return without_extra_lines(out);
}

void Template::run(std::size_t from, std::size_t to, Scopes& scopes, std::string& out) const {
  for (std::size_t at = from; at < to && out.size() <= kMaxOutput;) {
    const Instruction& instruction = program_[at];
    const Values& values = *scopes[instruction.depth];
    switch (instruction.op) {
      case Op::literal:
        out.append(pool_, instruction.begin, instruction.end - instruction.begin);
        ++at;
        break;
      case Op::value:
        append_escaped(out, instruction.escape, values.text(instruction.name));
        ++at;
        break;
      case Op::markdown:
        append_markdown(values.text(instruction.name), out);
        ++at;
        break;
      case Op::section:
        at = values.text(instruction.name).empty() ? instruction.end : at + 1;
        break;
      case Op::inverted:
        at = values.text(instruction.name).empty() ? at + 1 : instruction.end;
        break;
      case Op::each:
        for (const Values& record : values.list(instruction.name)) {
          scopes[instruction.depth + 1U] = &record;
          run(at + 1, instruction.end, scopes, out);
        }
        at = instruction.end;
        break;
      case Op::none:
        at = values.list(instruction.name).empty() ? at + 1 : instruction.end;
        break;
    }
  }
}

void Template::append_markdown(const std::string& text, std::string& out) const {
  switch (kind_) {
    case PartKind::html:
      append_markdown_as_html(out, text);
      return;
    case PartKind::mrkdwn:
      append_markdown_as_mrkdwn(out, text);
      return;
    case PartKind::text:
      append_markdown_as_text(out, text);
      return;
    case PartKind::subject:
      out += text;
      return;
  }
}

}  // namespace crier::render
