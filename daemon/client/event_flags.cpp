#include "client/event_flags.h"

#include "base/crypto.h"
#include "base/text.h"
#include "client/draft_library.h"
#include "client/moments.h"
#include "client/table.h"
#include "client/tool.h"
#include "core/moment.h"
#include "ingest/draft_markdown.h"

namespace crier::client {
namespace {

using core::Event;

Failure draft_failure(const std::string& path, const std::vector<ingest::LineFault>& faults) {
  Failure failure{refused, {}};
  for (const auto& fault : faults) {
    if (!failure.text.empty()) failure.text += "\n  ";
    failure.text += path + ":" + std::to_string(fault.line) + ": " + printable(fault.detail);
  }
  return failure;
}

/// Reads flags into an event; the first value that is wrong is the failure.
class Reader {
 public:
  Reader(const EventFlags& flags, Event& event, World& world) : flags_(flags), event_(event), world_(world) {}

  [[nodiscard]] std::optional<Failure> read() {
    texts();
    word("--impact", flags_.impact, event_.impact, &core::parse_impact, "none, minor, major, critical");
    word("--status", flags_.status, event_.status, &core::parse_status, "investigating, identified, monitoring, resolved");
    word("--overnight", flags_.overnight, event_.overnight, &core::parse_overnight, "continues, on-call, pauses");
    window();
    if (flags_.began) event_.began = moment("--began", *flags_.began);
    if (flags_.ended) event_.ended = moment("--ended", *flags_.ended);
    next_update();
    lists();
    switches();
    return failure_;
  }

 private:
  void texts() {
    if (flags_.title) event_.title = *flags_.title;
    if (flags_.contact) event_.contact = *flags_.contact;
    const auto text = [](const std::optional<std::string>& flag, std::string& to) {
      if (flag) to = *flag;
    };
    text(flags_.summary, event_.summary);
    text(flags_.now, event_.consequences.now);
    text(flags_.expected, event_.consequences.expected);
    text(flags_.permanent, event_.consequences.permanent);
    text(flags_.details, event_.details);
    text(flags_.workaround, event_.workaround);
    text(flags_.root_cause, event_.root_cause);
    text(flags_.author, event_.author);
    one_line("--title", flags_.title);
    one_line("--contact", flags_.contact);
    one_line("--author", flags_.author);
  }

  /// A flag that is not given leaves what the file says.
  void switches() {
    event_.draft = event_.draft || flags_.draft;
    event_.announce = event_.announce && !flags_.quiet;
    event_.restricted = event_.restricted || flags_.restricted;
    event_.widen = event_.widen || flags_.widen;
    event_.exercise = event_.exercise || flags_.exercise;
    event_.anyway = event_.anyway || flags_.anyway;
    if (flags_.corrects) event_.corrects = flags_.corrects;
    if (flags_.confirm) event_.confirm = flags_.confirm;
    if (breaks_line(flags_.id) || flags_.id.size() > 256) fail("--id is one line of at most 256 bytes");
    if (event_.corrects && *event_.corrects < 1) fail("N is the number of an update, from 1 on");
    if (event_.confirm && *event_.confirm < 0) fail("--confirm is the number of recipients that was shown");
  }

  void lists() {
    if (!flags_.services.empty()) event_.services = flags_.services;
    if (!flags_.audiences.empty()) event_.audiences = flags_.audiences;
    if (!flags_.drop_audiences.empty()) event_.drop_audiences = flags_.drop_audiences;
    if (!flags_.done.empty()) event_.actions.done = flags_.done;
    if (!flags_.planned.empty()) event_.actions.planned = flags_.planned;
    for (const auto& label : flags_.labels) {
      const auto equals = label.find('=');
      if (equals == std::string::npos || equals == 0) {
        fail("--label has the form name=value, not " + label);
      } else {
        event_.labels[label.substr(0, equals)] = label.substr(equals + 1);
      }
    }
  }

  void next_update() {
    if (!flags_.next_update) return;
    event_.next_update.reset();
    event_.next_update_in = parse_duration(*flags_.next_update);
    if (!event_.next_update_in) event_.next_update = moment("--next-update is a duration such as 45m, or a time", *flags_.next_update);
  }

