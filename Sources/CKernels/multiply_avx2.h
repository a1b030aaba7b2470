/// Quantised products with AVX2: a register is eight rows of a column vector (layout.h), four
/// bytes a row, and a row's sums stay in its 32 bits.
///
/// maddubs multiplies unsigned weights with signed activations and adds neighbours, into two
/// 16-bit lanes a row; a block's eight column vectors are summed in those before madd joins the
/// two in 32 bits, times the integer scale where the type has one. Why 16 bits are enough:
///
///     Q4_1, Q4_K   16 columns a lane × 15 · 127 = 30480
///     Q4_0         16 columns a lane × |q - 8| ≤ 8 · 127 = 16256, starting at -8 · Σ a
///     Q5_0         16 columns a lane × |q - 16| ≤ 16 · 127 = 32512: the sums wrap around, but
///                  start at -16 · Σ a, so that the last one is right
///     MXFP4        the same with |value| ≤ 12, made unsigned by adding 16
///     Q5_1, Q5_K   8 columns a lane × 31 · 127 = 31496: two sums, joined in 32 bits
///     Q6_K         8 columns a lane, as there is a scale each 16 columns: |q - 32| ≤ 32 · 127
///                  · 8 = 32512, starting at -32 · Σ a
///     Q2_K, Q3_K   the same with 3 · 127 · 8 = 3048; |q - 4| ≤ 4, starting at -4 · Σ a
///     Q8_0         |w| · ±a of 2 columns ≤ 32512, joined at once
///     IQ4_NL       the same with |w| ≤ 127; IQ4_XS joins them times its scale
#ifndef LINEUP_MULTIPLY_AVX2_H
#define LINEUP_MULTIPLY_AVX2_H

#include <immintrin.h>

#include "lanes.h"
#include "layout.h"
#include "quantize.h"

/// Keeps the compiler from moving additions across this place: left alone it reassociates them so
/// that more values are alive than there are registers.
#define PIN(value) __asm__ volatile("" : "+x"(value))

/// Broadcasts four bytes to all rows.
LANES __m256i every_row(const void *p) {
  int32_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return _mm256_set1_epi32(word);
}

LANES __m256i load_bytes(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }

/// Whether column vectors are signed bytes, whose products have to be joined one by one.
LANES bool is_signed(KernelWeightType type) {
  return type == kernel_weight_q8_0 || type == kernel_weight_iq4_nl || type == kernel_weight_iq4_xs;
}

/// The values of a type's four bits, MXFP4's with 16 added.
LANES __m256i look_up(KernelWeightType type, __m256i indices) {
  __m128i values = _mm_loadu_si128((const __m128i *)codebook(type));
  if (!is_signed(type)) values = _mm_add_epi8(values, _mm_set1_epi8(16));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(values), indices);
}

/// Column vector u of eight rows (`half`: rows 0…7 or 8…15) as bytes, with the offset they are
/// stored with.
LANES __m256i column_vector(KernelWeightType type, PackedBlock block, size_t u, size_t half) {
  const uint8_t *bytes = block.bytes + half * 32;
#define BYTES(v) load_bytes(bytes + (v) * 64)
#define MASKED(x, mask) _mm256_and_si256(x, _mm256_set1_epi8(mask))
  switch (type) {
    case kernel_weight_q8_0: return BYTES(u);
    case kernel_weight_q5_0:
    case kernel_weight_q5_1:
    case kernel_weight_q5_k:
      if (u == 5 || u == 6) {
        __m256i low = MASKED(_mm256_srli_epi16(BYTES(2 * u - 10), 5), 7);
        return _mm256_or_si256(low, MASKED(_mm256_srli_epi16(BYTES(2 * u - 9), 2), 24));
      }
      if (u == 7) {
        __m256i low = MASKED(_mm256_srli_epi16(BYTES(4), 5), 7);
        __m256i high = _mm256_or_si256(MASKED(_mm256_srli_epi16(BYTES(1), 4), 8),
                                       MASKED(_mm256_srli_epi16(BYTES(3), 3), 16));
        return _mm256_or_si256(low, high);
      }
      return MASKED(BYTES(u), 31);
    case kernel_weight_q6_k: {
      const size_t s = u / 4 * 3;
      if (u % 4 < 3) return MASKED(BYTES(s + u % 4), 63);
      __m256i low = _mm256_or_si256(MASKED(_mm256_srli_epi16(BYTES(s), 6), 3),
                                    MASKED(_mm256_srli_epi16(BYTES(s + 1), 4), 12));
      return _mm256_or_si256(low, MASKED(_mm256_srli_epi16(BYTES(s + 2), 2), 48));
    }
    case kernel_weight_q2_k: return MASKED(_mm256_srli_epi16(BYTES(u / 4), u % 4 * 2), 3);
    case kernel_weight_q3_k:
      if (u < 6) return MASKED(_mm256_srli_epi16(BYTES(u / 2), u % 2 * 3), 7);
      return _mm256_or_si256(MASKED(_mm256_srli_epi16(BYTES(u - 6), 6), 3),
                             MASKED(_mm256_srli_epi16(BYTES(2), u - 2), 4));
    default: {
      const __m256i four = MASKED(u < 4 ? BYTES(u) : _mm256_srli_epi16(BYTES(u - 4), 4), 15);
      return codebook(type) == NULL ? four : look_up(type, four);
    }
  }
#undef BYTES
#undef MASKED
}

