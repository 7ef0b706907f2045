"""Expressions in English, for readers of the list who do not read Chinese. The Chinese words are the text's."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from duixian.language.quantity import decimal_text, grouped_yuan
from duixian.language.tree import (
    Add,
    Cases,
    Compare,
    Condition,
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
    Reading,
    Recipient,
    Reference,
    Selection,
    Some,
    Truth,
    Version,
)
from duixian.language.values import unit_words
from duixian.language.vocabulary import Vocabulary

_SIGNS = {"less": ("<", ">"), "at_most": ("≤", "≥"), "equal": ("=", "=")}
_FOLDS = {"sum": "sum over", "count": "number of", "exists": "some of", "all": "all of"}


def in_english(node: Expression, vocabulary: Vocabulary, version: Version, records: str = "") -> str:
    """An expression of a version in English; ``records`` is the kind of record whose fields it may name."""
    selections = {step.name: step.records for step in version.steps if isinstance(step, Selection)}
    return _English(vocabulary, selections, records).words(node)


def version_in_english(version: Version, vocabulary: Vocabulary) -> list[str]:
    """A rule's statements in English, one a line."""

    def say(node: Expression, records: str = "") -> str:
        return in_english(node, vocabulary, version, records)

    lines = [f"for: {recipients_in_english(version.recipients, vocabulary)}"]
    for step in version.steps:
        match step:
            case Definition(name, expression):
                lines.append(f"“{name}” = {say(expression)}")
            case Selection(name, records, filter_):
                kind = vocabulary.records_by_name[records].name.in_language("en")
                lines.append(
                    f"records “{name}”: {kind}" + (f" with {say(filter_, records)}" if filter_ else "")
                )
                lines += [
                    f"  “{local.name.rsplit('.', 1)[-1]}” = {say(local.expression, records)}"
                    for local in step.definitions
                ]
            case Reading(name, key):
                lines.append(f"“{name}” (reading {key}):")
                for option in step.options:
                    default = " (default)" if option.key == step.default else ""
                    most = "at most " if option.ceiling else ""
                    lines.append(f"  {option.key}{default}: {most}{say(option.expression)}")
    lines += [f"condition: {condition_in_english(version, item, vocabulary)}" for item in version.conditions]
    if version.standard.expression is None:
        lines.append("amount: not fixed yet")
    else:
        most = "at most " if version.standard.ceiling else ""
        lines.append(f"amount: {most}{say(version.standard.expression)}")
    lines += [f"cap: {say(cap.expression)}" + (" a year" if cap.yearly else "") for cap in version.caps]
    if version.period:
        lines.append(
            {"yearly": "once a year", "once": "once only", "first": "the first time only"}[version.period]
        )
    return lines


