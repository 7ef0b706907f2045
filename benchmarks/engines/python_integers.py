"""W5 by hand in plain Python with integers: the floor that no engine can be expected to reach."""

from __future__ import annotations

from typing import Any

Row = dict[str, int]


def voucher(row: Row) -> int:
    if row["revenue"] > 500_000_000 and row["compute_cost"] > 10_000_000 and row["via_platform"]:
        return min((row["compute_cost"] * 2 + 5) // 10, 100_000_000)
    return 0


def equity(row: Row) -> int:
    if row["listed"] and row["financing"] >= 100_000_000:
        return min(10_000_000 + ((row["financing"] - 100_000_000) * 2 + 50) // 100, 50_000_000)
    return 0


def leasing(row: Row) -> int:
    if row["lease_ok"]:
        return min((row["lease_direct"] * 10 + row["lease_other"] * 8 + 500) // 1000, 300_000_000)
    return 0


def loan_loss(row: Row) -> int:
    return (row["bad_principal"] * 3 + 5) // 10 if row["selected_bank"] else 0


def data_case(row: Row) -> int:
    return min((row["investment"] * 3 + 5) // 10, 100_000_000) if row["national_case"] else 0


class Engine:
    """The five functions."""

    package = ""

    def prepare(self, row: dict[str, Any]) -> Row:
        return dict(row)

    def decide(self, row: Row) -> tuple[int, ...]:
        return voucher(row), equity(row), leasing(row), loan_loss(row), data_case(row)

    def answers(self, decided: tuple[int, ...]) -> list[int | None]:
        return list(decided)


WAYS = {"": Engine}


if __name__ == "__main__":
    import json
    import sys
    from pathlib import Path

    case = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    engine = Engine()
    print(json.dumps(engine.answers(engine.decide(engine.prepare(case)))))
