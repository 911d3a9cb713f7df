#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include "store/sqlite/files.h"
#include "store/sqlite/migrations.h"

namespace crier::store::sqlite {
namespace {

constexpr std::int64_t kPageBytes = 4096;

/// SQLite counts its memory under one mutex for the whole process, taken twice an allocation; nobody asks for the number.
void leave_memory_uncounted() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // refused once SQLite is in use: then it counts
  static_cast<void>(once);
}

Result<std::unique_ptr<Database>> connect(const std::string& path, int flags) {
  leave_memory_uncounted();
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  auto database = std::make_unique<Database>(connection);
  if (code != SQLITE_OK) return error_of(code, sqlite3_errstr(code), "open " + path);
  return database;
}

void set(Database& database, const std::string& pragma) { database.execute(("PRAGMA " + pragma).c_str()); }

bool is_wal(Database& database) {
  Query mode(database, "PRAGMA journal_mode");
  Rows row = mode();
  return row.next() && row.text() == "wal";
}

int count_frames(void* frames, sqlite3*, const char*, int count) {
  *static_cast<std::int64_t*>(frames) = count;
  return SQLITE_OK;
}

}  // namespace

Result<std::unique_ptr<Database>> connect_writer(const std::string& path, const SqliteOptions& options) {
  if (auto made = make_private_file(path); !made) return made.error();
  auto opened = connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!opened) return opened.error();
  Database& database = **opened;
  // Only for foreign openers; the lock file keeps other daemons out.
  set(database, "busy_timeout = 5000");
  set(database, "page_size = " + std::to_string(kPageBytes));
  set(database, "journal_mode = WAL");
  set(database, "synchronous = FULL");
  set(database, "wal_autocheckpoint = 0");
  set(database, "journal_size_limit = 67108864");
  // With mmap an I/O error would be a SIGBUS, and no error.
  set(database, "mmap_size = 0");
  set(database, "temp_store = MEMORY");
  set(database, "trusted_schema = OFF");
  set(database, "cell_size_check = ON");
  set(database, "cache_size = -" + std::to_string(options.cache_kib));
  if (options.max_pages > 0) set(database, "max_page_count = " + std::to_string(options.max_pages));
  if (database.failed()) return Error{database.error().kind, path + ": " + database.error().text};
  if (!is_wal(database)) {
    return Error{ErrorKind::io, "The store " + path + " cannot have a write-ahead log here: put it on a local file system."};
  }
  if (auto migrated = migrate(database, migrations(), path); !migrated) return migrated.error();
  return opened;
}

Result<std::unique_ptr<Database>> connect_reader(const std::string& path, const SqliteOptions& options) {
  auto opened = connect(path, SQLITE_OPEN_READONLY);
  if (!opened) return opened.error();
  Database& database = **opened;
  sqlite3_db_config(database.connection(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  set(database, "query_only = ON");
  set(database, "busy_timeout = 2000");
  set(database, "mmap_size = 0");
  set(database, "temp_store = MEMORY");
  set(database, "trusted_schema = OFF");
  set(database, "cache_size = -" + std::to_string(options.reader_cache_kib));
  if (database.failed()) return database.error();
  return opened;
}

Checkpointer::Checkpointer(Database& database, std::int64_t due_bytes, std::int64_t at_most_bytes)
    : database_(database), due_frames_(due_bytes / kPageBytes), at_most_frames_(at_most_bytes / kPageBytes) {
  sqlite3_wal_hook(database_.connection(), count_frames, &frames_);
}

Checkpointer::~Checkpointer() { sqlite3_wal_hook(database_.connection(), nullptr, nullptr); }

void Checkpointer::run_if_due(bool urgent) {
  if (pending_frames() < (urgent ? at_most_frames_ : due_frames_)) return;
  int in_log = 0;
  int taken = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_.connection(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &taken);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) database_.note(code, "checkpoint");
  frames_ = in_log;
  done_ = taken;
}

void Checkpointer::run_whole() {
  const int code = sqlite3_wal_checkpoint_v2(database_.connection(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) database_.note(code, "checkpoint");
  frames_ = 0;
  done_ = 0;
}

}  // namespace crier::store::sqlite
