"""What ``make run`` does, with a small city in a folder of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import duixian
from duixian.census import engines
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.registry.population import open_population
from examples import run


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the checkout; DuckDB, which has nothing to compile."""
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "SAMPLE", ["sample", str(run.CITY), "--recipients", "1000", "--seed", "1"])
    monkeypatch.setattr(engines, "engine_named", lambda *_, **__: DuckDBEngine())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_prints_the_census_then_one_explanation_then_where_the_report_is(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["--lang", "en"]) == 0
    printed = capsys.readouterr().out
    report = str(run.RESULTS / "report.html")
    places = [
        printed.index("353 worked cases: no faults"),
        printed.index("1,000 recipients"),
        printed.index("14 Direct financing by firms"),
        printed.index("left to pay after earlier awards"),
        printed.rindex(report),
    ]
    assert places == sorted(places)
    assert "<h1>Census report</h1>" in (small / report).read_text(encoding="utf-8")


def test_the_recipient_that_is_explained_gets_what_its_case_says(small: Path) -> None:
    # 450,000 of this year's 500,000 are spent, so 50,000 are left.
    assert run.make() == 0
    recipient, policy = run.explained()
    book = duixian.load()
    ((_, facts),) = open_population(run.CITY, book.listed).typed_facts([recipient])
    (decision,) = [
        one for one in book.decide_typed(facts, date(2024, 12, 31), {}) if one.scheme.key == "firm"
    ]
    assert (policy, decision.amount) == ("14", (50_000_00, 50_000_00))


def test_a_city_that_is_there_already_is_not_made_again(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run.made()
    assert run.make() == 0
    assert capsys.readouterr().out == ""
    assert run.made()
    # Another seed is another city, and so is one of which a file is gone.
    monkeypatch.setattr(run, "SAMPLE", [*run.SAMPLE[:-1], "2"])
    assert not run.made()
    assert run.make() == 0
    assert run.made()
    (small / run.CITY / "sample.json").unlink()
    assert not run.made()


def test_it_stops_where_a_command_fails(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def failing(arguments: list[str]) -> int:
        tried.append(arguments[0])
        return 1 if arguments[0] == "sample" else 0

    monkeypatch.setattr(run, "command", failing)
    assert run.main([]) == 1
    assert tried == ["check", "sample"]
