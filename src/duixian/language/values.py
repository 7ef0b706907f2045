"""Values of facts: from what people and programs write to the integers that rules compute with.

Money becomes fen, counts and months integers, ratios millionths, dates day numbers, yes/no ``bool``,
categories their English key, codes and texts ``str``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
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
    yuan_text,
)
from duixian.language.types import type_words
from duixian.language.vocabulary import RATIO_SCALE, Fact, Vocabulary

Value = int | bool | str

YES = frozenset({"是", "yes", "true"})
NO = frozenset({"否", "no", "false"})


class NumberText(str):
    """The text of a JSON number that is not read as an ``int``: one with a decimal point or exponent, which
    most programs would turn into a binary float, one that is far too long, or NaN."""

    __slots__ = ()


class ValueFault(Exception):
    """A value that is not one of its fact's type; carries the code of its diagnostic."""

    def __init__(self, code: str, *, near: str = "", **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.near = near
        self.details = details


def read_value(vocabulary: Vocabulary, fact: Fact, raw: object) -> Value:
    """The typed value of a fact.

    ``raw`` is text, an ``int``, a ``bool``, a ``Decimal`` or a ``date``; a float is refused. Raises ValueFault.
    """
    if isinstance(raw, float | NumberText) and fact.type.kind != "category":
        raise _inexact(fact, raw)
    value = _READERS[fact.type.kind](vocabulary, fact, raw)
    if isinstance(value, int) and not isinstance(value, bool) and fact.type.kind != "date":
        check_range(fact, value)
    return value


def shown(raw: object) -> str:
    """A raw value as a message quotes it: short, on one line, without signs that steer a terminal."""
    match raw:
        case str():
            return _clean(raw)
        case bool():
            return "true" if raw else "false"
        case int() if raw.bit_length() > _SHOWN_BITS:
            return f"{'-' if raw < 0 else ''}10^{int(raw.bit_length() * math.log10(2))}"
        case int() | float() | Decimal() | date():  # not money: only shown in a refusal
            return _clean(str(raw))
        case None:
            return "null"
        case Mapping():
            return "{…}"
        case list() | tuple():
            return "[…]"
    return type(raw).__name__


def spelled(raw: object) -> str:
    """Like :func:`shown`, with text in quotes."""
    return f'"{shown(raw)}"' if isinstance(raw, str) and not isinstance(raw, NumberText) else shown(raw)


_SHOWN_BITS = 128
_SHOWN_CHARACTERS = 60


def _clean(text: str) -> str:
    short = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return UNSEEN.sub("�", short)


UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Signs that show nothing, steer a terminal, turn the writing direction or are halves of a sign."""


def _fault(code: str, fact: Fact, *, near: str = "", **details: object) -> ValueFault:
    return ValueFault(code, near=near, name=fact.name.zh, name_en=fact.key, **details)


def _wrong_type(fact: Fact, raw: object) -> ValueFault:
    """The fault of a value that is not of its fact's type at all."""
    expected, expected_en = (type_words(fact.type, language) for language in ("zh", "en"))
    example = _EXAMPLES[fact.type.kind]
    return _fault(
        "F704", fact, expected=expected, expected_en=expected_en, found=spelled(raw), example=example
    )


_EXAMPLES = {
    "money": '"8000000", "800万元"',
    "count": "12",
    "duration": '12, "12个月"',
    "ratio": '"0.2", "20%"',
    "boolean": 'true, false, "是", "否"',
    "date": '"2024-07-17"',
    "code": '"A-001"',
    "text": '"青岛示例公司"',
    "roles": '["bank"]',
}
"""How a value of each type looks in JSON."""


def _inexact(fact: Fact, raw: float | NumberText) -> ValueFault:
    text = str(raw)
    if not fact.type.numeric or re.match(r"-?\d", text) is None:
        return _wrong_type(fact, raw)
    if re.fullmatch(r"-?\d+", text):
        return _fault("F707", fact, value=shown(text), allowed=_allowed(fact))
    return _fault("F705", fact, value=shown(text))


_WRITTEN = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)((?:\.\d+)?)\s*([^\d\s.,].*|)", re.DOTALL)
"""A number as people write it: sign, digits (thousands may be separated), decimals, unit."""

_EXPONENT_LIMIT = 100


