"""What a census leaves behind in its folder: decisions.parquet, summary.parquet, rejects.parquet, report.html."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from duixian.census.decided import NO_BOUND, Decided, Part
from duixian.census.lowering import NOT_ENTITLED, OUTCOMES, Program, SchemeVersion, deciding_words
from duixian.census.singly import Single
from duixian.registry.columns import ID

if TYPE_CHECKING:
    from duixian.census.run import Census
    from duixian.registry.population import Population

WORD = pa.dictionary(pa.int32(), pa.string())

DECISIONS = pa.schema(
    [
        ("id", WORD),
        ("policy", pa.int16()),
        ("scheme", WORD),
        ("outcome", WORD),
        ("amount_min_fen", pa.int64()),
        ("amount_max_fen", pa.int64()),
        ("deciding", WORD),
        ("missing", WORD),
    ]
)
"""A row for each recipient and scheme, unless the recipient surely lacks the kind or role the scheme is for.
``amount_max_fen`` is null where there is no bound; ``missing`` are facts with commas between them."""

FILES = ("decisions.parquet", "rejects.parquet", "report.html", "summary.parquet")
"""What a census writes; the last one marks a folder that holds one."""


class Writer:
    """Writes decisions.parquet in the order of the tables, whatever the order in which parts come.

    ``every`` is False where the sure no is left out.
    """

    def __init__(self, folder: Path, *, every: bool) -> None:
        self.every = every
        self._file = pq.ParquetWriter(folder / "decisions.parquet", DECISIONS, compression="zstd")
        self._waiting: dict[int, list[pa.Table]] = {}
        self._next = 0
        self._singles: list[pa.Table] = []

    def add_part(
        self, part: Part, programs: Sequence[tuple[Program, Decided, npt.NDArray[np.bool_]]]
    ) -> None:
        """Write what was decided of a part; of the rows that may get something those marked as kept."""
        ids = part.recipients.column(ID)
        self._waiting[part.number] = [
            self._table(ids, program, decided, kept) for program, decided, kept in programs
        ]
        while self._next in self._waiting:
            for table in self._waiting.pop(self._next):
                self._write(table)
            self._next += 1

    def _table(
        self, ids: pa.Array, program: Program, decided: Decided, kept: npt.NDArray[np.bool_]
    ) -> pa.Table:
        rows, outcome, low, high, deciding, missing = (
            values[kept]
            for values in (
                decided.rows,
                decided.outcome,
                decided.low,
                decided.high,
                decided.deciding,
                decided.missing,
            )
        )
        if self.every:
            assert decided.every_outcome is not None
            assert decided.every_deciding is not None
            surely_not = np.flatnonzero(decided.every_outcome == NOT_ENTITLED)
            order = np.argsort(np.concatenate([rows, surely_not]), kind="stable")
            nothing = np.zeros(len(surely_not), dtype=np.int64)
            rows = np.concatenate([rows, surely_not])[order]
            outcome = np.concatenate([outcome, np.full(len(surely_not), NOT_ENTITLED, dtype=np.int8)])[order]
            low, high, missing = (np.concatenate([values, nothing])[order] for values in (low, high, missing))
            deciding = np.concatenate([deciding, decided.every_deciding[surely_not]])[order]
        paths = [found.path for found in program.missing]
        return pa.table(
            [
                pa.DictionaryArray.from_arrays(pa.array(rows.astype(np.int32)), ids),
                pa.array(np.full(len(rows), program.of.policy.number, dtype=np.int16)),
                _same_word(program.of.scheme.key, len(rows)),
                pa.DictionaryArray.from_arrays(pa.array(outcome.astype(np.int32)), pa.array(OUTCOMES)),
                pa.array(low),
                pa.array(high, mask=high == NO_BOUND),
                _words(deciding, deciding_words),
                _words(missing, lambda bits: _paths(bits, paths)),
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
        for table in self._singles:
            self._write(table)
        self._singles, self._next = [], 0

    def _write(self, table: pa.Table) -> None:
        if len(table):
            self._file.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _same_word(word: str, times: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(times, dtype=np.int32)), pa.array([word]))


def _words(codes: npt.NDArray[Any], word: Any) -> pa.Array:
    """Codes in words, each word once."""
    distinct, places = np.unique(codes, return_inverse=True)
    words = pa.array([word(int(code)) for code in distinct], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), words)


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