def condition_in_english(version: Version, condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition in English; a ranking in its own words."""
    places = version.places
    if places is not None and condition.span == places.span:
        fact = vocabulary.fact_by_name[places.fact].name.in_language("en")
        return f"among the first {places.places} by {fact}"
    return in_english(condition.expression, vocabulary, version)


def recipients_in_english(recipients: tuple[Recipient, ...], vocabulary: Vocabulary) -> str:
    """对象 in English."""
    return " or ".join(vocabulary.kind_by_name[item.role or item.kind].name.en for item in recipients)


def number_in_english(node: Number) -> str:
    """A constant with its unit."""
    value = Fraction(node.numerator, node.denominator)
    match node.type.kind:
        case "money":
            yuan = value / 100
            whole = grouped_yuan(int(value)) if value.denominator == 1 else decimal_text(yuan)
            return f"{whole} yuan"
        case "ratio":
            return f"{decimal_text(value * 100)}%" if 0 < abs(value) < 1 else decimal_text(value)
        case "duration":
            return f"{decimal_text(value)} months"
        case "date":
            return date.fromordinal(int(value)).isoformat()
    number = f"{int(value):,}" if value.denominator == 1 else decimal_text(value)
    return f"{number} {unit_words(node.type.unit, 'en')}".strip()


class _English:
    def __init__(self, vocabulary: Vocabulary, selections: dict[str, str], records: str) -> None:
        self.vocabulary = vocabulary
        self.selections = selections
        self.records = records

    def words(self, node: Expression) -> str:
        return self._truth(node) if node.type.kind == "boolean" else self._value(node)

    def _truth(self, node: Expression) -> str:
        match node:
            case Truth(value):
                return "yes" if value else "no"
            case Open(words):
                return f"open: “{words.in_language('en')}”"
            case Not(Compare("equal", left, right)):
                return f"{self._operand(left)} ≠ {self._operand(right)}"
            case Not(operand):
                return f"not {self._operand(operand)}"
            case Every(operands):
                return " and ".join(self._operand(operand) for operand in operands)
            case Some(operands):
                return " or ".join(self._operand(operand) for operand in operands)
            case Compare():
                return self._compare(node)
            case Member(operand, values):
                return self._member(operand, values)
        return self._either(node)

    def _value(self, node: Expression) -> str:
        match node:
            case Number():
                return number_in_english(node)
            case Add(operands):
                return self._sum(operands)
            case Negate(operand):
                return f"-{self._operand(operand)}"
            case Multiply(left, right):
                return f"{self._operand(left)} × {self._operand(right)}"
            case Divide(left, right):
                return f"{self._operand(left)} ÷ {self._operand(right)}"
            case Extreme(largest, operands):
                inner = ", ".join(self.words(operand) for operand in operands)
                return f"{'the larger of' if largest else 'the smaller of'} ({inner})"
        return self._either(node)

    def _either(self, node: Expression) -> str:
        """What may be a yes/no or a value."""
        match node:
            case Reference():
                return self._name(node)
            case Cases(arms, otherwise):
                parts = [f"{self.words(arm.value)} if {self.words(arm.condition)}" for arm in arms]
                return "; ".join([*parts, f"otherwise {self.words(otherwise)}"])
            case Fold():
                return self._fold(node)
        raise TypeError(f"not an expression: {type(node).__name__}")

    def _operand(self, node: Expression) -> str:
        simple = isinstance(node, Number | Truth | Reference | Extreme | Fold | Open)
        tight = isinstance(node, Compare | Member | Multiply | Divide)
        return self.words(node) if simple or tight else f"({self.words(node)})"

    def _name(self, node: Reference) -> str:
        match node.scope:
            case "fact":
                return self.vocabulary.fact_by_name[node.key].name.in_language("en")
            case "field":
                found = self._field(node.key)
                return found or node.key
        return f"“{node.key.rsplit('.', 1)[-1]}”"

    def _field(self, key: str) -> str:
        if not self.records:
            return ""
        field = self.vocabulary.records_by_name[self.records].field(key)
        return field.name.in_language("en") if field else ""

    def _compare(self, node: Compare) -> str:
        sign, turned = _SIGNS[node.operator]
        if isinstance(node.left, Number):
            return f"{self._operand(node.right)} {turned} {self._operand(node.left)}"
        return f"{self._operand(node.left)} {sign} {self._operand(node.right)}"

    def _member(self, operand: Expression, values: tuple[str, ...]) -> str:
        category = self.vocabulary.category_by_name[operand.type.unit]
        names = [category.label(value).in_language("en") for value in values]
        if len(names) == 1:
            return f"{self._operand(operand)} is {names[0]}"
        return f"{self._operand(operand)} is one of {', '.join(names)}"

    def _sum(self, operands: tuple[Expression, ...]) -> str:
        parts = [self._operand(operands[0])]
        for operand in operands[1:]:
            if isinstance(operand, Negate):
                parts.append(f"- {self._operand(operand.operand)}")
            else:
                parts.append(f"+ {self._operand(operand)}")
        return " ".join(parts)

    def _fold(self, node: Fold) -> str:
        records = self.selections[node.selection]
        kind = self.vocabulary.records_by_name[records].name
        name = kind.in_language("en").lower() if node.selection == kind.zh else f"“{node.selection}”"
        if isinstance(node.body, Truth):
            return "there are " + name if node.function == "exists" else f"{_FOLDS[node.function]} {name}"
        body = _English(self.vocabulary, self.selections, records).words(node.body)
        return f"{_FOLDS[node.function]} {name} ({body})"
