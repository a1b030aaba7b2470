/// The kernels for x86-64 processors with AVX2 and, in its registers, AVX-512's byte products
/// (AVX-VNNI).
///
/// For tests on machines that lack it, the file compiles for any processor with
/// LINEUP_EMULATED_AVXVNNI, with SIMDe's emulation of the one instruction that is not left to the
/// compiler; and with LINEUP_EVEX_AVXVNNI for AVX-512 processors, which encode it otherwise.
#if defined(__x86_64__) || defined(LINEUP_EMULATED_AVXVNNI)
#include "layout.h"
#include "tables.h"

#if defined(LINEUP_EMULATED_AVXVNNI)
#include <simde/x86/avx512/dpbusd.h>

#define DPBUSD_HALF(sum, w, a) \
  simde_mm256_dpbusd_epi32((simde__m256i)(sum), (simde__m256i)(w), (simde__m256i)(a))
#else
#include <immintrin.h>

#define LANES_NATIVE_FMA
#define LANES_NATIVE_F16
#ifdef LINEUP_EVEX_AVXVNNI
#define DPBUSD_HALF(sum, w, a) _mm256_dpbusd_epi32((__m256i)(sum), (__m256i)(w), (__m256i)(a))
#define AVXVNNI "avx512vl,avx512vnni,avx2,fma,f16c"
#else
#define DPBUSD_HALF(sum, w, a) _mm256_dpbusd_avx_epi32((__m256i)(sum), (__m256i)(w), (__m256i)(a))
#define AVXVNNI "avxvnni,avx2,fma,f16c"
#endif
#pragma clang attribute push(__attribute__((target(AVXVNNI))), apply_to = function)
#endif

#include "lanes.h"

LANES i32x16 dpbusd(i32x16 sum, i32x16 w, i32x16 a) {
  const i32x8 low = (i32x8)DPBUSD_HALF(half_of(sum, false), half_of(w, false), half_of(a, false));
  const i32x8 high = (i32x8)DPBUSD_HALF(half_of(sum, true), half_of(w, true), half_of(a, true));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

#define DPBUSD(sum, w, a) dpbusd((i32x16)(sum), (i32x16)(w), (i32x16)(a))

#include "attention.h"
#include "elementwise.h"
#include "multiply_avxvnni.h"
// Needs the products above.
#include "multiply.h"

#ifndef LINEUP_EMULATED_AVXVNNI
#pragma clang attribute pop
#endif

const KernelTable kernels_table_avxvnni = KERNEL_TABLE("avxvnni");
#endif
