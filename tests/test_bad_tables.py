"""The kept collection of bad tables: each folder has the diagnostics that were approved for it.

``DUIXIAN_APPROVE=1`` writes them anew; read what changed as its receiver would.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from duixian.book import default_list
from duixian.language.diagnostics import Diagnostic
from duixian.language.library import read_list
from duixian.registry.population import SourceError, open_population
from tests.bad_inputs import BAD, render

TABLES = BAD / "tables"
CODE = "91110000600037341L"

MADE: Mapping[str, Callable[[], Mapping[str, pa.Table]]] = {
    "made-of-binary-fractions": lambda: {
        "enterprise": pa.table({"id": [CODE], "main_revenue": [0.1], "traded_value_rank": [1.0]})
    },
    "made-of-the-wrong-types": lambda: {
        "enterprise": pa.table({"id": [CODE], "size": [1], "main_revenue": [True], "roles": [3]})
    },
}
"""Tables that no text file can hold."""

CASES = sorted({path.name for path in TABLES.iterdir() if path.is_dir()} | MADE.keys())


def found_in(name: str) -> list[Diagnostic]:
    """Everything that is wrong with a folder of tables."""
    made = MADE.get(name)
    try:
        with open_population(made() if made else Path(name), read_list(default_list())) as population:
            return [*population.warnings, *population.rejects.diagnostics()]
    except SourceError as error:
        return [*error.diagnostics]


@pytest.mark.parametrize("name", CASES)
def test_a_bad_folder_of_tables_has_its_approved_diagnostics(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(TABLES)
    found = found_in(name)
    assert found, "nothing is wrong with these tables"
    approved = TABLES / f"{name}.approved.txt"
    if os.environ.get("DUIXIAN_APPROVE") == "1":
        approved.write_text(render(found), encoding="utf-8")
    assert render(found) == approved.read_text(encoding="utf-8")


def test_every_approved_text_has_its_tables() -> None:
    assert {path.name.removesuffix(".approved.txt") for path in TABLES.glob("*.approved.txt")} == set(CASES)
