#include "ingest/json_tree.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

namespace crier::ingest {
namespace {

namespace json = boost::json;

/// Collects what Boost.JSON's parser reports. Texts are copied into one string that never grows: what is decoded is never longer than
/// what was written, so views into it stay.
class Collector {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  Collector(std::vector<JsonNode>& nodes, std::string& texts) : nodes_(nodes), texts_(texts) {}
  [[nodiscard]] std::string_view duplicate() const { return duplicate_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(JsonNode::Kind::object); }
  bool on_object_end(std::size_t, json::error_code& code) {
    const JsonNode& object = close();
    if (!find_duplicate(object)) return true;
    code = json::error::syntax;
    return false;
  }
  bool on_array_begin(json::error_code&) { return open(JsonNode::Kind::array); }
  bool on_array_end(std::size_t, json::error_code&) {
    close();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return gather(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    gather(part);
    name_ = gathered();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return gather(part); }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    gather(part);
    add(JsonNode::Kind::string).text = gathered();
    return true;
  }
  bool on_number_part(json::string_view part, json::error_code&) { return gather(part); }
  bool on_int64(std::int64_t, json::string_view part, json::error_code&) { return number(part); }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code&) { return number(part); }
  bool on_double(double, json::string_view part, json::error_code&) { return number(part); }
  bool on_bool(bool truth, json::error_code&) {
    add(JsonNode::Kind::boolean).truth = truth;
    return true;
  }
  bool on_null(json::error_code&) {
    add(JsonNode::Kind::null);
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  JsonNode& add(JsonNode::Kind kind) {
    JsonNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.name = name_;
    name_ = {};
    return node;
  }
  bool open(JsonNode::Kind kind) {
    open_.push_back(nodes_.size());
    add(kind);
    return true;
  }
  const JsonNode& close() {
    JsonNode& node = nodes_[open_.back()];
    node.span = static_cast<std::uint32_t>(nodes_.size() - open_.back());
    open_.pop_back();
    return node;
  }
  bool gather(json::string_view part) {
    texts_.append(part.data(), part.size());
    return true;
  }
  std::string_view gathered() {
    const auto text = std::string_view(texts_).substr(begin_);
    begin_ = texts_.size();
    return text;
  }
  bool number(json::string_view part) {
    gather(part);
    add(JsonNode::Kind::number).text = gathered();
    return true;
  }
  bool find_duplicate(const JsonNode& object) {
    names_.clear();
    for (const auto& member : JsonChildren(object)) names_.push_back(member.name);
    std::sort(names_.begin(), names_.end());
    const auto twice = std::adjacent_find(names_.begin(), names_.end());
    if (twice == names_.end()) return false;
    duplicate_ = *twice;
    return true;
  }

  std::vector<JsonNode>& nodes_;
  std::string& texts_;
  std::vector<std::size_t> open_;
  std::vector<std::string_view> names_;
  std::string_view name_;
  std::string_view duplicate_;
  std::size_t begin_ = 0;
};

std::string explain(const json::error_code& code, std::string_view duplicate) {
  if (!duplicate.empty()) return "the name \"" + std::string(duplicate) + "\" stands twice in one object";
  if (code == json::error::incomplete) return "the document ends too early";
  if (code == json::error::too_deep) return "the document is nested deeper than 32 levels";
  return "not valid JSON (" + code.message() + ")";
}

}  // namespace

Result<void, JsonFault> JsonTree::parse(std::string_view bytes) {
  nodes_.clear();
  texts_.clear();
  texts_.reserve(bytes.size());
  json::parse_options options;
  options.max_depth = 32;
  json::basic_parser<Collector> parser(options, nodes_, texts_);
  json::error_code code;
  const std::size_t read = parser.write_some(false, bytes.data(), bytes.size(), code);
  if (code) return JsonFault{read, explain(code, parser.handler().duplicate())};
  const auto rest = bytes.substr(read).find_first_not_of(" \t\r\n");
  if (rest != std::string_view::npos) return JsonFault{read + rest, "something follows the end of the document"};
  return {};
}

}  // namespace crier::ingest
