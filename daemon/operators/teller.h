#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/model.h"
#include "core/operator_words.h"
#include "store/store.h"

namespace crier::operators {

/// One notice to operators, ready to be recorded.
struct Letter {
  core::NoticeKey about;
  core::OperatorWords words;
  std::string replaces{};             ///< an earlier notice whose unsent deliveries give way ("operators~7"), "" = none
  std::vector<std::string> not_on{};  ///< channels that it has been tried on
  std::vector<std::string> to{};      ///< these audiences alone, whether they are internal or not; empty = those that hear the kind
  core::Occasion occasion = core::Occasion::event;  ///< of what the clock tells
  std::optional<core::Lane> lane{};                 ///< none: that of the kind
  std::string relays{};  ///< of another notice that could not be delivered: its name; goes to every internal audience
};

/// What became of it.
struct Told {
  std::string incident;  ///< "operators~8"; "" = nobody hears it, nothing was recorded
  std::int64_t recipients = 0;
  std::vector<ClassId> work;  ///< classes that have new work since another gave way
};

// The labels by which a recorded notice is known again, and which webhooks see.
inline constexpr const char* kKindLabel = "kind";
inline constexpr const char* kRelaysLabel = "relays";

/// Records a notice: for the internal audiences that hear its kind, on all their channels but X. It is never held, never a draft, and in
/// no list of incidents and updates.
/// Thread: store writer, in a group transaction. Errors: the store's; invalid (a template cannot say it).
[[nodiscard]] Result<Told> tell(store::Store& store, const config::Snapshot& snapshot, const Letter& letter, UtcTime now);

/// Whether anybody hears notices of a kind. Pure.
[[nodiscard]] bool hears(const core::Audience& audience, core::NoticeKind kind);

}  // namespace crier::operators
