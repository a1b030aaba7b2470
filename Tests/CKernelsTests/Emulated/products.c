/// Compares the products of a table, given as TABLE, with the plain table's bit for bit. Built and
/// run by run.sh.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "tables.h"

static uint64_t state = 1;

static uint64_t next_random(void) {  // SplitMix64
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static void *allocate(size_t bytes) {
  void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (p == NULL) abort();
  return p;
}

static const struct {
  const char *name;
  KernelWeightType type;
  size_t scales[2], scale_count;  ///< places of the F16 scales in a block of the file
} types[] = {
    {"Q4_0", kernel_weight_q4_0, {0}, 1},    {"Q4_1", kernel_weight_q4_1, {0, 2}, 2},
    {"Q5_0", kernel_weight_q5_0, {0}, 1},    {"Q5_1", kernel_weight_q5_1, {0, 2}, 2},
    {"Q8_0", kernel_weight_q8_0, {0}, 1},    {"Q4_K", kernel_weight_q4_k, {0, 2}, 2},
    {"Q5_K", kernel_weight_q5_k, {0, 2}, 2}, {"Q6_K", kernel_weight_q6_k, {208}, 1},
};

/// What the weights and activations of a case are made of.
typedef enum Fill { fill_random, fill_least, fill_most, fill_minus_128, fill_count } Fill;

static void fill_file(uint8_t *file, size_t bytes, size_t index, Fill fill) {
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
  }
}

static size_t compare(size_t index, size_t rows_count, size_t columns, size_t tokens, Fill fill) {
  const KernelWeightType type = types[index].type;
  const size_t row_bytes = kernels_row_bytes(type, columns);
  const size_t groups = (rows_count + rows - 1) / rows;
  const size_t group_bytes = kernels_group_bytes(type, columns);
  uint8_t *file = allocate(rows_count * row_bytes), *packed = allocate(groups * group_bytes);
  fill_file(file, rows_count * row_bytes, index, fill);
  for (size_t g = 0; g < groups; g++) {
    const size_t left = rows_count - g * rows;
    kernels_pack(type, file + g * rows * row_bytes, left < rows ? left : rows, columns,
                 packed + g * group_bytes);
  }
  float *x = allocate(tokens * columns * sizeof *x);
  for (size_t i = 0; i < tokens * columns; i++) {
    x[i] = fill == fill_random ? (float)(int32_t)next_random() : next_random() % 8 ? 1 : -1;
  }
  KernelActivations activations = {x, allocate(kernels_quantized_bytes(columns, tokens))};
  kernels_table_plain.quantize(&activations, columns, tokens, 0, tokens);
  float *out[2];
  const KernelTable *tables[2] = {&kernels_table_plain, &TABLE};
  for (size_t i = 0; i < 2; i++) {
    out[i] = allocate(tokens * groups * rows * sizeof *out[i]);
    tables[i]->multiply(type, packed, columns, 0, groups, &activations, tokens, out[i],
                        groups * rows);
  }
  size_t wrong = 0;
  for (size_t i = 0; i < tokens * groups * rows; i++) {
    const bool both_nan = out[0][i] != out[0][i] && out[1][i] != out[1][i];
    if (!both_nan && memcmp(&out[0][i], &out[1][i], sizeof(float)) != 0) wrong++;
  }
  if (wrong > 0) {
    printf("%s %zu x %zu, %zu tokens, fill %d: %zu differ\n", types[index].name, rows_count,
           columns, tokens, fill, wrong);
  }
  free(file), free(packed), free(x), free(activations.quantized), free(out[0]), free(out[1]);
  return wrong;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  const size_t row_counts[] = {1, 17, 48}, blocks[] = {1, 13};
  const size_t token_counts[] = {1, 2, 3, 4, 5, 31};
  size_t wrong = 0, cases = 0;
  for (size_t index = 0; index < sizeof types / sizeof types[0]; index++) {
    for (size_t r = 0; r < sizeof row_counts / sizeof row_counts[0]; r++) {
      for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        for (size_t t = 0; t < sizeof token_counts / sizeof token_counts[0]; t++) {
          for (Fill fill = 0; fill < fill_count; fill++, cases++) {
            wrong += compare(index, row_counts[r],
                             blocks[b] * kernels_columns_multiple(types[index].type),
                             token_counts[t], fill);
          }
        }
      }
    }
  }
  printf("%s: %zu cases, %zu results differ\n", argv[1], cases, wrong);
  return wrong > 0;
}
