/// Softmax attention over the F16 cache, on sixteen virtual lanes.
///
/// The order of every sum is fixed by absolute positions. With s the scores, capped where that is
/// asked for, m the largest of them and of the sink's, p = exp(s - m):
///
///     s[pos]  = fma over d = 0, 1, … of q[d] · k[pos][d]
///     total   = 16 lanes, lane = pos mod 16, each summing its p in order; then the lanes' tree;
///               then the sink's p, where the head has one
///     out[d]  = (fma over pos = first, first + 1, … of p[pos] · v[pos][d]) · (1 / total)
#ifndef LINEUP_ATTENTION_H
#define LINEUP_ATTENTION_H

#include "elementwise.h"
#include "lanes.h"

/// Makes the compiler load through a pointer anew: broadcasts that are kept in registers from one
/// block to the next would push sums out of them.
#define LOAD_AGAIN(pointer) __asm__ volatile("" : "+r"(pointer))

/// At most so many query heads are handled together, so that each key and value is widened once
/// for all of them; so many blocks of 16 positions or dimensions at once; so many positions'
/// values, a divisor of the page's, before the next dimensions; and keys are fetched so many
/// elements ahead.
enum { heads_together = 4, wide_lanes = 4, value_positions = 64, keys_ahead = 4096 };

static void store_key(const float *k, size_t head_dim, uint16_t *k_page, size_t position) {
  uint16_t *block = k_page + position / lanes * lanes * head_dim + position % lanes;
  for (size_t d = 0; d < head_dim; d += lanes) {
    u16x16 half = narrow(load(k + d));
    uint16_t copy[lanes];
    __builtin_memcpy(copy, &half, sizeof half);
    for (size_t i = 0; i < lanes; i++) block[(d + i) * lanes] = copy[i];
  }
}

static void store_value(const float *v, size_t head_dim, uint16_t *v_page, size_t position) {
  for (size_t d = 0; d < head_dim; d += lanes) {
    u16x16 half = narrow(load(v + d));
    __builtin_memcpy(v_page + position * head_dim + d, &half, sizeof half);
  }
}

/// The elements of position `at` on, where a page's positions lie `dim` elements apart.
LANES const uint16_t *from_position(const uint16_t *const *pages, size_t at, size_t dim) {
  return pages[at / kernels_page_positions] + at % kernels_page_positions * dim;
}

/// The scores of `blocks` × 16 positions from `base` on, for `heads` heads (both constants).
LANES void score(const KernelAttention *a, size_t head, size_t heads, size_t base, size_t blocks,
                 float *scores, size_t stride, f32x16 *most) {
  const size_t dim = a->head_dim;
  const float *q = a->q + head * dim;
  const size_t ahead = (keys_ahead / dim + lanes - 1) / lanes * lanes;
  const uint16_t *k[wide_lanes];
  const uint16_t *next = from_position(a->k_pages, base + ahead < a->end ? base + ahead : base, dim);
  f32x16 s[wide_lanes][heads_together];
  for (size_t b = 0; b < blocks; b++) {
    const size_t at = base + b * lanes;
    k[b] = from_position(a->k_pages, at, dim);
    for (size_t h = 0; h < heads; h++) s[b][h] = splat(0);
  }
  for (size_t d = 0; d < dim; d++) {
    for (size_t b = 0; b < blocks; b++) {
      if (b % 2 == 0 && (blocks > 1 || d % 2 == 0)) {
        __builtin_prefetch(next + (d * blocks + b) * lanes);
      }
      const f32x16 key = widen_from(k[b] + d * lanes);
      const float *again = q + d;
      if (heads == 3) LOAD_AGAIN(again);
      for (size_t h = 0; h < heads; h++) s[b][h] = fused(splat(again[h * dim]), key, s[b][h]);
    }
  }
  for (size_t b = 0; b < blocks; b++) {
    const size_t at = base + b * lanes;
    const int32_t low = a->first > at ? (int32_t)(a->first - at) : 0;
    const int32_t high = a->end - at < lanes ? (int32_t)(a->end - at) : lanes;
    const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const i32x16 seen = (lane >= low) & (lane < high);
    for (size_t h = 0; h < heads; h++) {
      s[b][h] = choose(seen, s[b][h], splat(-INFINITY));
      most[h] = larger(s[b][h], most[h]);
      store(scores + h * stride + b * lanes, s[b][h]);
    }
  }
}

