#include "store/sqlite/members.h"

#include "base/text.h"

namespace crier::store::sqlite {
namespace {

/// How many rows one look for members that left reads at most for each that it may remove.
constexpr std::size_t kLookedAtPerRemoved = 20;

void add_line(std::string& lines, const std::string& line) {
  if (line.empty()) return;
  for (const std::string_view known : split(lines, '\n')) {
    if (known == line) return;
  }
  lines += (lines.empty() ? "" : "\n") + line;
}

Error not_begun(const std::string& audience, const std::string& channel) {
  return {ErrorKind::internal, "No generation of " + audience + " on " + channel + " was begun: this is a fault of Crier."};
}

}  // namespace

Members::Members(Tables& tables, Fallbacks& fallbacks)
    : t_(tables),
      fallbacks_(fallbacks),
      seen_(t_.database, "SELECT seen FROM member WHERE audience_group = ? AND recipient = ?"),
      insert_(t_.database,
              "INSERT INTO member(audience_group, recipient, added, seen, language, name, secret_file, fallback_channel, fallback_to, "
              "fallback_after)"
              " VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      refresh_(t_.database,
               "UPDATE member SET seen = ?3, language = ?4, name = ?5, secret_file = ?6, fallback_channel = ?7, fallback_to = ?8, "
               "fallback_after = ?9"
               " WHERE audience_group = ?1 AND recipient = ?2"),
      page_(t_.database, "SELECT recipient, seen FROM member WHERE audience_group = ? AND recipient > ? ORDER BY recipient LIMIT ?"),
      erase_(t_.database, "DELETE FROM member WHERE audience_group = ? AND recipient = ?") {}

GroupRow* Members::find(const std::string& audience, const std::string& channel) {
  return t_.groups.find(t_.names.audience(audience), t_.names.channel(channel));
}

Result<std::string> Members::fingerprint(const std::string& audience, const std::string& channel) {
  const GroupRow* group = find(audience, channel);
  return t_.database.outcome(group != nullptr ? group->fingerprint : std::string());
}

Result<void> Members::begin(const std::string& audience, const std::string& channel) {
  GroupRow& group = t_.groups.make(t_.names.audience(audience), t_.names.channel(channel));
  group.opening = group.newest() + 1;
  group.opening_count = 0;
  group.opening_languages.clear();
  group.opening_fallback_after.reset();
  group.purged = RecipientId{};
  t_.groups.store(group);
  return t_.database.outcome();
}

bool Members::add_one(GroupRow& group, const core::Recipient& r) {
  const RecipientId id = fallbacks_.recipient(group.channel, r.address);
  const auto seen = seen_.one(group.id, id);
  if (seen == group.opening) return false;
  const auto way = r.fallback ? or_null(r.fallback->channel) : std::nullopt;
  const auto to = r.fallback ? std::optional<std::string_view>(r.fallback->to) : std::nullopt;
  const auto after = r.fallback ? r.fallback->after : std::nullopt;
  (seen ? refresh_ : insert_)
      .run(group.id, id, *group.opening, or_null(r.language), or_null(r.name), or_null(r.secret_file), way, to, after);
  if (!seen) ++group.members;
  ++group.opening_count;
  add_line(group.opening_languages, r.language);
  if (after && (!group.opening_fallback_after || *after < *group.opening_fallback_after)) group.opening_fallback_after = after;
  return true;
}

Result<std::int64_t> Members::add(const std::string& audience, const std::string& channel, const std::vector<core::Recipient>& recipients) {
  GroupRow* group = find(audience, channel);
  if (group == nullptr || !group->opening) return not_begun(audience, channel);
  std::int64_t added = 0;
  for (const core::Recipient& recipient : recipients) {
    if (add_one(*group, recipient)) ++added;
  }
  t_.groups.store(*group);
  return t_.database.outcome(added);
}

bool Members::purge(GroupRow& group, std::size_t limit) {
  std::vector<std::int64_t> gone;
  std::size_t looked_at = 0;
  const std::size_t page = limit * kLookedAtPerRemoved;
  {
    Rows row = page_(group.id, group.purged, page);
    while (gone.size() < limit && row.next()) {
      ++looked_at;
      group.purged = row.id<RecipientId>();
      if (row.integer() != *group.opening) gone.push_back(group.purged.value);
    }
  }
  for (const std::int64_t recipient : gone) erase_.run(group.id, recipient);
  group.members -= static_cast<std::int64_t>(gone.size());
  return group.members == group.opening_count || (looked_at < page && gone.size() < limit);
}

void Members::release(const GroupRow& group) {
  for (Broadcast* b : t_.broadcasts.waiting_for(group.id)) {
    const std::vector<GroupAt> earlier = decode_groups(b->earlier);
    const GroupAt own{group.id, group.generation};
    t_.broadcasts.set_waits(*b, false, group.generation);
    if (b->has(kExpanded)) continue;
    t_.broadcasts.set_rest(*b, group.count - t_.overlaps.shared(own, group.count, earlier));
    const auto after = group.fallback_after;
    t_.broadcasts.set_fallback_at(*b, after ? std::optional(b->accepted + *after) : std::nullopt);
    if (may_expand(*b)) t_.lineup.add_work(*b, b->own_class, b->accepted);
  }
}

Result<bool> Members::complete(const std::string& audience, const std::string& channel, const std::string& fingerprint, std::size_t limit) {
  GroupRow* group = find(audience, channel);
  if (group == nullptr || !group->opening) return not_begun(audience, channel);
  const bool is_done = group->members == group->opening_count || purge(*group, std::max<std::size_t>(limit, 1));
  if (is_done) {
    group->generation = *group->opening;
    group->fingerprint = fingerprint;
    group->count = group->opening_count;
    group->languages = group->opening_languages;
    group->fallback_after = group->opening_fallback_after;
    group->opening.reset();
  }
  t_.groups.store(*group);
  t_.overlaps.forget();
  if (is_done) release(*group);
  return t_.database.outcome(is_done);
}

Result<std::vector<std::pair<std::string, std::string>>> Members::groups() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const GroupRow& group : t_.groups.all()) {
    if (group.exists()) names.emplace_back(t_.names.audience_name(group.audience), t_.names.channel_name(group.channel));
  }
  return t_.database.outcome(std::move(names));
}

}  // namespace crier::store::sqlite
