#include "store/sqlite/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crier::store::sqlite {
namespace {

Error failure(const std::string& what, const std::string& path, int error) {
  return {ErrorKind::io, what + " " + path + ": " + std::strerror(error) + "; check that its folder exists and may be written."};
}

}  // namespace

Result<std::unique_ptr<LockFile>> LockFile::take(const std::string& store_path) {
  const std::string path = store_path + ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure("Cannot make the lock file", path, errno);
  auto lock = std::make_unique<LockFile>(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorKind::conflict, "Another process uses the store " + store_path + ": end it first, or name another store."};
  }
  return lock;
}

LockFile::~LockFile() { ::close(descriptor_); }

Result<void> make_private_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure("Cannot open the store", path, errno);
  const int failed = ::fchmod(descriptor, 0600) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) return failure("Cannot make the store private", path, failed);
  return {};
}

Ballast::Ballast(std::string store_path, std::int64_t bytes) : path_(std::move(store_path) + ".ballast"), bytes_(bytes) {
  struct stat found {};
  is_held_ = bytes_ > 0 && ::stat(path_.c_str(), &found) == 0 && found.st_size >= bytes_;
}

bool Ballast::release() {
  if (!is_held_) return false;
  is_held_ = false;
  return ::unlink(path_.c_str()) == 0;
}

bool Ballast::take() {
  if (is_held_ || bytes_ <= 0) return true;
  struct statvfs disk {};
  if (::statvfs(path_.substr(0, path_.rfind('/') + 1).append(".").c_str(), &disk) != 0) return false;
  if (static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize) < 4 * bytes_) return false;
  const int descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  is_held_ = ::posix_fallocate(descriptor, 0, bytes_) == 0;
  ::close(descriptor);
  if (!is_held_) ::unlink(path_.c_str());
  return is_held_;
}

}  // namespace crier::store::sqlite
