"""Spark: the population staged as partitioned Parquet, a query a program, the results as partitioned Parquet.

Nothing runs in Python on the executors: they need Spark and the staging folder, and nothing of this package.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from duixian.census.decided import Part
from duixian.census.engines import EngineUnavailable
from duixian.census.lowering import Program
from duixian.census.parts import one_batch, part_without_rows
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.expressions import number
from duixian.census.sql.names import aliased
from duixian.census.sql.population import record_tables
from duixian.census.sql.query import Query, query
from duixian.census.sql.results import ROW, decided
from duixian.language.tree import Text
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    from duixian.registry.population import Population

KEY = "spark"
DIALECT = DIALECTS[KEY]

PART = "_part"
"""The column, and the folders, of the parts of a table of recipients."""

PROGRAM = "_program"
"""The column, and the folders, of the programs in a result."""

TOGETHER = 16
"""How many programs are one job: a job costs Spark a second whatever it does, and a plan grows with each."""

SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class SparkEngine:
    """Runs programs as SQL on Spark.

    ``master`` is the cluster (by default this machine's cores). ``staging`` is a folder that the driver and all
    executors see under the same path; by default a temporary one, which will do for one machine. ``settings``
    are Spark's own. A session that is there already is used as it is, but for its time zone and ANSI mode.
    """

    name = KEY

    def __init__(
        self,
        master: str = "local[*]",
        staging: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.master = master
        self.staging = staging
        self.settings = dict(settings or {})

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind; see :class:`duixian.census.decided.Engine`."""
        complete = population.complete & frozenset(population.records)
        queries = [
            query(population.vocabulary, program, DIALECT, complete=complete, keys=(PART, ROW))
            for program in programs
        ]
        with TemporaryDirectory(prefix="duixian-", dir=self.staging) as name, self._session() as session:
            folder = Path(name)
            parts = _stage(folder, population, kind, queries)
            for table in folder.iterdir():
                session.read.parquet(table.as_uri()).createOrReplaceTempView(table.name)
            results = folder / "results"
            for first in range(0, len(queries), TOGETHER):
                text = _together(first, queries[first : first + TOGETHER])
                found = session.sql(text)
                found.write.mode("append").partitionBy(PART, PROGRAM).parquet(results.as_uri())
            for part in population.parts(kind):
                recipients = one_batch(part.batches(DIMENSIONS))
                if part.number not in parts or recipients is None:
                    consume(part_without_rows(kind, part.number, len(programs)))
                    continue
                of_part = results / f"{PART}={part.number}"
                outcomes = [
                    decided(pq.read_table(of_part / f"{PROGRAM}={place}", partitioning=None), every=every)
                    for place in range(len(queries))
                ]
                consume(Part(kind, part.number, recipients, outcomes))

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """A Spark session; it is stopped if it was not there before."""
        need_spark()
        from pyspark.sql import SparkSession

        active = SparkSession.getActiveSession()
        builder = SparkSession.builder
        if active is None:
            builder = builder.master(self.master).appName("duixian census")
        for key, value in (SETTINGS | self.settings).items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield session
        finally:
            if active is None:
                session.stop()


def need_spark() -> None:
    """Raises EngineUnavailable where Spark cannot run here."""
    if find_spec("pyspark") is None:
        raise EngineUnavailable(_NO_PYSPARK)
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise EngineUnavailable(_NO_JAVA)


def _stage(folder: Path, population: Population, kind: str, queries: Sequence[Query]) -> set[int]:
    """Write the tables that queries read; the numbers of the parts that have recipients."""
    columns = tuple(dict.fromkeys(name for one in queries for name in one.columns))
    parts = set()
    for part in population.parts(kind):
        recipients = one_batch(part.batches(columns))
        if recipients is not None:
            places = pa.array(np.arange(recipients.num_rows, dtype=np.int32))
            _write(
                pa.Table.from_batches([recipients]).append_column(ROW, places),
                folder / kind / f"{PART}={part.number}",
            )
            parts.add(part.number)
    for records, source in record_tables(population, queries):
        _write(source.schema.empty_table(), folder / records)
        for place, batch in enumerate(source, 1):
            _write(pa.Table.from_batches([batch]), folder / records, place)
    return parts


def _write(table: pa.Table, folder: Path, place: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / f"part-{place:05}.parquet")


def _together(first: int, queries: Sequence[Query]) -> str:
    """Several queries as one, whose rows say which program they are of."""
    texts = []
    for place, one in enumerate(queries, first):
        whole = one.whole()
        whole.append("expressions", aliased(number(place), PROGRAM))
        texts.append(f"({whole.sql(KEY)})")
    return " UNION ALL ".join(texts)


_NO_PYSPARK = Text(
    "没有安装 PySpark:pip install 'duixian[spark]',或换 --engine native。",
    "PySpark is not installed: pip install 'duixian[spark]', or take --engine native.",
)
_NO_JAVA = Text(
    "Spark 要 Java 17 或更新的版本,这里没有:装一个(Debian:apt install default-jre-headless),或换 --engine native。",
    "Spark needs Java 17 or newer, and there is none here: install one (Debian: apt install "
    "default-jre-headless), or take --engine native.",
)
