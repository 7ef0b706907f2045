"""What is the same for every case of the explanation of one version: words, clauses and sources, and in which slots
of an environment the values stand that a case adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from duixian.decide.environment import Environment
from duixian.decide.plan import VersionPlan
from duixian.decide.templates import (
    YUAN,
    FactTemplate,
    KindTemplate,
    RecordsTemplate,
    RolesTemplate,
    SeenTemplate,
    StepTemplate,
    Unit,
)
from duixian.decide.trace import TRUTHS, SeenFact, TraceStep
from duixian.language.english import condition_in_english, in_english, recipients_in_english
from duixian.language.library import PolicyList
from duixian.language.node import replaced
from duixian.language.tree import (
    NO_WORDS,
    Cap,
    Condition,
    Definition,
    Expression,
    Fold,
    Reading,
    Text,
    Version,
)
from duixian.language.types import MONEY, Type
from duixian.language.values import unit_words
from duixian.language.vocabulary import Fact
from duixian.language.walk import folds, references, selection_references

RANKED = Text(
    "名次由全体申报者排出,单个案件只看已填报的名次",
    "the rank comes from the whole population; one case only reads the stated rank",
)

BINDING = {
    "yes": Text("已封顶", "the cap applies"),
    "no": Text("未到上限", "below the cap"),
    "unknown": Text("是否封顶尚不明", "whether the cap applies is not known"),
}
"""Whether a cap cuts the amount."""


class Look(NamedTuple):
    """Something that an expression looks at: its path among the facts, and its slot."""

    template: SeenTemplate
    path: str
    slot: int


class Line(NamedTuple):
    """A line about the value in a slot, which is told as a ``truth`` or a ``number``, is still ``open``, or is not
    told."""

    template: StepTemplate
    slot: int
    told_as: str
    looks: tuple[Look, ...]

    def told(self, env: Environment) -> TraceStep:
        """The line for one case."""
        template, slot, told_as, looks = self
        seen = tuple(
            [SeenFact(seen_template, path, env[seen_slot]) for seen_template, path, seen_slot in looks]
        )
        if told_as == "truth":
            return TraceStep(template, TRUTHS[env[slot]], None, seen)
        if told_as == "number":
            return TraceStep(template, "", env[slot], seen)
        return TraceStep(template, "unknown" if told_as == "open" else "", None, seen)


class CapOutline(NamedTuple):
    """The lines of a cap, by whether it binds, and the slot of what it allows."""

    binding: dict[str, StepTemplate]
    slot: int


class FieldOutline(NamedTuple):
    """A field that a sum reads, and its position in a record."""

    template: FactTemplate
    key: str
    position: int


class SumOutline(NamedTuple):
    """A sum over records of a kind: the slots of its rows and of the records, and how one record is told."""

    records: str
    name: Text
    rows_slot: int
    records_slot: int
    fields: tuple[FieldOutline, ...]
    unit: Unit

    def template(self, number: int) -> StepTemplate:
        """The line of one record, counted from 1."""
        words = Text(f"{self.name.zh} 第{number}条", f"{self.name.in_language('en')}, record {number}")
        return StepTemplate("record", words, unit=self.unit)


class Outline:
    """The explanation of one version under its readings, without what a case makes of it."""

    def __init__(self, plan: VersionPlan, listed: PolicyList) -> None:
        self._plan = plan
        self._listed = listed
        self._vocabulary = listed.vocabulary
        version = plan.version
        roles = self._vocabulary.fact_by_name.get("roles")
        self.version = TraceStep(StepTemplate("version", _in_force(version), version.span.line), "yes")
        self.recipient = self._recipient()
        self.kind = KindTemplate(self._vocabulary)
        self.roles = RolesTemplate(self._vocabulary, NO_WORDS if roles is None else self._authority(roles))
        self.locals = [self._local(step) for step in version.steps if isinstance(step, Definition | Reading)]
        self.conditions = [
            Line(self._condition(item), compiled.slot, "truth", self._looks(item.expression))
            for item, compiled in zip(version.conditions, plan.conditions, strict=True)
        ]
        self.standard = self._standard()
        self.caps = [
            CapOutline({binds: self._cap(cap, note) for binds, note in BINDING.items()}, compiled.slot)
            for cap, compiled in zip(version.caps, plan.caps, strict=True)
        ]
        self.sums = [
            self._sum(fold, rows_slot, scale)
            for fold, rows_slot, scale in plan.compiler.folds.values()
            if fold.function == "sum"
        ]
        self.ending = (*self._exclusions(), *self._sources())

    # --- For whom, and whether ---------------------------------------------------------------------------

    def _recipient(self) -> StepTemplate:
        recipients = self._plan.version.recipients
        names = [self._vocabulary.kind_by_name[item.role or item.kind].name for item in recipients]
        words = Text(
            "对象 " + " 或 ".join(name.zh for name in names),
            "for: " + recipients_in_english(recipients, self._vocabulary),
        )
        return StepTemplate("recipient", words)

    def _local(self, step: Definition | Reading) -> Line:
        local = self._plan.compiler.locals[step.name]
        if isinstance(step, Reading):
            expression = step.option(self._plan.readings[step.key]).expression
            template = self._reading(step)
        else:
            expression = step.expression
            words = Text(f"{step.name} = {step.words}", f"“{step.name}” = {self._english(expression)}")
            template = StepTemplate("definition", words, expression.span.line)
        looks = self._looks(expression)
        if expression.type.kind == "boolean":
            return Line(template, local.slot, "truth", looks)
        if expression.type.numeric:
            template = replaced(template, unit=_unit(expression.type, local.scale))
            return Line(template, local.slot, "number", looks)
        return Line(template, local.slot, "", looks)

    def _reading(self, reading: Reading) -> StepTemplate:
        option = reading.option(self._plan.readings[reading.key])
        words = Text(
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
        return StepTemplate("reading", words, reading.span.line, note)

    def _condition(self, condition: Condition) -> StepTemplate:
        version = self._plan.version
        words = Text(condition.words, condition_in_english(version, condition, self._vocabulary))
        ranked = version.places is not None and condition.span == version.places.span
        return StepTemplate("condition", words, condition.span.line, RANKED if ranked else NO_WORDS)

    # --- How much ----------------------------------------------------------------------------------------

    def _standard(self) -> Line:
        standard, slot = self._plan.version.standard, self._plan.standard_slot
        if standard.expression is None:
            words = Text("标准 待定", "the amount is not fixed yet")
            return Line(StepTemplate("standard", words, standard.span.line), slot, "open", ())
        chinese, english = ("不超过 ", "at most ") if self._plan.ceiling else ("", "")
        words = Text(chinese + standard.words, english + self._english(standard.expression))
        template = StepTemplate("standard", words, standard.span.line, unit=_unit(MONEY, self._plan.scale))
        return Line(template, slot, "number", self._looks(standard.expression))

    def _cap(self, cap: Cap, note: Text) -> StepTemplate:
        chinese, english = (" 每年", " a year") if cap.yearly else ("", "")
        words = Text(f"上限 {cap.words}{chinese}", f"capped at {self._english(cap.expression)}{english}")
        return StepTemplate("cap", words, cap.span.line, note, _unit(MONEY, self._plan.scale))

    def _sum(self, fold: Fold, rows_slot: int, scale: int) -> SumOutline:
        selection, _, _ = self._plan.compiler.selections[fold.selection]
        records = self._vocabulary.records_by_name[selection.records]
        read = {key for scope, key in selection_references(selection, fold.body) if scope == "field"}
        return SumOutline(
            records=records.key,
            name=records.name,
            rows_slot=rows_slot,
            records_slot=self._plan.layout.record_slots[records.key],
            fields=tuple(
                FieldOutline(self._fact(field), field.key, position)
                for position, field in enumerate(records.fields)
                if field.key in read
            ),
            unit=_unit(fold.type, scale),
        )

    # --- What besides ------------------------------------------------------------------------------------

    def _exclusions(self) -> Iterator[TraceStep]:
        for name in self._plan.version.excludes:
            scheme = self._listed.by_number[name.policy].scheme(name.scheme).name
            words = Text(
                f"不与 {name.policy}.{name.scheme}({scheme.zh})同享,两项只能择一",
                f"not together with {name.policy}.{name.scheme} ({scheme.in_language('en')}): only one of the two",
            )
            yield TraceStep(StepTemplate("exclusion", words, name.span.line))

    def _sources(self) -> Iterator[TraceStep]:
        known = {source.key: source for source in self._listed.head.sources}
        for citation in self._plan.version.sources:
            source = known[citation.source]
            number = f"({source.number})" if source.number else ""
            words = Text(
                f"{source.name.zh}{number} {citation.place}".strip(),
                f"{source.name.in_language('en')} {number} {citation.place}".strip(),
            )
            yield TraceStep(StepTemplate("source", words))

    # --- What expressions say and look at ----------------------------------------------------------------

    def _english(self, expression: Expression) -> str:
        return in_english(expression, self._vocabulary, self._plan.version)

    def _looks(self, expression: Expression) -> tuple[Look, ...]:
        """The recipient's facts that an expression reads directly, and the records it folds."""
        layout = self._plan.layout
        looks: dict[str, Look] = {}
        for scope, key in references(expression):
            if scope == "fact":
                template = self._fact(self._vocabulary.fact_by_name[key])
                looks[key] = Look(template, key, layout.fact_slots[key])
        for fold in folds(expression):
            selection, _, _ = self._plan.compiler.selections[fold.selection]
            records = self._vocabulary.records_by_name[selection.records]
            slot = layout.record_slots[records.key]
            looks[records.key] = Look(RecordsTemplate(records.name), records.key, slot)
        return tuple(looks.values())

    def _fact(self, fact: Fact) -> FactTemplate:
        return FactTemplate(self._plan.layout, fact, self._authority(fact))

    def _authority(self, fact: Fact) -> Text:
        return self._vocabulary.authority_by_name.get(fact.authority, Text(fact.authority, ""))


def _unit(type_: Type, scale: int) -> Unit:
    """What a number is told in whose ends are ``scale`` times as large as its base units."""
    match type_.kind:
        case "money":
            return Unit(YUAN.words, YUAN.divisor * scale)
        case "duration":
            return Unit(Text("个月", "months"), scale)
        case "count":
            return Unit(Text(type_.unit, unit_words(type_.unit, "en") or "units"), scale)
    return Unit(Text("倍", "times"), scale)


def _in_force(version: Version) -> Text:
    period = period_words(version)
    return Text(f"适用的版本:{period.zh}", f"version in force {period.en}")


def period_words(version: Version) -> Text:
    """From when to when a version is in force."""
    start, end = version.start, version.end
    if start and end:
        return Text(f"{start} 至 {end}", f"{start} to {end}")
    if start:
        return Text(f"{start} 起", f"from {start}")
    return Text(f"到 {end} 为止", f"until {end}") if end else Text("一直", "always")
