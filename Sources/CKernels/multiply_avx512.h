/// Quantised products with AVX-512: a register is a column vector of all sixteen rows (layout.h),
/// four bytes a row.
///
/// dpbusd multiplies unsigned weights with signed activations and adds the four products of a row
/// to its sum in 32 bits, exactly. Weights that are stored with an offset, and Q8_0's made
/// unsigned by adding 128, have their sums start at minus the offset times Σ a.
#ifndef LINEUP_MULTIPLY_AVX512_H
#define LINEUP_MULTIPLY_AVX512_H

#include "lanes.h"
#include "layout.h"
#include "quantize.h"

typedef uint16_t u16x32 __attribute__((vector_size(64)));

LANES i32x16 every_row(int32_t word) {
  return (i32x16){word, word, word, word, word, word, word, word,
                  word, word, word, word, word, word, word, word};
}

/// Adds the products of a column vector with four activations of each row.
LANES i32x16 add_products(i32x16 sum, u16x32 weights, const int8_t *activations) {
  int32_t word;
  __builtin_memcpy(&word, activations, sizeof word);
  return (i32x16)DPBUSD(sum, weights, every_row(word));
}

/// Column vector u as unsigned bytes, with its offset.
LANES u16x32 column_vector(KernelWeightType type, PackedBlock block, size_t u) {
  u16x32 v[3];
#define LOAD(i, vector) __builtin_memcpy(&v[i], block.bytes + (vector) * 64, sizeof v[i])
#define BYTES(mask) ((uint16_t)((mask) * 0x0101))
  switch (type) {
    case kernel_weight_q8_0: LOAD(0, u); return v[0] ^ BYTES(128);
    case kernel_weight_q5_0:
    case kernel_weight_q5_1:
    case kernel_weight_q5_k:
      if (u == 5 || u == 6) {
        LOAD(0, 2 * u - 10);
        LOAD(1, 2 * u - 9);
        return (v[0] >> 5 & BYTES(7)) | (v[1] >> 2 & BYTES(24));
      }
      if (u == 7) {
        LOAD(0, 4);
        LOAD(1, 1);
        LOAD(2, 3);
        return (v[0] >> 5 & BYTES(7)) | (v[1] >> 4 & BYTES(8)) | (v[2] >> 3 & BYTES(16));
      }
      LOAD(0, u);
      return v[0] & BYTES(31);
    case kernel_weight_q6_k: {
      const size_t s = u / 4 * 3;
      if (u % 4 == 3) {
        LOAD(0, s);
        LOAD(1, s + 1);
        LOAD(2, s + 2);
        return (v[0] >> 6 & BYTES(3)) | (v[1] >> 4 & BYTES(12)) | (v[2] >> 2 & BYTES(48));
      }
      LOAD(0, s + u % 4);
      return v[0] & BYTES(63);
    }
    default:
      LOAD(0, u % 4);
      return (u < 4 ? v[0] : v[0] >> 4) & BYTES(15);
  }
#undef LOAD
#undef BYTES
}

/// What the sums of token t start with; of Q6_K those of columns 0…15 (s = 0) and 16…31.
LANES i32x16 start(KernelWeightType type, QuantizedBlock a, size_t width, size_t t, size_t s) {
  const int16_t *start5 = a.start5 + t * 2, *start6 = a.start6 + (s * width + t) * 2;
  int32_t sum = 0;
  if (type == kernel_weight_q4_0 && s == 0) sum = (start5[0] + start5[1]) / 2;
  if (type == kernel_weight_q5_0 && s == 0) sum = start5[0] + start5[1];
  if (type == kernel_weight_q8_0 && s == 0) sum = 8 * (start5[0] + start5[1]);
  if (type == kernel_weight_q6_k) sum = start6[0] + start6[1];
  return every_row(sum);
}

/// What turns a block's integer sums into floats.
typedef struct Factors {
  f32x16 scale[2];  ///< integer scales of Q4_K and Q5_K, and of Q6_K for columns 0…15 and 16…31
  f32x16 d, m;
} Factors;

LANES f32x16 widen_bytes(const uint8_t *p, bool is_signed) {
  typedef uint8_t u8x16 __attribute__((vector_size(16)));
  u8x16 bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return is_signed ? __builtin_convertvector((i8x16)bytes, f32x16)
                   : __builtin_convertvector(bytes, f32x16);
}

LANES Factors factors_of(KernelWeightType type, PackedBlock block) {
  Factors f = {.d = widen_from(block.d)};
  if (has_minima(type)) f.m = widen_from(block.m);
  if (has_integer_minima(type)) {
    f.scale[0] = widen_bytes(block.scale, false);
    f.m = -(f.m * widen_bytes(block.min, false));
  } else if (type == kernel_weight_q6_k) {
    f.scale[0] = widen_bytes(block.scale, true);
    f.scale[1] = widen_bytes(block.scale + rows, true);
  }
  return f;
}

/// Adds the product of token t with the block whose integer sums are `part` to `sum`, as plain.c
/// defines it. Sums times integer scales are below 2^24, so that floats hold them exactly.
LANES f32x16 accumulate(KernelWeightType type, f32x16 sum, const i32x16 part[2], const Factors *f,
                        QuantizedBlock a, size_t t) {
  f32x16 product = __builtin_convertvector(part[0], f32x16);
  if (has_integer_minima(type)) product *= f->scale[0];
  if (type == kernel_weight_q6_k) {
    f32x16 second = __builtin_convertvector(part[1], f32x16);
    product = product * f->scale[0] + second * f->scale[1];
  }
  sum = fused(f->d * splat(a.scale[t]), product, sum);
  return has_minima(type) ? fused(f->m, splat(a.scaled_sum[t]), sum) : sum;
}

/// Adds the products of one block with a tile of `width` (a constant) tokens to sum[width][16].
LANES void multiply_block(KernelWeightType type, size_t width, PackedBlock block, QuantizedBlock a,
                          float *sum) {
  i32x16 part[tile_tokens][2];
#pragma clang loop unroll(full)
  for (size_t t = 0; t < width; t++) {
    part[t][0] = start(type, a, width, t, 0);
    part[t][1] = start(type, a, width, t, 1);
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
    if (type != kernel_weight_q6_k) part[t][0] += part[t][1];
    float *to = sum + t * rows;
    store(to, accumulate(type, load(to), part[t], &factors, a, t));
  }
}

/// A block of weights, expanded for use with several tokens.
typedef struct Expanded {
  u16x32 w[8];
  Factors factors;
} Expanded;

LANES void expand(KernelWeightType type, PackedBlock block, Expanded *e) {
#pragma clang loop unroll(full)
  for (size_t u = 0; u < 8; u++) e->w[u] = column_vector(type, block, u);
  e->factors = factors_of(type, block);
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
      const size_t s = type == kernel_weight_q6_k ? u / 4 : 0;
#pragma clang loop unroll(full)
      for (size_t t = 0; t < width; t++) {
        const i32x16 before = u % 4 == 0 && s == u / 4 ? start(type, a, width, t, s) : part[t][s];
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
