#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.h"
#include "channels/transport.h"

namespace crier::support {

/// A transport that answers from a function and remembers what was sent. Answers come by a post, never inside the call.
class ScriptedTransport final : public channels::Transport {
 public:
  explicit ScriptedTransport(Executor& executor) : executor_(executor) {}

  std::function<channels::HttpReply(const channels::HttpRequest&)> on_http = [](const channels::HttpRequest&) {
    channels::HttpReply reply;
    reply.status = 204;
    return reply;
  };
  std::function<channels::CommandReply(const channels::CommandRun&)> on_command = [](const channels::CommandRun&) {
    channels::CommandReply reply;
    reply.end = channels::CommandEnd::exited;
    return reply;
  };
  /// True: the request is kept unanswered until release().
  std::function<bool(const channels::HttpRequest&)> holds = [](const channels::HttpRequest&) { return false; };

  void http(channels::HttpRequest request, const channels::HttpPolicy&, UniqueFunction<void(channels::HttpReply)> done) override {
    requests.push_back(request);
    if (holds(request)) {
      held_.emplace_back(std::move(request), std::move(done));
      return;
    }
    answer(request, std::move(done));
  }

  void mail(channels::MailSubmission submission, std::shared_ptr<const channels::smtp::Settings>,
            UniqueFunction<void(channels::MailReply)> done) override {
    mails.push_back(std::move(submission));
    channels::MailReply reply;
    reply.stage = channels::MailStage::body;
    reply.code = 250;
    reply.text = "250 2.0.0 ok";
    executor_.post([done = std::move(done), reply]() mutable { done(std::move(reply)); });
  }

  void command(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) override {
    commands.push_back(std::move(run));
    executor_.post([done = std::move(done), reply = on_command(commands.back())]() mutable { done(std::move(reply)); });
  }

  void cancel_all() override {
    for (auto& [request, done] : std::exchange(held_, {})) {
      channels::HttpReply reply;
      reply.broken = channels::Broken::maybe_accepted;
      reply.error = "cut short";
      executor_.post([done = std::move(done), reply]() mutable { done(std::move(reply)); });
    }
  }

  /// Answers what was held.
  void release() {
    for (auto& [request, done] : std::exchange(held_, {})) answer(request, std::move(done));
  }
  [[nodiscard]] std::size_t held() const { return held_.size(); }

  std::vector<channels::HttpRequest> requests;
  std::vector<channels::MailSubmission> mails;
  std::vector<channels::CommandRun> commands;

 private:
  void answer(const channels::HttpRequest& request, UniqueFunction<void(channels::HttpReply)> done) {
    executor_.post([done = std::move(done), reply = on_http(request)]() mutable { done(std::move(reply)); });
  }

  Executor& executor_;
  std::vector<std::pair<channels::HttpRequest, UniqueFunction<void(channels::HttpReply)>>> held_;
};

}  // namespace crier::support
