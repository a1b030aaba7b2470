/// Quantised activations: how they lie in memory, and the kernel that writes them.
///
/// Tokens lie in tiles of four (the last tile may have fewer), so that a kernel that multiplies
/// four tokens with the same weights walks through one stretch of memory. For each block of 32
/// columns a tile of w tokens holds 56 w bytes:
///
///     bytes   0                  32 w           36 w              44 w
///             | q [8][w][4] int8 | start5[w][2] | start6[2][w][2] | …
///             44 w          48 w       52 w            56 w
///           … | sums[w][2]  | scale[w] | scaled_sum[w] |
///
/// q[u][t] is columns 4u…4u+3 of token t: x ≈ scale · q. scaled_sum is scale · Σ q, sums (int16)
/// are Σ q of columns 0…15 and 16…31.
///
/// start5 and start6 (int16) begin the sums of weights that are stored with an offset of 16 or
/// 32. The products add up in two lanes i of 16 bits, columns c mod 4 = 2i and 2i + 1; start5
/// is -16 · Σ q of such a lane's columns, start6 is -32 · Σ q of those among columns 0…15 and
/// 16…31 apart.
#ifndef LINEUP_QUANTIZE_H
#define LINEUP_QUANTIZE_H

#include "lanes.h"
#include "layout.h"

enum { tile_tokens = kernels_tile_tokens };

/// One block of a tile of `width` tokens.
typedef struct QuantizedBlock {
  int8_t *q;          ///< [8][width][4]
  int16_t *start5;    ///< [width][2]
  int16_t *start6;    ///< [2][width][2]
  int16_t *sums;      ///< [width][2]
  float *scale;       ///< [width]
  float *scaled_sum;  ///< [width]
} QuantizedBlock;

/// The width of the tile that starts with token `first`.
LANES size_t tile_width(size_t first, size_t tokens) {
  return tokens - first < tile_tokens ? tokens - first : tile_tokens;
}

LANES QuantizedBlock quantized_block(const KernelActivations *activations, size_t columns,
                                     size_t first, size_t width, size_t index) {
  const size_t blocks = columns / kernels_block;
  uint8_t *p = (uint8_t *)activations->quantized +
               (first * blocks + index * width) * quantized_block_bytes;
  return (QuantizedBlock){(int8_t *)p, (int16_t *)(p + 32 * width), (int16_t *)(p + 36 * width),
                          (int16_t *)(p + 44 * width), (float *)(p + 48 * width),
                          (float *)(p + 52 * width)};
}

/// Sums of the four columns with the same place in their words.
LANES i32x4 sum_by_place(i32x16 v) {
  i32x4 a = __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
  i32x4 b = __builtin_shufflevector(v, v, 8, 9, 10, 11) +
            __builtin_shufflevector(v, v, 12, 13, 14, 15);
  return a + b;
}

/// Token `t` of the tile `to`: 32 elements of x.
LANES void quantize_block(const float *x, QuantizedBlock to, size_t width, size_t t) {
  const f32x16 shift = splat(0x1.8p23f);  // adding it rounds to the nearest even integer
  const f32x16 half[2] = {load(x), load(x + lanes)};
  // Magnitudes compare as their bits do. Within these bounds neither 127 / magnitude nor
  // scale · Σ q overflows.
  const i32x16 first = (i32x16)half[0] & 0x7fffffff, second = (i32x16)half[1] & 0x7fffffff;
  const int32_t bits = __builtin_reduce_max(__builtin_elementwise_max(first, second));
  float magnitude = 0x1p115f;
  if (bits < 0x79000000) __builtin_memcpy(&magnitude, &bits, sizeof bits);
  const bool zero = magnitude < 0x1p-115f;
  const float inverse = zero ? 0 : 127 / magnitude, scale = zero ? 0 : magnitude / 127;
  int32_t sum[2][2];
  for (size_t s = 0; s < 2; s++) {
    f32x16 scaled = half[s] * splat(inverse);
    scaled = choose(scaled < splat(127), scaled, splat(127));
    scaled = larger(scaled, splat(-127));
    const i32x16 rounded = (i32x16)(scaled + shift) - (i32x16)shift;
    const i32x4 words = (i32x4)__builtin_convertvector(rounded, i8x16);
    for (size_t v = 0; v < 4; v++) {
      const int32_t word = words[v];
      __builtin_memcpy(to.q + ((s * 4 + v) * width + t) * 4, &word, sizeof word);
    }
    const i32x4 places = sum_by_place(rounded);
    for (size_t i = 0; i < 2; i++) {
      sum[s][i] = places[2 * i] + places[2 * i + 1];
      to.start6[(s * width + t) * 2 + i] = (int16_t)(-32 * sum[s][i]);
    }
    to.sums[t * 2 + s] = (int16_t)(sum[s][0] + sum[s][1]);
  }
  for (size_t i = 0; i < 2; i++) to.start5[t * 2 + i] = (int16_t)(-16 * (sum[0][i] + sum[1][i]));
  to.scale[t] = scale;
  to.scaled_sum[t] = scale * (float)(sum[0][0] + sum[0][1] + sum[1][0] + sum[1][1]);
}

