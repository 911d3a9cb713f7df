#include "simulation/receivers.h"

#include <array>
#include <charconv>
#include <csignal>
#include <string_view>
#include <utility>

#include "channels/http/answer.h"

namespace crier::simulation {
namespace {

using channels::Broken;
using channels::HttpReply;
using channels::HttpRequest;
using channels::MailReply;
using channels::MailStage;

constexpr std::string_view kChannel = "x-simulated-channel";
constexpr std::string_view kType = "x-simulated-type";
constexpr std::string_view kRecipient = "x-simulated-recipient";
constexpr std::string_view kGood = "x-simulated-answer";

struct Label {
  std::string channel, type, recipient;
  std::string good;  ///< what the service of a preset answers when all is well
};

/// Adds the label to what an exchange asks for.
class LabelledExchange final : public channels::Exchange {
 public:
  LabelledExchange(std::unique_ptr<Exchange> inner, Label label) : inner_(std::move(inner)), label_(std::move(label)) {}
  [[nodiscard]] channels::Step start() override { return with_label(inner_->start()); }
  [[nodiscard]] channels::Step on_reply(channels::Reply reply) override { return with_label(inner_->on_reply(std::move(reply))); }

 private:
  [[nodiscard]] channels::Step with_label(channels::Step step) const {
    if (auto* request = std::get_if<HttpRequest>(&step)) {
      request->headers.emplace_back(kChannel, label_.channel);
      request->headers.emplace_back(kType, label_.type);
      request->headers.emplace_back(kRecipient, label_.recipient);
      if (!label_.good.empty()) request->headers.emplace_back(kGood, label_.good);
    }
    if (auto* mail = std::get_if<channels::MailSubmission>(&step)) mail->channel = label_.channel;
    // Nothing runs here, so that the arguments can carry it.
    if (auto* run = std::get_if<channels::CommandRun>(&step)) run->argv = {label_.channel, label_.recipient};
    return step;
  }

  std::unique_ptr<Exchange> inner_;
  Label label_;
};

class LabelledAdapter final : public channels::Adapter {
 public:
  LabelledAdapter(std::shared_ptr<const Adapter> inner, const config::Channel& channel)
      : inner_(std::move(inner)), channel_(channel.name), type_(channel.type) {
    if (const auto* http = std::get_if<channels::http::Settings>(&channel.settings)) preset_ = http->preset;
  }

  [[nodiscard]] Result<std::unique_ptr<channels::Exchange>> open(channels::Job job, const std::string& channel_state) const override {
    // Its number is the delivery's, so that each post has an id of its own and threads can be told apart.
    const auto number = job.delivery.broadcast.value * 100'000 + job.delivery.recipient.value % 100'000;
    Label label{channel_, type_, job.to, preset_ ? channels::http::good_answer(*preset_, number).body : ""};
    auto exchange = inner_->open(std::move(job), channel_state);
    if (!exchange) return exchange.error();
    return std::unique_ptr<channels::Exchange>(std::make_unique<LabelledExchange>(std::move(*exchange), std::move(label)));
  }
  [[nodiscard]] bool edits_root() const override { return inner_->edits_root(); }

 private:
  std::shared_ptr<const Adapter> inner_;
  std::string channel_, type_;
  channels::http::PresetPtr preset_;  ///< of a channel of type http
};

std::string take(HttpRequest& request, std::string_view name) {
  for (auto at = request.headers.begin(); at != request.headers.end(); ++at) {
    if (at->first != name) continue;
    auto value = std::move(at->second);
    request.headers.erase(at);
    return value;
  }
  return {};
}

int code_of(const std::string& reply) {
  int code = 0;
  std::from_chars(reply.data(), reply.data() + std::min<std::size_t>(reply.size(), 3), code);
  return code;
}

/// Behind the code and a blank.
std::string words_of(const std::string& reply) {
  const auto blank = reply.find(' ');
  return blank == std::string::npos ? "" : reply.substr(blank + 1);
}

HttpReply answer(const Trouble& trouble) {
  HttpReply reply;
  if (trouble.reply == "timeout" || trouble.reply == "cut") {
    reply.broken = trouble.reply == "cut" ? Broken::maybe_accepted : Broken::not_sent;
    reply.error = trouble.reply == "cut" ? "The connection was cut before the answer." : "The receiver did not answer in time.";
    return reply;
  }
  reply.status = code_of(trouble.reply);
  reply.body = words_of(trouble.reply);
  if (trouble.retry_after)
    reply.headers.emplace_back("retry-after", std::to_string(std::chrono::ceil<std::chrono::seconds>(*trouble.retry_after).count()));
  return reply;
}

channels::CommandReply answer_command(const Trouble& trouble) {
  channels::CommandReply reply;
  if (trouble.reply == "timeout" || trouble.reply == "cut") {
    reply.end = trouble.reply == "cut" ? channels::CommandEnd::killed : channels::CommandEnd::cut;
    reply.code = SIGKILL;
    reply.reason = "The program did not end in time.";
    return reply;
  }
  reply.end = channels::CommandEnd::exited;
  reply.code = code_of(trouble.reply);
  reply.errors = words_of(trouble.reply);
  return reply;
}

MailStage stage_of(const std::string& word) {
  static constexpr std::array<std::string_view, 9> kWords{"connect", "greeting", "hello", "starttls", "auth",
                                                          "mail",    "rcpt",     "data",  "body"};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<MailStage>(i);
  }
  return MailStage::rcpt;
}

MailReply answer_mail(const Trouble& trouble) {
  MailReply reply;
  if (trouble.reply == "timeout" || trouble.reply == "cut") {
    reply.broken = trouble.reply == "cut" ? Broken::maybe_accepted : Broken::not_sent;
    reply.error = trouble.reply == "cut" ? "The connection was cut before the answer." : "The server did not answer in time.";
    return reply;
  }
  reply.stage = stage_of(trouble.stage);
  reply.code = code_of(trouble.reply);
  reply.text = words_of(trouble.reply);
  return reply;
}

}  // namespace

