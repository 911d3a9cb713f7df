#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "channels/http/template.h"

namespace crier::channels::http {

/// A JSON document of a preset whose strings have placeholders. It is written by us from values, so that no value can leave its string.
/// In a preset's YAML a member's name may end in marks: `name?` is left out if a placeholder in it stands for nothing (or the object or
/// list under it is empty); `name#` is a number where its text is one; {$links: FIELD} is the list of that text's links as Bluesky wants
/// them (app.bsky.richtext.facet, offsets in UTF-8 bytes).
struct JsonTemplate {
  enum class Kind { literal, text, number, links, object, array };
  struct Member;

  Kind kind = Kind::literal;
  boost::json::value literal;
  Template text;
  std::vector<Member> members;
  std::vector<JsonTemplate> items;
};

struct JsonTemplate::Member {
  std::string name;
  bool is_optional = false;
  JsonTemplate value;
};

[[nodiscard]] boost::json::value fill(const JsonTemplate& document, const Values& values);

/// Members of `more` into `into`, objects member by member, all else in the place of what is there.
void merge(boost::json::value& into, const boost::json::value& more);

/// The text under a JSON pointer (RFC 6901): strings, whole numbers, true and false; "" for all else and for nothing. Never throws.
[[nodiscard]] std::string text_at(const boost::json::value& document, std::string_view pointer);
/// The number there, also if it is written as a string; none if there is none.
[[nodiscard]] std::optional<double> number_at(const boost::json::value& document, std::string_view pointer);

}  // namespace crier::channels::http
