#pragma once
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include "base/error.h"

namespace crier {

/// A value or an error (an Error unless said otherwise). The member names are those of std::expected, so that a later compiler makes it an
/// alias. Errors: value() and operator* on a failed result are bugs and throw std::logic_error.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: conversion is the point
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& value() & {
    require(0);
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    require(0);
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    require(0);
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const E& error() const& {
    require(1);
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] E&& error() && {
    require(1);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  void require(std::size_t index) const {
    if (state_.index() != index) throw std::logic_error("Result: the other alternative is held");
  }
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT: conversion is the point

  [[nodiscard]] bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] const E& error() const {
    if (!error_) throw std::logic_error("Result: no error is held");
    return *error_;
  }

 private:
  std::optional<E> error_;
};

}  // namespace crier
