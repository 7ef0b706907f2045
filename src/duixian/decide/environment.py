"""Where the values of one case stand while it is decided.

An environment is a flat list. Every fact, every kind of record, every field of the record at hand, every
local value, condition and amount of every rule has a slot of its own, so that after evaluating, the list
holds all that was seen on the way: the explanation is read off it.

Encodings: numbers and dates are intervals ``(low, high)`` of integers in base units, ``None`` where there is
no bound; yes/no is 0 no, 1 unknown, 2 yes; a category is a bit mask of the values it may have; records are
None (unknown) or a list of tuples, one entry a field; codes are ``str`` or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duixian.language.values import Value
from duixian.language.vocabulary import Fact, Records, Vocabulary
from duixian.registry.recipient import RecipientFacts

NO, UNKNOWN, YES = 0, 1, 2

Environment = list[Any]


class DoubtfulRecord(tuple[Any, ...]):
    """A record that may not count, whatever the filter says of it."""

    __slots__ = ()


class Layout:
    """Which slot holds what."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.template: Environment = []
        self.fact_slots: dict[str, int] = {}
        self.record_slots: dict[str, int] = {}
        self.field_slots: dict[str, int] = {}
        self.masks = {
            category.name: {key: 1 << index for index, (key, _) in enumerate(category.values)}
            for category in vocabulary.categories
        }
        for fact in vocabulary.facts:
            self.fact_slots[fact.key] = self.slot(self.unknown(fact))
        for records in vocabulary.records:
            self.record_slots[records.key] = self.slot(None)
            self.field_slots[records.key] = len(self.template)
            for field in records.fields:
                self.slot(self.unknown(field))

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

    def encoded(self, fact: Fact, value: Value) -> Any:
        """A known value of a fact."""
        match fact.type.kind:
            case "boolean":
                return YES if value else NO
            case "category":
                return self.masks[fact.type.unit][str(value)]
            case "money" | "count" | "ratio" | "duration" | "date":
                return value, value
        return value

    def record(self, records: Records, record: Mapping[str, Value]) -> tuple[Any, ...]:
        """One record's fields in order; those not given are unknown."""
        return tuple(
            self.encoded(field, record[field.key]) if field.key in record else self.unknown(field)
            for field in records.fields
        )

    def environment(self, facts: RecipientFacts) -> Environment:
        """A fresh environment that holds a recipient's facts."""
        environment = self.template.copy()
        by_name = self.vocabulary.fact_by_name
        for key, value in facts.values.items():
            environment[self.fact_slots[key]] = self.encoded(by_name[key], value)
        for key, rows in facts.records.items():
            records = self.vocabulary.records_by_name[key]
            environment[self.record_slots[key]] = [self.record(records, row) for row in rows]
        return environment