/// Whether columns 0…15 and 16…31 have 16-bit sums of their own (s = 0, 1).
LANES bool has_two_sums(KernelWeightType type) {
  return type == kernel_weight_q5_1 || type == kernel_weight_q5_k || has_two_scales(type);
}

/// What the 16-bit sums of token t start with.
LANES __m256i start(KernelWeightType type, QuantizedBlock a, size_t width, size_t t, size_t s) {
  if (type == kernel_weight_q4_0 && s == 0) {
    return _mm256_srai_epi16(every_row(a.start5 + t * 2), 1);
  }
  if ((type == kernel_weight_q5_0 || type == kernel_weight_mxfp4) && s == 0) {
    return every_row(a.start5 + t * 2);
  }
  if (type == kernel_weight_q3_k) {
    return _mm256_srai_epi16(every_row(a.start6 + (s * width + t) * 2), 3);
  }
  if (type == kernel_weight_q6_k) return every_row(a.start6 + (s * width + t) * 2);
  return _mm256_setzero_si256();
}

/// The integer scales of eight rows as pairs of 16 bits.
LANES __m256i integer_scale(KernelWeightType type, PackedBlock block, size_t s, size_t half) {
  if (has_integer_minima(type)) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + half * 8));
    __m256i wide = _mm256_cvtepu8_epi32(bytes);
    return _mm256_or_si256(wide, _mm256_slli_epi32(wide, 16));
  }
  if (type == kernel_weight_q6_k) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + s * 16 + half * 8));
    return _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(bytes, bytes));
  }
  if (type == kernel_weight_iq4_xs) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + half * 8));
    return _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(bytes, bytes));
  }
  if (type == kernel_weight_q2_k || type == kernel_weight_q3_k) {
    // Byte s of each row's two, once more in the upper byte, twice.
    __m128i bytes = _mm_loadu_si128((const __m128i *)(block.scale + half * 16));
    const __m256i places = _mm256_setr_epi32(0x00000000, 0x02020202, 0x04040404, 0x06060606,
                                             0x08080808, 0x0a0a0a0a, 0x0c0c0c0c, 0x0e0e0e0e);
    __m256i twice = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes),
                                        _mm256_add_epi8(places, _mm256_set1_epi8((char)s)));
    return type == kernel_weight_q3_k ? _mm256_srai_epi16(twice, 8)
                                      : _mm256_and_si256(twice, _mm256_set1_epi16(15));
  }
  return _mm256_set1_epi16(1);
}

/// Q2_K's minima of eight rows, those of columns 0…15 and 16…31 as pairs of 16 bits.
LANES __m256i integer_minima(PackedBlock block, size_t half) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)(block.scale + half * 16));
  return _mm256_srli_epi16(_mm256_cvtepu8_epi16(bytes), 4);
}

LANES __m256 float_scale(KernelWeightType type, PackedBlock block, size_t half) {
  if (type == kernel_weight_mxfp4) {  // as widen_exponents
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + half * 8));
    __m256i exponent = _mm256_cvtepu8_epi32(bytes);
    __m256i least = _mm256_add_epi32(_mm256_slli_epi32(exponent, 21), _mm256_set1_epi32(1 << 21));
    __m256i other = _mm256_sub_epi32(_mm256_slli_epi32(exponent, 23), _mm256_set1_epi32(1 << 23));
    return _mm256_castsi256_ps(_mm256_max_epi32(least, other));
  }
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(block.d + half * 8)));
}

LANES __m256 float_min(KernelWeightType type, PackedBlock block, size_t half) {
  if (!has_minima(type) && type != kernel_weight_q2_k) return _mm256_setzero_ps();
  __m256 m = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(block.m + half * 8)));
  if (has_integer_minima(type)) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.min + half * 8));
    m = _mm256_mul_ps(m, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)));
  }
  return m;
}

