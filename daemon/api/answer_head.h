#pragma once
#include <string>
#include <string_view>

#include "api/http.h"

namespace crier::api {

/// Writes the head of an answer (RFC 9112 section 4) into `head`, which keeps its memory: status line, Date, the answer's own
/// fields, Content-Length (none for 204), and Connection: close if no further request is taken. A field that would break its
/// line is left out.
void write_head(const Response& response, std::string_view date, bool is_last, std::string& head);

}  // namespace crier::api
