#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crier::tests {

/// What a fake server says. Replies are by step: "greeting", "EHLO", "HELO", "STARTTLS", "AUTH", "challenge", "MAIL", "RCPT",
/// "DATA", "." and "RSET"; what is not named is answered as a good server would. Three replies are no text: "cut" closes
/// the connection instead, "cut-after" closes after having done it, "silence" never answers again.
struct ServerPlan {
  std::vector<std::string> extensions{"PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"};
  std::vector<std::string> extensions_in_tls;  ///< empty: the same without STARTTLS
  std::map<std::string, std::string> replies;
  int cut_after_messages = 0;  ///< answers the next MAIL with 421 and closes
};

/// A server's side of SMTP without I/O: bytes in, bytes out, and a record of what it was told.
class FakeServer {
 public:
  explicit FakeServer(ServerPlan plan = {}) : plan_(std::move(plan)) {}

  [[nodiscard]] std::string greeting() { return answer("greeting", "220 fake.example ESMTP"); }

  /// What it answers to these bytes.
  [[nodiscard]] std::string take(std::string_view bytes) {
    std::string out;
    pending_ += bytes;
    for (std::size_t end = 0; !closed_ && !silent_ && (end = pending_.find("\r\n")) != std::string::npos;) {
      const std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 2);
      out += in_data_ ? data_line(line) : command(line);
      if (starts_tls_) break;
    }
    return out;
  }

  void secured() {
    starts_tls_ = false;
    tls_ = true;
    pending_.clear();
  }

  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] bool is_silent() const { return silent_; }
  [[nodiscard]] bool starts_tls() const { return starts_tls_; }

  std::vector<std::string> commands;    ///< every line outside of mails
  std::vector<std::string> mails;       ///< accepted ones, dots removed, lines ended by CRLF
  std::vector<std::string> recipients;  ///< of the accepted mails

 private:
  std::string answer(const std::string& step, const std::string& usual) {
    const auto planned = plan_.replies.find(step);
    std::string reply = planned == plan_.replies.end() ? usual : planned->second;
    if (reply == "silence") {
      silent_ = true;
      return {};
    }
    if (reply == "cut" || reply == "cut-after") {
      closed_ = true;
      return {};
    }
    if (reply.substr(0, 3) == "421") closed_ = true;
    ok_ = reply[0] == '2' || reply[0] == '3';
    return reply + "\r\n";
  }

  std::string ehlo() {
    const std::vector<std::string>& known = tls_ && !plan_.extensions_in_tls.empty() ? plan_.extensions_in_tls : plan_.extensions;
    std::string reply;
    std::string last = "fake.example";
    for (const std::string& extension : known) {
      if (tls_ && extension == "STARTTLS") continue;
      reply += "250-" + last + "\r\n";
      last = extension;
    }
    return answer("EHLO", reply + "250 " + last);
  }

  std::string command(const std::string& line) {
    commands.push_back(line);
    const std::string verb = line.substr(0, line.find(' '));
    if (verb == "EHLO") return ehlo();
    if (verb == "HELO") return answer(verb, "250 fake.example");
    if (verb == "STARTTLS") {
      const std::string reply = answer(verb, "220 2.0.0 go ahead");
      starts_tls_ = ok_;
      return reply;
    }
    if (verb == "AUTH" || (verb != "QUIT" && authenticates_)) return auth(verb);
    if (verb == "MAIL") return mail();
    if (verb == "RCPT") return rcpt(line);
    if (verb == "DATA") {
      const std::string reply = answer(verb, has_recipient_ ? "354 go ahead" : "503 5.5.1 no valid recipients");
      in_data_ = reply.substr(0, 3) == "354";
      return reply;
    }
    if (verb == "RSET") {
      in_mail_ = has_recipient_ = false;
      return answer(verb, "250 2.0.0 ok");
    }
    if (verb == "QUIT") {
      closed_ = true;
      return "221 2.0.0 bye\r\n";
    }
    return "500 5.5.1 unknown command\r\n";
  }

  std::string auth(const std::string& verb) {
    authenticates_ = verb == "AUTH" && plan_.replies.count("challenge") > 0;
    return authenticates_ ? answer("challenge", "") : answer("AUTH", "235 2.7.0 welcome");
  }

  std::string mail() {
    if (plan_.cut_after_messages > 0 && accepted_ >= plan_.cut_after_messages)
      return answer("limit", "421 4.7.0 Max message per connection reached");
    if (in_mail_) return "503 5.5.1 nested MAIL\r\n";
    const std::string reply = answer("MAIL", "250 2.1.0 ok");
    in_mail_ = ok_;
    return reply;
  }

  std::string rcpt(const std::string& line) {
    if (!in_mail_) return "503 5.5.1 MAIL first\r\n";
    const std::string reply = answer("RCPT", "250 2.1.5 ok");
    has_recipient_ = ok_;
    recipient_ = line.substr(9, line.find('>') - 9);
    return reply;
  }

  std::string data_line(const std::string& line) {
    if (line != ".") {
      mail_ += (line.substr(0, 1) == "." ? line.substr(1) : line) + "\r\n";
      return {};
    }
    const bool wanted = has_recipient_;
    in_data_ = in_mail_ = has_recipient_ = false;
    std::string text;
    text.swap(mail_);
    const std::string reply = answer(".", wanted ? "250 2.0.0 queued as 4711" : "554 5.5.1 no valid recipients");
    const auto planned = plan_.replies.find(".");
    const bool kept = planned == plan_.replies.end() ? wanted : planned->second == "cut-after" || planned->second[0] == '2';
    if (kept) {
      ++accepted_;
      mails.push_back(text);
      recipients.push_back(recipient_);
    }
    return reply;
  }

  ServerPlan plan_;
  std::string pending_, mail_, recipient_;
  int accepted_ = 0;
  bool ok_ = false, tls_ = false, starts_tls_ = false, authenticates_ = false;
  bool in_mail_ = false, has_recipient_ = false, in_data_ = false, closed_ = false, silent_ = false;
};

}  // namespace crier::tests
