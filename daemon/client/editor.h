#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "client/world.h"

namespace crier::client {

/// A text that a person writes in $EDITOR, in a file that nobody else can read: drafts may be of restricted incidents, and names in /tmp
/// may be guessed. The file is removed with this value unless it is kept.
class EditorFile {
 public:
  explicit EditorFile(World& world);
  ~EditorFile();
  EditorFile(const EditorFile&) = delete;
  EditorFile& operator=(const EditorFile&) = delete;

  /// The text as it was saved. Errors: refused: the file cannot be written, the editor failed or put something else in its place (which is
  /// kept), or it saved nothing, which is how one changes one's mind (after the first time the file is kept, for it has what was written
  /// before).
  [[nodiscard]] Result<std::string, Failure> edit(std::string_view text);
  void keep() { is_kept_ = true; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] bool write(std::string_view text);

  World& world_;
  std::string path_;
  bool is_there_ = false;
  bool is_kept_ = false;
};

}  // namespace crier::client
