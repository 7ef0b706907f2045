"""What a case comes to: the decision on one scheme, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from duixian.decide.environment import Environment
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED, FenInterval
from duixian.language.node import Node
from duixian.language.quantity import yuan_text
from duixian.language.tree import NO_WORDS, Citation, Policy, Scheme, Text, Version

OUTCOME_WORDS: dict[str, Text] = {
    ENTITLED: Text("可享", "entitled"),
    UNDETERMINED: Text("待核", "undetermined"),
    NOT_ENTITLED: Text("不符合", "not entitled"),
    NOT_APPLICABLE: Text("不适用", "not applicable"),
}
"""The outcomes for people, what can be had first."""


class SeenFact(Node):
    """A fact that a step of the reasoning looked at. ``value`` is None where it is unknown."""

    path: str
    name: Text
    value: str | int | bool | None
    words: Text
    authority: Text

    def as_json(self, language: str) -> dict[str, Any]:
        """The fact for programs."""
        return {
            "fact": self.path,
            "name": self.name.in_language(language),
            "value": self.value,
            "text": self.words.in_language(language),
            "authority": self.authority.in_language(language),
        }


class TraceStep(Node):
    """One line of the reasoning.

    ``step`` is ``version``, ``recipient``, ``condition``, ``definition``, ``reading``, ``record``,
    ``standard``, ``cap``, ``rounding``, ``earlier_awards``, ``payable``, ``exclusion`` or ``source``.
    ``truth`` is ``yes``, ``no``, ``unknown`` or empty. ``minimum`` and ``maximum`` are exact decimal strings
    in ``unit``, None where there is no bound; both are None and ``unit`` is empty where the step is no number.
    """

    step: str
    words: Text
    truth: str = ""
    minimum: str | None = None
    maximum: str | None = None
    unit: Text = NO_WORDS
    note: Text = NO_WORDS
    facts: tuple[SeenFact, ...] = ()
    line: int = 0

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


class Decision(Node):
    """The decision on one scheme for one recipient.

    ``outcome`` is ``entitled``, ``not_entitled``, ``undetermined`` or ``not_applicable``; ``minimum_fen`` and
    ``maximum_fen`` bound the amount (``None``: no bound exists); ``deciding`` names the step that decided or
    is first in doubt: ``date``, ``recipient``, ``condition:2`` (from 1), ``amount`` or nothing.
    ``version`` is None where none is in force on the day.
    """

    policy: Policy
    scheme: Scheme
    version: Version | None
    on: date
    outcome: str
    amount: FenInterval
    deciding: str
    reading: Mapping[str, str]
    _reasons: Any
    _environment: Environment

    @property
    def minimum_fen(self) -> int:
        """At least this amount, in fen."""
        return self.amount[0]

    @property
    def maximum_fen(self) -> int | None:
        """At most this amount, in fen; None where no bound exists."""
        return self.amount[1]

    @property
    def reduced(self) -> str:
        """Why earlier awards leave less to pay: ``period``, ``excluded``, ``cap``, or nothing."""
        reason: str = self._reasons.reduced
        return reason

    def __repr__(self) -> str:
        return (
            f"<Decision {self.policy.number}.{self.scheme.key} {self.outcome} {self.amount} fen on {self.on}>"
        )

    @cached_property
    def trace(self) -> tuple[TraceStep, ...]:
        """The reasoning, step by step."""
        steps: tuple[TraceStep, ...] = self._reasons.trace(self, self._environment)
        return steps

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that can still change outcome or amount, most telling first."""
        paths: tuple[str, ...] = self._reasons.missing(self._environment)
        return paths

    @property
    def open_points(self) -> tuple[Text, ...]:
        """What the documents leave to later rules."""
        return self.version.open_points if self.version else ()

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Where the clause stands."""
        return self.version.sources if self.version else ()

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The decision for programs: amounts as decimal strings in yuan, ``max`` null where unbounded."""
        return {
            "policy": self.policy.number,
            "policy_key": self.policy.key,
            "scheme": self.scheme.key,
            "name": self.scheme.name.in_language(language),
            "outcome": self.outcome,
            "amount": {
                "min": yuan_text(self.minimum_fen),
                "max": None if self.maximum_fen is None else yuan_text(self.maximum_fen),
            },
            "currency": "CNY",
            "deciding": self.deciding,
            "trace": [step.as_json(language) for step in self.trace],
            "missing": list(self.missing),
            "reading": dict(self.reading),
            "open_points": [words.in_language(language) for words in self.open_points],
            "sources": [{"source": citation.source, "place": citation.place} for citation in self.sources],
        }
