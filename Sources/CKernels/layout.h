/// How packed weights lie in memory: groups of 16 rows, interleaved so that lane r is row r.
///
/// A *word* is four bytes that belong to one row; sixteen words, one a row, are 64 bytes: a *byte
/// vector*. A kernel broadcasts four activations to all lanes and multiplies them with such a
/// vector, so that sums stay within a lane. *Column vector* u = 0…7 of a block of 32 columns is
/// columns 4u…4u+3, as a byte vector; types with fewer bits keep the eight of them in fewer
/// byte vectors, laid out for few operations to unpack.
#ifndef LINEUP_LAYOUT_H
#define LINEUP_LAYOUT_H

#include <stdint.h>

#include "include/kernels.h"

enum { rows = kernels_rows_per_group };
/// Bytes of a token's block of 32 quantised activations (quantize.h).
enum { quantized_block_bytes = 56 };

/// w = d · (q - 8), q in 0…15, byte vectors as Q4_1's.
typedef struct PackedQ4_0 {
  uint16_t d[rows];  ///< F16
  uint8_t bytes[4][rows][4];
} PackedQ4_0;

/// w = d · q + m, q in 0…15.
///
///     bytes   0         32        64              128       192       256       320
///             | d[16]   | m[16]   | byte vector 0 | 1       | 2       | 3       |
///
///     byte vector v:   bits 7…4 column vector v + 4   bits 3…0 column vector v
typedef struct PackedQ4_1 {
  uint16_t d[rows], m[rows];  ///< F16
  uint8_t bytes[4][rows][4];
} PackedQ4_1;

/// w = d · (q - 16), q in 0…31. Bits of the column vectors, named u.bit:
///
///     byte vector   bits 7     6     5     4…0
///               0        5.2   5.1   5.0   0
///               1        7.3   5.4   5.3   1
///               2        6.2   6.1   6.0   2
///               3        7.4   6.4   6.3   3
///               4        7.2   7.1   7.0   4
typedef struct PackedQ5_0 {
  uint16_t d[rows];
  uint8_t bytes[5][rows][4];
} PackedQ5_0;

/// w = d · q + m, q in 0…31, byte vectors as Q5_0's.
typedef struct PackedQ5_1 {
  uint16_t d[rows], m[rows];
  uint8_t bytes[5][rows][4];
} PackedQ5_1;

/// w = d · q, byte vectors are column vectors.
typedef struct PackedQ8_0 {
  uint16_t d[rows];
  int8_t bytes[8][rows][4];
} PackedQ8_0;

/// 32 columns of a Q2_K superblock: w = d · scale · q - dmin · min, q in 0…3, one scale and min for
/// each 16 columns s = 0, 1, whose column vectors share a byte vector:
///
///     byte vector   bits 7…6   5…4   3…2   1…0
///               0        3     2     1     0
///               1        7     6     5     4
typedef struct PackedQ2_KPart {
  uint8_t scale[rows][2];  ///< as in the file: bits 3…0 scale, 7…4 min
  uint8_t bytes[2][rows][4];
} PackedQ2_KPart;

/// 256 columns.
typedef struct PackedQ2_K {
  uint16_t d[rows], dmin[rows];
  PackedQ2_KPart part[8];
} PackedQ2_K;

/// 32 columns of a Q3_K superblock: w = d · scale · (q - 4), q in 0…7, one scale for each 16
/// columns, expanded from the file's 6 bits, less 32. Bits of the column vectors, named u.bit:
///
///     byte vector   bits 7     6     5…3   2…0
///               0        6.1   6.0   1     0
///               1        7.1   7.0   3     2
///               2        7.2   6.2   5     4
typedef struct PackedQ3_KPart {
  int8_t scale[rows][2];
  uint8_t bytes[3][rows][4];
} PackedQ3_KPart;

/// 256 columns.
typedef struct PackedQ3_K {
  uint16_t d[rows];
  PackedQ3_KPart part[8];
} PackedQ3_K;

