#include "channels/http/request.h"

#include <boost/json/serialize.hpp>

#include "base/text.h"

namespace crier::channels::http {
namespace {

/// A segment of a path. ':' may stand in one (RFC 3986 section 3.3), and tokens have it.
std::string encoded(const Template::Piece&, const std::string& value) {
  std::string out;
  for (const char c : value) out += c == ':' ? ":" : percent_encode({&c, 1});
  return out;
}

/// The base is a URL already, and stays what it is.
std::string in_url(const Template::Piece& piece, const std::string& value) { return piece.text == "url" ? value : percent_encode(value); }

std::string in_header(const Template::Piece&, const std::string& value) {
  auto out = value;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
}

void append_pairs(std::string& out, const std::vector<Pair>& pairs, const Values& values) {
  for (const auto& pair : pairs) {
    if (pair.is_optional && pair.text.lacks(values)) continue;
    if (!out.empty()) out += '&';
    out += percent_encode(pair.name) + "=" + percent_encode(pair.text.fill(values));
  }
}

std::string url_of(const Request& request, const Values& values, const FollowUp* follow_up) {
  auto base = request.url.fill(values, in_url);
  const auto mark = std::min(base.find('?'), base.size());
  std::string query = mark == base.size() ? "" : base.substr(mark + 1);
  base.resize(mark);
  const auto path = request.path.fill(values, encoded);
  if (!path.empty() && base.ends_with('/')) base.pop_back();
  append_pairs(query, request.query, values);
  if (follow_up != nullptr) append_pairs(query, follow_up->query, values);
  return base + path + (query.empty() ? "" : "?" + query);
}

std::string body_of(const Request& request, const Values& values, const FollowUp* follow_up) {
  switch (request.body) {
    case Body::none:
      break;
    case Body::json: {
      auto document = fill(request.json, values);
      if (follow_up != nullptr && follow_up->json) merge(document, fill(*follow_up->json, values));
      return boost::json::serialize(document);
    }
    case Body::form: {
      std::string out;
      append_pairs(out, request.form, values);
      if (follow_up != nullptr) append_pairs(out, follow_up->form, values);
      return out;
    }
    case Body::text:
      return request.text.fill(values);
  }
  return "";
}

const char* type_of(Body body) {
  if (body == Body::json) return "application/json";
  return body == Body::form ? "application/x-www-form-urlencoded" : "text/plain; charset=utf-8";
}

}  // namespace

HttpRequest request_of(const Settings& settings, const Request& request, const Values& values, const FollowUp* follow_up) {
  HttpRequest out;
  out.method = request.method;
  out.url = url_of(request, values, follow_up);
  out.body = body_of(request, values, follow_up);
  if (request.body != Body::none) out.headers.emplace_back("content-type", type_of(request.body));
  out.headers.emplace_back("user-agent", "Crier");
  for (const auto& header : request.headers) {
    if (!header.is_optional || !header.text.lacks(values)) out.headers.emplace_back(header.name, header.text.fill(values, in_header));
  }
  out.timeout = settings.common.timeout;
  out.guarded = settings.is_recipients_url() && !settings.common.allow_private;
  for (const auto* secret :
       {&settings.token.reveal(), &settings.password.reveal(), &value_of(values, "basic"), &value_of(values, "basic_token")})
    if (!secret->empty()) out.secrets.push_back(*secret);
  for (const auto& [name, value] : values) {
    if (name.starts_with("login.")) out.secrets.push_back(value);
  }
  return out;
}

}  // namespace crier::channels::http
