"""Which way in a source is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from duixian.registry.sources.base import Found, in_memory, reading, unreadable
from duixian.registry.sources.databases import POSTGRESQL, read_duckdb, read_postgresql
from duixian.registry.sources.files import FORMATS, open_file, read_folder
from duixian.registry.sources.workbook import read_workbook


def find_tables(source: str | Path | Mapping[str, object]) -> Found:
    """The tables of a folder, a workbook, a single file, a DuckDB file, an address ``postgresql://…`` or a
    mapping of names to Arrow tables. Raises SourceError where it cannot be read."""
    if isinstance(source, Mapping):
        return Found([(name, [in_memory(name, table)]) for name, table in source.items()])
    if isinstance(source, str) and source.startswith(POSTGRESQL):
        return read_postgresql(source)
    path = Path(source)
    if path.is_dir():
        return read_folder(path)
    if path.suffix.lower() == ".xlsx":
        return read_workbook(path)
    if path.suffix.lower() in FORMATS:
        return Found([(path.stem, [open_file(path)])])
    with reading(str(path)), path.open("rb") as file:
        start = file.read(12)
    if start[8:] == b"DUCK":
        return read_duckdb(path)
    raise unreadable(
        str(path),
        "不是文件夹,也不是 Parquet、CSV、XLSX 或 DuckDB 文件",
        "It is neither a folder nor a Parquet, CSV, XLSX or DuckDB file",
    )


def source_name(source: str | Path | Mapping[str, object]) -> str:
    """What messages call a source."""
    return "tables" if isinstance(source, Mapping) else str(source)
