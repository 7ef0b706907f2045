"""What decided a condition, in plain words, for the forms that conditions mostly have: 没有设备贷款, 专利奖级别: 无(要 国家级
或 省级). Other conditions are told in the words of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from duixian.decide.trace import TraceStep
from duixian.language.tree import (
    Compare,
    Definition,
    Expression,
    Fold,
    Member,
    Number,
    Open,
    Reading,
    Reference,
    Selection,
    Text,
    Version,
)
from duixian.language.vocabulary import Vocabulary
from duixian.language.walk import children

_SIGNS = {
    ">=": Text("至少 ", "at least "),
    ">": Text("大于 ", "more than "),
    "<=": Text("至多 ", "at most "),
    "<": Text("小于 ", "less than "),
}


def refusal(vocabulary: Vocabulary, expression: Expression, step: TraceStep) -> Text | None:
    """Why a condition fails, by its expression and its line of the explanation; None where it has no common form."""
    if len(step.facts) != 1:
        return None
    seen = step.facts[0]
    match expression:
        case Fold("exists"):
            name, number = seen.name, seen.value
            if not number:
                return Text(f"没有{name.zh}", f"no {name.in_language('en').lower()}")
            return Text(
                f"填报的{name.zh}里没有符合的",
                f"none of the {name.in_language('en').lower()} given qualifies",
            )
        case Member(Reference("fact"), values):
            category = vocabulary.category_by_name[expression.operand.type.unit]
            labels = [category.label(value) for value in values]
            wanted = Text(
                " 或 ".join(label.zh for label in labels),
                " or ".join(label.in_language("en") for label in labels),
            )
        case Compare("less" | "at_most", Reference("fact") | Number(), Reference("fact") | Number()):
            wanted = Text(*(_bound(step.words, seen.name, language) for language in ("zh", "en")))
            if not wanted.zh or not wanted.en:
                return None
        case _:
            return None
    return Text(
        f"{seen.name.zh}: {seen.words.zh}(要 {wanted.zh})",
        f"{seen.name.in_language('en')}: {seen.words.in_language('en')} (wanted: {wanted.en})",
    )


def _bound(words: Text, name: Text, language: str) -> str:
    """至少 10万元, of 实付算力费用 >= 10万元; empty where the words do not begin with the name and a sign."""
    rest = words.in_language(language).removeprefix(name.in_language(language)).strip()
    rest = rest.replace("≥", ">=").replace("≤", "<=")
    sign = next((sign for sign in _SIGNS if rest.startswith(sign)), None)
    return "" if sign is None else _SIGNS[sign].in_language(language) + rest.removeprefix(sign).strip()


def open_words(version: Version, expression: Expression) -> list[Text]:
    """What the documents leave open in an expression, through local names and records."""
    return list(dict.fromkeys(_open(_parts(version), expression)))


def _parts(version: Version) -> dict[str, list[Expression]]:
    """The expressions behind each name of a rule."""
    found: dict[str, list[Expression]] = {}
    for step in version.steps:
        match step:
            case Definition(name, expression):
                found[name] = [expression]
            case Selection(name, _, filter_, definitions):
                found[name] = [] if filter_ is None else [filter_]
                found |= {local.name: [local.expression] for local in definitions}
            case Reading(name):
                found[name] = [option.expression for option in step.options]
    return found


def _open(parts: dict[str, list[Expression]], node: Expression) -> Iterator[Text]:
    match node:
        case Open(words):
            yield words
        case Reference("local", name) | Fold(_, name):
            for part in parts[name]:
                yield from _open(parts, part)
    for child in children(node):
        yield from _open(parts, child)
