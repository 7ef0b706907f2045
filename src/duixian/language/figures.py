"""The figures of a text and of a rule, so that the two can be held against each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import NamedTuple

from duixian.language.quantity import chinese_number, split_number, unit_of
from duixian.language.source import QUOTED, Span, normalise


class Figure(NamedTuple):
    """A number as it stands in a text. ``kind`` is money, ratio, duration, date or number; ``must`` is
    false for small Chinese numerals (五个), which may be figures or just words."""

    kind: str
    value: Fraction
    words: str
    span: Span
    must: bool = True


def without_counterpart(figures: Iterable[Figure], others: Iterable[Figure]) -> list[Figure]:
    """The figures that are not among the others. They are compared by value; a bare number agrees with any
    unit, and one without its 元 (50万) has its value in yuan, not in fen."""
    kinds: dict[Fraction, set[str]] = {}
    for other in others:
        kinds.setdefault(other.value, set()).add(other.kind)

    def stands(figure: Figure) -> bool:
        same = kinds.get(figure.value, set())
        match figure.kind:
            case "number":
                return bool(same) or "money" in kinds.get(figure.value * 100, ())
            case "money":
                return bool(same & {"money", "number"}) or "number" in kinds.get(figure.value / 100, ())
        return bool(same & {figure.kind, "number"})

    return [figure for figure in figures if not stands(figure)]


_RULE_FIGURE = re.compile(r"(?<!\w)(?:\d{4}-\d{1,2}-\d{1,2}|前\d+名|\d+\.[a-z][\w-]*|\d+(?:\.\d+)?\w*%?)")


def rule_figures(lines: Iterable[tuple[int, str]], units: Collection[str]) -> list[Figure]:
    """The figures of a rule's lines. Exempt: the dates of 有效, quoted text, comments, 0 and 1."""
    found: list[Figure] = []
    for number, raw in lines:
        line = QUOTED.sub(lambda match: " " * len(match.group()), normalise(raw))
        line = line.split("#", 1)[0]
        if line.strip().startswith(("有效", "不与")):
            continue
        for match in _RULE_FIGURE.finditer(line):
            word = match.group()
            span = Span(number, match.start() + 1, number, match.end() + 1)
            if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", word):
                found.append(Figure("date", Fraction(int(word[:4])), word, span))
                continue
            figure = _figure(word.removeprefix("前"), units, span)
            if figure is not None and not _exempt(figure):
                found.append(figure._replace(words=word))
    return found


_NUMERALS = "零一二两三四五六七八九十百千万亿"
_CALENDAR = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?=\s*(?:年|至|-|—|–|、|和))(?:年\d{1,2}月(?:\d{1,2}日)?|-\d{1,2}-\d{1,2})?"
)
_DIGITS = re.compile(r"(?<![A-Za-z\d./])(\d[\d,]*(?:\.\d+)?)\s*([百千万亿]*)(%|[^\W\d]{0,3})")
_CHINESE = re.compile(
    rf"(?<![统第唯同单每上前后任另某这那万{_NUMERALS}])百分之([{_NUMERALS}]+)|"
    rf"(?<![统第唯同单每上后任另某这那{_NUMERALS}])([{_NUMERALS}]+)(年(?!度)|个月|名|元|标准箱|[个家间条台辆户倍]|)"
)
# 500强, 8号, GB/T4754: digits that name something. Latin letters only: in RCEP航线奖励300万元 the figure counts.
_NAMES_WITH_DIGITS = re.compile(r"\d+强|\d+号|(?<![A-Za-z0-9_./-])[A-Za-z][A-Za-z0-9_./-]*\d[A-Za-z0-9_./-]*")
_SMALL_UNITS = frozenset("个家间条台辆户倍")


def prose_figures(
    lines: Iterable[tuple[int, str]], units: Collection[str], names: Collection[str]
) -> list[Figure]:
    """The figures of prose. Exempt: calendar years (kept as dates), digits in names, 0 and 1, and what
    stands inside 〔…〕 or 《…》. ``names`` are the vocabulary's, which may hold digits."""
    found: list[Figure] = []
    inside = 0
    with_digits = [name for name in names if re.search(rf"[\d{_NUMERALS}]", name)]
    for number, raw in lines:
        line, inside = _without_brackets(raw, inside)
        for name in with_digits:
            line = line.replace(name, "　" * len(name))
        line = _NAMES_WITH_DIGITS.sub(lambda match: "　" * len(match.group()), line)
        for match in _CALENDAR.finditer(line):
            span = Span(number, match.start() + 1, number, match.end() + 1)
            found.append(Figure("date", Fraction(int(match.group()[:4])), match.group(), span, must=False))
        line = _CALENDAR.sub(lambda match: "　" * len(match.group()), line)
        line = line.translate(_FULL_WIDTH)
        for match in _DIGITS.finditer(line):
            figure = _prose_figure(match, units, number)
            if not _exempt(figure):
                found.append(figure)
        found += _chinese_figures(line, number)
    return found


_FULL_WIDTH = {code + 0xFEE0: chr(code) for code in (*range(0x30, 0x3A), ord("%"), ord("."))}


def _without_brackets(line: str, inside: int) -> tuple[str, int]:
    """Blank out 〔…〕 and 《…》, which may run over lines."""
    out: list[str] = []
    for sign in line:
        if sign in "〔《":
            inside += 1
        out.append("　" if inside else sign)
        if sign in "〕》":
            inside = max(0, inside - 1)
    return "".join(out), inside


def _prose_figure(match: re.Match[str], units: Collection[str], number: int) -> Figure:
    digits, multipliers, tail = match.groups()
    unit = next(
        (tail[:length] for length in (3, 2, 1) if len(tail) >= length and unit_of(tail[:length], units)), ""
    )
    word = digits.replace(",", "") + multipliers + unit
    end = match.start(3) + len(unit)
    span = Span(number, match.start() + 1, number, end + 1)
    figure = _figure(word, units, span)
    assert figure is not None
    return figure


def _chinese_figures(line: str, number: int) -> list[Figure]:
    found: list[Figure] = []
    for match in _CHINESE.finditer(line):
        percent, numeral, unit = match.groups()
        value = chinese_number(percent or numeral)
        span = Span(number, match.start() + 1, number, match.end() + 1)
        if value is None:
            continue
        if percent:
            figure = Figure("ratio", Fraction(value, 100), match.group(), span)
        elif unit == "年":
            figure = Figure("duration", Fraction(value * 12), match.group(), span)
        elif unit == "个月":
            figure = Figure("duration", Fraction(value), match.group(), span)
        elif unit == "元":
            figure = Figure("money", Fraction(value * 100), match.group(), span)
        elif unit or (len(numeral) > 1 and numeral[-1] in "万亿" and value >= 1_000_000):
            figure = Figure("number", Fraction(value), match.group(), span, must=unit not in _SMALL_UNITS)
        else:
            continue
        if not _exempt(figure):
            found.append(figure)
    return found


def _figure(word: str, units: Collection[str], span: Span) -> Figure | None:
    parts = split_number(word)
    if parts is None:
        return None
    value, unit_word = parts
    unit = unit_of(unit_word, units)
    if unit is None or (unit[0].kind in ("count", "ratio") and unit_word != "%"):
        return Figure("number", value, word, span)
    type_, factor = unit
    return Figure(type_.kind, value * factor, word, span)


def _exempt(figure: Figure) -> bool:
    return figure.value == 0 or (figure.kind == "number" and figure.value == 1)
