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
#include "tables.h"

/// A block of 16 rows × 32 columns, unpacked.
typedef struct Block {
  int16_t w[16][rows][2];    ///< column pairs: [column / 2][row][column mod 2]
  int32_t scale[2][rows];    ///< integer scale of columns 0…15 and 16…31
  float d[rows], m[rows];
} Block;

/// Nibble of column pair p (0…15), row r, and column 2p + i.
LANES int16_t pair_nibble(const uint8_t nibbles[4][rows][4], size_t p, size_t r, size_t i) {
  uint8_t byte = nibbles[p % 8 / 2][r][p % 2 * 2 + i];
  return p < 8 ? byte & 15 : byte >> 4;
}

LANES void unscaled(Block *block) {
  for (size_t r = 0; r < rows; r++) block->scale[0][r] = block->scale[1][r] = 1;
}

#define FOR_WEIGHTS                    \
  for (size_t p = 0; p < 16; p++)      \
    for (size_t r = 0; r < rows; r++)  \
      for (size_t i = 0; i < 2; i++)

static void expand_q4_1(const void *group, size_t index, Block *block) {
  const PackedQ4_1 *packed = (const PackedQ4_1 *)group + index;
  unscaled(block);
  store(block->d, widen_from(packed->d));
  store(block->m, widen_from(packed->m));
  FOR_WEIGHTS block->w[p][r][i] = pair_nibble(packed->nibbles, p, r, i);
}

static void expand_q5_0(const void *group, size_t index, Block *block) {
  const PackedQ5_0 *packed = (const PackedQ5_0 *)group + index;
  unscaled(block);
  store(block->d, widen_from(packed->d));
  FOR_WEIGHTS {
    int16_t fifth = packed->fifth[r][p % 2 * 2 + i] >> (p / 2) & 1;
    block->w[p][r][i] = (pair_nibble(packed->nibbles, p, r, i) | fifth << 4) - 16;
  }
}

static void expand_q8_0(const void *group, size_t index, Block *block) {
  const PackedQ8_0 *packed = (const PackedQ8_0 *)group + index;
  unscaled(block);
  store(block->d, widen_from(packed->d));
  FOR_WEIGHTS block->w[p][r][i] = packed->q[p / 2][r][p % 2 * 2 + i];
}

static void expand_q4_k(const void *group, size_t index, Block *block) {
  const PackedQ4_K *packed = (const PackedQ4_K *)group + index / 8;
  const PackedQ4_KPart *part = &packed->part[index % 8];
  store(block->d, widen_from(packed->d));
  store(block->m, widen_from(packed->dmin));
  for (size_t r = 0; r < rows; r++) {
    block->scale[0][r] = block->scale[1][r] = part->scale[r];
    block->m[r] = -(block->m[r] * (float)part->min[r]);
  }
  FOR_WEIGHTS block->w[p][r][i] = pair_nibble(part->nibbles, p, r, i);
}

static void expand_q6_k(const void *group, size_t index, Block *block) {
  const PackedQ6_K *packed = (const PackedQ6_K *)group + index / 8;
  const PackedQ6_KPart *part = &packed->part[index % 8];
  store(block->d, widen_from(packed->d));
  for (size_t r = 0; r < rows; r++) {
    block->scale[0][r] = part->scale[0][r];
    block->scale[1][r] = part->scale[1][r];
  }
  FOR_WEIGHTS {
    int16_t high = part->high[p / 8][r][p % 2 * 2 + i] >> (p / 2 % 4 * 2) & 3;
    block->w[p][r][i] = (pair_nibble(part->nibbles, p, r, i) | high << 4) - 32;
  }
}

LANES void multiply_block(const Block *block, bool minima, const int8_t *q, float scale,
                          float scaled_sum, float *sum) {
  int32_t dot[2][rows] = {0};
  for (size_t p = 0; p < 16; p++) {
    const int16_t a0 = q[2 * p], a1 = q[2 * p + 1];
    for (size_t r = 0; r < rows; r++) {
      dot[p / 8][r] += block->w[p][r][0] * a0 + block->w[p][r][1] * a1;
    }
  }
  i32x16 product;
  for (size_t r = 0; r < rows; r++) {
    product[r] = dot[0][r] * block->scale[0][r] + dot[1][r] * block->scale[1][r];
  }
  f32x16 total = load(sum);
  total = fused(load(block->d) * scale, __builtin_convertvector(product, f32x16), total);
  if (minima) total = fused(load(block->m), splat(scaled_sum), total);
  store(sum, total);
}

static void multiply(KernelWeightType type, const void *packed, size_t columns, size_t group_begin,
                     size_t group_end, const KernelActivations *activations, size_t tokens,
                     float *out, size_t out_stride) {
  void (*expand)(const void *, size_t, Block *) = NULL;
  switch (type) {
    case kernel_weight_f32:
      multiply_f32(packed, columns, group_begin, group_end, activations, tokens, out, out_stride);
      return;
    case kernel_weight_f16:
      multiply_f16(packed, columns, group_begin, group_end, activations, tokens, out, out_stride);
      return;
    case kernel_weight_q4_1: expand = expand_q4_1; break;
    case kernel_weight_q5_0: expand = expand_q5_0; break;
    case kernel_weight_q8_0: expand = expand_q8_0; break;
    case kernel_weight_q4_k: expand = expand_q4_k; break;
    case kernel_weight_q6_k: expand = expand_q6_k; break;
  }
  if (expand == NULL) return;
  const bool minima = type == kernel_weight_q4_1 || type == kernel_weight_q4_k;
  const size_t blocks = columns / kernels_block;
  for (size_t group = group_begin; group < group_end; group++) {
    const void *start = (const uint8_t *)packed + group * kernels_group_bytes(type, columns);
    for (size_t token = 0; token < tokens; token++) {
      store(out + token * out_stride + group * rows, splat(0));
    }
    for (size_t index = 0; index < blocks; index++) {
      Block block;
      expand(start, index, &block);
      for (size_t token = 0; token < tokens; token++) {
        const size_t at = token * blocks + index;
        multiply_block(&block, minima, activations->q + at * kernels_block,
                       activations->scale[at], activations->scaled_sum[at],
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
