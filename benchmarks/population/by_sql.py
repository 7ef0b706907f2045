"""W5 in DuckDB's SQL, written by hand: whole numbers, half up, one pass over the file.

It reads what the rules need and nothing else; ``ids`` also finds out whether an id stands twice, as a census does.
A missing fact is what SQL makes of it: a condition that is not met, and the cap from ``least``.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

RULES = (
    """CASE WHEN revenue_fen > 500000000 AND compute_cost_fen > 10000000 AND via_platform
        THEN least((compute_cost_fen * 20 + 50) // 100, 100000000) ELSE 0 END""",
    """CASE WHEN listed AND financing_fen >= 100000000
        THEN least(10000000 + ((financing_fen - 100000000) * 2 + 50) // 100, 50000000) ELSE 0 END""",
    """CASE WHEN lease_ok
        THEN least((lease_direct_fen * 10 + lease_other_fen * 8 + 500) // 1000, 300000000) ELSE 0 END""",
    "CASE WHEN selected_bank THEN (bad_principal_fen * 30 + 50) // 100 ELSE 0 END",
    "CASE WHEN national_case THEN least((investment_fen * 30 + 50) // 100, 100000000) ELSE 0 END",
)


class Engine:
    """The sums alone."""

    package = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def sums(self, path: Path) -> list[int]:
        """The sums of the five rules."""
        wanted = ", ".join(f"sum({rule})" for rule in RULES)
        return [int(found) for found in self._rows(f"SELECT {wanted} FROM read_parquet(?)", path)[0]]

    def amounts(self, path: Path) -> list[list[int | None]]:
        """The amounts of the five rules for each row."""
        rows = self._rows(f"SELECT {', '.join(RULES)} FROM read_parquet(?)", path)
        return [list(amounts) for amounts in zip(*rows, strict=True)]

    def _rows(self, sql: str, path: Path) -> list[tuple[int, ...]]:
        return self.connection.execute(sql, [str(path)]).fetchall()


class WithIds(Engine):
    """The sums, and whether an id stands twice."""

    def sums(self, path: Path) -> list[int]:
        [(twice,)] = self._rows("SELECT count(*) - count(DISTINCT id) FROM read_parquet(?)", path)
        if twice:
            raise AssertionError(f"{twice} ids stand twice")
        return super().sums(path)


class Reading(Engine):
    """No rules: the columns that they read are summed."""

    def sums(self, path: Path) -> list[int]:
        names = self._rows("SELECT name FROM parquet_schema(?) WHERE type IN ('INT64', 'BOOLEAN')", path)
        wanted = ", ".join(f"sum({name})" for (name,) in names)
        return [int(found) for found in self._rows(f"SELECT {wanted} FROM read_parquet(?)", path)[0]]


WAYS = {"sums": Engine, "ids": WithIds, "reading": Reading}
