#include "app/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ingest/event_json.h"

namespace crier::app {
namespace {

namespace fs = std::filesystem;

struct Found {
  SpooledEvent event;
  timespec written{};
};

/// The whole file, or why it is left alone.
std::string read_file(int descriptor, Found& found) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) return "it is no plain file of its own";
  if (status.st_size > static_cast<off_t>(ingest::kEventLimit)) return "it is longer than an event may be";
  found.event.owner = status.st_uid;
  found.written = status.st_mtim;
  found.event.text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t at = 0;
  while (at < found.event.text.size()) {
    const auto got = ::read(descriptor, found.event.text.data() + at, found.event.text.size() - at);
    if (got <= 0) return "it cannot be read";
    at += static_cast<std::size_t>(got);
  }
  return "";
}

bool is_older(const Found& a, const Found& b) {
  return std::tie(a.written.tv_sec, a.written.tv_nsec, a.event.path) < std::tie(b.written.tv_sec, b.written.tv_nsec, b.event.path);
}

bool is_refusal(ErrorKind kind) {
  return kind == ErrorKind::invalid || kind == ErrorKind::conflict || kind == ErrorKind::denied || kind == ErrorKind::too_large ||
         kind == ErrorKind::not_found;
}

}  // namespace

std::vector<SpooledEvent> read_spool(const std::string& folder, Log& log) {
  std::vector<Found> all;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".json" || entry.path().filename().string().starts_with('.')) continue;
    Found found;
    found.event.path = entry.path().string();
    const int descriptor = ::open(found.event.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const std::string why = descriptor < 0 ? "it cannot be opened" : read_file(descriptor, found);
    if (descriptor >= 0) ::close(descriptor);
    if (why.empty()) {
      all.push_back(std::move(found));
    } else {
      log.warn("spool-left", "a spooled file is left alone: " + why, {{"file", found.event.path}});
    }
  }
  std::sort(all.begin(), all.end(), is_older);
  std::vector<SpooledEvent> events;
  for (auto& found : all) events.push_back(std::move(found.event));
  return events;
}

void Spool::take(std::vector<SpooledEvent> events) {
  events_ = std::move(events);
  at_ = 0;
  next();
}

void Spool::refuse(const SpooledEvent& event, const std::string& why) {
  const fs::path path(event.path);
  const fs::path refused = path.parent_path() / "refused";
  std::error_code failed;
  fs::create_directory(refused, failed);
  fs::rename(path, refused / path.filename(), failed);
  log_.error("spool-refused", "a spooled event was not taken: " + why,
             {{"file", event.path}, {"kept", failed ? event.path : (refused / path.filename()).string()}});
}

void Spool::next() {
  if (at_ == events_.size()) {
    events_.clear();
    return;
  }
  const SpooledEvent& event = events_[at_++];
  const core::Peer peer = judge_(names_.owner(event.owner));
  auto document = ingest::read_events(event.text, ingest::Layout::json, "");
  if (!document || peer.right < core::Right::publish) {
    refuse(event, document ? peer.name + " may not send events" : document.error().problem.detail);
    return next();
  }
  accept(event, std::move(document->events), peer);
}

void Spool::accept(const SpooledEvent& event, std::vector<core::Event> events, const core::Peer& peer) {
  auto drafts = events;
  for (auto& one : drafts) one.draft = true;
  auto done = [this, &event, peer, drafts = std::move(drafts)](Result<std::vector<announce::EventResult>, core::Problem> results) mutable {
    // The guard asks, and nobody is there to answer: an operator does, by approving.
    if (!results && results.error().question) return accept(event, std::move(drafts), peer);
    if (results) {
      ::unlink(event.path.c_str());
      const auto& accepted = results->front().accepted;
      log_.info("spool-taken", "a spooled event was taken: it is " + std::string(to_text(accepted.state)),
                {{"file", event.path}, {"update", to_text(accepted.update)}});
    } else if (is_refusal(results.error().kind)) {
      refuse(event, results.error().detail);
    } else {
      log_.warn("spool-left", "a spooled event stays for the next start: " + results.error().detail, {{"file", event.path}});
    }
    next();
  };
  announcer_.accept(snapshot_(), std::move(events), peer, std::move(done));
}

}  // namespace crier::app
