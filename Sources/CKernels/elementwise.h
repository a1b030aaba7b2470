/// The kernels that go over vectors element by element, on sixteen virtual lanes.
#ifndef LINEUP_ELEMENTWISE_H
#define LINEUP_ELEMENTWISE_H

#include "lanes.h"

/// Runs `body` for every sixteen elements of 0..<n, with `i` the first element's index and
/// `count` how many of the lanes there are.
#define FOR_LANES(n)                                                                      \
  for (size_t i = 0, count; count = (n) - i < lanes ? (n) - i : lanes, i < (n); i += lanes)

LANES f32x16 load_upto(const float *p, size_t count) {
  return count == lanes ? load(p) : load_some(p, count, 0);
}

LANES void store_upto(float *p, size_t count, f32x16 v) {
  if (count == lanes) {
    store(p, v);
  } else {
    store_some(p, count, v);
  }
}

static void rms_norm(const float *x, const float *weight, size_t n, float epsilon, float *out) {
  f32x16 squares = splat(0);
  FOR_LANES(n) {
    f32x16 v = load_upto(x + i, count);
    squares = fused(v, v, squares);
  }
  float root = __builtin_elementwise_sqrt(sum_of_lanes(squares) / (float)n + epsilon);
  float factor = 1 / root;
  FOR_LANES(n) {
    store_upto(out + i, count, load_upto(x + i, count) * factor * load_upto(weight + i, count));
  }
}

static void rope(float *x, const float *cosine, const float *sine, size_t pairs, bool neox) {
  FOR_LANES(pairs) {
    f32x16 c = load_upto(cosine + i, count), s = load_upto(sine + i, count);
    if (neox) {
      f32x16 a = load_upto(x + i, count), b = load_upto(x + pairs + i, count);
      store_upto(x + i, count, fused(a, c, -(b * s)));
      store_upto(x + pairs + i, count, fused(a, s, b * c));
    } else {
      float a[lanes] = {0}, b[lanes] = {0};
      for (size_t l = 0; l < count; l++) a[l] = x[2 * (i + l)], b[l] = x[2 * (i + l) + 1];
      f32x16 first = fused(load(a), c, -(load(b) * s));
      f32x16 second = fused(load(a), s, load(b) * c);
      store(a, first);
      store(b, second);
      for (size_t l = 0; l < count; l++) x[2 * (i + l)] = a[l], x[2 * (i + l) + 1] = b[l];
    }
  }
}

static void silu_multiply(const float *gate, const float *up, size_t n, float *out) {
  FOR_LANES(n) {
    f32x16 g = load_upto(gate + i, count);
    f32x16 silu = g / (exponential(-g) + 1.0f);
    store_upto(out + i, count, silu * load_upto(up + i, count));
  }
}

/// gelu(g) = g/2 · (1 + tanh u) = g / (1 + exp(-2u)), u = √(2/π) · (g + 0.044715 g³).
static void gelu_multiply(const float *gate, const float *up, size_t n, float *out) {
  const float two_root = 1.5957691216057308f;
  FOR_LANES(n) {
    f32x16 g = load_upto(gate + i, count);
    f32x16 twice = g * fused(g * g, splat(0.044715f * two_root), splat(two_root));
    f32x16 gelu = g / (exponential(-twice) + 1.0f);
    store_upto(out + i, count, gelu * load_upto(up + i, count));
  }
}

static void add(float *x, const float *y, size_t n) {
  FOR_LANES(n) store_upto(x + i, count, load_upto(x + i, count) + load_upto(y + i, count));
}

static void scale(float *x, float factor, size_t n) {
  FOR_LANES(n) store_upto(x + i, count, load_upto(x + i, count) * factor);
}

static float maximum(const float *x, size_t n) {
  f32x16 most = splat(-INFINITY);
  FOR_LANES(n) {
    f32x16 v = count == lanes ? load(x + i) : load_some(x + i, count, -INFINITY);
    most = larger(v, most);
  }
  float all[lanes];
  store(all, most);
  for (size_t i = 1; i < lanes; i++) all[0] = all[i] > all[0] ? all[i] : all[0];
  if (all[0] > -INFINITY) return all[0];
  for (size_t i = 0; i < n; i++) {
    if (x[i] == -INFINITY) return -INFINITY;
  }
  return NAN;
}

static float sum_exp(const float *x, size_t n, float maximum) {
  f32x16 sum = splat(0);
  FOR_LANES(n) {
    f32x16 v = count == lanes ? load(x + i) : load_some(x + i, count, -INFINITY);
    sum += exponential(v - maximum);
  }
  return sum_of_lanes(sum);
}

#endif
