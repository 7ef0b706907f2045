"""A sample city: every engine says the same of every recipient, however the tables are ordered and parted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duixian.book import load
from duixian.census.budgets import BudgetResult
from duixian.census.decided import Engine
from duixian.census.native.engine import NativeEngine
from duixian.census.output import Writer
from duixian.census.programs import programs_of
from duixian.census.run import run_census
from duixian.census.singly import competes, decide_ranked
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.census.sql.spark import SparkEngine
from duixian.cli import main
from duixian.language.node import replaced
from duixian.registry.population import open_population
from tests.census.by_decide import ByDecide
from tests.census.sql.java import no_spark

BOOK = load()
ON = date(2024, 12, 31)
NAMES = [("id", "ascending"), ("policy", "ascending"), ("scheme", "ascending")]

CITIES = {f"seed-{seed}": (str(seed),) for seed in range(1, 8)} | {"harder": ("8", "--hard")}
"""Eight cities of 12,500: one hundred thousand recipients in all."""


SPARK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "2",
}


class Outcome(NamedTuple):
    """All that a census says: every decision in the order of ids, the sums, the envelopes."""

    decisions: pa.Table
    summary: pa.Table
    budgets: list[BudgetResult]


def outcome(engine: Engine, city: Path, folder: Path, *, order: list[str] | None = None) -> Outcome:
    folder.mkdir(parents=True)
    writer = Writer(folder, every=True)
    population = open_population(str(city), BOOK.listed)
    census = run_census(BOOK, population, engine, ON, {}, writer=writer, order=order)
    writer.close()
    plain = pa.schema(
        (field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in pq.read_schema(folder / "decisions.parquet")
    )
    decisions = pq.read_table(folder / "decisions.parquet").cast(plain).sort_by(NAMES)
    return Outcome(decisions, census.summary, census.budgets)


def sample(folder: Path, recipients: int, seed: str, *options: str) -> Path:
    assert main(["sample", str(folder), "--recipients", str(recipients), "--seed", seed, *options]) == 0
    return folder


def assert_same(found: Outcome, expected: Outcome, *, missing: bool = True) -> None:
    """Without ``missing`` the facts that may settle a decision are left out: where all is decided one by one, they
    are all that is unknown."""
    for name in expected.decisions.column_names:
        if name != "missing" or missing:
            assert found.decisions[name].equals(expected.decisions[name]), name
    assert found.summary == expected.summary
    assert found.budgets == expected.budgets


@pytest.fixture(scope="module", params=CITIES)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("city") / "tables", 12_500, *CITIES[request.param])


@pytest.mark.slow
def test_the_engines_agree_with_decide_on_every_recipient(city: Path, tmp_path: Path) -> None:
    native = outcome(NativeEngine(), city, tmp_path / "native")
    assert native.decisions.num_rows > 12_500
    assert_same(outcome(DuckDBEngine(), city, tmp_path / "duckdb"), native)
    assert_same(outcome(ByDecide(), city, tmp_path / "decide"), native, missing=False)


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(bool(no_spark()), reason=no_spark())
def test_spark_agrees_on_every_recipient(city: Path, tmp_path: Path) -> None:
    native = outcome(NativeEngine(), city, tmp_path / "native")
    spark = SparkEngine("local[1]", settings=SPARK)
    assert_same(outcome(spark, city, tmp_path / "spark"), native)


# --- Order and parts -----------------------------------------------------------------------------------------


def shuffled(city: Path, folder: Path, seed: int) -> Path:
    """The same tables with their rows in another order, in parts of uneven size."""
    random = Random(seed)
    folder.mkdir()
    (folder / "tables.json").write_bytes((city / "tables.json").read_bytes())
    for file in sorted(city.glob("*.parquet")):
        table = pq.read_table(file)
        rows = random.sample(range(table.num_rows), table.num_rows)
        (folder / file.stem).mkdir()
        for number, part in enumerate(parts(table.take(rows), random)):
            pq.write_table(part, folder / file.stem / f"{number}.parquet", row_group_size=700)
    return folder


def parts(table: pa.Table, random: Random) -> Iterator[pa.Table]:
    cuts = sorted(random.sample(range(table.num_rows + 1), min(3, table.num_rows)))
    for first, last in zip([0, *cuts], [*cuts, table.num_rows], strict=True):
        yield table.slice(first, last - first)


@pytest.fixture(scope="module")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("city") / "tables", 3_000, "5")


@pytest.mark.parametrize("engine", [NativeEngine(), DuckDBEngine()], ids=["native", "duckdb"])
def test_order_and_parts_of_the_tables_change_nothing(
    engine: Engine, small_city: Path, tmp_path: Path
) -> None:
    """Neither decisions nor places nor shares: who comes first is what ``order`` says, and not how rows lie."""
    ids = pq.read_table(small_city / "enterprise.parquet", columns=["id"])["id"].to_pylist()
    order = Random(6).sample(ids, len(ids))
    expected = outcome(engine, small_city, tmp_path / "as-it-is", order=order)
    assert expected.budgets
    for seed in (7, 8):
        other = shuffled(small_city, tmp_path / f"tables-{seed}", seed)
        assert_same(outcome(engine, other, tmp_path / f"out-{seed}", order=order), expected)


def test_whoever_has_no_place_is_decided_as_if_nobody_else_was_there(tmp_path: Path) -> None:
    # Of a harder city many may compete, as their roles are unknown, and hardly any of them has a place.
    population = open_population(str(sample(tmp_path / "city", 4_000, "9", "--hard")), BOOK.listed)
    (program,) = (
        program
        for program in programs_of(BOOK.listed, ON, {}).of_kind("enterprise")
        if program.of.version.places is not None
    )
    of, places = program.of, program.of.version.places
    assert places is not None
    everyone = [(name, facts) for name, facts in population.typed_facts() if facts.kind == "enterprise"]
    found = ((name, facts, competes(BOOK, of, {}, facts, ON)) for name, facts in everyone)
    competing = [(name, facts, sure) for name, facts, sure in found if sure is not None]
    alone = 0
    for single, (_, facts, _) in zip(decide_ranked(BOOK, of, {}, competing, ON), competing, strict=True):
        if single.decision.outcome == "not_entitled":
            last = replaced(facts, values={**facts.values, places.rank_fact: places.places + 1})
            expected = BOOK.decide_scheme_typed(of.policy.key, of.scheme.key, last, ON, {})
            assert (single.amount, single.deciding) == (expected.amount, expected.deciding)
            assert expected.outcome == "not_entitled"
            alone += 1
    assert alone > 50
