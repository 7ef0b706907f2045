"""W5 in Polars, streaming from the file: whole numbers, half up. A missing fact is what Polars makes of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

col = pl.col

RULES = {
    "voucher": pl.when(
        (col("revenue_fen") > 500_000_000) & (col("compute_cost_fen") > 10_000_000) & col("via_platform")
    ).then(((col("compute_cost_fen") * 20 + 50) // 100).clip(upper_bound=100_000_000)),
    "equity": pl.when(col("listed") & (col("financing_fen") >= 100_000_000)).then(
        (10_000_000 + ((col("financing_fen") - 100_000_000) * 2 + 50) // 100).clip(upper_bound=50_000_000)
    ),
    "leasing": pl.when(col("lease_ok")).then(
        ((col("lease_direct_fen") * 10 + col("lease_other_fen") * 8 + 500) // 1000).clip(
            upper_bound=300_000_000
        )
    ),
    "loan_loss": pl.when(col("selected_bank")).then((col("bad_principal_fen") * 30 + 50) // 100),
    "data_case": pl.when(col("national_case")).then(
        ((col("investment_fen") * 30 + 50) // 100).clip(upper_bound=100_000_000)
    ),
}


class Engine:
    """The streaming engine."""

    package = "polars"

    def sums(self, path: Path) -> list[int]:
        """The sums of the five rules."""
        wanted = [rule.otherwise(0).sum().alias(name) for name, rule in RULES.items()]
        return list(pl.scan_parquet(path).select(wanted).collect(engine="streaming").row(0))

    def amounts(self, path: Path) -> list[list[int | None]]:
        """The amounts of the five rules for each row."""
        wanted = [rule.otherwise(0).alias(name) for name, rule in RULES.items()]
        found = pl.scan_parquet(path).select(wanted).collect(engine="streaming")
        return [found[name].to_list() for name in RULES]


class WithIds(Engine):
    """The sums, and whether an id stands twice."""

    def sums(self, path: Path) -> list[int]:
        file = pl.scan_parquet(path)
        twice = file.select(pl.len() - col("id").n_unique()).collect(engine="streaming").item()
        if twice:
            raise AssertionError(f"{twice} ids stand twice")
        return super().sums(path)


WAYS = {"streaming": Engine, "ids": WithIds}
