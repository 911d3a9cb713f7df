#include "config/reader/parse.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "base/text.h"
#include "config/reader/source.h"

namespace crier::reader {
namespace {

constexpr std::size_t kDeepest = 32;

struct TooDeep {};

struct Wording {
  std::string_view theirs;
  std::string_view what;
  std::string_view expected;
};
constexpr Wording kAlias{"the referenced anchor is not defined", "aliases are not supported",
                         "expected the value itself, in quotes if it begins with '*'"};

/// Makes the tree from yaml-cpp's events. Its own node tree is not used: it accepts duplicate keys and forgets where keys stand.
class Builder : public YAML::EventHandler {
 public:
  Builder(const Source& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  [[nodiscard]] Node take_root() { return std::move(root_); }
  [[nodiscard]] int documents() const { return documents_; }
  [[nodiscard]] Position document_start() const { return document_start_; }
  /// Where the innermost open list or map begins, for what is never closed.
  [[nodiscard]] Position open(Node::Kind kind) const {
    for (auto frame = stack_.rbegin(); frame != stack_.rend(); ++frame) {
      if (frame->node.kind == kind) return frame->node.at;
    }
    return {1, 1};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    ++documents_;
    document_start_ = source_.position(mark.line, mark.column);
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.at = source_.position(mark.line, mark.column);
    check_anchor(node.at, anchor);
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Node node;
    node.at = source_.position(mark.line, mark.column);
    node.kind = Node::Kind::broken;
    diagnostics_.fault(node.at, std::string(kAlias.what), std::string(kAlias.expected));
    add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Node node;
    node.kind = Node::Kind::scalar;
    node.at = source_.position(mark.line, mark.column);
    node.text = value;
    node.quoted = tag == "!";
    node.as_written = source_.has(value, mark.line, mark.column + (node.quoted ? 1 : 0));
    check_anchor(node.at, anchor);
    if (node.quoted && !source_.closes_quote(mark.line, mark.column)) {
      diagnostics_.fault(node.at, "a quote is opened here and never closed");
      node.kind = Node::Kind::broken;
    }
    check_tag(node, tag);
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Frame {
    Node node;
    bool has_key = false;   ///< the next value belongs to the last entry
    bool is_extra = false;  ///< it is a key that is no text, or a later document: read but not kept
  };

  void check_anchor(Position at, YAML::anchor_t anchor) {
    if (anchor != 0) diagnostics_.fault(at, "anchors are not supported", "expected the value alone");
  }
  void check_tag(Node& node, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    diagnostics_.fault(node.at, "tags are not supported", "expected the value alone");
    node.kind = Node::Kind::broken;
  }
  void begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (stack_.size() >= kDeepest) {
      diagnostics_.fault(source_.position(mark.line, mark.column), "this is nested too deeply", "expected at most 32 levels");
      throw TooDeep{};
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.at = source_.position(mark.line, mark.column);
    check_anchor(frame.node.at, anchor);
    Node probe;
    probe.at = frame.node.at;
    check_tag(probe, tag);
    stack_.push_back(std::move(frame));
  }
  void end() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }
  void add(Node node) {
    if (stack_.empty()) {
      if (documents_ <= 1) root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == Node::Kind::list) {
      frame.node.items.push_back(std::move(node));
    } else if (frame.has_key) {
      frame.has_key = false;
      if (!std::exchange(frame.is_extra, false)) frame.node.entries.back().value = std::move(node);
    } else {
      add_key(frame, std::move(node));
    }
  }
  void add_key(Frame& frame, Node node) {
    frame.has_key = true;
    frame.is_extra = true;
    if (node.kind == Node::Kind::broken) return;
    if (node.kind != Node::Kind::scalar) {
      diagnostics_.fault(node.at, "this key is not plain text", "expected 'key: value'");
      return;
    }
    if (node.text == "<<" && !node.quoted) {
      diagnostics_.fault(node.at, "merge keys are not supported", "expected the keys themselves");
      return;
    }
    if (const Entry* earlier = frame.node.find(node.text)) {
      diagnostics_.fault(node.at, "duplicate key '" + node.text + "'", "first given in line " + std::to_string(earlier->at.line));
      return;
    }
    frame.is_extra = false;
    Entry entry;
    entry.key = std::move(node.text);
    entry.at = node.at;
    frame.node.entries.push_back(std::move(entry));
  }

  const Source& source_;
  Diagnostics& diagnostics_;
  Node root_;
  int documents_ = 0;
  Position document_start_;
  std::vector<Frame> stack_;
};

/// yaml-cpp's messages in words that say what to do; others are passed on.
constexpr Wording kWordings[] = {
    {"illegal map value", "a ':' stands where no key can begin", "check the indentation, and quote values that contain ': '"},
    {"illegal map key", "a key stands where none can begin", "check the indentation"},
    {"illegal block entry", "a '- ' stands where no list can begin", "check the indentation"},
    {"end of map not found", "this line does not belong to the map above it", "check the indentation"},
    {"end of sequence not found", "this line does not belong to the list above it", "check the indentation, each item begins with '- '"},
    {"end of sequence flow not found", "this '[' is never closed", "expected a ']'"},
    {"end of map flow not found", "this '{' is never closed", "expected a '}'"},
    {"illegal flow end", "this bracket closes nothing", ""},
    {"unknown token", "a value cannot begin with this character", "expected it in quotes"},
    kAlias,
    {"alias not found after *", kAlias.what, kAlias.expected},
    {"illegal EOF in scalar", "the file ends within a quoted text", "expected the closing quote"},
};

Diagnostic syntax_fault(const Source& source, const Builder& builder, const YAML::Exception& error) {
  Diagnostic out;
  const int line = error.mark.line < 0 ? 0 : error.mark.line;
  out.at = source.position(line, error.mark.column < 0 ? 0 : error.mark.column);
  if (const auto tab = source.tab_in_indentation(line)) {
    return {source.position(line, *tab), "a tab is used for indentation", "expected blanks", 0};
  }
  out.what = error.msg;
  for (const auto& wording : kWordings) {
    if (wording.theirs != error.msg) continue;
    out.what = wording.what;
    out.expected = wording.expected;
  }
  // This mark alone is behind the character.
  if (error.msg == "alias not found after *") --out.at.column;
  if (out.what == "this '[' is never closed") out.at = builder.open(Node::Kind::list);
  if (out.what == "this '{' is never closed") out.at = builder.open(Node::Kind::map);
  return out;
}

}  // namespace

const Entry* Node::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

Position Node::at_byte(std::size_t offset) const {
  if (!as_written) return at;
  return {at.line, at.column + characters(std::string_view(text).substr(0, offset)) + (quoted ? 1 : 0)};
}

Node parse(std::string_view text, Diagnostics& diagnostics) {
  Node empty;
  empty.kind = Node::Kind::map;
  empty.at = {1, 1};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const Source source(text);
  if (const auto fault = source.unreadable()) {
    diagnostics.fault(*fault);
    return empty;
  }
  Builder builder(source, diagnostics);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (builder.documents() < 2 && parser.HandleNextDocument(builder)) {
    }
  } catch (const TooDeep&) {
    return empty;
  } catch (const YAML::Exception& error) {
    diagnostics.fault(syntax_fault(source, builder, error));
    return empty;
  }
  if (builder.documents() > 1) {
    diagnostics.fault(builder.document_start(), "a second document begins here", "expected one document in the file");
  }
  Node root = builder.take_root();
  if (root.kind == Node::Kind::null) return empty;
  return root;
}

}  // namespace crier::reader
