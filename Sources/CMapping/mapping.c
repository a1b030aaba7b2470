// Bus errors in watched mappings, turned into zeros and a flag.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "include/mapping.h"

enum { watch_limit = 256 };

/// The handler may run on any thread at any time, so that everything it reads is atomic.
static struct watch {
  atomic_bool taken;
  /// Zero while the handler is not to look at it. Written last, and cleared first.
  atomic_uintptr_t start;
  atomic_uintptr_t end;
  atomic_bool damaged;
} watches[watch_limit];

static atomic_uintptr_t page_size;
static struct sigaction previous;

/// Puts zeros in the place of everything from the page of `address` to the end of its mapping: what
/// lies behind the first byte that a shortened file lacks is gone too.
static bool repair(uintptr_t address) {
  for (int i = 0; i < watch_limit; i++) {
    struct watch *watch = &watches[i];
    const uintptr_t start = atomic_load(&watch->start);
    const uintptr_t end = atomic_load(&watch->end);
    if (!start || address < start || address >= end) continue;
    if (atomic_load(&watch->start) != start) continue;  // It has just become another's.
    const uintptr_t page = address & ~(atomic_load(&page_size) - 1);
    void *zeros = mmap(
      (void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) return false;
    atomic_store(&watch->damaged, true);
    return true;
  }
  return false;
}

static void on_bus_error(int number, siginfo_t *info, void *context) {
  (void)context;
  const int error = errno;
  const bool is_fault = info->si_code > 0;
  if (!is_fault || !repair((uintptr_t)info->si_addr)) {
    // Whoever waits for this process must see what it ended by.
    sigaction(number, &previous, NULL);
    // A fault repeats itself as soon as this returns, a signal that was sent does not.
    if (!is_fault) raise(number);
  }
  errno = error;
}

/// Handles SIGBUS from now on, also where something else has taken it over since the last time.
static void install(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  atomic_store(&page_size, (uintptr_t)sysconf(_SC_PAGESIZE));
  struct sigaction present;
  sigaction(SIGBUS, NULL, &present);
  if (!(present.sa_flags & SA_SIGINFO) || present.sa_sigaction != on_bus_error) {
    previous = present;
    struct sigaction ours = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&ours.sa_mask);
    sigaction(SIGBUS, &ours, NULL);
  }
  pthread_mutex_unlock(&mutex);
}

int mapping_watch(const void *start, size_t bytes) {
  install();
  for (int i = 0; i < watch_limit; i++) {
    if (atomic_exchange(&watches[i].taken, true)) continue;
    const uintptr_t page = atomic_load(&page_size);
    const uintptr_t whole_pages = (bytes + page - 1) & ~(page - 1);
    atomic_store(&watches[i].damaged, false);
    atomic_store(&watches[i].end, (uintptr_t)start + whole_pages);
    atomic_store(&watches[i].start, (uintptr_t)start);
    return i;
  }
  return -1;
}

bool mapping_is_damaged(int watch) { return atomic_load(&watches[watch].damaged); }

void mapping_unwatch(int watch) {
  atomic_store(&watches[watch].start, 0);
  atomic_store(&watches[watch].taken, false);
}
