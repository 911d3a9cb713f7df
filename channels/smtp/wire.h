#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "channels/adapter.h"

namespace crier::channels::smtp {

/// Turns a message into the bytes between 354 and the final reply (RFC 5321 section 4.5.2): a line that begins with a dot
/// gets one more, a bare CR or LF becomes CRLF ("SMTP smuggling" lives on bare ones), the last line is ended.
/// The message may come in pieces cut anywhere, also between CR and LF.
class BodyEncoder {
 public:
  void encode(std::string_view piece, std::string& out);
  /// Ends the last line and writes the final dot.
  void finish(std::string& out);

 private:
  void end_line(std::string& out);

  bool at_line_start_ = true;
  bool after_cr_ = false;  ///< a CR was taken and its line end is not yet written
};

/// What a server said it can do (RFC 5321 section 4.1.1.1); all off after HELO and before the first EHLO.
struct Extensions {
  bool starttls = false;
  bool pipelining = false;
  bool eight_bit = false;  ///< 8BITMIME
  bool smtputf8 = false;
  bool size = false;
  std::size_t size_limit = 0;  ///< of a message in bytes, 0 = none was named
  bool dsn = false;
  bool auth_plain = false;
  bool auth_login = false;
  bool auth_xoauth2 = false;
};

/// Reads the lines of a reply to EHLO (Reply::lines). Keywords in any case; unknown ones and odd parameters are passed over.
[[nodiscard]] Extensions read_extensions(std::string_view lines);

/// True if the text can stand between < and > of MAIL or RCPT: no control character, blank, '<' or '>', at most 320 bytes.
/// Everything that reaches the wire passes here, whoever checked it before.
[[nodiscard]] bool is_safe_path(std::string_view path);
/// True for a domain name or an address literal: what EHLO may say.
[[nodiscard]] bool is_hello_name(std::string_view name);
/// xtext of RFC 3461 section 4.
[[nodiscard]] std::string xtext(std::string_view text);

/// The command lines with CRLF and the parameters that the server's extensions permit.
/// Requires: is_safe_path of both addresses.
void append_mail(std::string& out, const MailSubmission& mail, const Extensions& server, bool eight_bit);
void append_rcpt(std::string& out, const MailSubmission& mail, const Extensions& server);

[[nodiscard]] bool has_eight_bit(std::string_view text);

}  // namespace crier::channels::smtp
