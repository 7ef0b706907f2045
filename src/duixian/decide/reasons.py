"""The explanation of one decision, read off the environment that deciding left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from duixian.decide.awards import spent_this_year
from duixian.decide.case import Case
from duixian.decide.environment import Environment
from duixian.decide.evaluate import NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED, FenInterval, Result
from duixian.decide.outline import Outline, SumOutline, period_words
from duixian.decide.plan import VersionPlan
from duixian.decide.templates import YUAN, StepTemplate
from duixian.decide.trace import TRUTHS, SeenFact, TraceStep
from duixian.language.intervals import Interval
from duixian.language.quantity import FEN_PER_YUAN, decimal_text, money_words
from duixian.language.tree import Scheme, Text
from duixian.language.vocabulary import EARLIER_AWARDS

if TYPE_CHECKING:
    from duixian.decide.decision import Decision


def _earlier_awards(chinese: str, english: str) -> StepTemplate:
    return StepTemplate("earlier_awards", Text(chinese, english), unit=YUAN)


AWARDS = {
    "": _earlier_awards("以前得过的奖补不影响本次金额", "earlier awards do not change this amount"),
    "period": _earlier_awards(
        "以前已得过本条奖补,本次相应减少", "the scheme has paid before; this award is less by that"
    ),
    "excluded": _earlier_awards(
        "已享受不得同享的条款,本次不再支付", "a scheme that excludes this one has paid"
    ),
    "cap": _earlier_awards("本年度已得的奖补占用上限", "awards of this year count against the cap"),
}
"""What earlier awards do, by why they leave less."""

AWARDS_NOT_GIVEN = TraceStep(
    _earlier_awards("以前得过的奖补没有提供,未作核对", "earlier awards were not given and not checked"),
    "unknown",
)

PAYABLE = StepTemplate(
    "payable", Text("扣除以前已得的,本次还可以付", "left to pay after earlier awards"), unit=YUAN
)


def trace(case: Case, scheme: Scheme, plan: VersionPlan | None, result: Result) -> tuple[TraceStep, ...]:
    """The steps from the version in force to the amount and its source."""
    if plan is None:
        return (_not_in_force(scheme, case.on),)
    if plan.outline is None:
        plan.outline = Outline(plan, case.book.listed)
    outline, env = plan.outline, case.env
    steps = [outline.version, _recipient(outline, plan, case)]
    if result.outcome != NOT_APPLICABLE:
        steps += [line.told(env) for line in outline.locals]
        steps += [line.told(env) for line in outline.conditions]
        if result.outcome == UNDETERMINED or not result.deciding.startswith("condition"):
            for summed in outline.sums:
                steps += _records(summed, env)
            steps += _amount(outline, plan, env)
            if plan.reducible:
                steps += _awards(plan, case, result)
    return (*steps, *outline.ending)


def _not_in_force(scheme: Scheme, on: date) -> TraceStep:
    spans = [period_words(version) for version in scheme.versions]
    zh = ";".join(span.zh for span in spans)
    en = "; ".join(span.en for span in spans)
    words = Text(f"{on} 没有在施行的版本(施行:{zh})", f"no version is in force on {on} (in force: {en})")
    return TraceStep(StepTemplate("version", words), "no")


def _recipient(outline: Outline, plan: VersionPlan, case: Case) -> TraceStep:
    facts = case.facts
    seen: tuple[SeenFact, ...] = (SeenFact(outline.kind, "kind", facts.kind),)
    if facts.kind in plan.role_kinds:
        seen = (*seen, SeenFact(outline.roles, "roles", facts.roles))
    return TraceStep(outline.recipient, TRUTHS[plan.applicable(facts)], None, seen)


def _records(summed: SumOutline, env: Environment) -> Iterator[TraceStep]:
    """What each record added to a sum."""
    rows = env[summed.rows_slot]
    if not rows:
        return
    for number, ((included, added), record) in enumerate(zip(rows, env[summed.records_slot], strict=True), 1):
        at = f"{summed.records}[{number - 1}]."
        seen = tuple([SeenFact(field, at + key, record[position]) for field, key, position in summed.fields])
        yield TraceStep(summed.template(number), TRUTHS[included], added, seen)


def _amount(outline: Outline, plan: VersionPlan, env: Environment) -> Iterator[TraceStep]:
    """The standard, what each cap leaves of it, and the rounding where there is any."""
    yield outline.standard.told(env)
    low, high = env[plan.standard_slot]
    for binding, slot in outline.caps:
        limit = env[slot]
        yield TraceStep(binding[_binds((low, high), limit)], "", limit)
        most = limit[1]
        if most is not None and (high is None or high > most):
            low, high = (None if low is None else min(low, most)), most
    broken = [end for end in (low, high) if end is not None and end > 0 and end % plan.scale]
    if broken:
        exact = decimal_text(Fraction(broken[-1], plan.scale) / FEN_PER_YUAN)
        words = Text(f"四舍五入到分(算得 {exact} 元)", f"rounded half up to the fen (from {exact} yuan)")
        yield TraceStep(StepTemplate("rounding", words))


def _binds(ends: Interval, limit: Interval) -> str:
    """Whether a cap cuts an amount: ``yes``, ``no`` or ``unknown``."""
    low, high = ends
    limit_low, limit_high = limit
    if high is not None and limit_low is not None and high <= limit_low:
        return "no"
    if low is not None and limit_high is not None and low > limit_high:
        return "yes"
    return "unknown"


def _awards(plan: VersionPlan, case: Case, result: Result) -> Iterator[TraceStep]:
    if EARLIER_AWARDS not in case.facts.records:
        yield AWARDS_NOT_GIVEN
        return
    spent = spent_this_year(plan, case.facts, case.on) if result.reduced == "cap" else None
    yield TraceStep(AWARDS[result.reduced], "yes", spent)
    if result.reduced:
        yield TraceStep(PAYABLE, "", result.amount)


def amount_words(decision: Decision, language: str) -> str:
    """A decision's amount for people: 50万元, 不超过 50万元, 10万元 至 20万元, 金额待定, 金额不明."""
    # Nobody has fixed it yet, or the facts do not bound it.
    fixed = decision.version is not None and decision.version.standard.expression is not None
    return bounds_words(decision.outcome, decision.amount, language, fixed=fixed)


def bounds_words(outcome: str, amount: FenInterval, language: str, *, fixed: bool) -> str:
    """An outcome's amount for people; ``fixed`` says whether the text fixes it at all."""
    if outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return "—"
    low, high = amount
    chinese = language == "zh"
    least = money_words(low, language)
    if high is None and low:
        return f"{least} 起" if chinese else f"from {least}"
    if high is None:
        chinese_words, english_words = (
            ("金额不明", "amount unknown") if fixed else ("金额待定", "amount open")
        )
        return chinese_words if chinese else english_words
    most = money_words(high, language)
    if low == high:
        return most
    if low == 0:
        return f"不超过 {most}" if chinese else f"up to {most}"
    return f"{least} 至 {most}" if chinese else f"{least} to {most}"
