"""Arithmetic on intervals of exact numbers: what an expression may be while facts are unknown.

An interval is a pair of ends, both included; ``None`` is no bound on that side. Ends are integers or
fractions, never floats.
"""

from __future__ import annotations

from fractions import Fraction

Exact = int | Fraction
Interval = tuple[Exact | None, Exact | None]

UNBOUNDED: Interval = (None, None)


def hull(first: Interval, second: Interval) -> Interval:
    """The smallest interval that holds both."""
    low = None if first[0] is None or second[0] is None else min(first[0], second[0])
    high = None if first[1] is None or second[1] is None else max(first[1], second[1])
    return low, high


def add(first: Interval, second: Interval) -> Interval:
    """The sums."""
    low = None if first[0] is None or second[0] is None else first[0] + second[0]
    high = None if first[1] is None or second[1] is None else first[1] + second[1]
    return low, high


def negate(interval: Interval) -> Interval:
    """The negatives."""
    low, high = interval
    return (None if high is None else -high), (None if low is None else -low)


def scaled(interval: Interval, factor: int) -> Interval:
    """The products with a positive constant."""
    low, high = interval
    return (None if low is None else low * factor), (None if high is None else high * factor)


def multiply(first: Interval, second: Interval) -> Interval:
    """The products. Nought times no bound is nought: the unknown factor is some number."""
    low, high = first
    other_low, other_high = second
    if low is not None and other_low is not None and low >= 0 and other_low >= 0:
        # Neither can be below nought, as nearly always: least times least, most times most.
        if high is not None and other_high is not None:
            return low * other_low, high * other_high
        return low * other_low, 0 if high == 0 or other_high == 0 else None
    if first == (0, 0) or second == (0, 0):
        return 0, 0
    corners = [_product(a, b) for a in _ends(first) for b in _ends(second)]
    infinite = {corner for corner in corners if isinstance(corner, str)}
    finite = [corner for corner in corners if not isinstance(corner, str)]
    return (
        None if "-" in infinite else min(finite, default=0),
        None if "+" in infinite else max(finite, default=0),
    )


def divide(first: Interval, divisor: Interval) -> Interval:
    """The quotients by a divisor that is surely positive."""
    low, high = divisor
    assert low is not None
    assert low > 0
    inverse_low = 0 if high is None else Fraction(1) / high
    return multiply(first, (inverse_low, Fraction(1) / low))


def smaller(first: Interval, second: Interval) -> Interval:
    """The smaller of two."""
    low, high = first
    other_low, other_high = second
    if low is None or other_low is None:
        low = None
    elif other_low < low:
        low = other_low
    if high is None or (other_high is not None and other_high < high):
        high = other_high
    return low, high


def larger(first: Interval, second: Interval) -> Interval:
    """The larger of two."""
    low, high = first
    other_low, other_high = second
    if high is None or other_high is None:
        high = None
    elif other_high > high:
        high = other_high
    if low is None or (other_low is not None and other_low > low):
        low = other_low
    return low, high


def _ends(interval: Interval) -> tuple[Exact | str, Exact | str]:
    low, high = interval
    return ("-" if low is None else low), ("+" if high is None else high)


def _product(first: Exact | str, second: Exact | str) -> Exact | str:
    if not isinstance(first, str) and not isinstance(second, str):
        return first * second
    signs = [_sign(first), _sign(second)]
    if 0 in signs:
        return 0
    return "+" if signs[0] == signs[1] else "-"


def _sign(end: Exact | str) -> int:
    if isinstance(end, str):
        return 1 if end == "+" else -1
    return (end > 0) - (end < 0)
