#include "client/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "base/text.h"
#include "client/table.h"
#include "core/event_check.h"
#include "core/event_json_writer.h"
#include "ingest/event_json.h"

namespace crier::client {
namespace {

constexpr mode_t kMode = 0640;  ///< crierd reads it through the folder's group

/// The first thing that is wrong with the event, as far as it can be told without crierd's configuration.
std::optional<Failure> fault_of(const core::Event& event, const std::string& json, UtcTime now) {
  std::vector<core::Fault> faults;
  if (const auto document = ingest::read_events(json, ingest::Layout::json, ""); !document) {
    faults = document.error().problem.faults;
    if (faults.empty()) faults.push_back({"", document.error().problem.detail});
  } else {
    core::Rules rules;
    rules.audiences = event.audiences;
    rules.audiences.insert(rules.audiences.end(), event.drop_audiences.begin(), event.drop_audiences.end());
    rules.has_divert = true;
    faults = core::check_event(rules, event, false, now);
  }
  if (faults.empty()) return std::nullopt;
  std::string text = "The event is not kept, since crierd would refuse it:";
  for (const auto& fault : faults) text += "\n  " + printable(fault.pointer) + " " + printable(fault.detail);
  return Failure{refused, std::move(text)};
}

/// A name that has no folder in it and is not hidden.
std::string file_name(const std::string& id) {
  std::string name = percent_encode(id);
  if (name.starts_with('.')) name.replace(0, 1, "%2E");
  return name + ".json";
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool sync_folder(const std::string& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_good = fsync(file) == 0;
  close(file);
  return is_good;
}

/// The whole file under its name or nothing: crierd may read the folder at any moment, and the machine may stop.
bool write_file(const std::string& folder, const std::string& temporary, const std::string& path, std::string_view text) {
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
  if (file < 0) return false;
  bool is_good = fchmod(file, kMode) == 0 && write_all(file, text) && fsync(file) == 0;
  is_good = close(file) == 0 && is_good;
  is_good = is_good && std::rename(temporary.c_str(), path.c_str()) == 0;
  if (!is_good) {
    const int why = errno;
    unlink(temporary.c_str());
    errno = why;
    return false;
  }
  return sync_folder(folder);
}

}  // namespace

Result<std::string, Failure> spool_event(const core::Event& event, World& world) {
  const std::string text = core::canonical_json(event) + "\n";
  if (auto fault = fault_of(event, text, world.now())) return std::move(*fault);
  const std::string folder = world.variable("CRIER_SPOOL").value_or("/var/spool/crier");
  const std::string path = folder + "/" + file_name(event.id);
  if (std::ifstream before(path, std::ios::binary); before) {
    const std::string kept((std::istreambuf_iterator<char>(before)), {});
    if (kept == text) return path;
    return Failure{refused, path + " keeps another event of this id; nothing was kept. Give this one another --id."};
  }
  const std::string temporary = folder + "/." + to_hex(world.random(8)) + ".tmp";
  if (!write_file(folder, temporary, path, text)) {
    return Failure{unreachable, "crierd is away, and the event cannot be kept in " + folder + " (" + std::strerror(errno) +
                                    "); set CRIER_SPOOL to a folder that you can write and crierd can read."};
  }
  return path;
}

}  // namespace crier::client
