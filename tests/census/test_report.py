"""A census in the terminal: the same words and sums at any width."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from duixian.census.report import as_json, print_census
from duixian.census.run import run_census
from duixian.registry.population import open_population
from duixian.terminal import Terminal
from tests.census.by_decide import ByDecide
from tests.census.test_run import BOOK, ON, VOUCHERS
from tests.pages.pages import city_census


def printed(width: int, language: str, *, city: bool = False) -> str:
    if city:
        census, population = city_census()
    else:
        population = open_population(VOUCHERS, BOOK.listed)
        census = run_census(BOOK, population, ByDecide(), ON, {}, policies=frozenset({11}))
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, markup=False)
    print_census(
        Terminal(language, as_json=False, console=console), BOOK.listed, census, population, seconds=1
    )
    return file.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [50, 80, 110])
def test_nothing_is_cut_off_and_no_line_is_too_long(width: int, language: str) -> None:
    text = printed(width, language, city=True)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_the_answer_stands_above_the_table() -> None:
    head = printed(80, "zh").splitlines()[2:4]
    assert head == ["1 个主体至少可享一项,另有 1 个待核", "合计至少 0元,至多 106万元"]


def test_a_narrow_table_leaves_out_who_gets_nothing() -> None:
    assert re.search(r"^11 企业购买算力 +│ +1 │ +1 │ +0 │ +106万 │ +$", printed(80, "zh"), re.MULTILINE)
    wide = r"^11 企业购买算力 +│ +1 │ +1 │ +1 │ +0 │ +0 │ +106万 │ +$"
    assert re.search(wide, printed(110, "zh"), re.MULTILINE)


def test_a_scheme_that_nobody_gets_has_no_amounts() -> None:
    assert re.search(r"^11 大模型研发 +│ +0 │ +0 │ +│ +│ +$", printed(80, "zh"), re.MULTILINE)


def test_what_has_no_bound_is_counted_apart() -> None:
    # The most of 4.support is open: there is no sum, only so many districts.
    line = r"^4 Support for renewing old +│ +0 │ +6 │ +0 │ +— │ +6$"
    assert re.search(line, printed(80, "en", city=True), re.MULTILINE)


def test_rejected_rows_are_told() -> None:
    assert "剔除了“企业”507 行里的 4 行(rejects.parquet)" in printed(110, "zh", city=True)


def test_programs_are_told_the_same() -> None:
    census, population = city_census()
    told = as_json(census, population, 1.0)
    assert told["rejected"]["enterprise"] == 4
    assert told["decided_singly"] == sum(census.singly.values())
    assert told["reached"]["district"] == {"entitled": 5, "undetermined": 1}
    assert {scheme["amount"]["max"] for scheme in told["schemes"] if scheme["policy"] == 4} == {None}
