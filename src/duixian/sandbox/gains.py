"""Winners and losers: how many recipients gain and lose between two lists, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from duixian.language.node import Node
from duixian.sandbox.amounts import Compared

if TYPE_CHECKING:
    from duixian.language.vocabulary import Vocabulary

STEPS = (1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000)
"""The distribution's steps in fen: 1万, 5万, 10万, 50万 and 100万 yuan."""


class Side(Node):
    """Those who gain, or those who lose: how many, of whom surely, and by how much together in fen, reckoned at the
    least and at the most of what each may get. ``unbounded`` of them have an amount without a bound; the most of these
    counts for nothing."""

    recipients: int
    surely: int
    least: int
    most: int
    unbounded: int


class Gains(Node):
    """Recipients by what changes for them. ``mixed``: the least moves one way and the most the other."""

    gain: Side
    lose: Side
    mixed: int
    same: int
    newly_in: int
    newly_out: int


class Bin(Node):
    """Recipients whose most changes by so much, in fen: from ``low`` (included) to ``high`` (None: no end), up or
    down."""

    low: int
    high: int | None
    gain: int
    lose: int


class Changes(Node):
    """What a change of a list does to recipients: all of them, by each value of district, industry and size (English
    keys; empty: unknown), and how far. Only recipients who may get something of the schemes concerned are counted."""

    all: Gains
    by: tuple[tuple[str, tuple[tuple[str, Gains], ...]], ...]
    distribution: tuple[Bin, ...]


def gains_of(compared: Compared, chosen: npt.NDArray[np.bool_] | None = None) -> Gains:
    """Winners and losers among some recipients (all)."""
    every = np.ones(len(compared.ids), dtype=np.bool_) if chosen is None else chosen
    gain, lose, mixed = compared.up & every, compared.down & every, compared.mixed & every
    return Gains(
        gain=_side(compared, gain, compared.surely_up),
        lose=_side(compared, lose, compared.surely_down),
        mixed=int(mixed.sum()),
        same=int(every.sum() - gain.sum() - lose.sum() - mixed.sum()),
        newly_in=int((compared.newly_in & every).sum()),
        newly_out=int((compared.newly_out & every).sum()),
    )


def _side(compared: Compared, chosen: npt.NDArray[np.bool_], surely: npt.NDArray[np.bool_]) -> Side:
    bounded = chosen & compared.bounded
    return Side(
        recipients=int(chosen.sum()),
        surely=int((chosen & surely).sum()),
        least=_difference(compared.before.low, compared.after.low, chosen),
        most=_difference(compared.before.high, compared.after.high, bounded),
        unbounded=int(chosen.sum() - bounded.sum()),
    )


def _difference(before: npt.NDArray[Any], after: npt.NDArray[Any], chosen: npt.NDArray[np.bool_]) -> int:
    """What all of them together get more (or less, as a positive number)."""
    more, less = (sum(map(int, amounts[chosen].tolist())) for amounts in (after, before))
    return abs(more - less)


def changes_of(vocabulary: Vocabulary, compared: Compared) -> Changes:
    """Everything about winners and losers."""
    return Changes(
        gains_of(compared),
        tuple((name, tuple(_by(vocabulary, compared, name))) for name in compared.dimensions),
        tuple(_distribution(compared)),
    )


def _by(vocabulary: Vocabulary, compared: Compared, dimension: str) -> Iterator[tuple[str, Gains]]:
    codes = compared.dimensions[dimension]
    values = vocabulary.category_by_name[vocabulary.fact_by_name[dimension].type.unit].values
    for code in np.unique(codes).tolist():
        yield (values[code][0] if code >= 0 else ""), gains_of(compared, codes == code)


def _distribution(compared: Compared) -> Iterator[Bin]:
    moved = compared.bounded & (compared.before.high != compared.after.high)
    by = compared.after.high - compared.before.high
    edges = (0, *STEPS)
    for low, high in zip(edges, (*STEPS, None), strict=True):
        size = np.abs(by)
        inside = moved & (size >= low)
        if high is not None:
            inside &= size < high
        yield Bin(low, high, int((inside & (by > 0)).sum()), int((inside & (by < 0)).sum()))
