#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "unit/render/statements.h"

namespace crier::render {
namespace {

struct Golden {
  const char* name;
  Sample sample;
};

Sample follow_up() {
  Sample sample = full_opening();
  sample.update.number = 2;
  sample.previous_update = 1;
  sample.update.action = core::Action::update;
  sample.update.status = core::Status::identified;
  sample.update.at = at("2026-11-22T13:48:00Z");
  sample.update.next_update = at("2026-11-22T23:30:00Z");
  auto& event = sample.update.event;
  event.action = core::Action::update;
  event.title.reset();
  event.overnight = core::Overnight::on_call;
  event.summary = "Payments by card work again; payments by transfer still fail.";
  event.consequences = {"Transfers fail.", "", ""};
  event.details =
      "## Cause\n\nA *full* disk on [db-1](https://status.example.com/db?a=1&b=2):\n\n- writes **stopped**\n- reads went on\n\n```\nENOSPC "
      "< 1 & done\n```\n";
  event.workaround.clear();
  return sample;
}

Sample postmortem() {
  Sample sample = resolution();
  sample.update.number = 3;
  sample.previous_update = 2;
  sample.update.action = core::Action::postmortem;
  sample.update.at = at("2026-11-25T09:00:00Z");
  sample.update.event.action = core::Action::postmortem;
  sample.update.event.summary = "What happened on 22 November, and what we do about it.";
  return sample;
}

/// All that people see of a message; the mail's HTML and the payloads have tests of their own.
std::string shown(const Sample& sample) {
  std::string out;
  const core::Message mail = sample.in(Form::mail);
  out += "=== mail: " + mail.subject + "\n" + mail.text + "\n=== html\n" + mail.html;
  const core::Message slack = sample.in(Form::slack);
  out += "=== slack: " + slack.subject + "\n" + slack.text + "\n";
  const boost::json::object payload = boost::json::parse(slack.payload).as_object();
  for (const auto& [name, edited] : payload) {
    if (edited.is_object()) out.append("=== slack ").append(name).append(":\n").append(edited.at("text").as_string()).append("\n");
  }
  for (const auto& part : sample.in(Form::x).parts) out += "=== x\n" + part + "\n";
  out += "=== webhook\n" + sample.in(Form::webhook).payload + "\n";
  return out;
}

/// The files were read and approved by people; a change of a template shows up here whole. CRIER_WRITE_GOLDEN=1 writes them anew.
TEST(Golden, messages_are_worded_as_approved) {
  Sample german = follow_up();
  german.language = "de";
  german.update.event.translations["de"].summary = "Kartenzahlungen gehen wieder, Überweisungen noch nicht.";
  Sample german_correction = correction();
  german_correction.language = "de";
  Sample internal = follow_up();
  internal.audience.name = "operators";
  internal.audience.internal = true;
  internal.also_told = {"customers-emea", "public"};
  const Golden all[] = {{"open", full_opening()},     {"update", follow_up()}, {"update-de", german},     {"resolve", resolution()},
                        {"postmortem", postmortem()}, {"notice", notice()},    {"correct", correction()}, {"correct-de", german_correction},
                        {"retract", retraction()},    {"nonews", no_news()},   {"internal", internal}};
  for (const Golden& golden : all) {
    std::string path = CRIER_GOLDEN "/";
    path.append(golden.name).append(".txt");
    if (std::getenv("CRIER_WRITE_GOLDEN") != nullptr) std::ofstream(path) << shown(golden.sample);
    std::stringstream approved;
    approved << std::ifstream(path).rdbuf();

    EXPECT_EQ(shown(golden.sample), approved.str()) << path;
  }
}

}  // namespace
}  // namespace crier::render
