/// Quantised activations: how they lie in memory, and the kernel that writes them.
///
/// Tokens lie in tiles of four (the last tile may have fewer), so that a kernel that multiplies
/// four tokens with the same weights walks through one stretch of memory. For each block of 32
/// columns a tile of w tokens holds 52 w bytes:
///
///     bytes   0                  32 w           36 w              44 w       48 w            52 w
///             | q [8][w][4] int8 | start5[w][2] | start6[2][w][2] | scale[w] | scaled_sum[w] |
///
/// q[u][t] is columns 4u…4u+3 of token t: x ≈ scale · q. scaled_sum is scale · Σ q.
///
/// start5 and start6 (int16) begin the sums of weights that are stored with an offset of 16 or
/// 32. The products add up in two lanes i of 16 bits, columns c mod 4 = 2i and 2i + 1; start5
/// is -16 · Σ q of such a lane's columns, start6 is -32 · Σ q of those among columns 0…15 and
/// 16…31 apart.
#ifndef LINEUP_QUANTIZE_H
#define LINEUP_QUANTIZE_H

#include "lanes.h"
#include "layout.h"

enum { tile_tokens = 4 };

/// One block of a tile of `width` tokens.
typedef struct QuantizedBlock {
  int8_t *q;          ///< [8][width][4]
  int16_t *start5;    ///< [width][2]
  int16_t *start6;    ///< [2][width][2]
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
                          (float *)(p + 44 * width), (float *)(p + 48 * width)};
}

/// Token `t` of the tile `to`: 32 elements of x.
LANES void quantize_block(const float *x, QuantizedBlock to, size_t width, size_t t) {
  const f32x16 shift = splat(0x1.8p23f);  // adding it rounds to the nearest even integer
  f32x16 half[2] = {load(x), load(x + lanes)};
  f32x16 largest = splat(0);
  for (size_t s = 0; s < 2; s++) {
    largest = larger((f32x16)((i32x16)half[s] & 0x7fffffff), largest);
  }
  float magnitudes[lanes];
  store(magnitudes, largest);
  float magnitude = 0;
  for (size_t i = 0; i < lanes; i++) {
    magnitude = magnitudes[i] > magnitude ? magnitudes[i] : magnitude;
  }
  // Within these bounds neither 127 / magnitude nor scale · Σ q overflows.
  magnitude = magnitude < 0x1p115f ? magnitude : 0x1p115f;
  const float inverse = magnitude < 0x1p-115f ? 0 : 127 / magnitude;
  const float scale = magnitude < 0x1p-115f ? 0 : magnitude / 127;
  int32_t sum[2][2];
  for (size_t s = 0; s < 2; s++) {
    f32x16 scaled = half[s] * inverse;
    scaled = choose(scaled < splat(127), scaled, splat(127));
    scaled = larger(scaled, splat(-127));
    i32x16 rounded = (i32x16)(scaled + shift) - (i32x16)shift;
    i8x16 bytes = __builtin_convertvector(rounded, i8x16);
    for (size_t v = 0; v < 4; v++) {
      __builtin_memcpy(to.q + ((s * 4 + v) * width + t) * 4, (const int8_t *)&bytes + 4 * v, 4);
    }
    i32x16 swapped = __builtin_shufflevector(rounded, rounded, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11,
                                             10, 13, 12, 15, 14);
    i32x16 pairs = rounded + swapped;
    for (size_t i = 0; i < 2; i++) {
      sum[s][i] = pairs[2 * i] + pairs[2 * i + 4] + pairs[2 * i + 8] + pairs[2 * i + 12];
      to.start6[(s * width + t) * 2 + i] = (int16_t)(-32 * sum[s][i]);
    }
  }
  for (size_t i = 0; i < 2; i++) {
    to.start5[t * 2 + i] = (int16_t)(-16 * (sum[0][i] + sum[1][i]));
  }
  to.scale[t] = scale;
  to.scaled_sum[t] = scale * (float)(sum[0][0] + sum[0][1] + sum[1][0] + sum[1][1]);
}

static void quantize(const KernelActivations *activations, size_t columns, size_t tokens,
                     size_t begin, size_t end) {
  for (size_t token = begin; token < end; token++) {
    const size_t first = token / tile_tokens * tile_tokens, width = tile_width(first, tokens);
    const float *x = activations->x + token * columns;
    for (size_t index = 0; index < columns / kernels_block; index++) {
      quantize_block(x + index * kernels_block,
                     quantized_block(activations, columns, first, width, index), width,
                     token - first);
    }
  }
}

#endif
