// Whatever the fields of an event hold lands as text: on each channel, on every occasion, in every field at once.
#include "unit/render/hostile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "render/mail.h"
#include "render/post_length.h"
#include "render/shipped.h"
#include "unit/render/parsed_mail.h"

namespace crier::render {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

/// What of a tag matters: its name, and each attribute with its value.
struct Tag {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
};

/// The tags of a document as a browser finds them: < and a letter, "/" or "!" begins one, quotes hide > in it.
std::vector<Tag> tags_of(const std::string& html) {
  std::vector<Tag> tags;
  for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    std::size_t end = at + 1;
    Tag tag;
    while (end < html.size() && std::string_view(" \n\t>").find(html[end]) == std::string_view::npos) tag.name += html[end++];
    if (tag.name.starts_with("!--")) {
      end = std::min(html.find("-->", at), html.size());
      tag.name = html.substr(at + 1, end + 1 - at);
      at = end;
      tags.push_back(std::move(tag));
      continue;
    }
    while (end < html.size() && html[end] != '>') {
      std::string name;
      while (end < html.size() && std::string_view(" \n\t=>").find(html[end]) == std::string_view::npos) name += html[end++];
      std::string value;
      if (end < html.size() && html[end] == '=') {
        const char quote = end + 1 < html.size() ? html[end + 1] : ' ';
        const auto close = quote == '"' || quote == '\'' ? html.find(quote, end + 2) : std::string::npos;
        if (close == std::string::npos) {
          value = "not quoted";
          ++end;
        } else {
          value = html.substr(end + 2, close - end - 2);
          end = close + 1;
        }
      }
      if (!name.empty()) tag.attributes.emplace_back(to_lower_ascii(name), value);
      if (end < html.size() && html[end] != '>') ++end;
    }
    at = end < html.size() ? end : html.size() - 1;
    tags.push_back(std::move(tag));
  }
  return tags;
}

/// "p style", "a href": what the shipped templates write and what Markdown becomes (docs/templates.md), and nothing else.
std::set<std::string> written_by_us() {
  std::set<std::string> known{"em",   "strong",     "ul",       "ol", "li", "pre",    "code",    "blockquote",
                              "h1",   "h2",         "h3",       "h4", "h5", "h6",     "del",     "hr /",
                              "br /", "code class", "ol start", "a",  "p",  "a href", "a title", "!-- raw HTML omitted --"};
  for (const ShippedFile& file : shipped_files()) {
    if (!file.path.ends_with(".html")) continue;
    for (const Tag& tag : tags_of(std::string(file.text))) {
      known.insert(tag.name);
      for (const auto& [name, value] : tag.attributes) known.insert(tag.name + " " + name);
    }
  }
  for (const auto& name : std::set<std::string>(known)) {
    if (name.find(' ') == std::string::npos) known.insert("/" + name);
  }
  known.insert("p style");
  return known;
}

