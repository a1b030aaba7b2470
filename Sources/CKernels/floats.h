/// Products with F32 and F16 weights, on sixteen virtual lanes.
///
///     sum[row] = fma over columns 0, 1, … of w[row][column] · x[column]
#ifndef LINEUP_FLOATS_H
#define LINEUP_FLOATS_H

#include "lanes.h"
#include "layout.h"

LANES void multiply_floats_tile(bool is_f16, const void *packed, size_t columns, size_t group,
                                size_t groups, const float *x, float *out) {
  const size_t bytes = kernels_group_bytes(is_f16 ? kernel_weight_f16 : kernel_weight_f32, columns);
  const uint8_t *start = (const uint8_t *)packed + group * bytes;
  f32x16 sum[4];
  for (size_t g = 0; g < groups; g++) sum[g] = splat(0);
  for (size_t c = 0; c < columns; c++) {
    f32x16 value = splat(x[c]);
    for (size_t g = 0; g < groups; g++) {
      const void *w = start + g * bytes + c * rows * (is_f16 ? 2 : 4);
      sum[g] = fused(is_f16 ? widen_from(w) : load(w), value, sum[g]);
    }
  }
  for (size_t g = 0; g < groups; g++) store(out + (group + g) * rows, sum[g]);
}

/// Several groups at a time, so that their independent sums hide the additions' latency.
LANES void multiply_floats(bool is_f16, const void *packed, size_t columns, size_t group_begin,
                           size_t group_end, const KernelActivations *activations, size_t tokens,
                           float *out, size_t out_stride) {
  for (size_t token = 0; token < tokens; token++) {
    const float *x = activations->x + token * columns;
    float *row = out + token * out_stride;
    size_t group = group_begin;
    for (; group_end - group >= 4; group += 4) {
      multiply_floats_tile(is_f16, packed, columns, group, 4, x, row);
    }
    for (; group < group_end; group++) {
      multiply_floats_tile(is_f16, packed, columns, group, 1, x, row);
    }
  }
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
