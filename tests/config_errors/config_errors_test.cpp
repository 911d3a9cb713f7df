#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "config/load.h"
#include "unit/config/folder.h"

namespace crier::config {
namespace {

namespace fs = std::filesystem;

const fs::path kBad = fs::path(CRIER_SOURCE) / "tests" / "config_errors" / "bad";

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// The files that the samples name, the good and the bad.
void write_files(const tests::Folder& folder) {
  folder.write("smtp-password", "hunter2\n");
  folder.write("api-token", "t0ken-of-prometheus\n");
  folder.write("other-token", "t0ken-of-nagios\n");
  folder.write("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  folder.write("slack-token", "xoxb-1-2\n");
  folder.write("slack-webhook-url", "https://hooks.slack.example/services/T0/B0/x\n");
  for (const auto* name : {"x-consumer-key", "x-consumer-secret", "x-access-token", "x-access-secret", "x-client-id", "x-refresh-token"})
    folder.write(name, "x\n");
  folder.write("customers.csv", "a@customer.example\n");
  folder.write("empty", "");
  folder.write("open", "hunter2\n", 0644);
  folder.write("two-words", "two words\n");
  folder.write("bad-hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nnot base64!\n");
  folder.write("three-hooks", "whsec_YQ==\nwhsec_Yg==\nwhsec_Yw==\n");
  folder.write("folder/file", "x\n");
  folder.write("no-calendar.ics", "Christmas\n");
  folder.write("every-second.ics",
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:"
               "VCALENDAR\r\n");
  folder.write("cut-off.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\n");
  folder.write("large.ics", std::string(4 * 1024 * 1024 + 1, '\n'));
  folder.write("in-folder.ics/file", "x\n");
  folder.write("odd-templates/mail/update.text", "{{nobody.knows.this}}\n");
  folder.write("odd-rules/en/hype.yaml", "extends: existence\nmessage: m\nlevel: loud\nscope: heading\ntokens: [soon]\n");
  folder.write("odd-rules/en/ours.yaml", "extends: existence\nmesage: m\nlevels: {resolvd: error}\ntokens: [soon, [later]]\n");
  folder.write("odd-rules/de/unsere.yaml", "- bald\n");
  folder.write("faulty-rules/en/ours.yaml", "extends: existence\nmessage: m\ntokens:\n  - soon\n  - 'soon(?! as)'\nexceptions: ['']\n");
  folder.write("faulty-rules/en/theirs.yaml", "extends: conditional\nmessage: m\nfirst: '(a'\n");
}

/// The folder of a test has a name of its own; in the expected texts it is FOLDER.
std::string without_folder(std::string text, const std::string& folder) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) text.replace(at, folder.size(), "FOLDER");
  return text;
}

std::vector<std::string> samples() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kBad)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class ConfigErrors : public ::testing::TestWithParam<std::string> {};

/// Each sample is named by its fault and has the whole text of what is told beside it.
TEST_P(ConfigErrors, are_told_whole_with_place_and_caret) {
  const tests::Folder folder;
  write_files(folder);
  const auto path = folder.write("crier.yaml", content(kBad / (GetParam() + ".yaml")));

  const auto loaded = load(path);

  EXPECT_EQ(loaded.snapshot, nullptr);
  EXPECT_EQ(without_folder(loaded.report, folder.path()), content(kBad / (GetParam() + ".txt")));
  EXPECT_EQ(loaded.report.find("hunter2"), std::string::npos) << "a secret is shown";
}

INSTANTIATE_TEST_SUITE_P(samples, ConfigErrors, ::testing::ValuesIn(samples()), [](const auto& sample) { return sample.param; });

}  // namespace
}  // namespace crier::config
