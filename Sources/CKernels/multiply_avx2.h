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

#include "blocks_avx2.h"
#include "lanes.h"
#include "layout.h"
#include "quantize.h"

/// Keeps the compiler from moving additions across this place: left alone it reassociates them so
/// that more values are alive than there are registers.
#define PIN(value) __asm__ volatile("" : "+x"(value))

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
