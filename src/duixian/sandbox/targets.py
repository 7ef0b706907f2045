"""What of a list can be changed, by the names its writers see: ``11.purchase.标准.比例``, ``11.预算.分配``.

A target is a stretch of a policy file. Its path is the policy, the scheme (none for what stands under the H1), the
statement, then what stands in it: 第2档 (a tier, from the top of the text) with 门槛 and what it gives, a category's
value, an option of a reading, and at last what kind of figure it is. Figures that would share a path are numbered.
Any beginning of a path that leads to one figure only stands for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

from duixian.language.elaborate import ALLOCATIONS
from duixian.language.node import Node
from duixian.language.quantity import read_quantity
from duixian.language.source import Source, Span, normalise
from duixian.language.tree import (
    Cases,
    Compare,
    Definition,
    Expression,
    Fold,
    Member,
    Number,
    Policy,
    Reading,
    Reference,
    Scheme,
    Selection,
    Version,
)
from duixian.language.types import RATIO, Type
from duixian.language.values import read_date
from duixian.language.vocabulary import RATIO_SCALE, Vocabulary
from duixian.language.walk import children

Part = TypeVar("Part")

FIGURE_WORDS = {"ratio": "比例", "money": "金额", "count": "数量", "duration": "时长", "date": "日期"}
THRESHOLD = "门槛"
OTHERS = "其他"
ALLOCATION = "分配"

ENGLISH = {
    "standard": "标准",
    "cap": "上限",
    "condition": "条件",
    "places": "名额",
    "budget": "预算",
    "reading": "读法",
    "ratio": "比例",
    "amount": "金额",
    "count": "数量",
    "duration": "时长",
    "date": "日期",
    "threshold": THRESHOLD,
    "others": OTHERS,
    "allocation": ALLOCATION,
    "where": "其中",
}
"""English words of a path; ``tier2`` is 第2档."""

ALLOCATION_WORDS = {key: name for name, key in ALLOCATIONS.items()} | {name: name for name in ALLOCATIONS}
"""Rules of sharing by key and by name, as the text has them."""


class Target(Node):
    """Something that can be changed.

    ``kind`` is ``figure``, ``places``, ``option`` (which reading applies), ``allocation`` or ``statement``.
    ``type`` and the ends (base units, included; None: no bound) are those of a figure. ``policy`` is its policy's
    number, ``scheme`` its scheme's key, empty for what stands under the H1. ``choices`` are what an option may be,
    each with the name it goes by.
    """

    path: str
    policy: int
    scheme: str
    kind: str
    span: Span
    text: str
    type: Type | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[tuple[str, str], ...] = ()


def written_figure(text: str, units: frozenset[str]) -> tuple[Fraction, Type] | None:
    """A figure as it stands in a rule, in base units; None where it is none."""
    word = normalise(text).replace(" ", "")
    quantity = read_quantity(word, units)
    if quantity is not None:
        return quantity.value, quantity.type
    day = read_date(word)
    return None if day is None else (Fraction(day.toordinal()), Type("date"))


def targets_of(policy: Policy, vocabulary: Vocabulary, source: Source, on: date) -> list[Target]:
    """All that can be changed of a policy: of each scheme the version in force on a day."""
    found: dict[tuple[str, Span, str], Target] = {}
    for scheme in policy.schemes:
        version = scheme.version(on)
        if version is not None:
            for target in _Finder(policy, scheme, version, vocabulary, source).targets():
                found.setdefault((target.path, target.span, target.kind), target)
    return list(found.values())


def found_by(path: str, targets: Sequence[Target], kinds: tuple[str, ...]) -> list[Target]:
    """The targets of some kinds that a path stands for; more than one: the path is not exact enough.

    A statement stands for its figure; 预算 for its amount, not for how it is shared out, which 预算.分配 names.
    """
    wanted = canonical(path).split(".")
    fitting = [target for target in targets if target.kind in kinds and _leads_to(wanted, target)]
    exact = [target for target in fitting if len(target.path.split(".")) == len(wanted)]
    figures = [target for target in fitting if target.kind in ("figure", "places")]
    return list({target.span: target for target in exact or figures or fitting}.values())


def _leads_to(wanted: Sequence[str], target: Target) -> bool:
    parts = target.path.split(".")
    if len(wanted) > len(parts):
        return False
    # Several values of a category that give the same are one segment: each of them names it.
    return all(
        asked == part or asked in part.split("、") or asked == part.replace("、", ",")
        for asked, part in zip(wanted, parts, strict=False)
    )


def canonical(path: str) -> str:
    """A path with its English words in Chinese, as far as they are words of paths."""
    policy, *parts = normalise(path).replace(" ", "").split(".")
    return ".".join([policy, *(_segment(part) for part in parts)])


def _segment(part: str) -> str:
    tier = re.fullmatch(r"tier([0-9]+)", part)
    return f"第{tier.group(1)}档" if tier else ENGLISH.get(part, part)


Ends = tuple[Fraction | None, Fraction | None]
"""Allowed values in base units, both ends included; None: no bound."""


class _Figure(NamedTuple):
    """A figure of the text: the last part of its path, its type, and what it may be."""

    path: str
    type: Type
    ends: Ends


class _Finder:
    """Finds the targets of one version."""

    def __init__(
        self, policy: Policy, scheme: Scheme, version: Version, vocabulary: Vocabulary, source: Source
    ) -> None:
        self.policy = policy
        self.scheme = scheme
        self.version = version
        self.vocabulary = vocabulary
        self.source = source
        self.records = {step.name: step.records for step in version.steps if isinstance(step, Selection)}

    def targets(self) -> Iterator[Target]:
        version = self.version
        yield from self._statement("标准", version.standard.expression, version.standard.span)
        for name, cap in _numbered("上限", version.caps):
            yield from self._statement(name, cap.expression, cap.span)
        yield from self._conditions()
        for step in version.steps:
            yield from self._step(step)
        if version.places is not None:
            span = self._places_span()
            figure = _Figure("", Type("count", "名"), (Fraction(1), None))
            yield self._target("名额", "places", span, figure)
            yield self._target("名额", "statement", version.places.span)
        for budget in (version.budget, self.policy.budget):
            if budget is not None:
                yield from self._statement("预算", budget.amount, budget.span)
                choices = tuple(ALLOCATION_WORDS.items())
                span = self._last_word(budget.span)
                yield self._target(f"预算.{ALLOCATION}", "allocation", span, choices=choices)

    def _conditions(self) -> Iterator[Target]:
        own: dict[str, list[tuple[Expression, Span]]] = {}
        for condition in self.version.conditions:
            if self.version.places is None or condition.span != self.version.places.span:
                own.setdefault(self._scheme_of(condition.span), []).append(
                    (condition.expression, condition.span)
                )
        for conditions in own.values():
            subjects = [self._subject(expression) for expression, _ in conditions]
            for number, ((expression, span), subject) in enumerate(zip(conditions, subjects, strict=True), 1):
                if subject and subjects.count(subject) == 1:
                    yield from self._statement(f"条件.{subject}", expression, span)
                yield from self._statement(f"条件.{number}", expression, span)

    def _subject(self, expression: Expression) -> str:
        """What a condition speaks of first: a fact, a kind of record or a name of the rule."""
        named = [node for node in _below(expression) if isinstance(node, Reference | Fold)]
        first = min(named, key=lambda node: node.span, default=None)
        if isinstance(first, Reference) and first.scope == "fact":
            return self.vocabulary.fact_by_name[first.key].name.zh
        return "" if first is None else first.selection if isinstance(first, Fold) else first.key

    def _step(self, step: Definition | Selection | Reading) -> Iterator[Target]:
        match step:
            case Definition():
                yield from self._statement(step.name, step.expression, step.span)
            case Selection():
                yield self._target(step.name, "statement", step.span)
                if step.filter is not None:
                    yield from self._figures(f"{step.name}.其中", step.filter, step.records)
                for definition in step.definitions:
                    yield from self._figures(definition.name, definition.expression, step.records)
            case Reading():
                choices = tuple(
                    (name, o.key) for o in step.options for name in (o.key, o.label.zh, o.label.en)
                )
                for name in dict.fromkeys((f"读法.{step.name}", f"读法.{step.key}")):
                    yield self._target(name, "option", step.span, choices=choices)
                    yield self._target(name, "statement", step.span)
                    for option in step.options:
                        yield from self._figures(f"{name}.{option.key}", option.expression, "")

    def _statement(self, name: str, expression: Expression | None, span: Span) -> Iterator[Target]:
        yield self._target(name, "statement", span)
        if expression is not None:
            yield from self._figures(name, expression, "")

    # --- Figures -------------------------------------------------------------------------------------------

    def _figures(self, name: str, expression: Expression, records: str) -> Iterator[Target]:
        """The figures an expression is written with, in the order of the text, each with its path."""
        in_text = sorted(dict(self._named(expression, records)).items())
        paths = [figure.path for _, figure in in_text]
        seen: Counter[str] = Counter()
        for span, figure in in_text:
            seen[figure.path] += 1
            last = f".{seen[figure.path]}" if paths.count(figure.path) > 1 else ""
            yield self._target(f"{name}{figure.path}{last}", "figure", span, figure)

    def _named(
        self, expression: Expression, records: str, path: str = "", last: str = ""
    ) -> Iterator[tuple[Span, _Figure]]:
        match expression:
            case Number(type=type_, span=span):
                if self._is_written(expression):
                    word = last or FIGURE_WORDS.get(type_.kind, "数量")
                    yield span, _Figure(f"{path}.{word}", type_, _allowed(type_))
            case Cases():
                yield from self._cases(expression, records, path)
            case Compare(left=left, right=right):
                for side, other in ((left, right), (right, left)):
                    for span, figure in self._named(side, records, path, last):
                        yield span, figure._replace(ends=self._range(other, records) or figure.ends)
            case _:
                inner = self.records.get(getattr(expression, "selection", ""), records)
                for child in children(expression):
                    yield from self._named(child, inner, path, last)

    def _cases(self, node: Cases, records: str, path: str) -> Iterator[tuple[Span, _Figure]]:
        labels: set[str] = set()
        arms = sorted(node.arms, key=lambda arm: arm.condition.span)
        unit = ""
        for number, arm in enumerate(arms, 1):
            name = f"第{number}档"
            if isinstance(arm.condition, Member):
                unit = arm.condition.operand.type.unit
                category = self.vocabulary.category_by_name[unit]
                labels |= set(arm.condition.values)
                name = "、".join(category.label(key).zh for key in arm.condition.values)
            else:
                yield from self._named(arm.condition, records, f"{path}.{name}", THRESHOLD)
            yield from self._named(arm.value, records, f"{path}.{name}")
        rest = OTHERS
        if unit:
            left = [
                label.zh for key, label in self.vocabulary.category_by_name[unit].values if key not in labels
            ]
            rest = left[0] if len(left) == 1 else OTHERS
        yield from self._named(node.otherwise, records, f"{path}.{rest}")

    def _is_written(self, number: Number) -> bool:
        """Whether a figure stands in the text as it is: a convenience of the language may have made it up."""
        written = written_figure(self.source.words(number.span), self.vocabulary.count_units)
        return written is not None and written[0] == Fraction(number.numerator, number.denominator)

    def _range(self, node: Expression, records: str) -> Ends | None:
        """The allowed values of a fact or field, in base units."""
        if not isinstance(node, Reference) or node.scope not in ("fact", "field"):
            return None
        declared = self.vocabulary.records_by_name.get(records)
        field = declared.field(node.key) if declared and node.scope == "field" else None
        fact = field if node.scope == "field" else self.vocabulary.fact_by_name.get(node.key)
        if fact is None:
            return None
        scale = RATIO_SCALE if fact.type.kind == "ratio" else 1
        low, high = fact.range
        return (
            None if low is None else Fraction(low, scale),
            None if high is None else Fraction(high, scale),
        )

    # --- Places --------------------------------------------------------------------------------------------

    def _scheme_of(self, span: Span) -> str:
        """The scheme a part stands in; empty where it stands under the H1, for every scheme."""
        own = self.version.span
        return self.scheme.key if own.line <= span.line and self._in_block(span.line) else ""

    def _in_block(self, line: int) -> bool:
        return line <= self.version.span.line + len(self.version.rule.split("\n"))

    def _target(
        self,
        name: str,
        kind: str,
        span: Span,
        figure: _Figure | None = None,
        choices: tuple[tuple[str, str], ...] = (),
    ) -> Target:
        scheme = self._scheme_of(span)
        path = ".".join([str(self.policy.number), *([scheme] if scheme else []), name])
        text = self.source.words(span)
        type_, ends = (None, (None, None)) if figure is None else (figure.type, figure.ends)
        return Target(path, self.policy.number, scheme, kind, span, text, type_, *ends, choices)

    def _places_span(self) -> Span:
        places = self.version.places
        assert places is not None
        (condition,) = [one for one in self.version.conditions if one.span == places.span]
        compared = condition.expression
        assert isinstance(compared, Compare)
        return compared.right.span

    def _last_word(self, span: Span) -> Span:
        line = self.source.line(span.end_line)[: span.end_column - 1]
        start = max(line.rfind(sign) for sign in (" ", "\u3000", "\t")) + 2
        return Span(span.end_line, start, span.end_line, span.end_column)


def _allowed(type_: Type) -> Ends:
    """What a figure may be where no fact is compared with it."""
    if type_ == RATIO:
        return Fraction(0), Fraction(1)
    return (None if type_.kind == "date" else Fraction(0)), None


def _numbered(name: str, parts: Sequence[Part]) -> list[tuple[str, Part]]:
    return [(name if len(parts) == 1 else f"{name}.{number}", part) for number, part in enumerate(parts, 1)]


def _below(node: Expression) -> Iterator[Expression]:
    yield node
    for child in children(node):
        yield from _below(child)