/// Adds a block's product with token t to a sum, as plain.c defines it; `minima` of Q2_K.
LANES __m256 accumulate(KernelWeightType type, __m256 sum, __m256i product, __m256 d, __m256 m,
                        __m256i minima, QuantizedBlock a, size_t t) {
  const __m256 scale = _mm256_broadcast_ss(a.scale + t);
  sum = _mm256_fmadd_ps(_mm256_mul_ps(d, scale), _mm256_cvtepi32_ps(product), sum);
  if (type == kernel_weight_q2_k) {
    __m256i least = _mm256_madd_epi16(minima, every_row(a.sums + t * 2));
    sum = _mm256_fnmadd_ps(m, _mm256_mul_ps(scale, _mm256_cvtepi32_ps(least)), sum);
  } else if (has_integer_minima(type)) {
    sum = _mm256_fnmadd_ps(m, _mm256_broadcast_ss(a.scaled_sum + t), sum);
  } else if (has_minima(type)) {
    sum = _mm256_fmadd_ps(m, _mm256_broadcast_ss(a.scaled_sum + t), sum);
  }
  return sum;
}

/// Adds the products of one block with a tile of `width` (a constant) tokens to sum[width][16].
LANES void multiply_block(KernelWeightType type, size_t width, PackedBlock block, QuantizedBlock a,
                          float *sum) {
  __m256i product[tile_tokens][2], part[tile_tokens][2][2];
  const __m256i factor[2] = {integer_scale(type, block, 0, 0), integer_scale(type, block, 0, 1)};
#pragma clang loop unroll(full)
  for (size_t t = 0; t < width; t++) {
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      product[t][half] = _mm256_setzero_si256();
      part[t][0][half] = start(type, a, width, t, 0);
      part[t][1][half] = start(type, a, width, t, 1);
    }
  }
#pragma clang loop unroll(full)
  for (size_t u = 0; u < 8; u++) {
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      const __m256i w = column_vector(type, block, u, half);
      const __m256i absolute = _mm256_abs_epi8(w);
#pragma clang loop unroll(full)
      for (size_t t = 0; t < width; t++) {
        const __m256i x = every_row(a.q + (u * width + t) * 4);
        if (is_signed(type)) {
          __m256i pairs = _mm256_maddubs_epi16(absolute, _mm256_sign_epi8(x, w));
          __m256i joined = _mm256_madd_epi16(pairs, factor[half]);
          product[t][half] = _mm256_add_epi32(product[t][half], joined);
          continue;
        }
        __m256i *to = &part[t][has_two_sums(type) ? u / 4 : 0][half];
        *to = _mm256_add_epi16(*to, _mm256_maddubs_epi16(w, x));
        PIN(*to);
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t half = 0; half < 2; half++) {
    const __m256i scale[2] = {integer_scale(type, block, 0, half),
                              integer_scale(type, block, 1, half)};
    const __m256i minima = type == kernel_weight_q2_k ? integer_minima(block, half) : scale[0];
    const __m256 d = float_scale(type, block, half), m = float_min(type, block, half);
#pragma clang loop unroll(full)
    for (size_t t = 0; t < width; t++) {
      if (!is_signed(type)) {
        product[t][half] = _mm256_madd_epi16(part[t][0][half], scale[0]);
      }
      if (has_two_sums(type)) {
        __m256i second = _mm256_madd_epi16(part[t][1][half], scale[1]);
        product[t][half] = _mm256_add_epi32(product[t][half], second);
      }
      float *to = sum + t * rows + half * 8;
      _mm256_storeu_ps(to, accumulate(type, _mm256_loadu_ps(to), product[t][half], d, m,
                                      minima, a, t));
    }
  }
}

/// A block of weights, expanded for use with several tokens.
typedef struct Expanded {
  __m256i w[8][2];         ///< column vector, half of the rows; of signed ones absolute values
  __m256i negative[8][2];  ///< of signed ones: bytes -1 where the weight is negative, else 0
  union {
    __m256i sum[2];     ///< of signed ones: the sum of the negative weights' absolute values
    __m256i minima[2];  ///< of Q2_K
  };
  __m256i scale[2][2];
  __m256 d[2], m[2];
} Expanded;

LANES void expand(KernelWeightType type, PackedBlock block, Expanded *e) {
#pragma clang loop unroll(full)
  for (size_t half = 0; half < 2; half++) {
    __m256i pairs = _mm256_setzero_si256();
#pragma clang loop unroll(full)
    for (size_t u = 0; u < 8; u++) {
      const __m256i w = column_vector(type, block, u, half);
      e->w[u][half] = w;
      if (is_signed(type)) {
        const __m256i absolute = _mm256_abs_epi8(w);
        const __m256i negative = _mm256_cmpgt_epi8(_mm256_setzero_si256(), w);
        const __m256i those = _mm256_and_si256(absolute, negative);
        e->w[u][half] = absolute;
        e->negative[u][half] = negative;
        pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(those, _mm256_set1_epi8(1)));
      }
    }
    e->scale[0][half] = integer_scale(type, block, 0, half);
    e->sum[half] = _mm256_madd_epi16(pairs, e->scale[0][half]);
    if (type == kernel_weight_q2_k) e->minima[half] = integer_minima(block, half);
    if (has_two_sums(type)) e->scale[1][half] = integer_scale(type, block, 1, half);
    e->d[half] = float_scale(type, block, half);
    e->m[half] = float_min(type, block, half);
  }
}

