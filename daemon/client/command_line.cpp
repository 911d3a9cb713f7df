#include <CLI/CLI.hpp>
#include <fstream>
#include <ostream>

#include "base/text.h"
#include "client/approve.h"
#include "client/ask.h"
#include "client/brake.h"
#include "client/channels.h"
#include "client/check.h"
#include "client/completion.h"
#include "client/event_options.h"
#include "client/help.h"
#include "client/ingest_commands.h"
#include "client/look.h"
#include "client/pending.h"
#include "client/preview.h"
#include "client/queue.h"
#include "client/rhythm_commands.h"
#include "client/say.h"
#include "client/simulate.h"
#include "client/status.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/watch.h"
#include "client/wrapping.h"

namespace crier::client {
namespace {

/// Commands of interface.md that are not built: known, so that they are told from mistakes.
constexpr std::array<const char*, 1> kUnbuilt{"audience"};

struct Globals {
  Whereabouts where;
  bool json = false;
};

/// The command that was chosen, to be run once the whole line was read.
using Command = RhythmCommands::Command;
/// The same for those that need no daemon.
using Offline = std::function<int(World&)>;

class CommandLine {
 public:
  explicit CommandLine(World& world) : world_(world) { build(); }

  int run(std::vector<std::string> arguments) {
    if (!arguments.empty() && arguments.front() == "__complete") return complete_line({arguments.begin() + 1, arguments.end()});
    const WrappedOutput err(world_.err, world_.can_ask ? Style(world_).width() : 0);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp& help) {
      return app_.exit(help, world_.out, world_.err);
    } catch (const CLI::CallForAllHelp& help) {
      return app_.exit(help, world_.out, world_.err);
    } catch (const CLI::CallForVersion& version) {
      return app_.exit(version, world_.out, world_.err);
    } catch (const CLI::ParseError& error) {
      return fail(printable(error.what()) + suggestion() + "; see: crier --help");
    }
    if (!unbuilt_.empty()) return fail("crier " + unbuilt_ + " is not built in this release; nothing was done.");
    if (offline_) return offline_(world_);
    return online();
  }

 private:
  int fail(const std::string& sentence, int code = usage) {
    world_.err << "crier: " << sentence << '\n';
    return code;
  }

  /// For the shells' scripts (completion.h): no command of its own, so that its words may be anything.
  int complete_line(const std::vector<std::string>& words) {
    complete(world_, app_, words, [this](const Whereabouts& where) -> std::unique_ptr<Connection> {
      auto address = address_of(where);
      return address ? world_.connect(std::move(*address)) : nullptr;
    });
    return done;
  }

  /// What was meant by a command that there is not.
  [[nodiscard]] std::string suggestion() const {
    const auto rest = app_.remaining();
    if (rest.empty() || !app_.get_subcommands().empty()) return {};
    std::vector<std::string> names;
    for (const auto* sub : app_.get_subcommands([](const CLI::App*) { return true; })) names.push_back(sub->get_name());
    const auto near = nearest(rest.front(), names);
    return near ? " (did you mean " + *near + "?)" : std::string();
  }

  Result<Address, Failure> address_of(const Whereabouts& where) {
    Address address;
    if (!where.socket.empty() && !where.url.empty()) return Failure{usage, "--socket and --url name two daemons; give one of them."};
    const auto variable = world_.variable("CRIER_SOCKET");
    if (!where.socket.empty()) {
      address.socket = where.socket;
    } else if (variable && !variable->empty()) {
      address.socket = *variable;
    }
    address.url = where.url;
    if (!where.token_file.empty()) {
      const auto token = read_file(world_, where.token_file);
      if (!token) return token.error();
      address.token = Secret(std::string(trim(*token)));
    }
    return address;
  }

  int online() {
    auto address = address_of(globals_.where);
    if (!address) return fail(address.error().text, address.error().exit);
    const WrappedOutput out(world_.out, globals_.json ? 0 : Style(world_).width());
    Caller caller(world_, world_.connect(std::move(*address)), globals_.json);
    Tool tool{world_, caller, globals_.json};
    return command_ ? command_(tool) : show_status(tool);
  }

