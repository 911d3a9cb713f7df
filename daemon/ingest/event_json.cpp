#include "ingest/event_json.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/event_fields.h"
#include "ingest/refusals.h"

namespace crier::ingest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// The parts of a batch, as they lie in the body.
using Parts = std::vector<std::string_view>;

/// Finds where the elements of a top-level array lie, without looking into them: each is then decoded, measured and pointed into on its
/// own.
class ArraySplitter {
 public:
  explicit ArraySplitter(std::string_view body) : body_(body) {}

  [[nodiscard]] Result<Parts, Refusal> split() {
    Parts parts;
    const auto first = body_.find_first_not_of(kBlanks, body_.find('[') + 1);
    if (first != std::string_view::npos && body_[first] == ']') return finish(std::move(parts), first + 1);
    for (std::size_t begin = body_.find('[') + 1;;) {
      const std::size_t end = end_of_element(begin);
      if (end == std::string_view::npos) return malformed("the array that begins the document has no end; it was cut off");
      parts.push_back(trim(body_.substr(begin, end - begin)));
      if (parts.size() > kBatchLimit) return parts;
      if (body_[end] == ']') return finish(std::move(parts), end + 1);
      begin = end + 1;
    }
  }

 private:
  [[nodiscard]] std::size_t end_of_element(std::size_t at) const {
    std::size_t depth = 0;
    while ((at = body_.find_first_of("\"[]{},", at)) != std::string_view::npos) {
      const char c = body_[at];
      if (c == '"') {
        at = end_of_string(at + 1);
        if (at == std::string_view::npos) return at;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return at;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if ((c == ']' || c == '}') && depth > 0) {
        --depth;
      }
      ++at;
    }
    return at;
  }
  [[nodiscard]] std::size_t end_of_string(std::size_t at) const {
    while ((at = body_.find_first_of("\"\\", at)) != std::string_view::npos && body_[at] == '\\') at += 2;
    return at;
  }
  [[nodiscard]] Result<Parts, Refusal> finish(Parts parts, std::size_t end) const {
    const auto rest = body_.find_first_not_of(kBlanks, end);
    if (rest != std::string_view::npos) return malformed("something follows the end of the array at " + position_in(body_, rest));
    return parts;
  }

  std::string_view body_;
};

Parts split_lines(std::string_view body) {
  Parts parts;
  while (!body.empty() && parts.size() <= kBatchLimit) {
    const auto end = std::min(body.find('\n'), body.size());
    const auto line = trim(body.substr(0, end));
    if (!line.empty()) parts.push_back(line);
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return parts;
}

/// Gives a single event the id of the header.
void take_key(std::string_view key, core::Event& event, const Path& path, Faults& faults) {
  if (key.empty()) return;
  if (breaks_line(key) || key.size() > 256 || !is_utf8(key))
    return faults.add(path, "the header Idempotency-Key must be one line of at most 256 bytes");
  if (!event.id.empty() && event.id != key)
    return faults.add(Path(path, "id"), "differs from the header Idempotency-Key; send one of the two");
  event.id = key;
}

Result<Document, Refusal> decode(std::string_view body, const Parts& parts, bool is_batch, std::string_view key) {
  Document document;
  document.is_batch = is_batch;
  document.events.reserve(parts.size());
  Faults faults;
  JsonTree tree;
  const Path top;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Path path = is_batch ? Path(top, i) : Path();
    if (parts[i].size() > kEventLimit)
      return too_large("An event may have at most 1 MiB" + (is_batch ? "; " + path.pointer() + " has more." : std::string(".")));
    const auto parsed = tree.parse(parts[i]);
    if (!parsed) {
      const auto offset = static_cast<std::size_t>(parts[i].data() - body.data()) + parsed.error().offset;
      return malformed(parsed.error().detail + " at " + position_in(body, offset), path.pointer());
    }
    document.events.push_back(read_event(tree.root(), path, faults));
    if (!is_batch) take_key(key, document.events.back(), path, faults);
  }
  if (!faults.empty()) return invalid("Invalid event", faults.take());
  return document;
}

}  // namespace

Result<Document, Refusal> read_events(std::string_view body, Layout layout, std::string_view idempotency_key) {
  if (body.size() > kBodyLimit) return too_large("A body may have at most 16 MiB; send it in parts.");
  const auto content = trim(body);
  if (content.empty()) return malformed("the body is empty; send an event as a JSON object");
  const bool is_batch = layout == Layout::lines || content.front() == '[';
  if (is_batch && !idempotency_key.empty()) return malformed("Idempotency-Key does not go with a batch; give each event its own id");
  Parts parts{content};
  if (layout == Layout::lines) {
    parts = split_lines(body);
  } else if (is_batch) {
    auto elements = ArraySplitter(content).split();
    if (!elements) return std::move(elements).error();
    parts = std::move(*elements);
  }
  if (parts.size() > kBatchLimit) return too_large("A batch may have at most 10,000 events; send it in parts.");
  if (parts.empty()) return invalid("Invalid event", {{"", "has no event"}});
  return decode(body, parts, is_batch, idempotency_key);
}

}  // namespace crier::ingest
