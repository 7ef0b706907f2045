"""One version of a scheme as formulas over the unknown facts of a recipient: a visitor over the typed tree.

Order and rounding are those of :mod:`duixian.decide.evaluate` and :mod:`duixian.decide.awards`; ``tests/prove`` holds
the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED
from duixian.decide.plan import SchemeName
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
    Reading,
    Recipient,
    Reference,
    Scheme,
    Selection,
    Some,
    Truth,
    Version,
)
from duixian.language.vocabulary import OBJECT, RATIO_SCALE
from duixian.prove import arithmetic
from duixian.prove.arithmetic import NO, OPEN, YES, Numeric, YesNo, known, point
from duixian.prove.inputs import Inputs, Row, Term

OUTCOMES = (NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED, ENTITLED)
"""An outcome is its place here."""

Value = YesNo | Numeric | Term


class Subject(NamedTuple):
    """What is asked about: a version of a scheme under chosen readings (the others as they are by default)."""

    listed: PolicyList
    policy: Policy
    scheme: Scheme
    version: Version
    readings: Mapping[str, str]

    @property
    def name(self) -> SchemeName:
        """The scheme by policy key and scheme key."""
        return self.policy.key, self.scheme.key

    @property
    def day(self) -> date:
        """A day on which the version is in force: its first, else its last, else the list's first."""
        version, head = self.version, self.listed.head
        return version.start or version.end or head.start or date.fromisoformat(head.issued)

    @property
    def scheme_label(self) -> str:
        """``14.firm``."""
        return f"{self.policy.number}.{self.scheme.key}"

    @property
    def label(self) -> str:
        """``14.firm@2024-07-17`` by its first day (``16.compensation@..2024-07-16`` where only the last is known), and
        the chosen readings: ``14.operator@2024-07-17 base=increment``."""
        chosen = "".join(f" {key}={option}" for key, option in self.readings.items())
        start, end = self.version.start, self.version.end
        since = f"@{start}" if start else f"@..{end}" if end else ""
        return f"{self.scheme_label}{since}{chosen}"


class Encoded(NamedTuple):
    """A version as formulas. Amounts are in fen; ``high`` is None where there is no bound at all. ``standard`` is
    the amount before caps and rounding (None: 待定), ``caps`` are what each cap allows after rounding; ``barred`` says
    whether earlier awards leave nothing."""

    subject: Subject
    outcome: Term
    low: Term
    high: Term
    applicable: Term
    conditions: tuple[YesNo, ...]
    standard: Numeric | None
    caps: tuple[Term, ...]
    barred: Term

    @property
    def entitled(self) -> Term:
        """Surely entitled."""
        return self.outcome == OUTCOMES.index(ENTITLED)

    @property
    def possible(self) -> Term:
        """Entitled, or undetermined because of something 待定."""
        return self.outcome >= OUTCOMES.index(UNDETERMINED)

    @property
    def eligible(self) -> Term:
        """For this recipient, and every condition at least possibly holds."""
        return arithmetic.every(self.applicable, *(one.possibly for one in self.conditions))


def encode(subject: Subject, inputs: Inputs) -> Encoded:
    """A version as formulas over a recipient's unknowns."""
    return Encoder(subject, inputs).encoded()


class Uncovered(NamedTuple):
    """A table none of whose rows applies: where it stands, and for which facts."""

    table: Cases
    term: Term