/// Integer products of an expanded block and a tile of `width` (a constant) tokens.
LANES void multiply_expanded(KernelWeightType type, size_t width, const Expanded *e,
                             QuantizedBlock a, __m256i product[tile_tokens][2]) {
  __m256i part[tile_tokens][2];
#pragma clang loop unroll(full)
  for (size_t u = 0; u < 8; u++) {
#pragma clang loop unroll(full)
    for (size_t t = 0; t < width; t++) {
      const __m256i x = every_row(a.q + (u * width + t) * 4);
      __m256i pairs[2];
#pragma clang loop unroll(full)
      for (size_t half = 0; half < 2; half++) {
        pairs[half] = _mm256_maddubs_epi16(e->w[u][half], x);
        PIN(pairs[half]);
      }
#pragma clang loop unroll(full)
      for (size_t half = 0; half < 2; half++) {
        const bool begins = u == 0 || (u == 4 && has_two_sums(type));
        const __m256i before = begins ? start(type, a, width, t, u / 4) : part[t][half];
        part[t][half] = _mm256_add_epi16(before, pairs[half]);
        PIN(part[t][half]);
        if (u == 3 && has_two_sums(type)) {
          product[t][half] = _mm256_madd_epi16(part[t][half], e->scale[0][half]);
        }
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t t = 0; t < width; t++) {
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      if (has_two_sums(type)) {
        __m256i rest = _mm256_madd_epi16(part[t][half], e->scale[1][half]);
        product[t][half] = _mm256_add_epi32(product[t][half], rest);
      } else {
        product[t][half] = _mm256_madd_epi16(part[t][half], e->scale[0][half]);
      }
    }
  }
}

/// The same for signed weights, whose products have to be joined in 32 bits one by one. Instead of a
/// sign operation, which competes with multiplications, -a = ~a + 1 for each negative weight: the
/// complement is an exclusive or, the ones add up to e->sum. (128 · -128 · 2 still fits.)
LANES void multiply_signed(KernelWeightType type, size_t width, const Expanded *e,
                           QuantizedBlock a, __m256i product[tile_tokens][2]) {
  const __m256i one = _mm256_set1_epi16(1);
#pragma clang loop unroll(full)
  for (size_t u = 0; u < 8; u++) {
#pragma clang loop unroll(full)
    for (size_t t = 0; t < width; t++) {
      const __m256i x = every_row(a.q + (u * width + t) * 4);
#pragma clang loop unroll(full)
      for (size_t half = 0; half < 2; half++) {
        __m256i flipped = _mm256_xor_si256(x, e->negative[u][half]);
        __m256i pairs = _mm256_maddubs_epi16(e->w[u][half], flipped);
        __m256i joined = _mm256_madd_epi16(
            pairs, type == kernel_weight_iq4_xs ? e->scale[0][half] : one);
        product[t][half] = _mm256_add_epi32(u == 0 ? e->sum[half] : product[t][half], joined);
        PIN(product[t][half]);
      }
    }
  }
}

/// A tile of `width` (a constant) tokens times the expanded blocks `begin`..<`end`, added to out.
LANES void multiply_tile(KernelWeightType type, size_t width, const Expanded *weights,
                         size_t begin, size_t end, const KernelActivations *activations,
                         size_t columns, size_t first, float *out, size_t out_stride) {
  __m256 sum[tile_tokens][2];
  for (size_t t = 0; t < width; t++) {
    for (size_t half = 0; half < 2; half++) {
      sum[t][half] = begin == 0 ? _mm256_setzero_ps()
                                : _mm256_loadu_ps(out + (first + t) * out_stride + half * 8);
    }
  }
  for (size_t index = begin; index < end; index++) {
    const Expanded *e = weights + (index - begin);
    const QuantizedBlock a = quantized_block(activations, columns, first, width, index);
    __m256i product[tile_tokens][2];
    if (is_signed(type)) {
      multiply_signed(type, width, e, a, product);
    } else {
      multiply_expanded(type, width, e, a, product);
    }
#pragma clang loop unroll(full)
    for (size_t t = 0; t < width; t++) {
#pragma clang loop unroll(full)
      for (size_t half = 0; half < 2; half++) {
        sum[t][half] = accumulate(type, sum[t][half], product[t][half], e->d[half], e->m[half],
                                  e->minima[half], a, t);
      }
    }
  }
  for (size_t t = 0; t < width; t++) {
    for (size_t half = 0; half < 2; half++) {
      _mm256_storeu_ps(out + (first + t) * out_stride + half * 8, sum[t][half]);
    }
  }
}

#endif
