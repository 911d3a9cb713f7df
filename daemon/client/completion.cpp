#include "client/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "base/text.h"
#include "client/caller.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/topics.h"
#include "ingest/format.h"

namespace crier::client {
namespace {

/// Nobody waits longer for a key that Tab was pressed for.
constexpr Millis kPatience{1000};
constexpr std::size_t kAboutLength = 60;

struct Candidate {
  std::string value, about;
};
using Candidates = std::vector<Candidate>;

/// What is known of a line once all words but the last are read.
struct Line {
  const CLI::App* command = nullptr;  ///< null: none was named yet
  const CLI::Option* flag = nullptr;  ///< whose value the last word is
  std::vector<std::string> words;     ///< that belong to the command, without flags and their values
  Whereabouts where;
  bool is_lost = false;  ///< a command that there is not
};

bool takes_value(const CLI::Option& option) { return option.get_type_size_max() > 0 && option.get_expected_max() > 0; }

const CLI::App* child_of(const CLI::App& app, const std::string& name) {
  const auto children = app.get_subcommands([&](const CLI::App* child) { return child->get_name() == name; });
  return children.empty() ? nullptr : children.front();
}

/// The command's flags and those of all commands.
std::vector<const CLI::Option*> flags_of(const CLI::App& app, const CLI::App* command) {
  std::vector<const CLI::Option*> out;
  for (const CLI::App* from : {command, &app}) {
    if (from == nullptr) continue;
    for (const auto* option : from->get_options()) {
      if (!option->get_lnames().empty() && !option->get_group().empty()) out.push_back(option);
    }
  }
  return out;
}

const CLI::Option* flag_named(const CLI::App& app, const CLI::App* command, std::string_view word) {
  for (const auto* option : flags_of(app, command)) {
    for (const auto& name : option->get_lnames()) {
      if (word == "--" + name) return option;
    }
  }
  return nullptr;
}

void note_whereabouts(Whereabouts& where, std::string_view flag, const std::string& value) {
  if (flag == "--socket") where.socket = value;
  if (flag == "--url") where.url = value;
  if (flag == "--token-file") where.token_file = value;
}

Line read_line(const CLI::App& app, const std::vector<std::string>& words) {
  Line line;
  std::string flag;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& word = words[i];
    if (line.flag != nullptr) {
      note_whereabouts(line.where, flag, word);
      line.flag = nullptr;
    } else if (word.starts_with('-')) {
      const auto equals = word.find('=');
      flag = word.substr(0, equals);
      if (equals != std::string::npos) {
        note_whereabouts(line.where, flag, word.substr(equals + 1));
      } else if (const auto* option = flag_named(app, line.command, flag); option != nullptr && takes_value(*option)) {
        line.flag = option;
      }
    } else if (const auto* child = child_of(line.command == nullptr ? app : *line.command, word)) {
      line.command = child;
    } else if (line.command == nullptr) {
      line.is_lost = true;
    } else {
      line.words.push_back(word);
    }
  }
  return line;
}

Candidates words(std::initializer_list<const char*> all) {
  Candidates out;
  for (const char* word : all) out.push_back({word, ""});
  return out;
}

/// What crierd has, asked when it is needed.
class Live {
 public:
  Live(const Reach& reach, const Whereabouts& where) : reach_(reach), where_(where) {}

  [[nodiscard]] Candidates incidents(const std::string& state) const {
    return listed("/v1/incidents?limit=100" + state, "incidents", "incident", "title");
  }
  [[nodiscard]] Candidates channels() const { return listed("/v1/channels", "channels", "name", "state"); }
  [[nodiscard]] Candidates drafts() const { return listed("/v1/updates?state=draft&limit=100", "updates", "incident", "summary"); }
  /// Numbers of an incident's updates; `state` may be "".
  [[nodiscard]] Candidates numbers(const std::string& incident, const std::string& state) const {
    return listed("/v1/updates?limit=20&incident=" + percent_encode(incident) + state, "updates", "number", "summary");
  }
  [[nodiscard]] Candidates failed() const { return listed("/v1/deliveries?state=failed&limit=50", "deliveries", "id", "recipient"); }
  /// The API lists no audiences: those that were written to lately.
  [[nodiscard]] Candidates audiences() const { return listed("/v1/deliveries?limit=1000", "deliveries", "audience", ""); }

 private:
  [[nodiscard]] Candidates listed(const std::string& path, const char* list, const char* value, const char* about) const {
    const auto connection = reach_(where_);
    if (!connection) return {};
    Call call;
    call.path = path;
    call.patience = kPatience;
    const auto answer = connection->call(call);
    if (!answer || answer->status != 200) return {};
    json::error_code code;
    const json::value tree = json::parse(answer->body, code);
    Candidates out;
    if (code) return out;
    for (const auto& item : items_at(tree, list)) {
      std::string text = text_at(item, value);
      if (const auto& number = member_at(item, value); number.is_int64()) text = std::to_string(number.get_int64());
      const bool is_known = std::any_of(out.begin(), out.end(), [&](const auto& candidate) { return candidate.value == text; });
      if (!text.empty() && !is_known) out.push_back({text, text_at(item, about)});
    }
    return out;
  }

