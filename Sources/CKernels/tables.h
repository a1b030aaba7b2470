/// The tables that this build has.
#ifndef LINEUP_TABLES_H
#define LINEUP_TABLES_H

#include "include/kernels.h"

extern const KernelTable kernels_table_plain;
#if defined(__x86_64__)
extern const KernelTable kernels_table_avx2;
#endif

#endif
