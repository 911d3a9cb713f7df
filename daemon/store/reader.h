#pragma once
#include <memory>

#include "base/task.h"
#include "store/ledger.h"

namespace crier::store {

/// The thread that answers queries, one after the other, beside the writer.
/// Thread: any for ask; the question runs on the reader's own thread.
class Reader {
 public:
  virtual ~Reader() = default;
  /// False if too many wait already.
  [[nodiscard]] virtual bool ask(UniqueFunction<void(Ledger&)> question) = 0;
};

[[nodiscard]] std::unique_ptr<Reader> start_reader(std::unique_ptr<Ledger> ledger);
/// For tests: asks at once, on the caller's thread.
[[nodiscard]] std::unique_ptr<Reader> inline_reader(std::unique_ptr<Ledger> ledger);

}  // namespace crier::store
