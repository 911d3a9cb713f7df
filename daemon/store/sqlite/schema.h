#pragma once

namespace crier::store::sqlite {

/// "CRIE": what `file` and a curious operator see.
inline constexpr int kApplicationId = 0x43524945;

/// The tables of the first schema; what they are for is written in docs/decisions/store-tables.md.
/// Numbers stand for the enumerators of core/vocabulary.h, times are milliseconds since 1970 in UTC.
extern const char* const kSchema1;

/// The second: updates that are pending, and the log of commands.
extern const char* const kSchema2;

/// The third: occasions of the clock, one-shot reminders, when a broadcast expires, and what the clock watches.
extern const char* const kSchema3;

/// The fourth: silences.
extern const char* const kSchema4;

}  // namespace crier::store::sqlite
