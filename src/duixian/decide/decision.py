"""What a case comes to: the decision on one scheme, with its reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

from duixian.decide.case import Case, decides
from duixian.decide.evaluate import (
    ENTITLED,
    NOT_APPLICABLE,
    NOT_ENTITLED,
    NOTHING,
    UNDETERMINED,
    FenInterval,
    Result,
)
from duixian.decide.missing import missing
from duixian.decide.plan import NO_CHOICE, ReadingChoice, SchemePlan, VersionPlan
from duixian.decide.reasons import trace
from duixian.decide.trace import SeenFact, TraceStep
from duixian.language.quantity import yuan_text
from duixian.language.tree import Citation, Policy, Scheme, Text, Version
from duixian.language.vocabulary import EARLIER_AWARDS

__all__ = ["OUTCOME_WORDS", "Decision", "SeenFact", "TraceStep"]

OUTCOME_WORDS: dict[str, Text] = {
    ENTITLED: Text("可享", "entitled"),
    UNDETERMINED: Text("待核", "undetermined"),
    NOT_ENTITLED: Text("不符合", "not entitled"),
    NOT_APPLICABLE: Text("不适用", "not applicable"),
}
"""The outcomes for people, what can be had first."""


class Decision:
    """The decision on one scheme for one recipient.

    ``outcome`` is ``entitled``, ``not_entitled``, ``undetermined`` or ``not_applicable``; ``minimum_fen`` and
    ``maximum_fen`` bound the amount (``None``: no bound exists); ``deciding`` names the step that decided or
    is first in doubt: ``date``, ``recipient``, ``condition:2`` (from 1), ``amount`` or nothing.
    ``version`` is None where none is in force on the day.

    Decisions are equal when they are on one version of one list's scheme, for equal facts on one day.
    """

    __slots__ = ("_case", "_missing", "_plan", "_result", "_scheme", "_trace")
    __match_args__ = ("policy", "scheme", "version", "on", "outcome", "amount", "deciding", "reading")

    def __init__(self, case: Case, scheme: SchemePlan, plan: VersionPlan | None, result: Result) -> None:
        self._case = case
        self._scheme = scheme
        self._plan = plan
        self._result = result
        self._trace: tuple[TraceStep, ...] | None = None
        self._missing: tuple[str, ...] | None = None

    @property
    def policy(self) -> Policy:
        """The policy that the scheme belongs to."""
        return self._scheme.policy

    @property
    def scheme(self) -> Scheme:
        """The scheme decided on."""
        return self._scheme.scheme

    @property
    def version(self) -> Version | None:
        """The scheme's version in force on the day."""
        return None if self._plan is None else self._plan.version

    @property
    def on(self) -> date:
        """The day of the case."""
        return self._case.on

    @property
    def outcome(self) -> str:
        """``entitled``, ``not_entitled``, ``undetermined`` or ``not_applicable``."""
        return self._result.outcome

    @property
    def amount(self) -> FenInterval:
        """At least and at most this amount, in fen; the second None where no bound exists."""
        return self._result.amount

    @property
    def minimum_fen(self) -> int:
        """At least this amount, in fen."""
        return self._result.amount[0]

    @property
    def maximum_fen(self) -> int | None:
        """At most this amount, in fen; None where no bound exists."""
        return self._result.amount[1]

    @property
    def deciding(self) -> str:
        """The step that decided or is first in doubt."""
        return self._result.deciding

    @property
    def reduced(self) -> str:
        """Why earlier awards leave less to pay: ``period``, ``excluded``, ``cap``, or nothing."""
        return self._result.reduced

    @property
    def awards_unchecked(self) -> bool:
        """Whether earlier awards were not given that could leave less to pay."""
        plan = self._plan
        return (
            plan is not None
            and plan.reducible
            and self._result.amount != NOTHING
            and EARLIER_AWARDS not in self._case.facts.records
        )

    @property
    def reading(self) -> ReadingChoice:
        """The readings under which it was decided: reading key -> option key."""
        return NO_CHOICE if self._plan is None else self._plan.readings

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """The reasoning, step by step."""
        if self._trace is None:
            self._trace = trace(self._case, self.scheme, self._plan, self._result)
        return self._trace

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that can still change outcome or amount, most telling first."""
        if self._missing is None:
            self._missing = () if self._plan is None else self._found_missing(self._plan)
        return self._missing

    def _found_missing(self, plan: VersionPlan) -> tuple[str, ...]:
        case = self._case
        return missing(plan, case.facts, case.env, decides(case.book.listed, plan, case.on))

    @property
    def open_points(self) -> tuple[Text, ...]:
        """What the documents leave to later rules."""
        return self.version.open_points if self.version else ()

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Where the clause stands."""
        return self.version.sources if self.version else ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        return (
            self._scheme is other._scheme
            and self._plan is other._plan
            and self.on == other.on
            and self._case.facts == other._case.facts
        )

    def __hash__(self) -> int:
        return hash((self._scheme, self._plan, self.on))

    def __repr__(self) -> str:
        return (
            f"<Decision {self.policy.number}.{self.scheme.key} {self.outcome} {self.amount} fen on {self.on}>"
        )

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
