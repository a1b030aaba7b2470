/// Chooses the table of kernels for the processor this runs on.
#include <string.h>

#include "tables.h"

#if defined(__x86_64__)
static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
}

static bool has_avxvnni(void) { return has_avx2() && __builtin_cpu_supports("avxvnni"); }

static bool has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni");
}
#endif

const KernelTable *kernels_table(const char *name) {
  const bool any = name == NULL || *name == 0;
#if defined(__x86_64__)
  if ((any || strcmp(name, "avx512") == 0) && has_avx512()) return &kernels_table_avx512;
  if ((any || strcmp(name, "avxvnni") == 0) && has_avxvnni()) return &kernels_table_avxvnni;
  if ((any || strcmp(name, "avx2") == 0) && has_avx2()) return &kernels_table_avx2;
#endif
  if (any || strcmp(name, "plain") == 0) return &kernels_table_plain;
  return NULL;
}
