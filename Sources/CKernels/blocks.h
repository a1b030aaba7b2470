/// What a block of packed weights is, whatever its type: where its pieces lie (layout.h), and the
/// numbers that its bits stand for.
#ifndef LINEUP_BLOCKS_H
#define LINEUP_BLOCKS_H

#include "layout.h"

/// Where the pieces of one block (16 rows × 32 columns) of a quantised group lie; NULL for those
/// that its type lacks.
typedef struct PackedBlock {
  const uint16_t *d;     ///< [16] F16
  const uint16_t *m;     ///< [16] F16: m of Q4_1 and Q5_1, dmin of Q2_K, Q4_K and Q5_K
  const uint8_t *scale;  ///< [16] of Q4_K and Q5_K, signed of IQ4_XS; signed [2][16] of Q6_K;
                         ///< [16][2] of Q2_K, with minima, and signed of Q3_K; MXFP4's exponents
  const uint8_t *min;    ///< [16] of Q4_K and Q5_K
  const uint8_t *bytes;  ///< byte vectors
} PackedBlock;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// Whether a type's minima are dmin · min, subtracted, and its scales d · scale, for 32 columns.
ALWAYS_INLINE bool has_integer_minima(KernelWeightType type) {
  return type == kernel_weight_q4_k || type == kernel_weight_q5_k;
}

/// Whether a type's weights have a minimum, either m or dmin · min; Q2_K, which has two, apart.
ALWAYS_INLINE bool has_minima(KernelWeightType type) {
  return type == kernel_weight_q4_1 || type == kernel_weight_q5_1 || has_integer_minima(type);
}

/// Whether a type has an integer scale for each 16 columns.
ALWAYS_INLINE bool has_two_scales(KernelWeightType type) {
  return type == kernel_weight_q2_k || type == kernel_weight_q3_k || type == kernel_weight_q6_k;
}

/// The values of IQ4_NL's and IQ4_XS's four bits, and of MXFP4's, which are twice those of E2M1.
static const int8_t codebook_iq4[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                        1,    13,   25,  38,  53,  69,  89,  113};
static const int8_t codebook_mxfp4[16] = {0, 1,  2,  3,  4,  6,  8,  12,
                                          0, -1, -2, -3, -4, -6, -8, -12};

/// What a type's four bits stand for; NULL where they are numbers.
ALWAYS_INLINE const int8_t *codebook(KernelWeightType type) {
  if (type == kernel_weight_iq4_nl || type == kernel_weight_iq4_xs) return codebook_iq4;
  return type == kernel_weight_mxfp4 ? codebook_mxfp4 : NULL;
}

/// The bits of 2^(exponent - 128), half of what E8M0 stands for, of which the least two are
/// subnormal floats. All 256 exponents are numbers, as in ggml.
ALWAYS_INLINE uint32_t power_of_two(uint8_t exponent) {
  return exponent < 2 ? (exponent + 1u) << 21 : (exponent - 1u) << 23;
}

