#include "core/operator_words.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "core/event.h"

namespace crier::core {
namespace {

constexpr std::size_t kReason = 400;  // bytes; a report of the configuration may be long, its command shows the rest
constexpr std::size_t kQuoted = 1500;
constexpr std::string_view kQuote = "> ";

/// "2026-11-22 14:05 UTC": audiences differ in their zones, operators read one clock.
std::string clock(UtcTime time) {
  const std::string text = format_rfc3339(time);
  return text.substr(0, 10) + ' ' + text.substr(11, 5) + " UTC";
}

std::string times(std::int64_t count) { return count == 1 ? "" : " (" + std::to_string(count) + " times)"; }

std::string deliveries(std::int64_t count) { return std::to_string(count) + (count == 1 ? " delivery" : " deliveries"); }

/// At most so many bytes, never within a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

void quote(std::vector<std::string>& facts, std::string_view text, std::size_t most) {
  const std::string_view all = trim(text);
  const std::string_view shown = cut(all, most);
  for (const std::string_view line : split(shown, '\n')) facts.push_back(std::string(kQuote) + std::string(line));
  if (shown.size() < all.size()) facts.back() += " …";
}

void put_reason(std::vector<std::string>& facts, const Happening& happening) {
  if (trim(happening.reason).empty()) return;
  quote(facts, happening.reason, kReason);
}

/// Where to look and where to act, for deliveries of a channel and an incident.
std::string filter(const Happening& happening) {
  std::string text = " --channel " + happening.channel;
  if (!happening.incident.empty()) text += " --incident " + happening.incident;
  return text;
}

std::string of_incident(const Happening& happening) { return happening.incident.empty() ? "" : " of incident " + happening.incident; }

/// One matter: its line, and below it the facts.
class Telling {
 public:
  Telling(const OperatorNotice::Item& item, OperatorWords& words) : newest_(item.newest), count_(item.count), words_(words) {}

  [[nodiscard]] std::string title() const;
  void facts();

