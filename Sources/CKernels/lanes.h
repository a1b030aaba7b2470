/// Sixteen virtual lanes, written once and compiled once per instruction set: 16 floats are one
/// AVX-512 register, two AVX2 registers or four SSE or NEON registers, with the same bits.
///
/// Included by plain.c, avx2.c, avxvnni.c and avx512.c. An includer whose target has them defines
/// LANES_NATIVE_FMA and LANES_NATIVE_F16 first; without, both are built from plain arithmetic.
/// Nothing here depends on the rounding of an intermediate that a compiler may contract.
#ifndef LINEUP_LANES_H
#define LINEUP_LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/kernels.h"

#pragma STDC FP_CONTRACT OFF
// Vectors wider than the processor's are passed only between functions that are always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float f32x16 __attribute__((vector_size(64)));
typedef double f64x16 __attribute__((vector_size(128)));
typedef int64_t i64x16 __attribute__((vector_size(128)));
typedef int32_t i32x16 __attribute__((vector_size(64)));
typedef int32_t i32x8 __attribute__((vector_size(32)));
typedef float f32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));
typedef uint16_t u16x16 __attribute__((vector_size(32)));
typedef int8_t i8x16 __attribute__((vector_size(16)));

#define LANES static inline __attribute__((always_inline))

enum { lanes = 16 };

LANES f32x16 splat(float value) {
  return (f32x16){value, value, value, value, value, value, value, value,
                  value, value, value, value, value, value, value, value};
}

LANES f32x16 load(const float *p) {
  f32x16 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

LANES void store(float *p, f32x16 v) { __builtin_memcpy(p, &v, sizeof v); }

/// Loads the first `count` < 16 lanes; the others are `rest`.
LANES f32x16 load_some(const float *p, size_t count, float rest) {
  f32x16 v = splat(rest);
  __builtin_memcpy(&v, p, count * sizeof *p);
  return v;
}

LANES void store_some(float *p, size_t count, f32x16 v) {
  __builtin_memcpy(p, &v, count * sizeof *p);
}

LANES i32x8 half_of(i32x16 v, bool high) {
  return high ? __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)
              : __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
}

/// Lanes of `a` where the mask is set (-1), else of `b`.
LANES f32x16 choose(i32x16 mask, f32x16 a, f32x16 b) {
  return (f32x16)(((i32x16)a & mask) | ((i32x16)b & ~mask));
}

/// The larger of two lanes; `m` where `x` is NaN.
LANES f32x16 larger(f32x16 x, f32x16 m) { return choose(x > m, x, m); }

/// a · b + c, rounded once.
LANES f32x16 fused(f32x16 a, f32x16 b, f32x16 c) {
#ifdef LANES_NATIVE_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  // The product is exact in doubles. Their sum is rounded to odd: what the addition lost (found
  // exactly, Knuth's two-sum) makes an even last bit odd. A second rounding, to float, then
  // yields what a single one would (Boldo and Melquiond, 2008).
  f64x16 product = __builtin_convertvector(a, f64x16) * __builtin_convertvector(b, f64x16);
  f64x16 addend = __builtin_convertvector(c, f64x16);
  f64x16 sum = product + addend;
  f64x16 part = sum - product;
  f64x16 lost = (product - (sum - part)) + (addend - part);
  i64x16 bits = (i64x16)sum;
  i64x16 inexact = (lost > 0) | (lost < 0);
  i64x16 direction = ((bits ^ (i64x16)lost) >> 63) | 1;
  bits += direction & inexact & ((bits & 1) - 1);
  return __builtin_convertvector((f64x16)bits, f32x16);
#endif
}

/// Sixteen binary16 numbers to floats, exactly.
LANES f32x16 widen(u16x16 half) {
#ifdef LANES_NATIVE_F16
  typedef _Float16 f16x16 __attribute__((vector_size(32)));
  return __builtin_convertvector((f16x16)half, f32x16);
#else
  u32x16 bits = __builtin_convertvector(half, u32x16);
  u32x16 sign = (bits & 0x8000) << 16;
  u32x16 magnitude = (bits & 0x7fff) << 13;
  // With the exponent's bias off by 112 the number is 2^112 too small, subnormals included.
  u32x16 finite = (u32x16)((f32x16)magnitude * splat(0x1p112f));
  u32x16 special = magnitude | 0x7f800000;
  u32x16 is_special = (u32x16)((bits & 0x7c00) == 0x7c00);
  return (f32x16)(sign | (special & is_special) | (finite & ~is_special));
#endif
}

