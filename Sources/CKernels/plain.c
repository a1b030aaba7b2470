/// The kernels for any processor. Its integer products are the definition the other tables are
/// tested against:
///
///     sum = 0; for each block of 32 columns, in order:
///       sum = fma(d · scale, (float)i, sum)
///       sum = fma(m, scaled_sum, sum)          where the type has minima
///
/// with scale and scaled_sum the activations', and, in exact integers, i the product of the block:
///
///     type    d             i                                              m
///     Q4_0    d             Σ (q - 8) · a                                  –
///     Q4_1    d             Σ q · a                                        m
///     Q5_0    d             Σ (q - 16) · a                                 –
///     Q5_1    d             Σ q · a                                        m
///     Q8_0    d             Σ q · a                                        –
///     Q2_K    d             Σ over 16 columns each: scale · Σ q · a        as below
///     Q3_K    d             Σ over 16 columns each: scale · Σ (q - 4) · a  –
///     Q4_K    d             scale · Σ q · a                                -(dmin · min)
///     Q5_K    d             scale · Σ q · a                                -(dmin · min)
///     Q6_K    d             Σ over 16 columns each: scale · Σ (q - 32) · a –
///     IQ4_NL  d             Σ codebook[q] · a                              –
///     IQ4_XS  d             scale · Σ codebook[q] · a                      –
///     MXFP4   2^(e - 128)   Σ codebook[q] · a                              –
///
/// Q2_K has a min for each 16 columns: with the exact integer j = Σ over 16 columns each: min · Σ a
///
///       sum = fma(-dmin, scale · (float)j, sum)
///
/// No i is 2^24 or more: floats hold it. The largest are IQ4_XS's, 32 columns · 127 · 127 · 32.
#include "blocks.h"
#include "tables.h"

#if defined(__aarch64__)
#define LANES_NATIVE_FMA
#define LANES_NATIVE_F16
#endif

#include "attention.h"
#include "elementwise.h"
#include "quantize.h"

/// A block of 16 rows × 32 columns, unpacked.
typedef struct Expanded {
  int16_t w[16][rows][2];  ///< column pairs: [column / 2][row][column mod 2]
  int32_t scale[2][rows];  ///< integer scale of columns 0…15 and 16…31
  int32_t min[2][rows];    ///< of Q2_K
  float d[rows], m[rows];
} Expanded;

LANES void expand(KernelWeightType type, PackedBlock block, Expanded *e) {
  store(e->d, type == kernel_weight_mxfp4 ? widen_exponents(block.scale) : widen_from(block.d));
  if (type == kernel_weight_q2_k) store(e->m, -widen_from(block.m));
  if (has_minima(type)) store(e->m, widen_from(block.m));
  for (size_t r = 0; r < rows; r++) {
    e->scale[0][r] = e->scale[1][r] = 1;
    if (has_integer_minima(type)) {
      e->scale[0][r] = e->scale[1][r] = block.scale[r];
      e->m[r] = -(e->m[r] * (float)block.min[r]);
    } else if (type == kernel_weight_q6_k) {
      e->scale[0][r] = (int8_t)block.scale[r];
      e->scale[1][r] = (int8_t)block.scale[rows + r];
    } else if (type == kernel_weight_iq4_xs) {
      e->scale[0][r] = e->scale[1][r] = (int8_t)block.scale[r];
    }
    for (size_t s = 0; s < 2; s++) {
      if (type == kernel_weight_q3_k) e->scale[s][r] = (int8_t)block.scale[2 * r + s];
      if (type == kernel_weight_q2_k) {
        e->scale[s][r] = block.scale[2 * r + s] & 15;
        e->min[s][r] = block.scale[2 * r + s] >> 4;
      }
    }
  }
  for (size_t p = 0; p < 16; p++) {
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < 2; i++) {
        e->w[p][r][i] = (int16_t)packed_weight(type, block, r, 2 * p + i);
      }
    }
  }
}

/// Adds an expanded block's product with token t of a tile to the sums of 16 rows.
LANES void multiply_expanded(KernelWeightType type, const Expanded *e, QuantizedBlock a,
                             size_t width, size_t t, float *sum) {
  int32_t dot[2][rows] = {0};
  for (size_t p = 0; p < 16; p++) {
    const int8_t *pair = a.q + (p / 2 * width + t) * 4 + p % 2 * 2;
    for (size_t r = 0; r < rows; r++) {
      dot[p / 8][r] += e->w[p][r][0] * pair[0] + e->w[p][r][1] * pair[1];
    }
  }
  i32x16 product;
  for (size_t r = 0; r < rows; r++) {
    product[r] = dot[0][r] * e->scale[0][r] + dot[1][r] * e->scale[1][r];
  }
  const f32x16 factor = load(e->d) * splat(a.scale[t]);
  f32x16 total = fused(factor, __builtin_convertvector(product, f32x16), load(sum));
  if (type == kernel_weight_q2_k) {
    const int16_t *sums = a.sums + t * 2;
    for (size_t r = 0; r < rows; r++) product[r] = e->min[0][r] * sums[0] + e->min[1][r] * sums[1];
    const f32x16 scaled = splat(a.scale[t]) * __builtin_convertvector(product, f32x16);
    total = fused(load(e->m), scaled, total);
  }
  if (has_minima(type)) total = fused(load(e->m), splat(a.scaled_sum[t]), total);
  store(sum, total);
}

LANES void multiply_block(KernelWeightType type, size_t width, PackedBlock block, QuantizedBlock a,
                          float *sum) {
  Expanded e;
  expand(type, block, &e);
  for (size_t t = 0; t < width; t++) multiply_expanded(type, &e, a, width, t, sum + t * rows);
}

LANES void multiply_tile(KernelWeightType type, size_t width, const Expanded *weights,
                         size_t begin, size_t end, const KernelActivations *activations,
                         size_t columns, size_t first, float *out, size_t out_stride) {
  for (size_t t = 0; t < width; t++) {
    float *sum = out + (first + t) * out_stride;
    if (begin == 0) store(sum, splat(0));
    for (size_t index = begin; index < end; index++) {
      const QuantizedBlock a = quantized_block(activations, columns, first, width, index);
      multiply_expanded(type, weights + (index - begin), a, width, t, sum);
    }
  }
}

// Needs the products above.
#include "multiply.h"

const KernelTable kernels_table_plain = KERNEL_TABLE("plain");
