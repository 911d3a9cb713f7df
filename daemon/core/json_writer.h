#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace crier::core {

/// Appends compact JSON (RFC 8259) to a string, member by member: no tree in between, so that answers and hashes cost little.
/// Commas are its business; that every begin has its end is the caller's.
/// Invariant: what it writes is UTF-8 whatever it is given: bytes that are not become U+FFFD, since remote replies may hold any.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth);
  void value(std::int64_t number);
  void value(int number) { value(static_cast<std::int64_t>(number)); }
  void value(double number);
  void null();
  /// JSON that was written before.
  void raw(std::string_view json);

  template <class T>
  void member(std::string_view name, const T& what) {
    key(name);
    value(what);
  }

 private:
  void separate();
  void quoted(std::string_view text, std::string_view after);
  void open(char bracket);
  void close(char bracket);

  std::string& out_;
  bool comma_ = false;
};

/// The text as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace crier::core
