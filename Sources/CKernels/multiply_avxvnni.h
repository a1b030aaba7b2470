/// Quantised products with AVX-VNNI: a column vector of sixteen rows (layout.h) is two of only
/// sixteen registers, so that fewer sums are under way at once than with AVX-512.
#ifndef LINEUP_MULTIPLY_AVXVNNI_H
#define LINEUP_MULTIPLY_AVXVNNI_H

#include "dpbusd.h"
#include "lanes.h"
#include "layout.h"
#include "quantize.h"

/// So many tokens' sums of sixteen rows stay in registers, and hide the additions' latency.
enum { tokens_together = 4 };

/// Adds the products of one block, `e` where it is expanded, with tokens first..<first + `count`
/// (a constant) of a tile to sum[count].
LANES void multiply_tokens(KernelWeightType type, size_t width, PackedBlock block,
                           const Expanded *e, QuantizedBlock a, size_t first, size_t count,
                           f32x16 *sum) {
  // The sums of one or two tokens are few: two chains of additions each.
  const bool splits = has_two_scales(type) || count <= 2;
  i32x16 part[tokens_together][2];
#pragma clang loop unroll(full)
  for (size_t u = 0; u < 8; u++) {
    const size_t s = splits ? u / 4 : 0;
    const u16x32 w = e == NULL ? column_vector(type, block, u) : e->w[u];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < count; i++) {
      const size_t t = first + i;
      const i32x16 before = u == 4 * s ? start(type, a, t, s) : part[i][s];
      part[i][s] = add_products(before, w, a.q + (u * width + t) * 4);
    }
  }
  const Factors factors = e == NULL ? factors_of(type, block) : e->factors;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; i++) {
    if (splits && !has_two_scales(type)) part[i][0] += part[i][1];
    sum[i] = accumulate(type, sum[i], part[i], &factors, a, first + i);
  }
}

/// Adds the products of one block with a tile of `width` (a constant) tokens to sum[width][16].
LANES void multiply_block(KernelWeightType type, size_t width, PackedBlock block, QuantizedBlock a,
                          float *sum) {
#pragma clang loop unroll(full)
  for (size_t first = 0; first < width; first += tokens_together) {
    const size_t count = width - first < tokens_together ? width - first : tokens_together;
    f32x16 total[tokens_together];
    for (size_t i = 0; i < count; i++) total[i] = load(sum + (first + i) * rows);
    multiply_tokens(type, width, block, NULL, a, first, count, total);
    for (size_t i = 0; i < count; i++) store(sum + (first + i) * rows, total[i]);
  }
}

/// A tile of `width` (a constant) tokens times the expanded blocks `begin`..<`end`, added to out.
LANES void multiply_tile(KernelWeightType type, size_t width, const Expanded *weights,
                         size_t begin, size_t end, const KernelActivations *activations,
                         size_t columns, size_t first, float *out, size_t out_stride) {
#pragma clang loop unroll(full)
  for (size_t from = 0; from < width; from += tokens_together) {
    const size_t count = width - from < tokens_together ? width - from : tokens_together;
    float *to = out + (first + from) * out_stride;
    f32x16 sum[tokens_together];
    for (size_t i = 0; i < count; i++) sum[i] = begin == 0 ? splat(0) : load(to + i * out_stride);
    for (size_t index = begin; index < end; index++) {
      const QuantizedBlock a = quantized_block(activations, columns, first, width, index);
      multiply_tokens(type, width, (PackedBlock){0}, weights + (index - begin), a, from, count,
                      sum);
    }
    for (size_t i = 0; i < count; i++) store(to + i * out_stride, sum[i]);
  }
}

#endif
