"""Slips of the pen: each change of one word by which a rule could have been written wrongly.

Left out is what cannot change a single case: 预算, the ties of a 名额, a 待定 on its own line, quoted text and
comments; and 一次性 for 首次, which mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from duixian.language.diagnostics import Faults
from duixian.language.document import Block
from duixian.language.node import Node
from duixian.language.quantity import decimal_text
from duixian.language.source import Source, Span, without_english
from duixian.language.syntax import Branch, Statement, is_token, own_branches, own_tokens, parse_block, place
from duixian.language.tree import Text
from duixian.language.values import read_date
from duixian.language.vocabulary import Fact, Vocabulary

if TYPE_CHECKING:
    from lark import Token

KINDS: dict[str, Text] = {
    "figure": Text("数字", "figures"),
    "unit": Text("单位", "units"),
    "date": Text("日期", "dates"),
    "comparison": Text("比较", "comparisons"),
    "connective": Text("且、或", "and, or"),
    "word": Text("用词", "words"),
    "name": Text("名称", "names"),
    "omission": Text("漏写", "omissions"),
}
"""The kinds of slip."""

SWAPPED: dict[tuple[str, str], tuple[str, str]] = {
    ("compare", "LESS"): ("comparison", "<="),
    ("compare", "AT_MOST_SIGN"): ("comparison", "<"),
    ("compare", "MORE"): ("comparison", ">="),
    ("compare", "AT_LEAST"): ("comparison", ">"),
    ("compare", "EQUAL"): ("comparison", "≠"),
    ("compare", "UNEQUAL"): ("comparison", "="),
    ("tier_row", "FROM"): ("comparison", "超过"),
    ("tier_row", "OVER"): ("comparison", "满"),
    ("every", "AND"): ("connective", "或"),
    ("some", "OR"): ("connective", "且"),
    ("extreme", "LARGER"): ("word", "较小"),
    ("extreme", "SMALLER"): ("word", "较大"),
    ("fold", "EXISTS"): ("word", "全部"),
    ("fold", "ALL"): ("word", "存在"),
    ("add", "PLUS"): ("word", "-"),
    ("add", "MINUS"): ("word", "+"),
    ("multiply", "TIMES"): ("word", "÷"),
    ("multiply", "DIVIDED"): ("word", "×"),
    ("period", "ONCE"): ("word", "每年"),
    ("period", "FIRST"): ("word", "每年"),
    ("period", "YEARLY"): ("word", "一次性"),
}
"""Words and signs, by the part of the statement they stand in, with the kind of slip and what they become."""

LEFT_OUT = {
    ("not_", "NOT"),
    ("negate", "MINUS"),
    ("standard_at_most", "AT_MOST"),
    ("option", "AT_MOST"),
    ("cap", "YEARLY"),
}
"""Words without which a statement still reads."""

OPTIONAL = {"condition", "cap", "places", "period", "exclusion"}
"""Statements without which a rule still reads."""

WITHOUT_EFFECT = {"budget", "open_point"}
"""Statements that no single case depends on."""

_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?([百千万亿]*)(.*)")
_MULTIPLIERS = ("", "万", "亿")
_PLACES = re.compile(r"前(\d+)名")


class Slip(Node):
    """One change of a rule: the words ``old`` at ``span`` become ``new`` (empty: they are left out)."""

    kind: str
    span: Span
    old: str
    new: str

    def words(self, language: str) -> str:
        """The change for people: “>”写成“>=”."""
        old = without_english(self.old)
        if not self.new:
            return f"漏写“{old}”" if language == "zh" else f"“{old}” left out"
        return f"“{old}”写成“{self.new}”" if language == "zh" else f"“{old}” written as “{self.new}”"

    def written(self, source: Source) -> list[str]:
        """The lines of the file with the slip in it; every line stays where it was."""
        lines = list(source.lines)
        first, last = self.span.line - 1, self.span.end_line - 1
        before, after = lines[first][: self.span.column - 1], lines[last][self.span.end_column - 1 :]
        lines[first : last + 1] = [before + self.new + after, *[""] * (last - first)]
        return lines


def slips(source: Source, block: Block, vocabulary: Vocabulary) -> list[Slip]:
    """The slips that a 规则 block invites, in the order of their places."""
    statements = parse_block(Faults(source), block)
    writer = _Writer(source, vocabulary, [statement.tree for statement in statements])
    found = (slip for statement in statements for slip in writer.statement(statement))
    return sorted(dict.fromkeys(found), key=lambda slip: slip.span[:2])


class _Writer:
    def __init__(self, source: Source, vocabulary: Vocabulary, trees: Iterable[Branch]) -> None:
        self.source = source
        self.vocabulary = vocabulary
        fields = (field for records in vocabulary.records for field in records.fields)
        self.facts: dict[str, Fact] = {fact.name.zh: fact for fact in (*fields, *vocabulary.facts)}
        read = dict.fromkeys(str(token) for tree in trees for token in _names(tree))
        self.sizes = [name for name in read if name in self.facts and self.facts[name].type.ordered]
        """The facts of the rule that have a size: one may be written for another of its type."""

    def statement(self, statement: Statement) -> Iterator[Slip]:
        kind = str(statement.tree.data)
        if kind in WITHOUT_EFFECT:
            return
        if kind in OPTIONAL:
            yield self._omission(statement.span)
        yield from self._part(statement.tree)

    def _part(self, tree: Branch) -> Iterator[Slip]:
        """The slips in a part of a statement: of its own kind, then of what it is made of."""
        own: Callable[[Branch], Iterator[Slip]] | None = getattr(self, f"_of_{tree.data}", None)
        if own is not None:
            yield from own(tree)
        for child in tree.children:
            if is_token(child):
                yield from self._token(child, str(tree.data))
            else:
                yield from self._part(child)

    def _token(self, token: Token, part: str) -> Iterator[Slip]:
        if (part, token.type) in SWAPPED:
            kind, new = SWAPPED[part, token.type]
            yield self._change(kind, token, new)
        elif (part, token.type) in LEFT_OUT:
            yield self._omission(place(token))
        elif token.type == "NUMBER":
            yield from (self._change("figure", token, new) for new in _next_figures(token))
            yield from (self._change("unit", token, new) for new in _next_units(token))
        elif token.type == "DATE":
            yield from (self._change("date", token, new) for new in _next_days(token))

    # --- Parts of statements -----------------------------------------------------------------------------

    def _of_recipients(self, tree: Branch) -> Iterator[Slip]:
        names = own_tokens(tree, "NAME")
        yield from self._each_left_out(names)
        for name in names:
            kind = self.vocabulary.kind_by_name.get(name)
            if kind is not None:
                alike = [other.name.zh for other in self.vocabulary.kinds if other.role == kind.role]
                yield from self._beside(name, alike, names)

    def _of_places(self, tree: Branch) -> Iterator[Slip]:
        count = own_tokens(tree, "NAME")[1]
        stated = _PLACES.fullmatch(count)
        if stated is not None:
            number = int(stated[1])
            for other in (number - 1, number + 1):
                if other > 0:
                    yield self._change("figure", count, f"前{other}名")

    def _of_records(self, tree: Branch) -> Iterator[Slip]:
        where = own_tokens(tree, "WHERE")
        if where:
            filter_ = tree.children[tree.children.index(where[0]) + 1]
            if filter_.data != "every":
                yield self._omission(_from_to(place(where[0]), place(filter_)))

    def _of_every(self, tree: Branch) -> Iterator[Slip]:
        yield from self._each_left_out([child for child in tree.children if not is_token(child)])

    _of_some = _of_every

    def _of_by_table(self, tree: Branch) -> Iterator[Slip]:
        rows = own_branches(tree, "by_row")
        names = [name for row in rows for name in own_tokens(row, "NAME")]
        yield from self._rows_left_out(rows)
        yield from self._values(own_tokens(tree, "NAME")[0], names)
        for row in rows:
            yield from self._each_left_out(own_tokens(row, "NAME"))

    def _of_tier_table(self, tree: Branch) -> Iterator[Slip]:
        yield from self._rows_left_out(own_branches(tree, "tier_row"))
        yield from self._another_size(own_tokens(tree, "NAME")[0])

    def _of_member(self, tree: Branch) -> Iterator[Slip]:
        names = own_tokens(own_branches(tree, "values")[0], "NAME", "OTHERS")
        yield from self._each_left_out(names)
        if tree.children[0].data == "name":
            yield from self._values(tree.children[0].children[0], names)

    def _of_compare(self, tree: Branch) -> Iterator[Slip]:
        left, _, right = tree.children
        if left.data == right.data == "name":
            yield from self._values(left.children[0], [right.children[0]])
            yield from self._values(right.children[0], [left.children[0]])

    def _of_name(self, tree: Branch) -> Iterator[Slip]:
        yield from self._another_size(tree.children[0])

    # --- What a slip makes of them -----------------------------------------------------------------------

    def _another_size(self, name: Token) -> Iterator[Slip]:
        if name in self.sizes:
            for other in self.sizes:
                if other != name and self.facts[other].type == self.facts[name].type:
                    yield self._change("name", name, other)

    def _values(self, subject: Token, names: Sequence[Token]) -> Iterator[Slip]:
        """Values of a category, each written as one beside it."""
        fact = self.facts.get(subject)
        if fact is not None and fact.type.kind == "category":
            category = self.vocabulary.category_by_name[fact.type.unit]
            known = [text.zh for _, text in category.values]
            for name in names:
                yield from self._beside(name, known, names)

    def _beside(self, name: Token, known: list[str], taken: Sequence[str]) -> Iterator[Slip]:
        """A name as the nearest ones before and after it that do not stand there already."""
        if name in known:
            at = known.index(name)
            before = [other for other in known[:at] if other not in taken]
            after = [other for other in known[at:] if other not in taken]
            for other in (*before[-1:], *after[:1]):
                yield self._change("name", name, other)

    def _each_left_out(self, parts: Sequence[Branch | Token]) -> Iterator[Slip]:
        """Each of several parts left out, with the sign that joins it to the one beside it."""
        spans = [place(part) for part in parts]
        for index, span in enumerate(spans):
            if index:
                before = spans[index - 1]
                yield self._omission(Span(before.end_line, before.end_column, span.end_line, span.end_column))
            elif len(spans) > 1:
                yield self._omission(Span(span.line, span.column, spans[1].line, spans[1].column))

    def _rows_left_out(self, rows: Sequence[Branch]) -> Iterator[Slip]:
        for row in rows:
            if len(rows) > 1:
                yield self._omission(place(row))

    def _omission(self, span: Span) -> Slip:
        return Slip("omission", span, self.source.words(span).strip(), "")

    def _change(self, kind: str, token: Token, new: str) -> Slip:
        span = place(token)
        return Slip(kind, span, self.source.words(span), new)


def _next_figures(word: str) -> Iterator[str]:
    """A number one step of its last written digit down and up: 0.8% as 0.7% and 0.9%."""
    match = _NUMBER.fullmatch(word)
    assert match is not None
    whole, decimals, multipliers, unit = match.groups(default="")
    for step in (-1, 1):
        value = int(whole + decimals) + step
        if value >= 0:
            digits = str(value).zfill(len(decimals) + 1)
            at = len(digits) - len(decimals)
            yield f"{digits[:at]}{'.' * bool(decimals)}{digits[at:]}{multipliers}{unit}"


def _next_units(word: str) -> Iterator[str]:
    """A number with the unit next to its own: 万元 as 元 and 亿元, 年 as 个月, 20% as 2% and 200%."""
    match = _NUMBER.fullmatch(word)
    assert match is not None
    whole, decimals, multipliers, unit = match.groups(default="")
    digits = f"{whole}.{decimals}" if decimals else whole
    if Fraction(digits) == 0:
        return
    if unit in ("年", "月", "个月"):
        yield digits + multipliers + ("个月" if unit == "年" else "年")
    elif unit in ("", "%"):
        for factor in (Fraction(1, 10), 10):
            yield decimal_text(Fraction(digits) * factor) + multipliers + unit
    elif multipliers in _MULTIPLIERS:
        at = _MULTIPLIERS.index(multipliers)
        for other in (*_MULTIPLIERS[:at][-1:], *_MULTIPLIERS[at + 1 :][:1]):
            yield digits + other + unit
    else:
        yield digits + multipliers[1:] + unit


def _next_days(word: str) -> Iterator[str]:
    """The day before and the day after; the calendar ends where Python's does."""
    day = read_date(word)
    if day is not None and day > date.min:
        yield (day - timedelta(days=1)).isoformat()
    if day is not None and day < date.max:
        yield (day + timedelta(days=1)).isoformat()


def _from_to(first: Span, last: Span) -> Span:
    return Span(first.line, first.column, last.end_line, last.end_column)


def _names(tree: Branch) -> Iterator[Token]:
    """Every name in a part of a statement."""
    for child in tree.children:
        if not is_token(child):
            yield from _names(child)
        elif child.type == "NAME":
            yield child
