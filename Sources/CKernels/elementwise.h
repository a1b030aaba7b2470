/// The kernels that go over vectors element by element, on sixteen virtual lanes.
#ifndef LINEUP_ELEMENTWISE_H
#define LINEUP_ELEMENTWISE_H

#include "lanes.h"

// Each kernel goes over whole lanes, then over the rest of fewer than 16 elements, whose other
// lanes are zero or without effect.

static void rms_norm(const float *x, const float *weight, size_t n, float epsilon, float *out) {
  const size_t whole = n / lanes * lanes;
  f32x16 squares = splat(0);
  for (size_t i = 0; i < whole; i += lanes) squares = fused(load(x + i), load(x + i), squares);
  const f32x16 rest = load_some(x + whole, n - whole, 0);
  squares = fused(rest, rest, squares);
  const float mean = sum_of_lanes(squares) / (float)n;
  const f32x16 factor = splat(1 / __builtin_elementwise_sqrt(mean + epsilon));
  for (size_t i = 0; i < whole; i += lanes) {
    store(out + i, load(x + i) * factor * load(weight + i));
  }
  store_some(out + whole, n - whole, rest * factor * load_some(weight + whole, n - whole, 0));
}

static void layer_norm(const float *x, const float *weight, const float *bias, size_t n,
                       float epsilon, float *out) {
  const size_t whole = n / lanes * lanes;
  f32x16 sum = splat(0);
  for (size_t i = 0; i < whole; i += lanes) sum += load(x + i);
  sum += load_some(x + whole, n - whole, 0);
  const float mean = sum_of_lanes(sum) / (float)n;
  f32x16 squares = splat(0);
  for (size_t i = 0; i < whole; i += lanes) {
    const f32x16 off = load(x + i) - splat(mean);
    squares = fused(off, off, squares);
  }
  const f32x16 rest = load_some(x + whole, n - whole, mean) - splat(mean);
  squares = fused(rest, rest, squares);
  const float variance = sum_of_lanes(squares) / (float)n;
  const f32x16 factor = splat(1 / __builtin_elementwise_sqrt(variance + epsilon));
  for (size_t i = 0; i < whole; i += lanes) {
    const f32x16 normed = (load(x + i) - splat(mean)) * factor;
    store(out + i, fused(normed, load(weight + i), load(bias + i)));
  }
  const f32x16 scaled = fused(rest * factor, load_some(weight + whole, n - whole, 0),
                              load_some(bias + whole, n - whole, 0));
  store_some(out + whole, n - whole, scaled);
}

/// a and b turn by the angle of cosine c and sine s.
LANES void rotate(f32x16 *a, f32x16 *b, f32x16 c, f32x16 s) {
  const f32x16 turned = fused(*a, c, -(*b * s));
  *b = fused(*a, s, *b * c);
  *a = turned;
}

/// Elements 0, 2, … or (odd) 1, 3, … of 32.
LANES f32x16 every_other(f32x16 low, f32x16 high, bool odd) {
  return odd ? __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25,
                                       27, 29, 31)
             : __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24,
                                       26, 28, 30);
}

/// Elements 0…15 or (high) 16…31 of a[0], b[0], a[1], b[1], …
LANES f32x16 alternate(f32x16 a, f32x16 b, bool high) {
  return high ? __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30,
                                        15, 31)
              : __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                        23);
}

LANES void rotate_neighbours(float *x, f32x16 c, f32x16 s) {
  f32x16 a = every_other(load(x), load(x + lanes), false);
  f32x16 b = every_other(load(x), load(x + lanes), true);
  rotate(&a, &b, c, s);
  store(x, alternate(a, b, false));
  store(x + lanes, alternate(a, b, true));
}

LANES void rotate_halves(float *first, float *second, f32x16 c, f32x16 s) {
  f32x16 a = load(first), b = load(second);
  rotate(&a, &b, c, s);
  store(first, a);
  store(second, b);
}

