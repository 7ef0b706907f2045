"""W5 in our own language: the policy list in ``benchmarks/w5``, decided from typed facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from duixian.book import load
from duixian.decide.decision import Decision
from duixian.registry.recipient import RecipientFacts

DAY = date(2024, 6, 30)
LIST = Path(__file__).parent.parent / "w5"


class Engine:
    """Outcome and amount."""

    package = "duixian"

    def __init__(self) -> None:
        self.book = load(LIST)

    def prepare(self, row: dict[str, Any]) -> RecipientFacts:
        return RecipientFacts(
            "enterprise", frozenset(), {name: value for name, value in row.items() if value is not None}
        )

    def decide(self, facts: RecipientFacts) -> list[Decision]:
        decisions = self.book.decide_typed(facts, DAY, {})
        for decision in decisions:
            _ = decision.outcome, decision.amount
        return decisions

    def answers(self, decided: list[Decision]) -> list[int | None]:
        """The amounts; None where the decision says it cannot tell yet, or gives two ends."""
        return [
            decision.minimum_fen
            if decision.outcome != "undetermined" and decision.minimum_fen == decision.maximum_fen
            else None
            for decision in decided
        ]


class Traced(Engine):
    """With the full trace."""

    def decide(self, facts: RecipientFacts) -> list[Decision]:
        decisions = self.book.decide_typed(facts, DAY, {})
        for decision in decisions:
            _ = decision.outcome, decision.amount, decision.trace
        return decisions


WAYS = {"": Engine, "traced": Traced}
