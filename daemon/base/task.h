#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace crier {

/// A callable that is moved, never copied, so that it may own move-only values (std::move_only_function is not in g++ 12).
/// Invariant: called at most while it holds something; an empty one is false.
template <class Signature>
class UniqueFunction;

template <class R, class... Args>
class UniqueFunction<R(Args...)> {
 public:
  UniqueFunction() = default;
  template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, UniqueFunction>>>
  UniqueFunction(F&& function)  // NOLINT: conversion is the point
      : held_(std::make_unique<Held<std::decay_t<F>>>(std::forward<F>(function))) {}

  R operator()(Args... args) { return held_->call(std::forward<Args>(args)...); }
  explicit operator bool() const noexcept { return held_ != nullptr; }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual R call(Args... args) = 0;
  };
  template <class F>
  struct Held final : Base {
    explicit Held(F&& f) : function(std::move(f)) {}
    explicit Held(const F& f) : function(f) {}
    R call(Args... args) override { return function(std::forward<Args>(args)...); }
    F function;
  };
  std::unique_ptr<Base> held_;
};

using Task = UniqueFunction<void()>;

}  // namespace crier
