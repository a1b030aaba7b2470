/// Compares the products of a table, given as TABLE, with the plain table's bit for bit. Built and
/// run by run.sh.
#include <stdio.h>

#include "cases.h"
#include "tables.h"

static size_t compare(size_t index, size_t row_count, size_t columns, size_t tokens, Fill fill) {
  const KernelWeightType type = types[index].type;
  const size_t row_bytes = kernels_row_bytes(type, columns);
  const size_t groups = (row_count + rows - 1) / rows;
  uint8_t *file = allocate(row_count * row_bytes);
  fill_file(file, row_count * row_bytes, index, fill);
  void *packed = pack_rows(type, file, row_count, columns);
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
    printf("%s %zu x %zu, %zu tokens, fill %d: %zu differ\n", types[index].name, row_count,
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
  for (size_t index = 0; index < type_count; index++) {
    if (!kernels_uses_int8(types[index].type)) continue;
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
