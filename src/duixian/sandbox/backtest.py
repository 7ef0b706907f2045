"""Backtest: what the documents say was paid so far, beside what the rules give on a population."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from duixian.book import PolicyBook
from duixian.census.run import run_census
from duixian.census.tally import Cell, added
from duixian.language.node import Node
from duixian.language.tree import Text
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.city import article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duixian.census.decided import Engine
    from duixian.registry.population import Population


class Reported(Node):
    """A total of a document, in fen, and the scheme that would give it on a day. ``reading`` says what may be made of the
    two, ``paid`` that the total is of awards, which the population may list."""

    name: Text
    total: int
    policy: int
    scheme: str
    on: date
    paid: bool
    reading: Text


REPORTED = (
    Reported(
        Text("直接融资奖补(累计)", "Rewards for direct financing, so far"),
        article.EQUITY_REWARDS,
        14,
        "firm",
        date(2023, 12, 31),
        True,
        Text(
            "报道是几年的累计;规则按一年的融资(9.9亿元)和当时的台阶算,融资怎样分到各企业是假定的,"
            "而台阶正看分法。所以两数只能看量级。",
            "The article's total is of several years; the rules give one year's financing (990 million yuan) under the "
            "tiers of then. How it falls to firms is assumed, and tiers hang on just that: compare magnitudes only.",
        ),
    ),
    Reported(
        Text("融资租赁奖励(28家次)", "Leasing awards, 28 of them"),
        article.LEASING_AWARDED,
        15,
        "leasing",
        date(2024, 12, 31),
        True,
        Text(
            "报道是以往发放的合计;规则按样本的租赁合同算,合同合计取了年末的资产存量,不是一年新签的,所以会大得多;"
            "规则又是“不超过”,从零算起。",
            "The article's total was paid in years before; the rules take the sample's contracts, which add up to the stock of "
            "lease assets, not to those of one year, so they come to much more; and the rule is a ceiling, counted from nought.",
        ),
    ),
    Reported(
        Text("置换的不良贷款(本金)", "Bad loans replaced (principal)"),
        article.BAD_LOANS,
        16,
        "compensation",
        date(2024, 12, 31),
        False,
        Text(
            "报道说的是置换的贷款本金,不是补偿;规则补偿本金的一部分,两数之比就是补偿的比例,不能相等。",
            "The article tells the principal of the loans, not what was paid; the rule pays a part of it. What one may compare "
            "is their ratio with the rate of the rule; they cannot be equal.",
        ),
    ),
)
"""The totals of the article that a rule can be held against."""


class Compared(Node):
    """A reported total beside the population: what its earlier awards add up to (None: not listed), and what the scheme
    gives."""

    reported: Reported
    listed: int | None
    cell: Cell


def backtest(book: PolicyBook, population: Population, engine: Engine) -> Iterator[Compared]:
    """Hold every reported total of a scheme that the list has against the rules."""
    for reported in REPORTED:
        policy = book.listed.by_number.get(reported.policy)
        if policy is None or reported.scheme not in {scheme.key for scheme in policy.schemes}:
            continue
        chosen = frozenset({reported.policy})
        census = run_census(book, population, engine, reported.on, {}, policies=chosen)
        tallies = [tally for tally in census.tallies if tally.of.scheme.key == reported.scheme]
        listed = _listed(population, policy.key, reported) if reported.paid else None
        yield Compared(reported, listed, added(tally.all for tally in tallies))


def _listed(population: Population, policy: str, reported: Reported) -> int | None:
    """What the population's earlier awards of a scheme up to 2023 add up to; None where there are none."""
    if EARLIER_AWARDS not in population.records:
        return None
    table = population.record_table(EARLIER_AWARDS)
    own = pc.and_(
        pc.is_in(table["policy"], pa.array([policy, str(reported.policy)])),
        pc.equal(table["scheme"], reported.scheme),
    )
    before = pc.less(table["year"], 2024)
    total = pc.sum(table.filter(pc.and_(own, before))["amount_fen"]).as_py()
    return int(total or 0)
