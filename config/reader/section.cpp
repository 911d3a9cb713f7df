#include "config/reader/section.h"

#include <filesystem>
#include <stdexcept>

#include "base/crypto.h"
#include "base/text.h"

namespace crier::reader {
namespace {

const Table kNoTable;
const Node kNoNode;

/// What stands in for a secret that is not read: another for each name, of the shape that its key's readers ask for.
Secret stand_in(std::string_view key, const std::string& name) {
  if (key == "webhook_file" || key == "url_file") return Secret("https://stand-in.invalid/" + percent_encode(name));
  if (key == "secret_file") return Secret("whsec_" + base64_encode("a stand-in for a secret of 32 B "));
  return Secret("stand-in-" + percent_encode(name));
}

}  // namespace

const Key& Section::known(std::string_view key) const {
  if (const Key* found = find_key(table_, key)) return *found;
  throw std::logic_error("the table has no key " + std::string(key));
}

const Node* Section::node(std::string_view key) const {
  static_cast<void>(known(key));
  const Entry* entry = node_.find(key);
  if (entry == nullptr || entry->value.kind == Node::Kind::broken) return nullptr;
  return &entry->value;
}

bool Section::has(std::string_view key) const { return node(key) != nullptr; }

std::optional<std::string> Section::given(std::string_view key) const {
  const Node* value = node(key);
  return value != nullptr ? as_text(known(key), *value) : std::nullopt;
}

std::string Section::text(std::string_view key) const { return given(key).value_or(std::string(known(key).fallback)); }

bool Section::flag(std::string_view key) const {
  const Node* value = node(key);
  const auto given = value != nullptr ? as_flag(*value) : std::nullopt;
  return given.value_or(known(key).fallback == "true");
}

std::int64_t Section::count(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_count(row, *value) : std::nullopt;
  return given ? *given : as_count(row, scalar(row.fallback)).value_or(0);
}

double Section::number(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_number(row, *value) : std::nullopt;
  return given ? *given : as_number(row, scalar(row.fallback)).value_or(0);
}

std::optional<Millis> Section::optional_duration(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_duration(row, *value) : std::nullopt;
  return given ? given : parse_duration(row.fallback);
}

Millis Section::duration(std::string_view key) const { return optional_duration(key).value_or(Millis{0}); }

std::optional<double> Section::rate(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_rate(*value) : std::nullopt;
  return given ? given : as_rate(scalar(row.fallback));
}

std::uint32_t Section::mode(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_mode(*value) : std::nullopt;
  return given ? *given : as_mode(scalar(row.fallback)).value_or(0);
}

std::size_t Section::choice(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const auto given = value != nullptr ? as_choice(row, *value) : std::nullopt;
  return given ? *given : as_choice(row, scalar(row.fallback)).value_or(0);
}

std::vector<const Node*> Section::texts(std::string_view key) const {
  const Node* value = node(key);
  std::vector<const Node*> out;
  if (value == nullptr) return out;
  if (value->kind == Node::Kind::scalar) out.push_back(value);
  for (const auto& item : value->items) {
    if (item.kind == Node::Kind::scalar) out.push_back(&item);
  }
  return out;
}

std::string Section::path(std::string_view key) const {
  const auto name = text(key);
  if (name.empty()) return {};
  auto path = context_.files.beside(name);
  const bool wants_folder = known(key).type == Type::folder;
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    fault(key, std::string(wants_folder ? "the folder " : "the file ") + path + " is missing");
  } else if (std::filesystem::is_directory(status) != wants_folder) {
    fault(key, path + (wants_folder ? " is no folder" : " is a folder"), "expected " + expectation(known(key)));
  }
  return path;
}

Secret Section::secret(std::string_view key) const {
  const auto name = text(key);
  if (name.empty() || looks_like_secret(name)) return {};
  if (context_.files.is_without_secrets()) return stand_in(key, name);
  auto secret = context_.files.secret(name);
  if (secret) return std::move(*secret);
  fault(key, secret.error().text);
  return {};
}

std::vector<Secret> Section::secret_lines(std::string_view key) const {
  const auto name = text(key);
  if (name.empty() || looks_like_secret(name)) return {};
  if (context_.files.is_without_secrets()) return {stand_in(key, name)};
  auto secrets = context_.files.secret_lines(name);
  if (secrets) return std::move(*secrets);
  fault(key, secrets.error().text);
  return {};
}

Section Section::section(std::string_view key) const {
  const Key& row = known(key);
  const Node* value = node(key);
  const Table& table = row.inner != nullptr ? row.inner() : kNoTable;
  return {value != nullptr ? *value : kNoNode, key_at(key), table, context_};
}

std::vector<Section> Section::sections(std::string_view key) const {
  const Key& row = known(key);
  std::vector<Section> out;
  const Node* value = node(key);
  if (value == nullptr) return out;
  for (const auto& item : value->items) {
    if (item.kind == Node::Kind::map || item.kind == Node::Kind::null) out.emplace_back(item, item.at, row.inner(), context_);
  }
  return out;
}

const std::vector<Entry>& Section::entries(std::string_view key) const {
  const Node* value = node(key);
  return value != nullptr ? value->entries : kNoNode.entries;
}

Position Section::at(std::string_view key) const {
  const Entry* entry = node_.find(key);
  if (entry == nullptr) return at_;
  return entry->value.kind == Node::Kind::null ? entry->at : entry->value.at;
}

Position Section::key_at(std::string_view key) const {
  const Entry* entry = node_.find(key);
  return entry != nullptr ? entry->at : at_;
}

void Section::fault(std::string_view key, std::string what, std::string expected) const {
  context_.diagnostics.fault(at(key), std::move(what), std::move(expected));
}

}  // namespace crier::reader
