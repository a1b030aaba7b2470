/// Softmax attention over the F16 cache, on sixteen virtual lanes.
///
/// The order of every sum is fixed by absolute positions. With s the scores, m their maximum,
/// p = exp(s - m):
///
///     s[pos]  = fma over d = 0, 1, … of q[d] · k[pos][d]
///     total   = 16 lanes, lane = pos mod 16, each summing its p in order; then the lanes' tree
///     out[d]  = (fma over pos = first, first + 1, … of p[pos] · v[pos][d]) · (1 / total)
#ifndef LINEUP_ATTENTION_H
#define LINEUP_ATTENTION_H

#include "lanes.h"

/// Query heads handled together, so that each key and value is widened once for all of them.
enum { heads_together = 4 };

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

LANES void attend_heads(const KernelAttention *a, size_t head, size_t count) {
  const size_t dim = a->head_dim, start = a->first / lanes * lanes;
  const size_t stride = (a->end - start + lanes - 1) / lanes * lanes;
  const float *q = a->q + head * dim;
  float *scores = a->scores + head * stride;
  float *out = a->out + head * dim;

  f32x16 most[heads_together], total[heads_together];
  for (size_t h = 0; h < count; h++) most[h] = splat(-INFINITY), total[h] = splat(0);
  for (size_t base = start; base < a->end; base += lanes) {
    const uint16_t *k = a->k_pages[base / kernels_page_positions] +
                        base % kernels_page_positions * dim;
    f32x16 s[heads_together];
    for (size_t h = 0; h < count; h++) s[h] = splat(0);
    for (size_t d = 0; d < dim; d++) {
      f32x16 key = widen_from(k + d * lanes);
      for (size_t h = 0; h < count; h++) s[h] = fused(splat(q[h * dim + d]), key, s[h]);
    }
    i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    // Unsigned differences keep the comparison right at any position; both fit in 32 bits.
    int32_t low = a->first > base ? (int32_t)(a->first - base) : 0;
    int32_t high = a->end - base < lanes ? (int32_t)(a->end - base) : lanes;
    i32x16 seen = (lane >= low) & (lane < high);
    for (size_t h = 0; h < count; h++) {
      s[h] = choose(seen, s[h], splat(-INFINITY));
      most[h] = larger(s[h], most[h]);
      store(scores + h * stride + (base - start), s[h]);
    }
  }

  for (size_t h = 0; h < count; h++) {
    float all[lanes];
    store(all, most[h]);
    for (size_t i = 1; i < lanes; i++) all[0] = all[i] > all[0] ? all[i] : all[0];
    for (size_t i = 0; i < stride; i += lanes) {
      f32x16 p = exponential(load(scores + h * stride + i) - all[0]);
      store(scores + h * stride + i, p);
      total[h] += p;
    }
  }

  for (size_t d = 0; d < dim; d += lanes) {
    f32x16 sum[heads_together];
    for (size_t h = 0; h < count; h++) sum[h] = splat(0);
    for (size_t pos = a->first; pos < a->end; pos++) {
      const uint16_t *v = a->v_pages[pos / kernels_page_positions] +
                          pos % kernels_page_positions * dim + d;
      f32x16 value = widen_from(v);
      for (size_t h = 0; h < count; h++) {
        sum[h] = fused(splat(scores[h * stride + (pos - start)]), value, sum[h]);
      }
    }
    for (size_t h = 0; h < count; h++) {
      store(out + h * dim + d, sum[h] * (1 / sum_of_lanes(total[h])));
    }
  }
}

static void attend(const KernelAttention *a) {
  size_t head = 0;
  for (; a->heads - head >= heads_together; head += heads_together) attend_heads(a, head, 4);
  switch (a->heads - head) {
    case 3: attend_heads(a, head, 3); break;
    case 2: attend_heads(a, head, 2); break;
    case 1: attend_heads(a, head, 1); break;
  }
}

#endif
