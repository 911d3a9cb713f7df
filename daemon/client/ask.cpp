#include "client/ask.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <istream>
#include <ostream>

#include "base/text.h"
#include "client/say.h"
#include "client/table.h"
#include "client/terminal.h"

namespace crier::client {
namespace {

constexpr std::size_t kKeyLength = 40;
constexpr std::size_t kLineLength = 2000;  // docs/api.md, limits of one-line fields

using Texts = std::optional<std::string> EventFlags::*;

/// What was said so far, and what the daemon has: questions and checks depend on both.
struct Sheet {
  EventFlags flags;
  std::vector<std::pair<std::string, std::string>> open;  ///< key and title of the open incidents
  std::vector<std::string> services;                      ///< that open incidents name
  UtcTime now{};
};

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// What is wrong with any answer, whatever was asked; "" if nothing.
std::string fault_of_line(std::string_view answer) {
  if (has_control(answer)) return "The answer has control characters (an arrow key?); please type it again.";
  if (!is_utf8(answer)) return "The answer is not UTF-8; set the terminal to UTF-8 and type it again.";
  if (answer.size() > kLineLength) return "An answer has at most " + std::to_string(kLineLength) + " bytes; please say it shorter.";
  return {};
}

std::string suggested(std::string_view word, const std::vector<std::string>& words) {
  const auto near = nearest(word, words);
  return near ? " (did you mean " + *near + "?)" : std::string();
}

std::string fault_of_key(const Sheet& sheet, const std::string& answer) {
  if (!core::is_incident_key(answer)) return "A key has 1 to 128 of A-Z a-z 0-9 . _ : / - and no blanks.";
  for (const auto& [key, title] : sheet.open) {
    if (key == answer)
      return key + " is open already (" + printable(title) + "); give another key, or press Ctrl-C and type: crier update " + key;
  }
  return {};
}

std::string fault_of_impact(const Sheet&, const std::string& answer) {
  if (core::parse_impact(to_lower_ascii(answer))) return {};
  return "Impact is one of none, minor, major, critical" + suggested(to_lower_ascii(answer), {"none", "minor", "major", "critical"}) + ".";
}

std::string fault_of_promise(const Sheet& sheet, const std::string& answer) {
  const auto duration = parse_duration(answer);
  const auto time = parse_rfc3339(answer);
  if (!duration && !time) return "Give a duration such as 45m or 2h, or a time such as 2026-11-22T14:05:00+01:00.";
  if ((duration && duration->count() == 0) || (time && *time <= sheet.now)) return "The next update lies in the future; give a later time.";
  return {};
}

std::vector<std::string> listed(std::string_view answer) {
  std::vector<std::string> out;
  for (const auto part : split(answer, ',')) {
    if (const auto name = trim(part); !name.empty()) out.emplace_back(name);
  }
  return out;
}

/// German letters as one types them where they are missing; other text stays as it is.
std::string in_ascii(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> letters{{{"\xC3\xA4", "ae"},
                                                                                  {"\xC3\xB6", "oe"},
                                                                                  {"\xC3\xBC", "ue"},
                                                                                  {"\xC3\x84", "ae"},
                                                                                  {"\xC3\x96", "oe"},
                                                                                  {"\xC3\x9C", "ue"},
                                                                                  {"\xC3\x9F", "ss"}}};
  std::string out(text);
  for (const auto& [letter, ascii] : letters) {
    for (auto at = out.find(letter); at != std::string::npos; at = out.find(letter, at)) out.replace(at, letter.size(), ascii);
  }
  return out;
}

/// "checkout-2" if "checkout" is taken.
std::string free_key(const Sheet& sheet) {
  const std::string plain = key_from(sheet.flags.title.value_or(""));
  if (plain.empty()) return {};
  std::string key = plain;
  const auto is_taken = [&](const auto& incident) { return incident.first == key; };
  for (int n = 2; std::any_of(sheet.open.begin(), sheet.open.end(), is_taken); ++n) key = plain + "-" + std::to_string(n);
  return key;
}

/// One question: its name is also what is typed to change the answer.
struct Question {
  const char* name;
  const char* text;
  bool is_needed;
  Texts field;                                                    ///< null: not a text of the flags (key, services)
  std::string (*fault)(const Sheet&, const std::string& answer);  ///< beyond fault_of_line; null: none
};

constexpr const char* kImpacts =
    "Impact: how bad it is for customers.\n"
    "  critical  most cannot do what they came for\n"
    "  major     an important part fails, or fails for many\n"
    "  minor     a nuisance with a way around it\n"
    "  none      nobody is hurt, but they should know";

constexpr std::array<Question, 11> kQuestions{{
    {"title", "Title: what fails, in customers' words, in one line.", true, &EventFlags::title, nullptr},
    {"key", "Key: a short name for this incident, to type in commands.", true, nullptr, &fault_of_key},
    {"impact", kImpacts, true, &EventFlags::impact, &fault_of_impact},
    {"services", "Services affected, by the names of the configuration, with commas between them.", false, nullptr, nullptr},
    {"summary", "Summary: what do customers notice, and since when? One or two sentences.", true, &EventFlags::summary, nullptr},
    {"now", "Consequences now: what can customers not do at the moment?", false, &EventFlags::now, nullptr},
    {"expected", "Consequences to come: what is still to be expected?", false, &EventFlags::expected, nullptr},
    {"permanent", "Consequences that stay: what will not come back (lost orders, lost hours)?", false, &EventFlags::permanent, nullptr},
    {"workaround", "Workaround: what can customers do until then?", false, &EventFlags::workaround, nullptr},
    {"next-update", "Next update: in how long will you write again? Such as 45m.", false, &EventFlags::next_update, &fault_of_promise},
    {"contact", "Contact for questions.", false, &EventFlags::contact, nullptr},
}};

std::string answer_of(const EventFlags& flags, const Question& question) {
  if (question.field != nullptr) return (flags.*question.field).value_or("");
  return std::string_view(question.name) == "key" ? flags.key : join(flags.services, ", ");
}

void set_answer(EventFlags& flags, const Question& question, const std::string& answer) {
  if (std::string_view(question.name) == "key") {
    flags.key = answer;
  } else if (question.field == nullptr) {
    flags.services = listed(answer);
  } else if (answer.empty()) {
    (flags.*question.field).reset();
  } else {
    flags.*question.field = question.field == &EventFlags::impact ? to_lower_ascii(answer) : answer;
  }
}

std::string names_of_answers() {
  std::vector<std::string> names;
  for (const auto& question : kQuestions) names.emplace_back(question.name);
  return join(names, ", ");
}

/// 'It''s' as a shell takes it; plain words stay as they are.
std::string quoted(std::string_view text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("._:/-@+").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (is_plain) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The command that says the same as the answers.
std::string as_command(const EventFlags& flags) {
  std::string out = "crier open " + quoted(flags.key);
  for (const auto& question : kQuestions) {
    if (question.field == nullptr) continue;
    if (const auto& text = flags.*question.field) out += " --" + std::string(question.name) + " " + quoted(*text);
  }
  for (const auto& [name, field] : {std::pair{" --status ", &EventFlags::status}, std::pair{" --details ", &EventFlags::details},
                                    std::pair{" --overnight ", &EventFlags::overnight}, std::pair{" --began ", &EventFlags::began},
                                    std::pair{" --ended ", &EventFlags::ended}, std::pair{" --author ", &EventFlags::author}}) {
    if (const auto& text = flags.*field) out += name + quoted(*text);
  }
  for (const auto& service : flags.services) out += " --service " + quoted(service);
  for (const auto& audience : flags.audiences) out += " --audience " + quoted(audience);
  for (const auto& label : flags.labels) out += " --label " + quoted(label);
  for (const auto& [given, name] : {std::pair{flags.draft, " --draft"}, std::pair{flags.quiet, " --quiet"},
                                    std::pair{flags.restricted, " --restricted"}, std::pair{flags.exercise, " --exercise"}})
    out += given ? name : "";
  return out;
}

/// The conversation at the terminal. Thread: one. Interrupts are held while it lives.
class Conversation {
 public:
  Conversation(Tool& tool, Sheet& sheet) : tool_(tool), sheet_(sheet), style_(tool.world), held_(tool.world) {}

  /// All that is not said yet. False: nothing shall be sent.
  bool ask_all() {
    tell("Nothing is sent before you have seen it and typed yes; Ctrl-C stops.");
    std::vector<const Question*> open;
    for (const auto& question : kQuestions) {
      if (answer_of(sheet_.flags, question).empty()) open.push_back(&question);
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (!ask(*open[i], std::to_string(i + 1) + " of " + std::to_string(open.size()))) return false;
    }
    return true;
  }

  /// Preview and question until it is yes or no. False: nothing shall be sent.
  bool confirm() {
    for (;;) {
      tool_.world.out << '\n';
      EventFlags shown = sheet_.flags;
      shown.dry_run = true;
      const int code = say(tool_, core::Action::open, shown);
      tool_.world.out << std::flush;
      if (code == unreachable || code == try_later || code == not_allowed) return stop("");
      const auto answer = choice(code == done);
      if (!answer || *answer == "no") return answer ? stop("") : false;
      if (*answer == "yes") return true;
      if (!ask(*question_named(*answer), "Again")) return false;
    }
  }

 private:
  static const Question* question_named(std::string_view name) {
    const auto* const found =
        std::find_if(kQuestions.begin(), kQuestions.end(), [&](const auto& question) { return question.name == name; });
    return found == kQuestions.end() ? nullptr : found;
  }

  /// yes (if it may be), no, or the name of an answer; none if the person left.
  std::optional<std::string> choice(bool is_sendable) {
    const std::string words =
        std::string(is_sendable ? "yes to send this, " : "") + "no to send nothing, or the name of an answer to change it";
    show((is_sendable ? "Shall this be sent? Type " : "crierd does not take this. Type ") + words + " (" + names_of_answers() + ").");
    for (;;) {
      const auto line = read();
      if (!line) return std::nullopt;
      const auto word = to_lower_ascii(*line);
      if ((word == "yes" && is_sendable) || word == "no" || question_named(word) != nullptr) return word;
      tell("Type " + words + ".");
    }
  }

  bool ask(const Question& question, const std::string& place) {
    const bool is_key = std::string_view(question.name) == "key";
    const std::string had = answer_of(sheet_.flags, question);
    const std::string proposal = had.empty() && is_key ? free_key(sheet_) : had;
    show(place + ". " + question.text + hint(question, proposal));
    for (;;) {
      const auto line = read();
      if (!line) return false;
      std::string answer = line->empty() ? proposal : *line;
      if (answer == "-" && !question.is_needed) answer.clear();
      const auto fault = fault_of(question, answer);
      if (fault.empty()) {
        set_answer(sheet_.flags, question, answer);
        return true;
      }
      tell(fault);
    }
  }

  [[nodiscard]] std::string hint(const Question& question, const std::string& proposal) const {
    std::string out;
    if (std::string_view(question.name) == "services" && !sheet_.services.empty())
      out += " Open incidents name " + printable(join(sheet_.services, ", ")) + ".";
    if (!proposal.empty()) return out + " Enter takes: " + printable(proposal) + (question.is_needed ? "" : "; a dash (-) takes it out.");
    if (std::string_view(question.name) == "contact") return out + " Enter takes the organisation's.";
    return out + (question.is_needed ? "" : " Enter leaves it out.");
  }

  [[nodiscard]] std::string fault_of(const Question& question, const std::string& answer) const {
    if (answer.empty()) return question.is_needed ? "This is needed; please answer, or press Ctrl-C to stop." : std::string();
    if (auto fault = fault_of_line(answer); !fault.empty()) return fault;
    return question.fault == nullptr ? std::string() : question.fault(sheet_, answer);
  }

  void show(std::string_view text) {
    tool_.world.err << '\n';
    bool is_first = true;
    for (const auto paragraph : split(text, '\n')) {
      const bool is_row = paragraph.starts_with(' ');  // of a list whose columns stay
      for (const auto& line : is_row ? std::vector{std::string(paragraph)} : wrapped(paragraph, style_.width()))
        tool_.world.err << (is_first ? style_.strong(line) : line) << '\n';
      is_first = false;
    }
  }

  void tell(std::string_view sentence) {
    for (const auto& line : wrapped(sentence, style_.width())) tool_.world.err << line << '\n';
  }

  /// One line without blanks around it; none if the person left, which is said.
  std::optional<std::string> read() {
    tool_.world.err << "> " << std::flush;
    std::string line;
    const bool is_read = !tool_.world.is_interrupted() && std::getline(tool_.world.in, line);
    if (tool_.world.is_interrupted()) return left("\nStopped by Ctrl-C. ");
    if (!is_read) return left("\nThe input ended. ");
    return std::string(trim(line));
  }

  std::optional<std::string> left(const std::string& why) {
    stop(why);
    return std::nullopt;
  }

  bool stop(const std::string& why) {
    const auto& flags = sheet_.flags;
    tool_.world.err << why << "Nothing was sent.\n";
    if (!flags.key.empty() && flags.summary) tool_.world.err << "To go on later with these answers:\n  " << as_command(flags) << '\n';
    return false;
  }

  Tool& tool_;
  Sheet& sheet_;
  Style style_;
  HeldInterrupts held_;
};

/// What is open, asked before anything else: so nobody answers ten questions to a daemon that is away.
Result<Sheet, Failure> sheet_of(Tool& tool, EventFlags flags) {
  Sheet sheet;
  sheet.flags = std::move(flags);
  sheet.now = tool.world.now();
  const auto reply = tool.caller.get("/v1/incidents?state=open");
  if (!reply) return reply.error();
  for (const auto& incident : items_at(reply->value, "incidents")) {
    sheet.open.emplace_back(text_at(incident, "incident"), text_at(incident, "title"));
    for (const auto& service : items_at(incident, "services")) {
      std::string name = service.is_string() ? std::string(service.get_string()) : std::string();
      if (std::find(sheet.services.begin(), sheet.services.end(), name) == sheet.services.end()) sheet.services.push_back(std::move(name));
    }
  }
  return sheet;
}

}  // namespace

std::string key_from(std::string_view title) {
  std::string key;
  for (const char c : to_lower_ascii(in_ascii(title))) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_kept) {
      key += c;
    } else if (!key.empty() && key.back() != '-') {
      key += '-';
    }
  }
  if (key.size() > kKeyLength) {
    const auto end = key.rfind('-', kKeyLength);
    key.resize(end == std::string::npos ? kKeyLength : end);
  }
  while (key.ends_with('-')) key.pop_back();
  return key;
}

bool is_asked_for(const World& world, const EventFlags& flags) {
  if (!flags.file.empty() || flags.edit) return false;
  return flags.key.empty() || (!flags.summary && world.can_ask && world.is_terminal && !flags.yes && !flags.dry_run);
}

int open_by_questions(Tool& tool, EventFlags flags) {
  auto& world = tool.world;
  if (!world.can_ask || !world.is_terminal || tool.prints_json || flags.yes || flags.dry_run) {
    return tool.fail({usage,
                      "Opening an incident needs KEY, --title, --impact and --summary, or --file with a draft; at a terminal, "
                      "crier open alone asks for them. See: crier help open-an-incident"});
  }
  auto sheet = sheet_of(tool, std::move(flags));
  if (!sheet) return tool.fail(sheet.error());
  {
    Conversation conversation(tool, *sheet);
    if (!conversation.ask_all() || !conversation.confirm()) return refused;
  }
  return say(tool, core::Action::open, sheet->flags);
}

}  // namespace crier::client
