/// How packed weights lie in memory: groups of 16 rows, interleaved so that lane r is row r.
///
/// A *word* is four bytes that belong to one row; sixteen words, one a row, are 64 bytes. A
/// kernel broadcasts four activations to all lanes and multiplies them with such a vector, so
/// that sums stay within a lane. Nibble vector v holds, in the bytes j = 0…3 of each row's word,
///
///     low nibble:  column 4v + j          (columns  0…15 of the block for v = 0…3)
///     high nibble: column 4v + j + 16     (columns 16…31)
///
/// which is the file's order of Q4_1 and Q5_0 with rows and words transposed. "Column vector" u
/// = 0…7 is columns 4u…4u+3 of a block: the low nibbles of vector u, or the high ones of u - 4.
#ifndef LINEUP_LAYOUT_H
#define LINEUP_LAYOUT_H

#include <stdint.h>

#include "include/kernels.h"

enum { rows = kernels_rows_per_group };

/// w = d · q + m, q in 0…15.
///
///     bytes   0         32        64         128        192        256       320
///             | d[16]   | m[16]   | nibbles 0 | nibbles 1 | nibbles 2 | nibbles 3 |
typedef struct PackedQ4_1 {
  uint16_t d[rows], m[rows];  ///< F16
  uint8_t nibbles[4][rows][4];
} PackedQ4_1;

/// w = d · (q - 16), q in 0…31. Bit u of byte j of a row's word in `fifth` is the highest bit of
/// column 4u + j.
///
///     bytes   0         32                           288       352
///             | d[16]   | nibbles 0, 1, 2, 3          | fifth   |
typedef struct PackedQ5_0 {
  uint16_t d[rows];
  uint8_t nibbles[4][rows][4];
  uint8_t fifth[rows][4];
} PackedQ5_0;

/// w = d · q.
///
///     bytes   0         32                                      544
///             | d[16]   | column vectors 0, 1, … 7               |
typedef struct PackedQ8_0 {
  uint16_t d[rows];
  int8_t q[8][rows][4];
} PackedQ8_0;

/// 32 columns of a Q4_K superblock: w = d · scale · q - dmin · min, q in 0…15. The file's 6 bits
/// of scale and min are expanded to bytes.
typedef struct PackedQ4_KPart {
  uint8_t scale[rows], min[rows];
  uint8_t nibbles[4][rows][4];
} PackedQ4_KPart;

/// 256 columns.
///
///     bytes   0         32          64       352              2368
///             | d[16]   | dmin[16]  | part 0 | part 1 | … 7    |
typedef struct PackedQ4_K {
  uint16_t d[rows], dmin[rows];
  PackedQ4_KPart part[8];
} PackedQ4_K;

/// 32 columns of a Q6_K superblock: w = d · scale · (q - 32), q in 0…63, one scale for each 16
/// columns. Bits 2f and 2f + 1 of byte j of a row's word in `high[h]` are the two highest bits
/// of column 4u + j, where u = 4h + f.
typedef struct PackedQ6_KPart {
  int8_t scale[2][rows];
  uint8_t nibbles[4][rows][4];
  uint8_t high[2][rows][4];
} PackedQ6_KPart;

/// 256 columns.
///
///     bytes   0         32       448              3360
///             | d[16]   | part 0 | part 1 | … 7    |
typedef struct PackedQ6_K {
  uint16_t d[rows];
  PackedQ6_KPart part[8];
} PackedQ6_K;

// No padding, and 16 rows take as many bytes as in the file, but for Q4_K's expanded scales.
_Static_assert(sizeof(PackedQ4_1) == 16 * (2 + 2 + 16), "");
_Static_assert(sizeof(PackedQ5_0) == 16 * (2 + 4 + 16), "");
_Static_assert(sizeof(PackedQ8_0) == 16 * (2 + 32), "");
_Static_assert(sizeof(PackedQ4_K) == 16 * (2 + 2 + 16 + 128), "");
_Static_assert(sizeof(PackedQ6_K) == 16 * (2 + 16 + 128 + 64), "");

/// F32 and F16 groups are [columns][16 rows] of their elements.

/// Where the pieces of one block (16 rows × 32 columns) of a quantised group lie; NULL for those
/// that its type lacks.
typedef struct PackedBlock {
  const uint16_t *d;       ///< [16] F16
  const uint16_t *m;       ///< [16] F16: m of Q4_1, dmin of Q4_K
  const uint8_t *bytes;    ///< nibble vectors [4][16][4]; of Q8_0 column vectors [8][16][4]
  const uint8_t *high;     ///< fifth bits [16][4] or bit pairs [2][16][4]
  const uint8_t *scale;    ///< [16] of Q4_K, signed [2][16] of Q6_K
  const uint8_t *min;      ///< [16] of Q4_K
} PackedBlock;

/// Block `index` of a group; `type` is a constant wherever speed matters.
static inline __attribute__((always_inline)) PackedBlock packed_block(KernelWeightType type,
                                                                      const void *group,
                                                                      size_t index) {
  PackedBlock block = {0};
  switch (type) {
    case kernel_weight_q4_1: {
      const PackedQ4_1 *packed = (const PackedQ4_1 *)group + index;
      block.d = packed->d;
      block.m = packed->m;
      block.bytes = &packed->nibbles[0][0][0];
      break;
    }
    case kernel_weight_q5_0: {
      const PackedQ5_0 *packed = (const PackedQ5_0 *)group + index;
      block.d = packed->d;
      block.bytes = &packed->nibbles[0][0][0];
      block.high = &packed->fifth[0][0];
      break;
    }
    case kernel_weight_q8_0: {
      const PackedQ8_0 *packed = (const PackedQ8_0 *)group + index;
      block.d = packed->d;
      block.bytes = (const uint8_t *)&packed->q[0][0][0];
      break;
    }
    case kernel_weight_q4_k: {
      const PackedQ4_K *packed = (const PackedQ4_K *)group + index / 8;
      const PackedQ4_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.m = packed->dmin;
      block.bytes = &part->nibbles[0][0][0];
      block.scale = part->scale;
      block.min = part->min;
      break;
    }
    case kernel_weight_q6_k: {
      const PackedQ6_K *packed = (const PackedQ6_K *)group + index / 8;
      const PackedQ6_KPart *part = &packed->part[index % 8];
      block.d = packed->d;
      block.bytes = &part->nibbles[0][0][0];
      block.high = &part->high[0][0][0];
      block.scale = (const uint8_t *)&part->scale[0][0];
      break;
    }
    case kernel_weight_f32:
    case kernel_weight_f16: break;
  }
  return block;
}

#endif
