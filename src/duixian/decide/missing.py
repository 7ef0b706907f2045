"""Which unknown facts can still change the outcome or the amount, in order of how much they settle.

A fact is missing if some value of it, the others as they are or filled in, gives another result. That is
found by trying: facts that the rule cannot reach any more are left aside first (see ``reach``), then each fact
takes the values at which the rule may turn (see ``trials``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from hashlib import shake_128
from math import prod
from typing import NamedTuple

from duixian.decide.effort import Effort, WorkedEnough
from duixian.decide.environment import Environment
from duixian.decide.evaluate import UNDETERMINED, FenInterval
from duixian.decide.plan import VersionPlan
from duixian.decide.reach import Reach
from duixian.decide.trials import Trials, Unknown
from duixian.registry.recipient import RecipientFacts

MIXED = 400
"""How many combinations of other unknown facts are tried before a fact that shows no effect is left out."""

STRIDE = 7919
"""A prime above MIXED: steps of it visit every one of few combinations, far apart one after another."""

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

    The facts in ``never`` are those that nobody will ever know: they stay unknown throughout. Where there are
    so many unknown facts that not all can be tried, those left over count as telling: the rule still reads them.
    """
    trials = Trials(plan, facts, env)
    paths = Reach(plan, facts, env).unknown_paths()
    unknowns = [trials.unknown(path, order) for order, path in enumerate(paths) if path not in never]
    if not unknowns:
        return []
    search = _Search(facts, env, decide, unknowns, Effort(plan.version))
    now = decide(facts, env.copy())
    found: list[Telling] = []
    for unknown in unknowns:
        try:
            alone = search.alone(unknown)
            if any(outcome != now for outcome in alone) or search.changes_beside_others(unknown):
                found.append(Telling(unknown, _settled(alone, now)))
        except WorkedEnough:
            found.append(Telling(unknown, Fraction(0)))
    return sorted(found, key=lambda one: (-one.settles, one.unknown.order))


class _Search:
    """Tries values for the unknown facts of one case."""

    def __init__(
        self,
        facts: RecipientFacts,
        env: Environment,
        decide: Decide,
        unknowns: list[Unknown],
        effort: Effort,
    ) -> None:
        self.facts = facts
        self.env = env
        self.decide = decide
        self.unknowns = unknowns
        self.effort = effort
        self.cost = effort.cost(facts)

    def _decided(self, facts: RecipientFacts, env: Environment) -> Outcome:
        self.effort.spend(self.cost)
        return self.decide(facts, env)

    def alone(self, unknown: Unknown) -> list[Outcome]:
        """What comes out for each value of a fact, all others being as they are."""
        return list(self._values(unknown, self.facts, self.env))

    def changes_beside_others(self, unknown: Unknown) -> bool:
        """Whether some value of a fact changes what comes out once others are filled in."""
        return any(self._changes(unknown, facts, env) for facts, env in self._fillings(unknown))

    def _changes(self, unknown: Unknown, facts: RecipientFacts, env: Environment) -> bool:
        now = self._decided(facts, env.copy())
        if _is_settled(now) and unknown.path != "roles":
            return False  # what is settled stays so, whatever else becomes known
        return any(outcome != now for outcome in self._values(unknown, facts, env))

    def _values(self, unknown: Unknown, facts: RecipientFacts, env: Environment) -> Iterator[Outcome]:
        for fill in unknown.fillings:
            filled = env.copy()
            yield self._decided(fill(facts, filled), filled)

    def _fillings(self, unknown: Unknown) -> Iterator[tuple[RecipientFacts, Environment]]:
        """The case with other unknown facts filled in: those of the same record, with all else at one end of what
        it may be; then one fact at a time with each of its values; then all at once."""
        others = [other for other in self.unknowns if other is not unknown]
        near = [other for other in others if _beside(other, unknown)]
        far = [other for other in others if not _beside(other, unknown)]
        for end in (1, 2) if far else (0,):
            ends = [min(end, len(other.fillings)) for other in far]
            for choice in _choices(near):
                yield self._filled([*near, *far], [*choice, *ends])
        for other in others:
            for which in range(1, len(other.fillings) + 1):
                yield self._filled([other], [which])
        for choice in _choices(others) if far else ():
            yield self._filled(others, choice)

    def _filled(self, others: list[Unknown], choice: Sequence[int]) -> tuple[RecipientFacts, Environment]:
        """The case with each of some facts at the value chosen for it, counted from 1; at 0 it stays unknown."""
        facts, filled = self.facts, self.env.copy()
        for other, which in zip(others, choice, strict=True):
            if which:
                facts = other.fillings[which - 1](facts, filled)
        return facts, filled


def _beside(one: Unknown, other: Unknown) -> bool:
    """Whether two facts stand in one record, or both in none."""
    return one.path.rpartition(".")[0] == other.path.rpartition(".")[0]


def _choices(unknowns: list[Unknown]) -> Iterator[Sequence[int]]:
    """Values for some facts, as :meth:`_Search._filled` takes them: all combinations, well mixed, where they are
    few, else many of them that have nothing to do with one another. They are always the same."""
    ways = [len(unknown.fillings) + 1 for unknown in unknowns]
    combinations = prod(ways)
    for turn in range(min(combinations, MIXED)):
        if combinations <= MIXED:
            yield _digits(turn * STRIDE % combinations, ways)
        else:
            drawn = shake_128(turn.to_bytes(4)).digest(2 * len(ways))
            pairs = zip(drawn[::2], drawn[1::2], strict=True)
            yield [(256 * high + low) % way for (high, low), way in zip(pairs, ways, strict=True)]


def _digits(number: int, ways: list[int]) -> list[int]:
    """A number with a digit for each fact."""
    digits = []
    for way in ways:
        number, digit = divmod(number, way)
        digits.append(digit)
    return digits


def _is_settled(outcome: Outcome) -> bool:
    """Whether nothing is open in what came out; of a ceiling, the amount always is."""
    word, (low, high) = outcome
    return word != UNDETERMINED and low == high


def _settled(alone: list[Outcome], now: Outcome) -> Fraction:
    """How much knowing a fact settles, over the values tried: 2 for a definite outcome, 1 more for a definite
    amount, a part of 1 for a narrower one."""
    points = Fraction(0)
    for outcome, amount in alone:
        points += 2 if outcome != UNDETERMINED else 0
        points += 1 - _width(amount, now[1])
    return points / len(alone)


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
