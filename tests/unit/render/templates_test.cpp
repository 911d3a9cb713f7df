#include "render/templates.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "render/shipped.h"
#include "render/values.h"
#include "unit/render/samples.h"

namespace crier::render {
namespace {

namespace fs = std::filesystem;

/// A templates folder of its own for one test.
class Folder {
 public:
  Folder()
      : path_(fs::temp_directory_path() /
              ("crier-templates-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string faults() const {
    const auto loaded = Templates::load(path());
    std::string text = loaded ? "" : loaded.error().text;
    for (auto at = text.find(path()); at != std::string::npos; at = text.find(path())) text.replace(at, path().size(), "FOLDER");
    return text;
  }
  [[nodiscard]] core::Message render(Form form, const Subject& subject) const {
    return render::render(*Templates::load(path()).value(), form, subject).value();
  }

 private:
  fs::path path_;
};

TEST(Templates, the_shipped_ones_are_without_fault_and_serve_every_form) {
  const auto loaded = Templates::load("");
  ASSERT_TRUE(loaded) << loaded.error().text;
  struct Wanted {
    const char* channel;
    const char* part;
  };
  for (const Wanted& wanted : {Wanted{"mail", "subject"},
                               {"mail", "text"},
                               {"mail", "html"},
                               {"slack", "subject"},
                               {"slack", "mrkdwn"},
                               {"slack", "context"},
                               {"x", "post"}}) {
    for (const char* occasion : {"open", "update", "resolve", "postmortem", "notice"}) {
      for (const char* language : {"en", "de", "fr", "de-AT", ""}) {
        EXPECT_NE((*loaded)->find(wanted.channel, occasion, language, wanted.part), nullptr)
            << wanted.channel << " " << occasion << " " << language;
      }
    }
  }
  EXPECT_EQ((*loaded)->find("pager", "update", "en", "text"), nullptr);
}

TEST(Templates, german_has_every_phrase_that_english_has) {
  const Phrases& phrases = shipped()->phrases();
  for (const auto& key : phrases.keys()) {
    if (key == "status" || key == "prefix_none" || key == "time_utc" || key == "time_short") continue;  // the same in both
    EXPECT_NE(phrases.text("de", key), phrases.text("en", key)) << key;
  }
}

TEST(Templates, a_file_of_the_folder_takes_the_place_of_the_shipped_one) {
  const Folder folder;
  folder.write("mail/update.subject", "{{title}} ({{prefix}})\n");
  folder.write("x/update.post", "{{headline}} {{url}}\n");
  Sample sample = full_opening();
  sample.url = "https://status.example.com";

  EXPECT_EQ(folder.render(Form::mail, sample.subject()).subject, "Checkout unavailable (Critical)");
  EXPECT_EQ(folder.render(Form::x, sample.subject()).parts, std::vector<std::string>{"Checkout unavailable https://status.example.com"});
  EXPECT_EQ(folder.render(Form::mail, sample.subject()).text, sample.in(Form::mail).text);
}

TEST(Templates, a_files_language_and_occasion_decide_whom_it_serves) {
  const Folder folder;
  folder.write("mail/update.de.subject", "de");
  folder.write("mail/resolve.subject", "end");
  folder.write("mail/resolve.de-at.subject", "aus");
  Sample sample = full_opening();
  const auto subject_in = [&](const Sample& of, const char* language) {
    Sample copy = of;
    copy.language = language;
    return folder.render(Form::mail, copy.subject()).subject;
  };

  EXPECT_EQ(subject_in(sample, "de"), "de");
  EXPECT_EQ(subject_in(sample, "de_AT"), "de");
  EXPECT_EQ(subject_in(sample, "en"), "[Critical] Checkout unavailable");
  EXPECT_EQ(subject_in(resolution(), "en"), "end");
  EXPECT_EQ(subject_in(resolution(), "de"), "end");
  EXPECT_EQ(subject_in(resolution(), "de-AT"), "aus");
}

TEST(Templates, a_folder_named_like_a_channel_serves_that_channel_alone) {
  const Folder folder;
  folder.write("vip/update.subject", "{{>mark}}{{headline}}");
  folder.write("vip/_mark.subject", "VIP ");
  const Sample sample = full_opening();
  Subject subject = sample.subject();
  EXPECT_EQ(folder.render(Form::mail, subject).subject, "[Critical] Checkout unavailable");

  subject.channel = "vip";

  EXPECT_EQ(folder.render(Form::mail, subject).subject, "VIP Checkout unavailable");
  EXPECT_EQ(folder.render(Form::mail, subject).text, sample.in(Form::mail).text);
}

TEST(Templates, phrases_of_another_language_need_not_be_whole) {
  const Folder folder;
  folder.write("phrases.fr", "# quelques mots\nprefix_critical = Critique\nnow = Maintenant\n");
  Sample sample = full_opening();
  sample.language = "fr";

  const core::Message message = folder.render(Form::mail, sample.subject());

  EXPECT_EQ(message.subject, "[Critique] Checkout unavailable");
  EXPECT_NE(message.text.find("- Maintenant: Payments fail."), std::string::npos);
  EXPECT_NE(message.text.find("Details"), std::string::npos);
}

struct Wrong {
  const char* file;
  const char* text;
  const char* faults;
};

TEST(Templates, faults_name_the_file_the_line_and_the_column) {
  const Wrong cases[] = {
      {"mail/update.text", "ok\n  {{sumary}}\n", "FOLDER/mail/update.text:2:3: 'sumary' is no marker; did you mean 'summary'?"},
      {"mail/update.html", "<p>{{#now}}</p>", "FOLDER/mail/update.html:1:4: section 'now' is not closed: end it with {{/now}}"},
      {"mail/updat.text", "x",
       "FOLDER/mail/updat.text:1:1: no template has this name: a path is CHANNEL/OCCASION[.LANGUAGE].PART or phrases.LANGUAGE, see "
       "docs/templates.md"},
      {"update.text", "x",
       "FOLDER/update.text:1:1: no template has this name: a path is CHANNEL/OCCASION[.LANGUAGE].PART or phrases.LANGUAGE, see "
       "docs/templates.md"},
      {"mail/update.txt", "x",
       "FOLDER/mail/update.txt:1:1: no template has this name: a path is CHANNEL/OCCASION[.LANGUAGE].PART or phrases.LANGUAGE, see "
       "docs/templates.md"},
      {"phrases.fr", "now = x\nnew = y\n", "FOLDER/phrases.fr:2:1: 'new' is no phrase that a template uses; did you mean 'now'?"},
      {"phrases.fr", "now\n", "FOLDER/phrases.fr:1:1: a phrase is written 'key = text'"},
      {"phrases.fr", "time = {clok}\n",
       "FOLDER/phrases.fr:1:8: '{clok}' is no part of a time: use {clock}, {zone}, {weekday}, {day}, {month}, {year} or {utc}"},
      {"phrases.fr", "months = a b\n", "FOLDER/phrases.fr:1:10: months are twelve names separated by one blank"},
      {"phrases.en", "contact = {{contct}}\n", "FOLDER/phrases.en:1:11: 'contct' is no marker; did you mean 'contact'?"},
      {"mail/update.text", "\xFF", "FOLDER/mail/update.text:1:1: the file is not UTF-8"},
  };
  for (const Wrong& c : cases) {
    const Folder folder;
    folder.write(c.file, c.text);
    EXPECT_EQ(folder.faults(), c.faults);
  }
}

TEST(Templates, every_fault_is_told_at_once) {
  const Folder folder;
  folder.write("mail/update.text", "{{sumary}}");
  folder.write("mail/nonsense.text", "x");

  EXPECT_NE(folder.faults().find("mail/nonsense.text"), std::string::npos);
  folder.write("slack/update.mrkdwn", "{{#now}}");
  fs::remove(folder.path() + "/mail/nonsense.text");
  const std::string both = folder.faults();
  EXPECT_NE(both.find("mail/update.text:1:1"), std::string::npos);
  EXPECT_NE(both.find("slack/update.mrkdwn:1:1"), std::string::npos);
}

TEST(Templates, a_folder_that_is_not_there_is_a_fault) {
  const auto loaded = Templates::load("/nonexistent/templates");

  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::config);
  EXPECT_EQ(loaded.error().text,
            "/nonexistent/templates:1:1: the templates' folder cannot be read (No such file or directory): create it or remove the key "
            "'templates'");
}

TEST(Templates, a_file_may_have_the_line_ends_and_the_mark_of_other_systems) {
  const Folder folder;
  folder.write("x/update.post", "\xEF\xBB\xBF{{#title}}\r\n{{title}}\r\n{{/title}}\r\nend\r\n");

  EXPECT_EQ(folder.render(Form::x, full_opening().subject()).text, "Checkout unavailable\nend");
}

TEST(Templates, what_editors_and_versioning_leave_behind_is_passed_over) {
  const Folder folder;
  folder.write("mail/update.text~", "{{nope}}");
  folder.write(".git", "x");

  EXPECT_EQ(folder.faults(), "");
}

TEST(Templates, every_marker_is_in_the_documentation) {
  std::ifstream file(CRIER_DOCS "/templates.md");
  ASSERT_TRUE(file) << "docs/templates.md is missing";
  std::stringstream text;
  text << file.rdbuf();
  for (const auto& name : all_names()) EXPECT_NE(text.str().find("`" + name + "`"), std::string::npos) << name;
}

}  // namespace
}  // namespace crier::render