 private:
  void set_aside_facts();
  void channel_facts();
  void fault_facts();
  void dead_letter_facts();
  void command(std::string text) {
    auto& all = words_.commands;
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
  void fact(std::string text) { words_.facts.push_back(std::move(text)); }

  const Happening& newest_;
  std::int64_t count_;
  OperatorWords& words_;
};

std::string Telling::title() const {
  const std::string channel = "channel " + newest_.channel;
  switch (newest_.matter) {
    case Matter::not_released:
      return "Not announced: update " + std::to_string(newest_.update) + of_incident(newest_);
    case Matter::held_back:
      return "what a monitor said" + of_incident(newest_) + " waits for the end of maintenance " + newest_.maintenance;
    case Matter::set_aside:
      return "a monitor reports worse" + of_incident(newest_) + " than what was told";
    case Matter::blocked:
      return channel + " is blocked";
    case Matter::silent:
      return channel + " does not get through";
    case Matter::closed_long:
      return channel + " has sent nothing for 30 minutes";
    case Matter::recovered:
      return channel + " sends again";
    case Matter::failed:
      return deliveries(count_) + of_incident(newest_) + " failed on " + channel;
    case Matter::expired:
      return deliveries(count_) + of_incident(newest_) + " expired on " + channel;
    case Matter::reload_refused:
      return "the new configuration was refused";
    case Matter::file_failed:
      return "a recipients' file cannot be used";
    case Matter::store_full:
      return "the disk is full: nothing is accepted";
    case Matter::store_room:
      return "there is space again: events are accepted";
  }
  return "";
}

void Telling::channel_facts() {
  const std::string& name = newest_.channel;
  const std::string since = newest_.since == UtcTime{} ? "" : " since " + clock(newest_.since);
  if (newest_.matter == Matter::recovered) {
    fact("Channel " + name + " sends again; it had sent nothing" + since + times(count_) + ". What was kept goes out now.");
    command("crier queue --channel " + name);
    return;
  }
  const bool goes_on_by_itself = newest_.matter == Matter::silent;
  fact("Channel " + name + " has sent nothing" + since + times(count_) + ":");
  put_reason(words_.facts, newest_);
  fact(goes_on_by_itself ? "Its deliveries are kept. It is tried now and then, and goes on by itself once it answers."
                         : "Its deliveries are kept. If it is paused or blocked, it goes on only when it is resumed.");
  command("crier channels");
  if (!goes_on_by_itself) command("crier resume " + name);
}

void Telling::dead_letter_facts() {
  const bool has_failed = newest_.matter == Matter::failed;
  fact(deliveries(count_) + of_incident(newest_) +
       (has_failed ? " failed for good" : " expired: not made in the time that the channel allows") + " on channel " + newest_.channel +
       ". The last answer was:");
  put_reason(words_.facts, newest_);
  command("crier queue --state " + std::string(has_failed ? "failed" : "expired") + filter(newest_));
  if (has_failed) command("crier retry --all-failed" + filter(newest_));
}

void Telling::fault_facts() {
  const std::string path = newest_.path.empty() ? "" : " " + newest_.path;
  switch (newest_.matter) {
    case Matter::reload_refused:
      fact("The configuration" + path + " was read again and refused" + times(count_) + "; the one in force is kept:");
      put_reason(words_.facts, newest_);
      command("crierd --check-config" + (path.empty() ? " /etc/crier/crier.yaml" : path));
      break;
    case Matter::file_failed:
      fact("The recipients' file" + path + " cannot be used" + times(count_) + ":");
      put_reason(words_.facts, newest_);
      command("ls -l" + path);
      break;
    case Matter::store_full:
      fact("The store's disk is full" + times(count_) +
           ": events are refused until there is space. What was accepted is kept and still sent.");
      command("df -h" + path);
      break;
    default:
      fact("The store has space again" + times(count_) +
           ": events are accepted. Senders try again what was refused, within their patience.");
      command("crier list");
      break;
  }
}

void Telling::set_aside_facts() {
  fact("A monitor said this" + of_incident(newest_) + times(count_) +
       ". It is only recorded, for people have the incident; if customers must know, tell them:");
  put_reason(words_.facts, newest_);
  command("crier update " + newest_.incident + " --impact I --summary S");
  command("crier show " + newest_.incident);
}

void Telling::facts() {
  switch (kind_of(newest_.matter)) {
    case NoticeKind::channels:
      return channel_facts();
    case NoticeKind::dead_letters:
      return dead_letter_facts();
    case NoticeKind::drafts:
      fact("Update " + std::to_string(newest_.update) + of_incident(newest_) +
           " could not be announced when its time came, and was withdrawn. Nobody was told:");
      put_reason(words_.facts, newest_);
      command("crier show " + newest_.incident);
      return;
    case NoticeKind::occasions:
      if (newest_.matter == Matter::set_aside) return set_aside_facts();
      fact("A monitor said this" + of_incident(newest_) + " during maintenance " + newest_.maintenance + times(count_) +
           ". Nobody is told before that is over; if it has nothing to do with it, tell it now:");
      put_reason(words_.facts, newest_);
      command("crier approve " + newest_.incident + " " + std::to_string(newest_.update));
      command("crier show " + newest_.incident);
      return;
    default:
      return fault_facts();
  }
}

/// The words of a draft, so that it can be judged from the notice.
void put_text(std::vector<std::string>& facts, const Update& update) {
  const Event& event = update.event;
  std::string text = trim(update.title).empty() ? "" : std::string(trim(update.title)) + "\n";
  text += trim(event.summary);
  const auto add = [&text](std::string_view name, std::string_view words) {
    if (!trim(words).empty()) text += "\n" + std::string(name) + ": " + std::string(trim(words));
  };
  add("Now", event.consequences.now);
  add("Expected", event.consequences.expected);
  add("Permanent", event.consequences.permanent);
  add("Workaround", event.workaround);
  add("Details", event.details);
  add("Root cause", event.root_cause);
  quote(facts, text, kQuoted);
}

}  // namespace

OperatorWords words_of(const OperatorNotice& notice) {
  OperatorWords words;
  for (auto item = notice.items.rbegin(); item != notice.items.rend(); ++item) {
    Telling telling(*item, words);
    if (words.title.empty()) {
      words.title = telling.title();
      if (notice.items.size() > 1) words.title += ", and more";
    } else {
      words.facts.emplace_back();
    }
    telling.facts();
  }
  return words;
}

OperatorWords words_of(const DraftNews& news) {
  const std::string name = news.incident.name();
  const Update& update = news.update;
  const std::string draft = name + ' ' + std::to_string(update.number);  // what was read here is what is approved
  OperatorWords words;
  words.title = news.is_reminder ? "a draft still waits for approval: " + name : "a draft waits for approval: " + name;
  words.facts.push_back("Update " + std::to_string(update.number) + " of incident " + name + " (" + std::string(to_text(update.action)) +
                        ", impact " + std::string(to_text(update.impact)) + ") has been a draft since " + clock(update.at) +
                        ", written by " + (update.peer.empty() ? update.event.author : update.peer) + ". Nobody was told.");
  words.facts.emplace_back(news.reach.empty() ? "As things are it would go to nobody." : "It would go to:");
  for (const auto& one : news.reach) words.facts.push_back("- " + one);
  words.commands = {"crier approve " + draft, "crier approve " + draft + " --edit", "crier withdraw " + draft, "crier drafts"};
  words.facts.emplace_back();
  if (news.incident.restricted) {
    words.facts.emplace_back(
        "The incident is restricted, so its words are not told here: crier drafts shows them to those who may operate.");
  } else {
    put_text(words.facts, update);
  }
  return words;
}

}  // namespace crier::core
