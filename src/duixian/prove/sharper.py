"""A sharper answer where three-valued logic is too modest: outcome and bounds over all completions of the facts.

``decide`` looks at each part of a rule by itself, so a fact that is unknown on both sides of a comparison counts twice.
The solver looks at all parts at once. What it says is never wider than the ordinary answer, and holds whatever the
unknown facts turn out to be; where it cannot say, the ordinary answer stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from duixian.decide.decision import Decision
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, NOTHING, UNDETERMINED, FenInterval
from duixian.language.library import PolicyList
from duixian.language.quantity import yuan_text
from duixian.language.tree import NO_WORDS, Text
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.prove import SECONDS, arithmetic
from duixian.prove.encoding import OUTCOMES, Subject
from duixian.prove.inputs import Term
from duixian.prove.partly_known import (
    ONE_AT_A_TIME,
    NotAsked,
    PartlyKnown,
    PartlyKnownEncoder,
    furthest,
    solved,
)
from duixian.registry.recipient import RecipientFacts

NAMED_AWARDS = Text(
    "以前所得按对象核对,不求解", "earlier awards that name what they were for are not asked about"
)


class SharperAnswer(NamedTuple):
    """What is sure of one scheme over all completions of the facts.

    ``status`` is ``same`` (the ordinary answer is the sharpest there is), ``sharper``, or ``unknown`` with the
    ``reason``; outcome and amount are then those of the decision. Amounts are in fen.
    """

    decision: Decision
    status: str
    outcome: str
    amount: FenInterval
    reason: Text = NO_WORDS

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """For programs; amounts as decimal strings in yuan."""
        low, high = self.amount
        found = {
            "policy": self.decision.policy.number,
            "scheme": self.decision.scheme.key,
            "status": self.status,
            "outcome": self.outcome,
            "amount": {"min": yuan_text(low), "max": None if high is None else yuan_text(high)},
        }
        return found | ({"reason": self.reason.in_language(language)} if self.reason.zh else {})


def sharper_answers(
    listed: PolicyList,
    facts: RecipientFacts,
    decisions: Sequence[Decision],
    seconds: float = SECONDS,
) -> list[SharperAnswer]:
    """What is sure of each scheme over all completions of the facts; ``seconds`` for each question."""
    with ONE_AT_A_TIME:
        return [sharper_answer(listed, facts, decision, seconds) for decision in decisions]


def sharper_answer(
    listed: PolicyList, facts: RecipientFacts, decision: Decision, seconds: float
) -> SharperAnswer:
    """What is sure of one scheme; for one thread at a time."""
    same = SharperAnswer(decision, "same", decision.outcome, decision.amount)
    low, high = decision.amount
    if decision.version is None or (decision.outcome != UNDETERMINED and low == high):
        return same
    try:
        outcome, amount = _Completions(listed, facts, decision, seconds).sure()
    except NotAsked as doubt:
        return same._replace(status="unknown", reason=doubt.reason)
    sharper = (outcome, amount) != (decision.outcome, decision.amount)
    return SharperAnswer(decision, "sharper", outcome, amount) if sharper else same


class _Completions:
    """All completions of one recipient's facts, before one scheme."""

    def __init__(self, listed: PolicyList, facts: RecipientFacts, decision: Decision, seconds: float) -> None:
        assert decision.version is not None
        subject = subject_of(listed, decision)
        inputs = PartlyKnown(listed.vocabulary, facts, decision.on)
        encoder = PartlyKnownEncoder(subject, inputs)
        if decision.version.period and encoder.rewarded_records and facts.records.get(EARLIER_AWARDS):
            raise NotAsked(NAMED_AWARDS)
        self.decision = decision
        self.encoded = encoder.encoded()
        self.domain = inputs.domain
        self.milliseconds = int(seconds * 1000)

    def sure(self) -> tuple[str, FenInterval]:
        """The outcome and the bounds that hold for all of them."""
        possible = {
            outcome for place, outcome in enumerate(OUTCOMES) if self._possible(self.encoded.outcome == place)
        }
        if not possible & {ENTITLED, UNDETERMINED}:
            refused = NOT_ENTITLED in possible or self.decision.outcome == NOT_ENTITLED
            return NOT_ENTITLED if refused else NOT_APPLICABLE, NOTHING
        low, high = self.decision.amount
        if possible != {ENTITLED}:
            return UNDETERMINED, (0, self._sharper_high(high))
        return ENTITLED, (self._sharper_low(low), self._sharper_high(high))

    def _possible(self, condition: Term) -> bool:
        return (
            condition
            if isinstance(condition, bool)
            else solved([*self.domain, condition], self.milliseconds) is not None
        )

    def _sharper_high(self, ordinary: int | None) -> int | None:
        """The most that any completion gives; never more than the ordinary answer says."""
        high = self.encoded.high
        if high is None:
            return ordinary
        most = self._furthest(arithmetic.choose(self.encoded.possible, high, 0), largest=True)
        return ordinary if most is None else most if ordinary is None else min(most, ordinary)

    def _sharper_low(self, ordinary: int) -> int:
        """The least that every completion gives; never less than the ordinary answer says."""
        least = self._furthest(self.encoded.low, largest=False)
        return ordinary if least is None else max(least, ordinary)

    def _furthest(self, term: Term, *, largest: bool) -> int | None:
        if isinstance(term, int):
            return term
        return furthest(self.domain, term, self.milliseconds, largest=largest)


def subject_of(listed: PolicyList, decision: Decision) -> Subject:
    """What a decision is about, for the encoder."""
    assert decision.version is not None
    return Subject(listed, decision.policy, decision.scheme, decision.version, decision.reading)
