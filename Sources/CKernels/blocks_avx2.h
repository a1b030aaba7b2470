/// What the products of avx2.c are made of (multiply_avx2.h): the pieces of a block in registers of
/// eight rows, and what a block's integer sums add to the sums in floats.
#ifndef LINEUP_BLOCKS_AVX2_H
#define LINEUP_BLOCKS_AVX2_H

#include <immintrin.h>

#include "blocks.h"
#include "lanes.h"
#include "quantize.h"

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

#endif
