#pragma once
#include <string>

namespace crier {

/// What went wrong, as programs decide on it; the text is for people only.
enum class ErrorKind {
  invalid,      ///< the input breaks a rule; the same input will fail again
  denied,       ///< the peer may not do this
  not_found,    ///< nothing has that name
  conflict,     ///< it contradicts what is stored
  too_large,    ///< over a limit
  unavailable,  ///< not now; trying later may work
  full,         ///< the disk is full; nothing was changed
  io,           ///< the disk or a file failed; what is stored is uncertain
  stale,        ///< the claim or version named is no longer the current one
  config,       ///< the configuration is at fault
  internal,     ///< a fault of our own
};

/// An expected failure: a kind to decide on and one sentence that says what happened and what to do.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string text;
};

}  // namespace crier
