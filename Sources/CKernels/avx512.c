/// The kernels for x86-64 processors with AVX-512 and its byte products (VNNI).
///
/// With LINEUP_EMULATED_AVX512 the file compiles for any processor, with SIMDe's emulation of the
/// few instructions that are not left to the compiler: for tests on machines that lack them.
#if defined(__x86_64__) || defined(LINEUP_EMULATED_AVX512)
#include "layout.h"
#include "tables.h"

#ifdef LINEUP_EMULATED_AVX512
#include <simde/x86/avx512/dpbusd.h>
#include <simde/x86/avx512/madd.h>
#include <simde/x86/avx512/shuffle.h>

#define DPBUSD(sum, w, a) \
  simde_mm512_dpbusd_epi32((simde__m512i)(sum), (simde__m512i)(w), (simde__m512i)(a))
#define MADD(a, b) simde_mm512_madd_epi16((simde__m512i)(a), (simde__m512i)(b))
#define LOOK_UP(table, indices) \
  (u16x32)simde_mm512_shuffle_epi8((simde__m512i)(table), (simde__m512i)(indices))
#else
#include <immintrin.h>

#define DPBUSD(sum, w, a) _mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(w), (__m512i)(a))
#define MADD(a, b) _mm512_madd_epi16((__m512i)(a), (__m512i)(b))
#define LOOK_UP(table, indices) (u16x32)_mm512_shuffle_epi8((__m512i)(table), (__m512i)(indices))
#define LANES_NATIVE_FMA
#define LANES_NATIVE_F16
#define AVX512 "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c"
#pragma clang attribute push(__attribute__((target(AVX512))), apply_to = function)
#endif

// Thirty-two registers: room for eight sums.
#define FLOAT_GROUPS 8

#include "attention.h"
#include "elementwise.h"
#include "multiply_avx512.h"
// Needs the products above.
#include "multiply.h"

#ifndef LINEUP_EMULATED_AVX512
#pragma clang attribute pop
#endif

const KernelTable kernels_table_avx512 = KERNEL_TABLE("avx512");
#endif
