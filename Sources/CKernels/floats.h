/// Products with F32, F16 and BF16 weights, on sixteen virtual lanes.
///
///     sum[row] = fma over columns 0, 1, … of w[row][column] · x[column]
#ifndef LINEUP_FLOATS_H
#define LINEUP_FLOATS_H

#include "lanes.h"
#include "layout.h"

/// Sixteen rows' weights of column c; `type` is a constant.
LANES f32x16 load_column(KernelWeightType type, const uint8_t *group, size_t c) {
  switch (type) {
    case kernel_weight_f16: return widen_from((const uint16_t *)group + c * rows);
    case kernel_weight_bf16: {
      u16x16 half;  // of a float, the more significant one
      __builtin_memcpy(&half, (const uint16_t *)group + c * rows, sizeof half);
      return (f32x16)(__builtin_convertvector(half, u32x16) << 16);
    }
    default: return load((const float *)group + c * rows);
  }
}

/// How many groups one token takes at a time: what registers hold, and memory is kept busy with.
#ifndef FLOAT_GROUPS
#define FLOAT_GROUPS 4
#endif

/// `groups` ≤ FLOAT_GROUPS groups times `tokens` ≤ 4 tokens (constants).
LANES void multiply_floats_tile(KernelWeightType type, size_t groups, size_t tokens,
                                const void *packed, size_t columns, const float *x, float *out,
                                size_t out_stride) {
  const size_t bytes = kernels_group_bytes(type, columns);
  f32x16 sum[4][FLOAT_GROUPS];
  for (size_t t = 0; t < tokens; t++) {
    for (size_t g = 0; g < groups; g++) sum[t][g] = splat(0);
  }
  for (size_t c = 0; c < columns; c++) {
    f32x16 w[FLOAT_GROUPS];
    for (size_t g = 0; g < groups; g++) {
      w[g] = load_column(type, (const uint8_t *)packed + g * bytes, c);
    }
    for (size_t t = 0; t < tokens; t++) {
      const f32x16 value = splat(x[t * columns + c]);
      for (size_t g = 0; g < groups; g++) sum[t][g] = fused(w[g], value, sum[t][g]);
    }
  }
  for (size_t t = 0; t < tokens; t++) {
    for (size_t g = 0; g < groups; g++) store(out + t * out_stride + g * rows, sum[t][g]);
  }
}

/// One token takes several groups at a time, four tokens take one, or two where there are registers
/// for their sums: either way enough independent ones to hide the additions' latency, and each weight
/// or activation is loaded once for several.
LANES void multiply_floats(KernelWeightType type, const void *packed, size_t columns,
                           size_t group_begin, size_t group_end,
                           const KernelActivations *activations, size_t tokens, float *out,
                           size_t out_stride) {
  const size_t bytes = kernels_group_bytes(type, columns);
#define TILE(groups, tokens)                                                              \
  multiply_floats_tile(type, groups, tokens, (const uint8_t *)packed + group * bytes, columns, \
                       activations->x + token * columns,                                  \
                       out + token * out_stride + group * rows, out_stride)
  size_t token = 0;
  for (; tokens - token >= 4; token += 4) {
    size_t group = group_begin;
    if (FLOAT_GROUPS > 4) {
      for (; group_end - group >= 2; group += 2) TILE(2, 4);
    }
    for (; group < group_end; group++) TILE(1, 4);
  }
  for (; token < tokens; token++) {
    size_t group = group_begin;
    for (; group_end - group >= FLOAT_GROUPS; group += FLOAT_GROUPS) TILE(FLOAT_GROUPS, 1);
    if (FLOAT_GROUPS > 4 && group_end - group >= 4) {
      TILE(4, 1);
      group += 4;
    }
    for (; group < group_end; group++) TILE(1, 1);
  }
#undef TILE
}

#define MULTIPLY(t)                                                                          \
  static void multiply_##t(const void *packed, size_t columns, size_t group_begin,           \
                           size_t group_end, const KernelActivations *activations,           \
                           size_t tokens, float *out, size_t out_stride) {                   \
    multiply_floats(kernel_weight_##t, packed, columns, group_begin, group_end, activations, \
                    tokens, out, out_stride);                                                \
  }
MULTIPLY(f32)
MULTIPLY(f16)
MULTIPLY(bf16)
#undef MULTIPLY

#endif
