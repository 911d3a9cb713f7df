#pragma once
#include <string>
#include <variant>

#include "base/time.h"
#include "channels/adapter.h"
#include "core/outcome.h"

namespace crier::channels::x {

/// What X's answer to one post means (protocols.md 2.1).
struct Created {
  std::string id;  ///< "" if the answer does not tell it
};
struct Duplicate {};     ///< X has a post with this text already
struct ReplyRefused {};  ///< refused as it is, and it was a reply: it may be fine as a plain post
struct Unauthorized {};  ///< the token is not accepted (any more)

/// Otherwise: the outcome of the attempt.
using Answer = std::variant<Created, Duplicate, ReplyRefused, Unauthorized, core::Outcome>;

struct AnswerContext {
  bool is_reply = false;
  int attempt = 1;
  UtcTime now{};
};

[[nodiscard]] Answer read_answer(const HttpReply& reply, const AnswerContext& context);

}  // namespace crier::channels::x
