// Lets ThreadSanitizer see how Swift's Mutex is handed on: a library to be preloaded.
//
// A Mutex that nobody else wants is taken with one atomic exchange, inlined into code that is
// instrumented. For one that somebody waits for, Swift's runtime is called, which is not: whatever
// the Mutex guards would seem to be unguarded. The functions here stand in front of those of the
// runtime and say what they do. Nothing is suppressed, so a race beside the Mutex is still found.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define MUTEX "$s15Synchronization12_MutexHandleV"
#define LOCK MUTEX "9_lockSlowyys6UInt32VF"
#define TRY_LOCK MUTEX "12_tryLockSlowSbyF"
#define UNLOCK MUTEX "11_unlockSlowyyF"

// Swift's way to pass `self`.
#define SELF __attribute__((swift_context)) void *handle

__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
__attribute__((swiftcall)) bool try_lock_slow(SELF) __asm__(TRY_LOCK);
__attribute__((swiftcall)) void unlock_slow(SELF) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) {
  __attribute__((swiftcall)) void (*lock)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
  lock(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) bool try_lock_slow(SELF) {
  __attribute__((swiftcall)) bool (*try_lock)(SELF) = dlsym(RTLD_NEXT, TRY_LOCK);
  bool locked = try_lock(handle);
  if (locked && __tsan_acquire) __tsan_acquire(handle);
  return locked;
}

__attribute__((swiftcall)) void unlock_slow(SELF) {
  __attribute__((swiftcall)) void (*unlock)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) __tsan_release(handle);
  unlock(handle);
}
