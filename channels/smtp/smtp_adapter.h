#pragma once
#include "channels/adapter.h"
#include "channels/settings.h"
#include "channels/smtp/address.h"

namespace crier::channels::smtp {

/// E-mail over one relay: composes the one recipient's mail, submits it, judges the answer. What it remembers as remote id
/// is the Message-ID, which is computed and the same in every attempt (rules H4), so that a mail whose answer was lost can
/// be repeated and threads by the receivers' programs.
/// Thread: any (immutable).
class SmtpAdapter final : public Adapter {
 public:
  explicit SmtpAdapter(const Settings& settings);
  /// Errors: config (the sender's address), invalid (the recipient's address or name).
  [[nodiscard]] Result<std::unique_ptr<Exchange>> open(Job job, const std::string& channel_state) const override;

 private:
  Result<MailAddress> from_;
};

}  // namespace crier::channels::smtp
