#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "channels/http/json_template.h"
#include "channels/http/template.h"

namespace crier::channels::http {

// What a preset says of requests and of answers (preset.h).

/// A name and its text; left out where `is_optional` and a placeholder stands for nothing.
struct Pair {
  std::string name;
  Template text;
  bool is_optional = false;
};

enum class Body { none, json, form, text };

struct Request {
  std::string method = "POST";
  Template url;   ///< the base as the channel, the recipient or the preset gives it; its own query stays
  Template path;  ///< behind the base's path; values are percent-encoded
  std::vector<Pair> query;
  std::vector<Pair> headers;
  Body body = Body::none;
  JsonTemplate json;
  std::vector<Pair> form;
  Template text;
};

/// What is added to the post where there is a post before it to reply to.
struct FollowUp {
  std::optional<JsonTemplate> json;
  std::vector<Pair> form;
  std::vector<Pair> query;
};

/// What an answer asks for.
enum class Then {
  delivered,
  rejected,  ///< the message or its recipient is at fault
  retry,
  pause,  ///< the service refuses us: the channel waits for its operators
  gone,   ///< the recipient is gone for good: its address is suppressed
  plain,  ///< not as a follow-up: once more without
  login,  ///< the session is over: once more after logging in
};

/// A row of the table of errors: all that it names must hold. The first that does counts.
struct Rule {
  std::vector<int> statuses;          ///< 4 means 400 to 499
  std::string at;                     ///< a JSON pointer …
  std::vector<std::string> is;        ///< … and what is there
  std::vector<std::string> contains;  ///< in the body, whatever the case
  Then then = Then::rejected;
};

/// Where an answer says how long to wait, beside Retry-After.
struct Wait {
  enum class As { seconds, milliseconds, epoch, time };
  std::string at;      ///< a JSON pointer …
  std::string header;  ///< … or a header
  As as = As::seconds;
};

struct Answer {
  std::vector<std::pair<std::string, std::string>> where;  ///< of a success: JSON pointers and what is there; "" is the whole body
  std::vector<std::string> id;                             ///< JSON pointers of the remote id's parts
  std::vector<std::string> words;                          ///< JSON pointers of what an error says, the first found is shown
  std::vector<Wait> waits;
  std::vector<Rule> errors;
};

/// A session that is kept (rules H3): values of the login's answer are {login.NAME}.
struct Login {
  Request create;
  std::optional<Request> refresh;
  std::vector<std::pair<std::string, std::string>> keep;  ///< names and JSON pointers; all must be in an answer to `create`
};

}  // namespace crier::channels::http
