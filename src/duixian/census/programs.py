"""The programs of a whole list on a day: one for each scheme in force and kind of recipient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.scalars import Unprovable
from duixian.language.library import PolicyList
from duixian.language.node import Node, replaced
from duixian.language.tree import Condition, Selection, Standard, Truth, Version
from duixian.language.vocabulary import EARLIER_AWARDS, Vocabulary
from duixian.language.walk import children, references

Readings = Mapping[tuple[str, str], Mapping[str, str]]
"""Chosen readings: (policy key, scheme key) -> reading key -> option key."""


class Refused(Node):
    """A scheme that has no program for a kind of recipient, and why: it is decided one by one."""

    of: SchemeVersion
    readings: Mapping[str, str]
    kind: str
    reason: str

    @property
    def paths(self) -> tuple[str, ...]:
        """The facts and kinds of record that the rule reads."""
        return read_by(self.of.version)


def read_by(version: Version) -> tuple[str, ...]:
    """The facts and kinds of record that a rule reads."""
    parts = (*version.steps, *version.conditions, version.standard, *version.caps)
    read = {
        key: None
        for part in parts
        for node in children(part)
        for scope, key in references(node)
        if scope == "fact"
    }
    records = {step.records: None for step in version.steps if isinstance(step, Selection)}
    return (*read, *records)


def read_singly(of: SchemeVersion) -> tuple[str, ...]:
    """The facts and kinds of record that matter where a scheme is decided one by one: what its rule and its ranking
    read, and earlier awards."""
    places = of.version.places
    ranked = () if places is None else (places.fact, places.rank_fact)
    return (*read_by(of.version), *ranked, EARLIER_AWARDS)


class Programs(Node):
    """What a census runs. ``not_in_force`` are the schemes of which no version is in force on the day."""

    on: date
    programs: tuple[Program, ...]
    refused: tuple[Refused, ...]
    not_in_force: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[Program, ...]:
        """The programs for one kind of recipient, in the order of the list."""
        return tuple(program for program in self.programs if program.kind == kind)


def competition(vocabulary: Vocabulary, program: Program) -> Program:
    """Who competes for the places of a scheme with 名额: its program as if everyone had a place and the amount
    were open. Entitled are those who surely compete, undetermined those who perhaps do."""
    version = program.of.version
    assert version.places is not None
    span = version.places.span
    conditions = tuple(
        Condition(Truth(True, span), condition.words, condition.span) if condition.span == span else condition
        for condition in version.conditions
    )
    standard = Standard(None, False, version.standard.words, version.standard.span)
    open_ = replaced(version, conditions=conditions, standard=standard, caps=())
    lowered = lower(
        vocabulary, SchemeVersion(program.of.policy, program.of.scheme, open_), program.readings, program.kind
    )
    assert lowered is not None
    return replaced(lowered, of=program.of)


def programs_of(
    listed: PolicyList, on: date, readings: Readings, policies: frozenset[int] | None = None
) -> Programs:
    """Lower every scheme of a list (or of some of its policies, by number) that is in force on a day."""
    programs: list[Program] = []
    refused: list[Refused] = []
    not_in_force: list[str] = []
    for policy in listed.policies:
        for scheme in policy.schemes if policies is None or policy.number in policies else ():
            version = scheme.version(on)
            if version is None:
                not_in_force.append(f"{policy.number}.{scheme.key}")
                continue
            of = SchemeVersion(policy, scheme, version)
            known = {reading.key for reading in version.readings}
            chosen = readings.get((policy.key, scheme.key), {})
            choice = {key: option for key, option in chosen.items() if key in known}
            for kind in listed.vocabulary.kinds:
                try:
                    program = None if kind.role else lower(listed.vocabulary, of, choice, kind.key)
                except Unprovable as reason:
                    refused.append(Refused(of, choice, kind.key, str(reason)))
                else:
                    programs += [program] if program is not None else []
    return Programs(on, tuple(programs), tuple(refused), tuple(not_in_force))