/// Block `index` of a group; `type` is a constant wherever speed matters.
ALWAYS_INLINE PackedBlock packed_block(KernelWeightType type, const void *group, size_t index) {
  PackedBlock block = {0};
  switch (type) {
    case kernel_weight_q4_0:
    case kernel_weight_iq4_nl: {
      const PackedQ4_0 *packed = (const PackedQ4_0 *)group + index;
      block.d = packed->d;
      block.bytes = &packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_q4_1: {
      const PackedQ4_1 *packed = (const PackedQ4_1 *)group + index;
      block.d = packed->d;
      block.m = packed->m;
      block.bytes = &packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_q5_0: {
      const PackedQ5_0 *packed = (const PackedQ5_0 *)group + index;
      block.d = packed->d;
      block.bytes = &packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_q5_1: {
      const PackedQ5_1 *packed = (const PackedQ5_1 *)group + index;
      block.d = packed->d;
      block.m = packed->m;
      block.bytes = &packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_q8_0: {
      const PackedQ8_0 *packed = (const PackedQ8_0 *)group + index;
      block.d = packed->d;
      block.bytes = (const uint8_t *)&packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_q2_k: {
      const PackedQ2_K *packed = (const PackedQ2_K *)group + index / 8;
      const PackedQ2_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.m = packed->dmin;
      block.scale = &part->scale[0][0];
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_q3_k: {
      const PackedQ3_K *packed = (const PackedQ3_K *)group + index / 8;
      const PackedQ3_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.scale = (const uint8_t *)&part->scale[0][0];
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_q4_k: {
      const PackedQ4_K *packed = (const PackedQ4_K *)group + index / 8;
      const PackedQ4_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.m = packed->dmin;
      block.scale = part->scale;
      block.min = part->min;
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_q5_k: {
      const PackedQ5_K *packed = (const PackedQ5_K *)group + index / 8;
      const PackedQ5_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.m = packed->dmin;
      block.scale = part->scale;
      block.min = part->min;
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_q6_k: {
      const PackedQ6_K *packed = (const PackedQ6_K *)group + index / 8;
      const PackedQ6_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.scale = (const uint8_t *)&part->scale[0][0];
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_iq4_xs: {
      const PackedIQ4_XS *packed = (const PackedIQ4_XS *)group + index / 8;
      const PackedIQ4_XSPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.scale = (const uint8_t *)part->scale;
      block.bytes = &part->bytes[0][0][0];
      break;
    }
    case kernel_weight_mxfp4: {
      const PackedMXFP4 *packed = (const PackedMXFP4 *)group + index;
      block.scale = packed->exponent;
      block.bytes = &packed->bytes[0][0][0];
      break;
    }
    case kernel_weight_f32:
    case kernel_weight_f16:
    case kernel_weight_bf16: break;
  }
  return block;
}

/// Column vector u's element of a lane whose first byte vector has `bytes`, packed as Q4_1.
ALWAYS_INLINE int packed_four_bits(const uint8_t *bytes, size_t u) {
  return u < 4 ? bytes[u * 64] & 15 : bytes[(u - 4) * 64] >> 4;
}

/// The same, packed as Q5_0.
ALWAYS_INLINE int packed_five_bits(const uint8_t *bytes, size_t u) {
  const int a = bytes[0], b = bytes[64], c = bytes[128], d = bytes[192], e = bytes[256];
  if (u == 5) return a >> 5 | (b >> 5 & 3) << 3;
  if (u == 6) return c >> 5 | (d >> 5 & 3) << 3;
  if (u == 7) return e >> 5 | b >> 7 << 3 | d >> 7 << 4;
  return bytes[u * 64] & 31;
}

/// The same, packed as Q3_K.
ALWAYS_INLINE int packed_three_bits(const uint8_t *bytes, size_t u) {
  if (u == 6) return bytes[0] >> 6 | (bytes[128] >> 6 & 1) << 2;
  if (u == 7) return bytes[64] >> 6 | bytes[128] >> 7 << 2;
  return bytes[u / 2 * 64] >> (u % 2 * 3) & 7;
}

/// The integer weight, offset included, of row r and column c (0…31) of a block.
ALWAYS_INLINE int packed_weight(KernelWeightType type, PackedBlock block, size_t r, size_t c) {
  const uint8_t *bytes = block.bytes + r * 4 + c % 4;  // byte vectors are 64 bytes apart
  const size_t u = c / 4;
  switch (type) {
    case kernel_weight_q8_0: return (int8_t)bytes[u * 64];
    case kernel_weight_q4_0: return packed_four_bits(bytes, u) - 8;
    case kernel_weight_q5_0: return packed_five_bits(bytes, u) - 16;
    case kernel_weight_q5_1:
    case kernel_weight_q5_k: return packed_five_bits(bytes, u);
    case kernel_weight_q2_k: return bytes[u / 4 * 64] >> (u % 4 * 2) & 3;
    case kernel_weight_q3_k: return packed_three_bits(bytes, u) - 4;
    case kernel_weight_iq4_nl:
    case kernel_weight_iq4_xs:
    case kernel_weight_mxfp4: return codebook(type)[packed_four_bits(bytes, u)];
    case kernel_weight_q6_k: {
      bytes += u / 4 * 192;
      if (u % 4 == 3) return (bytes[0] >> 6 | bytes[64] >> 6 << 2 | bytes[128] >> 6 << 4) - 32;
      return (bytes[u % 4 * 64] & 63) - 32;
    }
    default: return packed_four_bits(bytes, u);
  }
}

#endif
