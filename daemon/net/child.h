#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"

namespace crier::net {

/// A program that was begun: its process, which is awaited and reaped by whoever owns this, and our ends of its pipes, which do not block.
struct Child {
  pid_t pid = 0;      ///< also the number of its process group and session
  Descriptor ending;  ///< a pidfd: readable once it has ended
  Descriptor input, output, errors;
};

/// Why a program was not begun.
struct NotBegun {
  bool is_broken = false;  ///< the program is at fault, and not the machine of the moment (no memory, no descriptors, too many processes)
  std::string reason;      ///< one sentence
};

/// What a program finds as its environment, and nothing else.
[[nodiscard]] const std::vector<std::string>& child_environment();

/// Begins a program without a shell: in `/`, in a session of its own, with three pipes and no other descriptor, with signals as a new
/// process has them, without core files and with the usual number of descriptors. Stands still until the program is loaded: 0.07 ms at
/// best, 6 ms where the cores are busy, more where the disk is slow. Requires: the first argument is an absolute path; the calling thread
/// may not gain privileges (forbid_privileges), which the program inherits. Thread: any.
[[nodiscard]] Result<Child, NotBegun> begin_child(const std::vector<std::string>& arguments);

/// PR_SET_NO_NEW_PRIVS for this thread and what it begins: set-user-id programs run as this user.
void forbid_privileges();

/// Ends whatever is left of the group. Requires: the child is not reaped, so that the number is still its own.
void signal_group(const Child& child, int signal);

/// How a child ended; a pair of waitid(2)'s si_code and si_status. It stays to be reaped.
struct Ending {
  bool by_exit = false;
  int code = 0;  ///< the exit code, or the signal's number
};
/// Requires: the child has ended.
[[nodiscard]] Ending ending_of(const Child& child);
/// Requires: the child has ended. Its number may be another's afterwards.
void reap(const Child& child);

}  // namespace crier::net
