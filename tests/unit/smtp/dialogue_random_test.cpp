#include <gtest/gtest.h>

#include "base/random.h"
#include "channels/smtp/dialogue.h"
#include "conversation.h"

namespace crier::channels::smtp {
namespace {

using tests::mail_to;
using tests::plain_settings;
using tests::ServerPlan;

/// A server that mostly behaves, and says anything at any time.
class RandomServer {
 public:
  explicit RandomServer(std::uint64_t seed) : random_(seed), good_(plan()) { answers_ = good_.greeting(); }

  void hear(const std::string& bytes) { answers_ += good_.take(bytes); }
  void secured() {
    good_.secured();
    answers_.clear();
  }

  /// The next piece of a good answer, or none.
  std::string answer() {
    const std::string piece = answers_.substr(0, 1 + below(80));
    answers_.erase(0, piece.size());
    return piece;
  }

  [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return random_.next() % limit; }

  std::string speak() {
    static const char* const kReplies[] = {
        "220 hi\r\n",
        "250 ok\r\n",
        "250-x\r\n250 PIPELINING\r\n",
        "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n",
        "354 go\r\n",
        "235 in\r\n",
        "334 \r\n",
        "421 4.7.0 bye\r\n",
        "450 4.7.1 later\r\n",
        "550 5.1.1 no\r\n",
        "250-a\r\n",
        "503 5.5.1 order\r\n",
        "250 2.0.0 queued\n",
        "250-x\r\n250 DSN\r\n",
        "\r\n",
        "nonsense\r\n",
        "2",
        "5",
    };
    std::string bytes;
    for (std::uint64_t count = 1 + below(3); count > 0; --count) bytes += kReplies[below(below(4) == 0 ? std::size(kReplies) : 10)];
    return bytes;
  }

 private:
  ServerPlan plan() {
    ServerPlan plan;
    plan.extensions.clear();
    for (const char* extension : {"PIPELINING", "STARTTLS", "AUTH PLAIN LOGIN", "DSN", "SIZE 1000"}) {
      if (below(2) == 0) plan.extensions.push_back(extension);
    }
    for (const char* step : {"MAIL", "RCPT", "DATA", ".", "RSET", "STARTTLS", "AUTH"}) {
      if (below(12) == 0) plan.replies[step] = below(2) == 0 ? "450 4.7.1 later" : "550 5.1.1 no";
    }
    plan.cut_after_messages = static_cast<int>(below(4));
    return plan;
  }

  Random random_;
  tests::FakeServer good_;
  std::string answers_;
};

struct Seen {
  int accepted = 0, refused = 0, not_sent = 0, maybe_accepted = 0, unsent = 0;
};

/// One dialogue with it: the ends of its submissions must agree with the bytes that were seen to go out.
class Encounter {
 public:
  Encounter(std::uint64_t seed, Seen& seen) : server_(seed), seen_(seen), settings_(settings()), dialogue_(settings_, "client.example") {}

  void go() {
    dialogue_.connected();
    for (int step = 0; step < 60 && dialogue_.next() != Dialogue::Next::close; ++step) {
      give_sometimes();
      if (dialogue_.next() == Dialogue::Next::handshake) {
        server_.secured();
        dialogue_.secured();
        tls_ = true;
      }
      write();
      happen();
      check_end();
    }
    if (dialogue_.next() != Dialogue::Next::close) dialogue_.cancelled();
    check_end();
    EXPECT_FALSE(given_) << "a submission without an end";
  }

 private:
  std::shared_ptr<const Settings> settings() {
    Settings made = plain_settings();
    made.starttls = static_cast<StartTls>(server_.below(3));
    if (server_.below(2) == 0) made.username = "crier";
    made.password = Secret("s3cret");
    return std::make_shared<const Settings>(made);
  }

  void give_sometimes() {
    if (given_ || !dialogue_.takes_submission() || server_.below(2) == 0) return;
    dialogue_.submit(mail_);
    given_ = true;
    dot_out_ = false;
  }

  void write() {
    const std::string out = std::exchange(dialogue_.output(), {});
    const bool may_log_in = tls_ || settings_->starttls == StartTls::never;
    EXPECT_TRUE(may_log_in || out.find("AUTH") == std::string::npos);
    if (out.empty() || server_.below(30) == 0) return;
    server_.hear(out);
    if (out.find("Subject:") != std::string::npos) dot_out_ = true;
    dialogue_.written();
  }

  void happen() {
    const std::uint64_t what = server_.below(60);
    if (what == 0) dialogue_.closed("connection reset");
    if (what == 1) dialogue_.timed_out();
    if (what == 2) dialogue_.cancelled();
    if (what == 3) dialogue_.received(server_.speak());
    if (what > 3) dialogue_.received(server_.answer());
  }

  void check_end() {
    const std::optional<SubmissionEnd> end = dialogue_.end();
    if (!end) return;
    EXPECT_TRUE(given_) << "an end without a submission";
    given_ = false;
    const MailReply& reply = end->reply;
    if (end->unsent) {
      ++seen_.unsent;
    } else if (reply.broken == Broken::maybe_accepted) {
      ++seen_.maybe_accepted;
      EXPECT_TRUE(dot_out_);
    } else if (reply.broken == Broken::not_sent) {
      ++seen_.not_sent;
      EXPECT_FALSE(reply.error.empty());
    } else if (reply.code / 100 == 2) {
      ++seen_.accepted;
      EXPECT_EQ(reply.stage, MailStage::body);
      EXPECT_TRUE(dot_out_);
    } else {
      ++seen_.refused;
      EXPECT_GE(reply.code, 400);
    }
  }

  RandomServer server_;
  Seen& seen_;
  const std::shared_ptr<const Settings> settings_;
  Dialogue dialogue_;
  const MailSubmission mail_ = mail_to("a@example.org");
  bool tls_ = false, given_ = false, dot_out_ = false;
};

TEST(DialogueAgainstAnything, ends_every_submission_once_and_keeps_its_promises) {
  Seen seen;
  for (std::uint64_t seed = 1; seed <= 20000 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Encounter(seed, seen).go();
  }

  EXPECT_GT(seen.accepted, 50);
  EXPECT_GT(seen.refused, 50);
  EXPECT_GT(seen.not_sent, 50);
  EXPECT_GT(seen.maybe_accepted, 50);
  EXPECT_GT(seen.unsent, 50);
}

}  // namespace
}  // namespace crier::channels::smtp
