/// Quantised products with AVX2: a register is eight rows of a column vector (layout.h), four
/// bytes a row, and a row's sums stay in its 32 bits.
///
/// maddubs multiplies unsigned weights with signed activations and adds neighbours, into two
/// 16-bit lanes a row; a block's eight column vectors are summed in those before madd joins the
/// two in 32 bits, times the integer scale where the type has one. Why 16 bits are enough:
///
///     Q4_1, Q4_K   16 columns a lane × 15 · 127 = 30480
///     Q5_0         16 columns a lane × |q - 16| ≤ 16 · 127 = 32512: the sums wrap around, but
///                  start at -16 · Σ a, so that the last one is right
///     Q6_K         8 columns a lane, as there is a scale each 16 columns: |q - 32| ≤ 32 · 127
///                  · 8 = 32512, starting at -32 · Σ a
///     Q8_0         |w| · ±a of 2 columns ≤ 32512, joined at once
#ifndef LINEUP_MULTIPLY_AVX2_H
#define LINEUP_MULTIPLY_AVX2_H

#include <immintrin.h>

#include "lanes.h"
#include "layout.h"

/// Tokens multiplied at once with the same weights, and columns of weights expanded at once.
enum { tile_tokens = 4, slice_blocks = 8 };

/// Broadcasts four bytes to all rows.
LANES __m256i every_row(const void *p) {
  int32_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return _mm256_set1_epi32(word);
}

LANES __m256i load_bytes(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }

LANES bool has_minima(KernelWeightType type) {
  return type == kernel_weight_q4_1 || type == kernel_weight_q4_k;
}

/// Column vectors v and v + 4 of eight rows (`half`: rows 0…7 or 8…15), as stored but without
/// offset: unsigned bytes, of Q8_0 signed ones.
LANES void column_vectors(KernelWeightType type, PackedBlock block, size_t v, size_t half,
                          __m256i *low, __m256i *high) {
  const __m256i nibble = _mm256_set1_epi8(15);
  const uint8_t *bytes = block.bytes + v * 64 + half * 32;
  if (type == kernel_weight_q8_0) {
    *low = load_bytes(bytes);
    *high = load_bytes(bytes + 4 * 64);
    return;
  }
  __m256i both = load_bytes(bytes);
  *low = _mm256_and_si256(both, nibble);
  *high = _mm256_and_si256(_mm256_srli_epi16(both, 4), nibble);
  if (type == kernel_weight_q5_0) {
    const __m256i fifth = _mm256_set1_epi8(16);
    __m256i bits = load_bytes(block.high + half * 32);
    __m256i for_low = _mm256_slli_epi16(bits, 4 - (int)v), for_high = _mm256_srli_epi16(bits, (int)v);
    *low = _mm256_or_si256(*low, _mm256_and_si256(for_low, fifth));
    *high = _mm256_or_si256(*high, _mm256_and_si256(for_high, fifth));
  }
  if (type == kernel_weight_q6_k) {
    const __m256i pair = _mm256_set1_epi8(48);
    __m256i first = load_bytes(block.high + half * 32);
    __m256i second = load_bytes(block.high + 64 + half * 32);
    // Bits 2v and 2v + 1 move to 4 and 5.
    first = v < 2 ? _mm256_slli_epi16(first, 4 - 2 * (int)v)
                  : _mm256_srli_epi16(first, 2 * (int)v - 4);
    second = v < 2 ? _mm256_slli_epi16(second, 4 - 2 * (int)v)
                   : _mm256_srli_epi16(second, 2 * (int)v - 4);
    *low = _mm256_or_si256(*low, _mm256_and_si256(first, pair));
    *high = _mm256_or_si256(*high, _mm256_and_si256(second, pair));
  }
}

/// What the 16-bit sums start with: of Q6_K those of columns 0…15 (s = 0) and 16…31 each.
LANES __m256i offset(KernelWeightType type, const int16_t *sum, size_t s) {
  if (type == kernel_weight_q6_k) {
    return _mm256_mullo_epi16(every_row(sum + 2 * s), _mm256_set1_epi16(-32));
  }
  if (type == kernel_weight_q5_0 && s == 0) {
    __m256i pairs = _mm256_add_epi16(every_row(sum), every_row(sum + 2));
    return _mm256_mullo_epi16(pairs, _mm256_set1_epi16(-16));
  }
  return _mm256_setzero_si256();
}

/// The integer scales of eight rows as pairs of 16 bits.
LANES __m256i integer_scale(KernelWeightType type, PackedBlock block, size_t s, size_t half) {
  if (type == kernel_weight_q4_k) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + half * 8));
    __m256i wide = _mm256_cvtepu8_epi32(bytes);
    return _mm256_or_si256(wide, _mm256_slli_epi32(wide, 16));
  }
  if (type == kernel_weight_q6_k) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.scale + s * 16 + half * 8));
    return _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(bytes, bytes));
  }
  return _mm256_set1_epi16(1);
}

