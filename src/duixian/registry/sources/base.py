"""What every way in gives: segments of tables, which hold rows under one heading."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from duixian.language.diagnostics import Diagnostic, Faults
from duixian.language.source import NOWHERE, Source
from duixian.language.values import shown

BATCH_ROWS = 1 << 18
"""Rows of a batch, about: enough that Arrow works in bulk, few enough that many batches fit into memory."""


class SourceError(Exception):
    """A source that cannot be used; ``diagnostics`` say why."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(found.render("zh") for found in self.diagnostics))


class Piece(Protocol):
    """Rows that any thread may read, again and again."""

    @property
    def rows(self) -> int:
        """How many there are."""

    def read(self, columns: Sequence[str], texts: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """Its rows in order, with these columns as written; ``texts`` may come as dictionaries."""


class Stored(NamedTuple):
    """A segment that lies in pieces. ``name`` is what messages call it."""

    name: str
    schema: pa.Schema
    pieces: Sequence[Piece]


class Misshapen(NamedTuple):
    """A row of a batch (from 0) that could not be read; it stands there with nothing but nulls."""

    row: int
    found: int
    expected: int


class Stretch(NamedTuple):
    """Some rows of a segment that can only be read from its beginning to its end."""

    batch: pa.RecordBatch
    misshapen: Sequence[Misshapen] = ()


class Streamed(Protocol):
    """A segment that can only be read from its beginning to its end."""

    name: str
    schema: pa.Schema

    def stretches(self, columns: Sequence[str]) -> Iterator[Stretch]:
        """Its rows in order, with these columns as written."""


Segment = Stored | Streamed


class Found(NamedTuple):
    """The tables of a source by their names as written, the record tables it says to be complete (``all``:
    each), what is wrong with it beside, and what closes it once streamed segments are read."""

    tables: Sequence[tuple[str, Sequence[Segment]]]
    complete: Sequence[str] = ()
    faults: Sequence[Diagnostic] = ()
    close: Callable[[], None] = lambda: None


def fault(name: str, code: str, *, near: str = "", **details: Any) -> Diagnostic:
    """One fault of a whole table or source."""
    faults = Faults(Source(name, ""))
    faults.add(code, NOWHERE, near=near, **details)
    return faults.found[0]


def unreadable(name: str, reason: str, reason_en: str) -> SourceError:
    """A table that cannot be read."""
    return SourceError([fault(name, "F741", reason=reason, reason_en=reason_en)])


@contextmanager
def reading(name: str, *others: type[Exception]) -> Iterator[None]:
    """Turns what libraries raise while they read a source into SourceError; ``others`` are errors of theirs."""
    try:
        yield
    except (OSError, pa.ArrowException, zipfile.BadZipFile, UnicodeError, *others) as error:
        said = shown(getattr(error, "strerror", None) or str(error).partition("\n")[0] or repr(error))
        raise unreadable(name, f"读的时候出错:{said}", f"Reading failed: {said}") from error


class ArrowPiece(NamedTuple):
    """A batch in memory."""

    batch: pa.RecordBatch

    @property
    def rows(self) -> int:
        """How many there are."""
        return int(self.batch.num_rows)

    def read(self, columns: Sequence[str], texts: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """The batch with these columns."""
        yield self.batch.select(list(columns))


def in_memory(name: str, source: object) -> Stored:
    """An Arrow table, or anything that gives one: a batch, a reader, another library's data frame."""
    with reading(name, TypeError, ValueError):
        table = source if isinstance(source, pa.Table) else pa.table(source)
        batches = table.to_batches(max_chunksize=BATCH_ROWS)
    return Stored(name, table.schema, [ArrowPiece(batch) for batch in batches if batch.num_rows])
