"""The engines by name; each loads only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian.language.tree import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duixian.census.decided import Engine


class EngineUnavailable(Exception):
    """An engine that cannot run here, and what to do."""

    words: Text

    def __init__(self, words: Text) -> None:
        super().__init__(words.en)
        self.words = words


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
