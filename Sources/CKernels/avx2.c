/// The kernels for x86-64 processors with AVX2, FMA and F16C.
#if defined(__x86_64__)
#include <immintrin.h>

#include "include/kernels.h"
#include "layout.h"

#define LANES_NATIVE_FMA
#define LANES_NATIVE_F16

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "attention.h"
#include "elementwise.h"
#include "floats.h"
#include "multiply_avx2.h"
#include "quantize.h"
#include "tables.h"

static void multiply(KernelWeightType type, const void *packed, size_t columns, size_t group_begin,
                     size_t group_end, const KernelActivations *activations, size_t tokens,
                     float *out, size_t out_stride) {
  switch (type) {
#define CASE(t)                                                                              \
  case kernel_weight_##t:                                                                    \
    multiply_##t(packed, columns, group_begin, group_end, activations, tokens, out, out_stride); \
    break;
    CASE(f32)
    CASE(f16)
    CASE(q4_1)
    CASE(q5_0)
    CASE(q8_0)
    CASE(q4_k)
    CASE(q6_k)
#undef CASE
  }
}

#pragma clang attribute pop

const KernelTable kernels_table_avx2 = {
    .name = "avx2",
    .quantize = quantize,
    .multiply = multiply,
    .rms_norm = rms_norm,
    .rope = rope,
    .silu_multiply = silu_multiply,
    .gelu_multiply = gelu_multiply,
    .add = add,
    .scale = scale,
    .store_key = store_key,
    .store_value = store_value,
    .attend = attend,
    .maximum = maximum,
    .sum_exp = sum_exp,
};
#endif