/// Adds `count` positions' values times their p to `width` × 16 dimensions of out, and fetches as
/// many positions' from `next`.
LANES void add_values(const float *p, size_t stride, const uint16_t *v, const uint16_t *next,
                      size_t dim, size_t count, size_t heads, size_t width, float *out) {
  f32x16 sum[wide_lanes][heads_together];
  for (size_t w = 0; w < width; w++) {
    for (size_t h = 0; h < heads; h++) sum[w][h] = load(out + h * dim + w * lanes);
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t w = 0; w < width; w++) {
      if (w % 2 == 0) __builtin_prefetch(next + (i * width + w) * lanes);
      const f32x16 value = widen_from(v + i * dim + w * lanes);
      const float *again = p + i;
      if (heads == 3) LOAD_AGAIN(again);
      for (size_t h = 0; h < heads; h++) {
        sum[w][h] = fused(splat(again[h * stride]), value, sum[w][h]);
      }
    }
  }
  for (size_t w = 0; w < width; w++) {
    for (size_t h = 0; h < heads; h++) store(out + h * dim + w * lanes, sum[w][h]);
  }
}

/// `heads` and `wide`, how many blocks of positions or dimensions are handled at once, are
/// constants: together they make enough independent sums to hide the additions' latency.
LANES void attend_heads(const KernelAttention *a, size_t head, size_t heads, size_t wide) {
  const size_t dim = a->head_dim, start = a->first / lanes * lanes;
  const size_t stride = (a->end - start + lanes - 1) / lanes * lanes;
  float *scores = a->scores + head * stride;
  float *out = a->out + head * dim;

  f32x16 most[heads_together];
  for (size_t h = 0; h < heads; h++) most[h] = splat(-INFINITY);
  size_t base = start;
  for (; base + wide * lanes <= a->end; base += wide * lanes) {
    score(a, head, heads, base, wide, scores + (base - start), stride, most);
  }
  for (; base < a->end; base += lanes) {
    score(a, head, heads, base, 1, scores + (base - start), stride, most);
  }

  float factor[heads_together];
  for (size_t h = 0; h < heads; h++) {
    float most_of_all = largest_lane(most[h]);
    // The cap keeps the order of scores, so that the largest stays the largest.
    if (a->soft_cap > 0) soft_cap(&most_of_all, a->soft_cap, 1);
    if (a->sinks != NULL && a->sinks[head + h] > most_of_all) most_of_all = a->sinks[head + h];
    const f32x16 largest = splat(most_of_all);
    f32x16 total = splat(0);
    // A position that is not seen adds exp(-87), which any total of 1 or more absorbs.
    for (size_t i = 0; i < stride; i += lanes) {
      f32x16 s = load(scores + h * stride + i);
      if (a->soft_cap > 0) s = choose(s > splat(-INFINITY), capped(s, a->soft_cap), s);
      const f32x16 p = exponential(s - largest);
      store(scores + h * stride + i, p);
      total += p;
    }
    float sum = sum_of_lanes(total);
    if (a->sinks != NULL) {
      float sink[lanes];
      store(sink, exponential(splat(a->sinks[head + h]) - largest));
      sum += sink[0];
    }
    factor[h] = 1 / sum;
  }

  for (size_t i = 0; i < heads * dim; i++) out[i] = 0;
  // Some positions at a time, whose values then stay in the nearest cache.
  for (size_t pos = a->first, end; pos < a->end; pos = end) {
    end = (pos / value_positions + 1) * value_positions;
    end = end < a->end ? end : a->end;
    const uint16_t *v = from_position(a->v_pages, pos, dim);
    const uint16_t *next = end < a->end ? from_position(a->v_pages, end, dim) : v;
    const float *p = scores + (pos - start);
    size_t d = 0;
    for (; d + wide * lanes <= dim; d += wide * lanes) {
      add_values(p, stride, v + d, next + d * (end - pos), dim, end - pos, heads, wide, out + d);
    }
    for (; d < dim; d += lanes) {
      add_values(p, stride, v + d, next + d * (end - pos), dim, end - pos, heads, 1, out + d);
    }
  }
  for (size_t h = 0; h < heads; h++) {
    for (size_t d = 0; d < dim; d += lanes) {
      store(out + h * dim + d, load(out + h * dim + d) * splat(factor[h]));
    }
  }
}

static void attend(const KernelAttention *a) {
  size_t head = 0;
  for (; a->heads - head >= 4; head += 4) attend_heads(a, head, 4, 1);
  switch (a->heads - head) {
    case 3: attend_heads(a, head, 3, 2); break;
    case 2: attend_heads(a, head, 2, 2); break;
    case 1: attend_heads(a, head, 1, 4); break;
  }
}

#endif
