"""The explanation of one decision, read off the environment that evaluating left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from duixian.decide.awards import concerned, payable, spent_this_year
from duixian.decide.compiler import FoldRow
from duixian.decide.decision import SeenFact, TraceStep
from duixian.decide.environment import NO, UNKNOWN, YES, Environment
from duixian.decide.evaluate import NOT_APPLICABLE, NOT_ENTITLED, FenInterval, evaluate, rounded
from duixian.decide.missing import missing
from duixian.decide.plan import BookPlan, VersionPlan
from duixian.language.english import condition_in_english, in_english, recipients_in_english
from duixian.language.intervals import Exact, Interval
from duixian.language.node import Node, replaced
from duixian.language.quantity import decimal_text, money_words
from duixian.language.tree import NO_WORDS, Expression, Reading, Selection, Text, Version
from duixian.language.types import MONEY, Type
from duixian.language.values import unit_words, value_for_json, value_words
from duixian.language.vocabulary import EARLIER_AWARDS, Fact
from duixian.language.walk import folds, references, selection_references
from duixian.registry.recipient import RecipientFacts

if TYPE_CHECKING:
    from duixian.decide.decision import Decision

TRUTHS = {NO: "no", UNKNOWN: "unknown", YES: "yes"}


class Reasons(Node):
    """Why a decision came out as it did; computed when asked for."""

    book: BookPlan
    plan: VersionPlan | None
    facts: RecipientFacts
    on: date
    reduced: str

    def missing(self, env: Environment) -> tuple[str, ...]:
        """The unknown facts that can still change the decision."""
        plan = self.plan
        if plan is None:
            return ()

        def decide(facts: RecipientFacts, environment: Environment) -> tuple[str, FenInterval]:
            result = evaluate(plan, facts, environment)
            left = payable(self.book.listed, plan, facts, environment, result.amount, on=self.on)
            return result.outcome, left.amount

        return missing(plan, self.facts, env, decide)

    def trace(self, decision: Decision, env: Environment) -> tuple[TraceStep, ...]:
        """The steps from the version in force to the amount and its source."""
        if self.plan is None:
            return (_not_in_force(decision),)
        return tuple(_Tracer(self, self.plan, decision, env).steps())


def _not_in_force(decision: Decision) -> TraceStep:
    spans = [_period(version) for version in decision.scheme.versions]
    zh = ";".join(span.zh for span in spans)
    en = "; ".join(span.en for span in spans)
    on = decision.on.isoformat()
    return TraceStep(
        "version",
        Text(f"{on} 没有在施行的版本(施行:{zh})", f"no version is in force on {on} (in force: {en})"),
        "no",
    )


def _period(version: Version) -> Text:
    start, end = version.start, version.end
    if start and end:
        return Text(f"{start} 至 {end}", f"{start} to {end}")
    if start:
        return Text(f"{start} 起", f"from {start}")
    return Text(f"到 {end} 为止", f"until {end}") if end else Text("一直", "always")


class _Tracer:
    def __init__(self, reasons: Reasons, plan: VersionPlan, decision: Decision, env: Environment) -> None:
        self.reasons = reasons
        self.plan = plan
        self.version = plan.version
        self.decision = decision
        self.env = env
        self.layout = plan.layout
        self.vocabulary = plan.layout.vocabulary

    def steps(self) -> Iterator[TraceStep]:
        """All steps in order."""
        yield TraceStep("version", self._in_force(), "yes", line=self.version.span.line)
        yield self._recipient()
        if self.decision.outcome != "not_applicable":
            yield from self._definitions()
            yield from self._conditions()
            if (
                self.decision.deciding.partition(":")[0] != "condition"
                or self.decision.outcome == "undetermined"
            ):
                yield from self._records()
                yield from self._amount()
                yield from self._awards()
        yield from self._exclusions()
        yield from self._sources()

    def _in_force(self) -> Text:
        period = _period(self.version)
        return Text(f"适用的版本:{period.zh}", f"version in force {period.en}")

    def _recipient(self) -> TraceStep:
        names = [
            self.vocabulary.kind_by_name[item.role or item.kind].name for item in self.version.recipients
        ]
        words = Text(
            "对象 " + " 或 ".join(name.zh for name in names),
            "for: " + recipients_in_english(self.version.recipients, self.vocabulary),
        )
        truth = self.plan.applicable(self.reasons.facts)
        return TraceStep("recipient", words, TRUTHS[truth], facts=self._kind_and_roles())

    def _kind_and_roles(self) -> tuple[SeenFact, ...]:
        facts = self.reasons.facts
        authority = NO_WORDS
        kind = self.vocabulary.kind_by_name[facts.kind].name
        seen = [SeenFact("kind", Text("主体", "Kind"), facts.kind, kind, authority)]
        if facts.kind in self.plan.role_kinds:
            role_fact = self.vocabulary.fact_by_name.get("roles")
            if role_fact is not None:
                authority = self._authority(role_fact)
            if facts.roles is None:
                words, value = Text("不明", "unknown"), None
            else:
                named = [self.vocabulary.kind_by_name[role].name for role in sorted(facts.roles)]
                words = Text(
                    "、".join(name.zh for name in named) or "无",
                    ", ".join(name.en for name in named) or "none",
                )
                value = ",".join(sorted(facts.roles))
            seen.append(SeenFact("roles", Text("角色", "Roles"), value, words, authority))
        return tuple(seen)

    def _definitions(self) -> Iterator[TraceStep]:
        for step in self.version.steps:
            if isinstance(step, Selection):
                continue
            local = self.plan.compiler.locals[step.name]
            value = self.env[local.slot]
            if isinstance(step, Reading):
                yield self._reading(step, value, local.scale)
                continue
            expression = step.expression
            words = Text(f"{step.name} = {step.words}", f"“{step.name}” = {self._english(expression)}")
            told = TraceStep("definition", words, facts=self._seen(expression), line=expression.span.line)
            yield self._number(told, expression.type, value, local.scale)

    def _reading(self, reading: Reading, value: Any, scale: int) -> TraceStep:
        option = reading.option(self.plan.readings[reading.key])
        text = Text(
            f"读法 {reading.key}={option.key} “{option.label.zh}”: {option.words}",
            f"reading {reading.key}={option.key} “{option.label.in_language('en')}”: "
            + self._english(option.expression),
        )
        others = [other for other in reading.options if other.key != option.key]
        note = Text(
            "另有读法:" + ";".join(f"{other.key} “{other.label.zh}”" for other in others),
            "other readings: "
            + "; ".join(f"{other.key} “{other.label.in_language('en')}”" for other in others),
        )
        step = TraceStep(
            "reading", text, note=note, facts=self._seen(option.expression), line=reading.span.line
        )
        return self._number(step, option.expression.type, value, scale)

    def _conditions(self) -> Iterator[TraceStep]:
        for (slot, _), condition in zip(self.plan.conditions, self.version.conditions, strict=True):
            words = Text(condition.words, condition_in_english(self.version, condition, self.vocabulary))
            places = self.version.places
            note = NO_WORDS
            if places is not None and condition.span == places.span:
                note = Text(
                    "名次由全体申报者排出,单个案件只看已填报的名次",
                    "the rank comes from the whole population; one case only reads the stated rank",
                )
            facts = self._seen(condition.expression)
            truth = TRUTHS[self.env[slot]]
            yield TraceStep("condition", words, truth, note=note, facts=facts, line=condition.span.line)

    def _amount(self) -> Iterator[TraceStep]:
        standard = self.version.standard
        if standard.expression is None or self.plan.standard is None:
            yield TraceStep(
                "standard",
                Text("标准 待定", "the amount is not fixed yet"),
                "unknown",
                line=standard.span.line,
            )
            ends: Interval = (0, None)
            scale = 1
        else:
            ends, scale = self.env[self.plan.standard_slot], self.plan.standard.scale
            words = Text(
                ("不超过 " if self.plan.ceiling else "") + standard.words,
                ("at most " if self.plan.ceiling else "") + self._english(standard.expression),
            )
            step = TraceStep(
                "standard", words, facts=self._seen(standard.expression), line=standard.span.line
            )
            yield self._number(step, MONEY, ends, scale)
        for compiled in self.plan.caps:
            limit, limit_scale = compiled.amount.code(self.env), compiled.amount.scale
            binds = _binds(ends, scale, limit, limit_scale)
            words = Text(
                f"上限 {compiled.cap.words}" + (" 每年" if compiled.cap.yearly else ""),
                f"capped at {self._english(compiled.cap.expression)}"
                + (" a year" if compiled.cap.yearly else ""),
            )
            note = {
                "yes": Text("已封顶", "the cap applies"),
                "no": Text("未到上限", "below the cap"),
                "unknown": Text("是否封顶尚不明", "whether the cap applies is not known"),
            }[binds]
            step = TraceStep("cap", words, note=note, line=compiled.cap.span.line)
            yield self._number(step, MONEY, limit, limit_scale)
            if limit[1] is not None and (ends[1] is None or ends[1] * limit_scale > limit[1] * scale):
                ends, scale = (
                    (_least(ends[0], scale, limit[1], limit_scale), Fraction(limit[1], limit_scale)),
                    1,
                )
        yield from self._rounding(ends, scale)

    def _rounding(self, ends: Interval, scale: int) -> Iterator[TraceStep]:
        changed = [end for end in ends if end is not None and end > 0 and rounded(end, scale) * scale != end]
        if changed:
            exact = decimal_text(Fraction(changed[-1], scale) / 100)
            words = Text(f"四舍五入到分(算得 {exact} 元)", f"rounded half up to the fen (from {exact} yuan)")
            yield TraceStep("rounding", words)

    def _records(self) -> Iterator[TraceStep]:
        """What each record added, for every sum the amount is made of."""
        for fold, slot, scale in self.plan.compiler.folds.values():
            rows: list[FoldRow] | None = self.env[slot]
            selection, _, _ = self.plan.compiler.selections[fold.selection]
            records = self.vocabulary.records_by_name[selection.records]
            if fold.function != "sum" or not rows:
                continue
            given = self.env[self.layout.record_slots[records.key]]
            reads = {key for scope, key in selection_references(selection, fold.body) if scope == "field"}
            for index, (row, record) in enumerate(zip(rows, given, strict=True)):
                words = Text(
                    f"{records.name.zh} 第{index + 1}条",
                    f"{records.name.in_language('en')}, record {index + 1}",
                )
                facts = tuple(
                    self._seen_value(f"{records.key}[{index}].{field.key}", field, value)
                    for field, value in zip(records.fields, record, strict=True)
                    if field.key in reads
                )
                step = TraceStep("record", words, TRUTHS[row.included], facts=facts)
                yield self._number(step, fold.type, row.value, scale) if row.included else step

    def _awards(self) -> Iterator[TraceStep]:
        if not concerned(self.plan):
            return
        if EARLIER_AWARDS not in self.reasons.facts.records:
            words = Text("以前得过的奖补没有提供,未作核对", "earlier awards were not given and not checked")
            yield TraceStep("earlier_awards", words, "unknown")
            return
        words = {
            "": Text("以前得过的奖补不影响本次金额", "earlier awards do not change this amount"),
            "period": Text(
                "以前已得过本条奖补,本次相应减少", "the scheme has paid before; this award is less by that"
            ),
            "excluded": Text("已享受不得同享的条款,本次不再支付", "a scheme that excludes this one has paid"),
            "cap": Text("本年度已得的奖补占用上限", "awards of this year count against the cap"),
        }[self.reasons.reduced]
        step = TraceStep("earlier_awards", words, "yes")
        if self.reasons.reduced == "cap":
            spent = spent_this_year(self.plan, self.reasons.facts, self.reasons.on)
            step = self._number(step, MONEY, spent, 1)
        yield step
        if self.reasons.reduced:
            left = TraceStep(
                "payable", Text("扣除以前已得的,本次还可以付", "left to pay after earlier awards")
            )
            yield self._number(left, MONEY, self.decision.amount, 1)

    def _exclusions(self) -> Iterator[TraceStep]:
        for name in self.version.excludes:
            policy = self.reasons.book.listed.by_number[name.policy]
            scheme = policy.scheme(name.scheme).name
            words = Text(
                f"不与 {name.policy}.{name.scheme}({scheme.zh})同享,两项只能择一",
                f"not together with {name.policy}.{name.scheme} ({scheme.in_language('en')}): only one of the two",
            )
            yield TraceStep("exclusion", words, line=name.span.line)

    def _sources(self) -> Iterator[TraceStep]:
        known = {source.key: source for source in self.reasons.book.listed.head.sources}
        for citation in self.version.sources:
            source = known[citation.source]
            number = f"({source.number})" if source.number else ""
            words = Text(
                f"{source.name.zh}{number} {citation.place}".strip(),
                f"{source.name.in_language('en')} {number} {citation.place}".strip(),
            )
            yield TraceStep("source", words)

    def _english(self, expression: Expression) -> str:
        return in_english(expression, self.vocabulary, self.version)

    # --- Values for people -------------------------------------------------------------------------------

    def _number(self, step: TraceStep, type_: Type, value: Any, scale: int) -> TraceStep:
        """A step with the ends of its number, or the truth of its yes/no."""
        if type_.kind == "boolean":
            return replaced(step, truth=TRUTHS[value])
        if type_.kind in ("category", "date"):
            return step
        fen = 100 if type_.kind == "money" else 1
        low, high = (None if end is None else decimal_text(Fraction(end) / (scale * fen)) for end in value)
        return replaced(step, minimum=low, maximum=high, unit=_unit(type_))

    def _fact(self, key: str) -> Fact:
        return self.vocabulary.fact_by_name[key]

    def _authority(self, fact: Fact) -> Text:
        return self.vocabulary.authority_by_name.get(fact.authority, Text(fact.authority, ""))

    def _seen(self, expression: Expression) -> tuple[SeenFact, ...]:
        """The recipient's facts that an expression reads directly, and the records it folds."""
        seen: dict[str, SeenFact] = {}
        for scope, key in references(expression):
            if scope == "fact":
                fact = self._fact(key)
                seen[key] = self._seen_value(key, fact, self.env[self.layout.fact_slots[key]])
        for fold in folds(expression):
            selection, _, _ = self.plan.compiler.selections[fold.selection]
            records = self.vocabulary.records_by_name[selection.records]
            rows = self.env[self.layout.record_slots[records.key]]
            words = (
                Text("不明", "unknown") if rows is None else Text(f"{len(rows)}条", f"{len(rows)} records")
            )
            value = None if rows is None else len(rows)
            seen[records.key] = SeenFact(records.key, records.name, value, words, NO_WORDS)
        return tuple(seen.values())

    def _seen_value(self, path: str, fact: Fact, value: Any) -> SeenFact:
        known = self._decoded(fact, value)
        if known is None:
            return SeenFact(path, fact.name, None, Text("不明", "unknown"), self._authority(fact))
        words = Text(*(value_words(self.vocabulary, fact, known, language) for language in ("zh", "en")))
        return SeenFact(path, fact.name, value_for_json(fact, known), words, self._authority(fact))

    def _decoded(self, fact: Fact, value: Any) -> Any:
        """The typed value an environment holds; None where it is unknown."""
        match fact.type.kind:
            case "boolean":
                return None if value == UNKNOWN else value == YES
            case "category":
                masks = self.layout.masks[fact.type.unit]
                return next((key for key, mask in masks.items() if mask == value), None)
            case "code" | "text" | "roles":
                return value
        return value[0] if value[0] is not None and value[0] == value[1] else None


