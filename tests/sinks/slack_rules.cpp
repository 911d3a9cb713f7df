#include "sinks/slack_rules.h"

namespace crier::sinks {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string text_of(const value* of) {
  if (!of) return "";
  if (of->is_string()) return std::string(of->as_string());
  if (of->is_object() && of->as_object().contains("text")) return text_of(of->as_object().if_contains("text"));
  return "";
}

void check_text(std::vector<std::string>& faults, const value* of, std::size_t most, const std::string& pointer, bool required) {
  const std::string text = text_of(of);
  if (text.empty() && required) faults.push_back("[ERROR] must be more than 0 characters [json-pointer:" + pointer + "]");
  if (characters(text) > most) {
    faults.push_back("[ERROR] must be less than " + std::to_string(most + 1) + " characters [json-pointer:" + pointer + "]");
  }
}

void check_section(std::vector<std::string>& faults, const object& block, const std::string& pointer) {
  const value* fields = block.if_contains("fields");
  check_text(faults, block.if_contains("text"), 3000, pointer + "/text/text", fields == nullptr);
  if (!fields) return;
  if (!fields->is_array() || fields->as_array().empty() || fields->as_array().size() > 10) {
    faults.push_back("[ERROR] must be 1 to 10 fields [json-pointer:" + pointer + "/fields]");
    return;
  }
  std::size_t number = 0;
  for (const value& field : fields->as_array()) {
    check_text(faults, &field, 2000, pointer + "/fields/" + std::to_string(number++) + "/text", true);
  }
}

void check_block(std::vector<std::string>& faults, const value& of, const std::string& pointer) {
  if (!of.is_object()) {
    faults.push_back("[ERROR] must be an object [json-pointer:" + pointer + "]");
    return;
  }
  const object& block = of.as_object();
  const std::string type = text_of(block.if_contains("type"));
  if (type == "header") {
    check_text(faults, block.if_contains("text"), 150, pointer + "/text/text", true);
  } else if (type == "section") {
    check_section(faults, block, pointer);
  } else if (type == "context") {
    const value* elements = block.if_contains("elements");
    if (!elements || !elements->is_array() || elements->as_array().empty() || elements->as_array().size() > 10) {
      faults.push_back("[ERROR] must be 1 to 10 elements [json-pointer:" + pointer + "/elements]");
    }
  } else if (type == "actions") {
    const value* elements = block.if_contains("elements");
    if (!elements || !elements->is_array() || elements->as_array().size() > 25) {
      faults.push_back("[ERROR] must be at most 25 elements [json-pointer:" + pointer + "/elements]");
    }
  } else if (type != "divider" && type != "markdown" && type != "image" && type != "rich_text") {
    faults.push_back("[ERROR] unsupported type: " + type + " [json-pointer:" + pointer + "/type]");
  }
  if (characters(text_of(block.if_contains("block_id"))) > 255) {
    faults.push_back("[ERROR] must be less than 256 characters [json-pointer:" + pointer + "/block_id]");
  }
}

void collect_mentions(std::vector<std::string>& found, const std::string& text) {
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return;
    const std::string inside = text.substr(at + 1, end - at - 1);
    const bool notifies = inside.rfind("!here", 0) == 0 || inside.rfind("!channel", 0) == 0 || inside.rfind("!everyone", 0) == 0 ||
                          inside.rfind("!subteam^", 0) == 0 || inside.rfind("@", 0) == 0;
    if (notifies) found.push_back("<" + inside + ">");
  }
}

}  // namespace

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

std::vector<std::string> block_faults(const object& body) {
  std::vector<std::string> faults;
  const value* blocks = body.if_contains("blocks");
  if (!blocks) return faults;
  if (!blocks->is_array()) return {"[ERROR] must be an array [json-pointer:/blocks]"};
  const array& all = blocks->as_array();
  if (all.size() > 50) faults.push_back("[ERROR] no more than 50 items allowed [json-pointer:/blocks]");
  std::size_t number = 0;
  for (const value& block : all) check_block(faults, block, "/blocks/" + std::to_string(number++));
  return faults;
}

std::vector<std::string> mentions(const value& body) {
  std::vector<std::string> found;
  if (body.is_string()) {
    collect_mentions(found, std::string(body.as_string()));
  } else if (body.is_array()) {
    for (const value& one : body.as_array()) {
      for (std::string& mention : mentions(one)) found.push_back(std::move(mention));
    }
  } else if (body.is_object()) {
    for (const auto& field : body.as_object()) {
      for (std::string& mention : mentions(field.value())) found.push_back(std::move(mention));
    }
  }
  return found;
}

}  // namespace crier::sinks
