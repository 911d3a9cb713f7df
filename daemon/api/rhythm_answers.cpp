#include "api/rhythm_answers.h"

#include <algorithm>

#include "api/answer_parts.h"
#include "clock/keys.h"
#include "core/civil_time.h"

namespace crier::api {
namespace {

void text_or_null(JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  text.empty() ? json.null() : json.value(text);
}

void entry_members(JsonWriter& json, const clock::Entry& entry) {
  json.member("id", entry.id);
  member(json, "at", std::optional(entry.at));
  json.member("local", core::format_local(entry.at, entry.timezone));
  json.member("timezone", entry.timezone.name());
  json.member("occasion", to_text(entry.kind));
  json.member("stage", entry.stage);
  text_or_null(json, "incident", entry.incident);
  text_or_null(json, "audience", entry.audience);
  json.member("reason", entry.reason);
  if (!entry.name.empty()) json.member("name", entry.name);
  json.member("state", entry.state);
}

void reminder_members(JsonWriter& json, const clock::Clockwork::ReminderEntry& entry) {
  const core::Reminder& reminder = entry.reminder;
  json.member("name", reminder.name);
  member(json, "at", entry.at);
  json.key("local");
  entry.at ? json.value(core::format_local(*entry.at, reminder.timezone)) : json.null();
  json.member("timezone", reminder.timezone.name());
  const auto* cron = std::get_if<core::Cron>(&reminder.when);
  text_or_null(json, "cron", cron == nullptr ? "" : cron->text());
  member(json, "audiences", reminder.audiences);
  json.member("title", reminder.title);
  json.member("summary", reminder.summary);
  json.member("author", reminder.author);
}

/// The stretches of an office that lie in the window, clipped to it.
std::vector<core::OfficeHours::Span> spans_of(const core::OfficeHours& office, UtcTime from, UtcTime until) {
  std::vector<core::OfficeHours::Span> all;
  const auto first = std::chrono::floor<std::chrono::days>(core::local_time_of(from, office.zone())) - std::chrono::days{2};
  const auto last = std::chrono::floor<std::chrono::days>(core::local_time_of(until, office.zone()));
  for (auto day = first; day <= last; day += std::chrono::days{1}) {
    for (auto span : office.spans(core::LocalDate{day})) {
      span.from = std::max(span.from, from);
      span.until = std::min(span.until, until);
      if (span.from >= span.until) continue;
      if (!all.empty() && all.back().until >= span.from) {
        all.back().until = std::max(all.back().until, span.until);
      } else {
        all.push_back(span);
      }
    }
  }
  return all;
}

struct Holiday {
  std::string date, name;
};

std::vector<Holiday> holidays_of(const core::OfficeHours& office, UtcTime from, UtcTime until) {
  std::vector<Holiday> all;
  const auto first = std::chrono::floor<std::chrono::days>(core::local_time_of(from, office.zone()));
  const auto last = std::chrono::floor<std::chrono::days>(core::local_time_of(until - Millis{1}, office.zone()));
  for (auto day = first; day <= last; day += std::chrono::days{1}) {
    const core::LocalDate date{day};
    if (auto name = office.holiday(date)) all.push_back({clock::date_text(date), std::move(*name)});
  }
  return all;
}

std::optional<UtcTime> time_of(const std::optional<core::OfficeTurn>& turn) { return turn ? std::optional(turn->at) : std::nullopt; }

void hours_members(JsonWriter& json, const core::Audience& audience, const HoursQuery& query, UtcTime now) {
  const core::OfficeHours& office = *audience.office_hours;
  json.member("name", audience.name);
  json.member("timezone", audience.timezone.name());
  array(json, "open", spans_of(office, query.from, query.until), [&](const core::OfficeHours::Span& span) {
    member(json, "from", std::optional(span.from));
    member(json, "until", std::optional(span.until));
  });
  array(json, "holidays", holidays_of(office, query.from, query.until), [&](const Holiday& holiday) {
    json.member("date", holiday.date);
    json.member("name", holiday.name);
  });
  json.member("is_open", office.is_open(now));
  member(json, "next_open", time_of(office.next_open(now)));
  member(json, "next_close", time_of(office.next_close(now)));
  json.member("deliver", audience.quiet ? "office-hours" : "always");
}

}  // namespace

std::string schedule_json(const clock::EntryPage& page) {
  return object([&](JsonWriter& json) {
    array(json, "occasions", page.entries, [&](const clock::Entry& entry) { entry_members(json, entry); });
    next(json, page.next);
  });
}

std::string entry_json(const clock::Entry& entry) {
  return object([&](JsonWriter& json) { entry_members(json, entry); });
}

std::string shown_json(const clock::Shown& shown, bool shows) {
  return object([&](JsonWriter& json) {
    entry_members(json, shown.entry);
    text_or_null(json, "needless", shown.needless);
    array(json, "messages", shows ? shown.messages : std::vector<announce::Preview::Message>(), [&](const announce::Preview::Message& one) {
      json.member("audience", one.count.audience);
      json.member("channel", one.count.channel);
      json.member("recipients", one.count.recipients);
      json.member("language", one.message.language);
      json.member("subject", one.message.subject);
      json.member("text", one.message.text);
      json.member("html", one.message.html);
      member(json, "parts", one.message.parts);
    });
    array(json, "operators", shows ? shown.letters : std::vector<core::OperatorWords>(), [&](const core::OperatorWords& words) {
      json.member("title", words.title);
      member(json, "facts", words.facts);
      member(json, "commands", words.commands);
    });
  });
}

std::string hushed_json(const std::string& incident, const std::optional<UtcTime>& until) {
  return object([&](JsonWriter& json) {
    json.member("incident", incident);
    member(json, "hushed", until);
  });
}

std::string reminders_json(const std::vector<clock::Clockwork::ReminderEntry>& reminders) {
  return object([&](JsonWriter& json) {
    array(json, "reminders", reminders, [&](const clock::Clockwork::ReminderEntry& entry) { reminder_members(json, entry); });
  });
}

std::string reminder_json(const clock::Clockwork::ReminderEntry& reminder) {
  return object([&](JsonWriter& json) { reminder_members(json, reminder); });
}

std::string hours_json(const config::Snapshot& snapshot, const HoursQuery& query, UtcTime now) {
  std::vector<const core::Audience*> all;
  for (const auto& [name, audience] : snapshot.audiences) {
    if (audience.office_hours && (query.audience.empty() || query.audience == name)) all.push_back(&audience);
  }
  return object([&](JsonWriter& json) {
    array(json, "audiences", all, [&](const core::Audience* audience) { hours_members(json, *audience, query, now); });
  });
}

}  // namespace crier::api
