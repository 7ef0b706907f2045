"""Where the values of one case stand while it is decided.

An environment is a flat list. Every fact, every kind of record, every field of the record at hand, every
local value, condition and amount of every rule has a slot of its own, so that after evaluating, the list
holds all that was seen on the way: the explanation is read off it.

Encodings: numbers and dates are intervals ``(low, high)`` of integers in base units, ``None`` where there is
no bound; yes/no is 0 no, 1 unknown, 2 yes; a category is a bit mask of the values it may have; records are
None (unknown) or a list of tuples, one entry a field; codes are ``str`` or None.
"""

from __future__ import annotations

from _thread import allocate_lock  # what threading.Lock is, without the time that loading threading takes
from collections.abc import Callable
from typing import Any

from duixian.language.values import Value
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.recipient import RecipientFacts, Record

NO, UNKNOWN, YES = 0, 1, 2

Environment = list[Any]

Encoder = Callable[[Any], Any]
"""Makes the encoding of a fact's known value."""


class DoubtfulRecord(tuple[Any, ...]):
    """A record that may not count, whatever the filter says of it."""

    __slots__ = ()


class Layout:
    """Which slot holds what. Slots are added while a version is compiled, by whoever holds ``compiling``."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.compiling = allocate_lock()
        self.template: Environment = []
        self.fact_slots: dict[str, int] = {}
        self.record_slots: dict[str, int] = {}
        self.field_slots: dict[str, int] = {}
        self.masks = {
            category.name: {key: 1 << index for index, (key, _) in enumerate(category.values)}
            for category in vocabulary.categories
        }
        self._facts: dict[str, tuple[int, Encoder]] = {}
        """By fact: its slot and how its known values are encoded."""
        self._fields: dict[str, list[tuple[str, Encoder, Any]]] = {}
        """By kind of record: each field's key, how its known values are encoded, and what stands for unknown."""
        for fact in vocabulary.facts:
            self.fact_slots[fact.key] = self.slot(self.unknown(fact))
            self._facts[fact.key] = self.fact_slots[fact.key], self._encoder(fact)
        for records in vocabulary.records:
            self.record_slots[records.key] = self.slot(None)
            self.field_slots[records.key] = len(self.template)
            for field in records.fields:
                self.slot(self.unknown(field))
            self._fields[records.key] = [
                (field.key, self._encoder(field), self.unknown(field)) for field in records.fields
            ]

    def slot(self, value: Any = None) -> int:
        """A new slot that begins with a value."""
        self.template.append(value)
        return len(self.template) - 1

    def field_position(self, records: str, key: str) -> int:
        """Which entry of a record's tuple holds a field."""
        fields = self.vocabulary.records_by_name[records].fields
        return next(index for index, field in enumerate(fields) if field.key == key)

    def unknown(self, fact: Fact) -> Any:
        """A fact of which nothing is known but its declared range."""
        match fact.type.kind:
            case "boolean":
                return UNKNOWN
            case "category":
                return (1 << len(self.masks[fact.type.unit])) - 1
            case "money" | "count" | "ratio" | "duration" | "date":
                return tuple(fact.range)
        return None

    def _encoder(self, fact: Fact) -> Encoder:
        """How a fact's known values are encoded."""
        match fact.type.kind:
            case "boolean":
                return {True: YES, False: NO}.__getitem__
            case "category":
                return self.masks[fact.type.unit].__getitem__
            case "money" | "count" | "ratio" | "duration" | "date":
                return _point
        return _as_it_is

    def decoded(self, fact: Fact, held: Any) -> Value | None:
        """The value that a fact's encoding stands for; None where it is unknown."""
        known: Value | None = held
        match fact.type.kind:
            case "boolean":
                known = None if held == UNKNOWN else held == YES
            case "category":
                masks = self.masks[fact.type.unit]
                known = next((key for key, mask in masks.items() if mask == held), None)
            case "money" | "count" | "ratio" | "duration" | "date":
                low, high = held
                known = low if low == high else None
        return known

    def environment(self, facts: RecipientFacts) -> Environment:
        """A fresh environment that holds a recipient's facts."""
        environment = self.template.copy()
        for key, value in facts.values.items():
            slot, encode = self._facts[key]
            environment[slot] = encode(value)
        for key, rows in facts.records.items():
            fields = self._fields[key]
            environment[self.record_slots[key]] = [_record(fields, row) for row in rows]
        return environment


def _record(fields: list[tuple[str, Encoder, Any]], row: Record) -> tuple[Any, ...]:
    """One record's fields in order; those not given are unknown."""
    return tuple([encode(row[key]) if key in row else unknown for key, encode, unknown in fields])


def _point(value: Value) -> Any:
    return value, value


def _as_it_is(value: Value) -> Any:
    return value
