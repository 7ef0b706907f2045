"""W5 as a census over the list in ``benchmarks/w5``: ids checked, unknown facts, bounds, reasons, sums by scheme."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import cases
from benchmarks.engines.duixian_w5 import DAY, LIST
from duixian.book import load
from duixian.census.engines import engine_named
from duixian.census.output import Writer
from duixian.census.run import Census, run_census
from duixian.registry.population import Population, open_population

SCHEMES = dict(zip(cases.RULES, range(1, 6), strict=True))


class Engine:
    """One of our engines."""

    package = "duixian"
    engine = "native"

    def __init__(self) -> None:
        self.book = load(LIST)

    def _population(self, path: Path) -> Population:
        return open_population(path.parent, self.book.listed)

    def _census(self, population: Population, writer: Writer | None = None) -> Census:
        return run_census(self.book, population, engine_named(self.engine), DAY, {}, writer=writer)

    def sums(self, path: Path) -> list[int]:
        """The sums of the five rules; of amounts that are open their least."""
        with self._population(path) as population:
            found = self._census(population)
        return [tally.all.money.low for tally in found.tallies]

    def amounts(self, path: Path) -> list[list[int | None]]:
        """The amounts of the five rules for each row; None where that cannot be told yet."""
        with tempfile.TemporaryDirectory() as folder, self._population(path) as population:
            writer = Writer(Path(folder), every=True)
            self._census(population, writer)
            writer.close()
            table = pq.read_table(Path(folder) / "decisions.parquet")
        place = {policy: number for number, policy in enumerate(SCHEMES.values())}
        rows = table.num_rows // len(cases.RULES)
        found: list[list[int | None]] = [[0] * rows for _ in cases.RULES]
        columns = [
            table[name].to_pylist()
            for name in ("id", "policy", "outcome", "amount_min_fen", "amount_max_fen")
        ]
        for id_, policy, outcome, low, high in zip(*columns, strict=True):
            told = low == high and (outcome != "undetermined" or low == 0)
            found[place[policy]][int(id_[1:])] = low if told else None
        return found


class ByDuckDB(Engine):
    """The same rules as SQL that duixian writes."""

    engine = "duckdb"


WAYS = {"native": Engine, "duckdb": ByDuckDB}
