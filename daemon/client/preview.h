#pragma once
#include <string>

#include "client/tool.h"

namespace crier::client {

/// What would be sent of an event, message by message as its reader sees it, with what the wording rules find. Nothing is sent.
/// `html`: the file that shows it in a browser instead (preview_page.h), "-" is stdout; "" = here.
int preview_event(Tool& tool, const std::string& event, const std::string& html = {});

/// `crier preview FILE`: a draft or a JSON event.
int preview_file(Tool& tool, const std::string& path, const std::string& html);

}  // namespace crier::client
