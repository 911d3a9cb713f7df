#pragma once
#include <string>

#include "channels/adapter.h"
#include "channels/http/preset.h"
#include "core/outcome.h"

namespace crier::channels::http {

/// What an answer means by a preset's table, and by the rules common to all services (protocols.md 1) where it has no row.
struct Verdict {
  Then then = Then::rejected;
  core::Outcome outcome;  ///< of delivered too; for plain and login: what it is if that does not help
};

/// Who answers: a service that the channel has for itself can refuse us, a recipient's URL speaks for that recipient only (rules H10).
struct Answering {
  bool is_recipients = false;  ///< the URL is the recipient's
  bool has_address = false;    ///< the recipient has an address, which can be suppressed
  bool is_webhook = false;     ///< the URL is a credential: what is not there any more was revoked
  UtcTime now{};
};

[[nodiscard]] Verdict judge(const Answer& answer, const HttpReply& reply, const Answering& who);

/// "HTTP 400: what the service says", as far as the preset says where; without that the answer's first line, or nothing of it where
/// `is_secret`, for the answer to a login may hold tokens.
[[nodiscard]] std::string words_of(const Answer& answer, const HttpReply& reply, bool is_secret = false);

/// An answer that the preset takes for a success, for simulation. Ids are `number`.
[[nodiscard]] HttpReply good_answer(const Preset& preset, std::int64_t number);

}  // namespace crier::channels::http