def _number(vocabulary: Vocabulary, fact: Fact, raw: object) -> Fraction | int:
    """A number in base units; a bare one is in yuan, the count's unit, months or 1."""
    match raw:
        case bool():
            raise _wrong_type(fact, raw)
        case int():
            return raw * _own_unit(fact)
        case Decimal() if raw.is_finite() and abs(raw.adjusted()) + abs(_exponent(raw)) <= _EXPONENT_LIMIT:
            return Fraction(raw) * _own_unit(fact)
        case str() if raw.isascii() and raw.isdigit() and len(raw) <= limits.LITERAL_CHARACTERS:
            return int(raw) * _own_unit(fact)
        case str():
            return _written_number(vocabulary, fact, raw)
    raise _wrong_type(fact, raw)


def _own_unit(fact: Fact) -> int:
    """Base units in one of the unit that a bare number is in."""
    return FEN_PER_YUAN if fact.type.kind == "money" else 1


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # the number is finite
    return exponent


def _written_number(vocabulary: Vocabulary, fact: Fact, raw: str) -> Fraction:
    text = unicodedata.normalize("NFKC", raw[: limits.TEXT_CHARACTERS]).strip()
    match = _WRITTEN.fullmatch(text)
    if match is None or len(text) > 2 * limits.LITERAL_CHARACTERS:
        raise _wrong_type(fact, raw)
    sign, whole, decimals, unit = match.groups()
    if re.fullmatch(r"[eE][+-]?\d+", unit):
        raise _fault("F705", fact, value=shown(raw))
    digits = whole.replace(",", "") + decimals
    if fact.type.kind == "money" and unit.lower() == "yuan":
        unit = "元"
    quantity = read_quantity(digits + unit, vocabulary.count_units)
    units = _units_of(fact)
    if quantity is None:
        # No proposal for money: the nearest unit to 美元 is no unit for it.
        near = "" if fact.type.kind == "money" else nearest(unit, units)
        raise _fault("F708", fact, value=shown(raw), unit=units[0], near=near)
    value = quantity.value
    if quantity.type.kind == "ratio" and not unit.endswith("%"):
        value *= _own_unit(fact)
    elif quantity.type != fact.type:
        raise _fault("F708", fact, value=shown(raw), unit=units[0])
    return -value if sign == "-" else value


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
        raise _fault("F706", fact, value=shown(raw))
    return value.numerator


def _whole(vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    value = _number(vocabulary, fact, raw)
    if value.denominator != 1:
        raise _fault("F719", fact, value=shown(raw))
    return value.numerator


def _ratio(vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    value = _number(vocabulary, fact, raw) * RATIO_SCALE
    if value.denominator != 1:
        raise _fault("F721", fact, value=shown(raw))
    return value.numerator


def _boolean(_vocabulary: Vocabulary, fact: Fact, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in YES | NO:
        return raw.strip().lower() in YES
    raise _wrong_type(fact, raw)


def _category(vocabulary: Vocabulary, fact: Fact, raw: object) -> str:
    category = vocabulary.category_by_name[fact.type.unit]
    key = category.key_of(raw.strip()) if isinstance(raw, str) else None
    if key is None:
        known = [word for value, text in category.values for word in (text.zh, value)]
        values = "、".join(f"{text.zh}({value})" for value, text in category.values)
        raise _fault("F714", fact, value=shown(raw), known=values, near=nearest(shown(raw), known))
    return key


def _date(_vocabulary: Vocabulary, fact: Fact, raw: object) -> int:
    if isinstance(raw, date):
        return raw.toordinal()
    if not isinstance(raw, str):
        raise _wrong_type(fact, raw)
    day = read_date(raw.strip())
    if day is None:
        raise _fault("F709", fact, value=shown(raw))
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
        raise _fault("F722", fact, limit=limits.TEXT_CHARACTERS)
    unseen = UNSEEN.search(raw)
    if unseen:
        raise _fault("F726", fact, sign=f"U+{ord(unseen.group()):04X}")
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


def check_range(fact: Fact, value: int) -> None:
    """Raise ValueFault for a number, in base units, that its fact may not have."""
    low, high = fact.range
    if (low is None or value >= low) and (high is None or value <= high) and abs(value) <= limit_of(fact):
        return
    short = value.bit_length() <= _SHOWN_BITS
    raise _fault(
        "F707", fact, value=number_text(fact, value) if short else shown(value), allowed=_allowed(fact)
    )


def limit_of(fact: Fact) -> int:
    """The largest number, and without its sign the smallest, that any fact of this type may have."""
    return limits.MONEY_FEN if fact.type.kind == "money" else limits.COUNT


def _allowed(fact: Fact) -> str:
    low, high = fact.range
    shown_low = number_text(fact, -limit_of(fact) if low is None else low)
    return f"{shown_low} … {number_text(fact, limit_of(fact) if high is None else high)}"


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
            unit = unit_words(fact.type.unit, language)
            return f"{int(value):,}{'' if chinese or not unit else ' '}{unit}"
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
