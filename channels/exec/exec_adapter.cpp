#include <memory>
#include <utility>

#include "channels/exec/document.h"
#include "channels/exec/exec_settings.h"
#include "channels/exec/judge.h"
#include "channels/http_outcome.h"
#include "channels/registry.h"

namespace crier::channels::exec {
namespace {

/// One program; its end is the outcome.
class RunExchange : public Exchange {
 public:
  explicit RunExchange(CommandRun run) : run_(std::move(run)) {}

  Step start() override { return std::move(run_); }

  Step on_reply(Reply reply) override {
    const auto* ended = std::get_if<CommandReply>(&reply);
    if (ended == nullptr) return rejected(core::Scope::message, "The exchange was given an answer that it had not asked for.");
    return judge(*ended);
  }

 private:
  CommandRun run_;
};

/// A program of somebody else's for each attempt (docs/decisions/commands.md).
class ExecAdapter : public Adapter {
 public:
  explicit ExecAdapter(Settings settings) : settings_(std::move(settings)) {}

  Result<std::unique_ptr<Exchange>> open(Job job, const std::string& /*channel_state*/) const override {
    if (!job.to.empty()) {
      if (const auto fault = address_fault(job.to)) return Error{ErrorKind::invalid, "For the program " + *fault + "; correct it."};
    }
    CommandRun run;
    run.argv = settings_.command;
    run.input = document(job, settings_.channel);
    run.timeout = settings_.common.timeout;
    // Services that are addressed by a URL have their keys in it.
    if (job.to.find("://") != std::string::npos) run.secrets.push_back(job.to);
    return std::unique_ptr<Exchange>(std::make_unique<RunExchange>(std::move(run)));
  }

 private:
  Settings settings_;
};

}  // namespace

std::shared_ptr<const Adapter> make_adapter(const Settings& settings) { return std::make_shared<ExecAdapter>(settings); }

}  // namespace crier::channels::exec
