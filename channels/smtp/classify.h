#pragma once
#include "channels/adapter.h"
#include "core/outcome.h"

namespace crier::channels::smtp {

/// What the end of a mail submission means for its delivery (protocols.md 5.3). Pure.
/// The first digit of the reply code decides between again and never; where an enhanced code contradicts it, the reply code
/// holds. The stage decides whom it is about:
///   connect, greeting   the destination; also a 5yz, which says "no service here", not "not this mail": retried
///   hello, starttls     the channel
///   auth                the channel; a 5yz, and 530 at any stage, is a refusal of our credentials (rules H10)
///   mail                the channel (its sender), but the message if it is too big, the destination if it has trouble
///   rcpt                the recipient
///   data, body          the message
///   421 at any stage    the destination, which asks to slow down
/// A lost connection is the destination's, or the message's if it may have been accepted.
/// `suppress` is set at RCPT only, for 5.1.1, 5.1.3, 5.1.6 and 5.1.10. Never for 5.1.2 and 5.2.1, which want a second time:
/// a rejected delivery has none, so nobody is suppressed by them.
/// `remote_id` of a delivered mail is the caller's to fill.
[[nodiscard]] core::Outcome classify(const MailReply& reply);

/// Text from outside as one line of at most 500 bytes of valid UTF-8: what a timeline shows.
[[nodiscard]] std::string timeline_text(std::string_view text);

}  // namespace crier::channels::smtp
