/// The engine's numeric kernels, one table per instruction set.
///
/// Every table computes the same bits. Integer products are exact; every floating-point sum is
/// defined on 16 virtual lanes with a fixed order of additions that depends on the row (or the
/// position, or the element) alone: never on the number of tokens, threads or groups in a call.
/// No function allocates, fails, or keeps state. Pointers are 4-byte aligned or better unless
/// said otherwise; packed weights are 64-byte aligned.
#ifndef LINEUP_KERNELS_H
#define LINEUP_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Rows of a weight matrix are held in groups of 16, interleaved: lane r is row r of the group.
enum { kernels_rows_per_group = 16 };
/// Activations are quantised in blocks of 32 columns.
enum { kernels_block = 32 };

/// Tokens that lie together in quantised activations.
enum { kernels_tile_tokens = 4 };
/// Positions a page of the key or value cache holds.
enum { kernels_page_positions = 256 };

/// How the elements of a weight matrix are stored, as llama.cpp names them.
typedef enum KernelWeightType {
  kernel_weight_f32,
  kernel_weight_f16,
  kernel_weight_bf16,
  kernel_weight_q4_0,
  kernel_weight_q4_1,
  kernel_weight_q5_0,
  kernel_weight_q5_1,
  kernel_weight_q8_0,
  kernel_weight_q2_k,
  kernel_weight_q3_k,
  kernel_weight_q4_k,
  kernel_weight_q5_k,
  kernel_weight_q6_k,
  kernel_weight_iq4_nl,
  kernel_weight_iq4_xs,
  kernel_weight_mxfp4,
} KernelWeightType;

/// Columns that a row of this type must be a whole multiple of (1, 32 or 256).
size_t kernels_columns_multiple(KernelWeightType type);
/// Bytes of one row of `columns` elements in the file's own layout.
size_t kernels_row_bytes(KernelWeightType type, size_t columns);
/// Bytes of one packed group of 16 rows; a multiple of 64.
size_t kernels_group_bytes(KernelWeightType type, size_t columns);
/// True for types that are multiplied with int8 activations, false for F32, F16 and BF16.
bool kernels_uses_int8(KernelWeightType type);

/// Repacks up to 16 consecutive rows of a file (`rows` × kernels_row_bytes, any alignment) into
/// one packed group. Lanes past `rows` hold zeros.
void kernels_pack(KernelWeightType type, const void *source, size_t rows, size_t columns,
                  void *group);
/// Dequantises row `row` (0-based, over all groups) of a packed matrix into `out[columns]`.
void kernels_unpack_row(KernelWeightType type, const void *packed, size_t columns, size_t row,
                        float *out);

/// Activations of a batch of tokens.
typedef struct KernelActivations {
  const float *x;   ///< [tokens][columns]; what F32, F16 and BF16 weights are multiplied with
  void *quantized;  ///< kernels_quantized_bytes(columns, tokens), what `quantize` writes
} KernelActivations;

/// Bytes of `tokens` tokens of `columns` (a multiple of 32) quantised activations.
size_t kernels_quantized_bytes(size_t columns, size_t tokens);

/// One query token against the cached keys and values of one KV head.
typedef struct KernelAttention {
  const float *q;                 ///< [heads][head_dim], rotated, already scaled
  const uint16_t *const *k_pages; ///< page p: [256 / 16][head_dim][16] F16, lane = position
  const uint16_t *const *v_pages; ///< page p: [256][head_dim] F16
  size_t heads;                   ///< query heads that share this KV head
  size_t head_dim;                ///< a multiple of 16
  size_t first;                   ///< first position seen (sliding window)
  size_t end;                     ///< one past the last position seen, > first
  float soft_cap;                 ///< c: scores s become c · tanh(s / c); 0: they stay
  const float *sinks;             ///< [heads], a score each that takes part in the softmax and has
                                  ///< no value; NULL: none
  float *scores;                  ///< scratch, [heads][(end - first / 16 * 16) rounded up to 16]
  float *out;                     ///< [heads][head_dim]
} KernelAttention;