class Encoder:
    """Encodes one version. ``uncovered`` keeps when a table finds no row, for whoever asks."""

    def __init__(self, subject: Subject, inputs: Inputs) -> None:
        self.subject = subject
        self.listed = subject.listed
        self.version = version = subject.version
        self.inputs = inputs
        self.locals: dict[str, Value] = {}
        self.selections: dict[str, Selection] = {}
        self.uncovered: list[Uncovered] = []
        self.ceiling = version.standard.ceiling
        self._leaving_out = False
        """Whether records that earlier awards name are left out."""
        self._row: Row | None = None
        self._there: Term = True
        """Whether the record at hand counts."""
        self._records = ""
        self._row_locals: dict[str, Value] = {}
        self._definitions: dict[str, Expression] = {}
        self._steps: list[Definition] = []
        for step in version.steps:
            match step:
                case Selection():
                    self.selections[step.name] = step
                case Definition():
                    self._steps.append(step)
                case Reading():
                    option = step.option(subject.readings.get(step.key, step.default))
                    self._steps.append(Definition(step.name, option.expression, option.words, option.span))
                    self.ceiling = self.ceiling or option.ceiling

    # --- The version -------------------------------------------------------------------------------------

    def encoded(self) -> Encoded:
        """The whole of it."""
        self._define()
        applicable = self._applicable(self.version.recipients)
        conditions = [self.truth(condition.expression) for condition in self.version.conditions]
        holds = arithmetic.conjunction(conditions) if conditions else YES
        standard = (
            None
            if self.version.standard.expression is None
            else self.number(self.version.standard.expression)
        )
        caps = [self.number(cap.expression) for cap in self.version.caps]
        low, high = self._amount(standard, caps, 0)
        some_amount = low > 0
        if standard is None:
            least = [arithmetic.rounded(cap.low, cap.scale) > 0 for cap in caps]
            some_amount = arithmetic.every(*least)
        nothing = False if high is None else high == 0
        entitled = arithmetic.every(applicable, holds.surely, some_amount)
        possible = arithmetic.every(applicable, holds.possibly, arithmetic.opposite(nothing))
        outcome = arithmetic.choose(
            possible,
            arithmetic.choose(entitled, OUTCOMES.index(ENTITLED), OUTCOMES.index(UNDETERMINED)),
            arithmetic.choose(applicable, OUTCOMES.index(NOT_ENTITLED), OUTCOMES.index(NOT_APPLICABLE)),
        )
        full_low = 0 if self.ceiling else arithmetic.choose(entitled, low, 0)
        full_high = None if high is None else arithmetic.choose(possible, high, 0)
        if isinstance(entitled, bool) and not entitled:
            full_low = 0
        barred = self._barred()
        paid_low, paid_high = self._after_awards(possible, full_low, full_high, standard, caps)
        paid_low = arithmetic.choose(barred, 0, paid_low)
        paid_high = None if paid_high is None else arithmetic.choose(barred, 0, paid_high)
        rounded_caps = tuple(arithmetic.rounded(cap.high, cap.scale) for cap in caps)
        return Encoded(
            self.subject,
            arithmetic.term(outcome),
            arithmetic.term(paid_low),
            None if paid_high is None else arithmetic.term(paid_high),
            arithmetic.term(applicable),
            tuple(YesNo(*map(arithmetic.term, one)) for one in conditions),
            standard,
            tuple(map(arithmetic.term, rounded_caps)),
            arithmetic.term(barred),
        )

    def _define(self) -> None:
        self.locals = {}
        for step in self._steps:
            self.locals[step.name] = self.value(step.expression)

    def _applicable(self, recipients: tuple[Recipient, ...]) -> Term:
        kinds = self.inputs.kinds
        parts = []
        for recipient in recipients:
            of_kind = self.inputs.kind == kinds.index(recipient.kind)
            role = self.inputs.roles[recipient.role] if recipient.role else True
            parts.append(arithmetic.every(of_kind, role))
        return arithmetic.some(*parts)

    def _amount(self, standard: Numeric | None, caps: list[Numeric], spent: Term) -> tuple[Term, Term]:
        """The amount in fen, at least and at most, whatever the conditions say."""
        limits = [] if standard is None else [standard]
        for cap, declared in zip(caps, self.version.caps, strict=True):
            if declared.yearly and not (isinstance(spent, int) and spent == 0):
                left = arithmetic.total([cap, point(-spent)])
                limits.append(arithmetic.extreme([left, point(0)], largest=True))
            else:
                limits.append(cap)
        if not limits:
            return 0, None
        ends = arithmetic.extreme(limits, largest=False)
        high = arithmetic.rounded(ends.high, ends.scale)
        if standard is None:  # 待定: at least nothing, at most what the caps allow
            return 0, high
        return high if ends.certain else arithmetic.rounded(ends.low, ends.scale), high

    # --- Earlier awards ----------------------------------------------------------------------------------

    def _barred(self) -> Term:
        """Whether earlier awards leave nothing: of this scheme, or of one that excludes it."""
        own = self.inputs.paid_before(self.subject.name)
        if own is None:
            return False
        ever = self.version.period in ("once", "first")
        counted = [
            self.inputs.paid_before((self.listed.by_number[name.policy].key, name.scheme))
            for name in self.version.excludes
        ]
        if self.version.period and not self._objects:
            counted.append(own)
        barring = [one.this_year for one in counted if one is not None]
        barring += [one.earlier for one in counted if one is not None and ever]
        return arithmetic.some(*barring)

    def _after_awards(
        self, possible: Term, low: Term, high: Term, standard: Numeric | None, caps: list[Numeric]
    ) -> tuple[Term, Term]:
        """What is left of an amount after what was paid before, where that does not bar it."""
        own = self.inputs.paid_before(self.subject.name)
        if own is None:
            return low, high
        if self.version.period and self._objects:
            # Awards of such a scheme name what they were for.
            self.inputs.require(arithmetic.opposite(arithmetic.some(own.this_year, own.earlier)))
            return self._without_rewarded(possible, low, high)
        if any(cap.yearly for cap in self.version.caps):
            return self._within(self._amount(standard, caps, own.paid), possible, low, high)
        return low, high

    def _within(self, left: tuple[Term, Term], possible: Term, low: Term, high: Term) -> tuple[Term, Term]:
        new_low, new_high = left
        return (
            arithmetic.least(new_low, low),
            high if new_high is None else arithmetic.choose(possible, arithmetic.least(new_high, high), 0),
        )

    def _without_rewarded(self, possible: Term, low: Term, high: Term) -> tuple[Term, Term]:
        """What is left where earlier awards name some of the records."""
        self.inputs.rewarding[self.subject.name] = self._objects
        self._leaving_out = True
        self._define()
        expression = self.version.standard.expression
        standard = None if expression is None else self.number(expression)
        caps = [self.number(cap.expression) for cap in self.version.caps]
        left = self._amount(standard, caps, 0)
        self._leaving_out = False
        self._define()
        return self._within(left, possible, low, high)

    @property
    def _objects(self) -> tuple[str, ...]:
        """The kinds of record that earlier awards are held against."""
        by_name = self.listed.vocabulary.records_by_name
        kinds = dict.fromkeys(one.records for one in self.selections.values())
        return tuple(kind for kind in kinds if by_name[kind].field(OBJECT) is not None)

    # --- Yes/no ------------------------------------------------------------------------------------------

    def truth(self, node: Expression) -> YesNo:
        """A yes/no expression."""
        match node:
            case Reference():
                found = self._named(node)
                return found if isinstance(found, YesNo) else known(found)
            case Truth(value):
                return YES if value else NO
            case Open():
                return OPEN
            case Not(operand):
                return arithmetic.negated(self.truth(operand))
            case Every(operands):
                return arithmetic.conjunction([self.truth(operand) for operand in operands])
            case Some(operands):
                return arithmetic.disjunction([self.truth(operand) for operand in operands])
            case Compare(operator, left, right):
                return arithmetic.compared(operator, self.number(left), self.number(right))
            case Member(operand, values):
                places = [key for key, _ in self.listed.vocabulary.category_by_name[operand.type.unit].values]
                subject = self.value(operand)
                return known(arithmetic.some(*(subject == places.index(value) for value in values)))
            case Cases(arms, otherwise):
                result = self.truth(otherwise)
                for arm in reversed(arms):
                    result = arithmetic.cased_truth(self.truth(arm.condition), self.truth(arm.value), result)
                return result
            case Fold():
                return self._judged(node)
        raise TypeError(f"not a yes/no: {type(node).__name__}")

    # --- Numbers -----------------------------------------------------------------------------------------

    def number(self, node: Expression) -> Numeric:
        """A numeric expression, or a date."""
        match node:
            case Number(numerator, denominator):
                return point(numerator, denominator)
            case Reference():
                found = self._named(node)
                if isinstance(found, Numeric):
                    return found
                return point(found, RATIO_SCALE if node.type.kind == "ratio" else 1)
            case Add(operands):
                return arithmetic.total([self.number(operand) for operand in operands])
            case Negate(operand):
                return arithmetic.minus(self.number(operand))
            case Multiply(left, right):
                return arithmetic.multiplied(self.number(left), self.number(right))
            case Divide(left, right):
                return arithmetic.divided(self.number(left), self.number(right))
            case Cases():
                return self._cases(node)
            case Extreme(largest, operands):
                return arithmetic.extreme([self.number(operand) for operand in operands], largest=largest)
            case Fold(function="count"):
                return self._count(node)
            case Fold():
                return self._sum(node)
        raise TypeError(f"not a number: {type(node).__name__}")

    def _cases(self, node: Cases) -> Numeric:
        *values, result = arithmetic.aligned(
            [*(self.number(arm.value) for arm in node.arms), self.number(node.otherwise)]
        )
        conditions = [self.truth(arm.condition) for arm in node.arms]
        if node.otherwise.span == node.span:  # the text names no other case, and nought stands for it
            none = [arithmetic.opposite(condition.possibly) for condition in conditions]
            self.uncovered.append(Uncovered(node, arithmetic.every(self._there, *none)))
        for condition, value in zip(reversed(conditions), reversed(values), strict=True):
            result = arithmetic.cased_number(condition, value, result)
        return result

    def value(self, node: Expression) -> Value:
        """An expression of any type."""
        match node.type.kind:
            case "boolean":
                return self.truth(node)
            case "category":
                assert isinstance(node, Reference)
                return self._named(node)
        return self.number(node)

    # --- Records -----------------------------------------------------------------------------------------

    def rows(self, node: Fold) -> list[tuple[YesNo, Value]]:
        """Whether each record is in, and what the fold's body is for it."""
        selection = self.selections[node.selection]
        found: list[tuple[YesNo, Value]] = []
        outer = self._row, self._records, self._row_locals, self._definitions, self._there
        for row in self.inputs.of_kind(selection.records):
            self._row, self._records, self._row_locals = row, selection.records, {}
            self._there = row.present
            self._definitions = {one.name: one.expression for one in selection.definitions}
            here = row.present
            if self._leaving_out and selection.records in self._objects:
                here = arithmetic.every(here, arithmetic.opposite(row.rewarded))
            included = known(here)
            if selection.filter is not None:
                included = arithmetic.conjunction([included, self.truth(selection.filter)])
            self._there = included.possibly
            found.append((included, self.value(node.body)))
        self._row, self._records, self._row_locals, self._definitions, self._there = outer
        return found

    def _sum(self, node: Fold) -> Numeric:
        terms = []
        for included, value in self.rows(node):
            assert isinstance(value, Numeric)
            terms.append(arithmetic.counted(included, value))
        return arithmetic.total(terms) if terms else point(0)

    def _count(self, node: Fold) -> Numeric:
        terms = []
        for included, value in self.rows(node):
            assert isinstance(value, YesNo)
            both = arithmetic.conjunction([included, value])
            terms.append(arithmetic.counted(both, point(1)))
        return arithmetic.total(terms) if terms else point(0)

    def _judged(self, node: Fold) -> YesNo:
        """存在 or 全部."""
        parts = []
        for included, value in self.rows(node):
            assert isinstance(value, YesNo)
            if node.function == "exists":
                parts.append(arithmetic.conjunction([included, value]))
            else:
                parts.append(arithmetic.disjunction([arithmetic.negated(included), value]))
        if not parts:
            return NO if node.function == "exists" else YES
        return arithmetic.disjunction(parts) if node.function == "exists" else arithmetic.conjunction(parts)

    # --- Names -------------------------------------------------------------------------------------------

    def _named(self, node: Reference) -> Value:
        match node.scope:
            case "fact":
                return self.inputs.fact(node.key)
            case "field":
                assert self._row is not None
                return self.inputs.field(self._records, self._row, node.key)
        if node.key in self._definitions:
            if node.key not in self._row_locals:
                self._row_locals[node.key] = self.value(self._definitions[node.key])
            return self._row_locals[node.key]
        return self.locals[node.key]
