/// What the products of avx512.c and avxvnni.c are made of: dpbusd multiplies unsigned weights with
/// signed activations and adds the four products of a row to its sum in 32 bits, exactly. Weights
/// that are stored with an offset, and signed ones made unsigned by adding one (Q8_0's 128, the
/// codebooks' 128 and 16), have their sums start at minus the offset times Σ a.
///
/// The includer defines, for the sixteen rows of a column vector (layout.h), four bytes a row:
///
///     DPBUSD(sum, weights, activations)   as said
///     MADD(a, b)                          a row's two products of signed 16 bits, added in 32
///     LOOK_UP(table, indices)             for each byte 0…15 that one of a table of 16 bytes
#ifndef LINEUP_DPBUSD_H
#define LINEUP_DPBUSD_H

#include "blocks.h"
#include "lanes.h"
#include "quantize.h"

typedef uint16_t u16x32 __attribute__((vector_size(64)));
typedef int16_t i16x32 __attribute__((vector_size(64)));

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

/// What is added to a type's weights where they are stored, or to make them unsigned.
LANES int32_t offset_of(KernelWeightType type) {
  switch (type) {
    case kernel_weight_q3_k: return 4;
    case kernel_weight_q4_0: return 8;
    case kernel_weight_q5_0:
    case kernel_weight_mxfp4: return 16;
    case kernel_weight_q6_k: return 32;
    case kernel_weight_q8_0:
    case kernel_weight_iq4_nl:
    case kernel_weight_iq4_xs: return 128;
    default: return 0;
  }
}

/// The values of a codebook's 16 numbers as unsigned bytes, with their offset, four times over.
LANES u16x32 unsigned_codebook(KernelWeightType type) {
  typedef uint8_t u8x16 __attribute__((vector_size(16)));
  u8x16 values;
  __builtin_memcpy(&values, codebook(type), sizeof values);
  const i32x4 words = (i32x4)(values + (uint8_t)offset_of(type));
  return (u16x32)__builtin_shufflevector(words, words, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2,
                                         3);
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
    case kernel_weight_q2_k:
      LOAD(0, u / 4);
      return v[0] >> u % 4 * 2 & BYTES(3);
    case kernel_weight_q3_k:
      if (u >= 6) {
        LOAD(0, u - 6);
        LOAD(1, 2);
        return (v[0] >> 6 & BYTES(3)) | (v[1] >> (u - 2) & BYTES(4));
      }
      LOAD(0, u / 2);
      return v[0] >> u % 2 * 3 & BYTES(7);
    default:
      LOAD(0, u % 4);
      v[0] = (u < 4 ? v[0] : v[0] >> 4) & BYTES(15);
      return codebook(type) == NULL ? v[0] : LOOK_UP(unsigned_codebook(type), v[0]);
  }
#undef LOAD
#undef BYTES
}

/// What the sums of token t start with; of types with two scales those of columns 0…15 (s = 0) and
/// 16…31.
LANES i32x16 start(KernelWeightType type, QuantizedBlock a, size_t t, size_t s) {
  const int16_t *sums = a.sums + t * 2;
  if (has_two_scales(type)) return every_row(-offset_of(type) * sums[s]);
  return every_row(s == 0 ? -offset_of(type) * (sums[0] + sums[1]) : 0);
}

/// What turns a block's integer sums into floats.
typedef struct Factors {
  union {
    f32x16 scale[2];  ///< integer scales, and of Q6_K for columns 0…15 and 16…31
    struct {          ///< of Q2_K and Q3_K, of columns 0…15 and 16…31 as pairs of 16 bits
      i32x16 scales, minima;
    };
  };
  f32x16 d, m;
} Factors;

/// Whether the two integer scales of a row are pairs of 16 bits, which its sums are short enough
/// for: at most 16 columns · 4 · 127.
LANES bool has_pairs(KernelWeightType type) {
  return type == kernel_weight_q2_k || type == kernel_weight_q3_k;
}

/// Sixteen rows' pairs of bytes.
LANES i16x32 widen_pairs(const uint8_t *p, bool is_signed) {
  typedef uint8_t u8x32 __attribute__((vector_size(32)));
  typedef int8_t i8x32 __attribute__((vector_size(32)));
  u8x32 bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return is_signed ? __builtin_convertvector((i8x32)bytes, i16x32)
                   : __builtin_convertvector(bytes, i16x32);
}

LANES f32x16 widen_bytes(const uint8_t *p, bool is_signed) {
  typedef uint8_t u8x16 __attribute__((vector_size(16)));
  u8x16 bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return is_signed ? __builtin_convertvector((i8x16)bytes, f32x16)
                   : __builtin_convertvector(bytes, f32x16);
}

LANES Factors factors_of(KernelWeightType type, PackedBlock block) {
  Factors f;
  f.d = type == kernel_weight_mxfp4 ? widen_exponents(block.scale) : widen_from(block.d);
  if (type == kernel_weight_q2_k) {
    const i16x32 pairs = widen_pairs(block.scale, false);
    f.scales = (i32x16)(pairs & 15);
    f.minima = (i32x16)(pairs >> 4);
    f.m = -widen_from(block.m);
  }
  if (type == kernel_weight_q3_k) f.scales = (i32x16)widen_pairs(block.scale, true);
  if (type == kernel_weight_iq4_xs) f.scale[0] = widen_bytes(block.scale, true);
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
  i32x16 whole = part[0];
  if (has_pairs(type)) {
    whole = (i32x16)MADD((part[0] & 0xffff) | (i32x16)((u32x16)part[1] << 16), f->scales);
  }
  f32x16 product = __builtin_convertvector(whole, f32x16);
  if (has_integer_minima(type) || type == kernel_weight_iq4_xs) product *= f->scale[0];
  if (type == kernel_weight_q6_k) {
    f32x16 second = __builtin_convertvector(part[1], f32x16);
    product = product * f->scale[0] + second * f->scale[1];
  }
  sum = fused(f->d * splat(a.scale[t]), product, sum);
  if (type == kernel_weight_q2_k) {
    int32_t sums;
    __builtin_memcpy(&sums, a.sums + t * 2, sizeof sums);
    const i32x16 least = (i32x16)MADD(f->minima, every_row(sums));
    sum = fused(f->m, splat(a.scale[t]) * __builtin_convertvector(least, f32x16), sum);
  }
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