/// Word v of four vectors together, for each v.
LANES void transpose_words(i32x4 w[tile_tokens]) {
  const i32x4 a = __builtin_shufflevector(w[0], w[1], 0, 4, 1, 5);
  const i32x4 b = __builtin_shufflevector(w[0], w[1], 2, 6, 3, 7);
  const i32x4 c = __builtin_shufflevector(w[2], w[3], 0, 4, 1, 5);
  const i32x4 d = __builtin_shufflevector(w[2], w[3], 2, 6, 3, 7);
  w[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  w[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  w[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  w[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

/// The largest lane of each of four vectors.
LANES i32x4 largest_lanes(const i32x16 v[tile_tokens]) {
  i32x4 m[tile_tokens];
  for (size_t t = 0; t < tile_tokens; t++) {
    const i32x8 half = __builtin_elementwise_max(half_of(v[t], false), half_of(v[t], true));
    m[t] = __builtin_elementwise_max(__builtin_shufflevector(half, half, 0, 1, 2, 3),
                                     __builtin_shufflevector(half, half, 4, 5, 6, 7));
  }
  transpose_words(m);
  return __builtin_elementwise_max(__builtin_elementwise_max(m[0], m[1]),
                                   __builtin_elementwise_max(m[2], m[3]));
}

/// A whole tile's block: 32 elements of four tokens, `columns` apart. The same numbers as
/// `quantize_block` four times; false, and nothing written, where those are not all finite.
LANES bool quantize_tile(const float *x, size_t columns, QuantizedBlock to) {
  const f32x16 shift = splat(0x1.8p23f);
  f32x16 half[2][tile_tokens];
  i32x16 most[tile_tokens];
  for (size_t t = 0; t < tile_tokens; t++) {
    for (size_t s = 0; s < 2; s++) half[s][t] = load(x + t * columns + s * lanes);
    most[t] = __builtin_elementwise_max((i32x16)half[0][t] & 0x7fffffff,
                                        (i32x16)half[1][t] & 0x7fffffff);
  }
  const i32x4 bits = largest_lanes(most);
  if (__builtin_reduce_max(bits) >= 0x79000000) return false;
  const f32x4 magnitude = (f32x4)bits;
  const i32x4 counts = magnitude >= 0x1p-115f;
  const f32x4 inverse = (f32x4)((i32x4)(127 / magnitude) & counts);
  const f32x4 scale = (f32x4)((i32x4)(magnitude / 127) & counts);

  i16x8 sum[2];  // [token][i]
  for (size_t s = 0; s < 2; s++) {
    i32x4 words[tile_tokens];
    for (size_t t = 0; t < tile_tokens; t++) {
      const i32x16 rounded = (i32x16)(half[s][t] * splat(inverse[t]) + shift) - (i32x16)shift;
      words[t] = (i32x4)__builtin_convertvector(rounded, i8x16);
    }
    transpose_words(words);
    __builtin_memcpy(to.q + s * sizeof words, words, sizeof words);
    sum[s] = (i16x8){0};
    for (size_t v = 0; v < 4; v++) {
      const i16x8 pairs = (i16x8)words[v];
      sum[s] += ((i16x8)((u16x8)pairs << 8) >> 8) + (pairs >> 8);
    }
    const i16x8 start6 = sum[s] * -32;
    __builtin_memcpy(to.start6 + s * 8, &start6, sizeof start6);
  }
  const i16x8 start5 = (sum[0] + sum[1]) * -16;
  const i16x8 sums = __builtin_shufflevector(sum[0], sum[1], 0, 8, 2, 10, 4, 12, 6, 14) +
                     __builtin_shufflevector(sum[0], sum[1], 1, 9, 3, 11, 5, 13, 7, 15);
  const i32x4 total = ((i32x4)((u32x4)sums << 16) >> 16) + ((i32x4)sums >> 16);
  const f32x4 scaled_sum = scale * __builtin_convertvector(total, f32x4);
  __builtin_memcpy(to.start5, &start5, sizeof start5);
  __builtin_memcpy(to.sums, &sums, sizeof sums);
  __builtin_memcpy(to.scale, &scale, sizeof scale);
  __builtin_memcpy(to.scaled_sum, &scaled_sum, sizeof scaled_sum);
  return true;
}

static void quantize(const KernelActivations *activations, size_t columns, size_t tokens,
                     size_t begin, size_t end) {
  for (size_t token = begin, next; token < end; token = next) {
    const size_t first = token / tile_tokens * tile_tokens, width = tile_width(first, tokens);
    const bool whole = token == first && width == tile_tokens && token + tile_tokens <= end;
    next = whole ? token + tile_tokens : token + 1;
    for (size_t index = 0; index < columns / kernels_block; index++) {
      const float *x = activations->x + token * columns + index * kernels_block;
      const QuantizedBlock to = quantized_block(activations, columns, first, width, index);
      if (whole && quantize_tile(x, columns, to)) continue;
      for (size_t t = token; t < next; t++) {
        quantize_block(x + (t - token) * columns, to, width, t - first);
      }
    }
  }
}

#endif
