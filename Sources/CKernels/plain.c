/// The kernels for any processor. Its integer products are the definition the other tables are
/// tested against:
///
///     sum = 0; for each block of 32 columns, in order:
///       sum = fma(d · scale, (float)i, sum)
///       sum = fma(m, scaled_sum, sum)          where the type has minima
///
/// with scale and scaled_sum the activations', and, in exact integers, i the product of the block:
///
///     type    d         i                                        m
///     Q4_1    d         Σ q · a                                  m
///     Q5_0    d         Σ (q - 16) · a                           –
///     Q8_0    d         Σ q · a                                  –
///     Q4_K    d         scale · Σ q · a                          -(dmin · min)
///     Q6_K    d         Σ over 16 columns each: scale · Σ (q - 32) · a    –
#if defined(__ARM_FEATURE_FMA)
#define LANES_NATIVE_FMA
#endif

#include "attention.h"
#include "elementwise.h"
#include "floats.h"
#include "layout.h"
#include "quantize.h"
#include "tables.h"

/// A block of 16 rows × 32 columns, unpacked.
typedef struct Block {
  int16_t w[16][rows][2];    ///< column pairs: [column / 2][row][column mod 2]
  int32_t scale[2][rows];    ///< integer scale of columns 0…15 and 16…31
  float d[rows], m[rows];
} Block;

static void expand(KernelWeightType type, const void *group, size_t index, Block *block) {
  const PackedBlock packed = packed_block(type, group, index);
  store(block->d, widen_from(packed.d));
  store(block->m, packed.m != NULL ? widen_from(packed.m) : splat(0));
  for (size_t r = 0; r < rows; r++) {
    block->scale[0][r] = block->scale[1][r] = 1;
    if (type == kernel_weight_q4_k) {
      block->scale[0][r] = block->scale[1][r] = packed.scale[r];
      block->m[r] = -(block->m[r] * (float)packed.min[r]);
    } else if (type == kernel_weight_q6_k) {
      block->scale[0][r] = (int8_t)packed.scale[r];
      block->scale[1][r] = (int8_t)packed.scale[rows + r];
    }
  }
  for (size_t p = 0; p < 16; p++) {
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < 2; i++) {
        block->w[p][r][i] = (int16_t)packed_weight(type, packed, r, 2 * p + i);
      }
    }
  }
}

LANES void multiply_block(const Block *block, bool minima, QuantizedBlock a, size_t width,
                          size_t t, float *sum) {
  int32_t dot[2][rows] = {0};
  for (size_t p = 0; p < 16; p++) {
    const int8_t *pair = a.q + (p / 2 * width + t) * 4 + p % 2 * 2;
    const int16_t a0 = pair[0], a1 = pair[1];
    for (size_t r = 0; r < rows; r++) {
      dot[p / 8][r] += block->w[p][r][0] * a0 + block->w[p][r][1] * a1;
    }
  }
  i32x16 product;
  for (size_t r = 0; r < rows; r++) {
    product[r] = dot[0][r] * block->scale[0][r] + dot[1][r] * block->scale[1][r];
  }
  f32x16 total = load(sum);
  f32x16 factor = load(block->d) * a.scale[t];
  total = fused(factor, __builtin_convertvector(product, f32x16), total);
  if (minima) total = fused(load(block->m), splat(a.scaled_sum[t]), total);
  store(sum, total);
}

static void multiply(KernelWeightType type, const void *packed, size_t columns, size_t group_begin,
                     size_t group_end, const KernelActivations *activations, size_t tokens,
                     float *out, size_t out_stride) {
  if (type == kernel_weight_f32) {
    multiply_f32(packed, columns, group_begin, group_end, activations, tokens, out, out_stride);
    return;
  }
  if (type == kernel_weight_f16) {
    multiply_f16(packed, columns, group_begin, group_end, activations, tokens, out, out_stride);
    return;
  }
  const bool minima = type == kernel_weight_q4_1 || type == kernel_weight_q4_k;
  const size_t blocks = columns / kernels_block;
  for (size_t group = group_begin; group < group_end; group++) {
    const void *start = (const uint8_t *)packed + group * kernels_group_bytes(type, columns);
    for (size_t token = 0; token < tokens; token++) {
      store(out + token * out_stride + group * rows, splat(0));
    }
    for (size_t index = 0; index < blocks; index++) {
      Block block;
      expand(type, start, index, &block);
      for (size_t token = 0; token < tokens; token++) {
        const size_t first = token / tile_tokens * tile_tokens, width = tile_width(first, tokens);
        QuantizedBlock a = quantized_block(activations, columns, first, width, index);
        multiply_block(&block, minima, a, width, token - first,
                       out + token * out_stride + group * rows);
      }
    }
  }
}

const KernelTable kernels_table_plain = {
    .name = "plain",
    .quantize = quantize,
    .multiply = multiply,
    .rms_norm = rms_norm,
    .rope = rope,
    .silu_multiply = silu_multiply,
    .gelu_multiply = gelu_multiply,
    .add = add,
    .scale = scale,
    .store_key = store_key,
    .store_value = store_value,
    .attend = attend,
    .maximum = maximum,
    .sum_exp = sum_exp,
};
