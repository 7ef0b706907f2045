"""W5 by hand in plain Python with ``Decimal``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEN = Decimal(1)
NOTHING = Decimal(0)


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)


def voucher(row: dict[str, Any]) -> Decimal:
    if row["revenue"] > 500_000_000 and row["compute_cost"] > 10_000_000 and row["via_platform"]:
        return fen(min(row["compute_cost"] * Decimal("0.2"), Decimal(100_000_000)))
    return NOTHING


def equity(row: dict[str, Any]) -> Decimal:
    if row["listed"] and row["financing"] >= 100_000_000:
        above = row["financing"] - Decimal(100_000_000)
        return fen(min(Decimal(10_000_000) + above * Decimal("0.02"), Decimal(50_000_000)))
    return NOTHING


def leasing(row: dict[str, Any]) -> Decimal:
    if row["lease_ok"]:
        share = row["lease_direct"] * Decimal("0.01") + row["lease_other"] * Decimal("0.008")
        return fen(min(share, Decimal(300_000_000)))
    return NOTHING


def loan_loss(row: dict[str, Any]) -> Decimal:
    return fen(row["bad_principal"] * Decimal("0.3")) if row["selected_bank"] else NOTHING


def data_case(row: dict[str, Any]) -> Decimal:
    if row["national_case"]:
        return fen(min(row["investment"] * Decimal("0.3"), Decimal(100_000_000)))
    return NOTHING


class Engine:
    """The five functions."""

    package = ""

    def prepare(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: Decimal(value) if type(value) is int else value for name, value in row.items()}

    def decide(self, row: dict[str, Any]) -> tuple[Decimal, ...]:
        return voucher(row), equity(row), leasing(row), loan_loss(row), data_case(row)

    def answers(self, decided: tuple[Decimal, ...]) -> list[int | None]:
        return [int(amount) for amount in decided]


WAYS = {"": Engine}


if __name__ == "__main__":
    import json
    import sys
    from pathlib import Path

    case = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    engine = Engine()
    print(json.dumps(engine.answers(engine.decide(engine.prepare(case)))))
