/// What the C tests compute with: random numbers, the same everywhere, and weights as files hold
/// them.
#ifndef LINEUP_CASES_H
#define LINEUP_CASES_H

#include <stdlib.h>
#include <string.h>

#include "layout.h"

static inline uint64_t next_random(void) {  // SplitMix64
  static uint64_t state = 1;
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static inline void *allocate(size_t bytes) {
  void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (p == NULL) abort();
  return p;
}

static const struct {
  const char *name;
  KernelWeightType type;
  size_t scales[2], scale_count;  ///< places of a block's F16 scales in the file, or of the more
                                  ///< significant half of an element that is a float
} types[] = {
    {"F32", kernel_weight_f32, {2}, 1},      {"F16", kernel_weight_f16, {0}, 1},
    {"BF16", kernel_weight_bf16, {0}, 1},    {"Q4_0", kernel_weight_q4_0, {0}, 1},
    {"Q4_1", kernel_weight_q4_1, {0, 2}, 2}, {"Q5_0", kernel_weight_q5_0, {0}, 1},
    {"Q5_1", kernel_weight_q5_1, {0, 2}, 2}, {"Q8_0", kernel_weight_q8_0, {0}, 1},
    {"Q4_K", kernel_weight_q4_k, {0, 2}, 2}, {"Q5_K", kernel_weight_q5_k, {0, 2}, 2},
    {"Q6_K", kernel_weight_q6_k, {208}, 1},  {"Q2_K", kernel_weight_q2_k, {80, 82}, 2},
    {"Q3_K", kernel_weight_q3_k, {108}, 1},  {"IQ4_NL", kernel_weight_iq4_nl, {0}, 1},
    {"IQ4_XS", kernel_weight_iq4_xs, {0}, 1}, {"MXFP4", kernel_weight_mxfp4, {0}, 0},
};
enum { type_count = sizeof types / sizeof types[0] };

/// What the weights and activations of a case are made of.
typedef enum Fill { fill_random, fill_least, fill_most, fill_minus_128, fill_count } Fill;

static inline void fill_file(uint8_t *file, size_t bytes, size_t index, Fill fill) {
  const size_t block = kernels_row_bytes(types[index].type,
                                         kernels_columns_multiple(types[index].type));
  for (size_t i = 0; i < bytes; i++) {
    const uint8_t values[] = {(uint8_t)next_random(), 0x00, 0xff, 0x80};
    file[i] = values[fill];
  }
  for (size_t start = 0; start < bytes; start += block) {
    for (size_t s = 0; s < types[index].scale_count; s++) {
      // Any sign, exponents around 1, now and then a subnormal, infinite or NaN scale.
      uint16_t half = (uint16_t)((next_random() & 0x87ff) | 0x3000);
      if (next_random() % 64 == 0) half = (uint16_t)next_random();
      memcpy(file + start + types[index].scales[s], &half, sizeof half);
    }
    if (types[index].type == kernel_weight_mxfp4 && next_random() % 64 != 0) {
      file[start] = (uint8_t)(next_random() % 16 + 120);
    }
  }
}

/// Packs a file's rows into whole groups.
static inline void *pack_rows(KernelWeightType type, const uint8_t *file, size_t row_count,
                              size_t columns) {
  const size_t row_bytes = kernels_row_bytes(type, columns);
  const size_t group_bytes = kernels_group_bytes(type, columns);
  const size_t bytes = (row_count + rows - 1) / rows * group_bytes;
  uint8_t *packed = memset(allocate(bytes), 0, bytes);
  for (size_t row = 0; row < row_count; row += rows) {
    kernels_pack(type, file + row * row_bytes, row_count - row < rows ? row_count - row : rows,
                 columns, packed + row / rows * group_bytes);
  }
  return packed;
}

#endif
