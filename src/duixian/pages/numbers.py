"""Numbers for people: sums, values of facts, and what is decided at a point."""

from __future__ import annotations

from fractions import Fraction

from duixian.decide.decision import OUTCOME_WORDS
from duixian.decide.evaluate import NOT_APPLICABLE, NOT_ENTITLED
from duixian.language.quantity import decimal_text, money_words
from duixian.language.values import Value, unit_words, value_words
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.pages.sweep import Point


def sum_words(fen: int | Fraction, language: str) -> str:
    """An exact sum of fen: 20.5万元; parts of a fen are shown where there are some."""
    if Fraction(fen).denominator == 1:
        return money_words(int(fen), language)
    whole, point, rest = decimal_text(Fraction(fen) / 100).partition(".")
    number = f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else whole
    return f"{number}元" if language == "zh" else f"{number} yuan"


def range_words(low: int | Fraction, high: int | Fraction | None, language: str) -> str:
    """From … to …; ``high`` None: no bound."""
    chinese = language == "zh"
    least = sum_words(low, language)
    if high is None:
        return (
            ("金额不明" if chinese else "not known")
            if low == 0
            else f"{least} 起"
            if chinese
            else f"from {least}"
        )
    if low == high:
        return least
    most = sum_words(high, language)
    if low == 0:
        return f"不超过 {most}" if chinese else f"up to {most}"
    return f"{least} 至 {most}" if chinese else f"{least} to {most}"


def point_words(point: Point, language: str) -> str:
    """Outcome and amount: 可享 50万元, 不符合."""
    word = OUTCOME_WORDS[point.outcome].in_language(language)
    if point.outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return word
    return f"{word} {range_words(point.low, point.high, language)}"


def fact_words(vocabulary: Vocabulary, fact: Fact, value: Value, language: str) -> str:
    """A value of a fact, money in 万元 and 亿元 where that is exact."""
    if fact.type.kind == "money":
        return money_words(int(value), language)
    return value_words(vocabulary, fact, value, language)


def axis_words(fact: Fact | None, language: str) -> tuple[str, int]:
    """The unit an axis says once, and how many base units it is; ``fact`` None is the amount itself."""
    kind = "money" if fact is None else fact.type.kind
    if kind == "money":
        return ("元", 100) if language == "zh" else ("yuan", 100)
    if kind == "duration":
        return ("个月", 1) if language == "zh" else ("months", 1)
    assert fact is not None
    return unit_words(fact.type.unit, language), 1


def short_number(value: int, base: int, language: str) -> str:
    """A round number on an axis without its unit: 500万, 5m."""
    number = Fraction(value, base)
    factors = (
        ((10**8, "亿"), (10**4, "万")) if language == "zh" else ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
    )
    for factor, word in factors:
        if abs(number) >= factor:
            return f"{decimal_text(number / factor)}{word}"
    return decimal_text(number)
