"""What comes of a question: proven, refuted with a case that runs, or unknown with the reason."""

from __future__ import annotations

from typing import Any

from duixian.language.node import Node
from duixian.language.quantity import yuan_text
from duixian.language.tree import Text
from duixian.prove.cases import ProofCase

PROVEN, REFUTED, UNKNOWN = "proven", "refuted", "unknown"

VERDICTS = {
    PROVEN: Text("已证明", "proven"),
    REFUTED: Text("不成立", "refuted"),
    UNKNOWN: Text("未知", "unknown"),
}

PROMISES = frozenset(
    {
        "cap",
        "cap_reached",
        "never_negative",
        "condition_matters",
        "satisfiable",
        "versions_apart",
        "exclusive",
    }
)
"""The questions whose statement a good text keeps; the others say how a text is, and not that it is wrong."""


class Jump(Node):
    """Where one unit more changes the amount by a jump: ``at`` is the first value after it, in the fact's base unit;
    amounts in fen. ``moves``: the place depends on other facts, and this is one of many."""

    fact: str
    at: int
    at_words: Text
    before: int
    after: int
    grows: bool
    """Whether the jump can be still larger, without a bound."""
    cases: tuple[ProofCase, ProofCase]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "fact": self.fact,
            "at": self.at_words.zh,
            "before": yuan_text(self.before),
            "after": yuan_text(self.after),
            "size": yuan_text(self.after - self.before),
            "grows": self.grows,
            "cases": [case.as_json(name) for case, name in zip(self.cases, ("before", "after"), strict=True)],
        }


class Answer(Node):
    """One question with its answer. ``question`` is its key (``cap``), ``subject`` a scheme's version
    (``14.firm@2024-07-17``), a scheme or the list (empty); ``about`` what of it: a condition's number, a fact.

    ``statement`` is what was to be shown, ``finding`` what was found, with the reason where that is unknown.
    ``cases`` show it: of a refuted statement that it fails, of some proven ones that it can be so.
    """

    question: str
    subject: str
    about: str
    verdict: str
    statement: Text
    finding: Text
    cases: tuple[tuple[str, ProofCase], ...]
    jumps: tuple[Jump, ...]
    assumptions: tuple[Text, ...]

    @property
    def broken(self) -> bool:
        """Whether the text does not keep what it should."""
        return self.verdict == REFUTED and self.question in PROMISES

    def as_json(self, language: str) -> dict[str, Any]:
        """For programs."""
        return {
            "question": self.question,
            "subject": self.subject,
            "about": self.about,
            "verdict": self.verdict,
            "statement": self.statement.in_language(language),
            "finding": self.finding.in_language(language),
            "cases": [case.as_json(name) for name, case in self.cases],
            "jumps": [jump.as_json() for jump in self.jumps],
            "assumptions": [words.in_language(language) for words in self.assumptions],
        }
