#include "config/reader/key.h"

#include "base/text.h"

namespace crier::reader {
namespace {

std::string between(const Key& key) {
  const auto dots = key.bounds.find("..");
  if (dots == std::string_view::npos) return {};
  const auto low = key.bounds.substr(0, dots);
  const auto high = key.bounds.substr(dots + 2);
  return " between " + std::string(low) + " and " + std::string(high);
}

std::string one_of(const Key& key) {
  const auto all = words(key);
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) out += i + 1 == all.size() ? " or " : ", ";
    out += all[i];
  }
  return out;
}

}  // namespace

const Key* find_key(const Table& table, std::string_view name) {
  for (const auto& key : table) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::vector<std::string> words(const Key& key) {
  std::vector<std::string> out;
  for (const auto part : split(key.bounds, '|')) out.emplace_back(trim(part));
  return out;
}

std::string expectation(const Key& key) {
  switch (key.type) {
    case Type::text:
      return "one line of text";
    case Type::prose:
      return "text";
    case Type::flag:
      return "true or false";
    case Type::count:
      return "a whole number" + between(key);
    case Type::number:
      return "a number" + between(key);
    case Type::duration:
      return "a duration such as 90s, 45m, 24h or 7d" + between(key);
    case Type::rate:
      return "a rate such as 200/s, 10/m or 600/h";
    case Type::mode:
      return "permissions such as \"0660\"";
    case Type::choice:
      return one_of(key);
    case Type::choices:
      return "a list of " + one_of(key);
    case Type::texts:
      return "a list of texts";
    case Type::file:
      return "the name of a file";
    case Type::folder:
      return "the name of a folder";
    case Type::secret:
      return "the name of a file that holds the secret";
    case Type::section:
      return "keys of its own";
    case Type::sections:
      return "a list, each item with keys of its own";
    case Type::named:
      return "names, each with keys of its own";
    case Type::free:
      break;
  }
  return "a value";
}

std::string brief(const Key& key) {
  const auto with_bounds = [&key](const std::string& word) { return key.bounds.empty() ? word : word + ", " + std::string(key.bounds); };
  switch (key.type) {
    case Type::text:
      return "text";
    case Type::prose:
      return "text, may have lines";
    case Type::flag:
      return "true | false";
    case Type::count:
      return with_bounds("whole number");
    case Type::number:
      return with_bounds("number");
    case Type::duration:
      return with_bounds("duration");
    case Type::rate:
      return "rate: 200/s, 10/m, 600/h";
    case Type::mode:
      return "octal";
    case Type::choice:
      return std::string(key.bounds);
    case Type::choices:
      return "list of " + std::string(key.bounds);
    case Type::texts:
      return "list of texts";
    case Type::file:
      return "file";
    case Type::folder:
      return "folder";
    case Type::secret:
      return "file with the secret";
    case Type::section:
      return "section";
    case Type::sections:
      return "list of sections";
    case Type::named:
      return "names with sections";
    case Type::free:
      break;
  }
  return "any";
}

}  // namespace crier::reader
