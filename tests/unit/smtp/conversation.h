#pragma once
#include <memory>
#include <optional>
#include <string>

#include "channels/smtp/dialogue.h"
#include "fake_server.h"

namespace crier::tests {

/// A dialogue and a fake server, joined by two byte streams that are cut into pieces of `piece` bytes.
class Conversation {
 public:
  Conversation(channels::smtp::Settings settings, ServerPlan plan, std::size_t piece = 1 << 20)
      : server(std::move(plan)),
        dialogue(std::make_shared<const channels::smtp::Settings>(std::move(settings)), "client.example"),
        piece_(piece) {}

  /// Runs from the connection's beginning, or from idle, until the mail ended and nobody has more to say.
  std::optional<channels::smtp::SubmissionEnd> send(const channels::MailSubmission& mail) {
    dialogue.submit(mail);
    run();
    return std::exchange(end_, std::nullopt);
  }

  void run() {
    using Next = channels::smtp::Dialogue::Next;
    if (!begun_) {
      begun_ = true;
      dialogue.connected();
      if (dialogue.next() == Next::handshake) dialogue.secured();
      to_client_ = server.greeting();
    }
    while (dialogue.next() != Next::close) {
      collect();
      if (dialogue.next() == Next::handshake) {
        server.secured();
        dialogue.secured();
      } else if (!dialogue.output().empty()) {
        to_server();
      } else if (!to_client_.empty()) {
        const std::string bytes = to_client_.substr(0, piece_);
        to_client_.erase(0, bytes.size());
        dialogue.received(bytes);
      } else if (server.is_closed()) {
        dialogue.closed("connection reset");
      } else if (server.is_silent() && !dialogue.is_idle()) {
        dialogue.timed_out();
      } else {
        break;
      }
    }
    collect();
  }

  FakeServer server;
  channels::smtp::Dialogue dialogue;
  std::string wire;  ///< everything the dialogue wrote

 private:
  void collect() {
    if (std::optional<channels::smtp::SubmissionEnd> end = dialogue.end()) {
      if (end_) ended_twice = true;
      end_ = std::move(end);
    }
  }

  void to_server() {
    std::string bytes;
    bytes.swap(dialogue.output());
    wire += bytes;
    for (std::size_t at = 0; at < bytes.size(); at += piece_) to_client_ += server.take(std::string_view(bytes).substr(at, piece_));
    dialogue.written();
  }

  std::size_t piece_;
  bool begun_ = false;
  std::string to_client_;
  std::optional<channels::smtp::SubmissionEnd> end_;

 public:
  bool ended_twice = false;
};

inline channels::smtp::Settings plain_settings() {
  channels::smtp::Settings settings;
  settings.host = "relay.example";
  settings.starttls = channels::smtp::StartTls::never;
  settings.from_address = "status@example.com";
  return settings;
}

inline channels::MailSubmission mail_to(std::string to) {
  channels::MailSubmission mail;
  mail.channel = "mail";
  mail.from = "status@example.com";
  mail.to = std::move(to);
  mail.data = "Subject: Mail is down\r\n\r\n.hidden\r\nNo mail since 14:00.\r\n";
  return mail;
}

}  // namespace crier::tests
