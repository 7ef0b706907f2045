"""W5 over a table with the other rules engines, read with Polars, the quickest reader in their environment.

openfisca-core and policyengine-core take whole columns as vectors. A missing input is given its default value, nought
and no, as their documentation says of inputs that are left out. zen-engine takes a row at a time.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

NAMES = (
    *(f"{name}_fen" for name in ("revenue", "compute_cost", "financing", "lease_direct", "lease_other")),
    *(
        "bad_principal_fen",
        "investment_fen",
        "via_platform",
        "listed",
        "lease_ok",
        "selected_bank",
        "national_case",
    ),
)


class Vectors:
    """An engine that takes columns."""

    module = ""

    def __init__(self) -> None:
        self.engine: Any = import_module(f"benchmarks.engines.{self.module}").Engine()
        self.package = self.engine.package

    def _vectors(self, path: Path) -> list[Any]:
        table = pl.read_parquet(path, columns=list(NAMES))
        inputs = {
            name.removesuffix("_fen"): table[name].fill_null(0 if name.endswith("_fen") else False).to_numpy()
            for name in NAMES
        }
        return list(self.engine.vectors(inputs, len(table)))

    def sums(self, path: Path) -> list[int]:
        """The sums of the five rules; added up in float64, so that adding makes nothing worse."""
        return [int(amounts.sum(dtype="float64")) for amounts in self._vectors(path)]

    def amounts(self, path: Path) -> list[list[int | None]]:
        """The amounts of the five rules for each row."""
        return [amounts.astype("int64").tolist() for amounts in self._vectors(path)]


class OpenFisca(Vectors):
    """openfisca-core."""

    module = "openfisca_w5"


class PolicyEngine(Vectors):
    """policyengine-core."""

    module = "policyengine_w5"


class Zen:
    """A row at a time, as one compiled expression, its fastest way; a row that it throws at has no amounts."""

    package = "zen-engine"

    def __init__(self) -> None:
        self.engine: Any = import_module("benchmarks.engines.zen_w5").Compiled()

    def amounts(self, path: Path) -> list[list[int | None]]:
        """The amounts of the five rules for each row."""
        names = {name: name.removesuffix("_fen") for name in NAMES}
        table = pl.read_parquet(path, columns=list(NAMES)).rename(names)
        found: list[list[int | None]] = []
        for row in table.iter_rows(named=True):
            try:
                found.append(self.engine.answers(self.engine.decide(self.engine.prepare(row))))
            except Exception:  # noqa: BLE001  # whatever an engine throws is its answer
                found.append([None] * 5)
        return [list(amounts) for amounts in zip(*found, strict=True)]

    def sums(self, path: Path) -> list[int]:
        """The sums of the five rules."""
        return [sum(amount or 0 for amount in amounts) for amounts in self.amounts(path)]


WAYS = {"openfisca": OpenFisca, "policyengine": PolicyEngine, "zen": Zen}
