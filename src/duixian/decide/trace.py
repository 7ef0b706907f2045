"""The lines of an explanation, and the facts that they look at.

A line holds what a case made of it, and its template: what is the same for every case. Numbers and values are put
into words when they are asked for.
"""

from __future__ import annotations

from typing import Any

from duixian.decide.templates import SeenTemplate, StepTemplate
from duixian.language.intervals import Interval
from duixian.language.node import Fielded
from duixian.language.tree import NO_WORDS, Text

TRUTHS = ("no", "unknown", "yes")
"""A truth in a line's words, by how an environment holds it."""


class SeenFact(Fielded):
    """A fact that a step of the reasoning looked at.

    ``path`` is where it stands among the facts: ``main_revenue``, ``lease_contracts[2].direct``. ``value`` is that
    of a facts file, None where it is unknown; ``words`` are the value for people, and ``authority`` is who vouches
    for it.
    """

    __slots__ = ("_held", "_path", "_template")
    __match_args__ = ("path", "name", "value", "words", "authority")

    def __init__(self, template: SeenTemplate, path: str, held: Any) -> None:
        self._template = template
        self._path = path
        self._held = held

    @property
    def path(self) -> str:
        """Where the fact stands: ``main_revenue``, ``lease_contracts[2].direct``."""
        return self._path

    @property
    def name(self) -> Text:
        """What it is called."""
        return self._template.name

    @property
    def value(self) -> str | int | bool | None:
        """Its value as in a facts file; None where it is unknown."""
        return self._template.value(self._held)

    @property
    def words(self) -> Text:
        """Its value for people."""
        return self._template.words(self._held)

    @property
    def authority(self) -> Text:
        """Who vouches for it."""
        return self._template.authority

    def as_json(self, language: str) -> dict[str, Any]:
        """The fact for programs."""
        return {
            "fact": self.path,
            "name": self.name.in_language(language),
            "value": self.value,
            "text": self.words.in_language(language),
            "authority": self.authority.in_language(language),
        }


class TraceStep(Fielded):
    """One line of the reasoning.

    ``step`` is ``version``, ``recipient``, ``condition``, ``definition``, ``reading``, ``record``,
    ``standard``, ``cap``, ``rounding``, ``earlier_awards``, ``payable``, ``exclusion`` or ``source``.
    ``truth`` is ``yes``, ``no``, ``unknown`` or empty. ``minimum`` and ``maximum`` are exact decimal strings
    in ``unit``, None where there is no bound; both are None and ``unit`` is empty where the step is no number.
    """

    __slots__ = ("_ends", "_facts", "_template", "_truth")
    __match_args__ = ("step", "words", "truth", "minimum", "maximum", "unit", "note", "facts", "line")

    def __init__(
        self,
        template: StepTemplate,
        truth: str = "",
        ends: Interval | None = None,
        facts: tuple[SeenFact, ...] = (),
    ) -> None:
        self._template = template
        self._truth = truth
        self._ends = ends
        self._facts = facts

    @property
    def step(self) -> str:
        """What kind of line it is."""
        return self._template.step

    @property
    def words(self) -> Text:
        """What the text says."""
        return self._template.words

    @property
    def truth(self) -> str:
        """``yes``, ``no``, ``unknown`` or empty."""
        return self._truth

    @property
    def minimum(self) -> str | None:
        """At least this number, exactly."""
        return None if self._ends is None else self._template.unit.decimal(self._ends[0])

    @property
    def maximum(self) -> str | None:
        """At most this number, exactly."""
        return None if self._ends is None else self._template.unit.decimal(self._ends[1])

    @property
    def unit(self) -> Text:
        """The number's unit."""
        return NO_WORDS if self._ends is None else self._template.unit.words

    @property
    def note(self) -> Text:
        """What is to be said of it besides."""
        return self._template.note

    @property
    def facts(self) -> tuple[SeenFact, ...]:
        """The facts it looked at."""
        return self._facts

    @property
    def line(self) -> int:
        """Where it stands in the policy's file, from 1; 0 where it does not."""
        return self._template.line

    def as_json(self, language: str) -> dict[str, Any]:
        """The step for programs; empty parts are left out."""
        parts: dict[str, Any] = {"step": self.step, "text": self.words.in_language(language)}
        if self.truth:
            parts["truth"] = self.truth
        if self.unit.zh:
            parts |= {"min": self.minimum, "max": self.maximum, "unit": self.unit.in_language(language)}
        if self.note.zh:
            parts["note"] = self.note.in_language(language)
        if self.facts:
            parts["facts"] = [fact.as_json(language) for fact in self.facts]
        if self.line:
            parts["line"] = self.line
        return parts
