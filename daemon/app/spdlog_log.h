#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "config/model.h"

namespace crier::app {

/// Log lines to standard error, as text (`info id: sentence name=value`) or JSON, one line each whatever is in the values.
/// Under systemd the journal adds the time; elsewhere it is in the line. Thread: any.
class SpdlogLog final : public Log {
 public:
  SpdlogLog();
  ~SpdlogLog() override;
  void configure(const config::LogSettings& settings);

  [[nodiscard]] bool wants(LogLevel level) const override;
  void write(LogLevel level, std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields) override;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace crier::app
