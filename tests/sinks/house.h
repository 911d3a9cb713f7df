#pragma once
#include <functional>
#include <set>
#include <string>

#include "sinks/options.h"
#include "sinks/plan.h"
#include "sinks/record.h"
#include "sinks/slack_service.h"
#include "sinks/webhook_service.h"
#include "sinks/x_service.h"

namespace crier::sinks {

/// What goes out for one HTTP request, and how.
struct Outgoing {
  Answer answer;
  std::optional<Fault> fault;
};

/// All receivers, their plan and their record, without sockets. Thread: one.
class House {
 public:
  explicit House(const Options& options);

  [[nodiscard]] SmtpSettings& smtp() { return smtp_; }
  [[nodiscard]] Plan& plan() { return plan_; }
  [[nodiscard]] Record& record() { return record_; }
  /// What the SMTP dialogue works on. `now` is asked when a mail is kept.
  [[nodiscard]] SmtpDialogue::World smtp_world(std::function<UtcTime()> now);

  /// A request to slack, x or webhook, read whole: faults, service, record.
  [[nodiscard]] Outgoing handle(const std::string& receiver, const Request& request, UtcTime now);
  /// A request to the control port. `listen` opens or closes a receiver's door; false if there is none by that name.
  [[nodiscard]] Answer control(const Request& request, const std::function<bool(const std::string&, bool)>& listen);

 private:
  [[nodiscard]] Verdict serve(const std::string& receiver, const Request& request, UtcTime now);
  [[nodiscard]] Answer change_plan(const Request& request, const std::string& receiver);
  [[nodiscard]] Answer change_smtp(const std::string& body);

  SmtpSettings smtp_;
  Plan plan_;
  Record record_;
  SlackService slack_;
  XService x_;
  WebhookService webhook_;
  std::set<std::string> greylisted_;
  std::set<std::string> message_ids_;  ///< of mails kept, so that repeats are told apart
};

}  // namespace crier::sinks