config::SnapshotPtr labelled(const config::SnapshotPtr& snapshot) {
  auto copy = std::make_shared<config::Snapshot>(*snapshot);
  for (auto& [name, channel] : copy->channels) {
    if (channel.adapter) channel.adapter = std::make_shared<LabelledAdapter>(channel.adapter, channel);
  }
  return copy;
}

const Trouble* Receivers::trouble(const std::string& channel, const std::string& recipient) const {
  const UtcTime now = clock_.utc();
  for (const auto& one : faults_) {
    if (one.channel == channel && (one.recipient.empty() || one.recipient == recipient) && one.from <= now && now < one.until) return &one;
  }
  return nullptr;
}

void Receivers::http(HttpRequest request, const channels::HttpPolicy&, UniqueFunction<void(HttpReply)> done) {
  const std::string channel = take(request, kChannel), type = take(request, kType), recipient = take(request, kRecipient);
  const std::string well = take(request, kGood);
  const Trouble* fault = trouble(channel, recipient);
  const Millis wait = fault != nullptr && fault->reply == "timeout" ? request.timeout : Millis{0};
  Task answering = [done = std::move(done), reply = fault != nullptr ? answer(*fault) : good(request, type, well)]() mutable {
    done(std::move(reply));
  };
  wait > Millis{0} ? executor_.post_after(wait, std::move(answering)) : executor_.post(std::move(answering));
}

HttpReply Receivers::good(const HttpRequest& request, const std::string& type, const std::string& well) {
  HttpReply reply;
  reply.status = 200;
  const std::string number = std::to_string(++posts_);
  if (type == "slack") {
    const bool is_api = request.url.find("/chat.") != std::string::npos;
    reply.body = is_api ? R"({"ok":true,"channel":"C00000001","ts":"1700000000.)" +
                              std::string(6 - std::min<std::size_t>(number.size(), 6), '0') + number + R"("})"
                        : "ok";
  } else if (type == "x") {
    const bool is_token = request.url.find("/oauth2/token") != std::string::npos;
    reply.status = is_token ? 200 : 201;
    reply.body =
        is_token ? R"({"token_type":"bearer","expires_in":7200,"access_token":"a)" + number + R"(","refresh_token":"r)" + number + R"("})"
                 : R"({"data":{"id":")" + std::to_string(1'800'000'000'000'000'000 + posts_) + R"(","text":""}})";
  } else if (type == "http") {
    reply.body = well;
  } else {
    reply.status = 204;
  }
  return reply;
}

void Receivers::command(channels::CommandRun run, UniqueFunction<void(channels::CommandReply)> done) {
  const Trouble* fault = trouble(run.argv.at(0), run.argv.at(1));
  channels::CommandReply reply;
  reply.end = channels::CommandEnd::exited;
  if (fault != nullptr) reply = answer_command(*fault);
  const bool waits = fault != nullptr && fault->reply == "timeout";
  Task answering = [done = std::move(done), reply = std::move(reply)]() mutable { done(std::move(reply)); };
  waits ? executor_.post_after(run.timeout, std::move(answering)) : executor_.post(std::move(answering));
}

void Receivers::mail(channels::MailSubmission submission, std::shared_ptr<const channels::smtp::Settings> settings,
                     UniqueFunction<void(MailReply)> done) {
  const Trouble* fault = trouble(submission.channel, submission.to);
  MailReply reply;
  reply.stage = MailStage::body;
  reply.code = 250;
  reply.text = "2.0.0 queued";
  if (fault != nullptr) reply = answer_mail(*fault);
  Task answering = [done = std::move(done), reply]() mutable { done(std::move(reply)); };
  const bool waits = fault != nullptr && fault->reply == "timeout" && settings;
  waits ? executor_.post_after(settings->common.timeout, std::move(answering)) : executor_.post(std::move(answering));
}

}  // namespace crier::simulation
