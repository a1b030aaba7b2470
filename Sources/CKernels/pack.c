/// Repacks rows from the file's block layouts into the kernels' groups (layout.h), and back to
/// floats. Loading is bound by memory; these loops move whole words and stay free of intrinsics.
#include <string.h>

#include "layout.h"
#include "pack_blocks.h"

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
    case kernel_weight_bf16: return (TypeLayout){1, 2, 2 * rows};
    case kernel_weight_q4_0: return (TypeLayout){kernels_block, 18, sizeof(PackedQ4_0)};
    case kernel_weight_q4_1: return (TypeLayout){kernels_block, 20, sizeof(PackedQ4_1)};
    case kernel_weight_q5_0: return (TypeLayout){kernels_block, 22, sizeof(PackedQ5_0)};
    case kernel_weight_q5_1: return (TypeLayout){kernels_block, 24, sizeof(PackedQ5_1)};
    case kernel_weight_q8_0: return (TypeLayout){kernels_block, 34, sizeof(PackedQ8_0)};
    case kernel_weight_q2_k: return (TypeLayout){superblock, 84, sizeof(PackedQ2_K)};
    case kernel_weight_q3_k: return (TypeLayout){superblock, 110, sizeof(PackedQ3_K)};
    case kernel_weight_q4_k: return (TypeLayout){superblock, 144, sizeof(PackedQ4_K)};
    case kernel_weight_q5_k: return (TypeLayout){superblock, 176, sizeof(PackedQ5_K)};
    case kernel_weight_q6_k: return (TypeLayout){superblock, 210, sizeof(PackedQ6_K)};
    case kernel_weight_iq4_nl: return (TypeLayout){kernels_block, 18, sizeof(PackedIQ4_NL)};
    case kernel_weight_iq4_xs: return (TypeLayout){superblock, 136, sizeof(PackedIQ4_XS)};
    case kernel_weight_mxfp4: return (TypeLayout){kernels_block, 17, sizeof(PackedMXFP4)};
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
  return type != kernel_weight_f32 && type != kernel_weight_f16 && type != kernel_weight_bf16;
}

// Words and halves that are only transposed: to[column][16] from[row][column].

static void transpose_words(const uint8_t *from, size_t count, size_t columns, uint8_t *to) {
  for (size_t c = 0; c < columns; c++) {
    for (size_t r = 0; r < count; r++) {
      write_word(to + 4 * (c * rows + r), read_word(from + 4 * (r * columns + c)));
    }
  }
}

static void transpose_halves(const uint8_t *from, size_t count, size_t columns, uint8_t *to) {
  for (size_t c = 0; c < columns; c++) {
    for (size_t r = 0; r < count; r++) {
      memcpy(to + 2 * (c * rows + r), from + 2 * (r * columns + c), 2);
    }
  }
}

void kernels_pack(KernelWeightType type, const void *source, size_t count, size_t columns,
                  void *group) {
  const TypeLayout layout = layout_of(type);
  const size_t row_bytes = kernels_row_bytes(type, columns);
  if (count < rows) memset(group, 0, kernels_group_bytes(type, columns));
  switch (type) {
    case kernel_weight_f32: transpose_words(source, count, columns, group); break;
    case kernel_weight_f16:
    case kernel_weight_bf16: transpose_halves(source, count, columns, group); break;
#define PACK(name, Packed)                                                        \
  case kernel_weight_##name:                                                      \
    for (size_t i = 0; i < columns / layout.multiple; i++) {                      \
      const uint8_t *file = (const uint8_t *)source + i * layout.file_bytes;      \
      for (size_t r = 0; r < count; r++) {                                        \
        pack_##name(file + r * row_bytes, (Packed *)group + i, r);                \
      }                                                                           \
    }                                                                             \
    break;
    PACK(q4_0, PackedQ4_0)
    PACK(q4_1, PackedQ4_1)
    PACK(q5_0, PackedQ5_0)
    PACK(q5_1, PackedQ5_1)
    PACK(q8_0, PackedQ8_0)
    PACK(q2_k, PackedQ2_K)
    PACK(q3_k, PackedQ3_K)
    PACK(q4_k, PackedQ4_K)
    PACK(q5_k, PackedQ5_K)
    PACK(q6_k, PackedQ6_K)
    PACK(iq4_nl, PackedIQ4_NL)
    PACK(iq4_xs, PackedIQ4_XS)
    PACK(mxfp4, PackedMXFP4)
#undef PACK
  }
}
