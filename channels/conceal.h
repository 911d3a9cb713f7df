#pragma once
#include <string>
#include <vector>

#include "channels/adapter.h"

namespace crier::channels {

/// What of a request is or may be a secret: the credentials of its Authorization header, and long parts of its path and query
/// (an incoming webhook's URL is a credential as a whole), and what the request names itself. Parts shorter than a key can be are left
/// out. Pure.
[[nodiscard]] std::vector<std::string> secrets_of(const HttpRequest& request);

/// Replaces them by "…" in an answer: echo services and proxies' error pages quote the request, and what an answer says is
/// kept, listed and logged. To be called before an answer is shortened, which would leave half a secret. Pure.
void conceal(HttpReply& reply, const std::vector<std::string>& secrets);
void conceal(MailReply& reply, const std::vector<std::string>& secrets);
void conceal(CommandReply& reply, const std::vector<std::string>& secrets);

}  // namespace crier::channels