LANES __m256 float_scale(PackedBlock block, size_t half) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(block.d + half * 8)));
}

LANES __m256 float_min(KernelWeightType type, PackedBlock block, size_t half) {
  if (!has_minima(type)) return _mm256_setzero_ps();
  __m256 m = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(block.m + half * 8)));
  if (type == kernel_weight_q4_k) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(block.min + half * 8));
    m = _mm256_mul_ps(m, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)));
  }
  return m;
}

/// Adds a block's product to a sum, as plain.c defines it.
LANES __m256 accumulate(KernelWeightType type, __m256 sum, __m256i product, __m256 d, __m256 m,
                        const float *scale, const float *scaled_sum) {
  __m256 factor = _mm256_mul_ps(d, _mm256_broadcast_ss(scale));
  sum = _mm256_fmadd_ps(factor, _mm256_cvtepi32_ps(product), sum);
  if (type == kernel_weight_q4_1) {
    sum = _mm256_fmadd_ps(m, _mm256_broadcast_ss(scaled_sum), sum);
  } else if (type == kernel_weight_q4_k) {
    sum = _mm256_fnmadd_ps(m, _mm256_broadcast_ss(scaled_sum), sum);
  }
  return sum;
}

/// One token: weights are used as they are read.
LANES void multiply_one(KernelWeightType type, const void *group, size_t blocks, const int8_t *q,
                        const float *scale, const int16_t *sums, const float *scaled_sum,
                        float *out) {
  __m256 sum[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  for (size_t index = 0; index < blocks; index++) {
    const PackedBlock block = packed_block(type, group, index);
    const int8_t *a = q + index * kernels_block;
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      __m256i product = _mm256_setzero_si256();
      __m256i part[2] = {offset(type, sums + index * 4, 0), offset(type, sums + index * 4, 1)};
#pragma clang loop unroll(full)
      for (size_t v = 0; v < 4; v++) {
        __m256i w[2];
        column_vectors(type, block, v, half, &w[0], &w[1]);
#pragma clang loop unroll(full)
        for (size_t s = 0; s < 2; s++) {
          __m256i x = every_row(a + 16 * s + 4 * v);
          if (type == kernel_weight_q8_0) {
            __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w[s]), _mm256_sign_epi8(x, w[s]));
            product = _mm256_add_epi32(product, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
          } else {
            part[s] = _mm256_add_epi16(part[s], _mm256_maddubs_epi16(w[s], x));
          }
        }
      }
      if (type == kernel_weight_q6_k) {
        product = _mm256_add_epi32(
            _mm256_madd_epi16(part[0], integer_scale(type, block, 0, half)),
            _mm256_madd_epi16(part[1], integer_scale(type, block, 1, half)));
      } else if (type != kernel_weight_q8_0) {
        product = _mm256_madd_epi16(_mm256_add_epi16(part[0], part[1]),
                                    integer_scale(type, block, 0, half));
      }
      sum[half] = accumulate(type, sum[half], product, float_scale(block, half),
                             float_min(type, block, half), scale + index, scaled_sum + index);
    }
  }
  _mm256_storeu_ps(out, sum[0]);
  _mm256_storeu_ps(out + 8, sum[1]);
}

/// A block of weights, expanded for use with several tokens.
typedef struct Expanded {
  __m256i w[8][2];     ///< column vector, half of the rows; of Q8_0 absolute values
  __m256i sign[8][2];  ///< of Q8_0 alone: the weights with their signs
  __m256i scale[2][2];
  __m256 d[2], m[2];
} Expanded;

LANES void expand(KernelWeightType type, PackedBlock block, Expanded *e) {
#pragma clang loop unroll(full)
  for (size_t half = 0; half < 2; half++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 4; v++) {
      __m256i low, high;
      column_vectors(type, block, v, half, &low, &high);
      if (type == kernel_weight_q8_0) {
        e->sign[v][half] = low;
        e->sign[v + 4][half] = high;
        low = _mm256_abs_epi8(low);
        high = _mm256_abs_epi8(high);
      }
      e->w[v][half] = low;
      e->w[v + 4][half] = high;
    }
    e->scale[0][half] = integer_scale(type, block, 0, half);
    if (type == kernel_weight_q6_k) e->scale[1][half] = integer_scale(type, block, 1, half);
    e->d[half] = float_scale(block, half);
    e->m[half] = float_min(type, block, half);
  }
}

