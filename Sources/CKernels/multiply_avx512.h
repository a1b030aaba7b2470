/// Quantised products with AVX-512: a register is a column vector of all sixteen rows (layout.h),
/// four bytes a row.
#ifndef LINEUP_MULTIPLY_AVX512_H
#define LINEUP_MULTIPLY_AVX512_H

#include "dpbusd.h"
#include "lanes.h"
#include "layout.h"
#include "quantize.h"

/// Adds the products of one block with a tile of `width` (a constant) tokens to sum[width][16].
LANES void multiply_block(KernelWeightType type, size_t width, PackedBlock block, QuantizedBlock a,
                          float *sum) {
  i32x16 part[tile_tokens][2];
#pragma clang loop unroll(full)
  for (size_t t = 0; t < width; t++) {
    part[t][0] = start(type, a, t, 0);
    part[t][1] = start(type, a, t, 1);
  }
  // Two chains of additions, even where one sum would do, hide half of their latency.
#pragma clang loop unroll(full)
  for (size_t v = 0; v < 4; v++) {
#pragma clang loop unroll(full)
    for (size_t s = 0; s < 2; s++) {
      const size_t u = s * 4 + v;
      const u16x32 w = column_vector(type, block, u);
#pragma clang loop unroll(full)
      for (size_t t = 0; t < width; t++) {
        part[t][s] = add_products(part[t][s], w, a.q + (u * width + t) * 4);
      }
    }
  }
  const Factors factors = factors_of(type, block);
#pragma clang loop unroll(full)
  for (size_t t = 0; t < width; t++) {
    if (!has_two_scales(type)) part[t][0] += part[t][1];
    float *to = sum + t * rows;
    store(to, accumulate(type, load(to), part[t], &factors, a, t));
  }
}

/// A tile of `width` (a constant) tokens times the expanded blocks `begin`..<`end`, added to out.
LANES void multiply_tile(KernelWeightType type, size_t width, const Expanded *weights,
                         size_t begin, size_t end, const KernelActivations *activations,
                         size_t columns, size_t first, float *out, size_t out_stride) {
  f32x16 sum[tile_tokens];
  for (size_t t = 0; t < width; t++) {
    sum[t] = begin == 0 ? splat(0) : load(out + (first + t) * out_stride);
  }
  for (size_t index = begin; index < end; index++) {
    const Expanded *e = weights + (index - begin);
    const QuantizedBlock a = quantized_block(activations, columns, first, width, index);
    i32x16 part[tile_tokens][2];
#pragma clang loop unroll(full)
    for (size_t u = 0; u < 8; u++) {
      const size_t s = has_two_scales(type) ? u / 4 : 0;
#pragma clang loop unroll(full)
      for (size_t t = 0; t < width; t++) {
        const i32x16 before = u % 4 == 0 && s == u / 4 ? start(type, a, t, s) : part[t][s];
        part[t][s] = add_products(before, e->w[u], a.q + (u * width + t) * 4);
      }
    }
#pragma clang loop unroll(full)
    for (size_t t = 0; t < width; t++) {
      sum[t] = accumulate(type, sum[t], part[t], &e->factors, a, t);
    }
  }
  for (size_t t = 0; t < width; t++) store(out + (first + t) * out_stride, sum[t]);
}

#endif
