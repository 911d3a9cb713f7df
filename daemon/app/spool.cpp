#include "app/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <tuple>
#include <utility>

#include "ingest/event_json.h"

namespace crier::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kRefusedMode = 0750;  ///< the group may read why and what, and put nothing there

struct Found {
  std::string path;
  timespec written{};
};

struct Spooled {
  std::string text;
  std::uint32_t owner = 0;
};

/// The paths of the folder's events, oldest first; an absent folder has none.
std::vector<std::string> paths_in(const std::string& folder) {
  std::vector<Found> all;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const fs::path& path = entry->path();
    if (path.extension() != ".json" || path.filename().string().starts_with('.')) continue;
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) all.push_back({path.string(), status.st_mtim});
  }
  std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return std::tie(a.written.tv_sec, a.written.tv_nsec, a.path) < std::tie(b.written.tv_sec, b.written.tv_nsec, b.path);
  });
  std::vector<std::string> paths;
  paths.reserve(all.size());
  for (auto& found : all) paths.push_back(std::move(found.path));
  return paths;
}

/// The whole file, or why it is left alone.
std::string read_open(int descriptor, Spooled& spooled) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) return "it is no plain file of its own";
  if (status.st_size > static_cast<off_t>(ingest::kEventLimit)) return "it is longer than an event may be";
  spooled.owner = status.st_uid;
  spooled.text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t at = 0;
  while (at < spooled.text.size()) {
    const auto got = ::read(descriptor, spooled.text.data() + at, spooled.text.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return "it cannot be read";
    at += static_cast<std::size_t>(got);
  }
  return "";
}

std::string read_file(const std::string& path, Spooled& spooled) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return "it cannot be opened";
  auto why = read_open(descriptor, spooled);
  ::close(descriptor);
  return why;
}

/// Moves the file into `refused/` beside it; why it stays where it is otherwise. A link of that name is somebody else's choice of
/// where files of crierd go, and not followed.
std::string put_aside(const fs::path& path) {
  const fs::path refused = path.parent_path() / "refused";
  ::mkdir(refused.c_str(), kRefusedMode);
  const int folder = ::open(refused.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return refused.string() + " is no folder that can be used (" + std::strerror(errno) + ")";
  std::string why;
  if (::renameat(AT_FDCWD, path.c_str(), folder, path.filename().c_str()) != 0)
    why = "it cannot be moved to " + refused.string() + " (" + std::strerror(errno) + ")";
  ::close(folder);
  return why;
}

bool is_refusal(ErrorKind kind) {
  return kind == ErrorKind::invalid || kind == ErrorKind::conflict || kind == ErrorKind::denied || kind == ErrorKind::too_large ||
         kind == ErrorKind::not_found;
}

/// The store takes nothing, so the next file would fare no better.
bool is_for_all(ErrorKind kind) { return kind == ErrorKind::unavailable || kind == ErrorKind::full || kind == ErrorKind::io; }

/// The id was used before, for another content than this.
bool is_id_taken(const core::Problem& problem) {
  return problem.kind == ErrorKind::conflict && !problem.question &&
         std::any_of(problem.faults.begin(), problem.faults.end(), [](const core::Fault& fault) { return fault.pointer.ends_with("/id"); });
}

}  // namespace

void Spool::take(Task then) {
  then_ = std::move(then);
  look();
}

void Spool::leave() { has_left_ = true; }

void Spool::look() {
  if (has_left_) return;
  paths_ = paths_in(parts_.snapshot()->spool);
  at_ = 0;
  post_next();
}

void Spool::post_next() {
  parts_.loop.post([this] { next(); });
}

void Spool::finish() {
  paths_.clear();
  if (!then_) return;
  std::exchange(then_, Task{})();
  parts_.loop.post_after(kLookAgain, [this] { look(); });
}

void Spool::next() {
  if (has_left_) return;
  if (at_ >= paths_.size()) return finish();
  const std::string path = std::move(paths_[at_++]);
  Spooled spooled;
  if (const auto why = read_file(path, spooled); !why.empty()) {
    parts_.log.warn("spool-left", "a spooled file is left alone: " + why, {{"file", path}});
    return post_next();
  }
  const core::Peer peer = parts_.judge(names_.owner(spooled.owner));
  auto document = ingest::read_events(spooled.text, ingest::Layout::json, "");
  if (!document || peer.right < core::Right::publish) {
    refuse(path, document ? peer.name + " may not send events" : document.error().problem.detail);
    return post_next();
  }
  accept(path, std::move(document->events), peer, true);
}

void Spool::accept(const std::string& path, std::vector<core::Event> events, const core::Peer& peer, bool is_first) {
  std::vector<core::Event> drafts;
  if (is_first) drafts = events;
  for (auto& one : drafts) one.draft = true;
  auto done = [this, path, peer, drafts = std::move(drafts)](Result<std::vector<announce::EventResult>, core::Problem> results) mutable {
    // The guard asks, and nobody is there to answer: an operator does, by approving. The same where the id is known for another
    // content: that is this event, if it became a draft and the daemon ended before the file was removed.
    const bool is_for_draft = !results && (results.error().question || is_id_taken(results.error()));
    if (is_for_draft && !drafts.empty() && !has_left_) return accept(path, std::move(drafts), peer, false);
    if (results) {
      ::unlink(path.c_str());
      const auto& accepted = results->front().accepted;
      parts_.log.info("spool-taken", "a spooled event was taken: it is " + std::string(to_text(accepted.state)),
                      {{"file", path}, {"update", to_text(accepted.update)}});
    } else if (is_refusal(results.error().kind) && !(is_for_draft && has_left_)) {
      refuse(path, results.error().detail);
    } else {
      parts_.log.warn("spool-left", "a spooled event stays for now: " + results.error().detail, {{"file", path}});
      if (is_for_all(results.error().kind)) at_ = paths_.size();
    }
    post_next();
  };
  parts_.announcer.accept(parts_.snapshot(), std::move(events), peer, std::move(done));
}

void Spool::refuse(const std::string& path, const std::string& why) {
  const std::string stays = put_aside(path);
  const fs::path kept = fs::path(path).parent_path() / "refused" / fs::path(path).filename();
  parts_.log.error("spool-refused", "a spooled event was not taken: " + why,
                   {{"file", path}, {"kept", stays.empty() ? kept.string() : path}});
  if (!stays.empty()) parts_.log.warn("spool-left", "a refused event stays where it was: " + stays, {{"file", path}});
}

}  // namespace crier::app
