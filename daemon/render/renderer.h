#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/audience.h"
#include "core/bulletin.h"
#include "core/incident.h"
#include "core/message.h"
#include "render/templates.h"

namespace crier::render {

/// The form a message takes: one per adapter type. What internal audiences get has a head of its own within each (rules A5).
/// `letter` is for whatever else there is: subject, plain text and HTML as in mails, one short text, and the webhook's data.
enum class Form { mail, x, slack, webhook, letter };

/// Everything a message may speak of. References are to values that outlive the call.
struct Subject {
  const core::Incident& incident;  ///< as it stands after the update
  const core::Update& update;
  const core::Audience& audience;            ///< its time zone words times
  std::string language;                      ///< of this message
  std::string organisation;                  ///< name, may be empty
  std::string contact;                       ///< the update's, else the incident's, else the organisation's
  std::string url;                           ///< of the organisation
  std::vector<std::string> service_names;    ///< display names of the incident's services
  int previous_update = 0;                   ///< what this audience was told before; 0 = this is its first
  std::string mail_from, mail_reply_to;      ///< Form::mail: for the constant headers
  std::string channel{};                     ///< the channel's name: a templates folder of that name comes before its form's
  std::vector<std::string> also_told{};      ///< other audiences that this update goes to; said to internal audiences alone
  const core::Bulletin* bulletin = nullptr;  ///< of an update by the clock for offices and promises: what it says to this audience
};

/// Words one update for one audience, channel type and language; all of an exercise is marked as one (render/exercise.h). Pure.
/// Errors: too_large if a template would make a message of more than 8 MiB (the text says which).
[[nodiscard]] Result<core::Message> render(const Templates& templates, Form form, const Subject& subject);

/// The webhook's `type`: "incident.opened", ".updated", ".corrected", ".resolved", ".retracted", ".postmortem", "notice",
/// "maintenance.scheduled", ".moved", ".started", ".extended", ".completed", ".cancelled" (a reminder of one is ".scheduled"). What the
/// clock says of incidents is "incident.updated". A correction or retraction of a notice or maintenance is "incident.corrected" or
/// "incident.retracted" too.
[[nodiscard]] std::string event_type(const core::Update& update, const core::Incident& incident);

}  // namespace crier::render
