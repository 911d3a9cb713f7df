#pragma once
#include <set>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/model.h"
#include "config/reader/section.h"

// The parts of the loader: each reads the sections of one subject of a checked tree into the snapshot. What refers to another part is
// read after it (channels, then audiences, then routes).

namespace crier::config {

/// What is known while the parts are read.
struct Loading {
  reader::Section root;
  reader::Context context;
  const Environment& environment;
  Snapshot& snapshot;
  std::set<std::string> unbuilt_channels{};  ///< named, but of a type that is not built
  std::set<std::string> faulty_channels{};   ///< named, but of no type; nothing more is said about them
};

void read_listeners(Loading& loading);
void read_access(Loading& loading);
void read_organisation(Loading& loading);
void read_store(Loading& loading);
void read_channels(Loading& loading);
void read_services(Loading& loading);
void read_audiences(Loading& loading);
void read_routes(Loading& loading);
void read_ingest(Loading& loading);
void read_guard(Loading& loading);
void read_divert(Loading& loading);

/// A map with the keys of `divert`, from the configuration or a file of its own, whose faults are told to `context`.
[[nodiscard]] Divert read_divert_map(const Loading& loading, const reader::Node& node, reader::Position at, reader::Context context);
void read_templates(Loading& loading);
/// What is done about the wording, and the organisation's rules; the report of what is wrong with those, "" if nothing is.
[[nodiscard]] std::string read_wording(Loading& loading);

/// Where a channel posts whose recipients have no address, for messages: "its own account".
[[nodiscard]] std::string own_place(const Channel& channel);

/// The channels' names in the order of the file.
[[nodiscard]] std::vector<std::string> channel_names(const Loading& loading);

/// The recipients of one audience into it.
void read_recipients(Loading& loading, const reader::Section& section, core::Audience& audience);

/// The key `timezone` of a section; a fault with what was meant if there is none of the name.
[[nodiscard]] core::Zone read_zone(const reader::Section& section);
/// Its office hours, holidays and quiet hours into it; its zone is known.
void read_office_hours(const Loading& loading, const reader::Section& section, core::Audience& audience);
void read_rhythm(Loading& loading);
void read_reminders(Loading& loading);

/// A fault if a name of a channel, audience or service is none: 1 to 64 bytes without '/', control characters and outer blanks.
void check_name(const reader::Entry& entry, reader::Context context);

/// "en", "de-AT": what a language may look like.
[[nodiscard]] bool is_language(std::string_view text);

}  // namespace crier::config
