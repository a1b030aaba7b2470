"""Quantisation into GGUF's block formats: the gguf package's, and the three it leaves out.

Q4_K, Q5_K and Q6_K are rounded the plain way (a scale from the extremes of each sub-block), not by
the search llama.cpp does: good enough for weights that are random anyway.
"""

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import quantize as gguf_quantize

SUPER_BLOCK = 256


def reciprocal(x):
    return np.where(x == 0, 0, 1 / np.where(x == 0, 1, x))


def nearest(x, low, high):
    return np.clip(np.rint(x), low, high).astype(np.int32)


def pack_scales(scales, minima):
    """Eight 6-bit scales and eight 6-bit minima in twelve bytes."""
    low_s, high_s = scales[:, :4], scales[:, 4:]
    low_m, high_m = minima[:, :4], minima[:, 4:]
    first = low_s | (high_s >> 4 << 6)
    second = low_m | (high_m >> 4 << 6)
    third = (high_s & 15) | (high_m & 15) << 4
    return np.concatenate([first, second, third], axis=1).astype(np.uint8)


def with_minima(rows, highest):
    """x = d*s*q - dmin*m, q up to `highest`, 256 a row: d, dmin (F16) and 12 bytes of scales, q."""
    x = rows.reshape(-1, 8, 32).astype(np.float32)
    low = np.minimum(x.min(axis=2), 0)
    step = (x.max(axis=2) - low) / highest
    d = (step.max(axis=1, keepdims=True) / 63).astype(np.float16)
    dmin = ((-low).max(axis=1, keepdims=True) / 63).astype(np.float16)
    scales = nearest(step * reciprocal(d.astype(np.float32)), 0, 63)
    minima = nearest(-low * reciprocal(dmin.astype(np.float32)), 0, 63)

    real_scale = (d.astype(np.float32) * scales)[:, :, None]
    real_minimum = (dmin.astype(np.float32) * minima)[:, :, None]
    q = nearest((x + real_minimum) * reciprocal(real_scale), 0, highest)
    return [d.view(np.uint8), dmin.view(np.uint8), pack_scales(scales, minima)], q


def pack_nibbles(q):
    pairs = q.reshape(-1, 4, 2, 32) & 15
    return (pairs[:, :, 0] | pairs[:, :, 1] << 4).reshape(-1, 128).astype(np.uint8)


def quantize_q4_k(rows):
    """144 bytes a 256: d, dmin, scales, 128 of nibbles."""
    scales, q = with_minima(rows, 15)
    return np.concatenate([*scales, pack_nibbles(q)], axis=1).reshape(len(rows), -1)


def quantize_q5_k(rows):
    """176 bytes a 256: d, dmin, scales, 32 of fifth bits, 128 of nibbles."""
    scales, q = with_minima(rows, 31)
    fifth = ((q >> 4) << np.arange(8)[:, None]).sum(axis=1).astype(np.uint8)
    return np.concatenate([*scales, fifth, pack_nibbles(q)], axis=1).reshape(len(rows), -1)


def quantize_q6_k(rows):
    """210 bytes a 256: 128 of low nibbles, 64 of high pairs, 16 scales (int8), d (F16)."""
    x = rows.reshape(-1, 16, 16).astype(np.float32)
    peak = np.take_along_axis(x, np.abs(x).argmax(axis=2)[:, :, None], axis=2)[:, :, 0]
    step = peak / -32
    widest = np.take_along_axis(step, np.abs(step).argmax(axis=1)[:, None], axis=1)
    d = (widest / -128).astype(np.float16)
    scales = nearest(step * reciprocal(d.astype(np.float32)), -128, 127)

    real_scale = (d.astype(np.float32) * scales)[:, :, None]
    q = nearest(x * reciprocal(real_scale), -32, 31) + 32
    quarters = q.reshape(-1, 2, 4, 32)
    low = quarters & 15
    high = quarters >> 4
    nibbles = np.concatenate([low[:, :, 0] | low[:, :, 2] << 4, low[:, :, 1] | low[:, :, 3] << 4], 2)
    pairs = high[:, :, 0] | high[:, :, 1] << 2 | high[:, :, 2] << 4 | high[:, :, 3] << 6
    parts = [
        nibbles.reshape(-1, 128).astype(np.uint8),
        pairs.reshape(-1, 64).astype(np.uint8),
        scales.astype(np.int8).view(np.uint8),
        d.view(np.uint8),
    ]
    return np.concatenate(parts, axis=1).reshape(len(rows), -1)


def quantize(rows, kind):
    """A float32 matrix [row, column] as GGUF data of the given type."""
    if kind == Type.Q4_K:
        return quantize_q4_k(rows)
    if kind == Type.Q5_K:
        return quantize_q5_k(rows)
    if kind == Type.Q6_K:
        return quantize_q6_k(rows)
    return gguf_quantize(rows, kind)