std::string decoded(std::string text) {
  for (const auto& [from, to] : {std::pair{"&quot;", "\""}, {"&#39;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      text.replace(at, std::string_view(from).size(), to);
  }
  return text;
}

void expect_only_our_markup(const std::string& html) {
  static const std::set<std::string> kKnown = written_by_us();
  for (const Tag& tag : tags_of(html)) {
    EXPECT_TRUE(kKnown.contains(tag.name)) << "<" << tag.name << "> in " << html;
    for (const auto& [name, value] : tag.attributes) {
      EXPECT_TRUE(kKnown.contains(tag.name + " " + name)) << "<" << tag.name << " " << name << "> in " << html;
      if (name != "href") continue;
      const std::string target = to_lower_ascii(decoded(value));
      EXPECT_TRUE(target == "#" || target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:") ||
                  target.starts_with("tel:"))
          << target;
    }
  }
}

/// The names of a mail's headers, in order, each as often as it stands there.
std::vector<std::string> header_names(const std::string& mail) {
  std::vector<std::string> names;
  const std::string head = mail.substr(0, mail.find("\r\n\r\n"));
  for (const auto line : split(head, '\n')) {
    if (!line.empty() && line.front() != ' ') names.emplace_back(line.substr(0, line.find(':')));
  }
  return names;
}

std::string sent(const core::Message& message, const std::string& name) {
  MailSlots slots;
  slots.to_address = "ops@customer.example";
  slots.to_name = name;
  slots.date = at("2026-11-22T13:05:01Z");
  slots.message_id = "<i7.u1.abc@example.com>";
  return compose_mail(message.payload, slots).value();
}

void expect_harmless_mail(const ClockSample& sample, const std::string& name) {
  const core::Message message = sample.in(Form::mail);
  expect_only_our_markup(message.html);
  for (const std::string* text : {&message.subject, &message.text, &message.html}) EXPECT_EQ(unwanted(*text), "") << *text;
  EXPECT_THAT(message.subject, Not(HasSubstr("\n")));
  const std::string bytes = sent(message, name);
  EXPECT_EQ(header_names(bytes), (std::vector<std::string>{"Date", "To", "Message-ID", "From", "Reply-To", "Subject", "Auto-Submitted",
                                                           "X-Auto-Response-Suppress", "List-Id", "X-Crier-Incident", "X-Crier-Update",
                                                           "MIME-Version", "Content-Type"}))
      << bytes.substr(0, 2000);
  const ParsedMail mail(bytes);
  EXPECT_EQ(mail.header("Subject"), message.subject);
  EXPECT_EQ(unwanted(mail.to().name), "");
  EXPECT_EQ(mail.to().address, "ops@customer.example");
  EXPECT_EQ(trim(mail.part("plain")), trim(message.text));
  EXPECT_EQ(trim(mail.part("html")), trim(message.html));
}

void append_texts(const json::value& value, std::vector<std::string>& out) {
  if (value.is_array()) {
    for (const auto& one : value.get_array()) append_texts(one, out);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.get_object()) {
      if (name == "text" && member.is_string()) out.emplace_back(member.get_string());
      append_texts(member, out);
    }
  }
}

/// Slack's angle brackets: only whole links to the web, mail and telephones, and > at the beginning of a line, which is a quote.
std::string bracket_fault(const std::string& text) {
  bool is_open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto fault = [&](const char* what) { return what + (" at " + std::to_string(i)) + " of " + text; };
    if (text[i] == '<') {
      if (is_open) return fault("a link in a link");
      is_open = true;
      const std::string target = to_lower_ascii(std::string_view(text).substr(i + 1, 8));
      const bool is_safe =
          target.starts_with("http://") || target == "https://" || target.starts_with("mailto:") || target.starts_with("tel:");
      if (!is_safe) return fault("no link");
    } else if (text[i] == '>') {
      const bool is_quote = i == 0 || text[i - 1] == '\n' || text[i - 1] == ' ';
      if (!is_open && !is_quote) return fault("a stray >");
      is_open = false;
    }
  }
  return is_open ? "an open link in " + text : "";
}

void expect_harmless_slack(const ClockSample& sample) {
  const core::Message message = sample.in(Form::slack);
  const json::object payload = json::parse(message.payload).as_object();
  for (const auto& [name, member] : payload)
    EXPECT_TRUE(name == "text" || name == "blocks" || name == "header" || name == "corrected") << name;
  std::vector<std::string> texts;
  append_texts(payload, texts);
  EXPECT_GT(texts.size(), 3U);
  for (const auto& text : texts) {
    EXPECT_EQ(bracket_fault(text), "");
    EXPECT_EQ(unwanted(text), "") << text;
  }
}

void expect_valid_posts(const ClockSample& sample) {
  const core::Message message = sample.in(Form::x);
  EXPECT_FALSE(message.parts.empty());
  EXPECT_LE(message.parts.size(), 25U);
  for (const auto& part : message.parts) {
    const PostLength length = post_length(part);
    EXPECT_TRUE(length.valid) << part;
    EXPECT_LE(length.weighted, 280) << part;
    EXPECT_EQ(unwanted(part), "") << part;
  }
}

TEST(Hostile, what_the_tests_look_for_is_found_where_it_is) {
  const std::vector<Tag> tags = tags_of("<p>1 &lt; 2</p><a HREF='x>y' onclick=z><svg/onload=q><!-- > --><br>");
  std::string names;
  for (const Tag& tag : tags) names += tag.name + ",";
  EXPECT_EQ(names, "p,/p,a,svg/onload=q,!-- > --,br,");
  EXPECT_EQ(tags.at(2).attributes, (std::vector<std::pair<std::string, std::string>>{{"href", "x>y"}, {"onclick", "not quoted"}}));
  for (const char* fault : {"<!here>", "a>b", "<https://a|<https://b|c>>", "<https://a", "<@U1>", "<a@b.example>"})
    EXPECT_NE(bracket_fault(fault), "") << fault;
  for (const char* sound : {"> *Now:* <https://a|b> & c", "a\n> b"}) EXPECT_EQ(bracket_fault(sound), "");
  for (const char* bad : {"a\rb", "a\x7F", "a\xC2\x85", "\xE2\x80\xAE", "\xE2\x81\xA9"}) EXPECT_NE(unwanted(bad), "") << bad;
}

