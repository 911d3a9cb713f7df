#include "store/sqlite/names.h"

namespace crier::store::sqlite {

Names::Words::Words(Database& database, const char* find_sql, const char* insert_sql, const char* name_sql)
    : find(database, find_sql), insert(database, insert_sql), select_name(database, name_sql) {}

std::int64_t Names::Words::number(const std::string& name) {
  if (const auto known = by_name.find(name); known != by_name.end()) return known->second;
  auto id = find.one(name);
  if (!id) id = insert.one(name);
  if (id) by_name.emplace(name, *id);
  return id.value_or(0);
}

const std::string& Names::Words::name(std::int64_t id) {
  const auto [place, is_new] = by_id.try_emplace(id);
  if (is_new) {
    Rows rows = select_name(id);
    if (rows.next()) place->second = rows.text();
  }
  return place->second;
}

Names::Names(Database& database)
    : channels_(database, "SELECT id FROM channel WHERE name = ?", "INSERT INTO channel(name) VALUES (?) RETURNING id",
                "SELECT name FROM channel WHERE id = ?"),
      audiences_(database, "SELECT id FROM audience WHERE name = ?", "INSERT INTO audience(name) VALUES (?) RETURNING id",
                 "SELECT name FROM audience WHERE id = ?"),
      find_class_(database, "SELECT id FROM class WHERE channel = ? AND destination = ?"),
      insert_class_(database, "INSERT INTO class(channel, destination) VALUES (?, ?) RETURNING id"),
      select_class_(database, "SELECT channel, destination FROM class WHERE id = ?"),
      classes_of_(database, "SELECT id FROM class WHERE channel = ?") {}

std::int64_t Names::channel(const std::string& name) { return channels_.number(name); }
std::int64_t Names::audience(const std::string& name) { return audiences_.number(name); }
const std::string& Names::channel_name(std::int64_t id) { return channels_.name(id); }
const std::string& Names::audience_name(std::int64_t id) { return audiences_.name(id); }

ClassId Names::destination_class(std::int64_t channel, const std::string& destination) {
  const bool is_own = destination.empty();
  if (is_own) {
    if (const auto known = own_classes_.find(channel); known != own_classes_.end()) return known->second;
  }
  auto id = find_class_.one(channel, destination);
  if (!id) id = insert_class_.one(channel, destination);
  if (id && is_own) own_classes_.emplace(channel, ClassId{*id});
  return ClassId{id.value_or(0)};
}

const DestinationClass& Names::destination_class(ClassId id) {
  const auto [place, is_new] = classes_.try_emplace(id);
  if (is_new) {
    place->second.id = id;
    Rows rows = select_class_(id);
    if (rows.next()) {
      place->second.channel = channel_name(rows.integer());
      place->second.destination = rows.text();
    }
  }
  return place->second;
}

std::vector<ClassId> Names::classes_of(std::int64_t channel) {
  std::vector<ClassId> ids;
  Rows rows = classes_of_(channel);
  while (rows.next()) ids.push_back(rows.id<ClassId>());
  return ids;
}

void Names::forget() {
  for (Words* words : {&channels_, &audiences_}) {
    words->by_name.clear();
    words->by_id.clear();
  }
  own_classes_.clear();
  classes_.clear();
}

}  // namespace crier::store::sqlite