  const Reach& reach_;
  const Whereabouts& where_;
};

constexpr const char* kFiles = ":files";

/// The incidents that a command is about.
Candidates keys(const Live& live, std::string_view command) {
  if (command == "open") return {};  // a new name
  if (command == "approve" || command == "withdraw") return live.drafts();
  if (command == "reopen" || command == "postmortem") return live.incidents("&state=resolved");
  const bool is_any = command == "show" || command == "log" || command == "queue" || command == "stop";
  return live.incidents(is_any ? "" : "&state=open");
}

Candidates pages(const CLI::App& app) {
  Candidates out;
  for (const auto& topic : topics()) out.push_back({std::string(topic.name), std::string(topic.about)});
  for (const auto* child : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    out.push_back({child->get_name(), child->get_description()});
  return out;
}

/// What the value called `name` ("--impact", "KEY") of a command may be.
Candidates values(const CLI::App& app, const Line& line, const std::string& name, const Live& live) {
  const std::string command = line.command == nullptr ? "" : line.command->get_name();
  if (name == "--impact") return words({"critical", "major", "minor", "none"});
  if (name == "--status") return words({"investigating", "identified", "monitoring", "resolved"});
  if (name == "--overnight") return words({"continues", "on-call", "pauses"});
  if (name == "--next-update" || name == "NEXT") return words({"30m", "45m", "1h", "2h", "4h"});
  if (name == "--state" && command == "list") return words({"open", "resolved"});
  if (name == "--state" && command == "queue")
    return words({"queued", "sending", "waiting", "delivered", "failed", "superseded", "cancelled", "expired"});
  if (name == "--format") {
    Candidates out;
    for (const auto& format : ingest::format_names()) out.push_back({format, ""});
    return out;
  }
  if (name == "SHELL") return words({"bash", "zsh", "fish"});
  if (name == "TOPIC") return pages(app);
  if (name == "--channel" || name == "NAME") return live.channels();
  if (name == "--audience" || name == "--drop-audience") return live.audiences();
  if (name == "KEY" || name == "--incident" || name == "UPDATE") return keys(live, command);
  if (name == "N" && !line.words.empty())
    return live.numbers(line.words.front(), command == "approve" || command == "withdraw" ? "&state=draft" : "");
  if (name == "ID") return live.failed();
  if (name == "FILE" || name == "--file" || name == "--config" || name == "--socket" || name == "--token-file") return words({kFiles});
  return {};
}

Candidates commands(const CLI::App& app) {
  Candidates out;
  for (const auto* child : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    out.push_back({child->get_name(), child->get_description()});
  return out;
}

Candidates candidates(const CLI::App& app, const Line& line, const std::string& last, const Live& live) {
  if (line.is_lost) return {};
  if (line.flag != nullptr) return values(app, line, "--" + line.flag->get_lnames().front(), live);
  if (last.starts_with("--") && last.find('=') != std::string::npos) {
    const std::string name = last.substr(0, last.find('='));
    auto out = values(app, line, name, live);
    for (auto& candidate : out) {
      if (candidate.value != kFiles) candidate.value.insert(0, name + "=");
    }
    return out;
  }
  Candidates out;
  if (last.starts_with('-')) {
    for (const auto* option : flags_of(app, line.command)) out.push_back({"--" + option->get_lnames().front(), option->get_description()});
    return out;
  }
  if (line.command == nullptr) return commands(app);
  if (out = commands(*line.command); !out.empty()) return out;
  auto place = line.words.size();
  for (const auto* option : line.command->get_options([](const CLI::Option* one) { return one->get_positional(); })) {
    if (place == 0) return values(app, line, option->get_name(true, false), live);
    --place;
  }
  return {};
}

}  // namespace

void complete(World& world, const CLI::App& app, const std::vector<std::string>& words, const Reach& reach) {
  const std::string last = words.empty() ? "" : words.back();
  const auto line = read_line(app, words);
  const Live live(reach, line.where);
  for (const auto& [value, about] : candidates(app, line, last, live)) {
    const bool is_plain = printable(value) == value && value.find(' ') == std::string::npos;
    if (value != kFiles && (!value.starts_with(last) || !is_plain)) continue;
    world.out << value;
    if (value != kFiles) world.out << '\t' << wrapped(printable(about), kAboutLength).front();
    world.out << '\n';
  }
}

}  // namespace crier::client
