"""Folders of files: a table is a Parquet, CSV or XLSX file, or a folder of Parquet or CSV parts."""

from __future__ import annotations

import codecs
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from duixian.language.diagnostics import Diagnostic
from duixian.registry.sources.base import (
    BATCH_ROWS,
    Found,
    Misshapen,
    Segment,
    Stored,
    Stretch,
    fault,
    reading,
    unreadable,
)
from duixian.registry.sources.workbook import only_sheet

DECLARATION = "tables.json"
"""The file of a folder that says which tables of records are complete."""

FORMATS = (".parquet", ".csv", ".xlsx")
PARTS = (".parquet", ".csv")


def read_folder(folder: Path) -> Found:
    """The tables of a folder."""
    tables: list[tuple[str, Sequence[Segment]]] = []
    with reading(str(folder)):
        entries = sorted(entry for entry in folder.iterdir() if not _is_hidden(entry))
    for entry in entries:
        if entry.is_dir():
            segments = _parts(entry)
            if segments:
                tables.append((entry.name, segments))
        elif entry.suffix.lower() in FORMATS:
            tables.append((entry.stem, [open_file(entry)]))
    complete, faults = _declared(folder / DECLARATION)
    return Found(tables, complete, faults)


def open_file(path: Path) -> Segment:
    """The one table of a file."""
    match path.suffix.lower():
        case ".parquet":
            return _open_parquet(path)
        case ".csv":
            return CsvFile(path)
    return only_sheet(path)


def _is_hidden(path: Path) -> bool:
    """Files that programs leave beside the parts they write, such as ``_SUCCESS``."""
    return path.name.startswith((".", "_", "~"))


def _parts(folder: Path) -> list[Segment]:
    with reading(str(folder)):
        entries = sorted(entry for entry in folder.iterdir() if not _is_hidden(entry))
    parts = [entry for entry in entries if entry.suffix.lower() in PARTS and entry.is_file()]
    inner = next((entry for entry in entries if entry.is_dir()), None)
    if inner is not None and (parts or any(inner.rglob("*.parquet"))):
        raise unreadable(
            str(folder),
            f"里面还有文件夹 {inner.name};各份文件要直接放在表的文件夹里",
            f"It holds the folder {inner.name}; the parts of a table stand in its folder itself",
        )
    return [open_file(part) for part in parts]


def _declared(path: Path) -> tuple[list[str], list[Diagnostic]]:
    """What tables.json says."""
    if not path.exists():
        return [], []
    with reading(str(path)):
        content = path.read_bytes()
    try:
        said = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError):
        return [], [_bad_declaration(path, "里面不是 JSON", "It is not JSON")]
    if not isinstance(said, dict) or said.keys() - {"complete"}:
        return [], [_bad_declaration(path, "里面只能有 complete", "Only complete may stand in it")]
    complete = said.get("complete", [])
    if isinstance(complete, str):
        complete = [complete]
    if not isinstance(complete, list) or not all(isinstance(name, str) for name in complete):
        return [], [_bad_declaration(path, "complete 不是表名的列表", "complete is no list of names")]
    return complete, []


def _bad_declaration(path: Path, reason: str, reason_en: str) -> Diagnostic:
    return fault(str(path), "F744", reason=reason, reason_en=reason_en)


# --- Parquet ---------------------------------------------------------------------------------------------


