#pragma once
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/filters.h"
#include "base/text.h"
#include "ingest/faults.h"
#include "ingest/json_tree.h"

namespace crier::api {

// What the readers of queries and bodies have in common, for the sources of filters.h only.

using ingest::Faults;
using ingest::JsonNode;
using ingest::Path;

inline constexpr const char* kNoIncident = "must be an incident's key, or KEY~2 for its second occurrence";

/// 422 with these faults, of which there is at least one; the first is the detail.
[[nodiscard]] core::Problem invalid(std::vector<core::Fault> faults);
/// Why a name is refused, with the known one that is meant if one is near.
[[nodiscard]] std::string suggest(std::string_view name, const std::vector<std::string>& names);

template <class N>
std::optional<N> read_number(std::string_view text) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// How many a page has at most: what asks for more gets so many.
struct PageSize {
  std::size_t most = 10000;
  std::string_view text = "10,000";
};
/// `limit` and `after`; false: the name is neither.
bool read_page(std::string_view name, const std::string& value, const Path& path, const PageSize& size, std::size_t& limit,
               std::string& after, Faults& faults);
void read_incident_name(const std::string& value, const Path& path, std::string& to, Faults& faults);

/// The query of a list: its pages, and what `read` takes of the rest. An empty value is no filter.
template <class Out, class Read>
Result<Out, core::Problem> read_list_query(const Query& query, const std::vector<std::string>& names, Read read, PageSize size = {}) {
  Out out;
  Faults faults;
  const Path top;
  for (const auto& [name, value] : query) {
    const Path path(top, name);
    if (read_page(name, value, path, size, out.limit, out.after, faults)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      faults.add(path, suggest(name, names));
    } else if (!value.empty()) {
      read(name, value, path, out, faults);
    }
  }
  if (!faults.empty()) return invalid(faults.take());
  return out;
}

/// The body of a call: a JSON object; none is an empty one.
struct Body {
  ingest::JsonTree tree;
  [[nodiscard]] Result<void, ingest::Refusal> parse(std::string_view text);
};

}  // namespace crier::api
