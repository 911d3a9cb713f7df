#pragma once

namespace crier::dispatch {

/// How many attempts one destination takes at once, by Postfix's rules (SCHEDULER_README, "Concurrency scheduling"): it opens at
/// kInitial, grows by 1/N with each success and shrinks by 1/N with each failure of the destination as a whole; failures without
/// a success between them add up, and a whole cohort of them means dead. A revived destination opens slowly again.
/// Pure; owner: the board.
class Window {
 public:
  static constexpr int kInitial = 5;

  explicit Window(int limit);

  /// Attempts that may run at once; 0 while dead.
  [[nodiscard]] int size() const;
  [[nodiscard]] bool is_dead() const { return dead_; }
  /// As it was at first: nothing would be forgotten by forgetting it.
  [[nodiscard]] bool is_untouched() const;

  /// An attempt reached the destination and was answered. `in_flight`: attempts running, this one included: an idle window does
  /// not grow.
  void succeeded(int in_flight);
  /// The destination as a whole failed an attempt (no connection, no answer, 5xx of its front door).
  void failed();
  /// A probe got through.
  void revive();
  void limit_to(int limit);

 private:
  double size_;
  int limit_;
  double cohorts_ = 0;
  bool dead_ = false;
};

}  // namespace crier::dispatch
