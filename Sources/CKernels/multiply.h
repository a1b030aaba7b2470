/// How products with quantised weights go through memory. The includer's instruction set brings
/// the products themselves, with `type` and `width` constants wherever they are called:
///
///     Expanded, expand     a block of weights, made ready for use with several tokens
///     multiply_tile        a tile of tokens times some expanded blocks, added to out
///     multiply_block       a block times a tile of tokens, with weights used as they are read,
///                          added to sum[width][16]
#ifndef LINEUP_MULTIPLY_H
#define LINEUP_MULTIPLY_H

#include "blocks.h"
#include "floats.h"
#include "lanes.h"
#include "quantize.h"

/// Up to so many tokens weights are used as they are read, and fetched this many bytes ahead; for
/// more, so many blocks at most are expanded at once.
enum { few_tokens = 2 * tile_tokens, prefetch_ahead = 2048, slice_blocks = 12 };

/// Bytes of a block's byte vectors.
LANES size_t block_bytes(KernelWeightType type) {
  switch (type) {
    case kernel_weight_q5_0:
    case kernel_weight_q5_1:
    case kernel_weight_q5_k: return sizeof((PackedQ5_0){0}.bytes);
    case kernel_weight_q8_0: return sizeof((PackedQ8_0){0}.bytes);
    case kernel_weight_q2_k: return sizeof((PackedQ2_KPart){0}.bytes);
    case kernel_weight_q3_k: return sizeof((PackedQ3_KPart){0}.bytes);
    case kernel_weight_q6_k: return sizeof((PackedQ6_KPart){0}.bytes);
    default: return sizeof((PackedQ4_1){0}.bytes);
  }
}

/// A tile of `width` tokens and a second of `more` (constants; 0: none) times one group. A block is
/// used for both before the next, so that memory is read at an even pace.
LANES void multiply_group(KernelWeightType type, size_t width, size_t more, const uint8_t *group,
                          size_t columns, const KernelActivations *activations, float *out,
                          size_t out_stride) {
  float sum[few_tokens * rows] __attribute__((aligned(64)));
  for (size_t t = 0; t < width + more; t++) store(sum + t * rows, splat(0));
  for (size_t index = 0; index < columns / kernels_block; index++) {
    const PackedBlock block = packed_block(type, group, index);
    // Processors stop fetching ahead at the end of a page.
    for (size_t i = 0; i < block_bytes(type); i += 64) {
      __builtin_prefetch(block.bytes + prefetch_ahead + i);
    }
    multiply_block(type, width, block, quantized_block(activations, columns, 0, width, index), sum);
    if (more > 0) {
      multiply_block(type, more, block, quantized_block(activations, columns, width, more, index),
                     sum + width * rows);
    }
  }
  for (size_t t = 0; t < width + more; t++) store(out + t * out_stride, load(sum + t * rows));
}

/// Few tokens: reading the weights takes most of the time, so they are used as they are read.
LANES void multiply_few(KernelWeightType type, const void *packed, size_t columns,
                        size_t group_begin, size_t group_end,
                        const KernelActivations *activations, size_t tokens, float *out,
                        size_t out_stride) {
  const size_t bytes = kernels_group_bytes(type, columns);
  for (size_t group = group_begin; group < group_end; group++) {
    const uint8_t *start = (const uint8_t *)packed + group * bytes;
#define TILES(width, more)                                                                  \
  case width + more:                                                                        \
    multiply_group(type, width, more, start, columns, activations, out + group * rows,      \
                   out_stride);                                                             \
    break;
    switch (tokens) {
      TILES(1, 0)
      TILES(2, 0)
      TILES(3, 0)
      TILES(4, 0)
      TILES(4, 1)
      TILES(4, 2)
      TILES(4, 3)
      TILES(4, 4)
    }
#undef TILES
  }
}

/// Many tokens: blocks of weights are expanded once for all tiles.
LANES void multiply_many(KernelWeightType type, const void *packed, size_t columns,
                         size_t group_begin, size_t group_end,
                         const KernelActivations *activations, size_t tokens, float *out,
                         size_t out_stride) {
  const size_t blocks = columns / kernels_block, bytes = kernels_group_bytes(type, columns);
  const size_t tiles = (tokens + tile_tokens - 1) / tile_tokens;
  for (size_t group = group_begin; group < group_end; group++) {
    const uint8_t *start = (const uint8_t *)packed + group * bytes;
    float *to = out + group * rows;
    for (size_t begin = 0; begin < blocks; begin += slice_blocks) {
      Expanded weights[slice_blocks];
      const size_t end = blocks - begin < slice_blocks ? blocks : begin + slice_blocks;
      for (size_t index = begin; index < end; index++) {
        expand(type, packed_block(type, start, index), weights + (index - begin));
      }
      // While this slice is multiplied, the next one comes near: a part of it with each tile.
      const uint8_t *next = start + bytes * end / blocks;
      const size_t share = (bytes * (end - begin) / blocks / tiles + 63) / 64 * 64;
      for (size_t first = 0; first < tokens; first += tile_tokens, next += share) {
        for (size_t i = 0; i < share; i += 64) __builtin_prefetch(next + i);
#define TILE(width)                                                                               \
  case width:                                                                                     \
    multiply_tile(type, width, weights, begin, end, activations, columns, first, to, out_stride); \
    break;
        switch (tile_width(first, tokens)) {
          TILE(1)
          TILE(2)
          TILE(3)
          TILE(4)
        }
#undef TILE
      }
    }
  }
}

#define MULTIPLY(t)                                                                            \
  static void multiply_##t(const void *packed, size_t columns, size_t group_begin,             \
                           size_t group_end, const KernelActivations *activations,             \
                           size_t tokens, float *out, size_t out_stride) {                     \
    if (tokens <= few_tokens) {                                                                \
      multiply_few(kernel_weight_##t, packed, columns, group_begin, group_end, activations,    \
                   tokens, out, out_stride);                                                   \
    } else {                                                                                   \
      multiply_many(kernel_weight_##t, packed, columns, group_begin, group_end, activations,   \
                    tokens, out, out_stride);                                                  \
    }                                                                                          \
  }
MULTIPLY(q4_0)
MULTIPLY(q4_1)
MULTIPLY(q5_0)
MULTIPLY(q5_1)
MULTIPLY(q8_0)
MULTIPLY(q2_k)
MULTIPLY(q3_k)
MULTIPLY(q4_k)
MULTIPLY(q5_k)
MULTIPLY(q6_k)
MULTIPLY(iq4_nl)
MULTIPLY(iq4_xs)
MULTIPLY(mxfp4)
#undef MULTIPLY

static void multiply(KernelWeightType type, const void *packed, size_t columns, size_t group_begin,
                     size_t group_end, const KernelActivations *activations, size_t tokens,
                     float *out, size_t out_stride) {
  switch (type) {
#define CASE(t)                                                                              \
  case kernel_weight_##t:                                                                    \
    multiply_##t(packed, columns, group_begin, group_end, activations, tokens, out, out_stride); \
    break;
    CASE(f32)
    CASE(f16)
    CASE(bf16)
    CASE(q4_0)
    CASE(q4_1)
    CASE(q5_0)
    CASE(q5_1)
    CASE(q8_0)
    CASE(q2_k)
    CASE(q3_k)
    CASE(q4_k)
    CASE(q5_k)
    CASE(q6_k)
    CASE(iq4_nl)
    CASE(iq4_xs)
    CASE(mxfp4)
#undef CASE
  }
}

#endif
