"""Where a value stands among the facts of a recipient, and which of these places a rule reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from duixian.language.node import replaced
from duixian.language.tree import Definition, Expression, Fold, Reading, Reference, Selection, Version
from duixian.language.values import Value
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.language.walk import children
from duixian.registry.recipient import RecipientFacts


class Place(NamedTuple):
    """A fact (``records`` empty), or a field of one record."""

    key: str
    records: str = ""
    row: int = 0

    def fact(self, vocabulary: Vocabulary) -> Fact:
        """What the vocabulary says of the value here."""
        if not self.records:
            return vocabulary.fact_by_name[self.key]
        field = vocabulary.records_by_name[self.records].field(self.key)
        assert field is not None
        return field


_FIELD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def place_of(path: str, vocabulary: Vocabulary) -> Place | None:
    """The place a path names (``main_revenue``, ``lease_contracts[2].direct``); None for roles and whole lists."""
    match = _FIELD.fullmatch(path)
    if match:
        return Place(match[3], match[1], int(match[2]))
    return Place(path) if path != "roles" and path in vocabulary.fact_by_name else None


def with_value(facts: RecipientFacts, place: Place, value: Value) -> RecipientFacts:
    """The facts with one value changed."""
    if not place.records:
        return replaced(facts, values=dict(facts.values) | {place.key: value})
    rows = [dict(row) for row in facts.records.get(place.records, ())]
    rows[place.row][place.key] = value
    return replaced(facts, records=dict(facts.records) | {place.records: tuple(rows)})


def value_at(facts: RecipientFacts, place: Place) -> Value | None:
    """The value at a place; None where it is unknown."""
    if not place.records:
        return facts.values.get(place.key)
    rows = facts.records.get(place.records, ())
    return rows[place.row].get(place.key) if place.row < len(rows) else None


def amount_places(version: Version, readings: Mapping[str, str]) -> list[Place]:
    """What the standard of a version reads, under chosen readings, in order; of records, the first."""
    expression = version.standard.expression
    return [] if expression is None else list(dict.fromkeys(_Walk(version, readings).places(expression)))


def condition_places(version: Version, readings: Mapping[str, str]) -> list[Place]:
    """What the conditions of a version read."""
    walk = _Walk(version, readings)
    found = [place for condition in version.conditions for place in walk.places(condition.expression)]
    return list(dict.fromkeys(found))


class _Walk:
    def __init__(self, version: Version, readings: Mapping[str, str]) -> None:
        self.selections: dict[str, Selection] = {}
        self.locals: dict[str, tuple[Expression, str]] = {}
        for step in version.steps:
            match step:
                case Definition(name, expression):
                    self.locals[name] = expression, ""
                case Reading(name, key):
                    self.locals[name] = step.option(readings.get(key, step.default)).expression, ""
                case Selection(name, records):
                    self.selections[name] = step
                    self.locals |= {local.name: (local.expression, records) for local in step.definitions}

    def places(self, expression: Expression) -> Iterator[Place]:
        """The places an expression reads, through records and local names; those of a local once. A stack and not
        recursion: local values may build on one another for as long as a file is."""
        stack = [(expression, "")]
        while stack:
            node, records = stack.pop()
            parts: list[tuple[Expression, str]] = []
            match node:
                case Reference(scope="local", key=key):
                    parts = [self.locals.pop(key)] if key in self.locals else []
                case Reference(scope, key):
                    yield Place(key, records if scope == "field" else "")
                case Fold(_, name, body):
                    selection = self.selections[name]
                    read = [body] if selection.filter is None else [body, selection.filter]
                    parts = [(part, selection.records) for part in read]
                case _:
                    parts = [(child, records) for child in children(node)]
            stack.extend(reversed(parts))
