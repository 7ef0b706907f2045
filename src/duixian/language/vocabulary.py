"""The vocabulary: kinds of recipient, facts and records with type, unit, range, authority and both names."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from duixian.language.node import Node
from duixian.language.source import Span
from duixian.language.tree import Text
from duixian.language.types import Type

EARLIER_AWARDS = "earlier_awards"
"""The record kind that holds what a recipient has already been paid."""

OBJECT = "object"
"""The field that holds a record's own code: no two records of a list share one, and an earlier award names by
it what it was for."""

RATIO_SCALE = 1_000_000
"""Ratios among the facts are kept in millionths."""


class Range(NamedTuple):
    """Allowed values in base units, both ends included; None: no bound."""

    low: int | None
    high: int | None


class Kind(Node):
    """A kind of recipient (``role`` False) or a role of an enterprise."""

    key: str
    name: Text
    role: bool


class Category(Node):
    """A closed list of values: English keys and names, in order."""

    name: str
    values: tuple[tuple[str, Text], ...]

    def key_of(self, name: str) -> str | None:
        """The English key of a value named in Chinese or by its key."""
        for key, text in self.values:
            if name in (key, text.zh):
                return key
        return None

    def label(self, key: str) -> Text:
        """The names of a value."""
        return next(text for value, text in self.values if value == key)


class Fact(Node):
    """A fact of a recipient, or a field of a record (``records`` names its kind of record)."""

    key: str
    name: Text
    type: Type
    unit: str
    range: Range
    authority: str
    used: bool
    """Whether rules are meant to read it; else it identifies or serves statistics."""
    kinds: tuple[str, ...]
    records: str
    explanation: str
    span: Span


class Records(Node):
    """A kind of record that recipients of some kinds have, as a list."""

    key: str
    name: Text
    kinds: tuple[str, ...]
    fields: tuple[Fact, ...]
    span: Span
    explanation: str = ""
    """The prose under the heading: what is meant, for whoever is asked."""

    def field(self, name: str) -> Fact | None:
        """The field with this English key or Chinese name."""
        return next((field for field in self.fields if name in (field.key, field.name.zh)), None)


class Vocabulary(Node):
    """Everything a rule may speak of."""

    kinds: tuple[Kind, ...]
    authorities: tuple[tuple[str, Text], ...]
    categories: tuple[Category, ...]
    facts: tuple[Fact, ...]
    records: tuple[Records, ...]

    @cached_property
    def kind_by_name(self) -> dict[str, Kind]:
        """Kinds and roles by English key and Chinese name."""
        return {name: kind for kind in self.kinds for name in (kind.key, kind.name.zh)}

    @cached_property
    def fact_by_name(self) -> dict[str, Fact]:
        """Facts by English key and Chinese name."""
        return {name: fact for fact in self.facts for name in (fact.key, fact.name.zh)}

    @cached_property
    def records_by_name(self) -> dict[str, Records]:
        """Kinds of record by English key and Chinese name."""
        return {name: records for records in self.records for name in (records.key, records.name.zh)}

    @cached_property
    def category_by_name(self) -> dict[str, Category]:
        """Categories by name."""
        return {category.name: category for category in self.categories}

    @cached_property
    def authority_by_name(self) -> dict[str, Text]:
        """Authorities by their short name."""
        return dict(self.authorities)

    @cached_property
    def count_units(self) -> frozenset[str]:
        """The units of counts."""
        return frozenset(
            fact.type.unit
            for fact in (*self.facts, *(field for records in self.records for field in records.fields))
            if fact.type.kind == "count"
        )

    @property
    def enterprise(self) -> str:
        """The kind of recipient that has roles: the first one declared."""
        return next((kind.key for kind in self.kinds if not kind.role), "")
