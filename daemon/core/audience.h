#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "core/office_hours.h"
#include "core/vocabulary.h"

namespace crier::core {

/// Where a delivery goes when the first way ends failed, expired or suppressed, or after a time (rules F5).
struct Fallback {
  std::string channel;
  std::string to;
  std::optional<Millis> after;
  bool operator==(const Fallback&) const = default;
};

/// One address on one channel as the configuration names it.
struct Recipient {
  std::string channel;
  std::string address;  ///< "" for a channel that is its own recipient (x)
  std::string name;
  std::string language;     ///< "" = the audience's
  std::string secret_file;  ///< webhook: the path of this recipient's own secret, resolved
  std::optional<Fallback> fallback;
  bool operator==(const Recipient&) const = default;
};

/// A CSV file of recipients: address[,name[,language]] a line. The store streams it in (rules F1).
struct RecipientFile {
  std::string channel;
  std::string path;  ///< absolute
  bool operator==(const RecipientFile&) const = default;
};

/// What operators are told of (rules A5), in the order of the configuration's words.
enum class NoticeKind : std::uint8_t { drafts, promises, occasions, channels, dead_letters, faults };

/// Updates wait for the audience's opening while its office is closed (rules I5).
struct QuietHours {
  std::optional<Impact> breaks_through;  ///< updates of this impact and worse do not wait; none: all do
  bool operator==(const QuietHours&) const = default;
};

/// Whom silence reaches, so long after it began: of a broken promise after its deadline (besides the operators), of an audience after it
/// was told of an incident that nobody acknowledges.
struct Escalation {
  Millis after{};
  std::string audience;
  bool operator==(const Escalation&) const = default;
};

/// A named group of recipients.
struct Audience {
  std::string name;
  Zone timezone;  ///< default UTC
  std::string language = "en";
  bool internal = false;
  std::optional<OfficeHours> office_hours;
  std::optional<QuietHours> quiet;
  /// The operator notices that an internal audience gets; of no meaning for others.
  std::vector<NoticeKind> hears{NoticeKind::drafts,   NoticeKind::promises,     NoticeKind::occasions,
                                NoticeKind::channels, NoticeKind::dead_letters, NoticeKind::faults};
  std::vector<Escalation> escalate;  ///< of an internal one, in ascending time
  std::vector<Recipient> recipients;
  std::vector<RecipientFile> files;
  /// The channels it has recipients on, in the order of the configuration.
  std::vector<std::string> channels;
};

}  // namespace crier::core
