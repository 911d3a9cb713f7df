#include "api/answer_head.h"

#include "api/problem.h"
#include "base/text.h"

namespace crier::api {

void write_head(const Response& response, std::string_view date, bool is_last, std::string& head) {
  head.assign("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(phrase(response.status));
  head.append("\r\nDate: ").append(date);
  const bool has_body = response.status != 204;
  if (has_body && !response.content_type.empty() && !breaks_line(response.content_type))
    head.append("\r\nContent-Type: ").append(response.content_type);
  for (const auto& [name, value] : response.headers) {
    if (!breaks_line(name) && !breaks_line(value)) head.append("\r\n").append(name).append(": ").append(value);
  }
  if (has_body) head.append("\r\nContent-Length: ").append(std::to_string(response.body.size()));
  head.append(is_last ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n");
}

}  // namespace crier::api
