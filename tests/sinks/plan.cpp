#include "sinks/plan.h"

#include <map>

#include "base/crypto.h"

namespace crier::sinks {
namespace {

using boost::json::value;

Error wrong(std::string_view key, const std::string& what) { return {ErrorKind::invalid, "\"" + std::string(key) + "\" " + what + "."}; }

const std::map<std::string, Fault::Cut, std::less<>> kCuts{
    {"connect", Fault::Cut::connect}, {"request", Fault::Cut::request}, {"received", Fault::Cut::received}, {"answer", Fault::Cut::answer}};

std::optional<Error> set_text(Fault& fault, std::string_view key, const std::string& text) {
  if (key == "receiver") {
    if (text != "smtp" && text != "slack" && text != "x" && text != "webhook") return wrong(key, "is none of smtp, slack, x and webhook");
    fault.receiver = text;
  } else if (key == "stage") {
    fault.stage = text;
  } else if (key == "match") {
    fault.match = text;
  } else if (key == "body") {
    fault.body = text;
  } else if (key == "body_base64") {
    fault.body = base64_decode(text);
    if (!fault.body) return wrong(key, "is not base64");
  } else if (key == "error") {
    fault.error = text;
  } else if (key == "reply") {
    fault.reply = text;
  } else if (key == "retry_after") {
    fault.headers.emplace_back("retry-after", text);
  } else if (key == "cut") {
    const auto at = kCuts.find(text);
    if (at == kCuts.end()) return wrong(key, "is none of connect, request, received and answer");
    fault.cut = at->second;
  } else {
    return wrong(key, "is no key that takes a text");
  }
  return std::nullopt;
}

std::optional<Error> set_number(Fault& fault, std::string_view key, std::int64_t number) {
  if (key == "times") {
    fault.times = number;
  } else if (key == "after") {
    fault.after = number;
  } else if (key == "status") {
    fault.status = static_cast<int>(number);
  } else if (key == "delay_ms") {
    fault.delay = Millis{number};
  } else if (key == "drip_ms") {
    fault.drip = Millis{number};
  } else if (key == "retry_after") {
    fault.headers.emplace_back("retry-after", std::to_string(number));
  } else {
    return wrong(key, "is no key that takes a number");
  }
  return std::nullopt;
}

std::optional<Error> set_flag(Fault& fault, std::string_view key, bool flag) {
  if (key == "hang") {
    fault.hang = flag;
  } else if (key == "received") {
    fault.received = flag;
  } else if (key == "close") {
    fault.close = flag;
  } else if (key == "chunked") {
    fault.chunked = flag;
  } else {
    return wrong(key, "is no key that is true or false");
  }
  return std::nullopt;
}

std::optional<Error> set(Fault& fault, std::string_view key, const value& of) {
  if (of.is_string()) return set_text(fault, key, std::string(of.as_string()));
  if (of.is_int64()) return set_number(fault, key, of.as_int64());
  if (of.is_bool()) return set_flag(fault, key, of.as_bool());
  if (key == "headers" && of.is_object()) {
    for (const auto& field : of.as_object()) {
      if (!field.value().is_string()) return wrong(key, "has a field whose value is no text");
      fault.headers.emplace_back(std::string(field.key()), std::string(field.value().as_string()));
    }
    return std::nullopt;
  }
  return wrong(key, "has a value of the wrong kind");
}

bool happens_at(const Fault& fault, std::string_view stage) {
  if (fault.cut == Fault::Cut::connect || stage == "connect") return fault.cut == Fault::Cut::connect && stage == "connect";
  if (fault.receiver != "smtp") return stage == (fault.cut == Fault::Cut::request ? "header" : "request");
  return fault.stage == stage || (fault.stage.empty() && stage != "greeting");
}

}  // namespace

Result<Fault> parse_fault(const value& document) {
  if (!document.is_object()) return Error{ErrorKind::invalid, "A fault is a JSON object."};
  Fault fault;
  for (const auto& field : document.as_object()) {
    if (const std::optional<Error> error = set(fault, field.key(), field.value())) return *error;
  }
  if (fault.receiver.empty()) return wrong("receiver", "is missing");
  if (fault.times == 0 || fault.times < -1) return wrong("times", "is neither positive nor -1");
  return fault;
}

Result<std::vector<Fault>> parse_faults(std::string_view text) {
  boost::system::error_code error;
  const value document = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) return Error{ErrorKind::invalid, "The plan is not JSON: " + error.message() + "."};
  std::vector<Fault> faults;
  const auto add = [&](const value& one) -> std::optional<Error> {
    Result<Fault> fault = parse_fault(one);
    if (!fault) return fault.error();
    faults.push_back(std::move(*fault));
    return std::nullopt;
  };
  if (!document.is_array()) {
    if (const auto failed = add(document)) return *failed;
    return faults;
  }
  for (const value& one : document.as_array()) {
    if (const auto failed = add(one)) return *failed;
  }
  return faults;
}

void Plan::add(std::vector<Fault> faults) {
  for (Fault& fault : faults) faults_.push_back(std::move(fault));
}

void Plan::clear(const std::string& receiver) {
  faults_.remove_if([&](const Fault& fault) { return receiver.empty() || fault.receiver == receiver; });
}

std::optional<Fault> Plan::take(std::string_view receiver, std::string_view stage, std::string_view text) {
  for (auto at = faults_.begin(); at != faults_.end(); ++at) {
    if (at->receiver != receiver) continue;
    if (!at->match.empty() && text.find(at->match) == std::string_view::npos) continue;
    if (!happens_at(*at, stage)) {
      // An earlier fault will have this request once it is read whole, so a later one must not cut it before.
      if (stage == "header" && at->after == 0 && at->cut != Fault::Cut::connect) return std::nullopt;
      continue;
    }
    if (at->after > 0) {
      --at->after;
      continue;
    }
    Fault fault = *at;
    if (at->times > 0 && --at->times == 0) faults_.erase(at);
    return fault;
  }
  return std::nullopt;
}

}  // namespace crier::sinks
