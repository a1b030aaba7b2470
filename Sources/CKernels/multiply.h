/// How products with quantised weights go through memory. The includer's instruction set brings
/// the products themselves, with `type` and `width` constants wherever they are called:
///
///     Expanded, expand     a block of weights, made ready for use with several tokens
///     multiply_tile        a tile of tokens times some expanded blocks, added to out
///     multiply_block       a block times one token, with weights used as they are read
#ifndef LINEUP_MULTIPLY_H
#define LINEUP_MULTIPLY_H

#include "floats.h"
#include "lanes.h"
#include "layout.h"
#include "quantize.h"

/// At most so many blocks of weights are expanded at once; so many streams of weights are read at
/// once for one token, and so many bytes ahead of the products.
enum { slice_blocks = 12, streams = 4, prefetch_ahead = 2048 };

/// Bytes of a block's byte vectors.
LANES size_t block_bytes(KernelWeightType type) {
  switch (type) {
    case kernel_weight_q5_0: return sizeof((PackedQ5_0){0}.bytes);
    case kernel_weight_q8_0: return sizeof((PackedQ8_0){0}.bytes);
    case kernel_weight_q6_k: return sizeof((PackedQ6_KPart){0}.bytes);
    default: return sizeof((PackedQ4_1){0}.bytes);
  }
}

/// One token and `count` · `per_stream` groups: `count` (a constant) streams of memory are read at
/// once, each its own run of groups, as one alone does not keep the memory busy.
LANES void multiply_streams(KernelWeightType type, size_t count, const uint8_t *packed,
                            size_t columns, size_t per_stream,
                            const KernelActivations *activations, float *out) {
  const size_t bytes = kernels_group_bytes(type, columns);
  for (size_t group = 0; group < per_stream; group++) {
    float sum[streams][rows] __attribute__((aligned(64))) = {0};
    for (size_t index = 0; index < columns / kernels_block; index++) {
      const QuantizedBlock a = quantized_block(activations, columns, 0, 1, index);
#pragma clang loop unroll(disable)
      for (size_t s = 0; s < count; s++) {
        const uint8_t *start = packed + (s * per_stream + group) * bytes;
        const PackedBlock block = packed_block(type, start, index);
        // Processors stop fetching ahead at the end of a page.
        for (size_t i = 0; i < block_bytes(type); i += 64) {
          __builtin_prefetch(block.bytes + prefetch_ahead + i);
        }
        multiply_block(type, block, a, sum[s]);
      }
    }
    for (size_t s = 0; s < count; s++) {
      __builtin_memcpy(out + (s * per_stream + group) * rows, sum[s], sizeof sum[s]);
    }
  }
}

LANES void multiply_quantised(KernelWeightType type, const void *packed, size_t columns,
                              size_t group_begin, size_t group_end,
                              const KernelActivations *activations, size_t tokens, float *out,
                              size_t out_stride) {
  const size_t blocks = columns / kernels_block, bytes = kernels_group_bytes(type, columns);
  if (tokens == 1) {
    const size_t per_stream = (group_end - group_begin) / streams;
    const size_t middle = group_begin + per_stream * streams;
    multiply_streams(type, streams, (const uint8_t *)packed + group_begin * bytes, columns,
                     per_stream, activations, out + group_begin * rows);
    multiply_streams(type, 1, (const uint8_t *)packed + middle * bytes, columns,
                     group_end - middle, activations, out + middle * rows);
    return;
  }
  for (size_t group = group_begin; group < group_end; group++) {
    const uint8_t *start = (const uint8_t *)packed + group * bytes;
    float *to = out + group * rows;
    for (size_t begin = 0; begin < blocks; begin += slice_blocks) {
      Expanded weights[slice_blocks];
      const size_t end = blocks - begin < slice_blocks ? blocks : begin + slice_blocks;
      for (size_t index = begin; index < end; index++) {
        expand(type, packed_block(type, start, index), weights + (index - begin));
      }
      for (size_t first = 0; first < tokens; first += tile_tokens) {
#define TILE(width)                                                                            \
  case width:                                                                                  \
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
    CASE(q4_1)
    CASE(q5_0)
    CASE(q8_0)
    CASE(q4_k)
    CASE(q6_k)
#undef CASE
  }
}

#endif