  void build() {
    app_.name("crier");
    app_.description(
        "Tells people who depend on a service what is going on.\nWithout a command: what is open and what is blocked. What to do: crier "
        "help");
    app_.set_version_flag("--version", std::string(CRIER_VERSION));
    app_.add_option("--socket", globals_.where.socket, "Unix socket (CRIER_SOCKET; /run/crier/crier.sock)");
    app_.add_option("--url", globals_.where.url, "crierd over TCP instead, with --token-file");
    app_.add_option("--token-file", globals_.where.token_file, "file with the token for --url");
    app_.add_flag("--json", globals_.json, "print the API's answer as it is");
    app_.require_subcommand(0, 1);
    app_.fallthrough();
    build_saying();
    build_pending();
    build_looking();
    build_queue();
    build_channels();
    build_files();
    build_check();
    build_simulation();
    ingest_.build(
        app_, [this](Command run) { command_ = std::move(run); }, [this](Offline run) { offline_ = std::move(run); },
        [this] { return globals_.json; });
    rhythm_.build([this](CLI::App* parent, const std::string& name, const std::string& help, Command run) {
      return command(parent == nullptr ? app_ : *parent, name, help, std::move(run));
    });
    build_help();
    for (const char* name : kUnbuilt) {
      auto* command = app_.add_subcommand(name, "not built in this release");
      command->group("");
      command->allow_extras()->fallthrough(false);
      command->set_help_flag();
      command->callback([this, name] { unbuilt_ = name; });
    }
  }

  CLI::App* command(const std::string& name, const std::string& help, Command run) { return command(app_, name, help, std::move(run)); }

  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& help, Command run) {
    auto* sub = parent.add_subcommand(name, help);
    sub->fallthrough();
    // CLI11 calls the outer command after the inner one, which is what was meant.
    sub->callback([this, sub, run = std::move(run)] {
      if (sub->get_subcommands().empty()) command_ = run;
    });
    return sub;
  }

  void build_saying() {
    using core::Action;
    struct Saying {
      const char* name;
      Action action;
      const char* help;
    };
    for (const auto& [name, action, help] :
         {Saying{"open", Action::open, "open an incident, or update it if it is open"}, Saying{"update", Action::update, "say what is new"},
          Saying{"resolve", Action::resolve, "say that it is over"},
          Saying{"postmortem", Action::postmortem, "explain, after it was resolved"}, Saying{"reopen", Action::reopen, "it came back"},
          Saying{"notice", Action::notice, "tell audiences something without an incident"},
          Saying{"retract", Action::retract, "say that it was opened in error"}}) {
      auto* sub = command(name, help, [this, action = action](Tool& tool) {
        const bool is_asked = action == Action::open && is_asked_for(tool.world, event_);
        return is_asked ? open_by_questions(tool, event_) : say(tool, action, event_);
      });
      if (action != Action::notice)
        sub->add_option("KEY", event_.key,
                        action == Action::open ? "a name for the incident; asked for at a terminal" : "the incident's key")
            ->required(action != Action::open);
      add_words(*sub, event_);
      add_switches(*sub, event_);
    }
    auto* correct = command("correct", "put an update right for those who got it", [this](Tool& tool) {
      event_.corrects = pending_.number;
      return say(tool, Action::update, event_);
    });
    correct->add_option("KEY", event_.key, "the incident's key")->required();
    correct->add_option("N", pending_.number, "the number of the wrong update")->required();
    add_words(*correct, event_);
    add_switches(*correct, event_);
    auto* nonews = command("nonews", "say that there is no news yet", [this](Tool& tool) { return say(tool, Action::nonews, event_); });
    nonews->add_option("KEY", event_.key, "the incident's key")->required();
    nonews->add_option("NEXT", event_.next_update, "when the next update comes: 45m, or a time");
    nonews->add_option("--author", event_.author, "who says it; else you");
    add_switches(*nonews, event_);
    build_maintenance();
    auto* ack = command("ack", "say that you have seen it", [this](Tool& tool) { return acknowledge(tool, event_); });
    ack->add_option("KEY", event_.key, "the incident's key")->required();
    ack->add_option("--author", event_.author, "who says it; else you");
    add_repeating(*ack, event_);
    auto* take =
        command("take", "have it: monitors announce nothing any more", [this](Tool& tool) { return say(tool, Action::take, event_); });
    take->add_option("KEY", event_.key, "the incident's key")->required();
    take->add_option("--author", event_.author, "who says it; else you");
    add_repeating(*take, event_);
  }

  void build_maintenance() {
    auto* sub = command("maintenance", "announce, move, extend, end or cancel it", [this](Tool& tool) {
      if (const auto failure = choose_status(maintenance_, event_)) return tool.fail(*failure);
      return say(tool, core::Action::maintenance, event_);
    });
    sub->add_option("KEY", event_.key, "a name for it")->required();
    sub->add_option("--starts", event_.starts, "\"2026-11-23 22:00 Europe/Berlin\", or 2h from now");
    sub->add_option("--ends", event_.ends, "the same, or 2h after it starts");
    sub->add_option("--extend", event_.extend, "it takes so much longer: 1h");
    sub->add_flag("--start", maintenance_.starts, "it starts now");
    sub->add_flag("--done", maintenance_.is_done, "it has ended");
    sub->add_flag("--cancel", maintenance_.is_cancelled, "it does not take place");
    add_common_words(*sub, event_);
    add_switches(*sub, event_);
  }

