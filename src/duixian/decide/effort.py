"""How much is tried out before it is enough. What facts could do is found by deciding again and again; lists of
records from strangers, and rules of thousands of lines, must not make that take for ever."""

from __future__ import annotations

from duixian.language.tree import Selection, Version
from duixian.registry.recipient import RecipientFacts

WORK = 800_000
"""What may be spent on one scheme of one case, in the units of :func:`cost`, each about a microsecond."""

ONCE, EACH_RECORD = 20, 3


class WorkedEnough(Exception):
    """More has been tried than one case is worth."""


class Effort:
    """What is left to spend on one version of a scheme."""

    def __init__(self, version: Version, work: int = WORK) -> None:
        self.left = work
        self.steps = ONCE + len(version.steps)
        self.selections = [
            (step.records, EACH_RECORD * (1 + len(step.definitions)))
            for step in version.steps
            if isinstance(step, Selection)
        ]

    def cost(self, facts: RecipientFacts) -> int:
        """What deciding once costs: more for a longer rule, and for each record at which it looks."""
        records = facts.records
        return self.steps + sum(each * len(records.get(kind, ())) for kind, each in self.selections)

    def spend(self, cost: int) -> None:
        """Note that something is decided. Raises WorkedEnough where nothing is left for it."""
        self.left -= cost
        if self.left < 0:
            raise WorkedEnough
