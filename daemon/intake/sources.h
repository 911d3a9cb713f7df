#pragma once
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "config/model.h"
#include "store/store.h"

namespace crier::intake {

/// So many recipients are put into the store at a time.
inline constexpr std::size_t kChunk = 1000;

/// The recipients of one audience on one channel, as the configuration has them: those written inline and those of files.
struct RecipientSource {
  std::string audience;
  std::string channel;
  std::string type;  ///< of the channel: how addresses are checked and compared
  std::vector<core::Recipient> inline_recipients;
  std::vector<std::string> files;
  std::string fingerprint;                                                              ///< of all of it, the files' bytes included
  std::function<std::optional<std::string>(std::string_view address)> address_fault{};  ///< the channel's own check
};

/// Reads what the configuration says. Errors: io; a file cannot be read.
[[nodiscard]] Result<std::vector<RecipientSource>> recipient_sources(const config::Snapshot& snapshot);

/// Opens a generation for every group that changed and takes in at once those that have no file; what is left to stream is
/// returned. Groups that no audience has any more are emptied, unless their channel is gone with them. One group of the store, before the
/// writer starts or inside it.
[[nodiscard]] Result<std::vector<RecipientSource>> begin_intake(store::Store& store, const config::Snapshot& snapshot,
                                                                const std::vector<RecipientSource>& sources);

/// Those that stand in the configuration itself, into the open generation.
[[nodiscard]] Result<void> take_inline(store::Store& store, const RecipientSource& source);

/// Gives the recipients that the lines name, at most kChunk at a time; `take` answers false to end it. Lines that cannot be used are told
/// to `fault`, one sentence each. False if it was ended.
using TakeChunk = std::function<bool(std::vector<core::Recipient>)>;
[[nodiscard]] bool read_recipients(std::istream& lines, const RecipientSource& source, const TakeChunk& take,
                                   const std::function<void(const std::string&)>& fault);

/// All of a source that is left to stream, files too, in the group that is open: where nothing else is to go on beside it.
[[nodiscard]] Result<void> take_whole(store::Store& store, const RecipientSource& source,
                                      const std::function<void(const std::string&)>& fault);

}  // namespace crier::intake
