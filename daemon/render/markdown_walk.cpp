#include "render/markdown_walk.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "render/escape.h"

namespace crier::render {
namespace {

constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
constexpr std::string_view kBullet = "\xE2\x80\xA2";
constexpr std::size_t kMaxPrefix = 64;  // of a line in lists within lists: beyond it nothing is indented further

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Its type is a number that the extension gets when it is registered; the name is fixed.
bool is_strikethrough(cmark_node* node) { return std::strcmp(cmark_node_get_type_string(node), "strikethrough") == 0; }

std::string_view literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

/// One link under way: where its label begins in the output.
struct OpenLink {
  std::string url;
  std::size_t begin = 0;
};

/// One list under way.
struct OpenList {
  bool is_ordered = false;
  int next = 1;
  bool is_tight = true;
};

class Walk {
 public:
  Walk(MarkdownForm form, std::string& out) : is_mrkdwn_(form == MarkdownForm::mrkdwn), out_(out), start_(out.size()) {}

  void run(cmark_node* document) {
    cmark_iter* iter = cmark_iter_new(document);
    cmark_event_type event = CMARK_EVENT_NONE;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
      cmark_node* node = cmark_iter_get_node(iter);
      event == CMARK_EVENT_ENTER ? enter(node) : leave(node);
    }
    cmark_iter_free(iter);
    while (out_.size() > start_ && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
  }

 private:
  void enter(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE:
        prefixes_.emplace_back("> ");
        return;
      case CMARK_NODE_LIST:
        lists_.push_back(
            {cmark_node_get_list_type(node) == CMARK_ORDERED_LIST, cmark_node_get_list_start(node), cmark_node_get_list_tight(node) != 0});
        return;
      case CMARK_NODE_ITEM:
        enter_item();
        return;
      case CMARK_NODE_CODE_BLOCK:
        code_block(literal(node));
        return;
      case CMARK_NODE_THEMATIC_BREAK:
        begin_block();
        out_ += "---";
        end_block();
        return;
      case CMARK_NODE_PARAGRAPH:
        begin_block();
        return;
      case CMARK_NODE_HEADING:
        begin_block();
        mark("*");
        in_heading_ = true;  // all of it is bold already
        return;
      default:
        enter_inline(node);
        return;
    }
  }

