"""Spark on a real cluster: a master and two workers on this machine, Parquet in and out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from duixian.book import load
from duixian.census.programs import programs_of
from duixian.census.sql.spark import SparkEngine
from duixian.cli import main
from duixian.registry.population import Population
from duixian.registry.recipient import RecipientFacts
from tests.census.agreement import assert_agrees
from tests.census.generated import recipients_for
from tests.census.sql.cluster import cluster
from tests.census.sql.java import no_spark
from tests.census.tables import identity, population_of

BOOK = load()
ON = date(2025, 6, 30)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(bool(no_spark()), reason=no_spark()),
]


def population(schemes: tuple[str, ...]) -> Population:
    """Recipients made for each of some schemes."""
    words = BOOK.listed.vocabulary
    found: dict[str, RecipientFacts] = {}
    for program in programs_of(BOOK.listed, ON, {}).programs:
        if program.of.name in schemes and program.kind == "enterprise":
            made = recipients_for(words, program.of.version, program.kind, number=60, seed=len(found))
            found |= {identity(len(found) + place): facts for place, facts in enumerate(made.values())}
    return population_of(BOOK.listed, found)


def test_a_cluster_of_two_workers_decides_as_decide_does(tmp_path: Path) -> None:
    schemes = ("11.purchase", "15.leasing", "20.route", "14.firm")
    programs = [
        program
        for program in programs_of(BOOK.listed, ON, {}).programs
        if program.of.name in schemes and program.kind == "enterprise"
    ]
    (tmp_path / "staging").mkdir()
    with cluster(tmp_path) as master:
        engine = SparkEngine(
            master,
            staging=tmp_path / "staging",
            settings={
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.executor.cores": "1",
                "spark.executor.memory": "640m",
                "spark.cores.max": "2",
                "spark.sql.shuffle.partitions": "4",
            },
        )
        assert assert_agrees(engine, BOOK, population(schemes), programs, ON) < 20
        executors = [log for log in tmp_path.glob("*/app-*/*/stderr") if "Finished task" in log.read_text()]
    assert len(executors) == 2
    assert list((tmp_path / "staging").iterdir()) == []


def test_the_command_runs_on_spark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = str(tmp_path / "city")
    assert main(["sample", city, "--recipients", "400"]) == 0
    counts = {}
    for engine in ("native", "spark"):
        capsys.readouterr()
        call = [
            "census",
            city,
            "--engine",
            engine,
            "--policy",
            "14",
            "--summary-only",
            "--json",
            "--master",
            "local[2]",
        ]
        assert main(call) == 0
        counts[engine] = json.loads(capsys.readouterr().out)["schemes"]
    assert counts["native"] == counts["spark"]
