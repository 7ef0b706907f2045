"""How an amount goes with one number: tried out by deciding, exact to the unit at every step.

Between two points the amount is taken for straight where it is so at the quarters, up to the fen it is rounded to;
else the middle is tried, down to neighbouring values. So a step is found at the very value where it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple


class Point(NamedTuple):
    """What is decided at one value: the outcome and the amount in fen (``high`` None: no bound)."""

    outcome: str
    low: int
    high: int | None


class Piece(NamedTuple):
    """A stretch of values, both ends included, over which the outcome is one and the amount a straight line."""

    start: int
    end: int
    first: Point
    last: Point


Decided = Callable[[int], Point]


def sweep(decided: Decided, tried: Iterable[int]) -> list[Piece]:
    """The pieces from the least to the greatest of the values tried. Where a piece begins at the value at which
    the one before it ends, the line bends; where it begins one later, it may jump."""
    known: dict[int, Point] = {}

    def point(value: int) -> Point:
        if value not in known:
            known[value] = decided(value)
        return known[value]

    return _Sweep(point).pieces(sorted(set(tried)))


class _Sweep:
    def __init__(self, point: Decided) -> None:
        self.point = point

    def pieces(self, values: list[int]) -> list[Piece]:
        parts = [part for start, end in pairwise(values) for part in self._straight_parts(start, end)]
        merged: list[tuple[int, int]] = []
        for start, end in parts:
            if merged and merged[-1][1] == start and self._is_straight(merged[-1][0], end):
                merged[-1] = merged[-1][0], end
            else:
                merged.append((start, end))
        ranges = self._rounded_bends(list(self._without_steps(merged, values[0])))
        return [Piece(start, end, self.point(start), self.point(end)) for start, end in ranges]

    def _straight_parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        if end - start <= 1 or self._is_straight(start, end):
            yield start, end
            return
        middle = (start + end) // 2
        yield from self._straight_parts(start, middle)
        yield from self._straight_parts(middle, end)

    def _is_straight(self, start: int, end: int) -> bool:
        first, last = self.point(start), self.point(end)
        if first.outcome != last.outcome:
            return False
        if end - start <= 1:
            # Two neighbours are always on a line; one piece only where the amount does not step between them.
            return abs(first.low - last.low) <= 1 and _apart(first.high, last.high) <= 1
        for quarter in (1, 2, 3):
            value = start + (end - start) * quarter // 4
            found = self.point(value)
            share = Fraction(value - start, end - start)
            if found.outcome != first.outcome or not (
                _on_line(first.low, found.low, last.low, share)
                and _on_line(first.high, found.high, last.high, share)
            ):
                return False
        return True

    def _without_steps(self, ranges: list[tuple[int, int]], least: int) -> Iterator[tuple[int, int]]:
        """Ranges of two neighbours between which outcome or amount steps are gaps and no pieces."""
        start, end = least, least
        for first, last in ranges:
            if last - first == 1 and not self._is_straight(first, last):
                yield start, end
                start = end = last
            elif start == end:
                end = last
            else:
                yield start, end
                start, end = first, last
        yield start, end

    def _rounded_bends(self, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Rounding to the fen blurs where a line bends; of the values that fit, the roundest is meant."""
        for index, ((start, bend), (then, end)) in enumerate(pairwise(ranges)):
            if bend != then:
                continue
            for zeros in range(len(str(abs(bend))), 0, -1):
                unit = 10**zeros
                candidate = (bend + unit // 2) // unit * unit
                if (
                    start < candidate < end
                    and (self.point(start) == self.point(bend))
                    <= (self.point(start) == self.point(candidate))
                    and (self.point(bend) == self.point(end)) <= (self.point(candidate) == self.point(end))
                    and self._is_straight(start, candidate)
                    and self._is_straight(candidate, end)
                ):
                    ranges[index], ranges[index + 1] = (start, candidate), (candidate, end)
                    break
        return ranges


def _apart(first: int | None, second: int | None) -> int:
    if first is None or second is None:
        return 0 if first is second else 2
    return abs(first - second)


def _on_line(first: int | None, found: int | None, last: int | None, share: Fraction) -> bool:
    if first is None or found is None or last is None:
        return first is found is last
    return abs(first + (last - first) * share - found) <= 1


def jumps(before: Piece, after: Piece) -> bool:
    """Whether the amount jumps between two pieces, more than their own slopes explain."""
    if before.end == after.start:
        return False
    ends = ((before.last.high or 0, after.first.high or 0), (before.last.low, after.first.low))
    return any(abs(second - first) > 2 + max(_slope(before), _slope(after)) for first, second in ends)


def _slope(piece: Piece) -> Fraction:
    """The greatest change of the amount by one unit, in fen."""
    if piece.end == piece.start:
        return Fraction(0)
    rise = max(abs((piece.last.high or 0) - (piece.first.high or 0)), abs(piece.last.low - piece.first.low))
    return Fraction(rise, piece.end - piece.start)


def rounder_first(before: int, after: int) -> bool:
    """Whether a step between neighbours is said of the first (above 500万) and not of the second (from 500万)."""
    return _zeros(before) > _zeros(after)


def _zeros(value: int) -> int:
    text = str(value)
    return len(text) - len(text.rstrip("0")) if value else 1
