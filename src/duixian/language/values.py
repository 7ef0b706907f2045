"""Values of facts: from what people and programs write to the integers that rules compute with.

Money becomes fen, counts and months integers, ratios millionths, dates day numbers, yes/no ``bool``,
categories their English key, codes and texts ``str``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from duixian.language import limits
from duixian.language.diagnostics import nearest
from duixian.language.quantity import (
    FEN_PER_YUAN,
    MULTIPLIERS,
    decimal_text,
    grouped_yuan,
    read_quantity,
    split_number,
    yuan_text,
)
from duixian.language.types import type_words
from duixian.language.vocabulary import RATIO_SCALE, Fact, Vocabulary

Value = int | bool | str

YES = frozenset({"是", "yes", "true"})
NO = frozenset({"否", "no", "false"})


class InexactNumber(str):
    """The text of a number with a decimal point or exponent, as JSON readers meet it: what most programs
    would turn into a binary float."""


class ValueFault(Exception):
    """A value that is not one of its fact's type; carries the code of its diagnostic."""

    def __init__(self, code: str, *, near: str = "", **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.near = near
        self.details = details


def read_value(vocabulary: Vocabulary, fact: Fact, raw: object) -> Value:
    """The typed value of a fact.

    ``raw`` is text, an ``int``, a ``bool`` or a ``Decimal``; never a float. Raises ValueFault.
    """
    if isinstance(raw, float | InexactNumber):
        if fact.type.kind in ("money", "count", "ratio", "duration"):
            raise ValueFault("F705", name=fact.name.zh, value=raw)
        raise _wrong_type(fact, raw)
    if isinstance(raw, Decimal):
        raw = format(raw, "f")
    value = _READERS[fact.type.kind](vocabulary, fact, raw)
    if isinstance(value, int) and not isinstance(value, bool) and fact.type.kind != "date":
        _check_range(fact, value)
    return value


def _wrong_type(fact: Fact, raw: object) -> ValueFault:
    return ValueFault("F704", name=fact.name.zh, expected=type_words(fact.type, "zh"), found=_shown(raw))


def _shown(raw: object) -> str:
    text = raw if isinstance(raw, str) else repr(raw)
    return text if len(text) <= 60 else text[:59] + "…"


def _number(vocabulary: Vocabulary, fact: Fact, raw: object) -> Fraction:
    """A number in base units; a bare one is in yuan, the count's unit, months or 1."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise _wrong_type(fact, raw)
    text = unicodedata.normalize("NFKC", str(raw)).replace(",", "").replace(" ", "")
    negative = text.startswith("-")
    text = text.lstrip("+-") if text[:1] in "+-" else text
    if len(text) > limits.LITERAL_CHARACTERS or re.match(r"\d", text) is None:
        raise _wrong_type(fact, raw)
    if re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d+", text):
        raise ValueFault("F705", name=fact.name.zh, value=_shown(raw))
    parts = split_number(text)
    quantity = read_quantity(text, vocabulary.count_units)
    if parts is None:
        raise _wrong_type(fact, raw)
    if quantity is None:
        units = _units_of(fact)
        raise ValueFault("F708", name=fact.name.zh, value=_shown(raw), unit=units[0], near=nearest(parts[1], units))
    value = quantity.value
    if quantity.type.kind == "ratio" and not text.endswith("%"):
        # A bare number is in the fact's own unit.
        value *= FEN_PER_YUAN if fact.type.kind == "money" else 1
    elif quantity.type != fact.type:
        raise ValueFault("F708", name=fact.name.zh, value=_shown(raw), unit=_units_of(fact)[0])
    return -value if negative else value


def _units_of(fact: Fact) -> tuple[str, ...]:
    match fact.type.kind:
        case "money":
            return ("元", "万元", "亿元")
        case "duration":
            return ("个月", "月", "年")
        case "ratio":
            return ("%",)
    return (fact.type.unit, *(multiplier + fact.type.unit for multiplier in MULTIPLIERS))


def _money(vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    value = _number(vocabulary, fact, raw)
    if value.denominator != 1:
        raise ValueFault("F706", name=fact.name.zh, value=_shown(raw))
    return value.numerator


def _whole(vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    value = _number(vocabulary, fact, raw)
    if value.denominator != 1:
        raise ValueFault("F719", name=fact.name.zh, value=_shown(raw))
    return value.numerator


def _ratio(vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    value = _number(vocabulary, fact, raw) * RATIO_SCALE
    if value.denominator != 1:
        raise ValueFault("F721", name=fact.name.zh, value=_shown(raw))
    return value.numerator


def _boolean(_vocabulary: Vocabulary, fact: Fact, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in YES | NO:
        return raw.strip().lower() in YES
    raise _wrong_type(fact, raw)


def _category(vocabulary: Vocabulary, fact: Fact, raw: object) -> str:
    if not isinstance(raw, str):
        raise _wrong_type(fact, raw)
    category = vocabulary.category_by_name[fact.type.unit]
    key = category.key_of(raw.strip())
    if key is None:
        known = [word for value, text in category.values for word in (text.zh, value)]
        values = "、".join(f"{text.zh}({value})" for value, text in category.values)
        raise ValueFault("F714", name=fact.name.zh, value=_shown(raw), known=values, near=nearest(raw, known))
    return key


def _date(_vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    if isinstance(raw, date):
        return raw.toordinal()
    if not isinstance(raw, str):
        raise _wrong_type(fact, raw)
    day = read_date(raw.strip())
    if day is None:
        raise ValueFault("F709", name=fact.name.zh, value=_shown(raw))
    return day.toordinal()


def read_date(text: str) -> date | None:
    """A calendar date written 2021-01-01; None where there is no such day."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _text(_vocabulary: Vocabulary, fact: Fact, raw: object) -> str:
    if not isinstance(raw, str):
        raise _wrong_type(fact, raw)
    if len(raw) > limits.TEXT_CHARACTERS:
        raise ValueFault("F722", name=fact.name.zh, limit=limits.TEXT_CHARACTERS)
    return raw.strip()


def _set(_vocabulary: Vocabulary, fact: Fact, raw: object) -> str:
    raise _wrong_type(fact, raw)  # sets are read by whoever knows their members


_READERS: dict[str, Callable[[Vocabulary, Fact, object], Value]] = {
    "money": _money,
    "count": _whole,
    "duration": _whole,
    "ratio": _ratio,
    "boolean": _boolean,
    "category": _category,
    "date": _date,
    "code": _text,
    "text": _text,
    "roles": _set,
}


def _check_range(fact: Fact, value: int) -> None:
    low, high = fact.range
    limit = limits.MONEY_FEN if fact.type.kind == "money" else limits.COUNT
    if (low is None or value >= low) and (high is None or value <= high) and abs(value) <= limit:
        return
    shown_low = "" if low is None else number_text(fact, low)
    shown_high = number_text(fact, limit if high is None else high)
    allowed = f"{shown_low} … {shown_high}".strip()
    raise ValueFault("F707", name=fact.name.zh, value=number_text(fact, value), allowed=allowed)


def number_text(fact: Fact, value: int) -> str:
    """A number of a fact in its usual unit, as a decimal string without the unit."""
    match fact.type.kind:
        case "money":
            return yuan_text(value)
        case "ratio":
            return decimal_text(Fraction(value, RATIO_SCALE))
    return str(value)


def value_for_json(fact: Fact, value: Value) -> str | int | bool:
    """A typed value in the form in which facts files give it."""
    match fact.type.kind:
        case "money" | "ratio":
            return number_text(fact, int(value))
        case "date":
            return date.fromordinal(int(value)).isoformat()
    return value


def value_words(vocabulary: Vocabulary, fact: Fact, value: Value, language: str) -> str:
    """A typed value for people, with its unit."""
    chinese = language == "zh"
    match fact.type.kind:
        case "money":
            return grouped_yuan(int(value)) + ("元" if chinese else " yuan")
        case "ratio":
            return decimal_text(Fraction(int(value) * 100, RATIO_SCALE)) + "%"
        case "count":
            return f"{int(value):,}{'' if chinese else ' '}{unit_words(fact.type.unit, language)}"
        case "duration":
            return f"{value}个月" if chinese else f"{value} months"
        case "boolean":
            return ("是" if value else "否") if chinese else ("yes" if value else "no")
        case "date":
            return date.fromordinal(int(value)).isoformat()
        case "category":
            return vocabulary.category_by_name[fact.type.unit].label(str(value)).in_language(language)
    return str(value)


ENGLISH_UNITS = {
    "个": "",
    "家": "firms",
    "间": "rooms",
    "条": "routes",
    "名": "",
    "辆": "vehicles",
    "台": "machines",
    "户": "households",
    "标准箱": "TEU",
    "年份": "",
}


def unit_words(unit: str, language: str) -> str:
    """A count's unit in a language; units without an English word stay as they are."""
    return unit if language == "zh" else ENGLISH_UNITS.get(unit, unit)