/// `count` (a constant) tokens with the expanded blocks `first`..<`first + slice`, added to out.
LANES void multiply_tile(KernelWeightType type, size_t count, const Expanded *weights, size_t first,
                         size_t slice, size_t blocks, const KernelActivations *activations,
                         size_t token, float *out, size_t out_stride) {
  __m256 sum[tile_tokens][2];
  for (size_t t = 0; t < count; t++) {
    for (size_t half = 0; half < 2; half++) {
      sum[t][half] = first == 0 ? _mm256_setzero_ps()
                                : _mm256_loadu_ps(out + (token + t) * out_stride + half * 8);
    }
  }
  for (size_t index = 0; index < slice; index++) {
    const Expanded *e = weights + index;
    const size_t at = token * blocks + first + index;
    const int8_t *a = activations->q + at * kernels_block;
    const int16_t *sums = activations->sum + at * 4;
    __m256i part[tile_tokens][2], product[tile_tokens][2];
#pragma clang loop unroll(full)
    for (size_t u = 0; u < 8; u++) {
#pragma clang loop unroll(full)
      for (size_t t = 0; t < count; t++) {
        __m256i x = every_row(a + t * blocks * kernels_block + 4 * u);
#pragma clang loop unroll(full)
        for (size_t half = 0; half < 2; half++) {
          if (type == kernel_weight_q8_0) {
            __m256i pairs =
                _mm256_maddubs_epi16(e->w[u][half], _mm256_sign_epi8(x, e->sign[u][half]));
            __m256i joined = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
            product[t][half] = u == 0 ? joined : _mm256_add_epi32(product[t][half], joined);
            continue;
          }
          __m256i pairs = _mm256_maddubs_epi16(e->w[u][half], x);
          if (u == 0 || (u == 4 && type == kernel_weight_q6_k)) {
            part[t][half] = offset(type, sums + t * blocks * 4, u / 4);
          }
          part[t][half] = _mm256_add_epi16(part[t][half], pairs);
          if (u == 3 && type == kernel_weight_q6_k) {
            product[t][half] = _mm256_madd_epi16(part[t][half], e->scale[0][half]);
          }
        }
      }
    }
#pragma clang loop unroll(full)
    for (size_t t = 0; t < count; t++) {
#pragma clang loop unroll(full)
      for (size_t half = 0; half < 2; half++) {
        if (type == kernel_weight_q6_k) {
          product[t][half] = _mm256_add_epi32(
              product[t][half], _mm256_madd_epi16(part[t][half], e->scale[1][half]));
        } else if (type == kernel_weight_q4_k) {
          product[t][half] = _mm256_madd_epi16(part[t][half], e->scale[0][half]);
        } else if (type != kernel_weight_q8_0) {
          product[t][half] = _mm256_madd_epi16(part[t][half], _mm256_set1_epi16(1));
        }
        sum[t][half] = accumulate(type, sum[t][half], product[t][half], e->d[half], e->m[half],
                                  activations->scale + at + t * blocks,
                                  activations->scaled_sum + at + t * blocks);
      }
    }
  }
  for (size_t t = 0; t < count; t++) {
    for (size_t half = 0; half < 2; half++) {
      _mm256_storeu_ps(out + (token + t) * out_stride + half * 8, sum[t][half]);
    }
  }
}

LANES void multiply_quantised(KernelWeightType type, const void *packed, size_t columns,
                              size_t group_begin, size_t group_end,
                              const KernelActivations *activations, size_t tokens, float *out,
                              size_t out_stride) {
  const size_t blocks = columns / kernels_block, bytes = kernels_group_bytes(type, columns);
  for (size_t group = group_begin; group < group_end; group++) {
    const uint8_t *start = (const uint8_t *)packed + group * bytes;
    float *to = out + group * rows;
    if (tokens == 1) {
      multiply_one(type, start, blocks, activations->q, activations->scale, activations->sum,
                   activations->scaled_sum, to);
      continue;
    }
    for (size_t first = 0; first < blocks; first += slice_blocks) {
      Expanded weights[slice_blocks];
      const size_t slice = blocks - first < slice_blocks ? blocks - first : slice_blocks;
      for (size_t i = 0; i < slice; i++) {
        expand(type, packed_block(type, start, first + i), weights + i);
      }
      size_t token = 0;
      for (; tokens - token >= tile_tokens; token += tile_tokens) {
        multiply_tile(type, 4, weights, first, slice, blocks, activations, token, to, out_stride);
      }
      switch (tokens - token) {
        case 3:
          multiply_tile(type, 3, weights, first, slice, blocks, activations, token, to, out_stride);
          break;
        case 2:
          multiply_tile(type, 2, weights, first, slice, blocks, activations, token, to, out_stride);
          break;
        case 1:
          multiply_tile(type, 1, weights, first, slice, blocks, activations, token, to, out_stride);
          break;
      }
    }
  }
}

#define MULTIPLY(t)                                                                              \
  static void multiply_##t(const void *packed, size_t columns, size_t group_begin,               \
                           size_t group_end, const KernelActivations *activations,               \
                           size_t tokens, float *out, size_t out_stride) {                       \
    multiply_quantised(kernel_weight_##t, packed, columns, group_begin, group_end, activations,  \
                       tokens, out, out_stride);                                                 \
  }
MULTIPLY(q4_1)
MULTIPLY(q5_0)
MULTIPLY(q8_0)
MULTIPLY(q4_k)
MULTIPLY(q6_k)
#undef MULTIPLY

#endif
