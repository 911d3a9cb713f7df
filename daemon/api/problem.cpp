#include "api/problem.h"

#include "core/json_writer.h"

namespace crier::api {
namespace {

// Long enough for a queue to drain, short enough that nobody misses the minute; a full disk needs a person.
constexpr const char* kRetryBusy = "1";
constexpr const char* kRetryFull = "30";

Response with_retry(Response response, ErrorKind kind) {
  if (kind == ErrorKind::full) {
    for (auto& [name, value] : response.headers) {
      if (name == "Retry-After") value = kRetryFull;
    }
  }
  return response;
}

}  // namespace

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 422;
    case ErrorKind::denied:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
    case ErrorKind::stale:
      return 409;
    case ErrorKind::too_large:
      return 413;
    case ErrorKind::unavailable:
    case ErrorKind::full:
    case ErrorKind::io:  // the daemon ends and is started again: whoever asks later is answered (rules G3)
      return 503;
    case ErrorKind::config:
    case ErrorKind::internal:
      break;
  }
  return 500;
}

std::string_view phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

namespace {

Response written(int status, std::string_view title, std::string_view detail, const std::vector<core::Fault>& faults,
                 const std::optional<core::Question>& question) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  core::JsonWriter json(response.body);
  json.begin_object();
  json.member("type", "about:blank");
  json.member("title", title);
  json.member("status", status);
  json.member("detail", detail);
  if (!faults.empty()) {
    json.key("errors");
    json.begin_array();
    for (const auto& fault : faults) {
      json.begin_object();
      json.member("pointer", fault.pointer);
      json.member("detail", fault.detail);
      json.end_object();
    }
    json.end_array();
  }
  if (question) {
    json.member("confirm", question->confirm);
    json.key("channels");
    json.begin_object();
    for (const auto& [channel, recipients] : question->channels) json.member(channel, recipients);
    json.end_object();
  }
  json.end_object();
  if (status == 503) response.headers.emplace_back("Retry-After", kRetryBusy);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

Response problem(int status, std::string_view title, std::string_view detail, const std::vector<core::Fault>& faults) {
  return written(status, title, detail, faults, std::nullopt);
}

Response problem(int status, std::string_view detail) { return problem(status, phrase(status), detail); }

Response problem(const core::Problem& what) {
  const int status = status_of(what.kind);
  return with_retry(
      written(status, what.title.empty() ? phrase(status) : std::string_view(what.title), what.detail, what.faults, what.question),
      what.kind);
}

Response problem(const Error& error) { return with_retry(problem(status_of(error.kind), error.text), error.kind); }

Response ok(std::string json) {
  Response response;
  response.body = std::move(json);
  return response;
}

}  // namespace crier::api
