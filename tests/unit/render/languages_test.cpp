// Every occasion in both languages, in whole: no word of the other language is left, and what is not translated is the event's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "render/shipped.h"
#include "unit/render/occasions.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;
using WordSet = std::set<std::string>;

/// What stands between these is no text for readers.
std::string without(std::string text, const char* open, const char* close) {
  for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    const auto end = text.find(close, at);
    text.replace(at, end == std::string::npos ? end : end + std::string_view(close).size() - at, " ");
  }
  return text;
}

/// Letters in a row; what is not ASCII counts as letters.
WordSet words_of(const std::string& text) {
  WordSet words;
  std::string word;
  for (const char c : text + ".") {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::exchange(word, ""));
    }
  }
  return words;
}

/// The words of a language's phrases, from the file that is shipped.
WordSet words_of_phrases(const std::string& language) {
  std::string texts;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path != "phrases." + language) continue;
    for (const auto line : split(file.text, '\n')) {
      const auto equals = line.find(" = ");
      if (!line.starts_with('#') && equals != std::string_view::npos) texts.append(line.substr(equals + 3)).append("\n");
    }
  }
  return words_of(without(without(texts, "{{", "}}"), "{", "}"));
}

WordSet only_in(const WordSet& one, const WordSet& other) {
  WordSet left;
  std::set_difference(one.begin(), one.end(), other.begin(), other.end(), std::inserter(left, left.end()));
  return left;
}

std::string common(const WordSet& one, const WordSet& other) {
  std::string both;
  for (const auto& word : one) both += other.contains(word) ? word + " " : "";
  return both;
}

void append_texts(const json::value& value, std::string& out) {
  if (value.is_array()) {
    for (const auto& one : value.get_array()) append_texts(one, out);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.get_object()) {
      if (name == "text" && member.is_string()) out.append(member.get_string()).append("\n");
      append_texts(member, out);
    }
  }
}

/// All that a person reads of it.
std::string read(const core::Message& message, Form form) {
  std::string all = message.subject + "\n" + message.text + "\n" + without(message.html, "<", ">");
  for (const auto& part : message.parts) all += "\n" + part;
  if (form == Form::slack) append_texts(json::parse(message.payload), all);
  return all;
}

/// Words that are in no language.
Filling no_words() {
  return {"Zqtitle", "Zqsummary", "Zqnow", "Zqexpected", "Zqpermanent", "Zqdetails", "Zqworkaround", "Zqroot", "Zqdone", "Zqplanned"};
}

ClockSample neutral(ClockSample sample, const std::string& language) {
  sample.language = language;
  sample.incident.key = "zq-1";
  sample.audience.name = "zqaudience";
  sample.organisation = "Zqorganisation";
  sample.contact = "zq@zq.zq";
  sample.service_names = {"Zqservice"};
  return sample;
}

TEST(Languages, each_says_every_occasion_on_every_channel_in_its_own_words_alone) {
  const WordSet english = words_of_phrases("en");
  const WordSet german = words_of_phrases("de");
  const WordSet only_english = only_in(english, german);
  const WordSet only_german = only_in(german, english);
  ASSERT_GT(only_english.size(), 100U);
  ASSERT_GT(only_german.size(), 100U);
  for (const Told& told : every_occasion(no_words())) {
    for (const std::string language : {"en", "de"}) {
      for (const Form form : kForms) {
        const core::Message message = neutral(told.sample, language).in(form);
        SCOPED_TRACE(told.name + ", " + name_of(form) + ", " + language);
        const std::string text = read(message, form);
        const WordSet said = words_of(text);
        EXPECT_EQ(common(said, language == "de" ? only_english : only_german), "") << text;
        EXPECT_THAT(text + message.payload, Not(HasSubstr("{{")));
        EXPECT_EQ(message.language, language);
        // Of a reminder or a notice a post has the sender's words alone, and a webhook's document has only those.
        const bool is_more = told.name.ends_with("internal") || told.name.ends_with("late");
        const bool has_own = form != Form::webhook && (form != Form::x || !told.sample.incident.is_notice || is_more);
        if (has_own) {
          EXPECT_NE(common(said, language == "de" ? german : english), "") << text;
        }
      }
    }
  }
}

TEST(Languages, no_occasion_is_without_words_on_any_channel) {
  for (const Told& told : every_occasion(no_words())) {
    for (const std::string language : {"en", "de"}) {
      SCOPED_TRACE(told.name + ", " + language);
      const ClockSample sample = neutral(told.sample, language);
      const core::Message mail = sample.in(Form::mail);
      EXPECT_THAT(mail.subject, HasSubstr("Zqtitle"));
      EXPECT_NE(mail.text, "");
      EXPECT_THAT(mail.html, HasSubstr("</html>"));
      EXPECT_FALSE(sample.in(Form::x).parts.empty());
      EXPECT_THAT(sample.in(Form::slack).subject, HasSubstr("Zqtitle"));
      EXPECT_NE(sample.in(Form::slack).text, "");
      EXPECT_FALSE(json::parse(sample.in(Form::webhook).payload).as_object().empty());
    }
  }
}

