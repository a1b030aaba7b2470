/// Times the matrix products of a table against this machine's read bandwidth.
///
///     clang -O2 -I Sources/CKernels/include Benchmarks/kernels.c Sources/CKernels/*.c \
///       -o /tmp/kernels && /tmp/kernels [table [type [tokens]]]
///
/// Each line is the best of several short runs on one core: GMAC/s of useful products, and GB/s
/// of packed weights read.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernels.h"

/// Processor time, so that others at work on the machine disturb little.
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *allocate(size_t bytes) {
  void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (p == NULL) abort();
  memset(p, 0x11, bytes);
  return p;
}

/// Reads memory as fast as plain loads can; the sum keeps the loop alive.
static void read_bandwidth(size_t bytes) {
  typedef uint64_t words __attribute__((vector_size(64)));
  words *memory = allocate(bytes);
  double best = 1e9;
  words sum[4] = {0};
  for (int repetition = 0; repetition < 9; repetition++) {
    double start = now();
    size_t loops = (64u << 20) / bytes + 1;
    for (size_t loop = 0; loop < loops; loop++) {
      for (size_t i = 0; i + 4 <= bytes / 64; i += 4) {
        for (size_t j = 0; j < 4; j++) sum[j] += memory[i + j];
      }
      __asm__ volatile("" ::: "memory");
    }
    double seconds = (now() - start) / (double)loops;
    if (seconds < best) best = seconds;
  }
  printf("read %8.2f MB  %6.1f GB/s %s\n", (double)bytes * 1e-6, (double)bytes / best * 1e-9,
         sum[0][0] + sum[1][0] + sum[2][0] + sum[3][0] == 1 ? "" : " ");
  free(memory);
}

static const struct {
  const char *name;
  KernelWeightType type;
} types[] = {
    {"f32", kernel_weight_f32},   {"f16", kernel_weight_f16},   {"bf16", kernel_weight_bf16},
    {"q4_0", kernel_weight_q4_0}, {"q4_1", kernel_weight_q4_1}, {"q5_0", kernel_weight_q5_0},
    {"q5_1", kernel_weight_q5_1}, {"q8_0", kernel_weight_q8_0}, {"q4_k", kernel_weight_q4_k},
    {"q5_k", kernel_weight_q5_k}, {"q6_k", kernel_weight_q6_k}, {"q2_k", kernel_weight_q2_k},
    {"q3_k", kernel_weight_q3_k}, {"iq4_nl", kernel_weight_iq4_nl},
    {"iq4_xs", kernel_weight_iq4_xs}, {"mxfp4", kernel_weight_mxfp4},
};

static void multiply(const KernelTable *table, const char *name, KernelWeightType type,
                     size_t rows, size_t columns, size_t tokens) {
  columns = columns / kernels_columns_multiple(type) * kernels_columns_multiple(type);
  const size_t groups = rows / kernels_rows_per_group;
  const size_t group_bytes = kernels_group_bytes(type, columns);
  void *file = allocate(kernels_row_bytes(type, columns) * kernels_rows_per_group);
  char *packed = allocate(group_bytes * groups);
  for (size_t g = 0; g < groups; g++) {
    kernels_pack(type, file, kernels_rows_per_group, columns, packed + g * group_bytes);
  }
  float *x = allocate(tokens * columns * sizeof *x);
  void *quantized = allocate(kernels_quantized_bytes(columns, tokens));
  for (size_t i = 0; i < tokens * columns; i++) x[i] = (float)(i % 23) - 11;
  KernelActivations activations = {x, quantized};
  table->quantize(&activations, columns, tokens, 0, tokens);
  float *out = allocate(tokens * rows * sizeof *out);
  double best = 1e9;
  const double macs = (double)rows * (double)columns * (double)tokens;
  const double end = now() + 0.3;
  while (now() < end) {
    double start = now();
    table->multiply(type, packed, columns, 0, groups, &activations, tokens, out, rows);
    double seconds = now() - start;
    if (seconds < best) best = seconds;
  }
  printf("%-6s %-5s %6zu x %-5zu tokens %3zu  %7.1f GMAC/s  %6.1f GB/s\n", table->name, name,
         rows, columns, tokens, macs / best * 1e-9,
         (double)group_bytes * (double)groups / best * 1e-9);
  free(file), free(packed), free(x), free(quantized), free(out);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const KernelTable *table = kernels_table(argc > 1 ? argv[1] : NULL);
  if (table == NULL) return fprintf(stderr, "no such table here\n"), 1;
  if (argc <= 2) {
    read_bandwidth(256 << 10);
    read_bandwidth(8 << 20);
    read_bandwidth(256 << 20);
  }
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (argc > 2 && *argv[2] != 0 && strcmp(argv[2], types[i].name) != 0) continue;
    for (size_t tokens = 1; tokens <= 64; tokens *= 8) {
      if (argc > 3 && (size_t)atoi(argv[3]) != tokens) continue;
      multiply(table, types[i].name, types[i].type, 576, 1536, tokens);
      multiply(table, types[i].name, types[i].type, 1536, 576, tokens);
      if (tokens == 1) {
        multiply(table, types[i].name, types[i].type, 65536, 640, tokens);
      } else {
        multiply(table, types[i].name, types[i].type, 2048, 640, tokens);
      }
    }
  }
}
