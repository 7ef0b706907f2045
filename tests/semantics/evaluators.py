"""The evaluators that must all mean the same: a new one is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol

from duixian.book import PolicyBook
from duixian.language.library import PolicyList
from duixian.registry.recipient import RecipientFacts


class Result(NamedTuple):
    """What an evaluator says of one scheme. ``maximum`` None: no bound. ``deciding`` None: it does not say."""

    outcome: str
    minimum: int
    maximum: int | None
    deciding: str | None = None


class Evaluator(Protocol):
    """Anything that decides typed facts."""

    name: str

    def decide(
        self, listed: PolicyList, facts: RecipientFacts, on: date, readings: Mapping[str, str]
    ) -> Result:
        """Decide the first scheme of a list; ``readings`` are those chosen for it."""
        ...


class SingleCase:
    """``duixian.decide``: one case with its reasons."""

    name = "decide"

    def decide(
        self, listed: PolicyList, facts: RecipientFacts, on: date, readings: Mapping[str, str]
    ) -> Result:
        policy = listed.policies[0]
        chosen = {(policy.key, policy.schemes[0].key): readings}
        found = PolicyBook(listed).decide_typed(facts, on, chosen)[0]
        return Result(found.outcome, found.minimum_fen, found.maximum_fen, found.deciding)


EVALUATORS: tuple[Evaluator, ...] = (SingleCase(),)
