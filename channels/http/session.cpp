#include "channels/http/session.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "channels/json_fields.h"

namespace crier::channels::http {

Session::Session(const Settings& settings, const std::string& channel_state)
    : credentials_(to_hex(sha256(settings.preset->name + "\n" + settings.url.reveal() + "\n" + settings.username + "\n" +
                                 settings.password.reveal() + "\n" + settings.token.reveal()))) {
  const auto kept = parse_object(channel_state);
  if (!kept || text_field(*kept, "credentials") != credentials_ || !settings.preset->login) return;
  const auto* values = object_field(*kept, "values");
  if (values == nullptr) return;
  for (const auto& [name, pointer] : settings.preset->login->keep) {
    auto value = text_field(*values, name);
    if (value.empty()) {
      values_.clear();
      return;
    }
    values_[name] = std::move(value);
  }
}

void Session::add_to(Values& values) const {
  for (const auto& [name, value] : values_) values["login." + name] = value;
}

bool Session::take(const Login& login, const std::string& body) {
  boost::system::error_code failed;
  const auto document = boost::json::parse(body, failed);
  if (failed) return false;
  for (const auto& [name, pointer] : login.keep) {
    auto value = text_at(document, pointer);
    if (!value.empty()) values_[name] = std::move(value);
  }
  return values_.size() == login.keep.size();
}

std::string Session::state() const {
  boost::json::object values;
  for (const auto& [name, value] : values_) values[name] = value;
  boost::json::object kept;
  kept["credentials"] = credentials_;
  kept["values"] = std::move(values);
  return boost::json::serialize(kept);
}

}  // namespace crier::channels::http
