"""What a census leaves behind in its folder: decisions.parquet, summary.parquet, rejects.parquet, report.html."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from duixian.census.decided import NO_BOUND, Decided, Part
from duixian.census.lowering import (
    NOT_APPLICABLE,
    NOT_ENTITLED,
    OUTCOMES,
    UNDETERMINED,
    Program,
    SchemeVersion,
    deciding_words,
)
from duixian.census.singly import Single
from duixian.registry.columns import ID

if TYPE_CHECKING:
    from duixian.census.run import Census
    from duixian.registry.population import Population

WORD = pa.dictionary(pa.int32(), pa.string())

DECISIONS = pa.schema(
    [
        pa.field("id", WORD, nullable=False),
        pa.field("policy", pa.int16(), nullable=False),
        pa.field("scheme", WORD, nullable=False),
        pa.field("outcome", WORD, nullable=False),
        pa.field("amount_min_fen", pa.int64(), nullable=False),
        pa.field("amount_max_fen", pa.int64()),
        pa.field("deciding", WORD, nullable=False),
        pa.field("missing", WORD, nullable=False),
    ]
)
"""A row for each recipient and scheme, unless the recipient surely lacks the kind or role the scheme is for.
``amount_max_fen`` is null where there is no bound; ``missing`` are facts with commas between them."""

TOGETHER = 1 << 16
"""Recipients whose decisions stand together in a row group: each id is written once in it."""

FILES = ("decisions.parquet", "rejects.parquet", "report.html", "summary.parquet")
"""What a census writes; the last one marks a folder that holds one."""

MOST_WAITING = 2
"""So many parts at most wait to be made into tables."""

MOST_MADE = 2
"""So many tables at most are made and not yet written."""

Kept = Sequence[tuple[Program, Decided, npt.NDArray[np.bool_]]]
"""For each program what was decided, and which of the rows that may get something stand as decided."""


class Writer:
    """Writes decisions.parquet in the order of the tables, whatever the order in which parts come: recipient by
    recipient, and then who was decided one by one.

    ``every`` is False where the sure no is left out.
    """

    def __init__(self, folder: Path, *, every: bool) -> None:
        self.every = every
        # Numbers without a dictionary and columns without statistics, which would tell nothing, halve the time.
        self._file = pq.ParquetWriter(
            folder / "decisions.parquet",
            DECISIONS,
            compression="zstd",
            use_dictionary=[field.name for field in DECISIONS if field.type == WORD],
            write_statistics=False,
            max_rows_per_page=1 << 20,
            write_batch_size=1 << 20,
        )
        self._waiting: dict[int, tuple[pa.Array, Kept]] = {}
        self._next = 0
        self._singles: list[pa.Table] = []
        # One thread makes tables while the other writes them.
        self._maker, self._scribe = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._parts: deque[Future[None]] = deque()
        self._tables: deque[Future[None]] = deque()

    def add_part(self, part: Part, programs: Kept) -> None:
        """Write what was decided of a part; of the rows that may get something those marked as kept."""
        self._waiting[part.number] = part.recipients.column(ID), programs
        while self._next in self._waiting:
            self._parts.append(self._maker.submit(self._make, *self._waiting.pop(self._next)))
            self._next += 1
            _wait(self._parts, MOST_WAITING)

    def _make(self, ids: pa.Array, programs: Kept) -> None:
        """Make tables of the decisions of a part and have them written."""
        possible = _possible(programs)
        for first in range(0, len(ids), TOGETHER):
            table = self._table(ids.slice(first, TOGETHER), first, possible, programs)
            self._tables.append(self._scribe.submit(self._write, table))
            _wait(self._tables, MOST_MADE)

    def _table(self, ids: pa.Array, first: int, possible: _Possible, programs: Kept) -> pa.Table:
        """The decisions of some recipients of a part, from its row ``first`` on.

        A decision has a place: the recipient's row times the number of schemes, and the scheme's number.
        """
        some = possible.between(first * len(programs), (first + len(ids)) * len(programs))
        places, outcome, deciding = some.places, some.outcome, some.deciding
        if self.every:
            places, outcome, deciding = _with_sure_no(some, first, len(ids), programs)
        given = np.flatnonzero(outcome >= UNDETERMINED)
        low, high = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
        missing = np.zeros(len(places), np.int32)
        low[given], high[given], missing[given] = some.low, some.high, some.missing
        rows = places.astype(np.uint32) // np.uint32(len(programs))
        of = [program.of for program, _, _ in programs]
        keys = list(dict.fromkeys(one.scheme.key for one in of))
        schemes = np.array([keys.index(one.scheme.key) for one in of], np.int32)
        policies = np.array([one.policy.number for one in of], np.int16)
        return pa.Table.from_arrays(
            [
                _words(rows.view(np.int32), ids),
                pa.array(np.tile(policies, len(ids))[places]),
                _words(np.tile(schemes, len(ids))[places], keys),
                _words(outcome, OUTCOMES),
                pa.array(low),
                pa.array(high, mask=high == NO_BOUND),
                _deciding_words(deciding),
                _words(missing, some.words),
            ],
            schema=DECISIONS,
        )

    def add_singles(self, of: SchemeVersion, singles: Sequence[Single]) -> None:
        """Write decisions that were made one by one, at the end of their kind of recipient."""
        wanted = [
            single
            for single in singles
            if single.decision.outcome in OUTCOMES[2:]
            or (self.every and single.decision.outcome == OUTCOMES[1])
        ]
        decisions = [single.decision for single in wanted]
        columns: list[list[Any]] = [
            [single.recipient for single in wanted],
            [of.policy.number for _ in wanted],
            [of.scheme.key for _ in wanted],
            [decision.outcome for decision in decisions],
            [single.amount[0] for single in wanted],
            [single.amount[1] for single in wanted],
            [single.deciding for single in wanted],
            [",".join(single.missing) for single in wanted],
        ]
        arrays = [
            pa.array(values, field.type.value_type).dictionary_encode()
            if field.type == WORD
            else pa.array(values, field.type)
            for values, field in zip(columns, DECISIONS, strict=True)
        ]
        self._singles.append(pa.table(arrays, schema=DECISIONS))

    def end_kind(self) -> None:
        """All parts of a kind of recipient have come."""
        assert not self._waiting, "a part of the population has not come"
        _wait(self._parts, 0)
        _wait(self._tables, 0)
        for table in self._singles:
            self._write(table)
        self._singles, self._next = [], 0

    def _write(self, table: pa.Table) -> None:
        if len(table):
            self._file.write_table(table, row_group_size=len(table))

    def close(self) -> None:
        """Finish the file; what is begun and not written yet is left out."""
        self._maker.shutdown(cancel_futures=True)
        self._scribe.shutdown(cancel_futures=True)
        self._file.close()


def _wait(begun: deque[Future[None]], most: int) -> None:
    """Wait until so many at most of what was begun, one after the other, are not done; raises what went wrong."""
    while len(begun) > most:
        begun.popleft().result()


class _Possible(NamedTuple):
    """The decisions of those who may get something, in the order of places; ``missing`` are numbers of ``words``."""

    places: npt.NDArray[np.intp]
    outcome: npt.NDArray[np.int8]
    deciding: npt.NDArray[np.int16]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    missing: npt.NDArray[np.int32]
    words: list[str]

    def between(self, first: int, stop: int) -> _Possible:
        """Those of some places, which are counted from the first."""
        some = slice(*np.searchsorted(self.places, [first, stop]))
        return _Possible(
            self.places[some] - first,
            self.outcome[some],
            self.deciding[some],
            self.low[some],
            self.high[some],
            self.missing[some],
            self.words,
        )


def _possible(programs: Kept) -> _Possible:
    """The decisions that stand of the recipients of a part who may get something."""
    found: list[tuple[npt.NDArray[Any], ...]] = []
    words = {"": 0}
    for number, (program, decided, kept) in enumerate(programs):
        stand = np.flatnonzero(kept)
        places = decided.rows[stand].astype(np.intp) * len(programs) + number
        distinct, which = np.unique(decided.missing[stand], return_inverse=True)
        paths = [one.path for one in program.missing]
        codes = [words.setdefault(_paths(bits, paths), len(words)) for bits in distinct.tolist()]
        missing = np.array(codes, np.int32)[which]
        fields = (decided.outcome, decided.deciding, decided.low, decided.high)
        found.append((places, *(values[stand] for values in fields), missing))
    places, *others = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(places)
    outcome, deciding, low, high, missing = (values[order] for values in others)
    return _Possible(places[order], outcome, deciding, low, high, missing, list(words))


def _with_sure_no(
    some: _Possible, first: int, rows: int, programs: Kept
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int8], npt.NDArray[np.int16]]:
    """Places, outcomes and what decides, with those of ``rows`` recipients who surely get nothing."""
    outcomes = np.empty((rows, len(programs)), np.int8)
    deciding = np.empty((rows, len(programs)), np.int16)
    for number, (_, decided, _) in enumerate(programs):
        assert decided.every_outcome is not None
        assert decided.every_deciding is not None
        stop = first + rows
        outcomes[:, number] = decided.every_outcome[first:stop] == NOT_ENTITLED
        deciding[:, number] = decided.every_deciding[first:stop]
    flat = outcomes.reshape(-1)
    flat[some.places], deciding.reshape(-1)[some.places] = some.outcome, some.deciding
    places = np.flatnonzero(flat != NOT_APPLICABLE)
    return places, flat[places], deciding.reshape(-1)[places]


def _words(codes: npt.NDArray[Any], words: pa.Array | Sequence[str]) -> pa.Array:
    """Codes, which are places in a list of words, in words; no word may stand in it twice, or Arrow would write each
    word in full."""
    codes = codes.astype(np.int32, copy=False)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()), safe=False)


def _deciding_words(codes: npt.NDArray[np.int16]) -> pa.Array:
    least = min(int(codes.min()), 0) if len(codes) else 0
    most = int(codes.max()) if len(codes) else 0
    return _words(codes - np.int16(least), [deciding_words(code) for code in range(least, most + 1)])


def _paths(bits: int, paths: Sequence[str]) -> str:
    return ",".join(path for number, path in enumerate(paths) if bits >> number & 1)


def write_results(folder: Path, census: Census, population: Population, language: str) -> None:
    """All but the decisions: the summary, the rejects, the report."""
    from duixian.pages.census_page import census_page

    pq.write_table(census.summary, folder / "summary.parquet")
    rejects = population.rejects.table()
    pq.write_table(rejects, folder / "rejects.parquet")
    decisions = (folder / "decisions.parquet").exists()
    page = census_page(census, population, rejects, language, decisions=decisions)
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")
