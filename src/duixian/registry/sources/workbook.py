"""Workbooks: a table a sheet, its first row the heading. Cells become text, exactly as far as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from duixian.registry.sources.base import Found, Misshapen, Stretch, reading, unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook

_SHEET_ROWS = 1 << 15
"""Rows of a batch: they stand in memory as Python objects first."""


class Sheet:
    """A sheet of a workbook."""

    def __init__(self, path: Path, title: str) -> None:
        self.path = path
        self.title = title
        self.name = f"{path}[{title}]"
        with reading(self.name):
            heading = next(self._rows(), ())
        self.names = ["" if cell is None else str(cell).strip() for cell in heading]
        self.schema = pa.schema([(name, pa.string()) for name in self.names])

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows that are not wholly empty, without what is empty at their end."""
        book = _open(self.path)
        try:
            for row in book[self.title].iter_rows(values_only=True):
                width = len(row)
                while width and row[width - 1] is None:
                    width -= 1
                if width:
                    yield row[:width]
        finally:
            book.close()

    def stretches(self, columns: Sequence[str]) -> Iterator[Stretch]:
        """Its rows in order; a row with cells beyond the heading stands in its place."""
        places = [self.names.index(name) for name in columns]
        with reading(self.name):
            rows = self._rows()
            next(rows, None)
            while True:
                some = [row for row, _ in zip(rows, range(_SHEET_ROWS), strict=False)]
                if not some:
                    return
                wide = [
                    Misshapen(number, len(row), len(self.names))
                    for number, row in enumerate(some)
                    if len(row) > len(self.names)
                ]
                for bad in wide:
                    some[bad.row] = ()
                arrays = [
                    pa.array([_text(row[place]) if place < len(row) else None for row in some], pa.string())
                    for place in places
                ]
                yield Stretch(pa.RecordBatch.from_arrays(arrays, names=list(columns)), wide)


def read_workbook(path: Path) -> Found:
    """The tables of a workbook: every sheet in which something stands."""
    return Found([(sheet.title, [sheet]) for sheet in _sheets(path)])


def only_sheet(path: Path) -> Sheet:
    """The one sheet of a workbook in which something stands."""
    sheets = _sheets(path)
    if len(sheets) != 1:
        titles = "、".join(sheet.title for sheet in sheets) or "—"
        raise unreadable(
            str(path),
            f"作为一张表的工作簿要正好有一张工作表,这里有 {len(sheets)} 张:{titles}",
            f"A workbook that is one table has one sheet; here are {len(sheets)}: {titles}",
        )
    return sheets[0]


def _sheets(path: Path) -> list[Sheet]:
    book = _open(path)
    titles = [sheet.title for sheet in book.worksheets]
    book.close()
    return [sheet for sheet in (Sheet(path, title) for title in titles) if sheet.names]


def _open(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with reading(str(path), InvalidFileException, KeyError, ValueError):
        return load_workbook(path, read_only=True, data_only=True)


def _text(cell: object) -> str | None:
    """A cell as text. A workbook keeps numbers as binary fractions: the shortest decimal that is the same
    fraction is the number that was typed."""
    match cell:
        case None | str():
            return cell
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():  # not money: nothing is reckoned with it, its shortest decimal is read
            number = Decimal(repr(cell))
            return format(
                number.quantize(Decimal(1)) if number == number.to_integral_value() else number, "f"
            )
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
    return str(cell)