LANES f32x16 widen_from(const uint16_t *p) {
  u16x16 half;
  __builtin_memcpy(&half, p, sizeof half);
  return widen(half);
}

/// 2^(exponent - 128) of sixteen bytes: what power_of_two (layout.h) is, without a branch.
LANES f32x16 widen_exponents(const uint8_t *p) {
  typedef uint8_t u8x16 __attribute__((vector_size(16)));
  u8x16 bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  const i32x16 exponent = __builtin_convertvector(bytes, i32x16);
  // The first is the larger one below 2, where the second is 0 or less.
  return (f32x16)__builtin_elementwise_max((exponent << 21) + (1 << 21),
                                           (i32x16)((u32x16)exponent << 23) - (1 << 23));
}

/// Sixteen floats to binary16, to nearest even.
LANES u16x16 narrow(f32x16 x) {
#ifdef LANES_NATIVE_F16
  typedef _Float16 f16x16 __attribute__((vector_size(32)));
  return (u16x16)__builtin_convertvector(x, f16x16);
#else
  u32x16 sign = ((u32x16)x >> 16) & 0x8000;
  u32x16 magnitude = (u32x16)x & 0x7fffffff;
  // Half of the last kept bit less one, plus that bit: ties go to even. A carry out of the
  // mantissa raises the exponent, up to infinity.
  u32x16 normal = (magnitude + 0xfff + ((magnitude >> 13) & 1) - (112u << 23)) >> 13;
  // One unit in the last place of 0.5 is 2^-24, the smallest subnormal: the addition rounds.
  u32x16 small = (u32x16)((f32x16)magnitude + splat(0.5f)) - 0x3f000000;
  u32x16 is_small = (u32x16)(magnitude < 0x38800000);
  u32x16 is_large = (u32x16)(magnitude >= 0x47800000);
  u32x16 is_nan = (u32x16)(magnitude > 0x7f800000);
  u32x16 bits = (small & is_small) | (normal & ~is_small);
  bits = (bits & ~is_large) | (0x7c00 & is_large) | (0x0200 & is_nan);
  return __builtin_convertvector(bits | sign, u16x16);
#endif
}

/// The sum of all lanes, always as (((0+8)+(4+12)) + ((2+10)+(6+14))) + the same of odd lanes.
LANES float sum_of_lanes(f32x16 v) {
  float a[lanes];
  store(a, v);
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t i = 0; i < width; i++) a[i] += a[i + width];
  }
  return a[0];
}

/// exp within 1.5 units in the last place, of x clamped to -87…88.3: so that every result is an
/// ordinary number, or NaN for NaN.
///
/// x = n · ln 2 + r with |r| ≤ ln 2 / 2; exp(r) = 1 + r + r² P(r), P a minimax polynomial of
/// degree 4.
LANES f32x16 exponential(f32x16 x) {
  x = choose(x > splat(88.3f), splat(88.3f), x);
  x = choose(x < splat(-87), splat(-87), x);
  const f32x16 shift = splat(0x1.8p23f);  // adding it leaves the nearest integer in the low bits
  f32x16 shifted = fused(x, splat(0x1.715476p0f), shift);
  f32x16 n = shifted - shift;
  f32x16 r = fused(n, splat(-0x1.62e4p-1f), x);
  r = fused(n, splat(-0x1.7f7d1cp-20f), r);
  f32x16 square = r * r;
  f32x16 high = fused(r, splat(0x1.123a2p-7f), splat(0x1.5558f2p-5f));
  f32x16 low = fused(r, splat(0x1.555492p-3f), splat(0x1.fffffcp-2f));
  high = fused(square, splat(0x1.6a23cep-10f), high);
  f32x16 p = fused(square, high, low);
  p = fused(square, p, r) + splat(1);
  return p * (f32x16)(((u32x16)shifted << 23) + (u32x16)splat(1));
}

#endif