TEST(Hostile, words_add_nothing_to_a_mail_but_words) {
  for (const Attack& attack : attacks()) {
    for (const Told& told : every_occasion_of(attack.text)) {
      SCOPED_TRACE(std::string(attack.name) + ", " + told.name);
      expect_harmless_mail(told.sample, attack.text);
    }
  }
}

TEST(Hostile, words_mention_nobody_on_slack_and_link_nowhere_unseen) {
  for (const Attack& attack : attacks()) {
    for (const Told& told : every_occasion_of(attack.text)) {
      SCOPED_TRACE(std::string(attack.name) + ", " + told.name);
      expect_harmless_slack(told.sample);
    }
  }
}

TEST(Hostile, words_make_posts_that_x_takes) {
  for (const Attack& attack : attacks()) {
    for (const Told& told : every_occasion_of(attack.text)) {
      SCOPED_TRACE(std::string(attack.name) + ", " + told.name);
      expect_valid_posts(told.sample);
    }
  }
}

std::string string_at(const json::value& value) { return value.is_string() ? std::string(value.get_string()) : "no text"; }

TEST(Hostile, words_reach_a_webhook_byte_for_byte) {
  for (const Attack& attack : attacks()) {
    for (const std::string language : {"en", "de"}) {
      SCOPED_TRACE(std::string(attack.name) + ", " + language);
      ClockSample sample = hostile(by_people(full_opening(), Filling::of(attack.text)), attack.text);
      sample.language = language;
      const json::object document = json::parse(sample.in(Form::webhook).payload).as_object();

      EXPECT_EQ(document.size(), 3U);
      EXPECT_EQ(document.at("data").as_object().size(), 3U);
      EXPECT_EQ(string_at(document.at("data").at("incident").at("title")), attack.text);
      const json::object& update = document.at("data").at("update").as_object();
      for (const char* field : {"title", "summary", "details", "workaround", "root_cause", "contact", "author", "source"})
        EXPECT_EQ(string_at(update.at(field)), attack.text) << field;
      for (const char* field : {"now", "expected", "permanent"}) EXPECT_EQ(string_at(update.at("consequences").at(field)), attack.text);
      for (const char* field : {"done", "planned"}) EXPECT_EQ(string_at(update.at("actions").at(field).at(0)), attack.text);
      EXPECT_EQ(std::string(update.at("labels").as_object().begin()->key()), attack.text);
      EXPECT_EQ(string_at(update.at("labels").as_object().begin()->value()), attack.text);
      const json::object& german = update.at("translations").at("de").as_object();
      for (const char* field : {"title", "summary", "details", "workaround", "root_cause"})
        EXPECT_EQ(string_at(german.at(field)), attack.text);
    }
  }
}

TEST(Hostile, a_word_of_one_mebibyte_in_any_field_makes_messages_that_can_be_sent) {
  const std::string word(1024 * 1024, 'x');
  using Part = std::string Filling::*;
  for (const Part field : {&Filling::title, &Filling::summary, &Filling::now, &Filling::permanent, &Filling::details, &Filling::workaround,
                           &Filling::root_cause, &Filling::done}) {
    Filling words = Filling::of("short");
    words.*field = word;
    const ClockSample sample = by_people(resolution(), words);
    expect_harmless_mail(sample, "Ops");
    expect_harmless_slack(sample);
    expect_valid_posts(sample);
    EXPECT_THAT(sample.in(Form::webhook).payload, HasSubstr(word));
  }
}

TEST(Hostile, a_link_that_is_longer_than_a_part_of_a_slack_message_is_not_cut_in_two) {
  for (const std::size_t size : {1990U, 2700U, 20000U}) {
    const std::string url = "https://evil.example/" + std::string(size, '&');
    expect_harmless_slack(by_people(full_opening(), Filling::of(url)));
    expect_harmless_slack(by_people(full_opening(), Filling::of("[label](" + url + ")")));
    expect_harmless_slack(by_people(full_opening(), Filling::of("[" + std::string(size, 'l') + "](https://evil.example/)")));
  }
}

TEST(Hostile, the_marks_that_turn_direction_stay_out_and_those_that_only_hint_at_it_stay) {
  Sample sample = full_opening();
  sample.update.title = "\xE2\x80\xAEtxet\xE2\x80\xAC \xE2\x80\x8F\xD7\xA9\xD7\x9C\xE2\x80\x8E";
  EXPECT_EQ(sample.in(Form::mail).subject, "[Critical] txet \xE2\x80\x8F\xD7\xA9\xD7\x9C\xE2\x80\x8E");
}

}  // namespace
}  // namespace crier::render
