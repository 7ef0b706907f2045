"""Outcome and amount of one version of a scheme for one case.

Order: kind and roles, conditions, standard. The amount is capped, then rounded half up to the fen, once.
"""

from __future__ import annotations

from typing import NamedTuple

from duixian.decide.environment import NO, UNKNOWN, YES, Environment
from duixian.decide.plan import VersionPlan
from duixian.language import intervals
from duixian.language.intervals import Exact, Interval
from duixian.registry.recipient import RecipientFacts

ENTITLED = "entitled"
NOT_ENTITLED = "not_entitled"
UNDETERMINED = "undetermined"
NOT_APPLICABLE = "not_applicable"

FenInterval = tuple[int, int | None]
"""An amount in fen: at least, at most; None where there is no bound."""

NOTHING: FenInterval = (0, 0)


class Result(NamedTuple):
    """What evaluating says. ``deciding`` names the step that decided or that is first in doubt:
    ``recipient``, ``condition:3`` (from 1), ``amount``, or nothing for an entitlement; ``date`` where no version
    is in force. ``reduced`` says why earlier awards leave less: ``period``, ``excluded``, ``cap``, or nothing."""

    outcome: str
    amount: FenInterval
    deciding: str
    reduced: str = ""


NOT_IN_FORCE = Result(NOT_APPLICABLE, NOTHING, "date")
NOT_FOR_THE_RECIPIENT = Result(NOT_APPLICABLE, NOTHING, "recipient")


def evaluate(plan: VersionPlan, facts: RecipientFacts, env: Environment) -> Result:
    """Decide one version for one recipient, whatever was paid before; what was seen on the way stays in the
    environment."""
    applicable = plan.applicable(facts)
    if applicable == NO:
        return NOT_FOR_THE_RECIPIENT
    worst, deciding = _conditions(plan, env)
    if worst == NO:
        return Result(NOT_ENTITLED, NOTHING, deciding)
    low, high = amount(plan, env)
    if applicable == UNKNOWN:
        return Result(UNDETERMINED, (0, high), "recipient")
    if high == 0:
        return Result(NOT_ENTITLED, NOTHING, "amount")
    if worst == UNKNOWN:
        return Result(UNDETERMINED, (0, high), deciding)
    if not _surely_above_nothing(plan, env, low):
        return Result(UNDETERMINED, (0, high), "amount")
    return Result(ENTITLED, (0 if plan.ceiling else low, high), "")


def _surely_above_nothing(plan: VersionPlan, env: Environment, low: int) -> bool:
    """Whether the standard is above nought whatever the unknown facts are; one that is 待定 counts as above
    nought, but its caps may take that away."""
    if plan.standard is not None:
        return low > 0
    ends = (env[cap.slot][0] for cap in plan.caps)
    return all(end is not None and rounded(end, plan.scale) > 0 for end in ends)


def _conditions(plan: VersionPlan, env: Environment) -> tuple[int, str]:
    """The least truth of the conditions, and the first that has it. All are evaluated: the explanation
    shows each."""
    for slot, code in plan.steps:
        env[slot] = code(env)
    worst, deciding = YES, ""
    for slot, code, name in plan.conditions:
        truth = env[slot] = code(env)
        if truth < worst:
            worst, deciding = truth, name
    return worst, deciding


def amount(plan: VersionPlan, env: Environment, spent: Interval = (0, 0)) -> FenInterval:
    """The amount in fen, whatever the conditions say; ``spent`` of the year's caps is gone already."""
    ends: Interval = (0, None) if plan.standard is None else plan.standard(env)
    env[plan.standard_slot] = ends
    for slot, code, yearly in plan.caps:
        limit = env[slot] = code(env)
        if yearly and spent != (0, 0):
            gone = intervals.negate(intervals.scaled(spent, plan.scale))
            limit = intervals.larger(intervals.add(limit, gone), (0, 0))
        ends = intervals.smaller(ends, limit)
    low, high = ends
    least = 0 if low is None else rounded(low, plan.scale)
    return least, None if high is None else least if high == low else rounded(high, plan.scale)


def rounded(value: Exact, scale: int) -> int:
    """``value / scale`` rounded half up to a whole number; below nought counts as nought."""
    return 0 if value <= 0 else int((2 * value + scale) // (2 * scale))
