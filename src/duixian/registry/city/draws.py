"""Draws that are the same on every machine and with every release of NumPy.

Only the raw bits of PCG64 are used, seeded by SeedSequence: NumPy keeps both as they are, while the
distributions of its ``Generator`` may change, and `exp` and `log` differ between libraries of mathematics. All
that follows is arithmetic of integers.

Every column of every block of rows has a stream of its own. So a column does not depend on which others are
drawn, and the first rows not on how many follow: a larger city begins with the smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import cache
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Truths = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.uint64]
Bits = npt.NDArray[Any]

MILLION = 1_000_000


class Draws:
    """The draws for some rows: those of one block of a table."""

    def __init__(self, seed: int, table: str, block: int, rows: int) -> None:
        self.seed = seed
        self.table = table
        self.block = block
        self.rows = rows

    def bits(self, what: str, type_: str = "<u4") -> Bits:
        """Uniform unsigned integers of a type, one a row."""
        key = (crc32(self.table.encode()), self.block, crc32(what.encode()))
        source = np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key))
        words = source.random_raw(-(-self.rows * np.dtype(type_).itemsize // 8))
        return words.astype("<u8", copy=False).view(type_)[: self.rows]

    def chance(self, what: str, per_million: int | Whole) -> Truths:
        """True for so many rows in a million; a rate for all rows, or one for each."""
        below: Truths = self.bits(what) < ends_at(per_million)
        return below

    def pick(self, what: str, weights: Sequence[int]) -> Codes:
        """Positions in a short list of weights, each as often as its weight says."""
        ends = (np.cumsum(np.asarray(weights, np.uint64)) << np.uint64(32)) // np.uint64(sum(weights))
        return np.searchsorted(ends, self.bits(what), side="right").astype(np.int8)

    def between(self, what: str, low: int, high: int) -> Whole:
        """Whole numbers, both ends included; at most 2^31 apart."""
        return low + (self.bits(what).astype(np.int64) * (high - low + 1) >> 32)

    def spread(self, what: str, median: int | Whole, sigma: int) -> Whole:
        """Log-normal whole numbers around a median, or one for each row; ``sigma`` in hundredths."""
        drawn = self.bits(what)
        curve = log_normal(sigma)
        node = (drawn >> 22).astype(np.intp)
        part = (drawn & ((1 << 22) - 1)).astype(np.int64)
        factor = curve[node] + ((curve[node + 1] - curve[node]) * part >> 22)
        return np.asarray(median, np.int64) * factor >> FACTOR_BITS


def ends_at(per_million: int | Whole) -> Numbers:
    """Where among the numbers of 32 bits a share of them ends; the share, or shares, per million."""
    ends: Numbers = (np.asarray(per_million, np.uint64) << np.uint64(32)) // np.uint64(MILLION)
    return ends


FACTOR_BITS = 16
"""A factor of 1 in the table of :func:`log_normal` is 2^16. A median below 4.9e11 (49 亿元 in fen) times the
largest factor of the widest spread in use, e^(1.2 × 4.5), stays within 64 bits."""

NODES = 1024
LOWEST, HIGHEST = -4000, 4500
"""The ends of the normal distribution, in thousandths of a standard deviation: the tail is cut there."""


@cache
def log_normal(sigma: int) -> Whole:
    """The quantiles of the log-normal distribution with median 1 at 0, 1/1024, … 1, in 1/65536.

    ``Decimal`` rounds its exponential correctly, so the table is the same everywhere.
    """
    context = Context(prec=30)
    exponents = (Decimal(sigma * z).scaleb(-5) for z in normal())
    factors = [context.multiply(context.exp(exponent), 1 << FACTOR_BITS) for exponent in exponents]
    return np.array([round(factor) for factor in factors], np.int64)


@cache
def normal() -> tuple[int, ...]:
    """The quantiles of the normal distribution at 0, 1/1024, … 1, in thousandths.

    They are computed in binary, and no library is so inexact that another thousandth would come out.
    """
    inner = [round(NormalDist().inv_cdf(node / NODES) * 1000) for node in range(1, NODES)]
    return (LOWEST, *inner, HIGHEST)


def allotted(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of a total in proportion to weights; they add up to it exactly (largest remainder)."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    left = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in left[: total - sum(shares)]:
        shares[index] += 1
    return shares
