#include "ingest/template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace crier::ingest {
namespace {

struct Name {
  std::string_view name;
  std::string Facts::*fact;
};
constexpr std::array<Name, 9> kFacts{{{"alertname", &Facts::alertname},
                                      {"groupKey", &Facts::group_key},
                                      {"labels", &Facts::identity},
                                      {"severity", &Facts::severity},
                                      {"status", &Facts::status},
                                      {"host", &Facts::host},
                                      {"service", &Facts::service},
                                      {"title", &Facts::title},
                                      {"summary", &Facts::summary}}};

struct Prefix {
  std::string_view prefix;
  Facts::Texts Facts::*texts;
};
constexpr std::array<Prefix, 3> kPrefixes{{{"label.", &Facts::labels}, {"annotation.", &Facts::annotations}, {"field.", &Facts::fields}}};

std::string expected_instead(std::string_view name) {
  auto known = fact_names();
  // Of label.NAME and the like the word before the dot may be misspelt, or the name missing.
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    std::vector<std::string> prefixes;
    for (const auto& one : kPrefixes) prefixes.emplace_back(one.prefix.substr(0, one.prefix.size() - 1));
    const auto near = nearest(name.substr(0, dot), prefixes);
    const auto rest = std::string(name.substr(dot));
    if (near) return rest.size() == 1 ? "expected a name behind it: {" + *near + ".NAME}" : "did you mean '{" + *near + rest + "}'?";
  }
  if (const auto near = nearest(name, known)) return "did you mean '{" + *near + "}'?";
  for (auto& one : known) one = "{" + one + "}";
  return "expected one of " + join(known, ", ") + ", {label.NAME}, {annotation.NAME}, {field.NAME}";
}

}  // namespace

bool Template::find_fact(std::string_view name, Piece& piece) {
  const auto* const found = std::find_if(kFacts.begin(), kFacts.end(), [name](const Name& one) { return one.name == name; });
  if (found != kFacts.end()) {
    piece.fact = found->fact;
    return true;
  }
  for (const auto& one : kPrefixes) {
    if (!name.starts_with(one.prefix) || name.size() == one.prefix.size()) continue;
    piece.texts = one.texts;
    piece.name = name.substr(one.prefix.size());
    return true;
  }
  return false;
}

Result<Template, TemplateFault> Template::parse(std::string_view text) {
  Template made;
  Piece piece;
  for (std::size_t at = 0; at < text.size();) {
    const auto brace = text.find_first_of("{}", at);
    piece.literal += text.substr(at, brace - at);
    if (brace == std::string_view::npos) break;
    if (text[brace] == '}') return TemplateFault{brace, "this '}' ends nothing", "expected a '{' before it"};
    const auto end = text.find_first_of("{}", brace + 1);
    if (end == std::string_view::npos || text[end] == '{')
      return TemplateFault{brace, "this '{' has no end", "expected such as {alertname}"};
    const auto name = text.substr(brace + 1, end - brace - 1);
    if (!find_fact(name, piece))
      return TemplateFault{brace, "there is no fact '{" + escape_control(name.substr(0, 80)) + "}'", expected_instead(name)};
    made.pieces_.push_back(std::exchange(piece, {}));
    at = end + 1;
  }
  if (!piece.literal.empty()) made.pieces_.push_back(std::move(piece));
  return made;
}

std::string Template::fill(const Facts& facts) const {
  std::string out;
  for (const auto& piece : pieces_) {
    out += piece.literal;
    if (piece.fact != nullptr) out += facts.*piece.fact;
    if (piece.texts == nullptr) continue;
    const auto& texts = facts.*piece.texts;
    if (const auto found = texts.find(piece.name); found != texts.end()) out += found->second;
  }
  return out;
}

const std::vector<std::string>& fact_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& one : kFacts) all.emplace_back(one.name);
    return all;
  }();
  return names;
}

}  // namespace crier::ingest
