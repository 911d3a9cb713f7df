#pragma once
#include <array>
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

/// The message, an incident's record in it, a statement's in that, an entry's in that.
inline constexpr std::size_t kMostScopes = 4;

/// One compiled template: literals, values and sections in a row. Partials and phrases are already part of it, and in which record a
/// value is found is settled, so filling looks nothing up, opens nothing and nests no deeper than lists do. Thread: any (immutable).
class Template {
 public:
  enum class Op : std::uint8_t { literal, value, markdown, section, inverted, each, none };
  struct Instruction {
    Op op = Op::literal;
    Name name = Name::item;
    Escape escape = Escape::clean;
    std::uint8_t depth = 0;   ///< the scope that the name is found in; 0 = the message
    std::uint32_t end = 0;    ///< section or list: the instruction behind its last one; literal: behind its last character
    std::uint32_t begin = 0;  ///< literal: its first character in the pool
  };

  /// A filled part may be this long; an event can be 1 MiB and escaping may multiply it.
  static constexpr std::size_t kMaxOutput = 8 * 1024 * 1024;

  Template(std::string name, PartKind kind, std::string pool, std::vector<Instruction> program);

  /// Errors: too_large if the output would pass kMaxOutput.
  [[nodiscard]] Result<std::string> fill(const Values& values) const;
  [[nodiscard]] PartKind kind() const { return kind_; }

 private:
  using Scopes = std::array<const Values*, kMostScopes>;
  void run(std::size_t from, std::size_t to, Scopes& scopes, std::string& out) const;
  void append_markdown(const std::string& text, std::string& out) const;

  std::string name_;
  PartKind kind_;
  std::string pool_;
  std::vector<Instruction> program_;
};

}  // namespace crier::render