class _RowGroup:
    """A row group of a Parquet file."""

    def __init__(self, path: Path, metadata: pq.FileMetaData, number: int) -> None:
        self.path = path
        self.metadata = metadata
        self.number = number
        self.rows = metadata.row_group(number).num_rows

    def read(self, columns: Sequence[str], texts: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """Its rows, in one batch unless there are very many. The file is opened anew: a reader must not be
        shared by threads, and its footer is at hand."""
        with (
            reading(str(self.path)),
            pq.ParquetFile(
                self.path,
                metadata=self.metadata,
                memory_map=True,
                pre_buffer=False,
                read_dictionary=[name for name in texts if name in columns],
            ) as file,
        ):
            if self.rows > 2 * BATCH_ROWS:
                yield from file.iter_batches(
                    BATCH_ROWS, row_groups=[self.number], columns=list(columns), use_threads=False
                )
            else:
                table = file.read_row_group(self.number, columns=list(columns), use_threads=False)
                yield from table.select(list(columns)).combine_chunks().to_batches()


def _open_parquet(path: Path) -> Stored:
    with reading(str(path)), pq.ParquetFile(path, memory_map=True, pre_buffer=False) as file:
        schema, metadata = file.schema_arrow, file.metadata
    return Stored(
        str(path), schema, [_RowGroup(path, metadata, number) for number in range(metadata.num_row_groups)]
    )


# --- CSV -------------------------------------------------------------------------------------------------

_SNIFFED = 1 << 20
_BLOCK = 8 << 20


class CsvFile:
    """A CSV file. Every cell is read as text, so no number loses a digit; an empty cell without quotes is
    null. The file is UTF-8, or GB18030 as spreadsheets in China write it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        with reading(self.name):
            self.encoding = _encoding(path)
            with path.open(encoding=self.encoding) as file:
                heading = next((line for line in file if line.strip()), "")
        if not heading:
            raise unreadable(self.name, "里面什么也没有", "It is empty")
        with reading(self.name), self._reader([]) as reader:
            names = reader.schema.names
        self.schema = pa.schema([(name, pa.string()) for name in names])

    def _reader(
        self, columns: Sequence[str], bad: list[csv.InvalidRow] | None = None
    ) -> csv.CSVStreamingReader:
        def skip(row: csv.InvalidRow) -> str:
            if bad is not None:
                bad.append(row)
            return "skip"

        return csv.open_csv(
            self.path,
            # Without threads rows are numbered, so that a bad one keeps its place.
            read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK, encoding=self.encoding),
            parse_options=csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()),
                include_columns=list(columns),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )

    def stretches(self, columns: Sequence[str]) -> Iterator[Stretch]:
        """Its rows in order; rows with too few or too many cells stand in their place."""
        bad: list[csv.InvalidRow] = []
        placed = 0
        with reading(self.name), self._reader(columns, bad) as reader:
            for batch in reader:
                stretch = _with_gaps(batch, bad, placed)
                placed += stretch.batch.num_rows
                del bad[: len(stretch.misshapen)]
                yield stretch
            if bad:
                yield _with_gaps(pa.RecordBatch.from_pylist([], self._schema(columns)), bad, placed)

    def _schema(self, columns: Sequence[str]) -> pa.Schema:
        return pa.schema([(name, pa.string()) for name in columns])


def _with_gaps(batch: pa.RecordBatch, bad: Sequence[csv.InvalidRow], placed: int) -> Stretch:
    """A batch with rows of nulls where those of the bad rows belong that stand before its end. ``placed``
    rows come before the batch; a bad row's number counts from 1 and counts the heading."""
    good = batch.num_rows
    gaps = [
        Misshapen(row.number - 2 - placed, row.actual_columns, row.expected_columns)
        for before, row in enumerate(bad)
        if row.number - 2 - placed - before <= good
    ]
    if not gaps:
        return Stretch(batch)
    is_gap = np.zeros(good + len(gaps), np.bool_)
    is_gap[[gap.row for gap in gaps]] = True
    indices = np.zeros(len(is_gap), np.int64)
    indices[~is_gap] = np.arange(good)
    return Stretch(batch.take(pa.array(indices, mask=is_gap)), gaps)


def _encoding(path: Path) -> str:
    """The encoding of a text file, by its beginning."""
    with path.open("rb") as file:
        start = file.read(_SNIFFED)
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
        return encoding
    raise unreadable(
        str(path),
        "既不是 UTF-8 文本,也不是 GB18030 文本",
        "It is neither UTF-8 text nor GB18030 text",
    )