  /// Commands on what is not sent yet, and the brake.
  void build_pending() {
    command("drafts", "what is not sent yet: drafts, held, waiting", [](Tool& tool) { return list_drafts(tool); });
    auto* approve =
        command("approve", "send a draft, or now what is held or waiting", [this](Tool& tool) { return client::approve(tool, pending_); });
    approve->add_flag("--edit", pending_.edit, "change its words in $EDITOR before it is sent");
    approve->add_option("--file", pending_.file, "other words for it, from a draft file");
    add_consent(*approve, pending_.consent.yes, pending_.consent.confirm);
    auto* withdraw =
        command("withdraw", "end a draft, or what waits, unsent", [this](Tool& tool) { return client::withdraw(tool, pending_); });
    for (auto* sub : {approve, withdraw}) {
      sub->add_option("KEY", pending_.key, "the incident's key")->required();
      sub->add_option("N", pending_.number, "the number of the update; else the newest draft");
    }
    auto* stop = command("stop", "do not send what of an update is not sent yet", [this](Tool& tool) { return client::stop(tool, stop_); });
    stop->add_option("UPDATE", stop_.target, "the update's id, or the incident's key");
    stop->add_option("N", stop_.number, "the number of the update; else the newest");
    stop->add_flag("--last", stop_.last, "the newest update of all");
  }

  void build_looking() {
    command("status", "what is open and what is blocked", [](Tool& tool) { return show_status(tool); });
    auto* list =
        command("list", "incidents, newest first", [this](Tool& tool) { return list_incidents(tool, queue_.state, queue_.limit); });
    list->add_option("--state", queue_.state, "open or resolved");
    list->add_option("--limit", queue_.limit, "how many at most");
    auto* show = command("show", "one incident with its updates", [this](Tool& tool) { return show_incident(tool, event_.key); });
    show->add_option("KEY", event_.key, "KEY, or KEY~2 for its second occurrence")->required();
    auto* log = command("log", "who did what when, newest first", [this](Tool& tool) { return show_log(tool, event_.key, queue_.limit); });
    log->add_option("KEY", event_.key, "only this incident");
    log->add_option("--limit", queue_.limit, "how many at most");
    auto* watch = command("watch", "what happens, as it happens", [this](Tool& tool) { return watch_stream(tool, event_.key, is_plain_); });
    watch->add_option("KEY", event_.key, "only this incident");
    watch->add_flag("--plain", is_plain_, "one line a happening, for a screen reader");
  }

  void add_filter(CLI::App& sub) {
    sub.add_option("--incident", queue_.incident, "only of this incident");
    sub.add_option("--channel", queue_.channel, "only on this channel");
    sub.add_option("--since", queue_.since, "24h, or a time");
  }

  void build_queue() {
    auto* queue = command("queue", "deliveries that wait or failed", [this](Tool& tool) { return show_queue(tool, queue_); });
    add_filter(*queue);
    queue->add_option("--state", queue_.state, "queued, waiting, delivered, failed and so on");
    queue->add_option("--recipient", queue_.recipient, "only to this address");
    queue->add_option("--limit", queue_.limit, "how many at most");
    queue->add_flag("--edits", queue_.edits, "edits of messages instead");
    auto* retry = command("retry", "try failed deliveries again", [this](Tool& tool) { return retry_deliveries(tool, queue_); });
    retry->add_option("ID", queue_.id, "of a delivery: crier queue");
    retry->add_flag("--all-failed", queue_.all_failed, "of open incidents and 24 h, or as the filters say");
    add_filter(*retry);
    auto* cancel = command("cancel", "do not send what is not sent yet", [this](Tool& tool) { return cancel_deliveries(tool, queue_); });
    cancel->add_option("ID", queue_.id, "of a delivery: crier queue");
    cancel->add_option("--incident", queue_.incident, "all of this incident");
    auto* suppress = command("suppress", "addresses that are not written to any more", [this](Tool& tool) {
      if (is_list_ == !lift_.empty()) return tool.fail({usage, "Say which: crier suppress --list, or crier suppress --lift ADDRESS."});
      return is_list_ ? list_suppressions(tool) : lift_suppression(tool, lift_, queue_.channel);
    });
    suppress->add_flag("--list", is_list_, "each with its reason");
    suppress->add_option("--lift", lift_, "the address to write to again");
    suppress->add_option("--channel", queue_.channel, "where it is suppressed on several");
  }

