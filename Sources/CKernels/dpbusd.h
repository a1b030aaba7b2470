/// What the products of avx512.c and avxvnni.c are made of: dpbusd multiplies unsigned weights with
/// signed activations and adds the four products of a row to its sum in 32 bits, exactly. Weights
/// that are stored with an offset, and Q8_0's made unsigned by adding 128, have their sums start at
/// minus the offset times Σ a.
///
/// The includer defines DPBUSD(sum, weights, activations) for the sixteen rows of a column vector
/// (layout.h), four bytes a row.
#ifndef LINEUP_DPBUSD_H
#define LINEUP_DPBUSD_H

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

#endif
