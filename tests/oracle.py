"""A second opinion: what a rule comes to when every fact is known, by brute force.

Written from the language's meaning and the typed tree alone, with nothing of ``duixian.decide`` or its
intervals: plain fractions, plain yes and no, one recipient at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from math import floor
from typing import Any, NamedTuple

from duixian.language.library import PolicyList
from duixian.language.tree import (
    Add,
    Cases,
    Compare,
    Definition,
    Divide,
    Every,
    Expression,
    Extreme,
    Fold,
    Member,
    Multiply,
    Negate,
    Not,
    Number,
    Open,
    Policy,
    Reference,
    Scheme,
    Selection,
    Some,
    Truth,
    Version,
)
from duixian.language.types import Type
from duixian.registry.recipient import RecipientFacts

Record = Mapping[str, Any]


class Answer(NamedTuple):
    outcome: str
    minimum: int
    maximum: int | None


def nobody_decides(node: Open) -> bool:
    """By default a rule with 待定 inside an expression has no second opinion."""
    raise AssertionError(f"待定: {node.words.zh}")


def answer(
    listed: PolicyList,
    policy: Policy,
    scheme: Scheme,
    facts: RecipientFacts,
    *,
    on: date,
    readings: Mapping[str, str],
    opens: Callable[[Open], bool] = nobody_decides,
) -> Answer:
    """Outcome and fen for complete facts; ``opens`` says what each 待定 inside an expression turns out to be."""
    versions = [
        version
        for version in scheme.versions
        if not (version.start and on < version.start) and not (version.end and version.end < on)
    ]
    if not versions:
        return Answer("not_applicable", 0, 0)
    version = versions[0]
    assert facts.roles is not None
    fits = any(
        recipient.kind == facts.kind and (recipient.role == "" or recipient.role in facts.roles)
        for recipient in version.recipients
    )
    if not fits:
        return Answer("not_applicable", 0, 0)
    case = Sums(listed, version, facts, readings, opens)
    if not all(case.value(condition.expression) for condition in version.conditions):
        return Answer("not_entitled", 0, 0)
    low, high = case.amount(Fraction(0))
    if high == 0:
        return Answer("not_entitled", 0, 0)
    left_low, left_high = after_awards(case, policy, scheme, on, (low, high))
    return Answer("entitled", left_low, left_high)


Fen = tuple[int, int | None]


def after_awards(case: Sums, policy: Policy, scheme: Scheme, on: date, full: Fen) -> Fen:
    """What earlier awards leave of an amount."""
    version, facts = case.version, case.facts
    awards = facts.records.get("earlier_awards", ())

    def of(award: Record, named: Policy, key: str) -> bool:
        return award["policy"] in (named.key, str(named.number)) and award["scheme"] == key

    def counts(award: Record) -> bool:
        return version.period in ("once", "first") or bool(award["year"] == on.year)

    for name in version.excludes:
        excluded = next(found for found in case.listed.policies if found.number == name.policy)
        if any(of(award, excluded, name.scheme) and counts(award) for award in awards):
            return 0, 0
    own = [award for award in awards if of(award, policy, scheme.key)]
    barring = [award for award in own if version.period and counts(award)]
    spent = sum((Fraction(award["amount"]) for award in own if award["year"] == on.year), Fraction(0))
    kinds = {step.records for step in version.steps if isinstance(step, Selection)}
    kinds = {kind for kind in kinds if case.listed.vocabulary.records_by_name[kind].field("object")}
    if barring and not kinds:
        return 0, 0
    done = {award["object"] for award in barring}
    records = {
        kind: tuple(row for row in rows if kind not in kinds or row["object"] not in done)
        for kind, rows in facts.records.items()
    }
    fewer = RecipientFacts(facts.kind, facts.roles, facts.values, records)
    low, high = Sums(case.listed, version, fewer, case.readings, case.opens).amount(spent)
    most = full[1] if high is None else high if full[1] is None else min(high, full[1])
    return min(low, full[0]), most


@dataclass
class Sums:
    """One version worked out for one recipient."""

    listed: PolicyList
    version: Version
    facts: RecipientFacts
    readings: Mapping[str, str]
    opens: Callable[[Open], bool]
    selections: dict[str, Selection] = field(init=False)
    definitions: dict[str, Expression] = field(init=False)
    ceiling: bool = field(init=False)
    known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.selections = {step.name: step for step in self.version.steps if isinstance(step, Selection)}
        self.definitions = {}
        self.ceiling = self.version.standard.ceiling
        for step in self.version.steps:
            if isinstance(step, Definition):
                self.definitions[step.name] = step.expression
            elif not isinstance(step, Selection):
                option = step.option(self.readings.get(step.key, step.default))
                self.definitions[step.name] = option.expression
                self.ceiling = self.ceiling or option.ceiling

    def amount(self, spent: Fraction) -> Fen:
        """The amount in fen, after caps of which ``spent`` is gone in this year."""
        standard = self.version.standard.expression
        top: Fraction | None = None if standard is None else self.value(standard)
        for cap in self.version.caps:
            limit = self.value(cap.expression)
            if cap.yearly and spent:
                limit = max(Fraction(0), limit - spent)
            top = limit if top is None else min(top, limit)
        if top is None:
            return 0, None
        fen = max(0, floor(top + Fraction(1, 2)))
        return (0 if self.ceiling or standard is None else fen), fen

    def value(
        self, node: Expression, record: Record | None = None, selection: Selection | None = None
    ) -> Any:
        """An expression's value: a fraction, a yes/no or the key of a category's value."""
        go = partial(self.value, record=record, selection=selection)
        match node:
            case Number(numerator, denominator):
                return Fraction(numerator, denominator)
            case Truth(value):
                return value
            case Open():
                return self.opens(node)
            case Reference():
                return self.name(node, record, selection)
            case Cases(arms, otherwise):
                for arm in arms:
                    if go(arm.condition):
                        return go(arm.value)
                return go(otherwise)
            case Fold():
                return self.fold(node)
        return _logic(node, go) if node.type.kind == "boolean" else _arithmetic(node, go)

    def name(self, node: Reference, record: Record | None, selection: Selection | None) -> Any:
        if node.scope == "fact":
            return _plain(self.facts.values[node.key], node.type)
        if node.scope == "field":
            assert record is not None
            return _plain(record[node.key], node.type)
        if selection is not None:
            for definition in selection.definitions:
                if definition.name == node.key:
                    return self.value(definition.expression, record, selection)
        if node.key not in self.known:
            self.known[node.key] = self.value(self.definitions[node.key])
        return self.known[node.key]

    def fold(self, node: Fold) -> Any:
        selection = self.selections[node.selection]
        kept = [
            self.value(node.body, record, selection)
            for record in self.facts.records[selection.records]
            if selection.filter is None or self.value(selection.filter, record, selection)
        ]
        match node.function:
            case "sum":
                return sum(kept, Fraction(0))
            case "count":
                return Fraction(sum(kept))
            case "exists":
                return any(kept)
        return all(kept)


def _logic(node: Expression, go: Callable[[Expression], Any]) -> bool:
    match node:
        case Not(operand):
            return not go(operand)
        case Every(operands):
            return all(go(operand) for operand in operands)
        case Some(operands):
            return any(go(operand) for operand in operands)
        case Member(operand, values):
            return go(operand) in values
        case Compare("less", left, right):
            return bool(go(left) < go(right))
        case Compare("at_most", left, right):
            return bool(go(left) <= go(right))
        case Compare("equal", left, right):
            return bool(go(left) == go(right))
    raise AssertionError(node)


def _arithmetic(node: Expression, go: Callable[[Expression], Any]) -> Any:
    match node:
        case Add(operands):
            return sum((go(operand) for operand in operands), Fraction(0))
        case Negate(operand):
            return -go(operand)
        case Multiply(left, right):
            return go(left) * go(right)
        case Divide(left, right):
            return go(left) / go(right)
        case Extreme(largest, operands):
            return (max if largest else min)(go(operand) for operand in operands)
    raise AssertionError(node)


def _plain(value: Any, type_: Type) -> Any:
    match type_.kind:
        case "boolean" | "category":
            return value
        case "ratio":
            return Fraction(value, 1_000_000)
    return Fraction(value)
