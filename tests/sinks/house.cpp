#include "sinks/house.h"

#include "base/text.h"

namespace crier::sinks {
namespace {

std::vector<std::string> keys_of(const std::vector<std::string>& secrets) {
  std::vector<std::string> keys;
  for (const std::string& secret : secrets) {
    if (auto key = webhook_key(secret)) keys.push_back(*key);
  }
  return keys;
}

/// The answer that a fault puts in place of the receiver's own, or adds to it.
Answer changed(const Fault& fault, const std::string& receiver, const Request& request, Answer answer) {
  if (!fault.error.empty() && receiver == "slack") answer = SlackService::error(request, fault.error);
  if (fault.status != 0) answer = {fault.status, {}, ""};
  if (fault.body) answer.body = *fault.body;
  for (const auto& field : fault.headers) answer.headers.push_back(field);
  return answer;
}

}  // namespace

House::House(const Options& options)
    : smtp_(options.smtp), slack_(options.slack), x_(options.x), webhook_(keys_of(options.webhook_secrets)) {}

SmtpDialogue::World House::smtp_world(std::function<UtcTime()> now) {
  const auto keep = [this, now = std::move(now)](const Mail& mail, const std::vector<std::string>& problems) {
    boost::json::object line{{"helo", mail.helo}, {"tls", mail.tls}, {"user", mail.user}, {"from", mail.from}};
    const auto list = [](const std::vector<std::string>& texts) {
      boost::json::array all;
      for (const std::string& text : texts) all.emplace_back(text);
      return all;
    };
    line["to"] = list(mail.to);
    line["from_parameters"] = list(mail.from_parameters);
    line["to_parameters"] = list(mail.to_parameters);
    if (!problems.empty()) line["problems"] = list(problems);
    const Parsed parsed = parse_header(mail.data);
    for (const auto& [name, value] : parsed.fields) {
      if (to_lower_ascii(name) != "message-id") continue;
      line["message_id"] = value;
      line["duplicate"] = !message_ids_.insert(value).second;
    }
    record_.accepted("smtp", now(), std::move(line), parsed.fields, mail.data.substr(parsed.body));
  };
  return {plan_, greylisted_, keep, [this](const std::string& why) { record_.refused("smtp", why); }, [this] { record_.fault("smtp"); }};
}

Verdict House::serve(const std::string& receiver, const Request& request, UtcTime now) {
  if (receiver == "slack") return slack_.handle(request, now);
  if (receiver == "x") return x_.handle(request, now);
  return webhook_.handle(request, now);
}

Outgoing House::handle(const std::string& receiver, const Request& request, UtcTime now) {
  Outgoing outgoing;
  outgoing.fault = plan_.take(receiver, "request", request.target + "\n" + request.body);
  if (outgoing.fault) record_.fault(receiver);
  const Fault* fault = outgoing.fault ? &*outgoing.fault : nullptr;
  const bool answers_otherwise = fault && (fault->status != 0 || !fault->error.empty() || fault->hang);
  if (!answers_otherwise || fault->received || fault->cut != Fault::Cut::none) {
    Verdict verdict = serve(receiver, request, now);
    if (verdict.accepted) record_.accepted(receiver, now, std::move(*verdict.accepted), request.headers, request.body);
    if (!verdict.refusal.empty()) record_.refused(receiver, verdict.refusal);
    outgoing.answer = std::move(verdict.answer);
  }
  if (fault) outgoing.answer = changed(*fault, receiver, request, std::move(outgoing.answer));
  return outgoing;
}

Answer House::control(const Request& request, const std::function<bool(const std::string&, bool)>& listen) {
  const std::string path = request.path();
  const std::string receiver = path.size() < request.target.size() ? request.target.substr(path.size() + 1) : "";
  const std::string call = request.method + " " + path;
  if (call == "GET /counts") return json_answer(200, record_.counts());
  if (call == "GET /records") return json_answer(200, record_.latest());
  if (path == "/plan") return change_plan(request, receiver);
  if (call == "POST /smtp") return change_smtp(request.body);
  if (call == "POST /refuse" || call == "POST /listen") {
    if (!listen(receiver, path == "/listen")) return json_answer(404, {{"error", "There is no receiver \"" + receiver + "\"."}});
    return json_answer(200, boost::json::object{});
  }
  if (call == "POST /reset") {
    plan_.clear("");
    record_.forget();
    slack_.forget();
    x_.forget();
    webhook_.forget();
    greylisted_.clear();
    message_ids_.clear();
    return json_answer(200, boost::json::object{});
  }
  return json_answer(404, {{"error", "There is no call " + call + "; see --help."}});
}

Answer House::change_plan(const Request& request, const std::string& receiver) {
  if (request.method == "DELETE") {
    plan_.clear(receiver);
  } else if (request.method == "POST") {
    Result<std::vector<Fault>> faults = parse_faults(request.body);
    if (!faults) return json_answer(400, {{"error", faults.error().text}});
    plan_.add(std::move(*faults));
  }
  return json_answer(200, {{"planned", plan_.size()}});
}

Answer House::change_smtp(const std::string& body) {
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(body, error);
  if (error || !document.is_object()) return json_answer(400, {{"error", "POST /smtp takes an object of names and true or false."}});
  for (const auto& field : document.as_object()) {
    if (!field.value().is_bool() || !switch_smtp(smtp_, std::string(field.key()), field.value().as_bool())) {
      return json_answer(400, {{"error", "\"" + std::string(field.key()) + "\" cannot be switched so; see --help."}});
    }
  }
  return json_answer(200, boost::json::object{});
}

}  // namespace crier::sinks
