#include "client/words.h"

#include <ostream>
#include <string>

#include "client/table.h"

namespace crier::client {
namespace {

void print_text(std::ostream& out, std::string_view name, std::string_view text, const std::string& indent) {
  if (text.empty()) return;
  out << indent << name << ":\n";
  print_lines(out, text, indent + "  ");
}

void print_list(std::ostream& out, std::string_view name, const json::array& items, const std::string& indent) {
  if (items.empty()) return;
  out << indent << name << ":\n";
  for (const auto& item : items) {
    if (item.is_string()) print_lines(out, std::string_view(item.get_string()), indent + "  ");
  }
}

}  // namespace

void print_words(std::ostream& out, const json::value& event, std::string_view indent_text) {
  const std::string indent(indent_text);
  print_lines(out, text_at(event, "summary"), indent);
  const auto& consequences = member_at(event, "consequences");
  for (const auto& [name, text] :
       {std::pair{"Now", text_at(consequences, "now")}, std::pair{"Expected", text_at(consequences, "expected")},
        std::pair{"Permanent", text_at(consequences, "permanent")}, std::pair{"Began", text_at(event, "began")},
        std::pair{"Ended", text_at(event, "ended")}, std::pair{"Workaround", text_at(event, "workaround")},
        std::pair{"Details", text_at(event, "details")}, std::pair{"Root cause", text_at(event, "root_cause")}}) {
    print_text(out, name, text, indent);
  }
  print_list(out, "Done", items_at(member_at(event, "actions"), "done"), indent);
  print_list(out, "Planned", items_at(member_at(event, "actions"), "planned"), indent);
  print_text(out, "Next update", text_at(event, "next_update"), indent);
}

}  // namespace crier::client