/// Constant, so Swift may share it between threads.
typedef struct __attribute__((swift_attr("@Sendable"))) KernelTable {
  /// "avx512", "avxvnni", "avx2" or "plain".
  const char *name;

  /// Quantises tokens begin..<end of a batch of `tokens`, so that several threads can share it:
  /// one scale per block of 32 (largest magnitude / 127), rounding to nearest even. Non-finite
  /// input gives finite, arbitrary output.
  void (*quantize)(const KernelActivations *activations, size_t columns, size_t tokens,
                   size_t begin, size_t end);

  /// out[token * out_stride + row] = row · activations[token], for the rows of groups
  /// group_begin..<group_end of a packed matrix and all `tokens` tokens of the batch, as many as
  /// it was quantised with. Writes whole groups: `out` has room for 16 × group_end rows a token.
  void (*multiply)(KernelWeightType type, const void *packed, size_t columns, size_t group_begin,
                   size_t group_end, const KernelActivations *activations, size_t tokens,
                   float *out, size_t out_stride);

  /// out[i] = x[i] / sqrt(mean(x²) + epsilon) · weight[i]; out may be x.
  void (*rms_norm)(const float *x, const float *weight, size_t n, float epsilon, float *out);
  /// out[i] = (x[i] - mean) / sqrt(mean((x - mean)²) + epsilon) · weight[i] + bias[i]; out may be x.
  void (*layer_norm)(const float *x, const float *weight, const float *bias, size_t n,
                     float epsilon, float *out);
  /// Rotates the first 2 · pairs elements of one head in place. `neox`: pairs are (i, i + pairs),
  /// else (2i, 2i + 1). cosine, sine: [pairs].
  void (*rope)(float *x, const float *cosine, const float *sine, size_t pairs, bool neox);
  /// out[i] = silu(gate[i]) · up[i]; out may be gate.
  void (*silu_multiply)(const float *gate, const float *up, size_t n, float *out);
  /// out[i] = gelu(gate[i]) · up[i], the tanh approximation; out may be gate.
  void (*gelu_multiply)(const float *gate, const float *up, size_t n, float *out);
  /// out[i] = gelu(x[i]), the tanh approximation; out may be x.
  void (*gelu)(const float *x, size_t n, float *out);
  /// out[i] = g · sigmoid(1.702 g) · (u + 1), g = gate[i] up to 7, u = up[i] within ±7; out may be
  /// gate.
  void (*swish_multiply)(const float *gate, const float *up, size_t n, float *out);
  /// x[i] = cap · tanh(x[i] / cap); cap > 0.
  void (*soft_cap)(float *x, float cap, size_t n);
  /// x[i] += y[i].
  void (*add)(float *x, const float *y, size_t n);
  /// x[i] *= factor.
  void (*scale)(float *x, float factor, size_t n);

  /// Writes one position's key of one KV head into its page, rounding to F16 (nearest even).
  /// `position` is the position within the page.
  void (*store_key)(const float *k, size_t head_dim, uint16_t *k_page, size_t position);
  /// Writes one position's value of one KV head into its page.
  void (*store_value)(const float *v, size_t head_dim, uint16_t *v_page, size_t position);
  /// Softmax attention over the cached positions first..<end; reads only the F16 cache.
  void (*attend)(const KernelAttention *attention);

  /// Largest of n ≥ 1 elements; NaN is ignored unless all are NaN.
  float (*maximum)(const float *x, size_t n);
  /// Sum of exp(x[i] - maximum), n ≤ 4096 (longer vectors are summed by tiles, in order).
  float (*sum_exp)(const float *x, size_t n, float maximum);
} KernelTable;

/// Reads `bytes` (64-byte aligned; a rest of less than 256 is left out) and returns the exclusive
/// or of its words, so that the reading is not left out too.
uint64_t kernels_read(const void *memory, size_t bytes);

/// Has the system interrupt this thread as soon as another is woken that does little at a time, such
/// as one that draws a screen: it is given long time slices (of 100 ms; Linux 6.12, before that
/// nothing changes), and shorter ones come first.
void kernels_yield_readily(void);

/// Tells the processor that this thread spins.
static inline void kernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The fastest table this processor can run, or the one named ("avx512", "avxvnni", "avx2",
/// "plain"). NULL where the name is unknown or the processor lacks it. `NULL` or "" choose by themselves.
const KernelTable *kernels_table(const char *name);

#ifdef __cplusplus
}
#endif
#endif
