#include "client/tool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <iostream>

#include "client/table.h"
#include "ingest/event_json.h"

namespace crier::client {
namespace {

constexpr std::size_t kLargest = ingest::kBodyLimit;
constexpr std::size_t kPiece = 65536;  // bytes read at once

Failure too_large(const std::string& name) {
  return {no_file, name + " has more than 16 MiB, which is more than crierd takes; give it in parts."};
}

/// A file descriptor that is closed at the end.
class Opened {
 public:
  explicit Opened(int number) : number_(number) {}
  ~Opened() {
    if (number_ >= 0) close(number_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// The number in "/dev/fd/63": what the shell has opened already, a process substitution say; none for any other path.
std::optional<int> descriptor_of(std::string_view path) {
  if (path == "/dev/stdin") return 0;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const auto digits = path.substr(folder.size());
    int number = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size() && number >= 0) return number;
  }
  return std::nullopt;
}

/// What is wrong with a thing that is to be read as a file; "" if nothing is. Of a pipe or a device nobody knows when it ends.
std::string fault_of(int file) {
  struct stat found {};
  if (fstat(file, &found) != 0) return "cannot be read; check its name and rights.";
  if (S_ISDIR(found.st_mode)) return "is a folder; name a file in it.";
  if (S_ISREG(found.st_mode)) return "";
  return "is no plain file; give it on stdin, as \"-\".";
}

Result<std::string, Failure> read_whole(int file, const std::string& name) {
  std::string text;
  std::array<char, kPiece> piece{};
  for (;;) {
    const auto count = ::read(file, piece.data(), piece.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failure{no_file, name + " cannot be read; check its name and rights."};
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > kLargest) return too_large(name);
  }
}

Result<std::string, Failure> read_stdin(World& world) {
  std::string text;
  std::array<char, kPiece> piece{};
  while (world.in.read(piece.data(), piece.size()) || world.in.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(world.in.gcount()));
    if (text.size() > kLargest) return too_large("stdin");
  }
  return text;
}

}  // namespace

int Tool::fail(const Failure& failure) const {
  world.err << "crier: " << failure.text << '\n';
  return failure.exit;
}

int Tool::print(const Reply& reply) const {
  world.out << reply.text << (reply.text.ends_with('\n') ? "" : "\n");
  return done;
}

Result<std::string, Failure> read_file(World& world, const std::string& path) {
  const auto given = descriptor_of(path);
  if (path == "-" || given == 0) return read_stdin(world);
  const std::string name = printable(path);
  // Not to wait for somebody to write to a pipe.
  const Opened file(given ? fcntl(*given, F_DUPFD_CLOEXEC, 0) : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.number() < 0) {
    // A socket cannot even be opened.
    return Failure{no_file, name + (errno == ENXIO ? " is no plain file; give it on stdin, as \"-\"."
                                                   : " cannot be read; check its name and rights.")};
  }
  if (!given) {
    if (const auto fault = fault_of(file.number()); !fault.empty()) return Failure{no_file, name + " " + fault};
  }
  return read_whole(file.number(), name);
}

}  // namespace crier::client
