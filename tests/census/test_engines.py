"""Where an engine cannot run, another takes over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from duixian.book import PolicyBook
from duixian.census.decided import Engine, Part
from duixian.census.engines import EngineUnavailable, FirstThatRuns
from duixian.census.lowering import Program
from duixian.census.run import run_census
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.language.tree import Text
from duixian.registry.population import Population, open_population
from tests.census.tables import identity, tables_of
from tests.small_list import policy_list, typed

WHY = Text("没有", "there is none")


class Broken:
    """Cannot run here."""

    name = "broken"

    def run(
        self,
        _population: Population,
        _kind: str,
        _programs: Sequence[Program],
        _consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        raise EngineUnavailable(WHY)


def test_the_next_engine_takes_over_once_for_all_kinds_and_is_named() -> None:
    listed = policy_list("对象 企业 或 个人\n标准 收入 × 10%")
    facts = {
        identity(0): typed({"收入": "100元"}),
        "P1": typed({"收入": "50元"}, kind="个人"),
    }
    told: list[Text] = []
    engine: Engine = FirstThatRuns([Broken, DuckDBEngine], told.append)
    population = open_population(tables_of(listed.vocabulary, facts), listed)
    census = run_census(PolicyBook(listed), population, engine, date(2024, 6, 1), {})
    assert told == [WHY]
    assert census.engine == "duckdb"
    assert [tally.all.money.low for tally in census.tallies] == [10_00, 5_00]


def test_where_none_can_run_the_last_says_why() -> None:
    listed = policy_list("对象 企业\n标准 收入")
    population = open_population(tables_of(listed.vocabulary, {identity(0): typed({})}), listed)
    engine = FirstThatRuns([Broken, Broken], lambda _why: None)
    with pytest.raises(EngineUnavailable):
        engine.run(population, "enterprise", [], lambda _part: None, every=False)
