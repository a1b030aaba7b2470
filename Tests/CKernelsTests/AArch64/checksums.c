/// Prints a checksum of what each kernel of the plain table computes, so that two machines can be
/// compared. NaNs count as one and the same. Built and run by run.sh.
#include <math.h>
#include <stdio.h>

#include "cases.h"

static const KernelTable *table;
static uint64_t checksum;

static void add_word(uint64_t word) {
  checksum = (checksum ^ word) * 0x100000001b3;
  checksum ^= checksum >> 32;
}

static void add_floats(const float *x, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t bits = 0x7fc00000;
    if (x[i] == x[i]) memcpy(&bits, x + i, sizeof bits);
    add_word(bits);
  }
}

static void add_halves(const uint16_t *x, size_t n) {
  for (size_t i = 0; i < n; i++) add_word((x[i] & 0x7fff) > 0x7c00 ? 0x7e00 : x[i]);
}

static void add_bytes(const uint8_t *x, size_t n) {
  for (size_t i = 0; i < n; i++) add_word(x[i]);
}

static void print(const char *kernel, const char *of) {
  printf("%-14s %-4s %016llx\n", kernel, of, (unsigned long long)checksum);
  checksum = 0;
}

/// Within ±magnitude; where `odd`, now and then at the ends of what floats can be.
static void fill(float *x, size_t n, float magnitude, bool odd) {
  const float ends[] = {
      NAN,     INFINITY, -INFINITY, 0x1.fffffep127f, -0x1.fffffep127f, 0x1p-149f,
      0x1p115f, 0x1p-115f, 0x1p-126f, 0,              -0.0f,
      // Of F16, and halfway to what is next.
      65504, -65519.996f, 65520, 0x1p-24f, 0x1.8p-24f, 0x1p-25f,
  };
  for (size_t i = 0; i < n; i++) {
    x[i] = (float)(int32_t)next_random() * 0x1p-31f * magnitude;
    if (odd && next_random() % 8 == 0) x[i] = ends[next_random() % (sizeof ends / sizeof *ends)];
  }
}

static void check_quantize(void) {
  enum { columns = 96, most = 9 };
  static float x[most * columns];
  uint8_t *quantized = allocate(kernels_quantized_bytes(columns, most));
  const KernelActivations activations = {x, quantized};
  for (size_t tokens = 1; tokens <= most; tokens++) {
    for (int odd = 0; odd < 2; odd++) {
      fill(x, tokens * columns, 3, odd);
      table->quantize(&activations, columns, tokens, 0, tokens);
      add_bytes(quantized, kernels_quantized_bytes(columns, tokens));
    }
  }
  print("quantize", "");
  free(quantized);
}

static void check_multiply(size_t index, size_t row_count, size_t columns) {
  enum { most = 31 };
  const KernelWeightType type = types[index].type;
  const size_t row_bytes = kernels_row_bytes(type, columns);
  const size_t stride = (row_count + rows - 1) / rows * rows;
  uint8_t *file = allocate(row_count * row_bytes);
  float *x = allocate(most * columns * sizeof *x), *out = allocate(most * stride * sizeof *out);
  float *row = allocate(columns * sizeof *row);
  void *quantized = allocate(kernels_quantized_bytes(columns, most));
  const KernelActivations activations = {x, quantized};
  for (Fill weights = 0; weights < fill_count; weights++) {
    fill_file(file, row_count * row_bytes, index, weights);
    void *packed = pack_rows(type, file, row_count, columns);
    add_bytes(packed, stride / rows * kernels_group_bytes(type, columns));
    print("pack", types[index].name);
    for (size_t r = 0; r < stride; r++) {
      kernels_unpack_row(type, packed, columns, r, row);
      add_floats(row, columns);
    }
    print("unpack", types[index].name);
    const size_t token_counts[] = {1, 2, 3, 4, 5, 8, 9, most};
    for (size_t i = 0; i < sizeof token_counts / sizeof *token_counts; i++) {
      const size_t tokens = token_counts[i];
      fill(x, tokens * columns, 1, i % 2 == 1);
      table->quantize(&activations, columns, tokens, 0, tokens);
      table->multiply(type, packed, columns, 0, stride / rows, &activations, tokens, out, stride);
      add_floats(out, tokens * stride);
    }
    print("multiply", types[index].name);
    free(packed);
  }
  free(file), free(x), free(out), free(row), free(quantized);
}

