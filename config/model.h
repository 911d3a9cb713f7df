#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "channels/adapter.h"
#include "channels/settings.h"
#include "core/access.h"
#include "core/audience.h"
#include "core/decide.h"
#include "core/reminder.h"
#include "ingest/mapping.h"
#include "render/renderer.h"
#include "render/templates.h"
#include "wording/rulebook.h"

namespace crier::config {

struct Organisation {
  std::string name;
  std::string contact;
  std::string url;
};

struct Token {
  std::string name;
  Secret secret;
  core::Right may = core::Right::operate;
  bool may_read = true;
};

/// One local door.
struct Listener {
  std::string unix_path;  ///< set for a Unix socket …
  std::uint32_t mode = 0660;
  std::string group;
  std::string tcp_host;  ///< … or this for TCP
  std::uint16_t tcp_port = 0;
  bool is_public = false;
  std::vector<Token> tokens;
};

struct Service {
  std::string key;
  std::string name;
  std::string group;
};

/// A configured instance of an adapter.
struct Channel {
  std::string name;
  std::string type;
  render::Form form = render::Form::webhook;
  std::variant<channels::smtp::Settings, channels::x::Settings, channels::slack::Settings, channels::webhook::Settings,
               channels::http::Settings, channels::exec::Settings>
      settings;
  channels::CommonSettings common;  ///< a copy of the settings' own
  channels::Traits traits;
  std::shared_ptr<const channels::Adapter> adapter;
};

struct Retention {
  Millis history{400LL * 86400 * 1000};
  Millis deliveries{90LL * 86400 * 1000};
};

/// Where messages go instead of to their recipients, for rehearsals (rules D6).
struct Divert {
  bool all = true;                               ///< the whole installation; false: exercises only
  std::map<std::string, std::string> addresses;  ///< by channel; what goes over a channel that is not named is not sent
  bool operator==(const Divert&) const = default;
};

/// What is done about what the wording rules find (interface.md section 1, rules B4). `draft` is for monitors' events only.
enum class Treatment : std::uint8_t { off, report, draft, reject };

struct Wording {
  Treatment errors = Treatment::off;
  Treatment warnings = Treatment::off;
  Treatment automatic = Treatment::off;          ///< errors in what monitors say
  wording::Levels levels;                        ///< of rules by id
  std::shared_ptr<const wording::Rulebook> own;  ///< with the organisation's rules; none: the shipped ones alone
  [[nodiscard]] bool is_off() const { return errors == Treatment::off && warnings == Treatment::off && automatic == Treatment::off; }
};

struct LogSettings {
  std::string level = "info";  ///< debug | info | warn | error
  bool json = false;
};

/// The whole validated configuration: immutable, shared by reference count, replaced whole by a reload.
/// Invariant: every channel an audience or fallback names exists and is built; every audience a route names exists.
struct Snapshot {
  std::string path;    ///< of the file
  std::string folder;  ///< absolute; where relative names are looked up
  Organisation organisation;
  std::vector<Listener> listeners;
  core::Access access;
  std::string store_path;  ///< of sqlite:///…
  Retention retention;
  std::string spool;  ///< absolute; where the client leaves events while the daemon is away
  std::optional<Divert> divert;
  std::map<std::string, Channel> channels;
  std::vector<Service> services;
  std::map<std::string, core::Audience> audiences;
  core::Rules rules;
  ingest::Mappings ingest;  ///< how monitors' documents become events
  std::vector<core::Reminder> reminders;
  std::map<std::string, std::vector<Secret>> recipient_secrets;  ///< by the path in core::Recipient::secret_file
  std::shared_ptr<const render::Templates> templates;
  Wording wording;
  LogSettings log;
  std::vector<std::string> warnings;  ///< keys that are not built yet, recipients left out, one sentence each
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace crier::config
