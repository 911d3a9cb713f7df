#include <algorithm>
#include <charconv>
#include <filesystem>
#include <stdexcept>

#include "base/text.h"
#include "channels/http/placeholders.h"
#include "channels/http/preset.h"
#include "channels/http/preset_keys.h"
#include "channels/http/preset_text.h"
#include "channels/http/shipped_presets.h"
#include "config/reader/parse.h"

namespace crier::channels::http {
namespace {

using reader::Node;
using reader::Section;

/// Reads one file's tree into a preset. What others refer to is read before them.
class PresetReader {
 public:
  PresetReader(const Section& root, Preset& out) : root_(root), out_(out) {}

  void read() {
    out_.help = root_.text("help");
    out_.url = root_.text("url");
    out_.needs = keys("needs");
    out_.takes = keys("takes");
    out_.takes = {out_.takes.url || out_.needs.url, out_.takes.token || out_.needs.token, out_.takes.username || out_.needs.username,
                  out_.takes.password || out_.needs.password};
    out_.to = static_cast<Address>(root_.choice("to"));
    out_.to_help = root_.text("to_help");
    out_.rate = root_.rate("rate");
    out_.backlog = root_.choice("backlog") == 0 ? core::Backlog::all : core::Backlog::latest;
    read_options();
    read_answer(root_.section("answer"));
    if (root_.has("login")) read_kept(root_.section("login"));
    read_maps();
    read_fields();
    read_requests();
  }

 private:
  [[nodiscard]] reader::Diagnostics& diagnostics() const { return root_.context().diagnostics; }
  [[nodiscard]] TextReader texts(Place place) const { return {diagnostics(), placeholders(out_, place)}; }

  [[nodiscard]] Keys keys(std::string_view key) const {
    Keys out;
    for (const Node* node : root_.texts(key)) {
      out.url = out.url || node->text == "url";
      out.token = out.token || node->text == "token";
      out.username = out.username || node->text == "username";
      out.password = out.password || node->text == "password";
    }
    return out;
  }

  /// JSON pointers, each with its place.
  [[nodiscard]] std::vector<std::string> pointers(const Section& section, std::string_view key) const {
    std::vector<std::string> out;
    for (const Node* node : section.texts(key)) out.push_back(pointer(*node));
    return out;
  }
  [[nodiscard]] std::string pointer(const Node& node) const {
    if (node.kind != Node::Kind::broken && !is_pointer(node.text))
      diagnostics().fault(node.at, "'" + node.text + "' is no JSON pointer", "expected such as /error/code");
    return node.text;
  }
  [[nodiscard]] std::string pointer(const Section& section, std::string_view key) const {
    const Node* node = section.node(key);
    return node == nullptr ? "" : pointer(*node);
  }

  void read_options() {
    const auto& table = *reader::find_key(preset_keys(), "options")->inner;
    for (const auto& entry : root_.entries("options")) {
      const Section section(entry.value, entry.at, table(), root_.context());
      Option option{entry.key, section.text("default"), section.text("help"), section.flag("required"), section.flag("number")};
      if (option.is_required && section.has("default"))
        section.fault("default", "what the channel must say has no default", "leave 'default' or 'required' out");
      out_.options.push_back(std::move(option));
    }
  }

  void read_answer(const Section& section) {
    auto& answer = out_.answer;
    for (const auto& entry : section.entries("where")) {
      if (!is_pointer(entry.key)) diagnostics().fault(entry.at, "'" + entry.key + "' is no JSON pointer", "expected such as /ok");
      answer.where.emplace_back(entry.key, entry.value.text);
    }
    answer.id = pointers(section, "id");
    answer.words = pointers(section, "words");
    for (const auto& one : section.sections("wait")) {
      if (one.has("at") == one.has("header"))
        diagnostics().fault(one.at(), "this names no place, or two", "expected either 'at' or 'header'");
      answer.waits.push_back({pointer(one, "at"), one.text("header"), static_cast<Wait::As>(one.choice("as"))});
    }
    for (const auto& one : section.sections("errors")) answer.errors.push_back(rule(one));
  }

  [[nodiscard]] Rule rule(const Section& section) const {
    Rule out;
    if (const Node* node = section.node("status")) {
      if (node->kind == Node::Kind::scalar) out.statuses.push_back(status(*node));
      for (const auto& item : node->items) out.statuses.push_back(status(item));
    }
    out.at = pointer(section, "at");
    for (const Node* node : section.texts("is")) out.is.push_back(node->text);
    for (const Node* node : section.texts("contains")) out.contains.push_back(to_lower_ascii(node->text));
    if (section.has("at") != section.has("is")) diagnostics().fault(section.at(), "'at' and 'is' go together", "expected both or neither");
    if (out.statuses.empty() && out.is.empty() && out.contains.empty())
      diagnostics().fault(section.at(), "this row holds for every answer", "expected 'status', 'at' with 'is', or 'contains'");
    out.then = static_cast<Then>(section.choice("then"));
    return out;
  }

  [[nodiscard]] int status(const Node& node) const {
    if (node.text == "4xx" || node.text == "5xx") return node.text.front() - '0';
    int number = 0;
    const auto parsed = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
    if (parsed.ec != std::errc() || number < 100 || number > 599)
      diagnostics().fault(node.at, "this is no status", "expected such as 403 or 4xx");
    return number;
  }

  void read_kept(const Section& section) {
    out_.login.emplace();
    for (const auto& entry : section.entries("keep")) out_.login->keep.emplace_back(entry.key, pointer(entry.value));
    if (out_.login->keep.empty()) section.fault("keep", "nothing of the login is kept", "expected such as {access: /accessJwt}");
  }

