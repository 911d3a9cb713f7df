#pragma once
#include "base/result.h"
#include "base/secret.h"

namespace crier::channels::webhook {

/// The bytes that sign, of a symmetric secret as people write it (Standard Webhooks 1.0.0, "Symmetric secrets"): base64 with
/// or without the prefix whsec_ and with or without padding; blanks around it do not count.
/// Errors: invalid, with a sentence that does not repeat the secret. Lengths are not judged beyond "not empty", for receivers choose them.
[[nodiscard]] Result<Secret> decode_secret(const Secret& secret);

}  // namespace crier::channels::webhook
