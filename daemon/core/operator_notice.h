#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/audience.h"

namespace crier::core {

/// What happened that operators are told of (rules A5). Drafts are not among it: each is told by itself, see core/operator_words.h.
enum class Matter : std::uint8_t {
  not_released,    ///< a pending update could not be announced when its time came
  held_back,       ///< what a monitor said waits for the end of a maintenance (rules I7)
  set_aside,       ///< a monitor reports worse than what people say of the incident that they have (rules B3)
  blocked,         ///< a channel sends nothing until an operator resumes it
  silent,          ///< a channel's service does not answer, or asked to wait; it goes on by itself
  closed_long,     ///< a channel has sent nothing for 30 minutes, whoever wanted that
  recovered,       ///< a channel that operators were told of sends again
  failed,          ///< a delivery failed for good
  expired,         ///< a delivery was not made within its channel's max_age
  reload_refused,  ///< the configuration in force was kept
  file_failed,     ///< a recipients' file, or lines of it, could not be used
  store_full,      ///< nothing can be accepted
  store_room,      ///< … and now it can again
};
[[nodiscard]] NoticeKind kind_of(Matter matter);
[[nodiscard]] std::string_view to_text(NoticeKind kind);

/// One thing that happened. What does not apply is empty.
struct Happening {
  Matter matter = Matter::failed;
  std::string channel;
  std::string incident;       ///< KEY or KEY~2
  int update = 0;             ///< number within the incident
  std::string reason;         ///< as the other side, the store or the configuration put it; may have several lines
  std::string path;           ///< of the file or folder that it is about
  std::string maintenance{};  ///< held_back: KEY of what it waits for
  UtcTime since{};            ///< blocked, silent, closed_long, recovered: since when the channel sent nothing
  bool operator==(const Happening&) const = default;
};

/// What notices are put together by (rules A6).
struct NoticeKey {
  NoticeKind kind = NoticeKind::faults;
  std::string channel;
  std::string incident;
  auto operator<=>(const NoticeKey&) const = default;
};
[[nodiscard]] NoticeKey key_of(const Happening& happening);

/// One notice: what happened since the last of its key, each matter with its newest happening and how often, the newest last.
struct OperatorNotice {
  struct Item {
    Happening newest;
    std::int64_t count = 0;
    bool operator==(const Item&) const = default;
  };
  NoticeKey key;
  std::vector<Item> items;
  bool operator==(const OperatorNotice&) const = default;

  void add(const Happening& happening, std::int64_t count = 1);
  /// What came later belongs to this one: it was not told yet.
  void add_all(const OperatorNotice& later);
  [[nodiscard]] bool has(Matter matter) const;
};

/// Puts happenings together (rules A6): of each (kind, channel, incident) the first is told at once, then at most one notice in
/// kApart with what happened meanwhile. Pure; times are arguments.
/// Invariants: 1. Between two notices of a key lie at least kApart. 2. Every happening is in exactly one notice, at the latest kApart
/// after it came. 3. A key that was silent for kApart is forgotten once due() was called.
class Aggregator {
 public:
  static constexpr Millis kApart{5 * 60 * 1000};

  /// The notice to send now, if it is time for one. `now` never goes back.
  [[nodiscard]] std::optional<OperatorNotice> add(const Happening& happening, SteadyTime now);
  /// Notices whose time has come.
  [[nodiscard]] std::vector<OperatorNotice> due(SteadyTime now);
  /// When due() has something to do next, none if nothing is kept.
  [[nodiscard]] std::optional<SteadyTime> next() const;
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  struct Told {
    NoticeKey key;
    SteadyTime at;
  };
  std::map<NoticeKey, OperatorNotice> kept_;  ///< told less than kApart ago, with what came since
  std::deque<Told> order_;                    ///< of kept_, in the order in which they were told
};

}  // namespace crier::core
