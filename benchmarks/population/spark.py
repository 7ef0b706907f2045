"""``python -m benchmarks.population.spark FOLDER…``: the list on a cluster of one and of two executors, as JSON.

A real standalone cluster on this machine, of a master and two workers; an executor has one core and 640 MB. No part of
``make bench``: it needs Java and what ``make test`` installs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duixian.book import load
from duixian.census.run import run_census
from duixian.census.sql.spark import SparkEngine
from duixian.registry.population import open_population
from tests.census.sql.cluster import cluster

DAY = date(2024, 12, 31)


def main(folders: list[Path]) -> list[dict[str, Any]]:
    """Seconds of a census by each city and number of executors."""
    found = []
    with TemporaryDirectory() as name, cluster(Path(name)) as master:
        staging = Path(name) / "staging"
        staging.mkdir()
        for folder in folders:
            for executors in (1, 2):
                settings = {
                    "spark.driver.bindAddress": "127.0.0.1",
                    "spark.driver.host": "127.0.0.1",
                    "spark.cores.max": str(executors),
                    "spark.executor.cores": "1",
                    "spark.executor.memory": "640m",
                    "spark.sql.shuffle.partitions": "8",
                }
                found.append(
                    _census(folder, SparkEngine(master, staging, settings)) | {"executors": executors}
                )
                print(found[-1], file=sys.stderr, flush=True)
    return found


def _census(folder: Path, engine: SparkEngine) -> dict[str, Any]:
    book = load()
    begin = time.perf_counter()
    with open_population(folder, book.listed) as population:
        census = run_census(book, population, engine, DAY, {})
    took = time.perf_counter() - begin
    return {"recipients": sum(census.recipients.values()), "s": took, "load": os.getloadavg()[0]}


if __name__ == "__main__":
    json.dump(main([Path(name) for name in sys.argv[1:]]), sys.stdout)