  void enter_inline(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT) {
      text(literal(node));
    } else if (type == CMARK_NODE_CODE) {
      mark("`");
      text(literal(node));
      mark("`");
    } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
      new_line();
    } else if (type == CMARK_NODE_EMPH) {
      mark("_");
    } else if (type == CMARK_NODE_STRONG) {
      if (!in_heading_) mark("*");
    } else if (type == CMARK_NODE_LINK) {
      links_.push_back({cmark_node_get_url(node), out_.size()});
    } else if (is_strikethrough(node)) {
      mark("~");
    }
  }

  void leave(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_EMPH) {
      mark("_");
    } else if (type == CMARK_NODE_STRONG) {
      if (!in_heading_) mark("*");
    } else if (type == CMARK_NODE_LINK) {
      leave_link();
    } else if (type == CMARK_NODE_PARAGRAPH) {
      end_block();
    } else if (type == CMARK_NODE_HEADING) {
      mark("*");
      in_heading_ = false;
      end_block();
    } else if (type == CMARK_NODE_ITEM || type == CMARK_NODE_BLOCK_QUOTE) {
      if (marker_pending_) begin_block();
      prefixes_.pop_back();
    } else if (type == CMARK_NODE_LIST) {
      lists_.pop_back();
      end_block();
    } else if (is_strikethrough(node)) {
      mark("~");
    }
  }

  void enter_item() {
    OpenList& list = lists_.back();
    item_marker_ = list.is_ordered ? std::to_string(list.next++) + ". " : std::string(is_mrkdwn_ ? kBullet : "-") + " ";
    marker_pending_ = true;
    marker_at_ = prefixes_.size();
    prefixes_.emplace_back(is_mrkdwn_ ? 4 : item_marker_.size(), ' ');
  }

  /// The line's prefix: of quotes and lists around it. A list item's first line has its marker instead of the blanks.
  void begin_line() {
    std::string line;
    for (std::size_t i = 0; i < prefixes_.size() && line.size() < kMaxPrefix; ++i) {
      const bool is_marker = marker_pending_ && i == marker_at_;
      line += is_marker ? item_marker_ : prefixes_[i];
    }
    marker_pending_ = false;
    out_ += line;  // Slack knows a quote by the mark itself, so here alone > stays as it is
    in_line_ = false;
    pending_space_ = false;
  }

  void begin_block() {
    if (out_.size() > start_) out_ += gap_ ? "\n\n" : "\n";
    gap_ = false;
    begin_line();
  }

  void end_block() { gap_ = lists_.empty() || !lists_.back().is_tight; }

  void new_line() {
    out_ += '\n';
    begin_line();
  }

  void code_block(std::string_view code) {
    if (code.ends_with('\n')) code.remove_suffix(1);
    begin_block();
    if (is_mrkdwn_) {
      out_ += "```";
      if (code.starts_with("#!")) code.remove_prefix(std::min(code.find('\n') + 1, code.size()));
      new_line();
    }
    bool is_first = true;
    for (const auto line : split(code, '\n')) {
      if (!is_first) new_line();
      is_first = false;
      if (!is_mrkdwn_) out_ += "    ";
      is_mrkdwn_ ? fenced(line) : append_clean(out_, line);
    }
    if (is_mrkdwn_) {
      new_line();
      out_ += "```";
    }
    end_block();
  }

  /// Inside a fence three backticks would end it.
  void fenced(std::string_view line) {
    std::string broken(line);
    for (auto at = broken.find("```"); at != std::string::npos; at = broken.find("```", at)) broken.insert(at + 2, kZeroWidthSpace);
    append_mrkdwn(out_, broken);
  }

  void text(std::string_view what) {
    if (pending_space_ && !what.empty() && is_word_byte(what.front())) out_ += kZeroWidthSpace;
    pending_space_ = false;
    if (!is_mrkdwn_) {
      append_clean(out_, what);
    } else if (links_.empty() && !is_open("`")) {
      append_mrkdwn_linked(out_, what);
    } else {
      append_mrkdwn(out_, what);
    }
    in_line_ = in_line_ || !what.empty();
  }

  /// A mark of mrkdwn. Next to a letter it would not be taken for one, so a zero-width space goes between.
  void mark(std::string_view sign) {
    if (!is_mrkdwn_) return;
    if (is_open(sign)) {
      std::erase(marks_, sign);
      pending_space_ = true;
    } else {
      if (in_line_ && is_word_byte(out_.back())) out_ += kZeroWidthSpace;
      marks_.push_back(sign);
      pending_space_ = false;
    }
    out_ += sign;
  }

  [[nodiscard]] bool is_open(std::string_view sign) const { return std::find(marks_.begin(), marks_.end(), sign) != marks_.end(); }

  void leave_link() {
    const OpenLink link = links_.back();
    links_.pop_back();
    const std::string label = out_.substr(link.begin);
    out_.resize(link.begin);
    if (is_mrkdwn_) {
      append_mrkdwn_link(out_, link.url, label);
      return;
    }
    std::string url;
    append_clean(url, link.url);
    const bool says_itself = label.empty() || label == url || "mailto:" + label == url;
    out_ += says_itself ? (label.empty() ? url : label) : label + " (" + url + ")";
  }

  const bool is_mrkdwn_;
  std::string& out_;
  const std::size_t start_;
  std::vector<std::string> prefixes_;
  std::vector<OpenList> lists_;
  std::vector<OpenLink> links_;
  std::vector<std::string_view> marks_;
  std::string item_marker_;
  bool marker_pending_ = false;
  std::size_t marker_at_ = 0;  ///< which prefix the marker stands for
  bool gap_ = false;           ///< an empty line belongs before the next block
  bool in_line_ = false;       ///< the line has text beside its prefix
  bool in_heading_ = false;
  bool pending_space_ = false;  ///< a mark was just closed
};

}  // namespace

void walk_markdown(cmark_node* document, MarkdownForm form, std::string& out) { Walk(form, out).run(document); }

}  // namespace crier::render
