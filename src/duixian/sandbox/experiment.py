"""Baseline and reforms over one population: only the policies that a reform touches are decided again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from duixian.book import PolicyBook
from duixian.census.run import Census, run_census
from duixian.census.tally import Lack, Money, added, missing_over_all
from duixian.language.node import Node
from duixian.sandbox.amounts import Collected, compared
from duixian.sandbox.gains import Changes, changes_of
from duixian.sandbox.held import HeldEngine, HeldFacts

if TYPE_CHECKING:
    from duixian.census.decided import Engine
    from duixian.census.programs import Readings
    from duixian.census.run import Progress
    from duixian.language.library import PolicyList
    from duixian.registry.population import Population


class Outcome(Node):
    """What a list gives over a population: the census of the policies concerned, and what each recipient gets."""

    census: Census
    collected: Collected

    @property
    def cost(self) -> Money:
        """What all claims come to."""
        return added(tally.all for tally in self.census.tallies).money

    @property
    def entitled(self) -> int:
        """How many recipients surely get something."""
        return sum(kind.entitled for kind in self.census.reached.values())

    @property
    def undetermined(self) -> int:
        """How many recipients perhaps get something, and none surely."""
        return sum(kind.undetermined for kind in self.census.reached.values())

    @property
    def narrowing(self) -> tuple[str, Lack] | None:
        """The unknown fact that knowing would narrow the cost most; None where none would."""
        found = next(iter(missing_over_all(self.census.tallies)), None)
        if found is None or (found[1].money.high == found[1].money.low and not found[1].money.unbounded):
            return None
        return found


class Effect(Node):
    """A reform beside the baseline: what both give of the policies it touches."""

    before: Outcome
    after: Outcome
    changes: Changes


@dataclass
class Sandbox:
    """A population, a day and chosen readings, on which any number of lists can be tried."""

    baseline: PolicyList
    population: Population
    engine: Engine
    on: date
    readings: Readings
    order: Sequence[str] | None = None
    progress: Progress = lambda _kind, _rows: None
    facts: HeldFacts = field(init=False)

    def __post_init__(self) -> None:
        self.facts = HeldFacts(self.population)
        self._before: dict[frozenset[int], Outcome] = {}

    def outcome(self, listed: PolicyList, policies: frozenset[int]) -> Outcome:
        """What some policies of a list give."""
        collected = Collected(listed.vocabulary)
        census = self.census(listed, policies, collected)
        return Outcome(census, collected)

    def census(
        self, listed: PolicyList, policies: frozenset[int], collected: Collected | None = None
    ) -> Census:
        """A census of some policies of a list; a brief one where nothing is collected."""
        return run_census(
            PolicyBook(listed),
            self.population,
            self.engine,
            self.on,
            self.readings,
            policies=policies,
            writer=collected,
            order=self.order,
            every_rule=True,
            facts=self.facts,
            brief=collected is None,
            progress=self.progress,
        )

    def before(self, policies: frozenset[int]) -> Outcome:
        """What some policies give under the baseline; asked once."""
        if policies not in self._before:
            self._before[policies] = self.outcome(self.baseline, policies)
        return self._before[policies]

    def effect(self, reformed: PolicyList, touched: Iterable[int]) -> Effect:
        """A reformed list beside the baseline, over the policies that are touched and those they exclude."""
        policies = concerned(touched, self.baseline, reformed)
        before = self.before(policies)
        after = self.outcome(reformed, policies)
        both = compared(self.baseline.vocabulary, before.collected, after.collected, policies)
        return Effect(before, after, changes_of(self.baseline.vocabulary, both))


def concerned(touched: Iterable[int], *lists: PolicyList) -> frozenset[int]:
    """The policies for which anything can change where some are touched: these, and by 不与…同享 those that exclude
    one of them or that they exclude, and so on."""
    pairs = {
        (policy.number, name.policy)
        for listed in lists
        for policy in listed.policies
        for scheme in policy.schemes
        for version in scheme.versions
        for name in version.excludes
    }
    found = set(touched)
    while True:
        more = {end for pair in pairs if found & set(pair) for end in pair} - found
        if not more:
            return frozenset(found)
        found |= more


def changes(
    baseline: PolicyList,
    reformed: PolicyList,
    population: Population,
    on: date,
    readings: Readings | None = None,
    *,
    engine: Engine | None = None,
) -> Changes:
    """How many recipients of a population gain and lose between two lists, and how much.

    Both lists have the vocabulary of the population. Only policies that differ are decided. Raises EngineUnavailable
    where the engine cannot run, SourceError where a table cannot be used.
    """
    return (
        Sandbox(baseline, population, engine or engine_in_memory(), on, readings or {})
        .effect(reformed, differing(baseline, reformed))
        .changes
    )


def differing(baseline: PolicyList, reformed: PolicyList) -> frozenset[int]:
    """The numbers of the policies that are not the same in two lists."""
    numbers = {*baseline.by_number, *reformed.by_number}
    return frozenset(
        number for number in numbers if baseline.by_number.get(number) != reformed.by_number.get(number)
    )


def engine_in_memory() -> HeldEngine:
    """The engine that holds what it has read."""
    from duixian.census.native.engine import NativeEngine

    return HeldEngine(NativeEngine())
