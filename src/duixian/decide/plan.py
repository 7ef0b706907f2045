"""A policy list made ready to decide cases: every version of every scheme compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from duixian.decide.compiler import Code, Compiler, Scaled
from duixian.decide.environment import NO, UNKNOWN, YES, Environment, Layout
from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.language.tree import Cap, Definition, Policy, Reading, Scheme, Selection, Version
from duixian.registry.recipient import RecipientFacts

ReadingChoice = Mapping[str, str]
"""Chosen readings of one scheme: reading key -> option key."""


class CompiledCap(Node):
    """A cap on the result."""

    cap: Cap
    amount: Scaled


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
            (layout.slot(UNKNOWN), compiler.truth(item.expression)) for item in version.conditions
        ]
        expression = version.standard.expression
        self.standard = None if expression is None else compiler.number(expression)
        self.standard_slot = layout.slot(None)
        self.caps = [CompiledCap(cap, compiler.number(cap.expression)) for cap in version.caps]

    def _reading(self, reading: Reading) -> None:
        option = reading.option(self.readings[reading.key])
        self.steps.append(
            self.compiler.define(Definition(reading.name, option.expression, option.words, option.span))
        )
        self.ceiling = self.ceiling or option.ceiling

    def applicable(self, facts: RecipientFacts) -> int:
        """Whether the scheme is for a recipient of this kind with these roles."""
        if facts.kind in self.kinds:
            return YES
        if facts.kind not in self.role_kinds:
            return NO
        if facts.roles is None:
            return UNKNOWN
        return YES if self.roles & facts.roles else NO


class SchemePlan:
    """A scheme's versions, each compiled under chosen readings when it is first asked for."""

    def __init__(self, layout: Layout, policy: Policy, scheme: Scheme) -> None:
        self.layout = layout
        self.policy = policy
        self.scheme = scheme
        self._plans: dict[tuple[int, tuple[tuple[str, str], ...]], VersionPlan] = {}

    def version(self, on: date, choice: ReadingChoice) -> VersionPlan | None:
        """The version in force on a day; None where none is."""
        for index, version in enumerate(self.scheme.versions):
            if version.in_force(on):
                key = (index, tuple(sorted(choice.items())))
                plan = self._plans.get(key)
                if plan is None:
                    known = {reading.key for reading in version.readings}
                    own = {name: option for name, option in choice.items() if name in known}
                    plan = VersionPlan(self.layout, self.policy, self.scheme, version, own)
                    self._plans[key] = plan
                return plan
        return None


class BookPlan:
    """A whole list, compiled as far as cases have needed it."""

    def __init__(self, listed: PolicyList) -> None:
        self.listed = listed
        self.layout = Layout(listed.vocabulary)
        self.schemes = [
            SchemePlan(self.layout, policy, scheme) for policy in listed.policies for scheme in policy.schemes
        ]

    @cached_property
    def by_name(self) -> dict[tuple[str, str], SchemePlan]:
        """Scheme plans by policy key and scheme key."""
        return {(plan.policy.key, plan.scheme.key): plan for plan in self.schemes}

    def environment(self, facts: RecipientFacts) -> Environment:
        """A fresh environment that holds a recipient's facts."""
        return self.layout.environment(facts)
