#include "process/house.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdlib>

namespace crier::process {
namespace {

namespace json = boost::json;

const json::value* find(const json::value& tree, const std::string& pointer) {
  boost::system::error_code none;
  return tree.find_pointer(pointer, none);
}

std::string event(json::object members, const std::string& id) {
  if (!id.empty()) members["id"] = id;
  return json::serialize(members);
}

}  // namespace

void furnish(const Sandbox& sandbox, const Furniture& furniture) {
  sandbox.write("hook-secret", kHookSecret);
  std::string text = "channels:\n  hooks: {type: webhook, secret_file: hook-secret";
  if (!furniture.hooks.empty()) text += ", " + furniture.hooks;
  text += "}\naudiences:\n  customers:\n    recipients:\n";
  for (const auto& target : furniture.targets) text += "      - {channel: hooks, to: \"" + target + "\"}\n";
  text += "routes:\n  - {match: {}, audiences: [customers]}\n" + furniture.rest;
  sandbox.configure(text);
}

std::string opening(const std::string& incident, const std::string& id) {
  return event({{"action", "open"},
                {"incident", incident},
                {"title", "Checkout unavailable"},
                {"impact", "major"},
                {"summary", "Customers cannot pay."}},
               id);
}

std::string updating(const std::string& incident, const std::string& summary, const std::string& id) {
  return event({{"action", "update"}, {"incident", incident}, {"summary", summary}}, id);
}

json::value parsed(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error ? json::value() : value;
}

std::int64_t number_at(const std::string& text, const std::string& pointer) {
  const auto tree = parsed(text);
  const auto* found = find(tree, pointer);
  return found != nullptr && found->is_int64() ? found->as_int64() : -1;
}

std::string text_at(const std::string& text, const std::string& pointer) {
  const auto tree = parsed(text);
  const auto* found = find(tree, pointer);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

double metric(const Sandbox& sandbox, const std::string& name) {
  const std::string text = "\n" + sandbox.request("GET", "/metrics").body;
  const auto at = text.find("\n" + name + " ");
  return at == std::string::npos ? std::nan("") : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
}

bool eventually(const std::function<bool()>& holds, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    Sandbox::rest();
  }
  return true;
}

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

std::string told(const Received& request) {
  return text_at(request.body, "/data/incident/incident") + "#" + std::to_string(number_at(request.body, "/data/update/number"));
}

std::vector<std::string> told(const std::vector<Received>& requests) {
  std::vector<std::string> all;
  all.reserve(requests.size());
  for (const auto& request : requests) all.push_back(told(request));
  return all;
}

std::int64_t deliveries(const Sandbox& sandbox, const std::string& incident, const std::string& state) {
  return number_at(sandbox.request("GET", "/v1/incidents/" + incident).body, "/deliveries/" + state);
}

}  // namespace crier::process
