#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "client/drafting.h"
#include "client/moments.h"

namespace crier::client {
namespace {

using core::Action;
using ingest::DraftComments;

/// The update with the greatest number that has words; null if there is none.
const json::value& newest_of(const json::value& incident) {
  static const json::value none;
  const json::value* newest = &none;
  for (const auto& update : items_at(incident, "updates")) {
    const bool has_words = !text_at(member_at(update, "event"), "summary").empty() && text_at(update, "occasion") != "office-close";
    if (has_words && number_at(update, "number") > number_at(*newest, "number")) newest = &update;
  }
  return *newest;
}

/// What the newest update says that says it at all: contact and overnight are said once and stay.
std::string last_said(const json::value& incident, std::string_view field) {
  std::int64_t best = 0;
  std::string said;
  for (const auto& update : items_at(incident, "updates")) {
    auto text = text_at(member_at(update, "event"), field);
    if (text.empty() || number_at(update, "number") < best) continue;
    best = number_at(update, "number");
    said = std::move(text);
  }
  return said;
}

void quote(std::vector<std::string>& lines, std::string_view name, const std::string& text) {
  if (trim(text).empty()) return;
  for (const auto line : split(trim(text), '\n')) {
    if (!trim(line).empty()) lines.push_back("  " + std::string(name) + std::string(trim(line)));
  }
}

/// What was said last, so that nobody has to look it up, and nothing of it is sent again.
std::vector<std::string> said_before(const json::value& incident, UtcTime now) {
  const auto& update = newest_of(incident);
  if (update.is_null()) return {};
  const auto& event = member_at(update, "event");
  std::vector<std::string> lines{"Update " + std::to_string(number_at(update, "number")) + ", " + age_of(text_at(update, "at"), now) +
                                 " ago, said (none of it is sent again):"};
  quote(lines, "", text_at(event, "summary"));
  const auto& consequences = member_at(event, "consequences");
  quote(lines, "Now: ", text_at(consequences, "now"));
  quote(lines, "Expected: ", text_at(consequences, "expected"));
  quote(lines, "Permanent: ", text_at(consequences, "permanent"));
  quote(lines, "Workaround: ", text_at(event, "workaround"));
  if (const auto promise = text_at(incident, "promise"); !promise.empty())
    lines.push_back("The next update is promised for " + promise_of(promise, now) + ".");
  return lines;
}

void ask_consequences(DraftComments& asks) {
  asks["/consequences/now"] = {"What they cannot do now, and what still works: \"Card payments fail; paying by invoice works.\""};
  asks["/consequences/expected"] = {"What they must expect in the next hours: \"Confirmations arrive up to two hours late.\""};
  asks["/consequences/permanent"] = {"What is lost for good, or that nothing is: \"No order is lost.\""};
  asks["/workaround"] = {"What they can do meanwhile, or that there is nothing to do: \"Pay by invoice.\""};
  asks["/details"] = {"For those who want to know more: facts, no host names, nobody's fault."};
}

void ask_open(DraftComments& asks, Action action) {
  if (action == Action::open) asks["/title"] = {"One line, what fails, in customers' words: title: \"Checkout: card payments fail\""};
  asks["/impact"] = {"impact: none | minor | major | critical"};
  asks["/next_update"] = {"When do they hear from you again, also if there is no news? Take the # away:", "next_update: 45m"};
  asks["/contact"] = {"Whom may they ask, if not the usual contact?", "contact: support@example.com"};
  asks["/overnight"] = {"Who works on it overnight, if it lasts? continues | on-call | pauses", "overnight: continues"};
  asks["/summary"].emplace_back(
      "What customers notice, in at most two sentences, with the time and its zone: \"Customers in Europe cannot pay by card since 14:02 "
      "CET.\"");
  ask_consequences(asks);
}

void ask_end(DraftComments& asks, const json::value& incident, Action action) {
  const auto example = [&](std::string_view name, const char* usual) {
    const auto text = text_at(incident, name);
    return text.empty() ? usual : text;
  };
  asks["/began"] = {"When it began for customers, with a zone or offset:", "began: " + example("opened", "2026-11-25T14:02:00+01:00")};
  asks["/ended"] = {"When it ended for customers:", "ended: " + example("resolved", "2026-11-25T15:40:00+01:00")};
  asks["/summary"].emplace_back(
      action == Action::postmortem
          ? "What happened to customers, from when to when, and how many: \"Between 13:02 and 14:40 UTC 11 % of card payments failed.\""
          : "That it is over, for whom, since when: \"Card payments work again for all customers since 15:40 CET.\"");
  asks["/consequences/now"] = {
      "What lingers, or that nothing does: \"Confirmations of the last hour still arrive, until about 17:00 CET.\""};
  asks["/consequences/permanent"] = {"What is lost for good, or that nothing is: \"No order is lost.\""};
  asks["/root_cause"] = {
      "What caused it, as a fact and nobody's fault; or when they hear more: \"We publish an analysis by 30 November.\""};
  asks["/actions/done"] = {"What was done, a line each: \"- The full disk was replaced.\""};
  asks["/actions/planned"] = {"What will be done so that it does not come again: \"- Disks raise an alarm at 80 %, from 1 December on.\""};
  asks["/details"] = {"For those who want to know more: facts, no host names, nobody's fault."};
}

void ask_maintenance(DraftComments& asks) {
  asks["/title"] = {"One line, what is done: title: \"Disks of the database are replaced\""};
  asks["/starts"] = {"When it starts, with a zone or offset:", "starts: 2026-11-28T22:00:00+01:00"};
  asks["/ends"] = {"When it ends:", "ends: 2026-11-29T00:00:00+01:00"};
  asks["/services"] = {"services: [checkout]"};
  asks["/summary"].emplace_back(
      "What is done, and what customers notice of it: \"We replace disks; paying may fail for a minute at a time.\"");
  ask_consequences(asks);
}

}  // namespace

DraftComments asks_of(Action action, const json::value& incident, UtcTime now) {
  DraftComments asks;
  asks[""] = {"Lines like this one, and lines with # above, are for you alone: nobody is sent them."};
  asks["/summary"] = action == Action::open ? std::vector<std::string>() : said_before(incident, now);
  switch (action) {
    case Action::resolve:
    case Action::postmortem:
      ask_end(asks, incident, action);
      break;
    case Action::maintenance:
      ask_maintenance(asks);
      break;
    case Action::notice:
      asks["/audiences"] = {"audiences: [customers]"};
      asks["/summary"].emplace_back("What they should know.");
      break;
    case Action::retract:
      asks["/summary"].emplace_back(
          "What was said in error, and how things are: \"A false alarm of our monitoring: payments worked all the time.\"");
      break;
    default:
      ask_open(asks, action);
  }
  return asks;
}

void fill_in(core::Event& event, const json::value& incident) {
  if (!incident.is_object() || event.action == Action::open || event.action == Action::notice) return;
  if (const auto title = text_at(incident, "title"); !event.title && !title.empty()) event.title = title;
  if (event.action == Action::maintenance) return;
  if (!event.impact) event.impact = core::parse_impact(text_at(incident, "impact"));
  const bool goes_on = event.action == Action::update || event.action == Action::reopen;
  if (goes_on && !event.status) event.status = core::parse_status(text_at(incident, "status"));
  if (!event.services) {
    std::vector<std::string> services;
    for (const auto& service : items_at(incident, "services")) {
      if (service.is_string()) services.emplace_back(service.get_string());
    }
    if (!services.empty()) event.services = std::move(services);
  }
  if (const auto contact = last_said(incident, "contact"); !event.contact && !contact.empty()) event.contact = contact;
  if (goes_on && !event.overnight) event.overnight = core::parse_overnight(last_said(incident, "overnight"));
}

void add_findings(DraftComments& comments, const json::array& findings) {
  for (const auto& finding : findings) {
    const auto severity = text_at(finding, "severity");
    std::string line = (severity == "error"     ? "ERROR "
                        : severity == "warning" ? "WARNING "
                                                : "SUGGESTION ") +
                       text_at(finding, "rule") + ": ";
    if (const auto excerpt = text_at(finding, "excerpt"); !excerpt.empty()) line += "\"" + excerpt + "\": ";
    line += text_at(finding, "advice");
    comments[text_at(finding, "pointer")].push_back(std::move(line));
  }
}

}  // namespace crier::client
