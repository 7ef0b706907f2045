"""The engines by name; each loads only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duixian.language.tree import Text

if TYPE_CHECKING:
    from pathlib import Path

    from duixian.census.decided import Engine, Part
    from duixian.census.lowering import Program
    from duixian.registry.population import Population


class EngineUnavailable(Exception):
    """An engine that cannot run here, and what to do. It says so before it has decided anybody."""

    words: Text

    def __init__(self, words: Text) -> None:
        super().__init__(words.en)
        self.words = words


class FirstThatRuns:
    """The first of some engines that can run here. Where one cannot, ``told`` hears why, and the next takes over
    for this kind of recipient and all that follow; of the last one EngineUnavailable is raised. See ``decided.Engine``."""

    def __init__(self, makers: Sequence[Callable[[], Engine]], told: Callable[[Text], None]) -> None:
        self._engine, self._others = makers[0](), list(makers[1:])
        self._told = told

    @property
    def name(self) -> str:
        """That of the engine that runs."""
        return self._engine.name

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind."""
        while True:
            try:
                self._engine.run(population, kind, programs, consume, every=every)
            except EngineUnavailable as error:
                if not self._others:
                    raise
                self._engine = self._others.pop(0)()
                self._told(error.words)
            else:
                return


def engine_named(
    name: str,
    compiling: Callable[[], None] = lambda: None,
    *,
    master: str = "local[*]",
    staging: Path | None = None,
) -> Engine:
    """``native``, ``duckdb`` or ``spark``. ``compiling`` is called where a kernel has to be compiled first;
    ``master`` and ``staging`` are for Spark. Raises EngineUnavailable where the engine cannot run here."""
    match name:
        case "native":
            from duixian.census.native.engine import NativeEngine

            return NativeEngine(compiling=compiling)
        case "duckdb":
            from duixian.census.sql.duckdb import DuckDBEngine

            return DuckDBEngine()
        case "spark":
            from duixian.census.sql.spark import SparkEngine, need_spark

            need_spark()
            return SparkEngine(master, staging)
    raise ValueError(f"no engine {name!r}; there are native, duckdb and spark")
