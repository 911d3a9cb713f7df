#pragma once
#include <string>

#include "config/model.h"
#include "render/renderer.h"

namespace crier::config {

/// What a message on a channel may speak of, with what the configuration adds: the organisation, names of services, the sender.
/// The references must outlive it.
[[nodiscard]] render::Subject subject_of(const Snapshot& snapshot, const Channel& channel, const core::Incident& incident,
                                         const core::Update& update, const core::Audience& audience, const std::string& language,
                                         int previous_update);

/// What `{service}` stands for in words written beforehand: the names of the incident's services, else the organisation's.
[[nodiscard]] std::string service_text(const Snapshot& snapshot, const core::Incident& incident);

}  // namespace crier::config
