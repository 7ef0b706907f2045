"""Numbers with units: 500万元, 0.8%, 1000亿个, 12个月, 前十名. Exact: integers and ratios of integers only."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

from duixian.language.types import DURATION, MONEY, RATIO, Type

MULTIPLIERS = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

COUNT_UNITS = frozenset({"个", "家", "间", "条", "名", "辆", "台", "户", "标准箱"})
"""Units every list may use; a vocabulary adds its own."""

FEN_PER_YUAN = 100
MONTHS_PER_YEAR = 12

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([百千万亿]*)(.*)", re.DOTALL)


class Quantity(NamedTuple):
    """An exact number in the base unit of its type."""

    value: Fraction
    type: Type


def unit_of(word: str, count_units: Collection[str]) -> tuple[Type, Fraction] | None:
    """The type a unit makes and how many base units one of it is; None for an unknown unit."""
    match word:
        case "":
            return RATIO, Fraction(1)
        case "%":
            return RATIO, Fraction(1, 100)
        case "元":
            return MONEY, Fraction(FEN_PER_YUAN)
        case "角":
            return MONEY, Fraction(10)
        case "分":
            return MONEY, Fraction(1)
        case "月" | "个月":
            return DURATION, Fraction(1)
        case "年":
            return DURATION, Fraction(MONTHS_PER_YEAR)
    if word in count_units or word in COUNT_UNITS:
        return Type("count", word), Fraction(1)
    return None


def split_number(word: str) -> tuple[Fraction, str] | None:
    """``500万元`` as (5000000, 元); None where the word does not begin with a number."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None
    digits, multipliers, unit = match.groups()
    value = Fraction(digits)
    for multiplier in multipliers:
        value *= MULTIPLIERS[multiplier]
    return value, unit


def read_quantity(word: str, count_units: Collection[str] = ()) -> Quantity | None:
    """Read a number with its unit; None where it is not a number or the unit is unknown."""
    parts = split_number(word)
    if parts is None:
        return None
    number, unit_word = parts
    unit = unit_of(unit_word, count_units)
    if unit is None:
        return None
    type_, factor = unit
    return Quantity(number * factor, type_)


CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_SMALL = {"十": 10, "百": 100, "千": 1_000}
_CHINESE_LARGE = {"万": 10_000, "亿": 100_000_000}


def chinese_number(word: str) -> int | None:
    """A number in Chinese numerals (十, 三百, 千亿, 两万五千); None where it is none."""
    if not word:
        return None
    total = section = digit = 0
    seen_digit = False
    for position, sign in enumerate(word):
        if sign in CHINESE_DIGITS:
            if seen_digit and digit:
                return None
            digit, seen_digit = CHINESE_DIGITS[sign], True
        elif sign in _CHINESE_SMALL:
            # A leading 十, 百 or 千 stands for one of it: 十五, 千亿.
            section += (digit if seen_digit and digit else 1) * _CHINESE_SMALL[sign]
            digit, seen_digit = 0, False
        elif sign in _CHINESE_LARGE:
            if position == 0:
                return None
            total = (total + section + digit) * _CHINESE_LARGE[sign]
            section = digit = 0
            seen_digit = False
        else:
            return None
    return total + section + digit


def yuan_text(fen: int) -> str:
    """An amount of fen as a decimal string of yuan, two decimals: 1234 -> ``12.34``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan}.{rest:02d}"


def grouped_yuan(fen: int) -> str:
    """Like :func:`yuan_text`, with thousands separated and no empty decimals: ``1,000,000``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}" + (f".{rest:02d}" if rest else "")


def money_words(fen: int, language: str) -> str:
    """An amount for people: 50万元, 1.5亿元, 605,000元 / 500,000 yuan."""
    if language != "zh":
        return f"{grouped_yuan(fen)} yuan"
    for factor, word in ((100_000_000, "亿元"), (10_000, "万元")):
        if abs(fen) >= factor * FEN_PER_YUAN:
            # Only where it comes out in at most four decimals; otherwise every digit is shown in yuan.
            scaled, rest = divmod(abs(fen) * 10_000, factor * FEN_PER_YUAN)
            if rest == 0:
                whole, decimals = divmod(scaled, 10_000)
                tail = f".{decimals:04d}".rstrip("0").rstrip(".")
                return f"{'-' if fen < 0 else ''}{whole}{tail}{word}"
    return f"{grouped_yuan(fen)}元"


_LARGE_UNITS = {
    "zh": ((10**8, "亿", "亿元"), (10**4, "万", "万元")),
    "en": ((10**9, "bn", " billion yuan"), (10**6, "m", " million yuan"), (10**3, "k", "")),
}


def short_money(fen: int, language: str, *, brief: bool = False) -> tuple[str, bool]:
    """A sum, not below nought, in its largest unit and in two decimals at most, rounded half up: 1.13亿元, 113.17
    million yuan; and whether that is all of it. ``brief`` leaves 元 to the heading: 1.13亿, 113.17m."""
    for factor, short, long in _LARGE_UNITS[language]:
        if fen >= factor * FEN_PER_YUAN and (brief or long):
            hundredths = (2 * fen + factor) // (2 * factor)
            words = f"{decimal_text(Fraction(hundredths, 100))}{short if brief else long}"
            return words, hundredths * factor == fen
    return grouped_yuan(fen) if brief else money_words(fen, language), True


def decimal_text(value: Fraction) -> str:
    """An exact decimal where there is one, else a ratio: 1/5 -> ``0.2``, 1/3 -> ``1/3``."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    rest = value.denominator
    while rest % 10 == 0:
        rest //= 10
        places += 1
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places += max(twos, fives)
    scaled = abs(value.numerator) * 10**places // value.denominator
    whole, decimals = divmod(scaled, 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{decimals:0{places}d}".rstrip("0").rstrip(".")
