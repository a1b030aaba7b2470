/// The kernels for x86-64 processors with AVX2 and, in its registers, AVX-512's byte products
/// (AVX-VNNI).
///
/// For tests on machines that lack it, the file compiles for any processor with
/// LINEUP_EMULATED_AVXVNNI, with SIMDe's emulation of the few instructions that are not left to the
/// compiler; and with LINEUP_EVEX_AVXVNNI for AVX-512 processors, which encode it otherwise.
#if defined(__x86_64__) || defined(LINEUP_EMULATED_AVXVNNI)
#include "layout.h"
#include "tables.h"

#if defined(LINEUP_EMULATED_AVXVNNI)
#include <simde/x86/avx2.h>
#include <simde/x86/avx512/dpbusd.h>

#define DPBUSD_HALF(sum, w, a) \
  simde_mm256_dpbusd_epi32((simde__m256i)(sum), (simde__m256i)(w), (simde__m256i)(a))
#define MADD_HALF(a, b) simde_mm256_madd_epi16((simde__m256i)(a), (simde__m256i)(b))
#define LOOK_UP_HALF(table, indices) \
  simde_mm256_shuffle_epi8((simde__m256i)(table), (simde__m256i)(indices))
#else
#include <immintrin.h>

#define MADD_HALF(a, b) _mm256_madd_epi16((__m256i)(a), (__m256i)(b))
#define LOOK_UP_HALF(table, indices) _mm256_shuffle_epi8((__m256i)(table), (__m256i)(indices))
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

LANES i32x16 join(i32x8 low, i32x8 high) {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

LANES i32x16 dpbusd(i32x16 sum, i32x16 w, i32x16 a) {
  return join((i32x8)DPBUSD_HALF(half_of(sum, false), half_of(w, false), half_of(a, false)),
              (i32x8)DPBUSD_HALF(half_of(sum, true), half_of(w, true), half_of(a, true)));
}

LANES i32x16 madd(i32x16 a, i32x16 b) {
  return join((i32x8)MADD_HALF(half_of(a, false), half_of(b, false)),
              (i32x8)MADD_HALF(half_of(a, true), half_of(b, true)));
}

LANES i32x16 look_up(i32x16 table, i32x16 indices) {
  return join((i32x8)LOOK_UP_HALF(half_of(table, false), half_of(indices, false)),
              (i32x8)LOOK_UP_HALF(half_of(table, true), half_of(indices, true)));
}

#define DPBUSD(sum, w, a) dpbusd((i32x16)(sum), (i32x16)(w), (i32x16)(a))
#define MADD(a, b) madd((i32x16)(a), (i32x16)(b))
#define LOOK_UP(table, indices) (u16x32)look_up((i32x16)(table), (i32x16)(indices))

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
