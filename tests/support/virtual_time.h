#pragma once
#include "base/virtual_time.h"

namespace crier::support {

using crier::VirtualClock;
using crier::VirtualLoop;
using crier::VirtualWallTimer;

}  // namespace crier::support
