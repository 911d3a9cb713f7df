#include "app/recipient_intake.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

#include "base/crypto.h"
#include "config/recipients_csv.h"

namespace crier::app {
namespace {

constexpr std::size_t kChunk = 1000;
constexpr std::size_t kRemovals = 2000;
constexpr int kLoggedFaults = 5;
constexpr Millis kRetryPause{1000};

Result<std::string> file_hash(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::io, "the recipients' file " + path + " cannot be read: " + std::strerror(errno)};
  // A hash of the blocks' hashes: files may be large, and a block at a time is enough to hold.
  std::string hashes;
  std::string block(std::size_t{1} << 20U, '\0');
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto digest = sha256(std::string_view(block.data(), static_cast<std::size_t>(file.gcount())));
    hashes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  }
  return to_hex(sha256(hashes));
}

void append_field(std::string& text, const std::string& field) { text += std::to_string(field.size()) + ":" + field; }

std::string inline_text(const std::vector<core::Recipient>& recipients) {
  std::string text;
  for (const auto& one : recipients) {
    for (const auto* field : {&one.address, &one.name, &one.language, &one.secret_file}) append_field(text, *field);
    if (one.fallback) {
      append_field(text, one.fallback->channel);
      append_field(text, one.fallback->to);
      append_field(text, one.fallback->after ? format_duration(*one.fallback->after) : "");
    }
    text += ';';
  }
  return text;
}

Result<RecipientSource> source_of(const config::Snapshot& snapshot, const core::Audience& audience, const std::string& channel) {
  RecipientSource source{audience.name, channel, snapshot.channels.at(channel).type, {}, {}, {}};
  for (const auto& recipient : audience.recipients) {
    if (recipient.channel != channel) continue;
    source.inline_recipients.push_back(recipient);
    source.inline_recipients.back().address = store::canonical_address(source.type, recipient.address);
  }
  std::string all = inline_text(source.inline_recipients);
  for (const auto& file : audience.files) {
    if (file.channel != channel) continue;
    auto hash = file_hash(file.path);
    if (!hash) return hash.error();
    source.files.push_back(file.path);
    append_field(all, *hash);
  }
  source.fingerprint = to_hex(sha256(all));
  return source;
}

Result<void> take_inline(store::Store& store, const RecipientSource& source) {
  for (std::size_t at = 0; at < source.inline_recipients.size(); at += kChunk) {
    const auto begin = source.inline_recipients.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = source.inline_recipients.begin() + static_cast<std::ptrdiff_t>(std::min(at + kChunk, source.inline_recipients.size()));
    if (auto added = store.add(source.audience, source.channel, {begin, end}); !added) return added.error();
  }
  return {};
}

Result<void> complete(store::Store& store, const std::string& audience, const std::string& channel, const std::string& fingerprint) {
  for (;;) {
    const auto done = store.complete(audience, channel, fingerprint, kRemovals);
    if (!done) return done.error();
    if (*done) return {};
  }
}

}  // namespace

Result<std::vector<RecipientSource>> recipient_sources(const config::Snapshot& snapshot) {
  std::vector<RecipientSource> sources;
  for (const auto& [name, audience] : snapshot.audiences) {
    for (const auto& channel : audience.channels) {
      auto source = source_of(snapshot, audience, channel);
      if (!source) return source.error();
      sources.push_back(std::move(*source));
    }
  }
  return sources;
}

Result<std::vector<RecipientSource>> begin_intake(store::Store& store, const config::Snapshot& snapshot,
                                                  const std::vector<RecipientSource>& sources) {
  std::vector<RecipientSource> to_stream;
  std::set<std::pair<std::string, std::string>> wanted;
  for (const auto& source : sources) {
    wanted.emplace(source.audience, source.channel);
    const auto known = store.fingerprint(source.audience, source.channel);
    if (!known) return known.error();
    if (*known == source.fingerprint) continue;
    if (auto begun = store.begin(source.audience, source.channel); !begun) return begun.error();
    if (!source.files.empty()) {
      to_stream.push_back(source);
      continue;
    }
    if (auto taken = take_inline(store, source); !taken) return taken.error();
    if (auto done = complete(store, source.audience, source.channel, source.fingerprint); !done) return done.error();
  }
  const auto groups = store.groups();
  if (!groups) return groups.error();
  for (const auto& [audience, channel] : *groups) {
    // A channel that is not configured keeps its deliveries, and so its recipients, until it is back (rules H7).
    if (wanted.contains({audience, channel}) || !snapshot.channels.contains(channel)) continue;
    const auto known = store.fingerprint(audience, channel);
    if (!known) return known.error();
    if (*known == "gone") continue;
    if (auto begun = store.begin(audience, channel); !begun) return begun.error();
    if (auto done = complete(store, audience, channel, "gone"); !done) return done.error();
  }
  return to_stream;
}