static void check_elementwise(void) {
  enum { most = 200 };
  static float x[most], y[most], out[most];
  const size_t counts[] = {1, 15, 16, 17, 33, most};
  for (int odd = 0; odd < 2; odd++) {
    const char *of = odd ? "odd" : "";
#define EACH(kernel, magnitude, ...)                                \
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {     \
    const size_t n = counts[i];                                     \
    for (int times = 0; times < 20; times++) {                      \
      fill(x, most, magnitude, odd), fill(y, most, 2, odd);         \
      memset(out, 0, sizeof out);                                   \
      __VA_ARGS__;                                                  \
      add_floats(out, most);                                        \
    }                                                               \
  }                                                                 \
  print(kernel, of)
    EACH("rms_norm", 3, table->rms_norm(x, y, n, 1e-5f, out));
    EACH("layer_norm", 3, table->layer_norm(x, y, y + n / 2, n / 2, 1e-5f, out));
    EACH("gelu_alone", 12, table->gelu(x, n, out));
    EACH("swish", 12, table->swish_multiply(x, y, n, out));
    EACH("soft_cap", 100, table->soft_cap(x, 30, n), memcpy(out, x, sizeof out));
    EACH("silu", 100, table->silu_multiply(x, y, n, out));
    EACH("gelu", 12, table->gelu_multiply(x, y, n, out));
    EACH("add", 1e3f, table->add(x, y, n), memcpy(out, x, sizeof out));
    EACH("scale", 1e3f, table->scale(x, 0.3f, n), memcpy(out, x, sizeof out));
    EACH("maximum", 1, out[0] = table->maximum(x, n));
    EACH("sum_exp", 50, out[0] = table->sum_exp(x, n, 50));
    EACH("rope", 1, table->rope(x, y, y + most / 2, n < most / 2 ? n : most / 2, n % 2 == 0),
         memcpy(out, x, sizeof out));
#undef EACH
  }
}

static void check_attention(size_t heads, size_t dim, float magnitude, bool odd) {
  enum { positions = 300, pages = 2, most_heads = 5 };
  const size_t page = kernels_page_positions * dim;
  uint16_t *keys[pages], *values[pages];
  float *q = allocate(heads * dim * sizeof *q), *out = allocate(heads * dim * sizeof *out);
  float scores[most_heads * (positions + 2 * rows)];
  for (size_t p = 0; p < pages; p++) {
    keys[p] = memset(allocate(page * sizeof *keys[p]), 0, page * sizeof *keys[p]);
    values[p] = memset(allocate(page * sizeof *values[p]), 0, page * sizeof *values[p]);
  }
  for (size_t i = 0; i < positions; i++) {
    const size_t p = i / kernels_page_positions, at = i % kernels_page_positions;
    fill(q, dim, magnitude, odd);
    table->store_key(q, dim, keys[p], at);
    fill(q, dim, magnitude, odd);
    table->store_value(q, dim, values[p], at);
  }
  for (size_t p = 0; p < pages; p++) {
    add_halves(keys[p], page);
    add_halves(values[p], page);
  }
  print("store", odd ? "odd" : "");
  const size_t seen[][2] = {{0, 1}, {0, 17}, {0, positions}, {37, positions}, {250, 270}};
  for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
    fill(q, heads * dim, magnitude, false);
    const KernelAttention attention = {
        q,   (const uint16_t *const *)keys, (const uint16_t *const *)values, heads, dim,
        seen[i][0], seen[i][1], 0, NULL, scores, out};
    table->attend(&attention);
    add_floats(out, heads * dim);
    const float sinks[most_heads] = {-40, 0.5f, 3, 0, 40};
    KernelAttention further = attention;
    further.soft_cap = 4;
    further.sinks = sinks;
    table->attend(&further);
    add_floats(out, heads * dim);
  }
  print("attend", odd ? "odd" : "");
  for (size_t p = 0; p < pages; p++) free(keys[p]), free(values[p]);
  free(q), free(out);
}

int main(void) {
  table = kernels_table("plain");
  check_quantize();
  for (size_t index = 0; index < type_count; index++) {
    const size_t multiple = kernels_columns_multiple(types[index].type);
    check_multiply(index, 37, multiple == 1 ? 96 : multiple * 3);
  }
  check_elementwise();
  for (size_t heads = 1; heads <= 5; heads++) {
    check_attention(heads, heads % 2 ? 16 : 64, heads == 5 ? 40 : 1, false);
    check_attention(heads, 80, 1, true);
  }
}
