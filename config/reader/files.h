#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace crier::reader {

/// Where the names of files in the configuration lead, and the reading of secrets. Reads the file system; holds no state.
class Files {
 public:
  /// `folder` is the configuration's, absolute; `credentials` is $CREDENTIALS_DIRECTORY, "" if there is none.
  /// Without secrets, none is read: something of the right shape stands in, for simulation.
  Files(std::string folder, std::string credentials, bool without_secrets = false)
      : folder_(std::move(folder)), credentials_(std::move(credentials)), without_secrets_(without_secrets) {}
  [[nodiscard]] bool is_without_secrets() const { return without_secrets_; }

  /// The absolute path of a name beside the configuration file; absolute ones stay.
  [[nodiscard]] std::string beside(const std::string& name) const;
  /// A text beside the configuration file that is no secret. Errors: config; it is missing, no plain file, unreadable or larger than 64
  /// KiB.
  [[nodiscard]] Result<std::string> text(const std::string& name) const;
  /// The path of a secret: in the credentials' folder if it is there, else beside the configuration file.
  [[nodiscard]] std::string secret_path(const std::string& name) const;
  /// The content without its last line end. Errors: config; the file is missing, empty, no plain file, unreadable, larger than
  /// 64 KiB, or open to other users than owner and group (but in the credentials' folder, which systemd guards).
  [[nodiscard]] Result<Secret> secret(const std::string& name) const;
  /// Its lines, each a secret of its own (rules H6).
  [[nodiscard]] Result<std::vector<Secret>> secret_lines(const std::string& name) const;

 private:
  [[nodiscard]] bool is_credential(const std::string& path) const;

  std::string folder_;
  std::string credentials_;
  bool without_secrets_;
};

/// True if the text of a key that names a file is rather a secret itself, going by the beginnings that issuers give theirs.
[[nodiscard]] bool looks_like_secret(const std::string& text);

}  // namespace crier::reader
