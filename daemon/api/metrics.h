#pragma once
#include <map>
#include <string>
#include <vector>

#include "announce/announcer.h"
#include "base/guarded.h"
#include "dispatch/control.h"
#include "store/ledger.h"

namespace crier::api {

/// The counters and times behind GET /metrics (interface.md section 7), written as Prometheus text (exposition format 0.0.4).
/// Thread: any.
/// Units: seconds.
class Metrics final : public dispatch::Observer, public announce::UpdateObserver {
 public:
  explicit Metrics(std::string version) : version_(std::move(version)) {}

  /// One event that was not accepted as new: result "duplicate", or the kind of its problem. At most 100 sources are told
  /// apart, later ones count as "other": a source is what peers say.
  void event(const std::string& source, std::string_view result, std::int64_t count = 1);
  /// The duration of one commit of the store.
  void commit(double seconds);
  /// Whether the last reload took effect.
  void reload(bool success);
  /// One operator notice: result "recorded", "unheard" (nobody hears its kind) or "failed" (a channel refused it).
  void operator_notice(std::string_view kind, std::string_view result);
  /// So many more promises that were kept, or broken.
  void promise(bool is_kept, std::int64_t count);
  /// So many more occasions of which that became.
  void occasion(core::Occasion occasion, core::OccasionResult result, std::int64_t count);

  void update_accepted(const store::Accepted& accepted, const core::Update& update, const std::string& source) override;
  void update_changed(const store::Accepted&, const core::Update&) override {}
  void release_failed(const store::Accepted&, const std::string&) override {}
  void attempt_ended(const Attempt& attempt) override;
  void channel_changed(const dispatch::ChannelStatus&) override {}

  /// The whole text; what only the store and dispatch know is given.
  [[nodiscard]] std::string text(const std::vector<store::ChannelDepth>& depths,
                                 const std::vector<dispatch::ChannelStatus>& channels) const;

 private:
  struct Histogram {
    std::vector<std::uint64_t> buckets;  ///< as many as bounds, each with those that fall into it alone
    double sum = 0;
    std::uint64_t count = 0;
  };
  struct Numbers {
    std::map<std::pair<std::string, std::string>, std::int64_t> events;     ///< by source, result
    std::map<std::pair<std::string, std::string>, std::int64_t> occasions;  ///< by occasion, result
    std::int64_t promises_kept = 0;
    std::int64_t promises_broken = 0;
    std::map<std::pair<std::string, std::string>, std::int64_t> deliveries;  ///< by channel, outcome
    std::map<std::pair<std::string, std::string>, std::int64_t> notices;     ///< to operators, by kind, result
    std::map<std::string, Histogram> attempt_seconds;                        ///< by channel
    Histogram time_to_deliver;
    Histogram commit_seconds;
    bool reload_success = true;
  };
  static void observe(Histogram& histogram, const std::vector<double>& bounds, double seconds);
  static void write(std::string& out, const std::string& name, const std::string& labels, const std::vector<double>& bounds,
                    const Histogram& histogram);

  std::string version_;
  Guarded<Numbers> numbers_;
};

}  // namespace crier::api
