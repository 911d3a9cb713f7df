#include "api/calls.h"
#include "api/rhythm_answers.h"
#include "core/event.h"

namespace crier::api {
namespace {

/// Why the request's body is refused, of a call that needs none.
std::optional<Response> refuse_body(const Request& request) {
  if (auto refused = refuse_type(request)) return refused;
  if (const auto read = read_no_body(request.body); !read) return problem(read.error());
  return std::nullopt;
}

/// What crierd calls the incident, KEY or KEY~n, of which the newest is meant by its key alone; the name as it is if there is none.
Result<std::string> given_name(store::Ledger& ledger, const core::IncidentName& name) {
  const std::string asked = core::incident_name(name.key, name.occurrence);
  store::UpdateFilter filter;
  filter.incident = name.occurrence == 0 ? name.key : name.key + "~" + std::to_string(name.occurrence);
  const auto newest = ledger.updates(filter, 1, "");
  if (!newest) return newest.error();
  return newest->items.empty() ? asked : newest->items.front().incident;
}

}  // namespace

void get_schedule(Context context) {
  auto query = read_schedule_query(context.query, context.parts.clock.utc());
  if (!query) return context.answer(problem(query.error()));
  const auto name = core::parse_incident_name(query->incident);
  if (!name) return context.answer(ok(schedule_json(context.parts.clockwork.list(*query))));
  struct Question {
    clock::EntryQuery query;
    Answer answer;
  };
  auto asked = std::make_shared<Question>(Question{std::move(*query), std::move(context.answer)});
  const bool is_taken = context.parts.reader.ask([asked, name = *name, &parts = context.parts](store::Ledger& ledger) {
    parts.loop.post([asked, given = given_name(ledger, name), &parts] {
      if (!given) return asked->answer(problem(given.error()));
      asked->query.incident = *given;
      asked->answer(ok(schedule_json(parts.clockwork.list(asked->query))));
    });
  });
  if (!is_taken) asked->answer(problem(503, "Too many questions wait; ask again in a moment."));
}

void show_occasion(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  const bool all = sees_all(context.request.peer);
  context.parts.clockwork.show(context.names.at(0),
                               [all, answer = std::move(context.answer)](Result<clock::Shown, core::Problem> shown) mutable {
                                 answer(shown ? ok(shown_json(*shown, all || !shown->entry.restricted)) : problem(shown.error()));
                               });
}

void change_occasion(Context context, bool now) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_body(context.request)) return context.answer(std::move(*refused));
  auto done = [answer = std::move(context.answer)](Result<clock::Entry, core::Problem> entry) mutable {
    answer(entry ? ok(entry_json(*entry)) : problem(entry.error()));
  };
  if (now) return context.parts.clockwork.hasten(context.names.at(0), context.request.peer, std::move(done));
  context.parts.clockwork.skip(context.names.at(0), context.request.peer, std::move(done));
}

void hush_incident(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  const auto name = core::parse_incident_name(context.names.at(0));
  if (!name) return context.answer(problem(404, "There is no incident " + context.names.at(0) + "."));
  const auto span = read_hush_order(context.request.body);
  if (!span) return context.answer(problem(span.error()));
  auto done = [incident = context.names.at(0),
               answer = std::move(context.answer)](Result<std::optional<UtcTime>, core::Problem> until) mutable {
    answer(until ? ok(hushed_json(incident, *until)) : problem(until.error()));
  };
  context.parts.clockwork.hush(*name, *span, context.request.peer, std::move(done));
}

void get_reminders(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  context.answer(ok(reminders_json(context.parts.clockwork.reminders())));
}

void post_reminder(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  if (auto refused = refuse_type(context.request)) return context.answer(std::move(*refused));
  auto reminder = read_reminder(context.request.body, context.parts.clock.utc(), context.parts.snapshot()->rules.audiences);
  if (!reminder) return context.answer(problem(reminder.error()));
  reminder->author = context.request.peer.name;
  auto done = [answer = std::move(context.answer)](Result<clock::Clockwork::ReminderEntry, core::Problem> entry) mutable {
    if (!entry) return answer(problem(entry.error()));
    auto response = ok(reminder_json(*entry));
    response.status = 201;
    answer(std::move(response));
  };
  context.parts.clockwork.add_reminder(std::move(*reminder), context.request.peer, std::move(done));
}

void delete_reminder(Context context) {
  if (const auto valid = read_no_query(context.query); !valid) return context.answer(problem(valid.error()));
  auto done = [answer = std::move(context.answer)](const Result<std::monostate, core::Problem>& removed) mutable {
    answer(removed ? ok("{\"count\":1}") : problem(removed.error()));
  };
  context.parts.clockwork.remove_reminder(context.names.at(0), context.request.peer, std::move(done));
}

void get_hours(Context context) {
  const UtcTime now = context.parts.clock.utc();
  const auto query = read_hours_query(context.query, now);
  if (!query) return context.answer(problem(query.error()));
  const auto snapshot = context.parts.snapshot();
  if (!query->audience.empty() && !snapshot->audiences.contains(query->audience))
    return context.answer(problem(404, "There is no audience " + query->audience + "."));
  context.answer(ok(hours_json(*snapshot, *query, now)));
}

}  // namespace crier::api
