"""A policy list made ready to decide cases: every version of every scheme compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from duixian.decide.compiler import Code, Compiler, aligned
from duixian.decide.environment import NO, UNKNOWN, YES, Environment, Layout
from duixian.language.library import PolicyList
from duixian.language.tree import Definition, Policy, Reading, Scheme, Selection, Version
from duixian.language.vocabulary import OBJECT
from duixian.registry.recipient import RecipientFacts

if TYPE_CHECKING:
    from duixian.decide.outline import Outline

SchemeName = tuple[str, str]
"""A scheme by policy key and scheme key."""

ReadingChoice = Mapping[str, str]
"""Chosen readings of one scheme: reading key -> option key."""

NO_CHOICE: ReadingChoice = {}
"""Every reading as the text has it by default."""


DAYS = 366
"""For so many days the versions in force are remembered."""


class CompiledCondition(NamedTuple):
    """A condition, the slot of its truth, and its name as the step that decided: ``condition:2`` (from 1)."""

    slot: int
    code: Code
    name: str


class CompiledCap(NamedTuple):
    """A cap on the result, and the slot of what it allows."""

    slot: int
    code: Code
    yearly: bool


class VersionPlan:
    """One version of a scheme under chosen readings, compiled.

    Every condition, local value and amount has a slot of the environment, where evaluating leaves what it
    found.
    """

    def __init__(
        self, layout: Layout, policy: Policy, scheme: Scheme, version: Version, choice: ReadingChoice
    ) -> None:
        self.layout = layout
        self.policy = policy
        self.scheme = scheme
        self.version = version
        self.readings = {
            reading.key: choice.get(reading.key, reading.default) for reading in version.readings
        }
        self.kinds = frozenset(recipient.kind for recipient in version.recipients if not recipient.role)
        self.role_kinds = frozenset(recipient.kind for recipient in version.recipients if recipient.role)
        self.roles = frozenset(recipient.role for recipient in version.recipients if recipient.role)
        compiler = Compiler(layout)
        self.compiler = compiler
        self.steps: list[tuple[int, Code]] = []
        self.ceiling = version.standard.ceiling
        for step in version.steps:
            match step:
                case Selection():
                    compiler.selection(step)
                case Definition():
                    self.steps.append(compiler.define(step))
                case Reading():
                    self._reading(step)
        self.conditions = [
            CompiledCondition(layout.slot(UNKNOWN), compiler.truth(item.expression), f"condition:{number}")
            for number, item in enumerate(version.conditions, 1)
        ]
        self.standard: Code | None = None
        self.standard_slot = layout.slot()
        self.caps: list[CompiledCap] = []
        self.scale = 1
        """Standard and caps are ``code(environment) / scale`` fen, so that they compare without a product."""
        self._amount(version)
        self.reducible = bool(version.period or version.excludes or any(cap.yearly for cap in self.caps))
        """Whether earlier awards could change what this version pays."""
        self.outline: Outline | None = None
        """What its explanation is but for the case; made when first asked for."""

    def _reading(self, reading: Reading) -> None:
        option = reading.option(self.readings[reading.key])
        self.steps.append(
            self.compiler.define(Definition(reading.name, option.expression, option.words, option.span))
        )
        self.ceiling = self.ceiling or option.ceiling

    @cached_property
    def object_kinds(self) -> list[str]:
        """The kinds of record that the version reads and that name their object."""
        kinds = dict.fromkeys(selection.records for selection, _, _ in self.compiler.selections.values())
        by_name = self.layout.vocabulary.records_by_name
        return [kind for kind in kinds if by_name[kind].field(OBJECT) is not None]

    def _amount(self, version: Version) -> None:
        standard = version.standard.expression
        expressions = [] if standard is None else [standard]
        expressions += [cap.expression for cap in version.caps]
        if not expressions:
            return
        codes, self.scale = aligned([self.compiler.number(expression) for expression in expressions])
        if standard is not None:
            self.standard = codes.pop(0)
        self.caps = [
            CompiledCap(self.layout.slot(), code, cap.yearly)
            for cap, code in zip(version.caps, codes, strict=True)
        ]

    def applicable(self, facts: RecipientFacts) -> int:
        """Whether the scheme is for a recipient of this kind with these roles."""
        if facts.kind in self.kinds:
            return YES
        if facts.kind not in self.role_kinds:
            return NO
        if facts.roles is None:
            return UNKNOWN
        return YES if self.roles & facts.roles else NO


PlanKey = tuple[int, tuple[tuple[str, str], ...]]
"""Which version of a scheme, counted from 0, and the readings chosen for it."""


class SchemePlan:
    """A scheme's versions, each compiled under chosen readings when it is first asked for, by any thread."""

    def __init__(self, layout: Layout, policy: Policy, scheme: Scheme) -> None:
        self.layout = layout
        self.policy = policy
        self.scheme = scheme
        self.name: SchemeName = policy.key, scheme.key
        self._plans: dict[PlanKey, VersionPlan] = {}

    def version(self, on: date, choice: ReadingChoice) -> VersionPlan | None:
        """The version in force on a day; None where none is."""
        for index, version in enumerate(self.scheme.versions):
            if version.in_force(on):
                key = (index, tuple(sorted(choice.items())))
                return self._plans.get(key) or self._compiled(key, choice)
        return None

    def _compiled(self, key: PlanKey, choice: ReadingChoice) -> VersionPlan:
        """A version compiled by one thread, while the others that want it wait."""
        with self.layout.compiling:
            plan = self._plans.get(key)
            if plan is None:
                version = self.scheme.versions[key[0]]
                known = {reading.key for reading in version.readings}
                own = {name: option for name, option in choice.items() if name in known}
                plan = VersionPlan(self.layout, self.policy, self.scheme, version, own)
                self._plans[key] = plan
            return plan


InForce = tuple[SchemePlan, VersionPlan | None]
"""A scheme, and its version on some day; None where none is in force."""


class BookPlan:
    """A whole list, compiled as far as cases have needed it."""

    def __init__(self, listed: PolicyList) -> None:
        self.listed = listed
        self.layout = Layout(listed.vocabulary)
        self.schemes = [
            SchemePlan(self.layout, policy, scheme) for policy in listed.policies for scheme in policy.schemes
        ]
        self._in_force = lru_cache(DAYS)(self._by_default)

    def in_force(self, on: date, readings: Mapping[SchemeName, ReadingChoice]) -> Sequence[InForce]:
        """Every scheme with its version on a day, under the readings chosen for it."""
        if not readings:
            return self._in_force(on)
        return [(scheme, scheme.version(on, readings.get(scheme.name, NO_CHOICE))) for scheme in self.schemes]

    def _by_default(self, on: date) -> Sequence[InForce]:
        return [(scheme, scheme.version(on, NO_CHOICE)) for scheme in self.schemes]

    @cached_property
    def by_name(self) -> dict[SchemeName, SchemePlan]:
        """Scheme plans by policy key and scheme key."""
        return {scheme.name: scheme for scheme in self.schemes}

    def environment(self, facts: RecipientFacts) -> Environment:
        """A fresh environment that holds a recipient's facts."""
        return self.layout.environment(facts)
