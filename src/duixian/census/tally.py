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

from duixian.census.lowering import OUTCOMES, UNDETERMINED, SchemeVersion
from duixian.census.sums import (
    ALONE,
    ENTITLED_ROWS,
    HIGH_UPPER,
    LOW,
    ROWS,
    UNBOUNDED,
    WORD,
    Grouping,
    Sums,
    add_up,
    no_sums,
)
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.language.vocabulary import Vocabulary

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
        if chosen.all():
            return self
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

    def __post_init__(self) -> None:
        self._all = no_sums(1)
        self._by = {name: no_sums(1 + len(values)) for name, values in self.values.items()}
        self._lacking = no_sums(len(self.paths))

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
        """Add those who may get something. They count when :meth:`settle` is called."""
        by = (Grouping(rows.dimensions[name], sums) for name, sums in self._by.items())
        add_up(rows, [Grouping(None, self._all), *by], self._lacking)

    def settle(self) -> None:
        """Count what has been added."""
        self.all = _cell(self._all[0])
        self.counts[UNDETERMINED:] = self.all.undetermined, self.all.entitled
        self.by = {
            name: {
                value: _cell(sums)
                for value, sums in zip((UNKNOWN_VALUE, *self.values[name]), groups, strict=True)
                if sums[ROWS]
            }
            for name, groups in self._by.items()
        }
        self.lacking = {
            path: Lack(int(sums[ROWS]), int(sums[ALONE]), _money(sums))
            for path, sums in zip(self.paths, self._lacking, strict=True)
            if sums[ROWS]
        }


def _cell(sums: Sums) -> Cell:
    """The sums of one group."""
    entitled = int(sums[ENTITLED_ROWS])
    return Cell(entitled, int(sums[ROWS]) - entitled, _money(sums))


def _money(sums: Sums) -> Money:
    low, low_upper, high, high_upper = sums[LOW : HIGH_UPPER + 1].tolist()
    return Money(low + (low_upper << WORD), high + (high_upper << WORD), int(sums[UNBOUNDED]))


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
