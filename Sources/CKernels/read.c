/// Reads memory and does nothing with it: the measure that products are held to.
#include "include/kernels.h"

enum { streams = 2, ahead = 2048 };

uint64_t kernels_read(const void *memory, size_t bytes) {
  typedef uint64_t words __attribute__((vector_size(64)));
  const size_t run = bytes / sizeof(words) / streams;
  const words *first = memory;
  words sum[streams] = {{0}};
  // Several places at once, and ahead of them: one alone does not keep memory busy.
  for (size_t i = 0; i < run; i++) {
    for (size_t s = 0; s < streams; s++) {
      const words *at = first + s * run + i;
      __builtin_prefetch((const char *)at + ahead);
      sum[s] ^= *at;
    }
  }
  words all = sum[0];
  for (size_t s = 1; s < streams; s++) all ^= sum[s];
  uint64_t result = 0;
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) result ^= all[i];
  return result;
}
