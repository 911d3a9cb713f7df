#include "client/editor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/crypto.h"
#include "base/text.h"
#include "client/tool.h"

namespace crier::client {
namespace {

/// Any time at which nobody saves a draft: a file that still has it was not written.
constexpr timespec kUnsaved{946684800, 0};

void mark_unsaved(const std::string& path) {
  const timespec times[2] = {kUnsaved, kUnsaved};
  utimensat(AT_FDCWD, path.c_str(), times, 0);
}

bool was_saved(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) != 0 || found.st_mtim.tv_sec != kUnsaved.tv_sec || found.st_mtim.tv_nsec != kUnsaved.tv_nsec;
}

}  // namespace

EditorFile::EditorFile(World& world)
    : world_(world), path_(world.variable("TMPDIR").value_or("/tmp") + "/crier-" + to_hex(world.random(8)) + ".md") {}

EditorFile::~EditorFile() {
  if (is_there_ && !is_kept_) std::remove(path_.c_str());
}

/// Editors may put another file in its place; the second time it may be written over.
bool EditorFile::write(std::string_view text) {
  const int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (is_there_ ? O_TRUNC : O_CREAT | O_EXCL);
  const int file = open(path_.c_str(), flags, 0600);
  if (file < 0) return false;
  is_there_ = true;
  bool is_good = true;
  while (is_good && !text.empty()) {
    const auto count = ::write(file, text.data(), text.size());
    is_good = count > 0 || (count < 0 && errno == EINTR);
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return close(file) == 0 && is_good;
}

Result<std::string, Failure> EditorFile::edit(std::string_view text) {
  const bool is_first = !is_there_;
  if (!write(text)) return Failure{refused, path_ + " cannot be written; set TMPDIR to a folder that can."};
  mark_unsaved(path_);
  const int code = world_.edit(world_.variable("EDITOR").value_or("vi"), path_);
  if (code != 0) {
    keep();
    return Failure{refused,
                   "The editor ended with code " + std::to_string(code) + "; nothing was sent, the draft is kept in " + path_ + "."};
  }
  auto saved = read_file(world_, path_);
  if (!saved) {
    keep();
    return Failure{refused, "The editor left no draft; nothing was sent: " + saved.error().text};
  }
  // To leave an editor without saving is how one changes one's mind, whatever stood in the file before.
  if (!was_saved(path_) || trim(*saved).empty()) {
    if (!is_first && !trim(*saved).empty()) {
      keep();
      return Failure{refused, "The editor saved nothing more; nothing was sent, the draft is kept in " + path_ + "."};
    }
    return Failure{refused, "The editor saved nothing; nothing was sent."};
  }
  return std::move(*saved);
}

}  // namespace crier::client
