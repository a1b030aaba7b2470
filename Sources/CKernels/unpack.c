/// Dequantises single rows of packed matrices: for the rows of an embedding, and for tests.
#include <string.h>

#include "layout.h"

#pragma STDC FP_CONTRACT OFF

static float widen_one(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
  float value;
  if ((half & 0x7c00) == 0x7c00) {
    magnitude |= 0x7f800000;
    memcpy(&value, &magnitude, sizeof value);
  } else {
    memcpy(&value, &magnitude, sizeof value);
    value *= 0x1p112f;  // the exponent's bias was off by 112; exact for subnormals too
  }
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits |= sign;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// The nibble of column c (0…31) in row r.
static int nibble(const uint8_t nibbles[4][rows][4], size_t r, size_t c) {
  uint8_t byte = nibbles[c % 16 / 4][r][c % 4];
  return c < 16 ? byte & 15 : byte >> 4;
}

void kernels_unpack_row(KernelWeightType type, const void *packed, size_t columns, size_t row,
                        float *out) {
  const size_t r = row % rows;
  const void *group = (const uint8_t *)packed + row / rows * kernels_group_bytes(type, columns);
  for (size_t i = 0; i < columns; i++) {
    const size_t block = i / kernels_block, c = i % kernels_block;
    switch (type) {
      case kernel_weight_f32: out[i] = ((const float *)group)[i * rows + r]; break;
      case kernel_weight_f16: out[i] = widen_one(((const uint16_t *)group)[i * rows + r]); break;
      case kernel_weight_q4_1: {
        const PackedQ4_1 *b = (const PackedQ4_1 *)group + block;
        out[i] = widen_one(b->d[r]) * (float)nibble(b->nibbles, r, c) + widen_one(b->m[r]);
        break;
      }
      case kernel_weight_q5_0: {
        const PackedQ5_0 *b = (const PackedQ5_0 *)group + block;
        int q = nibble(b->nibbles, r, c) | (b->fifth[r][c % 4] >> (c / 4) & 1) << 4;
        out[i] = widen_one(b->d[r]) * (float)(q - 16);
        break;
      }
      case kernel_weight_q8_0: {
        const PackedQ8_0 *b = (const PackedQ8_0 *)group + block;
        out[i] = widen_one(b->d[r]) * (float)b->q[c / 4][r][c % 4];
        break;
      }
      case kernel_weight_q4_k: {
        const PackedQ4_K *b = (const PackedQ4_K *)group + block / 8;
        const PackedQ4_KPart *part = &b->part[block % 8];
        float d = widen_one(b->d[r]) * (float)part->scale[r];
        float m = widen_one(b->dmin[r]) * (float)part->min[r];
        out[i] = d * (float)nibble(part->nibbles, r, c) - m;
        break;
      }
      case kernel_weight_q6_k: {
        const PackedQ6_K *b = (const PackedQ6_K *)group + block / 8;
        const PackedQ6_KPart *part = &b->part[block % 8];
        int high = part->high[c / 16][r][c % 4] >> (2 * (c / 4 % 4)) & 3;
        int q = nibble(part->nibbles, r, c) | high << 4;
        out[i] = widen_one(b->d[r]) * (float)part->scale[c / 16][r] * (float)(q - 32);
        break;
      }
    }
  }
}
