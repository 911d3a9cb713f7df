#include "base/text.h"
#include "config/reader/section.h"

namespace crier::reader {
namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// What stands there instead, for "'timeout' is …".
std::string found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "has no value";
    case Node::Kind::list:
      return "is a list";
    case Node::Kind::map:
      return "has keys of its own";
    default:
      break;
  }
  if (node.text.empty()) return "is empty";
  constexpr std::size_t longest = 60;
  if (breaks_line(node.text)) return "has several lines";
  if (node.text.size() > longest) return "is a longer text";
  return "is " + in_quotes(node.text);
}

void fault_at_value(const Entry& entry, const Key& key, Context context) {
  const bool has_place = entry.value.kind != Node::Kind::null;
  context.diagnostics.fault(has_place ? entry.value.at : entry.at, in_quotes(key.name) + " " + found(entry.value),
                            "expected " + expectation(key) + (has_place || key.required ? "" : ", or the key left out"));
}

/// The key that was meant, going by spelling or by what is missing at its end ("password" for "password_file").
std::optional<std::string> meant(std::string_view word, const std::vector<std::string>& known) {
  if (auto near = nearest(word, known)) return near;
  const auto lower = to_lower_ascii(word);
  for (const auto& candidate : known) {
    if (candidate == lower || candidate == lower + "_file") return candidate;
  }
  return std::nullopt;
}

void check_unknown(const Entry& entry, const Table& table, Context context) {
  std::vector<std::string> names;
  for (const auto& key : table) names.emplace_back(key.name);
  context.diagnostics.fault(entry.at, "unknown key " + in_quotes(entry.key), suggestion(entry.key, names));
}

/// False if the key is refused, which was told; the shape of one that is merely ignored is checked all the same.
bool check_built(const Entry& entry, const Key& key, Context context) {
  if (key.built == Built::yes) return true;
  if (key.built == Built::refused) {
    context.diagnostics.fault(entry.at, in_quotes(key.name) + " is not built yet, and without it more would be sent than you ask for",
                              "leave it out");
    return false;
  }
  context.diagnostics.warning(entry.at, in_quotes(key.name) + " is not built yet and ignored");
  return true;
}

void check_texts(const Entry& entry, const Key& key, Context context) {
  if (entry.value.kind == Node::Kind::scalar) {
    const bool is_other = key.type == Type::choices && !as_choice(key, entry.value);
    if (breaks_line(entry.value.text) || entry.value.text.empty() || is_other) fault_at_value(entry, key, context);
    return;
  }
  if (entry.value.kind != Node::Kind::list) return fault_at_value(entry, key, context);
  for (const auto& item : entry.value.items) {
    if (item.kind == Node::Kind::broken) continue;
    const bool fits = item.kind == Node::Kind::scalar && !item.text.empty() && !breaks_line(item.text);
    if (!fits) {
      context.diagnostics.fault(item.at, "an item of " + in_quotes(key.name) + " " + found(item), "expected one line of text");
    } else if (key.type == Type::choices && !as_choice(key, item)) {
      context.diagnostics.fault(item.at, "an item of " + in_quotes(key.name) + " " + found(item), suggestion(item.text, words(key)));
    }
  }
}

void check_secret_name(const Entry& entry, const Key& key, Context context) {
  if (!looks_like_secret(entry.value.text)) return;
  Diagnostic out{entry.value.at, in_quotes(key.name) + " looks like the secret itself", "expected " + expectation(key),
                 entry.value.at.column};
  context.diagnostics.fault(std::move(out));
}

void check_value(const Entry& entry, const Key& key, Context context) {
  const Node& value = entry.value;
  switch (key.type) {
    case Type::free:
      return;
    case Type::texts:
    case Type::choices:
      return check_texts(entry, key, context);
    case Type::section:
      if (!check(value, entry.at, key.inner(), context)) fault_at_value(entry, key, context);
      return;
    case Type::sections:
      if (value.kind != Node::Kind::list && value.kind != Node::Kind::null) return fault_at_value(entry, key, context);
      for (const auto& item : value.items) {
        if (item.kind == Node::Kind::broken || check(item, item.at, key.inner(), context)) continue;
        context.diagnostics.fault(item.at, "an item of " + in_quotes(key.name) + " " + found(item), "expected keys of its own");
      }
      return;
    case Type::named:
      if (value.kind != Node::Kind::map && value.kind != Node::Kind::null) return fault_at_value(entry, key, context);
      for (const auto& inner : value.entries) {
        if (inner.value.kind == Node::Kind::broken || key.inner == nullptr || check(inner.value, inner.at, key.inner(), context)) continue;
        context.diagnostics.fault(inner.value.at, in_quotes(inner.key) + " " + found(inner.value), "expected keys of its own");
      }
      return;
    default:
      break;
  }
  if (!is_value(key, value)) return fault_at_value(entry, key, context);
  if (key.type == Type::secret) check_secret_name(entry, key, context);
}

}  // namespace

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  if (const auto near = meant(word, known)) return "did you mean " + in_quotes(*near) + "?";
  if (known.empty()) return "there are none";
  constexpr std::size_t most = 24;
  auto shown = known;
  if (shown.size() > most) shown.resize(most);
  return "expected " + std::string(shown.size() == 1 ? "" : "one of ") + join(shown, ", ") + (known.size() > most ? ", …" : "");
}

bool check(const Node& node, Position at, const Table& table, Context context) {
  if (node.kind != Node::Kind::map && node.kind != Node::Kind::null) return node.kind == Node::Kind::broken;
  for (const auto& entry : node.entries) {
    const Key* key = find_key(table, entry.key);
    if (key == nullptr) {
      check_unknown(entry, table, context);
    } else if (check_built(entry, *key, context) && entry.value.kind != Node::Kind::broken) {
      check_value(entry, *key, context);
    }
  }
  for (const auto& key : table) {
    if (!key.required || node.find(key.name) != nullptr) continue;
    // An example says more than "one line of text", but not more than the words of a choice.
    const bool has_example = !key.example.empty() && key.type != Type::choice;
    const auto such = "such as '" + std::string(key.name) + ": " + std::string(key.example) + "'";
    context.diagnostics.fault(at, in_quotes(key.name) + " is missing", "expected " + (has_example ? such : expectation(key)));
  }
  return true;
}

}  // namespace crier::reader
