#pragma once
#include "channels/adapter.h"

namespace crier::channels::exec {

/// What the end of a program means for its attempt (interface.md section 5, protocols.md 7; the codes are those of sysexits(3)):
///   0             delivered; the first line of its output is the remote id
///   65-68, 77     rejected, for this recipient
///   75, others    again later
///   126, 127      the channel is at fault, as when the program cannot be begun: it pauses (rules H10)
///   killed, cut   again later, and it may have been accepted
/// The last line of its errors that is not blank is the reason. Pure.
[[nodiscard]] core::Outcome judge(const CommandReply& reply);

}  // namespace crier::channels::exec
