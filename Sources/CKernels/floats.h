/// Products with F32 and F16 weights, on sixteen virtual lanes.
///
///     sum[row] = fma over columns 0, 1, … of w[row][column] · x[column]
#ifndef LINEUP_FLOATS_H
#define LINEUP_FLOATS_H

#include "lanes.h"
#include "layout.h"

/// `groups` ≤ 4 groups times `tokens` ≤ 4 tokens (constants).
LANES void multiply_floats_tile(bool is_f16, size_t groups, size_t tokens, const void *packed,
                                size_t columns, const float *x, float *out, size_t out_stride) {
  const size_t bytes = kernels_group_bytes(is_f16 ? kernel_weight_f16 : kernel_weight_f32, columns);
  f32x16 sum[4][4];
  for (size_t t = 0; t < tokens; t++) {
    for (size_t g = 0; g < groups; g++) sum[t][g] = splat(0);
  }
  for (size_t c = 0; c < columns; c++) {
    f32x16 w[4];
    for (size_t g = 0; g < groups; g++) {
      const uint8_t *p = (const uint8_t *)packed + g * bytes + c * rows * (is_f16 ? 2 : 4);
      w[g] = is_f16 ? widen_from((const uint16_t *)p) : load((const float *)p);
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

/// One token takes four groups at a time, four tokens take one: either way enough independent
/// sums to hide the additions' latency, and each weight or activation is loaded once for several.
LANES void multiply_floats(bool is_f16, const void *packed, size_t columns, size_t group_begin,
                           size_t group_end, const KernelActivations *activations, size_t tokens,
                           float *out, size_t out_stride) {
  const size_t bytes = kernels_group_bytes(is_f16 ? kernel_weight_f16 : kernel_weight_f32, columns);
#define TILE(groups, tokens)                                                              \
  multiply_floats_tile(is_f16, groups, tokens, (const uint8_t *)packed + group * bytes, columns, \
                       activations->x + token * columns,                                  \
                       out + token * out_stride + group * rows, out_stride)
  size_t token = 0;
  for (; tokens - token >= 4; token += 4) {
    for (size_t group = group_begin; group < group_end; group++) TILE(1, 4);
  }
  for (; token < tokens; token++) {
    size_t group = group_begin;
    for (; group_end - group >= 4; group += 4) TILE(4, 1);
    for (; group < group_end; group++) TILE(1, 1);
  }
#undef TILE
}

static void multiply_f32(const void *packed, size_t columns, size_t group_begin, size_t group_end,
                         const KernelActivations *activations, size_t tokens, float *out,
                         size_t out_stride) {
  multiply_floats(false, packed, columns, group_begin, group_end, activations, tokens, out,
                  out_stride);
}

static void multiply_f16(const void *packed, size_t columns, size_t group_begin, size_t group_end,
                         const KernelActivations *activations, size_t tokens, float *out,
                         size_t out_stride) {
  multiply_floats(true, packed, columns, group_begin, group_end, activations, tokens, out,
                  out_stride);
}

#endif
