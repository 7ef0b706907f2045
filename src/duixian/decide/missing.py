"""Which unknown facts can still change the outcome or the amount, in order of how much they settle.

A fact is missing if some value of it, the others as they are or filled in, gives another result. That is
found by trying: facts that the rule cannot reach any more are left aside first (see ``reach``), then each fact
takes the values at which the rule may turn (see ``trials``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import sha256
from math import prod
from typing import NamedTuple

from duixian.decide.environment import Environment
from duixian.decide.evaluate import UNDETERMINED, FenInterval
from duixian.decide.plan import VersionPlan
from duixian.decide.reach import Reach
from duixian.decide.trials import Trials, Unknown
from duixian.registry.recipient import RecipientFacts

MIXED = 400
"""How many combinations of other unknown facts are tried before a fact that shows no effect is left out."""

Outcome = tuple[str, FenInterval]
Decide = Callable[[RecipientFacts, Environment], Outcome]


class Telling(NamedTuple):
    """An unknown fact that matters, and how much knowing it settles (0 to 3, over the values tried)."""

    unknown: Unknown
    settles: Fraction


def missing(plan: VersionPlan, facts: RecipientFacts, env: Environment, decide: Decide) -> tuple[str, ...]:
    """The paths of the facts that can still change what ``decide`` says, most telling first."""
    return tuple(found.unknown.path for found in telling(plan, facts, env, decide))


def telling(
    plan: VersionPlan,
    facts: RecipientFacts,
    env: Environment,
    decide: Decide,
    never: frozenset[str] = frozenset(),
) -> list[Telling]:
    """The facts that can still change what ``decide`` says, most telling first, with how much each settles.

    The facts in ``never`` are those that nobody will ever know: they stay unknown throughout."""
    trials = Trials(plan, facts, env)
    paths = Reach(plan, facts, env).unknown_paths()
    unknowns = [trials.unknown(path, order) for order, path in enumerate(paths) if path not in never]
    if not unknowns:
        return []
    now = decide(facts, env.copy())
    found = [
        Telling(unknown, _settled(unknown, facts, env, decide, now))
        for unknown in unknowns
        if _matters(unknown, unknowns, facts, env, decide, now=now)
    ]
    return sorted(found, key=lambda one: (-one.settles, one.unknown.order))


def _fill(
    unknown: Unknown, which: int, facts: RecipientFacts, env: Environment
) -> tuple[RecipientFacts, Environment]:
    copy = env.copy()
    return unknown.fillings[which](facts, copy), copy


def _matters(
    unknown: Unknown,
    unknowns: list[Unknown],
    facts: RecipientFacts,
    env: Environment,
    decide: Decide,
    *,
    now: Outcome,
) -> bool:
    if _changes(unknown, facts, env, decide, now):
        return True
    for filled_facts, filled in _fillings([other for other in unknowns if other is not unknown], facts, env):
        if _changes(unknown, filled_facts, filled, decide, decide(filled_facts, filled.copy())):
            return True
    return False


def _fillings(
    others: list[Unknown], facts: RecipientFacts, env: Environment
) -> Iterator[tuple[RecipientFacts, Environment]]:
    """The case with other unknown facts filled in: one of them at a time with each of its values; then all
    combinations where they are few, else many mixed ones."""
    for other in others:
        for which in range(len(other.fillings)):
            yield _fill(other, which, facts, env)
    if len(others) < 2:
        return
    combinations = prod(len(other.fillings) + 1 for other in others)
    few = combinations <= MIXED
    for turn in range(combinations if few else MIXED):
        filled_facts, filled = facts, env.copy()
        rest = turn if few else _mixed(turn) % combinations
        for other in others:
            rest, which = divmod(rest, len(other.fillings) + 1)
            if which:
                filled_facts = other.fillings[which - 1](filled_facts, filled)
        yield filled_facts, filled


def _mixed(turn: int) -> int:
    """A large number that has nothing to do with the turn but is always the same for it."""
    return int.from_bytes(sha256(turn.to_bytes(4)).digest())


def _changes(unknown: Unknown, facts: RecipientFacts, env: Environment, decide: Decide, now: Outcome) -> bool:
    return any(decide(*_fill(unknown, which, facts, env)) != now for which in range(len(unknown.fillings)))


def _settled(
    unknown: Unknown, facts: RecipientFacts, env: Environment, decide: Decide, now: Outcome
) -> Fraction:
    """How much knowing the fact settles, over the values tried: 2 for a definite outcome, 1 more for a
    definite amount, a part of 1 for a narrower one."""
    points = Fraction(0)
    for which in range(len(unknown.fillings)):
        outcome, amount = decide(*_fill(unknown, which, facts, env))
        points += 2 if outcome != UNDETERMINED else 0
        points += 1 - _width(amount, now[1])
    return points / len(unknown.fillings)


def _width(amount: FenInterval, before: FenInterval) -> Fraction:
    """How wide an amount is beside how wide it was, from 0 to 1."""
    if amount[1] is None:
        return Fraction(1)
    width = amount[1] - amount[0]
    if before[1] is None:
        return Fraction(1, 2) if width else Fraction(0)
    was = before[1] - before[0]
    return Fraction(width, was) if was else Fraction(0)


def without_number(path: str) -> str:
    """A path without the number of its record: ``lease_contracts[2].direct`` as ``lease_contracts.direct``."""
    head, _, rest = path.partition("[")
    return f"{head}.{rest.partition('].')[2]}" if rest else head