  void build_channels() {
    command("channels", "channels and their state", [](Tool& tool) { return list_channels(tool); });
    for (const char* verb : {"pause", "resume"}) {
      auto* sub =
          command(verb, std::string(verb) + " a channel", [this, verb](Tool& tool) { return change_channel(tool, channel_, verb); });
      sub->add_option("NAME", channel_, "of the channel: crier channels")->required();
    }
    auto* test = command("test", "send one test message", [this](Tool& tool) { return test_channel(tool, channel_, to_); });
    test->add_option("NAME", channel_, "of the channel: crier channels")->required();
    test->add_option("--to", to_, "an address on the channel");
  }

  void build_files() {
    auto* preview = command("preview", "what would be sent", [this](Tool& tool) { return preview_file(tool, file_, html_); });
    preview->add_option("FILE", file_, "a draft or a JSON event")->required();
    preview->add_option("--html", html_, "write a page for the browser to this file");
    auto* send = command("send", "send raw events", [this](Tool& tool) { return send_events(tool, file_.empty() ? "-" : file_, event_); });
    send->add_option("FILE", file_, "JSON or NDJSON; stdin by default");
    add_consent(*send, event_.yes, event_.confirm);
    add_repeating(*send, event_);
    auto* config = app_.add_subcommand("config", "the configuration, offline");
    config->require_subcommand(1);
    config->fallthrough();
    config->add_option("--config", config_, "the file (/etc/crier/crier.yaml)");
    auto* check = config->add_subcommand("check", "all faults of the file");
    check->fallthrough();
    check->add_option("FILE", file_, "the file; else that of --config");
    check->callback([this] { offline_ = [this](World& world) { return check_config(world, file_.empty() ? config_ : file_); }; });
    auto* show = config->add_subcommand("show", "the file as read, without secrets");
    show->fallthrough();
    show->callback([this] { offline_ = [this](World& world) { return show_config(world, config_); }; });
  }

  void build_check() {
    auto* sub = app_.add_subcommand("check", "what the wording rules find, offline");
    sub->fallthrough();
    sub->add_option("FILE", check_.file, "a draft or a JSON event; - is stdin")->required();
    sub->add_option("--config", check_.config, "whose rules count");
    sub->add_option("--as", check_.state, "its state: resolved, office-close, ...");
    sub->add_option("--language", check_.language, "of the words that are no translation (en)");
    sub->callback([this] { offline_ = [this](World& world) { return check_file(world, check_, globals_.json); }; });
  }

  void build_simulation() {
    auto* sub = app_.add_subcommand("simulate", "play a scenario in virtual time, offline");
    sub->fallthrough();
    sub->add_option("SCENARIO", file_, "what happens when: docs/simulate.md")->required();
    sub->add_option("--config", simulated_, "else the one that the scenario names");
    sub->callback([this] { offline_ = [this](World& world) { return simulate(world, file_, simulated_, globals_.json); }; });
  }

  void build_help() {
    auto* help = app_.add_subcommand("help", "what to do in which situation: crier help TOPIC");
    help->fallthrough();
    help->add_option("TOPIC", page_, "a topic or a command");
    help->callback([this] { offline_ = [this](World& world) { return show_help(world, app_, page_); }; });
    auto* completion = app_.add_subcommand("completion", "the script that makes a shell complete crier");
    completion->fallthrough();
    completion->add_option("SHELL", page_, "bash, zsh or fish")->required();
    completion->callback([this] {
      offline_ = [this](World& world) {
        const auto script = completion_script(page_);
        if (!script) return fail("There is a script for bash, zsh and fish, not for " + printable(page_) + ".");
        world.out << *script;
        return static_cast<int>(done);
      };
    });
  }

  World& world_;
  CLI::App app_;
  Globals globals_;
  EventFlags event_;
  MaintenanceFlags maintenance_;
  RhythmCommands rhythm_;
  IngestCommands ingest_;
  QueueFlags queue_;
  PendingFlags pending_;
  StopFlags stop_;
  CheckFlags check_;
  std::string channel_, to_, file_, html_, simulated_, lift_, page_, unbuilt_, config_ = "/etc/crier/crier.yaml";
  bool is_list_ = false, is_plain_ = false;
  Command command_;
  Offline offline_;
};

}  // namespace

int run(std::vector<std::string> arguments, World& world) { return CommandLine(world).run(std::move(arguments)); }

}  // namespace crier::client