  /// The times of maintenance; a duration counts from now for its start, and from its start for its end.
  void window() {
    if (flags_.starts) {
      const auto ahead = parse_duration(*flags_.starts);
      event_.starts = ahead ? std::optional(world_.now() + *ahead) : moment("--starts", *flags_.starts);
    }
    if (flags_.ends) {
      const auto length = parse_duration(*flags_.ends);
      if (length && !event_.starts) fail("--ends as a duration counts from --starts; say when it starts, or --extend " + *flags_.ends);
      event_.ends = length ? (event_.starts ? std::optional(*event_.starts + *length) : std::nullopt) : moment("--ends", *flags_.ends);
    }
    if (flags_.extend) {
      event_.extend = parse_duration(*flags_.extend);
      if (!event_.extend || event_.extend->count() <= 0) fail("--extend is a duration such as 1h, not " + *flags_.extend);
    }
  }

  std::optional<UtcTime> moment(const std::string& name, const std::string& text) {
    const auto parsed = core::parse_moment(text, home_zone(world_));
    if (parsed) return parsed->at();
    fail(name + ": " + parsed.error());
    return std::nullopt;
  }

  template <class E>
  void word(const std::string& name, const std::optional<std::string>& flag, std::optional<E>& to,
            std::optional<E> (*parse)(std::string_view), const std::string& words) {
    if (!flag) return;
    to = parse(*flag);
    if (!to) fail(name + " is one of " + words + ", not " + *flag);
  }

  void one_line(const std::string& name, const std::optional<std::string>& flag) {
    if (flag && breaks_line(*flag)) fail(name + " is one line");
  }

  void fail(const std::string& text) {
    if (!failure_) failure_ = Failure{usage, printable(text) + "."};
  }

  const EventFlags& flags_;
  Event& event_;
  World& world_;
  std::optional<Failure> failure_;
};

/// The words of a draft file, or of a draft for what comes again.
std::optional<Failure> read_words(core::Action action, const EventFlags& flags, World& world, Event& event) {
  if (flags.file.empty() && flags.from.empty()) return std::nullopt;
  if (!flags.file.empty() && !flags.from.empty()) return Failure{usage, "Say one of --file and --from."};
  const auto text = flags.file.empty() ? find_draft(flags.from, world) : read_file(world, flags.file);
  if (!text) return text.error();
  auto read = read_draft_for(action, flags.key, flags.file.empty() ? flags.from : flags.file, *text);
  if (!read) {
    auto failure = read.error();
    if (!flags.from.empty()) failure.text += "; to say it: the same with --edit";
    return failure;
  }
  event = std::move(*read);
  return std::nullopt;
}

}  // namespace

Result<Event, Failure> read_draft_for(core::Action action, const std::string& key, const std::string& name, std::string_view text) {
  auto draft = ingest::read_draft(text);
  if (!draft) return draft_failure(name, draft.error());
  if (draft->has_action && draft->event.action != action) {
    return Failure{usage, name + " is of action " + std::string(to_text(draft->event.action)) +
                              "; use that command, or take the action out of the file."};
  }
  if (!draft->event.incident.empty() && !key.empty() && draft->event.incident != key)
    return Failure{usage, name + " is of incident " + draft->event.incident + ", not " + key + "."};
  return std::move(draft->event);
}

std::string new_id(World& world) { return "crier-" + to_hex(world.random(12)); }

std::optional<Failure> apply_flags(const EventFlags& flags, Event& event, World& world) {
  if (!flags.key.empty()) event.incident = flags.key;
  if (auto failure = Reader(flags, event, world).read()) return failure;
  if (event.action != core::Action::notice && !core::is_incident_key(event.incident))
    return Failure{usage, "KEY has 1 to 128 of A-Z a-z 0-9 . _ : / -, not " + printable(event.incident) + "."};
  if (!flags.id.empty()) event.id = flags.id;
  if (event.id.empty()) event.id = new_id(world);
  return std::nullopt;
}

Result<Event, Failure> make_event(core::Action action, const EventFlags& flags, World& world) {
  Event event;
  if (auto failure = read_words(action, flags, world, event)) return std::move(*failure);
  event.action = action;
  if (auto failure = apply_flags(flags, event, world)) return std::move(*failure);
  return event;
}

Result<Event, Failure> reword_event(const Event& event, const std::string& path, std::string_view text) {
  auto draft = ingest::read_draft(text);
  if (!draft) return draft_failure(path, draft.error());
  if (!draft->event.incident.empty() && draft->event.incident != event.incident)
    return Failure{usage, path + " is of incident " + draft->event.incident + ", not " + event.incident + "."};
  draft->event.action = event.action;
  draft->event.incident = event.incident;
  return std::move(draft->event);
}

}  // namespace crier::client
