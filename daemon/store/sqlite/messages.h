#pragma once
#include "core/message.h"
#include "store/codec.h"
#include "store/sqlite/database.h"

namespace crier::store::sqlite {

/// Reads rendered messages. Thread: that of its database.
class Messages {
 public:
  explicit Messages(Database& database)
      : database_(database), select_(database, "SELECT language, subject, text, html, parts, payload FROM message WHERE id = ?") {}
  /// Errors: not_found (deleted after its time).
  [[nodiscard]] Result<core::Message> message(MessageId id) {
    core::Message message;
    Rows row = select_(id);
    if (!row.next()) {
      if (database_.failed()) return database_.error();
      return Error{ErrorKind::not_found, "The message " + std::to_string(id.value) + " is not in the store."};
    }
    message.language = row.text();
    message.subject = row.text();
    message.text = row.text();
    message.html = row.text();
    message.parts = decode_parts(row.view());
    message.payload = row.text();
    return database_.outcome(std::move(message));
  }

 private:
  Database& database_;
  Query select_;
};

}  // namespace crier::store::sqlite
