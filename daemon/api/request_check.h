#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crier::api {

/// Why a request is not taken: the status of the answer and one sentence.
struct Refusal {
  int status = 400;
  std::string_view detail;
};

/// What is asked of a request's head beyond what the parser asks: everything by which two programs could disagree on where the
/// request ends (RFC 9112 section 11.2), and our limits. The first fault counts.
/// Thread: any; pure.
class HeadCheck {
 public:
  explicit HeadCheck(std::size_t most_fields) : most_fields_(most_fields) {}

  /// `version` is 10 or 11 for HTTP/1.0 and 1.1; `target` in origin form.
  void start(std::string_view target, int version);
  void field(std::string_view lower_name, std::string_view value);
  /// After the last field.
  void end();

  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  /// The client waits for 100 before it sends the body.
  [[nodiscard]] bool expects_continue() const { return expects_continue_ && version_ == 11; }

 private:
  void refuse(int status, std::string_view detail);

  const std::size_t most_fields_;
  int version_ = 11;
  std::size_t fields_ = 0;
  std::size_t hosts_ = 0;
  std::size_t lengths_ = 0;
  std::size_t encodings_ = 0;
  bool expects_continue_ = false;
  std::optional<Refusal> refusal_;
};

/// "/v1/events" of "http://localhost/v1/events" (RFC 9112 section 3.2.2); other targets as they are.
[[nodiscard]] std::string_view origin_form(std::string_view target);

/// True if a header line goes on in the next one (obs-fold, RFC 9112 section 5.2). `head` ends with its empty line.
[[nodiscard]] bool has_folded_line(std::string_view head);

/// True if a line feed at or after `from` does not follow a carriage return.
[[nodiscard]] bool has_bare_line_feed(std::string_view bytes, std::size_t from);

/// The token of "Bearer TOKEN" (RFC 6750 section 2.1); none if it is something else.
[[nodiscard]] std::optional<std::string_view> bearer_token(std::string_view authorization);

}  // namespace crier::api
