/// Chooses the table of kernels for the processor this runs on.
#include <string.h>

#include "tables.h"

const KernelTable *kernels_table(const char *name) {
  const KernelTable *fastest_first[] = {
      &kernels_table_plain,
  };
  for (size_t i = 0; i < sizeof fastest_first / sizeof fastest_first[0]; i++) {
    const KernelTable *table = fastest_first[i];
    if (name == NULL || *name == 0 || strcmp(name, table->name) == 0) return table;
  }
  return NULL;
}
