#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "render/html_context.h"
#include "render/values.h"

namespace crier::render {

/// What a part of a message is; its file's last extension says so.
enum class PartKind : std::uint8_t {
  subject,  ///< one line, no escaping but of line breaks
  text,     ///< plain text, as in mails and posts
  html,
  mrkdwn,  ///< Slack
};

/// One compiled template: literals, values and sections in a row. Partials and phrases are already part of it, so filling
/// looks nothing up, opens nothing and nests at most two deep. Thread: any (immutable).
class Template {
 public:
  enum class Op : std::uint8_t { literal, value, section, inverted };
  struct Instruction {
    Op op = Op::literal;
    Name name = Name::item;
    Escape escape = Escape::clean;
    std::uint32_t end = 0;    ///< section: the instruction behind its last one; literal: behind its last character
    std::uint32_t begin = 0;  ///< literal: its first character in the pool
  };

  /// A filled part may be this long; an event can be 1 MiB and escaping may multiply it.
  static constexpr std::size_t kMaxOutput = 8 * 1024 * 1024;

  Template(std::string name, PartKind kind, std::string pool, std::vector<Instruction> program);

  /// Errors: too_large if the output would pass kMaxOutput.
  [[nodiscard]] Result<std::string> fill(const Values& values) const;
  [[nodiscard]] PartKind kind() const { return kind_; }

 private:
  void run(std::size_t from, std::size_t to, const Values& values, const std::string& item, std::string& out) const;
  void append_value(const Instruction& instruction, const Values& values, const std::string& item, std::string& out) const;

  std::string name_;
  PartKind kind_;
  std::string pool_;
  std::vector<Instruction> program_;
};

}  // namespace crier::render
