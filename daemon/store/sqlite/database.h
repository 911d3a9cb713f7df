#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace crier::store::sqlite {

/// What a result code of SQLite means to callers (reliability.md section 4). `doing` names the step for the sentence.
[[nodiscard]] Error error_of(int code, std::string_view message, std::string_view doing);

/// One connection. The first failure of any statement sticks: from then on statements do nothing and yield no rows, so that
/// code between two looks at failed() needs no checks of its own; whatever it decided is rolled back with the group.
/// Thread: the one that uses it (opened without SQLite's own mutex).
class Database {
 public:
  explicit Database(sqlite3* connection) : connection_(connection) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] sqlite3* connection() const { return connection_; }
  void execute(const char* sql);
  /// Keeps a failure; `code` is SQLite's.
  void note(int code, std::string_view doing);
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const Error& error() const { return *error_; }
  void forget_failure() { error_.reset(); }
  /// False also after SQLite rolled a transaction back by itself: the only way to know (reliability.md section 4).
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] Result<void> outcome() const;
  template <class T>
  [[nodiscard]] Result<T> outcome(T value) const {
    if (error_) return *error_;
    return Result<T>(std::move(value));
  }

 private:
  sqlite3* connection_;
  std::optional<Error> error_;
};

/// Bytes that are bound as a BLOB.
struct Blob {
  std::string_view bytes;
};

/// The rows of one run of a query; gives the statement back when it goes.
class Rows {
 public:
  Rows(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  ~Rows();
  Rows(Rows&& other) noexcept : database_(other.database_), statement_(other.statement_) { other.statement_ = nullptr; }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;

  [[nodiscard]] bool next();
  // Columns are read in the order of the query, each once a row.
  [[nodiscard]] std::int64_t integer();
  [[nodiscard]] std::optional<std::int64_t> maybe_integer();
  [[nodiscard]] std::string text();       ///< "" if null
  [[nodiscard]] std::string_view view();  ///< valid until the next row
  [[nodiscard]] bool is_set();            ///< not null
  [[nodiscard]] UtcTime time() { return UtcTime(Millis(integer())); }
  [[nodiscard]] std::optional<UtcTime> maybe_time();
  [[nodiscard]] Digest digest();
  template <class E>
  [[nodiscard]] E as() {
    return static_cast<E>(integer());
  }
  template <class I>
  [[nodiscard]] I id() {
    return I{integer()};
  }

 private:
  Database* database_;
  sqlite3_stmt* statement_;
  int column_ = 0;
};

/// One statement, prepared at its first use and kept. Not to be run again while its rows are read.
class Query {
 public:
  Query(Database& database, const char* sql) : database_(database), sql_(sql) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Runs a change; how many rows it changed.
  template <class... Args>
  std::int64_t run(const Args&... args) {
    if (!prepare()) return 0;
    int index = 0;
    (bind(++index, args, false), ...);
    return finish();
  }
  /// Begins to read rows.
  template <class... Args>
  [[nodiscard]] Rows operator()(const Args&... args) {
    if (!prepare()) return {database_, nullptr};
    int index = 0;
    (bind(++index, args, true), ...);
    return {database_, statement_};
  }
  /// The first column of the first row.
  template <class... Args>
  [[nodiscard]] std::optional<std::int64_t> one(const Args&... args) {
    Rows rows = (*this)(args...);
    return rows.next() ? rows.maybe_integer() : std::nullopt;
  }

 private:
  bool prepare();
  std::int64_t finish();
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value, bool copy);
  void bind_blob(int index, std::string_view value, bool copy);
  void bind_null(int index);

  template <class T>
  void bind(int index, const T& value, bool copy) {
    if constexpr (std::is_same_v<T, std::nullptr_t>)
      bind_null(index);
    else if constexpr (std::is_same_v<T, UtcTime>)
      bind_integer(index, value.time_since_epoch().count());
    else if constexpr (std::is_same_v<T, Millis>)
      bind_integer(index, value.count());
    else if constexpr (std::is_same_v<T, Blob>)
      bind_blob(index, value.bytes, copy);
    else if constexpr (std::is_same_v<T, Digest>)
      bind_blob(index, {reinterpret_cast<const char*>(value.data()), value.size()}, copy);
    else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
      bind_integer(index, static_cast<std::int64_t>(value));
    else if constexpr (std::is_convertible_v<const T&, std::string_view>)
      bind_text(index, value, copy);
    else if constexpr (requires { value.has_value(); })
      value ? bind(index, *value, copy) : bind_null(index);
    else
      bind_integer(index, value.value);  // an Id
  }

  Database& database_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
};

/// A text that is stored as null when empty: most rows have none.
[[nodiscard]] inline std::optional<std::string_view> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}
[[nodiscard]] inline std::optional<std::int64_t> or_null(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional<std::int64_t>(number);
}

}  // namespace crier::store::sqlite
