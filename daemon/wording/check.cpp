#include "wording/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "wording/code_points.h"
#include "wording/coded.h"
#include "wording/document.h"

namespace crier::wording {
namespace {

using core::Action;
using core::Status;

constexpr std::size_t kAround = 24;        // bytes of an excerpt on each side of what was found
constexpr std::size_t kLongest = 160;      // bytes of what was found that an excerpt shows
constexpr std::size_t kMostLooked = 1000;  // matches of one expression whose words are compared

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// What breaks lines is a blank, what is no UTF-8 the sign for that.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, length] = decode(text, at);
    const bool breaks = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
    if (length == 0) {
      out += "\uFFFD";
    } else if (breaks) {
      out += ' ';
    } else {
      out.append(text.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

/// What was found with some words around it, on one line.
std::string excerpt(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t from = begin > kAround ? begin - kAround : 0;
  std::size_t to = std::min({text.size(), end + kAround, begin + kLongest});
  // Whole words; a word that goes on and on is cut between characters.
  if (from > 0) {
    const auto space = text.find_first_of(" \n\t", from);
    from = space != std::string_view::npos && space < begin ? space + 1 : from;
  }
  if (to < text.size() && to > end) {
    const auto space = text.find_last_of(" \n\t", to);
    to = space != std::string_view::npos && space >= end ? space : to;
  }
  while (from < begin && is_continuation(text[from])) ++from;
  while (to < text.size() && to > from && is_continuation(text[to])) --to;
  return (from > 0 ? "… " : "") + on_one_line(text.substr(from, to - from)) + (to < text.size() ? " …" : "");
}

/// Where in the original the folded text's byte before `end` ends: what is left out behind it belongs to nothing.
std::size_t end_in_original(const Text& text, std::size_t end) {
  const std::size_t last = text.folded.at[end - 1];
  if (text.original[last] == text.folded.text[end - 1]) return last + 1;
  // Code and addresses are one blank, of whatever length they are.
  const bool is_ascii = static_cast<unsigned char>(text.original[last]) < 0x80;
  return is_ascii ? text.folded.at[end] : last + std::max<std::size_t>(decode(text.original, last).second, 1);
}

/// "%s" in turn by each of the words.
std::string with(std::string text, const std::vector<std::string>& words) {
  std::size_t at = 0;
  for (const auto& word : words) {
    at = text.find("%s", at);
    if (at == std::string::npos) break;
    text.replace(at, 2, word);
    at += word.size();
  }
  return text;
}

bool applies(const Rule& rule, const Subject& subject) {
  const auto has = [](const auto& all, const auto& one) { return all.empty() || std::find(all.begin(), all.end(), one) != all.end(); };
  if (!has(rule.states, subject.state) || !has(rule.actions, subject.event.action)) return false;
  if (rule.channels.empty()) return true;
  return std::any_of(subject.channels.begin(), subject.channels.end(),
                     [&](const std::string& channel) { return has(rule.channels, channel); });
}

/// The gravest of the channels that it is said on.
Severity severity_of(const Rule& rule, const Subject& subject) {
  const auto in_state = rule.by_state.find(subject.state);
  const Severity base = in_state == rule.by_state.end() ? rule.severity : in_state->second;
  if (rule.by_channel.empty() || subject.channels.empty()) return base;
  Severity gravest = Severity::suggestion;
  for (const auto& channel : subject.channels) {
    const auto own = rule.by_channel.find(channel);
    gravest = std::max(gravest, own == rule.by_channel.end() ? base : own->second);
  }
  return gravest;
}

/// Whether the event says the field, or it carries over from what was said before (rules E2).
bool is_said(Field field, const Subject& subject) {
  const core::Event& event = subject.event;
  switch (field) {
    case Field::title:
      return event.title || subject.incident != nullptr;
    case Field::summary:
      return !event.summary.empty();
    case Field::now:
      return !event.consequences.now.empty();
    case Field::expected:
      return !event.consequences.expected.empty();
    case Field::permanent:
      return !event.consequences.permanent.empty();
    case Field::details:
      return !event.details.empty();
    case Field::workaround:
      return !event.workaround.empty();
    case Field::root_cause:
      return !event.root_cause.empty();
    case Field::done:
      return !event.actions.done.empty();
    case Field::planned:
      return !event.actions.planned.empty();
    case Field::contact:
      return event.contact || subject.contact;
    case Field::next_update:
      return event.next_update || event.next_update_in;
    case Field::overnight:
      return event.overnight || (subject.incident != nullptr && subject.incident->overnight);
    case Field::began:
      return event.began.has_value();
    case Field::ended:
      return event.ended.has_value();
    case Field::starts:
      return event.starts || (subject.incident != nullptr && subject.incident->maintenance);
    default:
      return event.ends || (subject.incident != nullptr && subject.incident->maintenance);
  }
}

class Checking {
 public:
  Checking(const Rulebook& rulebook, const Subject& subject, const Levels& levels, const Document& document)
      : rulebook_(rulebook), subject_(subject), levels_(levels), document_(document) {}

  [[nodiscard]] std::vector<Finding> run() {
    for (const std::size_t number : document_.rules->rules) {
      const Rule& rule = rulebook_.rules()[number];
      const auto level = levels_.find(rule.id);
      const bool is_off = level != levels_.end() && !level->second;
      if (is_off || !applies(rule, subject_)) continue;
      severity_ = level != levels_.end() ? *level->second : severity_of(rule, subject_);
      if (severity_ < subject_.least) continue;
      const Matcher matcher(rulebook_, number, document_);
      const std::size_t before = findings_.size();
      const auto counted = of_severities_;
      look(matcher);
      if (findings_.size() == before || rule.unless.empty() || !matcher.is_said(Part::unless)) continue;
      findings_.resize(before);
      of_severities_ = counted;
    }
    return std::move(findings_);
  }

 private:
  void look(const Matcher& matcher) {
    switch (matcher.rule().kind) {
      case Kind::existence:
        return each_text(matcher, [&](const Text& text) {
          for (const Span span : matcher.all(Part::tokens, text)) put(matcher.rule(), {&text, span, {}, {}});
        });
      case Kind::substitution:
        return each_text(matcher, [&](const Text& text) {
          for (const Span span : matcher.all(Part::swaps, text))
            put(matcher.rule(), {&text, span, {}, matcher.better_of(words_of(text, span))});
        });
      case Kind::occurrence:
        return occurrence(matcher);
      case Kind::conditional:
        return conditional(matcher);
      case Kind::metric:
        return each_text(matcher, [&](const Text& text) {
          if (matcher.metric() && matcher.metric()->holds(count(text.folded.text))) put(matcher.rule(), {&text, {}, {}, {}});
        });
      case Kind::required:
        return required(matcher);
      case Kind::coded:
        for (auto& spot : run_coded(matcher, document_, subject_)) put(matcher.rule(), spot);
        return;
    }
  }

  template <class Use>
  void each_text(const Matcher& matcher, Use use) {
    for (const auto& text : document_.texts) {
      if (matcher.looks_in(text.field)) use(text);
    }
  }

  void occurrence(const Matcher& matcher) {
    const Rule& rule = matcher.rule();
    const auto most = static_cast<std::size_t>(std::max({1, rule.max.value_or(0) + 1, rule.min.value_or(0)}));
    each_text(matcher, [&](const Text& text) {
      const auto found = matcher.all(Part::tokens, text, most);
      const int count = static_cast<int>(found.size());
      if (rule.max && count > *rule.max) put(rule, {&text, found[static_cast<std::size_t>(std::max(*rule.max, 0))], {}, {}});
      if (rule.min && count < *rule.min) put(rule, {&text, {}, {}, {}});
    });
  }

  [[nodiscard]] bool is_in_fields(const Rule& rule) const {
    return std::any_of(rule.requires_one.begin(), rule.requires_one.end(), [&](Field field) { return is_said(field, subject_); });
  }

  /// Where the first stands, the second must stand too, or a field that says the same.
  void conditional(const Matcher& matcher) {
    if (is_in_fields(matcher.rule())) return;
    if (matcher.has_group(Part::first) && matcher.has_group(Part::second)) return conditional_by_word(matcher);
    if (matcher.is_said(Part::second)) return;
    each_text(matcher, [&](const Text& text) {
      if (const auto found = matcher.first(Part::first, text)) put(matcher.rule(), {&text, *found, {}, {}});
    });
  }

  /// As Vale has it where both have a group: what the first one's holds must be held by the second's somewhere ("WHO" by "... (WHO)").
  void conditional_by_word(const Matcher& matcher) {
    std::set<std::string> known;
    each_text(matcher, [&](const Text& text) {
      for (const auto& span : matcher.all(Part::second, text, kMostLooked)) known.insert(matcher.caught(Part::second, text, span));
    });
    each_text(matcher, [&](const Text& text) {
      for (const auto& span : matcher.all(Part::first, text, kMostLooked)) {
        if (known.insert(matcher.caught(Part::first, text, span)).second) put(matcher.rule(), {&text, span, {}, {}});
      }
    });
  }

  /// Facts are asked for once, not in each translation.
  void required(const Matcher& matcher) {
    const Rule& rule = matcher.rule();
    if (document_.is_translation) return;
    if (is_in_fields(rule) || matcher.is_said(Part::tokens)) return;
    put(rule, {nullptr, {}, pointer_to(rule.requires_one.empty() ? Field::summary : rule.requires_one.front()), {}});
  }

  [[nodiscard]] static std::string_view words_of(const Text& text, Span span) {
    return std::string_view(text.folded.text).substr(span.begin, span.end - span.begin);
  }

  void put(const Rule& rule, const Spot& spot) {
    auto& count = counts_[{rule.id, spot.text}];
    // Of each severity so many, for what is graver must be told however much else there is.
    auto& of_severity = of_severities_[static_cast<std::size_t>(severity_)];
    if (count == kMostOfOne || of_severity == kMostFindings) return;
    ++count;
    ++of_severity;
    Finding finding;
    finding.rule = rule.id;
    finding.severity = severity_;
    finding.pointer = spot.text == nullptr ? spot.pointer : spot.text->pointer;
    std::string found;
    if (spot.text != nullptr && spot.span.end > spot.span.begin) {
      finding.offset = spot.text->folded.at[spot.span.begin];
      const std::size_t end = end_in_original(*spot.text, spot.span.end);
      finding.length = end - finding.offset;
      finding.excerpt = excerpt(spot.text->original, finding.offset, end);
      found = excerpt(spot.text->original.substr(finding.offset, finding.length), 0, finding.length);
    }
    finding.message = rule.kind == Kind::substitution ? with(rule.message, {spot.instead, found}) : with(rule.message, {found, found});
    finding.advice = advice_of(rule, spot.instead);
    findings_.push_back(std::move(finding));
  }

  [[nodiscard]] static std::string advice_of(const Rule& rule, const std::string& instead) {
    const std::string& better = instead.empty() ? rule.better : instead;
    if (better.empty()) return rule.advice;
    if (rule.advice.empty()) return "\"" + better + "\"";
    // The phrase says "for example" in every language when it stands behind a colon.
    const bool is_sentence = rule.advice.ends_with('.');
    return rule.advice.substr(0, rule.advice.size() - (is_sentence ? 1 : 0)) + ": \"" + better + "\"";
  }

  const Rulebook& rulebook_;
  const Subject& subject_;
  const Levels& levels_;
  const Document& document_;
  Severity severity_ = Severity::warning;  ///< of the rule that is looked at
  std::vector<Finding> findings_;
  std::map<std::pair<std::string, const Text*>, std::size_t> counts_;
  std::array<std::size_t, 3> of_severities_{};
};

/// The gravest, in their order.
void keep_gravest(std::vector<Finding>& all) {
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (all.size() > kMostFindings) all.resize(kMostFindings);
}

}  // namespace

State state_of(const core::Event& event, const core::Incident* incident) {
  switch (event.action) {
    case Action::notice:
      return State::notice;
    case Action::resolve:
      return State::resolved;
    case Action::retract:
      return State::notice;
    case Action::postmortem:
      return State::postmortem;
    case Action::maintenance:
      break;
    default:
      if (event.status == Status::resolved) return State::resolved;
      if (event.status == Status::monitoring) return State::monitoring;
      if (event.status == Status::identified) return State::identified;
      // An opening without a status is investigating; a later update that does not say is any update.
      if (event.action == Action::open && (incident == nullptr || !incident->is_open())) return State::investigating;
      if (!event.status && incident != nullptr && incident->status == Status::monitoring) return State::monitoring;
      return event.status == Status::investigating ? State::investigating : State::update;
  }
  const Status status = event.status.value_or(incident == nullptr ? Status::scheduled : incident->status);
  // That maintenance is over as announced is no end of a disturbance, of which cause and actions are told.
  if (status == Status::completed || status == Status::cancelled) return State::notice;
  return status == Status::in_progress ? State::in_progress : State::scheduled;
}

std::vector<Finding> check(const Rulebook& rulebook, const Subject& subject, const Levels& levels) {
  std::vector<Finding> all;
  for (const auto& document : documents_of(rulebook, subject)) {
    auto found = Checking(rulebook, subject, levels, document).run();
    // As the texts stand in the event; what is missing comes last.
    const auto place = [&](const Finding& finding) {
      const auto text =
          std::find_if(document.texts.begin(), document.texts.end(), [&](const Text& one) { return one.pointer == finding.pointer; });
      return std::pair(text - document.texts.begin(), finding.offset);
    };
    std::stable_sort(found.begin(), found.end(), [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
    std::move(found.begin(), found.end(), std::back_inserter(all));
    if (all.size() > 8 * kMostFindings) keep_gravest(all);  // there may be thousands of translations
  }
  keep_gravest(all);
  return all;
}

bool has_errors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace crier::wording
