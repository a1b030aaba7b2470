"""Quantisation into GGUF's block formats: the gguf package's, and those it leaves out.

The latter (Q2_K to Q6_K, IQ4_NL and IQ4_XS) are rounded the plain way (a scale from the extremes of
each sub-block), not by the search llama.cpp does: good enough for weights that are random anyway.
"""

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import IQ4_NL
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


def scales_of(x, most, scale_most):
    """Of each row's sub-blocks: `d` (F16), integer scales below `scale_most`, and x over both."""
    peak = np.take_along_axis(x, np.abs(x).argmax(axis=2)[:, :, None], axis=2)[:, :, 0]
    step = peak / -most
    widest = np.take_along_axis(step, np.abs(step).argmax(axis=1)[:, None], axis=1)
    d = (widest / -scale_most).astype(np.float16)
    scales = nearest(step * reciprocal(d.astype(np.float32)), -scale_most, scale_most - 1)
    real_scale = (d.astype(np.float32) * scales)[:, :, None]
    return d, scales, x * reciprocal(real_scale)


def quantize_q6_k(rows):
    """210 bytes a 256: 128 of low nibbles, 64 of high pairs, 16 scales (int8), d (F16)."""
    d, scales, scaled = scales_of(rows.reshape(-1, 16, 16).astype(np.float32), 32, 128)
    q = nearest(scaled, -32, 31) + 32
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


def pack_pairs(q):
    """Two bits of 256 columns in 64 bytes: four times 32 columns share 32 bytes."""
    quarters = (q & 3).reshape(-1, 2, 4, 32) << np.array([0, 2, 4, 6])[:, None]
    return quarters.sum(axis=2).reshape(-1, 64).astype(np.uint8)


def quantize_q2_k(rows):
    """84 bytes a 256: 16 of scales and minima, 64 of pairs, d and dmin (F16)."""
    x = rows.reshape(-1, 16, 16).astype(np.float32)
    low = np.minimum(x.min(axis=2), 0)
    step = (x.max(axis=2) - low) / 3
    d = (step.max(axis=1, keepdims=True) / 15).astype(np.float16)
    dmin = ((-low).max(axis=1, keepdims=True) / 15).astype(np.float16)
    scales = nearest(step * reciprocal(d.astype(np.float32)), 0, 15)
    minima = nearest(-low * reciprocal(dmin.astype(np.float32)), 0, 15)

    real_scale = (d.astype(np.float32) * scales)[:, :, None]
    real_minimum = (dmin.astype(np.float32) * minima)[:, :, None]
    q = nearest((x + real_minimum) * reciprocal(real_scale), 0, 3)
    both = (scales | minima << 4).astype(np.uint8)
    parts = [both, pack_pairs(q), d.view(np.uint8), dmin.view(np.uint8)]
    return np.concatenate(parts, axis=1).reshape(len(rows), -1)


def quantize_q3_k(rows):
    """110 bytes a 256: 32 of highest bits, 64 of pairs, 12 of scales, d (F16)."""
    d, scales, scaled = scales_of(rows.reshape(-1, 16, 16).astype(np.float32), 4, 32)
    q = nearest(scaled, -4, 3) + 4
    highest = ((q >> 2).reshape(-1, 8, 32) << np.arange(8)[:, None]).sum(axis=1).astype(np.uint8)
    scales += 32
    low = scales[:, :8] & 15 | (scales[:, 8:] & 15) << 4
    high = ((scales >> 4).reshape(-1, 4, 4) << np.array([0, 2, 4, 6])[:, None]).sum(axis=1)
    packed = np.concatenate([low, high], axis=1).astype(np.uint8)
    parts = [highest, pack_pairs(q), packed, d.view(np.uint8)]
    return np.concatenate(parts, axis=1).reshape(len(rows), -1)


def pack_codes(scaled):
    """The numbers of the nearest values of the codebook, 32 columns in 16 bytes."""
    values = np.array(IQ4_NL.kvalues, np.float32)
    codes = np.abs(scaled[..., None] - values).argmin(axis=-1).reshape(-1, 2, 16)
    return (codes[:, 0] | codes[:, 1] << 4).astype(np.uint8)


def quantize_iq4_nl(rows):
    """18 bytes a 32: d (F16), 16 of nibbles."""
    x = rows.reshape(-1, 32).astype(np.float32)
    peak = np.take_along_axis(x, np.abs(x).argmax(axis=1)[:, None], axis=1)
    d = (peak / -127).astype(np.float16)
    codes = pack_codes(x * reciprocal(d.astype(np.float32)))
    return np.concatenate([d.view(np.uint8), codes], axis=1).reshape(len(rows), -1)


def quantize_iq4_xs(rows):
    """136 bytes a 256: d (F16), 2 of scales' high bits, 4 of their low ones, 128 of nibbles."""
    d, scales, scaled = scales_of(rows.reshape(-1, 8, 32).astype(np.float32), 127, 32)
    scales += 32
    high = ((scales >> 4) << np.arange(0, 16, 2)).sum(axis=1, keepdims=True).astype(np.uint16)
    low = (scales[:, 0::2] & 15 | (scales[:, 1::2] & 15) << 4).astype(np.uint8)
    parts = [d.view(np.uint8), high.view(np.uint8), low, pack_codes(scaled).reshape(-1, 128)]
    return np.concatenate(parts, axis=1).reshape(len(rows), -1)


QUANTIZERS = {
    Type.Q2_K: quantize_q2_k,
    Type.Q3_K: quantize_q3_k,
    Type.Q4_K: quantize_q4_k,
    Type.Q5_K: quantize_q5_k,
    Type.Q6_K: quantize_q6_k,
    Type.IQ4_NL: quantize_iq4_nl,
    Type.IQ4_XS: quantize_iq4_xs,
}


def quantize(rows, kind):
    """A float32 matrix [row, column] as GGUF data of the given type."""
    return QUANTIZERS[kind](rows) if kind in QUANTIZERS else gguf_quantize(rows, kind)