  void read_maps() {
    for (const auto& entry : root_.entries("map")) {
      Mapping map;
      map.name = entry.key;
      for (const auto& word : entry.value.entries) {
        if (word.key == "from") {
          map.from = word.value.text;
          texts(Place::field).check_name(word.value, map.from);
        } else if (word.key == "else") {
          map.otherwise = word.value.text;
        } else {
          map.words.emplace_back(word.key, word.value.text);
        }
      }
      if (map.from.empty())
        diagnostics().fault(entry.at, "'from' is missing", "expected such as {from: impact, critical: high, else: low}");
      out_.maps.push_back(std::move(map));
    }
  }

  void read_fields() {
    const auto reader = texts(Place::field);
    const auto& table = *reader::find_key(preset_keys(), "fields")->inner;
    std::vector<Field> fields;
    for (const auto& entry : root_.entries("fields")) {
      const Section section(entry.value, entry.at, table(), root_.context());
      Field field;
      field.name = entry.key;
      field.value = reader.text(section, "value");
      if (section.has("instead")) field.instead = reader.text(section, "instead");
      field.escape = static_cast<Escape>(section.choice("escape"));
      field.more = reader.text(section, "more");
      for (const Node* node : section.texts("limit")) field.limits.push_back(bound(reader, *node));
      field.gives_way = section.text("cut");
      if (section.has("cut")) reader.check_name(*section.node("cut"), field.gives_way);
      fields.push_back(std::move(field));
    }
    out_.fields = std::move(fields);
  }

  /// "280 graphemes", "{option.max_characters} post".
  [[nodiscard]] Field::Bound bound(const TextReader& reader, const Node& node) const {
    static const std::vector<std::string> units{"characters", "utf16", "bytes", "graphemes", "post"};
    Field::Bound out;
    const auto blank = node.text.rfind(' ');
    const auto word = blank == std::string::npos ? "" : node.text.substr(blank + 1);
    const auto unit = std::find(units.begin(), units.end(), word);
    auto count = node;
    count.text = node.text.substr(0, std::min(blank, node.text.size()));
    const bool is_number = !count.text.empty() && count.text.find_first_not_of("0123456789") == std::string::npos;
    const bool is_option = std::any_of(out_.options.begin(), out_.options.end(), [&count](const Option& option) {
      return option.is_number && count.text == "{option." + option.name + "}";
    });
    if (unit == units.end() || (!is_number && !is_option)) {
      diagnostics().fault(node.at, "'" + node.text + "' is no limit",
                          "expected a number (or an option that is one) and one of " + join(units, ", "));
      return out;
    }
    out.count = reader.text(count);
    out.unit = static_cast<Unit>(unit - units.begin());
    return out;
  }

  void read_requests() {
    out_.post = texts(Place::post).request(root_.section("post"));
    if (root_.has("follow_up")) {
      const auto section = root_.section("follow_up");
      const auto reader = texts(Place::follow_up);
      out_.follow_up.emplace();
      if (const Node* node = section.node("json")) out_.follow_up->json = reader.json(*node);
      out_.follow_up->form = reader.pairs(section, "form");
      out_.follow_up->query = reader.pairs(section, "query");
    }
    if (root_.has("edit")) out_.edit = texts(Place::edit).request(root_.section("edit"));
    for (const auto* key : {"follow_up", "edit"}) {
      if (root_.has(key) && out_.answer.id.empty())
        diagnostics().fault(root_.key_at(key), "'" + std::string(key) + "' needs the post's id", "expected 'id' in 'answer'");
    }
    if (out_.login) {
      const auto section = root_.section("login");
      out_.login->create = texts(Place::login).request(section.section("create"));
      if (section.has("refresh")) out_.login->refresh = texts(Place::post).request(section.section("refresh"));
    }
  }

  const Section& root_;
  Preset& out_;
};

}  // namespace

Result<PresetPtr, std::string> read_preset(const std::string& path, const std::string& text) {
  reader::Diagnostics diagnostics;
  const reader::Files none("", "");
  const Node tree = reader::parse(text, diagnostics);
  const reader::Context context{diagnostics, none};
  auto preset = std::make_shared<Preset>();
  preset->name = std::filesystem::path(path).stem().string();
  // Of a file that is no YAML nothing more is to be said.
  if (diagnostics.failed() && tree.entries.empty()) return reader::format(path, text, diagnostics.faults());
  if (!reader::check(tree, {1, 1}, preset_keys(), context)) {
    diagnostics.fault(tree.at, "this is no preset", "expected keys such as help, post and answer");
  } else {
    const Section root(tree, {1, 1}, preset_keys(), context);
    PresetReader(root, *preset).read();
  }
  if (diagnostics.failed()) return reader::format(path, text, diagnostics.faults());
  return PresetPtr(std::move(preset));
}

PresetPtr shipped_preset(std::string_view name) {
  static const std::map<std::string, PresetPtr, std::less<>> all = [] {
    std::map<std::string, PresetPtr, std::less<>> out;
    for (const auto& file : shipped_preset_files()) {
      auto preset = read_preset("(built in) presets/" + std::string(file.path), std::string(file.text));
      if (!preset) throw std::logic_error("a shipped preset is faulty: " + preset.error());
      out.emplace((*preset)->name, *preset);
    }
    return out;
  }();
  const auto found = all.find(name);
  return found == all.end() ? nullptr : found->second;
}

std::vector<std::string> shipped_preset_names() {
  std::vector<std::string> out;
  for (const auto& file : shipped_preset_files()) out.push_back(std::filesystem::path(file.path).stem().string());
  return out;
}

}  // namespace crier::channels::http
