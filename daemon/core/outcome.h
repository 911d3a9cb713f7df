#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace crier::core {

/// Whom a failure is about (design.md section 5): it decides what else is held back.
enum class Scope : std::uint8_t { recipient, destination, message, channel };

enum class OutcomeKind : std::uint8_t { delivered, retry, rejected };

/// How one attempt of a delivery ended.
struct Outcome {
  OutcomeKind kind = OutcomeKind::retry;
  Scope scope = Scope::recipient;
  std::string reply;            ///< what the remote side said, one line, at most 500 bytes: for the timeline
  std::string remote_id;        ///< delivered: the provider's id, kept for threads
  std::optional<Millis> after;  ///< retry: not before this (Retry-After)
  bool maybe_accepted = false;  ///< the connection was lost after the last byte: it may have arrived
  bool suppress = false;        ///< rejected: the address is gone for good (rules F1)
  bool credentials = false;     ///< rejected, scope channel: our own credentials were refused (rules H10)
  bool congested = false;       ///< retry: the destination answered but asked to slow down (429, 421)
};

}  // namespace crier::core
