#pragma once
#include <optional>
#include <string>

#include "channels/adapter.h"
#include "channels/correction_posted.h"
#include "channels/http/answer.h"
#include "channels/http/placeholders.h"
#include "channels/http/preset.h"
#include "channels/http/session.h"
#include "channels/settings.h"

namespace crier::channels::http {

/// Posts a message as a preset says: logs in where that is needed, posts (as a follow-up if there is a post before), and edits the wrong
/// post after a correction.
/// Invariants: 1. A session is kept before it is used. 2. At most one login and one refresh an attempt. 3. A post is repeated within an
/// attempt only after an answer that says it was not taken. 4. That a correction is posted is kept before the edit is tried, and from then
/// on the delivery ends delivered.
class HttpExchange : public Exchange {
 public:
  HttpExchange(const Settings& settings, const Job& job, const std::string& channel_state);
  Step start() override;
  Step on_reply(Reply reply) override;

 private:
  enum class State { logging_in, refreshing, keeping_session, posting, keeping_post, editing, over };

  [[nodiscard]] const Preset& preset() const { return *settings_.preset; }
  [[nodiscard]] Values values() const;
  [[nodiscard]] Answering answering() const;
  [[nodiscard]] bool edits() const;
  Step go_on();
  Step post();
  Step edit();
  Step log_in();
  Step refresh();
  Step renew(const core::Outcome& otherwise);
  Step on_session(const HttpReply& reply);
  Step on_post(const HttpReply& reply);
  Step on_edit(const HttpReply& reply);
  Step end_edit(const std::string& how);
  Step end(core::Outcome outcome);

  const Settings settings_;
  const Values values_;  ///< of the job; those of the session come on top
  Session session_;
  const int attempt_;
  const UtcTime now_;
  const bool has_root_;
  const bool is_correction_;
  const bool was_unsure_;
  const std::string to_;
  std::optional<CorrectionPosted> posted_;
  State state_ = State::over;
  bool is_plain_ = false;  ///< posted without what makes it a follow-up, for that was refused
  bool has_logged_in_ = false;
  bool has_refreshed_ = false;
  bool has_posted_ = false;  ///< a post was sent in this attempt
};

}  // namespace crier::channels::http
