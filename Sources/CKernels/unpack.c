/// Dequantises single rows of packed matrices: for the rows of an embedding, and for tests.
#include <string.h>

#include "blocks.h"

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

static float widen_brain(uint16_t half) {
  const uint32_t bits = (uint32_t)half << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static float widen_exponent(uint8_t exponent) {
  const uint32_t bits = power_of_two(exponent);
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

void kernels_unpack_row(KernelWeightType type, const void *packed, size_t columns, size_t row,
                        float *out) {
  const size_t r = row % rows;
  const void *group = (const uint8_t *)packed + row / rows * kernels_group_bytes(type, columns);
  for (size_t i = 0; i < columns; i++) {
    if (type == kernel_weight_f32) {
      out[i] = ((const float *)group)[i * rows + r];
      continue;
    }
    if (type == kernel_weight_f16) {
      out[i] = widen_one(((const uint16_t *)group)[i * rows + r]);
      continue;
    }
    if (type == kernel_weight_bf16) {
      out[i] = widen_brain(((const uint16_t *)group)[i * rows + r]);
      continue;
    }
    const PackedBlock block = packed_block(type, group, i / kernels_block);
    const size_t c = i % kernels_block;
    float d = type == kernel_weight_mxfp4 ? widen_exponent(block.scale[r]) : widen_one(block.d[r]);
    float w = (float)packed_weight(type, block, r, c);
    switch (type) {
      case kernel_weight_q4_1:
      case kernel_weight_q5_1: out[i] = d * w + widen_one(block.m[r]); break;
      case kernel_weight_q2_k: {
        const uint8_t scale = block.scale[2 * r + c / 16];
        out[i] = d * (float)(scale & 15) * w - widen_one(block.m[r]) * (float)(scale >> 4);
        break;
      }
      case kernel_weight_q3_k: out[i] = d * (float)(int8_t)block.scale[2 * r + c / 16] * w; break;
      case kernel_weight_iq4_xs: out[i] = d * (float)(int8_t)block.scale[r] * w; break;
      case kernel_weight_q4_k:
      case kernel_weight_q5_k:
        d *= (float)block.scale[r];
        out[i] = d * w - widen_one(block.m[r]) * (float)block.min[r];
        break;
      case kernel_weight_q6_k: out[i] = d * (float)(int8_t)block.scale[c / 16 * rows + r] * w; break;
      default: out[i] = d * w;
    }
  }
}
