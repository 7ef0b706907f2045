"""How one decision's amount came about, as a drawing: base, standard, cap and what is paid."""

from __future__ import annotations

from fractions import Fraction

from duixian.decide.decision import Decision, TraceStep
from duixian.decide.evaluate import ENTITLED, UNDETERMINED
from duixian.decide.reasons import amount_words
from duixian.language.tree import Definition, Reading
from duixian.language.vocabulary import Vocabulary
from duixian.language.walk import references
from duixian.pages.drawings import Bar, bars
from duixian.pages.html import Html, tag
from duixian.pages.layout import Words
from duixian.pages.numbers import range_words, sum_words

MOST_PARTS = 40
"""More records than these are one bar."""


def amount_figure(name: str, decision: Decision, vocabulary: Vocabulary, words: Words) -> Html | None:
    """The drawing with its caption; None where there is no sum to draw."""
    if decision.outcome not in (ENTITLED, UNDETERMINED) or decision.maximum_fen is None:
        return None
    rows = amount_rows(decision, vocabulary, words)
    if not any(row.kind == "standard" for row in rows):
        return None
    bound = what_bound(decision, words)
    told = "; ".join(f"{row.label} {row.words}" for row in rows)
    title = words.say("金额怎样得来", "How the amount comes about")
    return tag("figure", bars(name, title, told, rows), tag("figcaption", bound))


def amount_rows(decision: Decision, vocabulary: Vocabulary, words: Words) -> list[Bar]:
    """The rows of the drawing, in fen."""
    rows: list[Bar] = []
    standard = next((step for step in decision.trace if step.step == "standard" and step.unit.zh), None)
    if standard is not None:
        low, high = ends(standard)
        rows += _bases(decision, standard, vocabulary, words)
        label = words.say("按标准算得", "by the standard")
        rows.append(
            Bar("standard", label, range_words(low, high, words.language), low, high, _parts(decision, low))
        )
    for step in decision.trace:
        if step.step == "cap":
            low, high = ends(step)
            label = words.say("上限", "cap")
            rows.append(Bar("cap", label, range_words(low, high, words.language), low, high))
    label = (
        words.say("可得", "you get")
        if decision.outcome == ENTITLED
        else words.say("如果符合,可得", "if it holds, you get")
    )
    amount = amount_words(decision, words.language)
    rows.append(Bar("paid", label, amount, decision.minimum_fen, decision.maximum_fen))
    return rows


def ends(step: TraceStep) -> tuple[Fraction, Fraction | None]:
    """The ends of a step's sum in fen; below nought is nought."""
    low = max(Fraction(0), Fraction(step.minimum or 0) * 100)
    return low, None if step.maximum is None else max(Fraction(0), Fraction(step.maximum) * 100)


def _bases(decision: Decision, standard: TraceStep, vocabulary: Vocabulary, words: Words) -> list[Bar]:
    """The sums the standard is taken of: facts it reads, and local values."""
    found: list[Bar] = []
    for fact in standard.facts:
        known = vocabulary.fact_by_name.get(fact.path)
        if known is not None and known.type.kind == "money" and fact.value is not None:
            fen = Fraction(str(fact.value)) * 100
            said = sum_words(fen, words.language)
            found.append(Bar("base", fact.name.in_language(words.language), said, fen, fen))
    version = decision.version
    assert version is not None
    assert version.standard.expression is not None
    read = {key for scope, key in references(version.standard.expression) if scope == "local"}
    steps = [step for step in version.steps if isinstance(step, Definition | Reading)]
    told = [step for step in decision.trace if step.step in ("definition", "reading")]
    for step, trace in zip(steps, told, strict=False):
        if step.name in read and trace.unit.zh == "元" and ends(trace) != ends(standard):
            low, high = ends(trace)
            found.append(Bar("base", step.name, range_words(low, high, words.language), low, high))
    return found


def _parts(decision: Decision, low: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """What each record added, where that is the whole standard."""
    records = [
        ends(step)
        for step in decision.trace
        if step.step == "record" and step.unit.zh == "元" and step.truth != "no"
    ]
    sure = tuple((least, most or least) for least, most in records)
    fits = sum((least for least, _ in sure), Fraction(0)) == low
    return sure if fits and 1 < len(sure) <= MOST_PARTS else ()


def what_bound(decision: Decision, words: Words) -> str:
    """What the amount is bound by, in a sentence."""
    say = words.say
    standard = next(step for step in decision.trace if step.step == "standard")
    low, high = ends(standard)
    caps = [ends(step) for step in decision.trace if step.step == "cap"]
    cap_low = min((least for least, _ in caps), default=None)
    cap_high = min((most for _, most in caps if most is not None), default=None)
    full = min((end for end in (high, cap_high) if end is not None), default=None)
    if full is not None and decision.maximum_fen is not None and decision.maximum_fen < int(full):
        return say("以前得过的奖补使本次金额减少。", "Earlier awards make this amount smaller.")
    if not caps and low == 0 and high:
        return say(
            "标准只写了最多多少,没有另设上限。",
            "The standard itself only says how much at most; no cap stands beside it.",
        )
    if not caps:
        return say("金额由标准决定,没有另设上限。", "The standard makes the amount; no cap stands beside it.")
    if cap_high is not None and low > cap_high:
        return say(
            "由上限决定:按标准算得的数超过了上限。",
            "The cap decides: the standard gives more than it allows.",
        )
    if high is not None and cap_low is not None and high <= cap_low:
        return say("由标准决定,没有到上限。", "The standard decides; the cap is not reached.")
    return say("是否封顶,要看还不明的事实。", "Whether the cap applies depends on what is not known yet.")
