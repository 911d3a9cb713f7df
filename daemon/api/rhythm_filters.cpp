#include <algorithm>

#include "api/filter_parts.h"
#include "clock/keys.h"
#include "core/moment.h"

namespace crier::api {
namespace {

constexpr Millis kWeek{7LL * 86400 * 1000};
/// A schedule is worked out on the loop, occasion by occasion: more than a year and what holidays need would keep everybody waiting.
constexpr Millis kLongestSchedule{400LL * 86400 * 1000};
constexpr Millis kLongestHours{62LL * 86400 * 1000};
constexpr Millis kLongestHush{30LL * 86400 * 1000};
constexpr std::size_t kLongestLine = 2000;          // bytes, as in events
constexpr std::size_t kLongestReminder = 1U << 20;  // bytes, as an event
constexpr std::size_t kLongestName = 64;

constexpr const char* kNoTimeAhead = "must be a time such as 2026-11-22T14:05:00Z, or a duration from now such as 3d";
const std::vector<std::string> kReminderNames{"at", "audiences", "summary", "title", "name"};

std::optional<UtcTime> read_ahead(std::string_view text, UtcTime now) {
  if (const auto ahead = parse_duration(text)) return now + *ahead;
  return parse_rfc3339(text);
}

bool is_plain(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [more](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || more.find(c) != std::string_view::npos;
  });
}

bool is_reminder_name(std::string_view text) { return !text.empty() && text.size() <= kLongestName && is_plain(text, "._-"); }

/// The time and the id of an entry, as an earlier page said them: "1795633380000:ophknmyzzk7". Anything else would show times that never
/// are.
bool is_place(std::string_view text) {
  constexpr std::int64_t kEndOfYear9999 = 253402300799999;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto time = read_number<std::int64_t>(text.substr(0, colon));
  const auto id = text.substr(colon + 1);
  return time && *time >= 0 && *time <= kEndOfYear9999 && !id.empty() && id.size() <= kLongestName && is_plain(id, "");
}

/// Reads the members of a one-shot reminder that are texts.
void read_reminder_text(const JsonNode& member, const Path& path, core::Reminder& reminder, std::optional<core::Moment>& moment,
                        Faults& faults) {
  if (member.kind != JsonNode::Kind::string) return faults.add(path, "must be a string");
  if (member.name == "summary") {
    if (member.text.find('\0') != std::string_view::npos) return faults.add(path, "must not contain NUL");
    reminder.summary = member.text;
    if (trim(reminder.summary).empty()) faults.add(path, "must say something");
    // Reminders are kept in memory until their time.
    constexpr std::size_t kLongest = std::size_t{16} * 1024;
    if (reminder.summary.size() > kLongest) faults.add(path, "must be at most 16 KiB; say the rest in an update");
    return;
  }
  if (breaks_line(member.text)) return faults.add(path, "is one line: CR, LF and NUL are not allowed");
  if (member.text.size() > kLongestLine) return faults.add(path, "is longer than 2000 bytes");
  if (member.name == "title") {
    reminder.title = member.text;
  } else if (member.name == "name") {
    reminder.name = member.text;
    if (!is_reminder_name(reminder.name)) faults.add(path, "must be 1 to 64 letters, digits, '.', '_' and '-'");
  } else {
    auto parsed = core::parse_moment(member.text);
    if (!parsed) return faults.add(path, parsed.error());
    moment = std::move(*parsed);
  }
}

void read_reminder_audiences(const JsonNode& member, const Path& path, const std::vector<std::string>& known, std::vector<std::string>& to,
                             Faults& faults) {
  if (member.kind != JsonNode::Kind::array) return faults.add(path, "must be an array of strings");
  std::size_t index = 0;
  for (const auto& one : ingest::JsonChildren(member)) {
    const Path at(path, index++);
    if (one.kind != JsonNode::Kind::string) {
      faults.add(at, "must be a string");
    } else if (breaks_line(one.text) || one.text.size() > kLongestLine) {
      faults.add(at, "is one line of at most 2000 bytes");
    } else if (std::find(known.begin(), known.end(), one.text) == known.end()) {
      const auto near = nearest(one.text, known);
      faults.add(at, "there is no audience called " + escape_control(one.text) + (near ? "; did you mean " + *near + "?" : ""));
    } else if (std::find(to.begin(), to.end(), one.text) == to.end()) {
      to.emplace_back(one.text);
    }
  }
  if (index == 0) faults.add(path, "must name an audience: who is reminded");
}

/// The same for the same content: what is sent again after a lost answer is a conflict, not a second message.
std::string made_name(const core::Reminder& reminder, const core::Moment& moment) {
  std::string content = clock::local_text(moment.local) + '\0' + moment.zone.name() + '\0' + reminder.title + '\0' + reminder.summary;
  for (const auto& audience : reminder.audiences) content += '\0' + audience;
  return "reminder-" + clock::entry_id(content, {}).substr(1);
}

}  // namespace

