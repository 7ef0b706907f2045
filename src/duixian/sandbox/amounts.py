"""What each recipient gets of some schemes together, and what changes of it between two lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.census.decided import NO_BOUND, Decided, Part
from duixian.census.lowering import UNDETERMINED, Program, SchemeVersion
from duixian.census.singly import Single, as_rows
from duixian.census.tally import Rows, dimension_codes, dimensions_of
from duixian.registry.columns import DIMENSIONS, ID

if TYPE_CHECKING:
    from duixian.language.vocabulary import Vocabulary

WIDE = 1 << 52
"""Where an amount reaches this, sums of them are kept in Python's own integers."""

Truths = npt.NDArray[np.bool_]

Amounts = npt.NDArray[Any]
"""Amounts in fen: int64, or Python integers where they might not fit."""


class Found(NamedTuple):
    """What some recipients get of a scheme."""

    scheme: tuple[int, str]
    ids: pa.Array
    rows: Rows


class Collected:
    """A sink of a census (see ``run.Sink``) that keeps what each recipient gets."""

    every = False

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.found: list[Found] = []

    def add_part(
        self, part: Part, programs: Sequence[tuple[Program, Decided, npt.NDArray[np.bool_]]]
    ) -> None:
        """Keep what was decided of a part."""
        ids = part.recipients.column(ID)
        dimensions = dimension_codes(part.recipients, dimensions_of(self.vocabulary, part.kind))
        for program, decided, kept in programs:
            if kept.any():
                codes = {name: all_[decided.rows] for name, all_ in dimensions.items()}
                rows = Rows(decided.outcome, decided.low, decided.high, decided.missing, codes).where(kept)
                self._keep(program.of, ids.take(pa.array(decided.rows[kept])), rows)

    def add_singles(self, of: SchemeVersion, singles: Sequence[Single]) -> None:
        """Keep decisions that were made one by one."""
        bare = [single._replace(missing=()) for single in singles]
        rows = as_rows(self.vocabulary, bare, ())
        something = rows.outcome >= UNDETERMINED
        ids = pa.array([single.recipient for single in singles], pa.string())
        self._keep(of, ids.filter(pa.array(something)), rows.where(something))

    def end_kind(self) -> None:
        """Nothing waits for the end of a kind."""

    def _keep(self, of: SchemeVersion, ids: pa.Array, rows: Rows) -> None:
        if len(ids):
            self.found.append(Found((of.policy.number, of.scheme.key), ids.cast(pa.string()), rows))

    def of(self, policies: frozenset[int]) -> list[Found]:
        """What is kept of some policies."""
        return [found for found in self.found if found.scheme[0] in policies]


class Ends(NamedTuple):
    """What each recipient gets in fen, at least and at most; where ``open`` there is no bound above, and ``high`` means
    nothing."""

    low: Amounts
    high: Amounts
    open: Truths


class Compared(NamedTuple):
    """What each recipient that may get something under one of two lists gets under both, an entry each.

    ``dimensions`` are codes of district, industry and size (places in the vocabulary, -1 unknown).
    """

    ids: pa.Array
    before: Ends
    after: Ends
    dimensions: dict[str, npt.NDArray[np.int8]]

    @property
    def up(self) -> Truths:
        """Whose range moves up, and at no end down."""
        return _moved(self.before, self.after) & ~_moved(self.after, self.before)

    @property
    def down(self) -> Truths:
        """Whose range moves down, and at no end up."""
        return _moved(self.after, self.before) & ~_moved(self.before, self.after)

    @property
    def mixed(self) -> Truths:
        """Whose range widens or narrows: the least and the most move apart."""
        return _moved(self.before, self.after) & _moved(self.after, self.before)

    @property
    def surely_up(self) -> Truths:
        """Who gets more whatever the unknown facts are and wherever below a ceiling it is paid."""
        return _surely_less(self.before, self.after)

    @property
    def surely_down(self) -> Truths:
        """Who gets less whatever the unknown facts are and wherever below a ceiling it is paid."""
        return _surely_less(self.after, self.before)

    @property
    def newly_in(self) -> Truths:
        """Who may get something now, and surely got nothing before."""
        return _something(self.after) & ~_something(self.before)

    @property
    def newly_out(self) -> Truths:
        """Who surely gets nothing now, and might have got something before."""
        return _something(self.before) & ~_something(self.after)

    @property
    def bounded(self) -> Truths:
        """Whose amounts have bounds under both lists."""
        bounded: Truths = ~self.before.open & ~self.after.open
        return bounded


def _moved(before: Ends, after: Ends) -> Truths:
    """Whose range moves up at one of its ends."""
    most = np.where(after.open, ~before.open, ~before.open & _truths(after.high > before.high))
    return _truths(after.low > before.low) | most


def _surely_less(one: Ends, other: Ends) -> Truths:
    return ~one.open & _truths(one.high < other.low)


def _something(ends: Ends) -> Truths:
    return ends.open | _truths(ends.high > 0)


def _truths(values: npt.NDArray[Any]) -> Truths:
    """Truths as such: a comparison of Python integers gives objects."""
    return values.astype(np.bool_)


def compared(
    vocabulary: Vocabulary, before: Collected, after: Collected, policies: frozenset[int]
) -> Compared:
    """What recipients get of some policies under two lists."""
    first, second = before.of(policies), after.of(policies)
    both = [*first, *second]
    column = pa.chunked_array([found.ids for found in both], pa.string()).combine_chunks()
    encoded = column.dictionary_encode()
    ids = encoded.dictionary
    places = encoded.indices.to_numpy(zero_copy_only=False)
    cut = sum(len(found.ids) for found in first)
    wide = any(len(found.rows.high) and int(found.rows.high.max()) >= WIDE for found in both)
    names = [name for name in DIMENSIONS if name in vocabulary.fact_by_name]
    dimensions = {name: np.full(len(ids), -1, dtype=np.int8) for name in names}
    at = 0
    for found in both:
        own = places[at : at + len(found.ids)]
        for name, codes in found.rows.dimensions.items():
            dimensions[name][own] = codes
        at += len(found.ids)
    return Compared(
        ids,
        _ends(first, places[:cut], len(ids), wide=wide),
        _ends(second, places[cut:], len(ids), wide=wide),
        dimensions,
    )


def _ends(found: Sequence[Found], places: npt.NDArray[np.int32], recipients: int, *, wide: bool) -> Ends:
    kind: Any = object if wide else np.int64
    low, high = (np.zeros(recipients, dtype=kind) for _ in range(2))
    open_ = np.zeros(recipients, dtype=np.bool_)
    at = 0
    for of in found:
        own = places[at : at + len(of.ids)]
        at += len(of.ids)
        unbounded = of.rows.high == NO_BOUND
        open_[own[unbounded]] = True
        np.add.at(low, own, of.rows.low.astype(kind))
        np.add.at(high, own, np.where(unbounded, 0, of.rows.high).astype(kind))
    return Ends(low, high, open_)
