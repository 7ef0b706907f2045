"""Changes of facts and sharper answers in words for people. Needs no solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian.decide.decision import OUTCOME_WORDS, Decision
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, FenInterval
from duixian.decide.reasons import bounds_words
from duixian.decide.report import path_words
from duixian.language.quantity import money_words
from duixian.language.tree import Text
from duixian.language.values import Value, value_words
from duixian.language.vocabulary import Vocabulary

if TYPE_CHECKING:
    from duixian.prove.changes_needed import Change
    from duixian.prove.sharper import SharperAnswer

GOALS = {
    "entitled": Text("要享受", "to be entitled"),
    "next_step": Text("要到更高一档", "to reach the next step"),
    "cap": Text("要到上限", "to reach the cap"),
}

_BOUNDS = {"at_least": Text("至少 ", "at least "), "at_most": Text("至多 ", "at most ")}


def change_words(change: Change, vocabulary: Vocabulary, language: str) -> str:
    """One change: 年度累计直接融资额:99万元 → 至少 100万元(多 1万元)."""
    chinese = language == "zh"
    name = path_words(change.path, vocabulary, language)
    wanted = _wanted(change, vocabulary, language)
    if change.path == "roles":
        told = "应含 " if chinese else "must include "
        return f"{name}:{told}{wanted}" if chinese else f"{name}: {told}{wanted}"
    if change.before is None:
        return (
            f"{name}:现在不明,须为 {wanted}" if chinese else f"{name}: not known; would have to be {wanted}"
        )
    before = _value(change, change.before, vocabulary, language)
    line = f"{before} → {wanted}{_difference(change, vocabulary, language)}"
    return f"{name}:{line}" if chinese else f"{name}: {line}"


def _wanted(change: Change, vocabulary: Vocabulary, language: str) -> str:
    values = [_value(change, value, vocabulary, language) for value in (change.after, *change.others)]
    joined = (" 或 " if language == "zh" else " or ").join(values)
    if change.path == "roles" or change.bound not in _BOUNDS:
        return joined
    return _BOUNDS[change.bound].in_language(language) + joined


def _value(change: Change, value: Value, vocabulary: Vocabulary, language: str) -> str:
    if change.path == "roles":
        return vocabulary.kind_by_name[str(value)].name.in_language(language)
    if change.fact is None:
        return f"{value}条" if language == "zh" else str(value)
    if change.fact.type.kind == "money":
        return money_words(int(value), language)
    return value_words(vocabulary, change.fact, value, language)


def _difference(change: Change, vocabulary: Vocabulary, language: str) -> str:
    """By how much a number changes."""
    if change.fact is None or not change.fact.type.numeric or change.before is None:
        return ""
    before, after = int(change.before), int(change.after)
    words = _value(change, abs(after - before), vocabulary, language)
    if language == "zh":
        return f"({'多' if after > before else '少'} {words})"
    return f" ({words} {'more' if after > before else 'less'})"


def scheme_words(decision: Decision, language: str) -> str:
    """A scheme's key and name."""
    return f"{decision.policy.number}.{decision.scheme.key} {decision.scheme.name.in_language(language)}"


def result_words(decision: Decision, outcome: str, amount: FenInterval, language: str) -> str:
    """Outcome and amount of a decision, or of what is said in its place: 可享 10万元."""
    word = OUTCOME_WORDS[outcome].in_language(language)
    if outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return word
    fixed = decision.version is not None and decision.version.standard.expression is not None
    between = " " if language == "zh" or outcome == ENTITLED else ", "
    return f"{word}{between}{bounds_words(outcome, amount, language, fixed=fixed)}"


def sharper_words(answer: SharperAnswer, language: str) -> str:
    """What a sharper answer adds to the ordinary one."""
    chinese = language == "zh"
    if answer.status == "unknown":
        reason = answer.reason.in_language(language)
        return (
            f"没有求出({reason}),仍按原来的结论"
            if chinese
            else f"not found ({reason}); the ordinary answer stands"
        )
    if answer.status == "same":
        return "原来的结论已经最准" if chinese else "the ordinary answer is as sharp as can be"
    before = result_words(answer.decision, answer.decision.outcome, answer.decision.amount, language)
    after = result_words(answer.decision, answer.outcome, answer.amount, language)
    tail = "不论缺的事实是什么" if chinese else "whatever the unknown facts are"
    return f"{before} → {after}({tail})" if chinese else f"{before} → {after} ({tail})"
