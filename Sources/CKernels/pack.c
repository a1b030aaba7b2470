/// Repacks rows from the file's block layouts into the kernels' groups (layout.h), and back to
/// floats. Loading is bound by memory; these loops move whole words and stay free of intrinsics.
#include <string.h>

#include "layout.h"

#pragma STDC FP_CONTRACT OFF

enum { superblock = 256 };

typedef struct TypeLayout {
  size_t multiple;     ///< columns a row is a whole multiple of
  size_t file_bytes;   ///< bytes of one row's block of `multiple` columns in the file
  size_t packed_bytes; ///< bytes of 16 rows × `multiple` columns, packed
} TypeLayout;

static TypeLayout layout_of(KernelWeightType type) {
  switch (type) {
    case kernel_weight_f32: return (TypeLayout){1, 4, 4 * rows};
    case kernel_weight_f16: return (TypeLayout){1, 2, 2 * rows};
    case kernel_weight_q4_1: return (TypeLayout){kernels_block, 20, sizeof(PackedQ4_1)};
    case kernel_weight_q5_0: return (TypeLayout){kernels_block, 22, sizeof(PackedQ5_0)};
    case kernel_weight_q8_0: return (TypeLayout){kernels_block, 34, sizeof(PackedQ8_0)};
    case kernel_weight_q4_k: return (TypeLayout){superblock, 144, sizeof(PackedQ4_K)};
    case kernel_weight_q6_k: return (TypeLayout){superblock, 210, sizeof(PackedQ6_K)};
  }
  return (TypeLayout){1, 0, 0};
}

size_t kernels_columns_multiple(KernelWeightType type) { return layout_of(type).multiple; }

size_t kernels_row_bytes(KernelWeightType type, size_t columns) {
  TypeLayout layout = layout_of(type);
  return columns / layout.multiple * layout.file_bytes;
}

size_t kernels_group_bytes(KernelWeightType type, size_t columns) {
  TypeLayout layout = layout_of(type);
  return (columns / layout.multiple * layout.packed_bytes + 63) / 64 * 64;
}

size_t kernels_quantized_bytes(size_t columns, size_t tokens) {
  return columns / kernels_block * tokens * quantized_block_bytes;
}

bool kernels_uses_int8(KernelWeightType type) {
  return type != kernel_weight_f32 && type != kernel_weight_f16;
}

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

/// The low bits 0…3 of a word as the fourth bit of its four bytes: 16 for each bit that is set.
static uint32_t spread_to_fourth(uint32_t bits) {
  return (bits & 15) * 0x00204081 << 4 & 0x10101010;
}

/// File: d F16, 32 highest bits with column c in bit c, 16 bytes of nibbles as Q4_1.
static void pack_q5_0(const uint8_t *file, PackedQ5_0 *packed, size_t r) {
  packed->d[r] = read_half(file);
  const uint32_t highest = read_word(file + 2);
  uint32_t w[8];  // column vectors
  for (size_t v = 0; v < 4; v++) {
    uint32_t nibbles = read_word(file + 6 + 4 * v);
    w[v] = (nibbles & 0x0f0f0f0f) | spread_to_fourth(highest >> (4 * v));
    w[v + 4] = (nibbles >> 4 & 0x0f0f0f0f) | spread_to_fourth(highest >> (4 * v + 16));
  }
  const uint32_t low3 = 0x07070707, high2 = 0x18181818;
  write_word(packed->bytes[0][r], w[0] | (w[5] & low3) << 5);
  write_word(packed->bytes[1][r], w[1] | (w[5] & high2) << 2 | (w[7] & 0x08080808) << 4);
  write_word(packed->bytes[2][r], w[2] | (w[6] & low3) << 5);
  write_word(packed->bytes[3][r], w[3] | (w[6] & high2) << 2 | (w[7] & 0x10101010) << 3);
  write_word(packed->bytes[4][r], w[4] | (w[7] & low3) << 5);
}

/// File: d F16, 32 signed bytes.
static void pack_q8_0(const uint8_t *file, PackedQ8_0 *packed, size_t r) {
  packed->d[r] = read_half(file);
  for (size_t u = 0; u < 8; u++) {
    write_word((uint8_t *)packed->bytes[u][r], read_word(file + 2 + 4 * u));
  }
}

/// File: d F16, dmin F16, 12 bytes of scales and mins, then 4 × 32 bytes, each with 32 columns in
/// the low nibbles and the next 32 in the high ones. Of the 12 bytes s, part k < 4 has its scale
/// in the low six bits of s[k] and its min in those of s[k + 4]; part k ≥ 4 has four low bits in
/// the two nibbles of s[k + 4] and the two high bits on top of s[k - 4] and s[k].
static void pack_q4_k(const uint8_t *file, PackedQ4_K *packed, size_t r) {
  packed->d[r] = read_half(file);
  packed->dmin[r] = read_half(file + 2);
  const uint8_t *s = file + 4;
  for (size_t k = 0; k < 4; k++) {
    packed->part[k].scale[r] = s[k] & 63;
    packed->part[k].min[r] = s[k + 4] & 63;
    packed->part[k + 4].scale[r] = (uint8_t)((s[k + 8] & 15) | (s[k] >> 6) << 4);
    packed->part[k + 4].min[r] = (uint8_t)((s[k + 8] >> 4) | (s[k + 4] >> 6) << 4);
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

void kernels_pack(KernelWeightType type, const void *source, size_t count, size_t columns,
                  void *group) {
  const TypeLayout layout = layout_of(type);
  const size_t row_bytes = kernels_row_bytes(type, columns);
  if (count < rows) memset(group, 0, kernels_group_bytes(type, columns));
  for (size_t block = 0; block < columns / layout.multiple; block++) {
    void *packed = (uint8_t *)group + block * layout.packed_bytes;
    for (size_t r = 0; r < count; r++) {
      const uint8_t *file = (const uint8_t *)source + r * row_bytes + block * layout.file_bytes;
      switch (type) {
        case kernel_weight_f32: write_word((uint8_t *)packed + 4 * r, read_word(file)); break;
        case kernel_weight_f16: ((uint16_t *)packed)[r] = read_half(file); break;
        case kernel_weight_q4_1: pack_q4_1(file, packed, r); break;
        case kernel_weight_q5_0: pack_q5_0(file, packed, r); break;
        case kernel_weight_q8_0: pack_q8_0(file, packed, r); break;
        case kernel_weight_q4_k: pack_q4_k(file, packed, r); break;
        case kernel_weight_q6_k: pack_q6_k(file, packed, r); break;
      }
    }
  }
}
