#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>

namespace crier::store::sqlite {

Error error_of(int code, std::string_view message, std::string_view doing) {
  const std::string what = std::string(doing) + ": " + std::string(message);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::full, "The disk of the store is full (" + what + "): free some space."};
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
      return {ErrorKind::io, "The store's disk failed (" + what + "): check the disk, then start again."};
    case SQLITE_NOTADB:
      return {ErrorKind::io, "The store's file is no SQLite database (" + what + "): name another file, or restore a backup."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return {ErrorKind::io, "The store cannot be written (" + what + "): check the owner and rights of its file and folder."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::conflict, "Another process uses the store (" + what + "): end it first."};
    case SQLITE_INTERRUPT:
      return {ErrorKind::unavailable, "The question took longer than 2 s: ask for less at once."};
    default:
      return {ErrorKind::internal, "The store refused a statement (" + what + "): this is a fault of Crier."};
  }
}

Database::~Database() { sqlite3_close_v2(connection_); }

void Database::execute(const char* sql) {
  if (failed()) return;
  const int code = sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) note(code, sql);
}

void Database::note(int code, std::string_view doing) {
  if (!error_) error_ = error_of(code, sqlite3_errmsg(connection_), doing.substr(0, doing.find('(')));
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

Result<void> Database::outcome() const {
  if (error_) return *error_;
  return {};
}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
}

bool Rows::next() {
  if (statement_ == nullptr || database_->failed()) return false;
  column_ = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->note(code, sqlite3_sql(statement_));
  return false;
}

std::int64_t Rows::integer() { return sqlite3_column_int64(statement_, column_++); }

std::optional<std::int64_t> Rows::maybe_integer() {
  const int column = column_++;
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int64(statement_, column);
}

std::string Rows::text() { return std::string(view()); }

std::string_view Rows::view() {
  const int column = column_++;
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Rows::is_set() { return sqlite3_column_type(statement_, column_++) != SQLITE_NULL; }

std::optional<UtcTime> Rows::maybe_time() {
  const auto millis = maybe_integer();
  if (!millis) return std::nullopt;
  return UtcTime(Millis(*millis));
}

Digest Rows::digest() {
  Digest digest{};
  const std::string_view bytes = view();
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
  return digest;
}

Query::~Query() { sqlite3_finalize(statement_); }

bool Query::prepare() {
  if (database_.failed()) return false;
  if (statement_ != nullptr) return true;
  const int code = sqlite3_prepare_v3(database_.connection(), sql_, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) database_.note(code, sql_);
  return code == SQLITE_OK;
}

std::int64_t Query::finish() {
  const int code = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  if (code != SQLITE_DONE && code != SQLITE_ROW) {
    database_.note(code, sql_);
    return 0;
  }
  return sqlite3_changes64(database_.connection());
}

void Query::bind_integer(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index, value); }

void Query::bind_text(int index, std::string_view value, bool copy) {
  const char* bytes = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_text64(statement_, index, bytes, value.size(), copy ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
}

void Query::bind_blob(int index, std::string_view value, bool copy) {
  const char* bytes = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_blob64(statement_, index, bytes, value.size(), copy ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

void Query::bind_null(int index) { sqlite3_bind_null(statement_, index); }

}  // namespace crier::store::sqlite
