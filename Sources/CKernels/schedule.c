/// How the system is to treat threads that compute.
#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "include/kernels.h"

void kernels_yield_readily(void) {
#if defined(__linux__) && defined(SYS_sched_setattr)
  static _Thread_local bool is_done = false;
  if (is_done) return;
  is_done = true;
  /// The kernel's `struct sched_attr`, which only newer C libraries know.
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } now = {.size = sizeof now};
  enum { longest_slice = 100000000 };
  if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0 || now.policy != SCHED_OTHER) return;
  now.size = sizeof now;
  now.runtime = longest_slice;
  syscall(SYS_sched_setattr, 0, &now, 0);
#endif
}
