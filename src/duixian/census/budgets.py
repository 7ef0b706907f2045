"""The envelopes of a list: the claims on each, and what every rule of sharing would pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from duixian.census.decided import NO_BOUND
from duixian.census.envelope import Claim, by_rank, first_come, pro_rata
from duixian.language.node import Node
from duixian.language.ranges import range_of
from duixian.language.tree import Budget

if TYPE_CHECKING:
    from duixian.census.lowering import SchemeVersion
    from duixian.census.tally import Rows
    from duixian.language.library import PolicyList

RULES = ("first_come", "pro_rata", "by_rank")
"""The rules of sharing; an envelope whose rule is open shows them all."""


class _Claimed(NamedTuple):
    """A recipient's claim by one scheme."""

    recipient: str
    scheme: str
    claim: Claim


class Allocation(Node):
    """What a rule of sharing pays: how many claims in whole, in part, not at all, or cannot be told; the sum at
    least and at most, in fen. ``reason`` says why a rule could not be applied (``no_order``), else nothing."""

    rule: str
    whole: int = 0
    part: int = 0
    none: int = 0
    open: int = 0
    low: int = 0
    high: int = 0
    reason: str = ""


class BudgetResult(Node):
    """An envelope and the claims on it, in fen. ``claimed_high`` is None where a claim has no bound."""

    policy: int
    scheme: str
    envelope: int
    rule: str
    claims: int
    claimed_low: int
    claimed_high: int | None
    allocations: tuple[Allocation, ...]


class Claims:
    """The claims on every envelope of a list, collected while a census runs."""

    def __init__(self, listed: PolicyList) -> None:
        self.listed = listed
        self.budgets: dict[tuple[int, str], Budget] = {}
        self.claimed: dict[tuple[int, str], list[_Claimed]] = {}

    def _place(self, of: SchemeVersion) -> tuple[int, str] | None:
        """The envelope a scheme draws on: its own, its policy's, or none."""
        if of.version.budget is not None:
            place = of.policy.number, of.scheme.key
            self.budgets[place] = of.version.budget
        elif of.policy.budget is not None:
            place = of.policy.number, ""
            self.budgets[place] = of.policy.budget
        else:
            return None
        return place

    def wants(self, of: SchemeVersion) -> bool:
        """Whether a scheme draws on an envelope."""
        return self._place(of) is not None

    def add(self, of: SchemeVersion, recipients: Sequence[str], rows: Rows) -> None:
        """Add claims, an entry each."""
        place = self._place(of)
        assert place is not None
        claims = zip(rows.low.tolist(), rows.high.tolist(), strict=True)
        self.claimed.setdefault(place, []).extend(
            _Claimed(recipient, of.scheme.key, (low, None if high == NO_BOUND else high))
            for recipient, (low, high) in zip(recipients, claims, strict=True)
            if high
        )


def shared_out(
    claims: Claims, order: Sequence[str] | None, *, every_rule: bool = False
) -> list[BudgetResult]:
    """What each envelope pays under its rule, or under every rule where it is open or they are asked for."""
    return [
        _result(claims.listed, place, budget, claims.claimed.get(place, []), order, every_rule=every_rule)
        for place, budget in sorted(claims.budgets.items())
    ]


def _result(
    listed: PolicyList,
    place: tuple[int, str],
    budget: Budget,
    claimed: list[_Claimed],
    order: Sequence[str] | None,
    *,
    every_rule: bool,
) -> BudgetResult:
    # The order in which an engine gave the claims must not matter.
    claimed = sorted(claimed, key=lambda one: (one.recipient, one.scheme))
    amount, _ = range_of(budget.amount, listed.vocabulary, {}, {})
    assert amount is not None
    envelope = int(amount)
    rules = RULES if every_rule or budget.allocation == "open" else (budget.allocation,)
    highs = [claim[1] for _, _, claim in claimed]
    return BudgetResult(
        policy=place[0],
        scheme=place[1],
        envelope=envelope,
        rule=budget.allocation,
        claims=len(claimed),
        claimed_low=sum(claim[0] for _, _, claim in claimed),
        claimed_high=None if None in highs else sum(high for high in highs if high is not None),
        allocations=tuple(_allocation(rule, claimed, envelope, order) for rule in rules),
    )


def _allocation(rule: str, claimed: list[_Claimed], envelope: int, order: Sequence[str] | None) -> Allocation:
    if rule == "first_come":
        if order is None:
            return Allocation(rule, reason="no_order")
        turn = {recipient: number for number, recipient in reversed(list(enumerate(order)))}
        applied = [one for one in claimed if one.recipient in turn]
        claimed = sorted(applied, key=lambda one: turn[one.recipient])
    claims = [one.claim for one in claimed]
    match rule:
        case "first_come":
            paid = first_come(claims, envelope)
        case "by_rank":
            # No envelope of a list says by what it ranks; the largest claim comes first.
            paid = by_rank(claims, claims, envelope)
        case _:
            paid = pro_rata(claims, envelope, [f"{one.recipient} {one.scheme}" for one in claimed])
    return _summed(rule, claims, paid, envelope)


def _summed(rule: str, claims: Sequence[Claim], paid: Sequence[Claim], envelope: int) -> Allocation:
    highs = [high for _, high in claims]
    suffices = None not in highs and sum(high for high in highs if high is not None) <= envelope
    whole = part = none = open_ = 0
    for claim, payment in zip(claims, paid, strict=True):
        exact = claim[0] == claim[1] and payment[0] == payment[1]
        if suffices or (exact and payment == claim):
            whole += 1
        elif payment == (0, 0):
            none += 1
        elif exact:
            part += 1
        else:
            open_ += 1
    # However the claims turn out, what is surely claimed is paid as far as the envelope goes, whoever gets it.
    low = min(envelope, sum(least for least, _ in claims))
    # Every one of them may get the most, but not all together more than there is.
    high = min(envelope, sum(payment[1] or 0 for payment in paid))
    return Allocation(rule, whole, part, none, open_, low, high)
