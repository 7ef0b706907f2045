"""What each way in makes of what people and programs really write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from duixian.registry.population import Population, SourceError, open_population
from duixian.registry.sources import files
from tests.registry.tables_as_written import CODE, OTHER_CODE, THIRD_CODE, listed
from tests.registry.test_population import canonical, rejected


def opened(source: Any, **options: Any) -> Population:
    return open_population(source, listed(), **options)


def refused(source: Any, **options: Any) -> list[str]:
    """What is said of a source that cannot be used."""
    with pytest.raises(SourceError) as caught:
        opened(source, **options).settle()
    return [found.render("en") for found in caught.value.diagnostics]


def values(population: Population, column: str, kind: str = "enterprise") -> list[Any]:
    return [row[column] for row in canonical(population)[kind]]


# --- CSV -----------------------------------------------------------------------------------------------------


def csv_folder(folder: Path, text: str, name: str = "enterprise") -> Path:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_an_empty_cell_is_unknown_and_empty_quotes_are_no_role(tmp_path: Path) -> None:
    text = f'id,roles,main_revenue\n{CODE},,""\n{OTHER_CODE},"",5\n{THIRD_CODE},无,\n'
    population = opened(csv_folder(tmp_path, text))
    assert values(population, "role_bank") == [None, False, False]
    assert values(population, "main_revenue_fen") == [None, 500, None]


def test_a_cell_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    text = f'id,roles,main_revenue\n{CODE},"bank,\ndata_vendor","1,234.50"\n"{OTHER_CODE}","bank",2\n'
    population = opened(csv_folder(tmp_path, text))
    assert values(population, "role_data_vendor") == [True, False]
    assert values(population, "main_revenue_fen") == [123_450, 200]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_rows_are_counted_without_the_heading_and_without_empty_lines(tmp_path: Path, end: str) -> None:
    lines = ["id,size", f"{CODE},large", "", f"{OTHER_CODE},giant", f"{THIRD_CODE},small,", ""]
    (tmp_path / "enterprise.csv").write_bytes(end.join(lines).encode())
    population = opened(tmp_path)
    assert rejected(population) == {("enterprise", 1): {"F714"}, ("enterprise", 2): {"F742"}}
    assert population.rows["enterprise"] == 3


def test_a_row_with_a_wrong_number_of_cells_keeps_its_place_among_many_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_BLOCK", 64)
    bad = {0, 7, 8, 9, 30, 59}
    rows = [f"D{row}" if row in bad else f"D{row},{row}" for row in range(60)]
    population = opened(csv_folder(tmp_path, "id,ai_labs_accepted\n" + "\n".join(rows) + "\n", "district"))
    assert rejected(population) == {("district", row): {"F742"} for row in bad}
    assert values(population, "ai_labs_accepted", "district") == [row for row in range(60) if row not in bad]


def test_a_file_of_nothing_but_misshapen_rows_has_no_good_ones(tmp_path: Path) -> None:
    population = opened(csv_folder(tmp_path, "id,ai_labs_accepted\n1\n2\n3,4,5\n", "district"))
    assert rejected(population) == {("district", row): {"F742"} for row in range(3)}


def test_a_file_of_nothing_but_a_heading_is_an_empty_table(tmp_path: Path) -> None:
    population = opened(csv_folder(tmp_path, "id,ai_labs_accepted\n", "district"))
    assert values(population, "id", "district") == []
    assert population.rows == {"district": 0}
    assert values(opened(workbook(tmp_path, [["编号"]], "区市政府")), "id", "district") == []


def test_numbers_of_a_csv_file_keep_every_digit(tmp_path: Path) -> None:
    text = f"id,main_revenue,model_parameters\n{CODE},9007199254740.93,900719925474099\n"
    population = opened(csv_folder(tmp_path, text))
    assert values(population, "main_revenue_fen") == [900_719_925_474_093]
    assert values(population, "model_parameters") == [900_719_925_474_099]


def test_a_byte_that_is_no_text_is_found_wherever_it_stands(tmp_path: Path) -> None:
    start = f"id,size\n{CODE},large\n".encode() + b"P,large\n" * 200_000
    (tmp_path / "enterprise.csv").write_bytes(start + b"\xff,small\n")
    assert "enterprise.csv F741 A table cannot be read" in refused(tmp_path)[0]


# --- Parquet -------------------------------------------------------------------------------------------------


def test_a_very_large_row_group_is_read_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BATCH_ROWS", 100)
    rows = 1_050
    table = pa.table({"id": [f"D{row}" for row in range(rows)], "ai_labs_accepted": [*range(rows - 1), -1]})
    pq.write_table(table, tmp_path / "district.parquet")
    population = opened(tmp_path, workers=2)
    batches = list(population.batches("district"))
    assert len(batches) > 2
    assert sum(batch.num_rows for batch in batches) == rows - 1
    assert rejected(population) == {("district", rows - 1): {"F707"}}


def test_a_part_that_is_read_twice_notes_its_faults_once(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["D1"], "ai_labs_accepted": [-1]}), tmp_path / "district.parquet")
    population = opened(tmp_path)
    (part,) = population.parts("district")
    assert [batch.num_rows for batch in part.batches()] == [0]
    assert [batch.num_rows for batch in part.batches()] == [0]
    assert population.rejects.table().num_rows == 1


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "enterprise.parquet").write_bytes(b"PAR1 and nothing that belongs to it")
    assert "enterprise.parquet F741 A table cannot be read" in refused(tmp_path)[0]


def test_parts_may_have_their_columns_in_any_order_and_lack_some(tmp_path: Path) -> None:
    folder = tmp_path / "enterprise"
    folder.mkdir()
    pq.write_table(pa.table({"id": [CODE], "size": ["large"]}), folder / "1.parquet")
    pq.write_table(pa.table({"企业规模": ["小型"], "编号": [OTHER_CODE]}), folder / "2.parquet")
    pq.write_table(pa.table({"uscc": [THIRD_CODE]}), folder / "3.parquet")
    assert values(opened(tmp_path), "size") == ["large", "small", None]


def test_a_single_file_is_a_source_of_one_table(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["D1"]}), tmp_path / "district.parquet")
    assert values(opened(tmp_path / "district.parquet"), "id", "district") == ["D1"]


# --- workbooks -----------------------------------------------------------------------------------------------


def workbook(folder: Path, rows: Sequence[Any], title: str = "企业") -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(folder / "city.xlsx")
    return folder / "city.xlsx"


def test_a_number_of_a_workbook_is_the_decimal_that_was_typed(tmp_path: Path) -> None:
    rows = [["编号", "年度主营业务收入", "持股比例"], [CODE, 1234.56, 0.2], [OTHER_CODE, 100 / 3, 1]]
    population = opened(workbook(tmp_path, rows))
    assert values(population, "main_revenue_fen") == [123_456]
    assert values(population, "share_held_millionths") == [200_000]
    # Whoever computed a third of 100 yuan has to round it: nobody else knows to what.
    assert rejected(population) == {("enterprise", 1): {"F706"}}


def test_dates_and_times_of_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["owner", "granted_on"],
        ["P1", datetime(2024, 7, 17)],  # noqa: DTZ001 -- workbooks have no other
        ["P1", datetime(2024, 7, 17, 9, 30)],  # noqa: DTZ001
        ["P1", "2024-07-18"],
    ]
    path = workbook(tmp_path, rows, "loans")
    from openpyxl import load_workbook

    book = load_workbook(path)
    people = book.create_sheet("enterprise")
    people.append(["id"])
    people.append(["P1"])
    book.save(path)
    population = opened(path)
    codes = {
        row: found - {"F732"} for (table, row), found in rejected(population).items() if table == "loans"
    }
    assert codes == {0: set(), 1: {"F709"}, 2: set()}


def test_rows_that_are_wholly_empty_are_none_and_wide_ones_are_refused(tmp_path: Path) -> None:
    rows = [
        ["编号", "企业规模"],
        [CODE, "大型"],
        [None, None],
        [OTHER_CODE, "小型", None, "see below"],
        [THIRD_CODE],
    ]
    population = opened(workbook(tmp_path, rows))
    assert population.rows["enterprise"] == 3
    assert values(population, "size") == ["large", None]
    assert rejected(population) == {("enterprise", 1): {"F742"}}


def test_a_workbook_that_is_one_table_has_one_sheet(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("a", "b"):
        book.create_sheet(title).append(["id"])
    book.save(tmp_path / "enterprise.xlsx")
    assert "here are 2: a、b" in refused(tmp_path)[0]


def test_a_file_that_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "city.xlsx").write_bytes(b"not a workbook")
    assert "city.xlsx F741" in refused(tmp_path / "city.xlsx")[0]


# --- databases -----------------------------------------------------------------------------------------------


def test_a_duckdb_file_is_opened_for_reading_only(tmp_path: Path) -> None:
    path = tmp_path / "city.db"
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE district AS SELECT 'D' || range AS id FROM range(5)")
    before = path.read_bytes()
    with opened(path) as population:
        assert values(population, "id", "district") == ["D0", "D1", "D2", "D3", "D4"]
    assert path.read_bytes() == before
    with duckdb.connect(str(path)) as database:
        assert database.execute("SELECT count(*) FROM district").fetchone() == (5,)


def test_views_of_a_duckdb_file_are_tables_but_read_nothing_outside_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("id\nD9\n", encoding="utf-8")
    path = tmp_path / "city.db"
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE t AS SELECT 'D1' AS id")
        database.execute("CREATE VIEW district AS SELECT * FROM t")
    assert values(opened(path), "id", "district") == ["D1"]
    with duckdb.connect(str(path)) as database:
        database.execute(f"CREATE VIEW person AS SELECT * FROM read_csv('{outside}')")  # noqa: S608
    assert "city.db[person] F741" in refused(path)[0]


def test_a_file_of_another_kind_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "city.doc").write_bytes(b"something else")
    assert "neither a folder nor" in refused(tmp_path / "city.doc")[0]
    assert "nowhere F741" in refused(tmp_path / "nowhere")[0]


def test_without_its_driver_postgresql_is_said_to_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    (said,) = refused("postgresql://clerk:secret@db.example/city?schema=census")
    assert "pip install 'duixian[postgres]'" in said
    assert "postgresql://db.example/city?schema=census" in said
    assert "secret" not in said


# --- Arrow ---------------------------------------------------------------------------------------------------


def test_whatever_gives_an_arrow_stream_is_a_table() -> None:
    class Frame:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pa.table({"id": ["D1"]}).__arrow_c_stream__(requested_schema)

    assert values(opened({"district": Frame()}), "id", "district") == ["D1"]
    assert "district F741" in refused({"district": "no table"})[0]
