#include "kernels.h"

const KernelTable *kernels_table(const char *name) { return NULL; }
