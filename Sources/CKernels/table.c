/// Chooses the table of kernels for the processor this runs on.
#include <string.h>

#include "tables.h"

static bool has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
#else
  return false;
#endif
}

const KernelTable *kernels_table(const char *name) {
  const bool any = name == NULL || *name == 0;
#if defined(__x86_64__)
  if ((any || strcmp(name, "avx2") == 0) && has_avx2()) return &kernels_table_avx2;
#endif
  if (any || strcmp(name, "plain") == 0) return &kernels_table_plain;
  return NULL;
}