static void rope(float *x, const float *cosine, const float *sine, size_t pairs, bool neox) {
  size_t i = 0;
  for (; i + lanes <= pairs; i += lanes) {
    const f32x16 c = load(cosine + i), s = load(sine + i);
    if (neox) {
      rotate_halves(x + i, x + pairs + i, c, s);
    } else {
      rotate_neighbours(x + 2 * i, c, s);
    }
  }
  if (i == pairs) return;
  const size_t count = pairs - i;
  const f32x16 c = load_some(cosine + i, count, 0), s = load_some(sine + i, count, 0);
  float rest[2 * lanes] = {0};
  if (neox) {
    __builtin_memcpy(rest, x + i, count * sizeof *x);
    __builtin_memcpy(rest + lanes, x + pairs + i, count * sizeof *x);
    rotate_halves(rest, rest + lanes, c, s);
    __builtin_memcpy(x + i, rest, count * sizeof *x);
    __builtin_memcpy(x + pairs + i, rest + lanes, count * sizeof *x);
  } else {
    __builtin_memcpy(rest, x + 2 * i, 2 * count * sizeof *x);
    rotate_neighbours(rest, c, s);
    __builtin_memcpy(x + 2 * i, rest, 2 * count * sizeof *x);
  }
}

LANES f32x16 silu(f32x16 g) { return g / (exponential(-g) + splat(1)); }

/// g/2 · (1 + tanh u) = g / (1 + exp(-2u)), u = √(2/π) · (g + 0.044715 g³).
LANES f32x16 gelu(f32x16 g) {
  const float twice = 1.5957691216057308f;
  const f32x16 u2 = g * fused(g * g, splat(0.044715f * twice), splat(twice));
  return g / (exponential(-u2) + splat(1));
}

static void silu_multiply(const float *gate, const float *up, size_t n, float *out) {
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, silu(load(gate + i)) * load(up + i));
  const f32x16 rest = silu(load_some(gate + i, n - i, 0)) * load_some(up + i, n - i, 0);
  store_some(out + i, n - i, rest);
}

static void gelu_multiply(const float *gate, const float *up, size_t n, float *out) {
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, gelu(load(gate + i)) * load(up + i));
  const f32x16 rest = gelu(load_some(gate + i, n - i, 0)) * load_some(up + i, n - i, 0);
  store_some(out + i, n - i, rest);
}

static void gelu_only(const float *x, size_t n, float *out) {
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, gelu(load(x + i)));
  store_some(out + i, n - i, gelu(load_some(x + i, n - i, 0)));
}

/// The gated unit of gpt-oss: a sigmoid of slope 1.702, both sides clamped to 7.
LANES f32x16 swish(f32x16 g, f32x16 u) {
  const f32x16 limit = splat(7);
  g = choose(g > limit, limit, g);
  u = choose(u > limit, limit, u);
  u = choose(u < -limit, -limit, u);
  return g / (exponential(g * splat(-1.702f)) + splat(1)) * (u + splat(1));
}

static void swish_multiply(const float *gate, const float *up, size_t n, float *out) {
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, swish(load(gate + i), load(up + i)));
  const f32x16 rest = swish(load_some(gate + i, n - i, 0), load_some(up + i, n - i, 0));
  store_some(out + i, n - i, rest);
}

/// cap · tanh(x / cap), with tanh(u) = (1 - exp(-2u)) / (1 + exp(-2u)).
LANES f32x16 capped(f32x16 x, float cap) {
  const f32x16 e = exponential(x * splat(-2 / cap));
  return splat(cap) * ((splat(1) - e) / (splat(1) + e));
}

static void soft_cap(float *x, float cap, size_t n) {
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(x + i, capped(load(x + i), cap));
  store_some(x + i, n - i, capped(load_some(x + i, n - i, 0), cap));
}

static void add(float *x, const float *y, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] += y[i];
}

static void scale(float *x, float factor, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] *= factor;
}

/// The larger of all lanes; NaN lanes are ignored, -∞ is the least.
LANES float largest_lane(f32x16 v) {
  float all[lanes], most = -INFINITY;
  store(all, v);
  for (size_t i = 0; i < lanes; i++) most = all[i] > most ? all[i] : most;
  return most;
}

static float maximum(const float *x, size_t n) {
  f32x16 most = splat(-INFINITY);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) most = larger(load(x + i), most);
  most = larger(load_some(x + i, n - i, -INFINITY), most);
  const float largest = largest_lane(most);
  if (largest > -INFINITY) return largest;
  for (i = 0; i < n; i++) {
    if (x[i] == -INFINITY) return -INFINITY;
  }
  return NAN;
}

static float sum_exp(const float *x, size_t n, float maximum) {
  f32x16 sum = splat(0);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) sum += exponential(load(x + i) - splat(maximum));
  f32x16 rest = exponential(load_some(x + i, n - i, 0) - splat(maximum));
  float kept[lanes] = {0};
  store_some(kept, n - i, rest);
  return sum_of_lanes(sum + load(kept));
}

#endif
