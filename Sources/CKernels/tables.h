/// The tables that this build has.
#ifndef LINEUP_TABLES_H
#define LINEUP_TABLES_H

#include "include/kernels.h"

extern const KernelTable kernels_table_plain;
#if defined(__x86_64__)
extern const KernelTable kernels_table_avx2;
extern const KernelTable kernels_table_avxvnni;
extern const KernelTable kernels_table_avx512;
#endif

/// A table of the kernels that the including file has compiled.
#define KERNEL_TABLE(title)            \
  {                                    \
      .name = title,                   \
      .quantize = quantize,            \
      .multiply = multiply,            \
      .rms_norm = rms_norm,            \
      .layer_norm = layer_norm,        \
      .rope = rope,                    \
      .silu_multiply = silu_multiply,  \
      .gelu_multiply = gelu_multiply,  \
      .gelu = gelu_only,               \
      .swish_multiply = swish_multiply, \
      .soft_cap = soft_cap,            \
      .add = add,                      \
      .scale = scale,                  \
      .store_key = store_key,          \
      .store_value = store_value,      \
      .attend = attend,                \
      .maximum = maximum,              \
      .sum_exp = sum_exp,              \
  }

#endif
