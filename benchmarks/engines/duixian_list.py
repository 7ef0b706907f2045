"""The whole Qingdao list for one case, from typed facts: kind and date checked, ``missing`` not asked for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from duixian.book import load
from duixian.decide.decision import Decision
from duixian.registry.recipient import RecipientFacts

DAY = date(2025, 6, 30)
EXAMPLES = Path(__file__).parents[2] / "examples"
EVERYTHING = "every role, every fact"


class Engine:
    """Outcome and amount of every scheme."""

    package = "duixian"

    def __init__(self) -> None:
        self.book = load()
        self.schemes = len(self.book.plan.schemes)

    def recipients(self) -> dict[str, RecipientFacts]:
        """The ten examples, and a made-up firm of every role of which every example's facts are known."""
        read = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
        known = {name: self.book.read_facts(facts) for name, facts in read.items()}
        firms = [facts for facts in known.values() if facts.kind == "enterprise"]
        values: dict[str, Any] = {}
        records: dict[str, Any] = {}
        for firm in reversed(firms):
            values |= firm.values
            records |= {name: rows for name, rows in firm.records.items() if rows}
        roles = frozenset[str]().union(*(firm.roles or () for firm in firms))
        known[EVERYTHING] = RecipientFacts("enterprise", roles, values, records)
        return known

    def decide(self, facts: RecipientFacts) -> list[Decision]:
        decisions = self.book.decide_typed(facts, DAY, {})
        for decision in decisions:
            _ = decision.outcome, decision.amount
        return decisions


class Traced(Engine):
    """With the full trace of every scheme."""

    def decide(self, facts: RecipientFacts) -> list[Decision]:
        decisions = self.book.decide_typed(facts, DAY, {})
        for decision in decisions:
            _ = decision.outcome, decision.amount, decision.trace
        return decisions


class InWords(Engine):
    """With the full trace of every scheme, every number and value put into words."""

    def decide(self, facts: RecipientFacts) -> list[Decision]:
        decisions = self.book.decide_typed(facts, DAY, {})
        for decision in decisions:
            _ = decision.outcome, decision.amount, [step.as_json("zh") for step in decision.trace]
        return decisions


WAYS = {"": Engine, "traced": Traced, "in words": InWords}