TEST(Languages, of_a_country_is_that_of_the_language_and_one_that_nobody_wrote_is_english) {
  struct Case {
    const char* asked;
    const char* served;
  };
  for (const Told& told : every_occasion(no_words())) {
    for (const Case& c : {Case{"de-AT", "de"}, {"de_CH", "de"}, {"DE", "de"}, {"en-GB", "en"}, {"xx", "en"}, {"", "en"}}) {
      for (const Form form : kForms) {
        const core::Message asked = neutral(told.sample, c.asked).in(form);
        core::Message served = neutral(told.sample, c.served).in(form);
        served.language = c.asked;
        EXPECT_EQ(asked, served) << told.name << ", " << name_of(form) << ", " << c.asked;
      }
    }
  }
}

struct Field {
  const char* name;
  std::string core::Translation::*text;
  std::string core::Consequences::*consequence;
};
constexpr Field kFields[] = {
    {"Zqtitle", &core::Translation::title, nullptr},        {"Zqsummary", &core::Translation::summary, nullptr},
    {"Zqdetails", &core::Translation::details, nullptr},    {"Zqworkaround", &core::Translation::workaround, nullptr},
    {"Zqroot", &core::Translation::root_cause, nullptr},    {"Zqnow", nullptr, &core::Consequences::now},
    {"Zqexpected", nullptr, &core::Consequences::expected}, {"Zqpermanent", nullptr, &core::Consequences::permanent}};

TEST(Languages, a_translation_replaces_the_fields_that_it_has_and_no_other) {
  for (const Field& translated : kFields) {
    ClockSample sample = by_people(resolution(), no_words());
    auto& german = sample.update.event.translations["de"];
    const std::string instead = "Qz" + std::string(translated.name).substr(2);
    (translated.text != nullptr ? german.*translated.text : german.consequences.*translated.consequence) = instead;
    for (const Form form : {Form::mail, Form::slack}) {
      const std::string own = read(sample.in(form), form);
      const std::string other = read(in_german(sample).in(form), form);
      for (const Field& field : kFields) {
        EXPECT_THAT(own, HasSubstr(field.name));
        EXPECT_EQ(other.find(field.name) == std::string::npos, field.name == translated.name) << field.name << " in " << other;
      }
      EXPECT_THAT(own, Not(HasSubstr(instead)));
      EXPECT_THAT(other, HasSubstr(instead));
    }
  }
}

TEST(Languages, a_translation_of_what_the_clock_quotes_is_quoted) {
  for (const core::Occasion occasion : {core::Occasion::office_close, core::Occasion::office_open, core::Occasion::promise}) {
    ClockSample sample = by_clock(occasion, no_words());
    for (auto& one : sample.bulletin.items) {
      for (core::Update* quoted : {&*one.newest, &one.since.front()}) quoted->event.translations["de"].summary = "Qzsummary";
    }
    for (const Form form : kWorded) {
      EXPECT_THAT(in_german(sample).in(form).text, HasSubstr("Qzsummary")) << name_of(form);
      EXPECT_THAT(sample.in(form).text, Not(HasSubstr("Qzsummary"))) << name_of(form);
    }
  }
}

TEST(Languages, times_are_written_as_the_language_writes_them_with_zone_and_utc) {
  struct Case {
    const char* language;
    const char* next;
    const char* next_short;
    const char* opening;
  };
  for (const Case& c : {Case{"en", "Next update: 14:50 CET on 22 November 2026 (13:50 UTC)", "Next update: 14:50 CET (13:50 UTC)",
                             "09:00 CET on Monday 30 November 2026 (08:00 UTC)"},
                        {"de", "Nächste Mitteilung: 22. November 2026, 14:50 CET (13:50 UTC)", "Nächste Mitteilung: 14:50 CET (13:50 UTC)",
                         "Montag, 30. November 2026, 09:00 CET (08:00 UTC)"}}) {
    ClockSample opening = by_people(full_opening(), no_words());
    opening.language = c.language;
    EXPECT_THAT(opening.in(Form::mail).text, HasSubstr(c.next));
    EXPECT_THAT(opening.in(Form::x).text, HasSubstr(c.next_short));
    ClockSample closing = by_clock(core::Occasion::office_close, no_words());
    closing.bulletin.items.resize(1);
    closing.bulletin.items.front().next.reset();
    closing.language = c.language;
    EXPECT_THAT(closing.in(Form::mail).text, HasSubstr(c.opening));
  }
}

}  // namespace
}  // namespace crier::render
