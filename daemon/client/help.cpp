#include "client/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/topics.h"

namespace crier::client {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

void print_topic(World& world, const Topic& topic) {
  const Style style(world);
  world.out << style.strong(topic.name) << ": " << topic.about << "\n\n";
  for (const auto line : split(topic.text.substr(0, topic.text.find_last_not_of('\n') + 1), '\n'))
    world.out << (line.starts_with("  crier ") ? style.strong(line) : std::string(line)) << '\n';
}

void print_pages(World& world, const CLI::App& app) {
  const Style style(world);
  auto& out = world.out;
  out << style.strong("What to do: crier help TOPIC") << '\n';
  std::size_t longest = 0;
  for (const auto& topic : topics()) longest = std::max(longest, topic.name.size());
  for (const auto& topic : topics()) out << "  " << topic.name << std::string(longest - topic.name.size() + 2, ' ') << topic.about << '\n';
  out << '\n' << style.strong("Commands: crier help COMMAND, or crier COMMAND --help") << '\n';
  longest = 0;
  for (const auto* command : commands_of(app)) longest = std::max(longest, command->get_name().size());
  for (const auto* command : commands_of(app)) {
    out << "  " << command->get_name() << std::string(longest - command->get_name().size() + 2, ' ') << command->get_description() << '\n';
  }
}

}  // namespace

int show_help(World& world, const CLI::App& app, const std::string& page) {
  if (page.empty()) {
    print_pages(world, app);
    return done;
  }
  std::vector<std::string> names;
  for (const auto& topic : topics()) {
    if (topic.name == page) {
      print_topic(world, topic);
      return done;
    }
    names.emplace_back(topic.name);
  }
  for (const auto* command : commands_of(app)) {
    if (command->get_name() == page) {
      world.out << command->help("crier");
      return done;
    }
    names.push_back(command->get_name());
  }
  // A topic's name is long: a part of it says enough.
  auto near = nearest(page, names);
  const auto has_part = [&page](const std::string& name) { return name.find(page) != std::string::npos; };
  if (const auto part = std::find_if(names.begin(), names.end(), has_part); !near && part != names.end()) near = *part;
  world.err << "crier: There is no help on " << printable(page) << (near ? " (did you mean " + *near + "?)" : "") << "; see: crier help\n";
  return usage;
}

}  // namespace crier::client
