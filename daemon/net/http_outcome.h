#pragma once
#include <cstdint>
#include <string>

#include "channels/adapter.h"

namespace crier::net {

/// What is known of a transfer when it ends.
struct TransferEnd {
  int code = 0;                    ///< libcurl's CURLcode
  std::int64_t request_bytes = 0;  ///< of the request's header, handed to the kernel
  std::int64_t body_bytes = 0;     ///< of its body, handed to the kernel
  std::int64_t body_size = 0;      ///< of its body, in all
  int status = 0;                  ///< of the final answer, 0 if none began
  bool headers_whole = false;      ///< the empty line after the answer's headers was read
  bool body_capped = false;        ///< more of the answer's body than is wanted came
  bool headers_capped = false;     ///< more of its headers than is allowed came
  bool address_refused = false;    ///< the guard refused every address that was tried
  bool reused_died = false;        ///< a connection used before died after the request was handed to it, before an answer
};

struct Verdict {
  channels::Broken broken = channels::Broken::no;
  std::string error;  ///< one sentence if broken; never a URL
};

/// Whether the receiver may have taken the request (protocols.md 1). Where less than the whole request was handed to the kernel
/// it is certainly not accepted; from then on it may have been, until an answer is read.
/// An answer whose body is longer than what is read of it is still an answer. Thread: any; pure.
[[nodiscard]] Verdict judge(const TransferEnd& end);

}  // namespace crier::net
