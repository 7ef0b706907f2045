"""One small city, written down in every way in which a census can be given one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.sources.databases import quoted
from tests.registry.tables_as_written import CODE, OTHER_CODE, THIRD_CODE, listed

Cell = Decimal | bool | int | str | None
Table = Sequence[Mapping[str, Cell]]
"""Rows of a table, each with the same keys: money in yuan, categories by key, dates and roles as text."""

CITY: Mapping[str, Table] = {
    "enterprise": [
            {"id": CODE, "district": "shinan", "main_revenue": Decimal(8000000), "traded_value_rank": 3, "model_filed": True, "roles": "bank,data_vendor"},
            {"id": OTHER_CODE, "district": "jimo", "main_revenue": Decimal("0.01"), "traded_value_rank": None, "model_filed": False, "roles": "无"},
            {"id": THIRD_CODE, "district": None, "main_revenue": None, "traded_value_rank": 12, "model_filed": None, "roles": None},
            {"id": "91370211MA3C1234XN", "district": "nowhere", "main_revenue": Decimal(-1), "traded_value_rank": 0, "model_filed": None, "roles": "witch"},
            {"id": "91370211MA3C1234XA", "district": "laixi", "main_revenue": Decimal("1.5"), "traded_value_rank": 1, "model_filed": None, "roles": None},
    ],
    "person": [
        {"id": "P1", "patent_prize": "national"},
        {"id": "P2", "patent_prize": None},
        {"id": "P2", "patent_prize": "provincial"},
    ],
    "lease_contracts": [
        {"owner": CODE, "amount": Decimal("1234567.89"), "direct": True, "object": "A-1"},
        {"owner": CODE, "amount": Decimal(2), "direct": None, "object": "A-2"},
        {"owner": THIRD_CODE, "amount": Decimal(3), "direct": False, "object": "B"},
        {"owner": THIRD_CODE, "amount": Decimal(4), "direct": False, "object": "B"},
        {"owner": "nobody", "amount": Decimal(5), "direct": True, "object": "C"},
    ],
    "loans": [
        {"owner": OTHER_CODE, "granted_on": "2024-02-29", "principal": Decimal(7000000000), "object": "L-1"},
        {"owner": "P1", "granted_on": "2024-03-01", "principal": Decimal(1), "object": "L-2"},
    ],
}  # fmt: skip

GOOD = {
    "enterprise": [0, 1, 2],
    "person": [0],
    "lease_contracts": [0, 1],
    "loans": [0],
}
"""The rows of the city that are good."""

BAD = {
    ("enterprise", 4, "F714"),  # no such district
    ("enterprise", 4, "F707"),  # negative money, and a rank of nought
    ("enterprise", 4, "F714"),  # no such role
    ("enterprise", 5, "F713"),
    ("person", 2, "F729"),
    ("person", 3, "F729"),
    ("lease_contracts", 3, "F712"),
    ("lease_contracts", 4, "F712"),
    ("lease_contracts", 5, "F731"),
    ("loans", 2, "F716"),
}
"""The faults of the others: table, row from 1, code."""


def words() -> Vocabulary:
    return listed().vocabulary


def fact_of(table: str, key: str) -> Fact | None:
    """The fact or field of a column; None for ids, owners and roles."""
    records = words().records_by_name.get(table)
    if key in ("id", "owner", "roles"):
        return None
    return records.field(key) if records else words().fact_by_name[key]


def kind_of(table: str, key: str) -> str:
    fact = fact_of(table, key)
    return "text" if fact is None else fact.type.kind


# --- names ----------------------------------------------------------------------------------------------------

OWN_NAMES = {"id": "编号", "owner": "所属主体", "roles": "角色"}


def english(table: str, key: str) -> str:
    return key


def chinese(table: str, key: str) -> str:
    fact = fact_of(table, key)
    return OWN_NAMES[key] if fact is None else fact.name.zh


def chinese_table(table: str) -> str:
    kinds = words().kind_by_name
    return kinds[table].name.zh if table in kinds else words().records_by_name[table].name.zh


# --- cells ----------------------------------------------------------------------------------------------------


def as_text(table: str, key: str, cell: Cell) -> str | None:
    """A cell as people write it into a CSV file, in Chinese."""
    fact = fact_of(table, key)
    match cell:
        case None:
            return None
        case bool():
            return "是" if cell else "否"
        case str() if fact is not None and fact.type.kind == "category":
            category = words().category_by_name[fact.type.unit]
            return next((text.zh for value, text in category.values if value == cell), cell)
    return str(cell)


def as_text_with_units(table: str, key: str, cell: Cell) -> str | None:
    if kind_of(table, key) == "money" and isinstance(cell, Decimal) and cell > 0:
        return f"{cell / 10_000:f}万元"
    if key == "traded_value_rank" and cell:
        return f" {cell} 名 "
    return as_text(table, key, cell)


TYPES: Mapping[str, pa.DataType] = {
    "money": pa.decimal128(18, 2),
    "count": pa.int32(),
    "boolean": pa.bool_(),
    "category": pa.dictionary(pa.int32(), pa.string()),
    "date": pa.date32(),
}


def typed(*, fen: bool = False, chinese_names: bool = False) -> dict[str, pa.Table]:
    """The city as Arrow tables with the types that programs use; with ``fen`` money in whole fen."""
    return {
        chinese_table(table) if chinese_names else table: _typed(
            table, rows, fen=fen, chinese_names=chinese_names
        )
        for table, rows in CITY.items()
    }


def _typed(table: str, rows: Table, *, fen: bool, chinese_names: bool) -> pa.Table:
    arrays = {}
    for key in rows[0]:
        cells: list[Any] = [row[key] for row in rows]
        name = chinese(table, key) if chinese_names else key
        kind = kind_of(table, key)
        if key == "roles":
            lists = [None if cell is None else [] if cell == "无" else cell.split(",") for cell in cells]
            arrays[name] = pa.array(lists, pa.list_(pa.string()))
        elif kind == "money" and fen:
            whole = [None if cell is None else int(cell * 100) for cell in cells]
            arrays[f"{name}(分)" if chinese_names else f"{key}_fen"] = pa.array(whole, pa.int64())
        elif kind == "category":
            arrays[name] = pa.array(cells).dictionary_encode()
        elif kind == "date":
            arrays[name] = pa.array(cells).cast(pa.date32())
        else:
            arrays[name] = pa.array(cells, TYPES.get(kind, pa.string()))
    return pa.table(arrays)


# --- files ----------------------------------------------------------------------------------------------------


def parquet_files(folder: Path) -> Path:
    for name, table in typed().items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def parquet_parts(folder: Path) -> Path:
    """Each table in three parts, in fen, with Chinese names; and what Spark leaves beside."""
    for name, table in typed(fen=True, chinese_names=True).items():
        (folder / name).mkdir()
        (folder / name / "_SUCCESS").touch()
        for number in range(3):
            part = table.slice(number * 2, 2 if number < 2 else None)
            pq.write_table(part, folder / name / f"part-{number:05}.parquet")
    return folder


def small_row_groups(folder: Path) -> Path:
    for name, table in typed().items():
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=2)
    return folder


def csv_files(
    folder: Path,
    text: Callable[[str, str, Cell], str | None] = as_text,
    name: Callable[[str, str], str] = chinese,
    encoding: str = "utf-8",
) -> Path:
    for table, rows in CITY.items():
        with (folder / f"{chinese_table(table)}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow([name(table, key) for key in rows[0]])
            writer.writerows([[text(table, key, cell) for key, cell in row.items()] for row in rows])
    return folder


def csv_with_units(folder: Path) -> Path:
    return csv_files(folder, as_text_with_units)


def csv_as_spreadsheets_write_it(folder: Path) -> Path:
    return csv_files(folder, encoding="gb18030")


def csv_with_a_mark(folder: Path) -> Path:
    return csv_files(folder, name=english, encoding="utf-8-sig")


def csv_parts(folder: Path) -> Path:
    for table, rows in CITY.items():
        (folder / table).mkdir()
        for number, row in enumerate(rows):
            with (folder / table / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([english(table, key) for key in row])
                writer.writerow([as_text(table, key, cell) for key, cell in row.items()])
    return folder


def _fill(sheet: Any, table: str, rows: Table) -> None:
    """A sheet as a spreadsheet program saves it: numbers as numbers, dates as dates."""
    from datetime import datetime

    sheet.append([chinese(table, key) for key in rows[0]])
    for row in rows:
        cells: list[Any] = []
        for key, cell in row.items():
            if kind_of(table, key) == "date":
                cells.append(datetime.fromisoformat(str(cell)))
            elif isinstance(cell, Decimal):
                cells.append(float(cell))
            elif kind_of(table, key) == "category":
                cells.append(as_text(table, key, cell))
            else:
                cells.append(cell)
        sheet.append(cells)


def workbook(folder: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.title = "Sheet1"  # empty, as programs make it
    for table, rows in CITY.items():
        _fill(book.create_sheet(chinese_table(table)), table, rows)
    path = folder / "city.xlsx"
    book.save(path)
    return path


def workbooks(folder: Path) -> Path:
    from openpyxl import Workbook

    for table, rows in CITY.items():
        book = Workbook()
        _fill(book.active, table, rows)
        book.save(folder / f"{table}.xlsx")
    return folder


# --- databases ------------------------------------------------------------------------------------------------


def duckdb_file(folder: Path) -> Path:
    import duckdb

    path = folder / "city.duckdb"
    with duckdb.connect(str(path)) as database:
        for name, table in typed(chinese_names=True).items():
            database.register("given", table)
            database.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM given")  # noqa: S608 -- quoted
            database.unregister("given")
    return path


def fill_postgresql(address: str, schema: str) -> str:
    """Make the tables in a schema of a database; gives the address of the city."""
    from adbc_driver_postgresql import dbapi

    types = {"money": "numeric(18,2)", "count": "integer", "boolean": "boolean", "date": "date"}
    with dbapi.connect(address) as database, database.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quoted(schema)}")
        for table, rows in CITY.items():
            columns = ", ".join(
                f"{quoted(chinese(table, key))} {types.get(kind_of(table, key), 'text')}" for key in rows[0]
            )
            place = f"{quoted(schema)}.{quoted(chinese_table(table))}"
            cursor.execute(f"CREATE TABLE {place} ({columns})")
            for row in rows:
                values = ", ".join("NULL" if cell is None else f"'{cell}'" for cell in row.values())
                cursor.execute(f"INSERT INTO {place} VALUES ({values})")  # noqa: S608 -- written above
        database.commit()
    return f"{address}{'&' if '?' in address else '?'}schema={schema}"
