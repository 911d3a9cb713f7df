#pragma once
#include "channels/transport.h"

namespace crier::scenarios {

inline channels::HttpReply status(int code) {
  channels::HttpReply reply;
  reply.status = code;
  return reply;
}

inline channels::HttpReply broken(channels::Broken how) {
  channels::HttpReply reply;
  reply.broken = how;
  reply.error = "connection refused";
  return reply;
}

}  // namespace crier::scenarios
