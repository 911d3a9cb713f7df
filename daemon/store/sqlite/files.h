#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace crier::store::sqlite {

/// PATH.lock, held by an advisory lock while this lives: a second process is refused instead of writing beside us.
class LockFile {
 public:
  /// Errors: conflict (another holds it), io.
  [[nodiscard]] static Result<std::unique_ptr<LockFile>> take(const std::string& store_path);
  explicit LockFile(int descriptor) : descriptor_(descriptor) {}
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int descriptor_;
};

/// Makes the store's file with mode 0600, or gives it that mode. Errors: io.
[[nodiscard]] Result<void> make_private_file(const std::string& path);

/// Disk space kept back in PATH.ballast: freed when the disk is full, so that outcomes of attempts can still be stored
/// (rules G3), and taken again when there is room.
/// Thread: store writer.
class Ballast {
 public:
  Ballast(std::string store_path, std::int64_t bytes);
  [[nodiscard]] bool is_held() const { return is_held_; }
  /// True if there was something to free.
  bool release();
  /// Takes it if four times its size is free; true if it is held then.
  bool take();

 private:
  std::string path_;
  std::int64_t bytes_;
  bool is_held_ = false;
};

}  // namespace crier::store::sqlite