/// 32 columns of a Q4_K superblock: w = d · scale · q - dmin · min, q in 0…15, packed as Q4_1's.
/// The file's 6 bits of scale and min are expanded to bytes.
typedef struct PackedQ4_KPart {
  uint8_t scale[rows], min[rows];
  uint8_t bytes[4][rows][4];
} PackedQ4_KPart;

/// 256 columns.
typedef struct PackedQ4_K {
  uint16_t d[rows], dmin[rows];
  PackedQ4_KPart part[8];
} PackedQ4_K;

/// 32 columns of a Q5_K superblock: as Q4_K's, with q in 0…31, packed as Q5_0's.
typedef struct PackedQ5_KPart {
  uint8_t scale[rows], min[rows];
  uint8_t bytes[5][rows][4];
} PackedQ5_KPart;

/// 256 columns.
typedef struct PackedQ5_K {
  uint16_t d[rows], dmin[rows];
  PackedQ5_KPart part[8];
} PackedQ5_K;

/// 32 columns of a Q6_K superblock: w = d · scale · (q - 32), q in 0…63, one scale for each 16
/// columns. Of each 16 columns' column vectors u = 0…3 (4…7), three are kept whole:
///
///     byte vector   bits 7     6     5…0
///           0 (3)        3.1   3.0   0
///           1 (4)        3.3   3.2   1
///           2 (5)        3.5   3.4   2
typedef struct PackedQ6_KPart {
  int8_t scale[2][rows];
  uint8_t bytes[6][rows][4];
} PackedQ6_KPart;

/// 256 columns.
typedef struct PackedQ6_K {
  uint16_t d[rows];
  PackedQ6_KPart part[8];
} PackedQ6_K;

/// w = d · value of q (codebook), q in 0…15, byte vectors as Q4_1's.
typedef PackedQ4_0 PackedIQ4_NL;

/// 32 columns of an IQ4_XS superblock: w = d · scale · value of q, byte vectors as Q4_1's. The
/// file's 6 bits of scale, less 32, are expanded to bytes.
typedef struct PackedIQ4_XSPart {
  int8_t scale[rows];
  uint8_t bytes[4][rows][4];
} PackedIQ4_XSPart;

/// 256 columns.
typedef struct PackedIQ4_XS {
  uint16_t d[rows];
  PackedIQ4_XSPart part[8];
} PackedIQ4_XS;

/// w = d · value of q, d a power of two (power_of_two), byte vectors as Q4_1's.
typedef struct PackedMXFP4 {
  uint8_t exponent[rows];
  uint8_t bytes[4][rows][4];
} PackedMXFP4;

// No padding, and 16 rows take as many bytes as in the file, but for the expanded scales of Q3_K,
// Q4_K, Q5_K and IQ4_XS.
_Static_assert(sizeof(PackedQ4_0) == 16 * (2 + 16), "");
_Static_assert(sizeof(PackedQ4_1) == 16 * (2 + 2 + 16), "");
_Static_assert(sizeof(PackedQ5_0) == 16 * (2 + 4 + 16), "");
_Static_assert(sizeof(PackedQ5_1) == 16 * (2 + 2 + 4 + 16), "");
_Static_assert(sizeof(PackedQ8_0) == 16 * (2 + 32), "");
_Static_assert(sizeof(PackedQ2_K) == 16 * (2 + 2 + 16 + 64), "");
_Static_assert(sizeof(PackedQ3_K) == 16 * (2 + 16 + 96), "");
_Static_assert(sizeof(PackedQ4_K) == 16 * (2 + 2 + 16 + 128), "");
_Static_assert(sizeof(PackedQ5_K) == 16 * (2 + 2 + 16 + 160), "");
_Static_assert(sizeof(PackedQ6_K) == 16 * (2 + 16 + 128 + 64), "");
_Static_assert(sizeof(PackedIQ4_XS) == 16 * (2 + 8 + 128), "");
_Static_assert(sizeof(PackedMXFP4) == 16 * (1 + 16), "");

/// F32, F16 and BF16 groups are [columns][16 rows] of their elements.

#endif