RecipientIntake::RecipientIntake(store::Writer& writer, Log& log, Task taken_in, Failed failed)
    : writer_(writer), log_(log), taken_in_(std::move(taken_in)), failed_(std::move(failed)), thread_([this] { run(); }) {}

RecipientIntake::~RecipientIntake() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RecipientIntake::take(std::vector<RecipientSource> sources) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& source : sources) {
      // A newer configuration of a group that still waits replaces it.
      std::erase_if(waiting_,
                    [&](const RecipientSource& other) { return other.audience == source.audience && other.channel == source.channel; });
      waiting_.push_back(std::move(source));
    }
  }
  changed_.notify_all();
}

void RecipientIntake::run() {
  for (;;) {
    RecipientSource next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    if (!stream(next)) return;
  }
}

bool RecipientIntake::stream(const RecipientSource& source) {
  if (!commit([&source](store::Store& store) { return take_inline(store, source); })) return false;
  for (const auto& path : source.files) {
    if (!stream_file(source, path)) return false;
  }
  bool complete = false;
  while (!complete) {
    const bool going = commit([&](store::Store& store) -> Result<void> {
      const auto done = store.complete(source.audience, source.channel, source.fingerprint, kRemovals);
      if (!done) return done.error();
      complete = *done;
      return {};
    });
    if (!going) return false;
  }
  log_.info("recipients-taken-in", "a recipients' file is taken in", {{"audience", source.audience}, {"channel", source.channel}});
  taken_in_();
  return true;
}

bool RecipientIntake::stream_file(const RecipientSource& source, const std::string& path) {
  std::ifstream file(path);
  while (!file) {
    const std::string why = std::strerror(errno);
    log_.error("recipients-file", "a recipients' file cannot be read; its audience waits until it can be",
               {{"file", path}, {"error", why}});
    failed_(path, "it cannot be read (" + why + "); its audience waits until it can be");
    if (!pause(kRetryPause * 10)) return false;
    file.open(path);
  }
  config::RecipientsCsv csv(source.channel, source.type);
  std::vector<core::Recipient> chunk;
  int faults = 0;
  std::string first_fault;
  const auto flush = [&] {
    if (chunk.empty()) return true;
    const bool going = commit([&](store::Store& store) -> Result<void> {
      const auto added = store.add(source.audience, source.channel, chunk);
      if (!added) return added.error();
      return {};
    });
    chunk.clear();
    return going;
  };
  for (std::string line; std::getline(file, line);) {
    auto recipient = csv.line(line);
    if (!recipient) {
      if (faults == 0) first_fault = recipient.error().text;
      if (++faults <= kLoggedFaults) log_.warn("recipients-line", recipient.error().text, {{"file", path}});
      continue;
    }
    if (!*recipient) continue;
    chunk.push_back(std::move(**recipient));
    chunk.back().address = store::canonical_address(source.type, chunk.back().address);
    if (chunk.size() >= kChunk && !flush()) return false;
  }
  if (faults > kLoggedFaults) {
    log_.warn("recipients-line", "more lines of a recipients' file could not be used", {{"file", path}, {"lines", faults - kLoggedFaults}});
  }
  if (faults > 0) failed_(path, std::to_string(faults) + " of its lines could not be used and were left out, the first: " + first_fault);
  return flush();
}

bool RecipientIntake::commit(const std::function<Result<void>(store::Store&)>& run) {
  while (!is_ending()) {
    struct Answer {
      std::mutex mutex;
      std::condition_variable arrived;
      std::optional<Result<void>> result;
    };
    auto answer = std::make_shared<Answer>();
    store::Operation operation;
    operation.weight = kChunk / 10;  // keeps a group short beside an event's
    operation.run = run;
    operation.done = [answer](const Result<void>& committed) {
      const std::lock_guard lock(answer->mutex);
      answer->result = committed;
      answer->arrived.notify_all();
    };
    if (writer_.submit(std::move(operation))) {
      std::unique_lock lock(answer->mutex);
      answer->arrived.wait(lock, [&] { return answer->result.has_value(); });
      if (*answer->result) return true;
      if (answer->result->error().kind == ErrorKind::io) return false;
      log_.warn("recipients-wait", "recipients cannot be taken in just now; it is tried again", {{"error", answer->result->error().text}});
    }
    if (!pause(kRetryPause)) return false;
  }
  return false;
}

bool RecipientIntake::is_ending() {
  const std::lock_guard lock(mutex_);
  return ending_;
}

bool RecipientIntake::pause(Millis length) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, length, [this] { return ending_; });
}

}  // namespace crier::app
