"""What a semantic case is: a rule as text, facts in words, and what must come out, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from duixian.language.quantity import read_quantity
from duixian.language.types import MONEY

OUTCOMES = {"可享": "entitled", "不符合": "not_entitled", "待核": "undetermined", "不适用": "not_applicable"}


@dataclass(frozen=True)
class Case:
    """One case; ``expected`` is written like the 结果 of an 算例, with its outcome's word:
    ``可享 10元``, ``可享 1元 至 2元``, ``待核 不超过 5元``, ``可享 至少 1元``, ``待核 无上限``, ``不符合``."""

    name: str
    versions: tuple[str, ...]
    facts: Mapping[str, object]
    expected: str
    deciding: str | None = None
    kind: str = "企业"
    roles: Sequence[str] | None = ()
    on: date = date(2024, 6, 1)
    readings: Mapping[str, str] = field(default_factory=dict)
    other: str = ""

    @property
    def outcome(self) -> str:
        return OUTCOMES[self.expected.split(" ", 1)[0]]

    @property
    def amount(self) -> tuple[int, int | None]:
        """The expected interval in fen."""
        match self.expected.split(" ")[1:]:
            case []:
                return 0, 0
            case ["无上限"]:
                return 0, None
            case ["至少", low]:
                return fen(low), None
            case ["不超过", high]:
                return 0, fen(high)
            case [low, "至", high]:
                return fen(low), fen(high)
            case [exact]:
                return fen(exact), fen(exact)
        raise ValueError(self.expected)


def fen(words: str) -> int:
    quantity = read_quantity(words)
    assert quantity is not None, words
    assert quantity.type == MONEY, words
    assert quantity.value.denominator == 1, words
    return quantity.value.numerator


def case(
    name: str,
    rule: str | tuple[str, ...],
    facts: Mapping[str, object],
    expected: str,
    deciding: str | None = None,
    *,
    kind: str = "企业",
    roles: Sequence[str] | None = (),
    on: str = "2024-06-01",
    readings: Mapping[str, str] | None = None,
    other: str = "",
) -> Case:
    """A case over a whole rule; where the rule names no 对象 it is for every enterprise."""
    versions = (rule,) if isinstance(rule, str) else rule
    return Case(
        name,
        tuple(_lines(version) for version in versions),
        facts,
        expected,
        deciding,
        kind,
        roles,
        date.fromisoformat(on),
        readings or {},
        _lines(other) if other else "",
    )


def _lines(rule: str) -> str:
    rule = rule.strip("\n")
    return rule if "对象" in rule else f"对象 企业\n{rule}"


def value(name: str, expression: str, facts: Mapping[str, object], expected: str) -> Case:
    """What an amount comes to."""
    return case(name, f"标准 {expression}", facts, expected)


TRUTHS = {"是": "可享 100元", "否": "不符合", "不明": "待核 不超过 100元"}


def truth(name: str, expression: str, facts: Mapping[str, object], expected: str) -> Case:
    """What a yes/no comes to: 是, 否 or 不明."""
    deciding = "" if expected == "是" else "condition:1"
    return case(name, f"条件 {expression}\n标准 100元", facts, TRUTHS[expected], deciding)
