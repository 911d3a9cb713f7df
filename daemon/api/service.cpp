#include "api/service.h"

#include "api/calls.h"
#include "api/routes.h"
#include "api/target.h"
#include "base/text.h"

namespace crier::api {
namespace {

/// Why the peer may not make the call; none if it may.
std::optional<Response> refuse_peer(const core::Peer& peer, Need need) {
  if (may(peer, need)) return std::nullopt;
  if (peer.by_token && peer.right == core::Right::none)
    return problem(401, "This door needs a token that it knows; send it as \"Authorization: Bearer …\".");
  const char* asks = need == Need::operate ? "operate" : need == Need::publish ? "publish" : "read";
  return problem(403, (peer.name.empty() ? std::string("You") : peer.name) + " may not do this: it needs the right to " + asks +
                          " (`access` or `may` in the configuration).");
}

class Service final : public Handler {
 public:
  explicit Service(Parts parts) : parts_(std::move(parts)) {}

  void handle(Request request, Answer answer) override {
    auto target = parse_target(request.target);
    if (!target) return answer(problem(400, "The path or query is not valid percent-encoded UTF-8 on one line."));
    auto found = find_route(request.method, target->segments);
    if (found.route == nullptr && found.allow.empty()) return answer(problem(404, "There is no such path; docs/api.md lists the calls."));
    if (found.route == nullptr) {
      auto response = problem(405, "This path does not take " + request.method + "; it takes " + found.allow + ".");
      response.headers.emplace_back("Allow", found.allow);
      return answer(std::move(response));
    }
    if (auto refused = refuse_peer(request.peer, found.route->need)) return answer(std::move(*refused));
    call(found.route->call, Context{parts_, std::move(request), std::move(found.names), std::move(target->query), std::move(answer)});
  }

  void subscribe(const Request& request, Answer refuse, UniqueFunction<bool(std::string_view)> send) override {
    const auto target = parse_target(request.target);
    if (!target) return refuse(problem(400, "The path or query is not valid percent-encoded UTF-8 on one line."));
    if (auto refused = refuse_peer(request.peer, Need::read)) return refuse(std::move(*refused));
    if (const auto valid = read_no_query(target->query); !valid) return refuse(problem(valid.error()));
    parts_.stream.subscribe(request.header("last-event-id"), std::move(send));
  }

 private:
  void call(Call what, Context context) {
    switch (what) {
      case Call::events:
        return post_events(std::move(context));
      case Call::monitor_document:
        return post_monitor_document(std::move(context), board_);
      case Call::alerts:
        return post_alerts(std::move(context), board_);
      case Call::preview:
        return post_preview(std::move(context));
      case Call::check:
        return post_check(std::move(context));
      case Call::incidents:
        return get_incidents(std::move(context));
      case Call::incident:
        return get_incident(std::move(context));
      case Call::updates:
        return get_updates(std::move(context));
      case Call::approve:
        return approve_update(std::move(context), true);
      case Call::withdraw:
        return withdraw_update(std::move(context), true);
      case Call::stop:
        return stop_update(std::move(context));
      case Call::approve_draft:
        return approve_update(std::move(context), false);
      case Call::withdraw_draft:
        return withdraw_update(std::move(context), false);
      case Call::log:
        return get_log(std::move(context));
      case Call::whoami:
        return get_whoami(std::move(context));
      case Call::deliveries:
        return get_deliveries(std::move(context));
      case Call::delivery:
        return get_delivery(std::move(context));
      case Call::retry_one:
        return change_delivery(std::move(context), true);
      case Call::cancel_one:
        return change_delivery(std::move(context), false);
      case Call::retry_many:
        return change_deliveries(std::move(context), true);
      case Call::cancel_many:
        return change_deliveries(std::move(context), false);
      case Call::channels:
        return get_channels(std::move(context));
      case Call::pause:
        return pause_channel(std::move(context));
      case Call::resume:
        return resume_channel(std::move(context));
      case Call::test:
        return test_channel(std::move(context));
      case Call::suppressions:
        return get_suppressions(std::move(context));
      case Call::lift:
        return lift_suppression(std::move(context));
      case Call::metrics:
        return get_metrics(std::move(context));
      case Call::healthz:
        return get_health(std::move(context));
      case Call::readyz:
        return get_readiness(std::move(context));
      case Call::schedule:
        return get_schedule(std::move(context));
      case Call::occasion:
        return show_occasion(std::move(context));
      case Call::skip:
        return change_occasion(std::move(context), false);
      case Call::now:
        return change_occasion(std::move(context), true);
      case Call::hush:
        return hush_incident(std::move(context));
      case Call::reminders:
        return get_reminders(std::move(context));
      case Call::remind:
        return post_reminder(std::move(context));
      case Call::forget_reminder:
        return delete_reminder(std::move(context));
      case Call::hours:
        return get_hours(std::move(context));
      case Call::silences:
        return get_silences(std::move(context));
      case Call::silence:
        return post_silence(std::move(context));
      case Call::end_silence:
        return end_silence(std::move(context));
      case Call::stream:
        return context.answer(problem(500, "The stream was asked for as a single answer; this is a fault of crierd."));
      case Call::unbuilt:
        return context.answer(problem(501, "This call is not built in this release; nothing was done."));
    }
  }

  Parts parts_;
  ingest::AlertBoard board_;
};

}  // namespace

std::string media_type(std::string_view content_type) { return to_lower_ascii(trim(content_type.substr(0, content_type.find(';')))); }

std::optional<Response> refuse_type(const Request& request) {
  const auto type = media_type(request.header("content-type"));
  if (request.body.empty() || type.empty() || type == "application/json") return std::nullopt;
  return problem(415, "The body must be application/json.");
}

Response problem(const ingest::Refusal& refusal) {
  if (refusal.malformed) return problem(400, refusal.problem.title, refusal.problem.detail, refusal.problem.faults);
  return problem(refusal.problem);
}

void ask(const Parts& parts, Answer answer, UniqueFunction<Response(store::Ledger&)> question) {
  auto shared = std::make_shared<Answer>(std::move(answer));
  const bool taken = parts.reader.ask([&loop = parts.loop, shared, question = std::move(question)](store::Ledger& ledger) mutable {
    loop.post([shared, response = question(ledger)]() mutable { (*shared)(std::move(response)); });
  });
  if (!taken) (*shared)(problem(503, "Too many questions wait; ask again in a moment."));
}

std::unique_ptr<Handler> make_service(Parts parts) { return std::make_unique<Service>(std::move(parts)); }

}  // namespace crier::api
