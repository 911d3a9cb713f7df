#pragma once
// Only for .cpp files that use Asio: those of this room and api/session.
#include <boost/asio/io_context.hpp>

#include "net/io_loop.h"

namespace crier::net {

/// The context that the loop's thread runs.
[[nodiscard]] boost::asio::io_context& context_of(IoLoop& loop) noexcept;

}  // namespace crier::net
