#pragma once
#include "channels/adapter.h"
#include "channels/http/preset.h"
#include "channels/settings.h"

namespace crier::channels::http {

/// The request of a preset with what its placeholders stand for; `follow_up` is added if given. No value leaves the place it is put in: in
/// JSON and forms it is written by us, in paths and queries percent-encoded, in headers on one line. Pure.
[[nodiscard]] HttpRequest request_of(const Settings& settings, const Request& request, const Values& values, const FollowUp* follow_up);

}  // namespace crier::channels::http
