#include "intake/sources.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <utility>

#include "base/crypto.h"
#include "config/recipients_csv.h"

namespace crier::intake {
namespace {

constexpr std::size_t kRemovals = 2000;

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
  RecipientSource source{
      audience.name, channel, snapshot.channels.at(channel).type, {}, {}, {}, snapshot.channels.at(channel).traits.address_fault};
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

}  // namespace

Result<void> take_inline(store::Store& store, const RecipientSource& source) {
  for (std::size_t at = 0; at < source.inline_recipients.size(); at += kChunk) {
    const auto begin = source.inline_recipients.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = source.inline_recipients.begin() + static_cast<std::ptrdiff_t>(std::min(at + kChunk, source.inline_recipients.size()));
    if (auto added = store.add(source.audience, source.channel, {begin, end}); !added) return added.error();
  }
  return {};
}

namespace {

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

bool read_recipients(std::istream& lines, const RecipientSource& source, const TakeChunk& take,
                     const std::function<void(const std::string&)>& fault) {
  config::RecipientsCsv csv(source.channel, source.type, source.address_fault);
  std::vector<core::Recipient> chunk;
  for (std::string line; std::getline(lines, line);) {
    auto recipient = csv.line(line);
    if (!recipient) {
      fault(recipient.error().text);
      continue;
    }
    if (!*recipient) continue;
    chunk.push_back(std::move(**recipient));
    chunk.back().address = store::canonical_address(source.type, chunk.back().address);
    if (chunk.size() >= kChunk && !take(std::exchange(chunk, {}))) return false;
  }
  return chunk.empty() || take(std::move(chunk));
}

Result<void> take_whole(store::Store& store, const RecipientSource& source, const std::function<void(const std::string&)>& fault) {
  if (auto taken = take_inline(store, source); !taken) return taken;
  for (const auto& path : source.files) {
    std::ifstream file(path);
    Result<void> added;
    const auto take = [&](const std::vector<core::Recipient>& chunk) {
      const auto count = store.add(source.audience, source.channel, chunk);
      if (!count) added = count.error();
      return added.has_value();
    };
    const auto told = [&](const std::string& what) { fault(path + ": " + what); };
    if (!read_recipients(file, source, take, told)) return added;
  }
  return complete(store, source.audience, source.channel, source.fingerprint);
}

}  // namespace crier::intake
