"""What is the same for every case of the lines of an explanation and of the facts that they look at.

``held`` is a value as the environment holds it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

from duixian.decide.environment import Layout
from duixian.language.intervals import Exact
from duixian.language.node import Node
from duixian.language.quantity import FEN_PER_YUAN, decimal_text
from duixian.language.tree import NO_WORDS, Text
from duixian.language.values import value_for_json, value_words
from duixian.language.vocabulary import Fact, Vocabulary

NOT_KNOWN = Text("不明", "unknown")


class Unit(Node):
    """What a number is told in; its ends divided by ``divisor`` are in it."""

    words: Text
    divisor: int

    def decimal(self, end: Exact | None) -> str | None:
        """One end of a number, exactly; None where there is no bound."""
        return None if end is None else decimal_text(Fraction(end) / self.divisor)


NO_UNIT = Unit(NO_WORDS, 1)
YUAN = Unit(Text("元", "yuan"), FEN_PER_YUAN)
"""Of a number in whole fen."""


class StepTemplate(Node):
    """A line without what a case makes of it."""

    step: str
    words: Text
    line: int = 0
    note: Text = NO_WORDS
    unit: Unit = NO_UNIT


class SeenTemplate(Protocol):
    """Something that a step looks at."""

    @property
    def name(self) -> Text:
        """What it is called."""

    @property
    def authority(self) -> Text:
        """Who vouches for it."""

    def value(self, held: Any) -> str | int | bool | None:
        """The value as in a facts file; None where it is unknown."""

    def words(self, held: Any) -> Text:
        """The value for people."""


class FactTemplate(Node):
    """A fact of the recipient, or a field of a record."""

    layout: Layout
    fact: Fact
    authority: Text

    @property
    def name(self) -> Text:
        """What the fact is called."""
        return self.fact.name

    def value(self, held: Any) -> str | int | bool | None:
        """The value as in a facts file."""
        known = self.layout.decoded(self.fact, held)
        return None if known is None else value_for_json(self.fact, known)

    def words(self, held: Any) -> Text:
        """The value for people."""
        known = self.layout.decoded(self.fact, held)
        if known is None:
            return NOT_KNOWN
        return Text(
            *(value_words(self.layout.vocabulary, self.fact, known, language) for language in ("zh", "en"))
        )


class RecordsTemplate(Node):
    """All records of a kind: told is how many there are."""

    name: Text
    authority: Text = NO_WORDS

    def value(self, held: list[Any] | None) -> int | None:
        """How many there are."""
        return None if held is None else len(held)

    def words(self, held: list[Any] | None) -> Text:
        """How many there are, for people."""
        return NOT_KNOWN if held is None else Text(f"{len(held)}条", records_in_english(len(held)))


def records_in_english(number: int) -> str:
    """``1 record``, ``2 records``."""
    return f"{number} record{'' if number == 1 else 's'}"


class KindTemplate(Node):
    """The kind of recipient, held as its key."""

    vocabulary: Vocabulary
    name: Text = Text("主体", "Kind")
    authority: Text = NO_WORDS

    def value(self, held: str) -> str:
        """Its key."""
        return held

    def words(self, held: str) -> Text:
        """Its name."""
        return self.vocabulary.kind_by_name[held].name


class RolesTemplate(Node):
    """The roles of a recipient, held as their keys; None where they are unknown."""

    vocabulary: Vocabulary
    authority: Text
    name: Text = Text("角色", "Roles")

    def value(self, held: frozenset[str] | None) -> str | None:
        """Their keys."""
        return None if held is None else ",".join(sorted(held))

    def words(self, held: frozenset[str] | None) -> Text:
        """Their names."""
        if held is None:
            return NOT_KNOWN
        named = [self.vocabulary.kind_by_name[role].name for role in sorted(held)]
        return Text(
            "、".join(name.zh for name in named) or "无", ", ".join(name.en for name in named) or "none"
        )