Result<clock::EntryQuery, core::Problem> read_schedule_query(const Query& query, UtcTime now) {
  std::optional<UtcTime> from, until;
  auto out = read_list_query<clock::EntryQuery>(
      query, {"from", "until", "incident", "audience", "occasion", "limit", "after"},
      [&](const std::string& name, const std::string& value, const Path& path, clock::EntryQuery& entry, Faults& faults) {
        if (name == "incident") return read_incident_name(value, path, entry.incident, faults);
        if (name == "audience") {
          entry.audience = value;
        } else if (name == "occasion") {
          entry.kind = core::parse_occasion(value);
          if (!entry.kind || *entry.kind == core::Occasion::event)
            faults.add(path, "must be office-close, office-open, promise, reminder, maintenance or escalation");
        } else {
          const auto time = read_ahead(value, now);
          if (!time) faults.add(path, kNoTimeAhead);
          (name == "from" ? from : until) = time;
        }
      },
      PageSize{1000, "1000"});
  if (!out) return out;
  if (!out->after.empty() && !is_place(out->after))
    return invalid({{"/after", "names no place in this list; pass `next` of an earlier page"}});
  if (from && until && *until < *from) return invalid({{"/until", "must not be before from"}});
  // The list begins after `from`: what is due now is under way, but what is at a time that was named is asked for.
  out->from = from && *from > now ? *from - Millis{1} : now;
  out->until = until.value_or(std::max(from.value_or(now), now) + kWeek);
  if (out->until - out->from > kLongestSchedule + Millis{1}) return invalid({{"/until", "must be at most 400 days after from"}});
  return out;
}

Result<HoursQuery, core::Problem> read_hours_query(const Query& query, UtcTime now) {
  std::optional<UtcTime> from, until;
  HoursQuery out;
  Faults faults;
  const Path top;
  for (const auto& [name, value] : query) {
    const Path path(top, name);
    if (name != "from" && name != "until" && name != "audience") {
      faults.add(path, suggest(name, {"from", "until", "audience"}));
    } else if (name == "audience") {
      out.audience = value;
    } else if (!value.empty()) {
      const auto time = read_ahead(value, now);
      if (!time) faults.add(path, kNoTimeAhead);
      (name == "from" ? from : until) = time;
    }
  }
  if (!faults.empty()) return invalid(faults.take());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const UtcTime monday = day - std::chrono::days{std::chrono::weekday{day}.iso_encoding() - 1};
  out.from = from.value_or(until ? now : monday);
  out.until = until.value_or(out.from + kWeek);
  if (out.until <= out.from || out.until - out.from > kLongestHours)
    return invalid({{"/until", "must be later than from, by at most 62 days"}});
  return out;
}

Result<Millis, ingest::Refusal> read_hush_order(std::string_view text) {
  Body body;
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
  std::optional<Millis> span;
  Faults faults;
  const Path top;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    if (member.name != "for") {
      faults.add(path, suggest(member.name, {"for"}));
      continue;
    }
    if (member.kind == JsonNode::Kind::string) span = parse_duration(member.text);
    if (!span || *span > kLongestHush) faults.add(path, "must be a duration such as 8h, up to 30d; 0s ends it");
  }
  if (faults.empty() && !span) faults.add(Path(top, "for"), "is required: for how long the clock says nothing, such as 8h");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  return *span;
}

Result<core::Reminder, ingest::Refusal> read_reminder(std::string_view text, UtcTime now, const std::vector<std::string>& known) {
  if (text.size() > kLongestReminder)
    return ingest::Refusal{false, {ErrorKind::too_large, "Too large", "A reminder may have at most 1 MiB.", {}}};
  Body body;
  if (const auto parsed = body.parse(text); !parsed) return parsed.error();
  core::Reminder reminder;
  std::optional<core::Moment> moment;
  Faults faults;
  const Path top;
  std::vector<std::string_view> given;
  for (const auto& member : ingest::JsonChildren(body.tree.root())) {
    const Path path(top, member.name);
    given.push_back(member.name);
    if (std::find(kReminderNames.begin(), kReminderNames.end(), member.name) == kReminderNames.end()) {
      faults.add(path, suggest(member.name, kReminderNames));
    } else if (member.name == "audiences") {
      read_reminder_audiences(member, path, known, reminder.audiences, faults);
    } else {
      read_reminder_text(member, path, reminder, moment, faults);
    }
  }
  const auto need = [&](std::string_view name, const char* detail) {
    if (std::find(given.begin(), given.end(), name) == given.end()) faults.add(Path(top, name), detail);
  };
  need("at", "is required: when, such as \"2026-11-23 09:00 Europe/Berlin\"");
  need("audiences", "is required: who is reminded");
  need("summary", "is required: what is said");
  if (moment && moment->at() <= now) faults.add(Path(top, "at"), "is past already");
  if (!faults.empty()) return ingest::Refusal{false, invalid(faults.take())};
  reminder.when = moment->local;
  reminder.timezone = moment->zone;
  if (reminder.name.empty()) reminder.name = made_name(reminder, *moment);
  return reminder;
}

}  // namespace crier::api
