#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace crier {

enum class LogLevel { debug, info, warn, error };

/// One named value of a log line; the value is escaped to one line when it is written.
struct LogField {
  std::string_view name;
  std::string value;
  LogField(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(v) {}
  LogField(std::string_view n, long long v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, long v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, int v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, unsigned long v) : name(n), value(std::to_string(v)) {}
};

/// Where log lines go. `id` is a stable identifier listed in docs/log-messages.md; `sentence` says what happened.
/// error = someone must act; warn = someone should look; info = rare; debug = per delivery (only here may addresses appear).
/// Never message bodies, never a Secret. Thread: any.
class Log {
 public:
  virtual ~Log() = default;
  [[nodiscard]] virtual bool wants(LogLevel level) const = 0;
  virtual void write(LogLevel level, std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields) = 0;

  void error(std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::error, id, sentence, fields);
  }
  void warn(std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::warn, id, sentence, fields);
  }
  void info(std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::info, id, sentence, fields);
  }
};

}  // namespace crier
