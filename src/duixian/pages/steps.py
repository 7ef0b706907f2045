"""The reasoning of one decision, step by step: words, truth or value, the facts seen and who vouches for them."""

from __future__ import annotations

from fractions import Fraction

from duixian.decide.decision import Decision, SeenFact, TraceStep
from duixian.language.vocabulary import Vocabulary
from duixian.pages.html import Child, Html, markup, tag
from duixian.pages.layout import Words, mark, table, unordered
from duixian.pages.numbers import range_words, sum_words

TRUTHS = {
    "yes": ("yes", "✔", "成立", "holds"),
    "no": ("no", "✘", "不成立", "fails"),
    "unknown": ("unknown", "?", "不明", "unknown"),
}

KINDS = {
    "definition": ("计算", "value"),
    "reading": ("读法", "reading"),
    "standard": ("标准", "amount"),
    "cap": ("上限", "cap"),
    "rounding": ("取整", "rounding"),
    "earlier_awards": ("已得奖补", "earlier awards"),
}
"""Steps that are no yes or no, by what they are."""

APART = frozenset({"source", "exclusion"})
"""Steps that the page shows elsewhere."""


def steps(decision: Decision, vocabulary: Vocabulary, words: Words) -> Html:
    """All steps but sources and exclusions; the records of one kind together as a table."""
    items: list[Child] = []
    records: list[TraceStep] = []
    for step in (*decision.trace, None):
        if records and (step is None or _records_of(step) != _records_of(records[0])):
            items.append(_records(records, vocabulary, words))
            records = []
        if step is None or step.step in APART:
            continue
        if step.step == "record" and step.facts:
            records.append(step)
        else:
            items.append(_step(step, words))
    return tag("ol", [tag("li", item) for item in items], class_="steps")


def sources(decision: Decision, words: Words) -> Html:
    """Where the clause stands."""
    found: list[Child] = [words.text(step.words) for step in decision.trace if step.step == "source"]
    return unordered(found, "sources")


def _step(step: TraceStep, words: Words) -> list[Child]:
    kind: Child
    if step.step in KINDS:
        kind = tag("span", words.say(*KINDS[step.step]), class_="kind")
    elif step.truth in TRUTHS:
        name, sign, chinese, english = TRUTHS[step.truth]
        kind = mark(name, sign, words.say(chinese, english))
    else:
        kind = tag("span", "·", class_="kind")
    value = _value(step, words)
    note = step.note.in_language(words.language)
    content = [
        tag(
            "span",
            words.text(step.words),
            [" = ", tag("span", value, class_="result")] if value and step.step != "cap" else None,
            tag("span", words.say(f"({note})", f" ({note})"), class_="note") if note else None,
            class_="words",
        ),
        unordered([_fact(fact, words) for fact in step.facts], "facts"),
    ]
    return [tag("div", kind), tag("div", content, class_="content")]


def _fact(fact: SeenFact, words: Words) -> list[Child]:
    by = fact.authority.in_language(words.language)
    return [
        words.text(fact.name),
        words.say(":", ": "),
        tag("strong", words.text(seen_words(fact, words))),
        tag("span", words.text(by), class_="by") if by else None,
    ]


def seen_words(fact: SeenFact, words: Words) -> str:
    """The value of a fact; money in 万元 and 亿元 where that is exact."""
    if fact.words.zh.endswith("元") and isinstance(fact.value, str):
        return sum_words(Fraction(fact.value) * 100, words.language)
    return fact.words.in_language(words.language)


def _value(step: TraceStep, words: Words) -> str:
    """A step's number with its unit."""
    if not step.unit.zh:
        return ""
    if step.unit.zh == "元":
        low, high = (None if end is None else Fraction(end) * 100 for end in (step.minimum, step.maximum))
        if low is None:
            return words.say("不明", "not known")
        return range_words(low, high, words.language)
    unit = step.unit.in_language(words.language)
    space = words.say("", " ")
    unbounded = words.say("不限", "unbounded")
    low_words, high_words = (unbounded if end is None else end for end in (step.minimum, step.maximum))
    if step.minimum == step.maximum and step.minimum is not None:
        return f"{step.minimum}{space}{unit}"
    return f"{low_words} … {high_words}{space}{unit}"


# --- Records ---------------------------------------------------------------------------------------------


def _records_of(step: TraceStep) -> str:
    if step.step != "record" or not step.facts:
        return ""
    return step.facts[0].path.partition("[")[0]


def _records(rows: list[TraceStep], vocabulary: Vocabulary, words: Words) -> list[Child]:
    """The records of one kind: each a row, its facts, whether it counts and what it adds."""
    kind = vocabulary.records_by_name[_records_of(rows[0])]
    columns: list[Child] = [words.say("第几条", "No.")]
    for fact in rows[0].facts:
        by = fact.authority.in_language(words.language)
        small = tag("span", words.text(by), class_="soft small") if by else None
        columns.append([words.text(fact.name), tag("br") if by else None, small])
    columns += [words.say("计入", "Counts"), words.say("得出", "Adds")]
    cells: list[list[Child]] = []
    for number, row in enumerate(rows, 1):
        name, sign, chinese, english = {
            "yes": ("yes", "✔", "计入", "counts"),
            "no": ("none", "–", "不计", "left out"),
            "unknown": ("unknown", "?", "不明", "unknown"),
        }[row.truth]
        values: list[Child] = [words.text(seen_words(fact, words)) for fact in row.facts]
        cells.append(
            [str(number), *values, mark(name, sign, words.say(chinese, english)), _value(row, words) or "—"]
        )
    caption = words.text(kind.name)
    inner = table(caption, columns, cells, kind.name.in_language(words.language), class_="records")
    label = tag("span", words.say("明细", "records"), class_="kind")
    return [tag("div", label), tag("div", markup(inner), class_="content")]
