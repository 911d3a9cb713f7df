#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "unit/render/occasions.h"

namespace crier::render {

/// What somebody writes who wants more than to be read.
struct Attack {
  const char* name;
  std::string text;
};

inline std::vector<Attack> attacks() {
  const std::string every_control = [] {
    std::string all;
    for (char c = 0; c < 0x20; ++c) all += std::string("c") + c;
    all += '\x7F';
    for (int c = 0x80; c < 0xA0; ++c) all += std::string("\xC2") + static_cast<char>(c);
    return all + "end";
  }();
  return {
      {"html",
       "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>a</a><b onclick=\"x()\">b</b></p></div>"},
      {"broken html", "\"'><svg/onload=alert(1)><!-- --!> ]]> <![CDATA[ <?php </title></body></html> &lt;i&gt; &#60;i&#62;"},
      {"links",
       "[a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c](data:text/html,x) ![d](http://evil.example/p.png) <vbscript:x> "
       "[![e](http://evil.example/e)](http://evil.example/f) [g](http://evil.example/\"onmouseover=\"x \"'><b>\")"},
      {"slack",
       "<!channel> <!here> <@U1> <#C1> <!subteam^S1> <http://evil.example|https://bank.example> &lt;!channel&gt; & *b* `c` :fire:"},
      {"markdown",
       "# h\n\n<http://evil.example|x> http://evil.example/|x> \n\n```\n``` <!channel>\n```\n\n> q\n\n1. a\n2. b\n\n<!-- c "
       "-->\n\n<b>d</b>"},
      {"posts", "@user @here #tag $TAG .@user evil.example https://evil.example/@user"},
      {"header", "x\r\nBcc: evil@example.com\r\nContent-Type: text/html\r\n\r\n--=_0\r\n.\r\nMAIL FROM:<a@b>\nTo: y\r z"},
      {"encoded words", "=?utf-8?Q?=0D=0ABcc:_evil@example.com?= =?utf-8?B?DQpCY2M6IHg=?="},
      {"terminal",
       "\x1B[2J\x1B]0;owned\x07 \x1B[31mred \xC2\x9B"
       "31m \b\b\b\r over"},
      {"controls", every_control},
      {"entities of controls", "a&#27;[31m &#8238;b &#x202E;c &#x7;d &#155;e &#8294;f &#0;g"},
      {"directions",
       "\xE2\x80\xAE"
       "a\xE2\x80\xAA"
       "b\xE2\x80\xAB"
       "c\xE2\x80\xAC"
       "d\xE2\x80\xAD"
       "e\xE2\x81\xA6"
       "f\xE2\x81\xA7"
       "g\xE2\x81\xA8"
       "h\xE2\x81\xA9"
       "i "
       "http://evil.example/\xE2\x80\xAEgnp.x [l](http://evil.example/\xE2\x80\xAEm)"},
      {"invisible",
       "a\xE2\x80\x8B"
       "b\xE2\x80\x8C"
       "c\xE2\x80\x8D"
       "d\xEF\xBB\xBF"
       "e\xE2\x81\xA0"
       "f\xC2\xAD"
       "g\xE2\x80\xA8"
       "h\xE2\x80\xA9"
       "i \xEF\xBF\xBE \xEF\xBF\xBF"},
      {"templates", "{{title}} {{{x}}} {{#each}} {{/each}} {{>internal}} {{t.now}} {{! c }} {{^summary}}n{{/summary}} {clock} {n}"},
      {"json", "\"}],\"data\":{} \\ \\u0000 \x01\n\t{\"text\":\"<!channel>\"}"},
  };
}

/// The words stand in every field of the event, and in what the configuration says beside it.
inline ClockSample hostile(ClockSample sample, const std::string& text) {
  sample.contact = sample.organisation = sample.url = text;
  sample.service_names = {text, text};
  sample.also_told = {text};
  core::Event& event = sample.update.event;
  event.author = event.source = text;
  event.contact = text;
  event.labels = {{text, text}};
  core::Translation translation{text, text, text, text, text, {text, text, text}};
  event.translations = {{"de", translation}};
  for (auto* items : {&sample.bulletin.items, &sample.bulletin.ended}) {
    for (auto& one : *items) one.incident.contact = text;
  }
  return sample;
}

/// Everything that people and the clock may say, of nothing but these words, in both languages.
inline std::vector<Told> every_occasion_of(const std::string& text) {
  std::vector<Told> all = every_occasion(Filling::of(text));
  for (auto& one : all) {
    one.sample = hostile(one.sample, text);
    if (one.name.size() % 2 == 0) one.sample.language = "de";
  }
  return all;
}

/// The first character that no reader should be sent: a control but line feed and tab, or a mark that turns the direction of what follows
/// (Unicode 15, UAX 9: embeddings, overrides, isolates and their ends); "" if there is none.
inline std::string unwanted(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
      return "control " + std::to_string(byte) + " at " + std::to_string(i);
    const std::string_view rest = std::string_view(text).substr(i, 3);
    if (rest.size() > 1 && byte == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0) return "C1 control at " + std::to_string(i);
    constexpr std::array<std::string_view, 9> kTurns{"\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE",
                                                     "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9"};
    for (const auto turn : kTurns) {
      if (rest == turn) return "direction at " + std::to_string(i);
    }
  }
  return "";
}

}  // namespace crier::render
