"""W5: five rules over one table of enterprises, its data, and what is right.

Money is in whole fen, None is a missing fact. The right amounts are worked out here with fractions, from the
text of the rules and with nothing of any engine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction

Row = dict[str, int | bool | None]
"""One enterprise: its facts by name."""

MONEY = (
    "revenue",
    "compute_cost",
    "financing",
    "lease_direct",
    "lease_other",
    "bad_principal",
    "investment",
)
YES_NO = ("via_platform", "listed", "lease_ok", "selected_bank", "national_case")
RULES = ("voucher", "equity", "leasing", "loan_loss", "data_case")

READS = {
    "voucher": ("revenue", "compute_cost", "via_platform"),
    "equity": ("listed", "financing"),
    "leasing": ("lease_ok", "lease_direct", "lease_other"),
    "loan_loss": ("selected_bank", "bad_principal"),
    "data_case": ("national_case", "investment"),
}
"""The facts each rule reads."""

CAPS = {"voucher": 100_000_000, "equity": 50_000_000, "leasing": 300_000_000, "data_case": 100_000_000}
"""The caps in fen; loan_loss has none."""

LARGEST = 3 * 10**12
"""The largest amount of the hard file, in fen."""

SEED = 20240717


# --- What is right -----------------------------------------------------------------------------------------


def expected(row: Row) -> tuple[int, ...]:
    """The right amounts of the five rules, in fen, for a row without missing facts."""
    exact = [
        _if(
            row["revenue"] > 500_000_000 and row["compute_cost"] > 10_000_000 and row["via_platform"],  # type: ignore[operator]
            lambda: min(Fraction(20, 100) * _money(row, "compute_cost"), Fraction(100_000_000)),
        ),
        _if(
            row["listed"] and _money(row, "financing") >= 100_000_000,
            lambda: min(
                10_000_000 + Fraction(2, 100) * (_money(row, "financing") - 100_000_000), Fraction(50_000_000)
            ),
        ),
        _if(
            row["lease_ok"],
            lambda: min(
                Fraction(1, 100) * _money(row, "lease_direct")
                + Fraction(8, 1000) * _money(row, "lease_other"),
                Fraction(300_000_000),
            ),
        ),
        _if(row["selected_bank"], lambda: Fraction(30, 100) * _money(row, "bad_principal")),
        _if(
            row["national_case"],
            lambda: min(Fraction(30, 100) * _money(row, "investment"), Fraction(100_000_000)),
        ),
    ]
    return tuple(math.floor(amount + Fraction(1, 2)) for amount in exact)


def _money(row: Row, name: str) -> int:
    amount = row[name]
    assert amount is not None
    return amount


def _if(condition: object, amount: Callable[[], Fraction]) -> Fraction:
    return amount() if condition else Fraction(0)


def bounds(row: Row) -> tuple[tuple[int, int], ...]:
    """The least and the greatest amount of each rule, whatever the missing facts are.

    No rule pays less for more money or for a yes, so the ends are where every missing fact is nought and no,
    and where it is boundless and yes (as good as boundless: far above every threshold and cap).
    """
    least: Row = {name: (0 if value is None else value) for name, value in row.items()}
    greatest: Row = {
        name: ((True if name in YES_NO else LARGEST * 1000) if value is None else value)
        for name, value in row.items()
    }
    return tuple(zip(expected(least), expected(greatest), strict=True))


# --- The data ----------------------------------------------------------------------------------------------


def realistic(count: int, seed: int = SEED) -> Iterator[Row]:
    """Enterprises with skewed amounts, most of them far from the caps."""
    chance = random.Random(seed)  # noqa: S311  # data for a benchmark
    for _ in range(count):
        yield {
            "revenue": int(chance.lognormvariate(math.log(2e9), 1.5)),
            "compute_cost": int(chance.lognormvariate(math.log(4e7), 1.3)),
            "via_platform": chance.random() < 0.6,
            "listed": chance.random() < 0.6,
            "financing": int(chance.lognormvariate(math.log(4e8), 1.2)),
            "lease_ok": chance.random() < 0.6,
            "lease_direct": int(chance.lognormvariate(math.log(5e9), 1.3)),
            "lease_other": int(chance.lognormvariate(math.log(5e9), 1.3)),
            "selected_bank": chance.random() < 0.6,
            "bad_principal": int(chance.lognormvariate(math.log(1e9), 1.5)),
            "national_case": chance.random() < 0.6,
            "investment": int(chance.lognormvariate(math.log(2e8), 1.2)),
        }


def with_missing(count: int, share: float = 0.05, seed: int = SEED + 1) -> Iterator[Row]:
    """The same kind of enterprises with a share of all facts missing."""
    chance = random.Random(seed)  # noqa: S311
    for row in realistic(count, seed):
        yield {name: None if chance.random() < share else value for name, value in row.items()}


_EDGES = {
    "revenue": (500_000_000,),
    "compute_cost": (10_000_000, 500_000_000),  # the threshold; where the cap begins to bind
    "financing": (100_000_000, 2_100_000_000),
    "lease_direct": (0, 30_000_000_000),
    "lease_other": (0, 37_500_000_000),
    "bad_principal": (0,),
    "investment": (0, 333_333_333),
}
_HALVES = {"financing": 25, "lease_direct": 50, "bad_principal": 5, "investment": 5}
"""Amounts that are odd multiples of this give half a fen (20% never does)."""


def hard(count: int, seed: int = SEED + 2) -> Iterator[Row]:
    """Enterprises made to catch inexact arithmetic: amounts up to 3×10¹⁰ yuan, half a fen, thresholds and caps
    met, just missed and just passed."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        row: Row = {name: _hard_amount(chance, name) for name in MONEY}
        row |= {name: chance.random() < 0.9 for name in YES_NO}
        yield row


def _hard_amount(chance: random.Random, name: str) -> int:
    kind = chance.randrange(3)
    if kind == 0:  # at an edge, or a few fen off
        return max(0, chance.choice(_EDGES[name]) + chance.randint(-3, 3))
    if kind == 1:  # around the caps
        amount = chance.randint(0, 2 * max(_EDGES[name]) or 10**9)
    else:  # every order of magnitude up to the largest
        amount = int(10 ** chance.uniform(0, math.log10(LARGEST)))
    half = _HALVES.get(name)
    return amount if half is None else _odd_multiple(amount, half)


def _odd_multiple(amount: int, half: int) -> int:
    """The odd multiple of ``half`` at or below an amount, or ``half`` itself."""
    multiple = amount // half
    return max(multiple - (multiple + 1) % 2, 1) * half
