#include "config/reader/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/text.h"

namespace crier::reader {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = std::size_t{64} * 1024;

/// An open descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error fault(const std::string& path, const std::string& what) { return {ErrorKind::config, "the secret file " + path + " " + what}; }

Error text_fault(const std::string& path, const std::string& what) { return {ErrorKind::config, "the file " + path + " " + what}; }

std::string reason(int error) { return std::generic_category().message(error); }

/// The whole file, none on a read error (errno says which).
std::optional<std::string> read_all(int descriptor) {
  std::string out;
  std::array<char, 4096> chunk{};
  for (;;) {
    const auto count = ::read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0 || out.size() > kLargest) return out;
    out.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

void drop_line_end(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

}  // namespace

std::string Files::beside(const std::string& name) const { return (fs::path(folder_) / name).lexically_normal().string(); }

std::string Files::secret_path(const std::string& name) const {
  if (!credentials_.empty() && !fs::path(name).is_absolute()) {
    const auto path = (fs::path(credentials_) / name).lexically_normal();
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path.string();
  }
  return beside(name);
}

bool Files::is_credential(const std::string& path) const {
  return !credentials_.empty() && fs::path(path).parent_path() == fs::path(credentials_ + "/").lexically_normal().parent_path();
}

Result<Secret> Files::secret(const std::string& name) const {
  const auto path = secret_path(name);
  // Without waiting for a writer, should it be a pipe.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) {
    const int error = errno;
    if (error == ENOENT) return fault(path, "is missing");
    return fault(path, "cannot be read: " + reason(error));
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return fault(path, "cannot be read: " + reason(errno));
  if (!S_ISREG(status.st_mode)) return fault(path, "is no plain file");
  if ((status.st_mode & 007U) != 0 && !is_credential(path)) return fault(path, "is open to every user: chmod o-rwx it");
  auto content = read_all(file.number());
  if (!content) return fault(path, "cannot be read: " + reason(errno));
  if (content->size() > kLargest) return fault(path, "is larger than 64 KiB");
  drop_line_end(*content);
  if (trim(*content).empty()) return fault(path, "is empty");
  return Secret(std::move(*content));
}

Result<std::string> Files::text(const std::string& name) const {
  const auto path = beside(name);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) return text_fault(path, errno == ENOENT ? "is missing" : "cannot be read: " + reason(errno));
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return text_fault(path, "cannot be read: " + reason(errno));
  if (!S_ISREG(status.st_mode)) return text_fault(path, "is no plain file");
  auto content = read_all(file.number());
  if (!content) return text_fault(path, "cannot be read: " + reason(errno));
  if (content->size() > kLargest) return text_fault(path, "is larger than 64 KiB");
  return std::move(*content);
}

Result<std::vector<Secret>> Files::secret_lines(const std::string& name) const {
  const auto whole = secret(name);
  if (!whole) return whole.error();
  std::vector<Secret> out;
  for (const auto line : split(whole->reveal(), '\n')) {
    const auto text = trim(line);
    if (!text.empty()) out.emplace_back(std::string(text));
  }
  return out;
}

bool looks_like_secret(const std::string& text) {
  constexpr std::array<std::string_view, 9> beginnings{"whsec_", "whsk_",    "xoxb-",   "xoxp-",     "xoxe",
                                                       "xapp-",  "https://", "http://", "-----BEGIN"};
  for (const auto beginning : beginnings) {
    if (text.starts_with(beginning)) return true;
  }
  return false;
}

}  // namespace crier::reader
