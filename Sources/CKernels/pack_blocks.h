/// Packs one block of one row (layout.h): how each type lies in a file.
#ifndef LINEUP_PACK_BLOCKS_H
#define LINEUP_PACK_BLOCKS_H

#include <string.h>

#include "layout.h"

static uint32_t read_word(const uint8_t *p) {
  uint32_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

static uint16_t read_half(const uint8_t *p) {
  uint16_t half;
  memcpy(&half, p, sizeof half);
  return half;
}

static void write_word(uint8_t *p, uint32_t word) { memcpy(p, &word, sizeof word); }

// Each of the following packs one block of one row: `file` is the row's block, `r` its lane.

/// File: d F16, m F16, 16 bytes with columns 0…15 in the low nibbles and 16…31 in the high ones.
static void pack_q4_1(const uint8_t *file, PackedQ4_1 *packed, size_t r) {
  packed->d[r] = read_half(file);
  packed->m[r] = read_half(file + 2);
  for (size_t v = 0; v < 4; v++) write_word(packed->bytes[v][r], read_word(file + 4 + 4 * v));
}

/// File: as Q4_1, without m.
static void pack_q4_0(const uint8_t *file, PackedQ4_0 *packed, size_t r) {
  packed->d[r] = read_half(file);
  for (size_t v = 0; v < 4; v++) write_word(packed->bytes[v][r], read_word(file + 2 + 4 * v));
}

/// The low bits 0…3 of a word as the fourth bit of its four bytes: 16 for each bit that is set.
static uint32_t spread_to_fourth(uint32_t bits) {
  return (bits & 15) * 0x00204081 << 4 & 0x10101010;
}

/// Packs a row's column vectors w[0…7] of five bits into the byte vectors of PackedQ5_0.
static void pack_five_bits(const uint32_t w[8], uint8_t bytes[5][rows][4], size_t r) {
  const uint32_t low3 = 0x07070707, high2 = 0x18181818;
  write_word(bytes[0][r], w[0] | (w[5] & low3) << 5);
  write_word(bytes[1][r], w[1] | (w[5] & high2) << 2 | (w[7] & 0x08080808) << 4);
  write_word(bytes[2][r], w[2] | (w[6] & low3) << 5);
  write_word(bytes[3][r], w[3] | (w[6] & high2) << 2 | (w[7] & 0x10101010) << 3);
  write_word(bytes[4][r], w[4] | (w[7] & low3) << 5);
}

/// 32 highest bits with column c in bit c, 16 bytes of nibbles as Q4_1.
static void pack_nibbles_and_highest(const uint8_t *file, uint8_t bytes[5][rows][4], size_t r) {
  const uint32_t highest = read_word(file);
  uint32_t w[8];  // column vectors
  for (size_t v = 0; v < 4; v++) {
    uint32_t nibbles = read_word(file + 4 + 4 * v);
    w[v] = (nibbles & 0x0f0f0f0f) | spread_to_fourth(highest >> (4 * v));
    w[v + 4] = (nibbles >> 4 & 0x0f0f0f0f) | spread_to_fourth(highest >> (4 * v + 16));
  }
  pack_five_bits(w, bytes, r);
}

/// File: d F16, 32 highest bits, nibbles.
static void pack_q5_0(const uint8_t *file, PackedQ5_0 *packed, size_t r) {
  packed->d[r] = read_half(file);
  pack_nibbles_and_highest(file + 2, packed->bytes, r);
}

/// File: d F16, m F16, 32 highest bits, nibbles.
static void pack_q5_1(const uint8_t *file, PackedQ5_1 *packed, size_t r) {
  packed->d[r] = read_half(file);
  packed->m[r] = read_half(file + 2);
  pack_nibbles_and_highest(file + 4, packed->bytes, r);
}

/// File: d F16, 32 signed bytes.
static void pack_q8_0(const uint8_t *file, PackedQ8_0 *packed, size_t r) {
  packed->d[r] = read_half(file);
  for (size_t u = 0; u < 8; u++) {
    write_word((uint8_t *)packed->bytes[u][r], read_word(file + 2 + 4 * u));
  }
}

/// File: 16 bytes of scales and minima, 64 bytes of bit pairs, d F16, dmin F16. Column
/// c = 128 h + 32 k + l of a half h has its two bits in bits 2k of byte 32 h + l.
static void pack_q2_k(const uint8_t *file, PackedQ2_K *packed, size_t r) {
  packed->d[r] = read_half(file + 80);
  packed->dmin[r] = read_half(file + 82);
  for (size_t i = 0; i < 8; i++) {
    PackedQ2_KPart *part = &packed->part[i];
    const uint8_t *pairs = file + 16 + 32 * (i / 4);
    for (size_t s = 0; s < 2; s++) {
      part->scale[r][s] = file[2 * i + s];
      uint32_t word = 0;
      for (size_t v = 0; v < 4; v++) {
        word |= (read_word(pairs + 16 * s + 4 * v) >> (2 * (i % 4)) & 0x03030303) << (2 * v);
      }
      write_word(part->bytes[s][r], word);
    }
  }
}

/// File: 32 bytes of highest bits, 64 bytes of bit pairs, 12 bytes of scales s, d F16. Column
/// c = 32 k + l has its highest bit in bit k of byte l, and its two low ones as in Q2_K. Scale j
/// has four low bits in s[j mod 8], low for j < 8, and two high ones in bits 2 (j / 4) of
/// s[8 + j mod 4].
static void pack_q3_k(const uint8_t *file, PackedQ3_K *packed, size_t r) {
  packed->d[r] = read_half(file + 108);
  const uint8_t *scales = file + 96;
  for (size_t i = 0; i < 8; i++) {
    PackedQ3_KPart *part = &packed->part[i];
    for (size_t j = 2 * i; j < 2 * i + 2; j++) {
      const int low = scales[j % 8] >> (j / 8 * 4) & 15;
      const int high = scales[8 + j % 4] >> (j / 4 * 2) & 3;
      part->scale[r][j % 2] = (int8_t)((low | high << 4) - 32);
    }
    const uint8_t *pairs = file + 32 + 32 * (i / 4);
    uint32_t w[8];  // column vectors
    for (size_t u = 0; u < 8; u++) {
      w[u] = (read_word(pairs + 4 * u) >> (2 * (i % 4)) & 0x03030303) |
             (read_word(file + 4 * u) >> i & 0x01010101) << 2;
    }
    const uint32_t low2 = 0x03030303, highest = 0x04040404;
    write_word(part->bytes[0][r], w[0] | w[1] << 3 | (w[6] & low2) << 6);
    write_word(part->bytes[1][r], w[2] | w[3] << 3 | (w[7] & low2) << 6);
    write_word(part->bytes[2][r],
               w[4] | w[5] << 3 | (w[6] & highest) << 4 | (w[7] & highest) << 5);
  }
}

/// The scale and the min of part k of a row of Q4_K or Q5_K, whose file has them in 12 bytes s:
/// for k < 4 the scale is in the low six bits of s[k] and the min in those of s[k + 4]; for k ≥ 4
/// four low bits are in the two nibbles of s[k + 4] and the two high bits on top of s[k - 4] and
/// s[k].
static void unpack_scale(const uint8_t *s, size_t k, uint8_t *scale, uint8_t *min) {
  if (k < 4) {
    *scale = s[k] & 63;
    *min = s[k + 4] & 63;
  } else {
    *scale = (uint8_t)((s[k + 4] & 15) | (s[k - 4] >> 6) << 4);
    *min = (uint8_t)((s[k + 4] >> 4) | (s[k] >> 6) << 4);
  }
}

/// File: d F16, dmin F16, 12 bytes of scales and mins, then 4 × 32 bytes, each with 32 columns in
/// the low nibbles and the next 32 in the high ones.
static void pack_q4_k(const uint8_t *file, PackedQ4_K *packed, size_t r) {
  packed->d[r] = read_half(file);
  packed->dmin[r] = read_half(file + 2);
  for (size_t k = 0; k < 8; k++) {
    unpack_scale(file + 4, k, &packed->part[k].scale[r], &packed->part[k].min[r]);
  }
  for (size_t pair = 0; pair < 4; pair++) {
    const uint8_t *nibbles = file + 16 + 32 * pair;
    for (size_t v = 0; v < 4; v++) {
      uint32_t first = read_word(nibbles + 4 * v), second = read_word(nibbles + 16 + 4 * v);
      write_word(packed->part[2 * pair].bytes[v][r],
                 (first & 0x0f0f0f0f) | (second & 0x0f0f0f0f) << 4);
      write_word(packed->part[2 * pair + 1].bytes[v][r],
                 (first >> 4 & 0x0f0f0f0f) | (second & 0xf0f0f0f0));
    }
  }
}

/// File: d, dmin, scales and mins as Q4_K, 32 bytes of highest bits, then nibbles as Q4_K. Column
/// c = 32 k + l has its highest bit in bit k of byte l.
static void pack_q5_k(const uint8_t *file, PackedQ5_K *packed, size_t r) {
  packed->d[r] = read_half(file);
  packed->dmin[r] = read_half(file + 2);
  for (size_t k = 0; k < 8; k++) {
    PackedQ5_KPart *part = &packed->part[k];
    unpack_scale(file + 4, k, &part->scale[r], &part->min[r]);
    const uint8_t *highest = file + 16, *nibbles = file + 48 + 32 * (k / 2);
    uint32_t w[8];  // column vectors
    for (size_t u = 0; u < 8; u++) {
      w[u] = (read_word(nibbles + 4 * u) >> (4 * (k % 2)) & 0x0f0f0f0f) |
             (read_word(highest + 4 * u) >> k & 0x01010101) << 4;
    }
    pack_five_bits(w, part->bytes, r);
  }
}

/// File: 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales, d F16. Column
/// c = 128 h + 32 k + l of a half h has its nibble in byte 64 h + 32 (k mod 2) + l, low for
/// k < 2, and its two high bits in bits 2k of byte 32 h + l.
static void pack_q6_k(const uint8_t *file, PackedQ6_K *packed, size_t r) {
  packed->d[r] = read_half(file + 208);
  for (size_t i = 0; i < 8; i++) {
    PackedQ6_KPart *part = &packed->part[i];
    const size_t half = i / 4, k = i % 4;
    const uint8_t *nibbles = file + 64 * half + 32 * (k % 2);
    const uint8_t *high = file + 128 + 32 * half;
    part->scale[0][r] = (int8_t)file[192 + 2 * i];
    part->scale[1][r] = (int8_t)file[192 + 2 * i + 1];
    for (size_t s = 0; s < 2; s++) {
      uint32_t w[4];  // column vectors
      for (size_t v = 0; v < 4; v++) {
        const size_t at = 16 * s + 4 * v;
        w[v] = (read_word(nibbles + at) >> (4 * (k / 2)) & 0x0f0f0f0f) |
               (read_word(high + at) >> (2 * k) & 0x03030303) << 4;
      }
      for (size_t v = 0; v < 3; v++) {
        uint32_t pair = w[3] >> (2 * v) & 0x03030303;
        write_word(part->bytes[3 * s + v][r], w[v] | pair << 6);
      }
    }
  }
}

/// File: as Q4_0.
static void pack_iq4_nl(const uint8_t *file, PackedIQ4_NL *packed, size_t r) {
  pack_q4_0(file, packed, r);
}

/// File: d F16, two high bits of the eight scales (16 bits), four low ones (4 bytes), then 16 bytes
/// for each 32 columns as Q4_1's.
static void pack_iq4_xs(const uint8_t *file, PackedIQ4_XS *packed, size_t r) {
  packed->d[r] = read_half(file);
  for (size_t i = 0; i < 8; i++) {
    PackedIQ4_XSPart *part = &packed->part[i];
    const int low = file[4 + i / 2] >> (i % 2 * 4) & 15;
    const int high = file[2 + i / 4] >> (i % 4 * 2) & 3;
    part->scale[r] = (int8_t)((low | high << 4) - 32);
    for (size_t v = 0; v < 4; v++) {
      write_word(part->bytes[v][r], read_word(file + 8 + 16 * i + 4 * v));
    }
  }
}

/// File: exponent, 16 bytes as Q4_1's.
static void pack_mxfp4(const uint8_t *file, PackedMXFP4 *packed, size_t r) {
  packed->exponent[r] = file[0];
  for (size_t v = 0; v < 4; v++) write_word(packed->bytes[v][r], read_word(file + 1 + 4 * v));
}

#endif