def _unit(type_: Type) -> Text:
    match type_.kind:
        case "money":
            return Text("元", "yuan")
        case "duration":
            return Text("个月", "months")
        case "count":
            return Text(type_.unit, unit_words(type_.unit, "en") or "units")
    return Text("倍", "times")


def _binds(ends: Interval, scale: int, limit: Interval, limit_scale: int) -> str:
    """Whether a cap cuts an amount: ``yes``, ``no`` or ``unknown``."""
    low, high = ends
    limit_low, limit_high = limit
    if high is not None and limit_low is not None and high * limit_scale <= limit_low * scale:
        return "no"
    if low is not None and limit_high is not None and low * limit_scale > limit_high * scale:
        return "yes"
    return "unknown"


def _least(first: Exact | None, scale: int, second: Exact, second_scale: int) -> Fraction | None:
    return None if first is None else min(Fraction(first) / scale, Fraction(second) / second_scale)


def amount_words(decision: Decision, language: str) -> str:
    """A decision's amount for people: 50万元, 不超过 50万元, 10万元 至 20万元, 金额待定, 金额不明."""
    if decision.outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return "—"
    low, high = decision.amount
    chinese = language == "zh"
    least = money_words(low, language)
    if high is None and low:
        return f"{least} 起" if chinese else f"from {least}"
    if high is None:
        # Nobody has fixed it yet, or the facts do not bound it.
        fixed = decision.version is not None and decision.version.standard.expression is not None
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
