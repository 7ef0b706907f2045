"""A case that shows something: complete facts that ``decide`` has confirmed, as an 算例 that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from duixian.book import PolicyBook
from duixian.decide.decision import Decision
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED, FenInterval
from duixian.language.node import Node
from duixian.language.quantity import money_words, yuan_text
from duixian.language.values import Value, value_words
from duixian.language.vocabulary import Fact, Records, Vocabulary
from duixian.prove.encoding import OUTCOMES, Encoded, Subject
from duixian.prove.inputs import Inputs, holds
from duixian.prove.solving import value
from duixian.registry.json_writing import facts_as_json
from duixian.registry.recipient import RecipientFacts

if TYPE_CHECKING:
    import z3


class NotReproduced(Exception):
    """``decide`` does not say of a case what the formulas say: nothing may be concluded from it."""


class ProofCase(Node):
    """Facts on a day, what ``decide`` says of a scheme for them (fen; ``maximum`` None: no bound), and the same as
    an 算例."""

    subject: Subject
    facts: RecipientFacts
    on: date
    outcome: str
    minimum: int
    maximum: int | None

    @property
    def vocabulary(self) -> Vocabulary:
        """What the facts' names mean."""
        return self.subject.listed.vocabulary

    def example(self, name: str) -> str:
        """The 算例, with its fences."""
        lines = [f"```算例 {name}", *example_lines(self), "```"]
        return "\n".join(lines)

    def as_json(self, name: str) -> dict[str, Any]:
        """For programs: ``facts`` are those of a facts file."""
        return {
            "name": name,
            "scheme": self.subject.label,
            "date": self.on.isoformat(),
            "facts": facts_as_json(self.vocabulary, self.facts),
            "outcome": self.outcome,
            "amount": {
                "min": yuan_text(self.minimum),
                "max": None if self.maximum is None else yuan_text(self.maximum),
            },
            "example": self.example(name),
        }


def replayed(
    book: PolicyBook, encoded: Encoded, inputs: Inputs, model: z3.ModelRef, on: date | None = None
) -> ProofCase:
    """The case of a model, decided; raises NotReproduced where outcome or amount is another."""
    subject = encoded.subject
    day = on or subject.day
    facts = inputs.facts_of(model, day)
    decision = decided(book, subject, facts, day)
    outcome = OUTCOMES[value(model, encoded.outcome)]
    amount: FenInterval = 0, 0
    if outcome in (ENTITLED, UNDETERMINED):
        high = None if encoded.high is None else value(model, encoded.high)
        amount = value(model, encoded.low), 0 if holds(model, encoded.barred) else high
    if (decision.outcome, decision.amount) != (outcome, amount):
        raise NotReproduced(f"decide: {decision.outcome} {decision.amount}, formulas: {outcome} {amount}")
    return ProofCase(subject, facts, day, outcome, *amount)


def decided(book: PolicyBook, subject: Subject, facts: RecipientFacts, day: date) -> Decision:
    """What ``decide`` says."""
    return book.decide_scheme_typed(*subject.name, facts, day, subject.readings)


def example_lines(case: ProofCase) -> Iterator[str]:
    """The lines of an 算例 between its fences."""
    subject, facts, words = case.subject, case.facts, case.vocabulary
    yield f"日期: {case.on.isoformat()}"
    yield f"对象: {words.kind_by_name[facts.kind].name.zh}"
    if facts.kind == words.enterprise:
        roles = [words.kind_by_name[role].name.zh for role in sorted(facts.roles or ())]
        yield f"角色: {'、'.join(roles) or '无'}" if facts.roles is not None else "角色: 不明"
    yield from fact_lines(words, facts)
    for key, option in subject.readings.items():
        yield f"读法 {key}: {option}"
    yield f"结果: {result_words(case.outcome, (case.minimum, case.maximum))}"


def fact_lines(words: Vocabulary, facts: RecipientFacts) -> Iterator[str]:
    """Facts and records as an 算例 gives them."""
    for fact in words.facts:
        if fact.key in facts.values:
            yield f"{fact.name.zh}: {_value(words, fact, facts.values[fact.key])}"
    for records in words.records:
        if records.key in facts.records:
            yield from _records(words, records, facts.records[records.key])


def _records(words: Vocabulary, records: Records, rows: tuple[Mapping[str, Value], ...]) -> Iterator[str]:
    if not rows:
        yield f"{records.name.zh}: 无"
        return
    yield f"{records.name.zh}:"
    for row in rows:
        given = [
            f"{field.name.zh}: {_value(words, field, row[field.key])}"
            for field in records.fields
            if field.key in row
        ]
        first, *rest = given or [f"{records.fields[0].name.zh}: 不明"]
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)


def _value(words: Vocabulary, fact: Fact, found: Value) -> str:
    if fact.type.kind == "count":
        return str(found)
    if fact.type.kind == "money":
        return money_words(int(found), "zh")
    return value_words(words, fact, found, "zh")


def result_words(outcome: str, amount: FenInterval) -> str:
    """An outcome as an 算例 writes it."""
    low, high = amount
    if outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return "不符合" if outcome == NOT_ENTITLED else "不适用"
    if high is None:
        return "待核" if outcome == UNDETERMINED else "可享"
    most = money_words(high, "zh")
    if outcome == UNDETERMINED:
        return f"待核 不超过 {most}"
    if low == high:
        return most
    return f"不超过 {most}" if low == 0 else f"{money_words(low, 'zh')} 至 {most}"
