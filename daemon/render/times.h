#pragma once
#include <optional>
#include <string>

#include "core/bulletin.h"
#include "core/zone.h"
#include "render/local_time.h"
#include "render/renderer.h"

namespace crier::render {

/// Times of one message: all in the audience's zone and the message's language; empty for a time that nobody told.
class Times {
 public:
  Times(const Subject& subject, const Phrases& phrases)
      : zone_(subject.audience.timezone), phrases_(phrases), language_(subject.language), now_(subject.update.at) {}

  [[nodiscard]] std::string full(std::optional<UtcTime> time) const { return time ? local_time(*time, zone_, phrases_, language_) : ""; }
  /// Without the date if it is that of the message, or of `day`.
  [[nodiscard]] std::string brief(std::optional<UtcTime> time) const { return brief(time, now_); }
  [[nodiscard]] std::string brief(std::optional<UtcTime> time, UtcTime day) const {
    return time ? local_time_short(*time, day, zone_, phrases_, language_) : "";
  }
  [[nodiscard]] std::string with_weekday(std::optional<UtcTime> time) const {
    return time ? local_time_with_weekday(*time, zone_, phrases_, language_) : "";
  }
  [[nodiscard]] std::string duration(Millis length) const { return duration_in_words(length, phrases_, language_); }
  /// How old a statement is when the message is made, empty if that need not be said (rules I2).
  [[nodiscard]] std::string age(UtcTime written) const {
    return now_ - written < core::kOldStatement ? "" : age_in_words(now_ - written, phrases_, language_);
  }

 private:
  core::Zone zone_;
  const Phrases& phrases_;
  const std::string& language_;
  UtcTime now_;
};

}  // namespace crier::render
