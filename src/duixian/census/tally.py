"""The sums of a census: per scheme the outcomes and amounts, by district, industry and size, and what is
missing.

Totals are Python integers: no total of a population lives in 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from duixian.census.decided import NO_BOUND
from duixian.census.lowering import ENTITLED, OUTCOMES, UNDETERMINED, SchemeVersion
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.language.vocabulary import Vocabulary

LOT = 65_536
"""Rows that are summed up together."""

UNKNOWN_VALUE = ""
"""The value of a dimension where it is unknown."""


@dataclass
class Money:
    """A sum of amounts in fen: at least, at most, and how many of them have no bound above."""

    low: int = 0
    high: int = 0
    unbounded: int = 0

    def add(self, other: Money) -> None:
        """Add another sum."""
        self.low += other.low
        self.high += other.high
        self.unbounded += other.unbounded

    @property
    def most(self) -> int | None:
        """The sum at most; None where a part of it has no bound."""
        return None if self.unbounded else self.high


@dataclass
class Cell:
    """Those who may get something: how many surely, how many perhaps, and how much."""

    entitled: int = 0
    undetermined: int = 0
    money: Money = field(default_factory=Money)

    def add(self, other: Cell) -> None:
        """Add others."""
        self.entitled += other.entitled
        self.undetermined += other.undetermined
        self.money.add(other.money)


@dataclass
class Lack:
    """A fact that is unknown where something is open: for how many recipients, for how many it alone would
    settle it, and how much money hangs on it at most."""

    recipients: int = 0
    alone: int = 0
    money: Money = field(default_factory=Money)


@dataclass
class Rows:
    """Rows that may get something: outcome, amount, missing facts as bits, and a code for each dimension."""

    outcome: npt.NDArray[np.int8]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    missing: npt.NDArray[np.int64]
    dimensions: dict[str, npt.NDArray[np.int8]]

    def where(self, chosen: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        dimensions = {name: codes[chosen] for name, codes in self.dimensions.items()}
        return Rows(
            self.outcome[chosen], self.low[chosen], self.high[chosen], self.missing[chosen], dimensions
        )


@dataclass
class SchemeTally:
    """One scheme for the recipients of one kind. ``counts`` are by outcome code."""

    of: SchemeVersion
    kind: str
    paths: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    counts: list[int] = field(default_factory=lambda: [0] * len(OUTCOMES))
    all: Cell = field(default_factory=Cell)
    by: dict[str, dict[str, Cell]] = field(default_factory=dict)
    lacking: dict[str, Lack] = field(default_factory=dict)
    waiting: list[Rows] = field(default_factory=list)

    @property
    def recipients(self) -> int:
        """All who were decided."""
        return sum(self.counts)

    def outcomes(self) -> dict[str, int]:
        """How many there are of each outcome."""
        return dict(zip(OUTCOMES, self.counts, strict=True))

    def add_nothing(self, counts: npt.NDArray[np.int64]) -> None:
        """Count those who get nothing; those who may are added as rows."""
        for code in range(UNDETERMINED):
            self.counts[code] += int(counts[code])

    def add(self, rows: Rows) -> None:
        """Add those who may get something. They count when :meth:`settle` is called at the latest."""
        self.waiting.append(rows)
        if sum(len(some.outcome) for some in self.waiting) >= LOT:
            self.settle()

    def settle(self) -> None:
        """Sum up what has been added: many rows together, as each sum costs as much as some thousand rows."""
        waiting, self.waiting = self.waiting, []
        if any(len(rows.outcome) for rows in waiting):
            self._sum(together(waiting))

    def _sum(self, rows: Rows) -> None:
        amounts = _Amounts(rows)
        [all_] = amounts.cells(np.zeros(1, dtype=np.int64))
        self.counts[UNDETERMINED] += all_.undetermined
        self.counts[ENTITLED] += all_.entitled
        self.all.add(all_)
        for name, codes in rows.dimensions.items():
            cells = self.by.setdefault(name, {})
            for code, cell in amounts.by(codes):
                value = self.values[name][code] if code >= 0 else UNKNOWN_VALUE
                cells.setdefault(value, Cell()).add(cell)
        for bits, cell in amounts.by(rows.missing):
            self._add_missing(bits, cell)

    def _add_missing(self, bits: int, cell: Cell) -> None:
        """Add those who miss the same facts."""
        for number, path in enumerate(self.paths):
            if bits >> number & 1:
                lack = self.lacking.setdefault(path, Lack())
                lack.recipients += cell.entitled + cell.undetermined
                lack.alone += (cell.entitled + cell.undetermined) * (bits == 1 << number)
                lack.money.add(cell.money)


def together(parts: Sequence[Rows]) -> Rows:
    """Several rows as one, at least one of them."""
    return Rows(
        np.concatenate([rows.outcome for rows in parts]),
        np.concatenate([rows.low for rows in parts]),
        np.concatenate([rows.high for rows in parts]),
        np.concatenate([rows.missing for rows in parts]),
        {name: np.concatenate([rows.dimensions[name] for rows in parts]) for name in parts[0].dimensions},
    )


class _Amounts:
    """Rows, at least one, to be summed in groups: amounts in two words, so that no sum overflows however many large
    ones there are."""

    HALF = 31

    def __init__(self, rows: Rows) -> None:
        open_ = rows.high == NO_BOUND
        high = np.where(open_, 0, rows.high)
        low_bits = np.int64((1 << self.HALF) - 1)
        self.columns = np.stack(
            [
                rows.outcome == ENTITLED,
                open_,
                rows.low & low_bits,
                rows.low >> self.HALF,
                high & low_bits,
                high >> self.HALF,
            ]
        )

    def by(self, codes: npt.NDArray[np.int8] | npt.NDArray[np.int64]) -> Iterator[tuple[int, Cell]]:
        """The sums of those with the same code, by code."""
        order = np.argsort(codes, kind="stable")
        found, starts = np.unique(codes[order], return_index=True)
        yield from zip(found.tolist(), self.cells(starts, order), strict=True)

    def cells(
        self, starts: npt.NDArray[np.int64], order: npt.NDArray[np.int64] | None = None
    ) -> Iterator[Cell]:
        """The sums of groups, each of which goes from its start to the next one."""
        columns = self.columns if order is None else self.columns[:, order]
        sums = np.add.reduceat(columns, starts, axis=1)
        rows = np.diff(np.append(starts, columns.shape[1]))
        for number, (entitled, unbounded, *halves) in zip(rows.tolist(), sums.T.tolist(), strict=True):
            low, high = (one + (other << self.HALF) for one, other in (halves[:2], halves[2:]))
            yield Cell(entitled, number - entitled, Money(low, high, unbounded))


def added(cells: Iterable[Cell]) -> Cell:
    """Several cells as one."""
    total = Cell()
    for cell in cells:
        total.add(cell)
    return total


def missing_over_all(tallies: list[SchemeTally]) -> Iterator[tuple[str, Lack]]:
    """What is missing over all schemes, that on which most hangs first: money, then amounts without a bound (most of
    which have none because a rate is open, whatever the fact turns out to be), then recipients."""
    found: dict[str, Lack] = {}
    for tally in tallies:
        for path, lack in tally.lacking.items():
            total = found.setdefault(path, Lack())
            total.recipients += lack.recipients
            total.alone += lack.alone
            total.money.add(lack.money)
    yield from sorted(found.items(), key=lambda item: (*_most_first(item[1]), item[0]))


def _most_first(lack: Lack) -> tuple[int, int, int]:
    return lack.money.low - lack.money.high, -lack.money.unbounded, -lack.recipients


def dimensions_of(vocabulary: Vocabulary, kind: str) -> tuple[str, ...]:
    """The facts by which recipients of a kind are counted."""
    return tuple(
        name
        for name in DIMENSIONS
        if (fact := vocabulary.fact_by_name.get(name)) is not None and kind in fact.kinds
    )


def dimension_codes(batch: pa.RecordBatch, dimensions: Sequence[str]) -> dict[str, npt.NDArray[np.int8]]:
    """For the rows of a canonical batch, the place of each dimension's value in the vocabulary; -1 unknown."""
    return {
        name: batch.column(name).indices.fill_null(-1).to_numpy(zero_copy_only=False)
        if name in batch.schema.names
        else np.full(batch.num_rows, -1, dtype=np.int8)
        for name in dimensions
    }
