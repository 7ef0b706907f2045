"""The typed tree of one version of a scheme as an integer program over the columns of canonical tables.

The same three-valued logic and intervals as ``duixian.decide``, on whole numbers: a number is a pair of scalars
``(low, high)`` and a scale, its values are ``(low, high) / scale``, and an end that is absent is no bound.
What has no lowering raises Unprovable; whoever runs a population decides such a scheme one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from math import lcm
from typing import NamedTuple

from duixian.census.scalars import SUM_LIMIT, Scalar, Scalars, Unprovable
from duixian.language.node import Node
from duixian.language.source import NOWHERE, Span
from duixian.language.tree import (
    Add,
    Arm,
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
    Reference,
    Scheme,
    Selection,
    Some,
    Truth,
    Version,
)
from duixian.language.vocabulary import RATIO_SCALE, Fact, Vocabulary
from duixian.language.walk import children, record_references
from duixian.registry.columns import column_name, limit, role_column

OUTCOMES = ("not_applicable", "not_entitled", "undetermined", "entitled")
"""The outcomes by their codes."""

NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED, ENTITLED = range(4)

NOTHING_DECIDES, RECIPIENT_DECIDES, AMOUNT_DECIDES = 0, -1, -2
"""What decides, as a number: these, or a condition's number from 1."""

MOST_MISSING = 63
"""So many facts that may settle a decision fit one number as bits."""


def deciding_words(code: int) -> str:
    """What decides, in the words of ``Decision.deciding``."""
    words = {NOTHING_DECIDES: "", RECIPIENT_DECIDES: "recipient", AMOUNT_DECIDES: "amount"}
    return words.get(code) or (f"condition:{code}" if code > 0 else "")


class Ends(NamedTuple):
    """What a number may be: both ends of an interval; an end that is absent is no bound."""

    low: Scalar
    high: Scalar


class Scaled(NamedTuple):
    """A number of the rule: its values are ``ends / scale``."""

    ends: Ends
    scale: int


Lowered = Scaled | Scalar
"""A number, or the scalar of a truth or a category."""


class FoldProgram(Node):
    """What a fold does with each record of one kind of a recipient, and how it puts the records together.

    ``included`` is the truth of the filter; ``low`` and ``high`` are the ends of the term of a ``sum``, and the
    truth of the body, twice, of ``count``, ``exists`` and ``all``. ``guards`` are tests of a record for which
    the recipient must be decided elsewhere; ``unknown`` the fields whose absence may matter, with the test of
    it.
    """

    records: str
    function: str
    included: Scalar
    low: Scalar
    high: Scalar
    guards: tuple[Scalar, ...]
    unknown: tuple[tuple[str, Scalar], ...]


class Missing(NamedTuple):
    """A fact that may settle an open decision: its path, and the test whether it is unknown and in doubt."""

    path: str
    test: Scalar


class SchemeVersion(NamedTuple):
    """A version of a scheme, and whose it is."""

    policy: Policy
    scheme: Scheme
    version: Version

    @property
    def name(self) -> str:
        """The scheme as people write it: ``11.purchase``."""
        return f"{self.policy.number}.{self.scheme.key}"


class Program(Node):
    """One version of a scheme for the recipients of one kind.

    ``outcome`` and ``deciding`` are codes, ``low`` and ``high`` amounts in fen (``high`` absent: no bound).
    ``worst`` is the least truth of the conditions, ``amount`` what there is to have where the outcome allows
    it. Rows for which a guard is true are decided elsewhere. ``locals`` are what the rule's own names stand
    for, and ``places`` where in the rule each figure is written.
    """

    of: SchemeVersion
    readings: Mapping[str, str]
    kind: str
    applicable: Scalar
    conditions: tuple[Scalar, ...]
    worst: Scalar
    failing: Scalar
    amount: Ends
    outcome: Scalar
    deciding: Scalar
    low: Scalar
    high: Scalar
    missing: tuple[Missing, ...]
    guards: tuple[Scalar, ...]
    folds: tuple[FoldProgram, ...]
    figures: tuple[int, ...]
    places: tuple[Span, ...]
    locals: Mapping[str, Lowered]


def lower(vocabulary: Vocabulary, of: SchemeVersion, choice: Mapping[str, str], kind: str) -> Program | None:
    """The program of a version for one kind of recipient; None where it is surely not for that kind.

    Raises Unprovable with the reason where it has no lowering.
    """
    if kind not in {recipient.kind for recipient in of.version.recipients}:
        return None
    return _Lowering(vocabulary, of.version, choice, kind).program(of)


class _Lowering:
    def __init__(
        self, vocabulary: Vocabulary, version: Version, choice: Mapping[str, str], kind: str
    ) -> None:
        self.vocabulary = vocabulary
        self.version = version
        self.kind = kind
        self.make = Scalars()
        self.readings = {
            reading.key: choice.get(reading.key, reading.default) for reading in version.readings
        }
        self.ceiling = version.standard.ceiling or any(
            reading.option(self.readings[reading.key]).ceiling for reading in version.readings
        )
        self.caps: list[Scaled] = []
        self.selections: dict[str, Selection] = {}
        self.locals: dict[str, Lowered] = {}
        self.local_reads: dict[str, tuple[str, ...]] = {}
        self.folds: list[FoldProgram] = []
        self.unknown_fields: dict[str, list[Scalar]] = {}
        self.fields: dict[str, Lowered] = {}

    # --- A version ---------------------------------------------------------------------------------------

    def program(self, of: SchemeVersion) -> Program:
        make = self.make
        applicable = self._applicable()
        for step in self.version.steps:
            self._step(step)
        conditions = [self.truth(condition.expression) for condition in self.version.conditions]
        worst = make.every(conditions)
        self.caps = [self.number(cap.expression) for cap in self.version.caps]
        raw = self._amount()
        low = make.or_else(raw.low, make.constant(0))
        zero = make.equal(raw.high, make.constant(0))
        sure = self._surely_above_nothing(low)
        doubtful = _first(make, conditions, make.unknown)
        failing = _first(make, conditions, make.no)
        is_ = make.equal
        chain = [
            (is_(applicable, make.no), NOT_APPLICABLE, make.constant(RECIPIENT_DECIDES)),
            (is_(worst, make.no), NOT_ENTITLED, failing),
            (is_(applicable, make.unknown), UNDETERMINED, make.constant(RECIPIENT_DECIDES)),
            (zero, NOT_ENTITLED, make.constant(AMOUNT_DECIDES)),
            (is_(worst, make.unknown), UNDETERMINED, doubtful),
            (make.opposite(sure), UNDETERMINED, make.constant(AMOUNT_DECIDES)),
        ]
        outcome, deciding = make.constant(ENTITLED), make.constant(NOTHING_DECIDES)
        for test, code, decides in reversed(chain):
            outcome = make.choose(test, make.constant(code), outcome)
            deciding = make.choose(test, decides, deciding)
        entitled, open_ = is_(outcome, make.constant(ENTITLED)), is_(outcome, make.constant(UNDETERMINED))
        nought = make.constant(0)
        missing = tuple(self._missing(applicable, conditions, raw))
        if len(missing) > MOST_MISSING:
            raise Unprovable(f"more than {MOST_MISSING} facts that may settle it")
        return Program(
            of=of,
            readings=self.readings,
            kind=self.kind,
            applicable=applicable,
            conditions=tuple(conditions),
            worst=worst,
            failing=failing,
            amount=Ends(low, raw.high),
            outcome=outcome,
            deciding=deciding,
            low=nought if self.ceiling else make.choose(entitled, low, nought),
            high=make.choose(make.either(entitled, open_), raw.high, nought),
            missing=missing,
            guards=tuple(make.guards),
            folds=tuple(self.folds),
            figures=tuple(make.figures),
            places=tuple(place.span if isinstance(place, Number) else NOWHERE for place in make.places),
            locals=self.locals,
        )

    def _applicable(self) -> Scalar:
        """Whether the scheme is for a recipient of this kind with these roles."""
        mine = [recipient for recipient in self.version.recipients if recipient.kind == self.kind]
        if any(not recipient.role for recipient in mine):
            return self.make.yes
        truths = []
        for recipient in mine:
            column = self.make.column(role_column(recipient.role), "boolean", 0, 2)
            truths.append(self.make.or_else(column, self.make.unknown))
        return self.make.some(truths)

    def _step(self, step: Definition | Selection | Reading) -> None:
        match step:
            case Selection():
                self.selections[step.name] = step
            case Definition():
                self._define(step.name, step.expression)
            case Reading():
                self._define(step.name, step.option(self.readings[step.key]).expression)

    def _define(self, name: str, expression: Expression) -> None:
        self.local_reads[name] = self._reads(expression)
        self.locals[name] = self.value(expression)

    def _amount(self) -> Ends:
        """The ends of the amount in fen, whatever the conditions say."""
        expression = self.version.standard.expression
        amount = (
            Scaled(Ends(self.make.constant(0), self.make.nothing), 1)
            if expression is None
            else self.number(expression)
        )
        for cap in self.caps:
            (first, second), scale = self._aligned([amount, cap])
            amount = Scaled(self._smaller(first, second), scale)
        ends, scale = amount
        return Ends(self.make.rounded(ends.low, scale), self.make.rounded(ends.high, scale))

    def _surely_above_nothing(self, low: Scalar) -> Scalar:
        """Whether the amount is above nought whatever the unknown facts are; a standard that is 待定 counts
        as above nought, but its caps may take that away."""
        nought = self.make.constant(0)
        if self.version.standard.expression is not None:
            return self.make.below(nought, low)
        lows = [self.make.rounded(ends.low, scale) for ends, scale in self.caps]
        return self.make.both(*(self.make.below(nought, end) for end in lows))

    # --- What is missing -----------------------------------------------------------------------------------

    def _missing(self, applicable: Scalar, conditions: Sequence[Scalar], amount: Ends) -> Iterator[Missing]:
        """Each fact that is read where something is in doubt, with the test that it is unknown."""
        make = self.make
        doubts: dict[str, list[Scalar]] = {}
        if applicable is not make.yes:
            doubts["roles"] = [make.equal(applicable, make.unknown)]
        for condition, truth in zip(self.version.conditions, conditions, strict=True):
            for path in self._reads(condition.expression):
                doubts.setdefault(path, []).append(make.equal(truth, make.unknown))
        settled = make.equal(amount.low, amount.high)
        parts = [cap.expression for cap in self.version.caps]
        parts += [self.version.standard.expression] if self.version.standard.expression is not None else []
        for part in parts:
            for path in self._reads(part):
                doubts.setdefault(path, []).append(make.opposite(settled))
        for path, tests in doubts.items():
            yield Missing(path, make.both(make.either(*tests), self._unknown(path)))

    def _unknown(self, path: str) -> Scalar:
        """The test that what a path names is unknown."""
        make = self.make
        if path == "roles":
            return make.always
        if path in self.vocabulary.records_by_name:
            return make.opposite(make.listed(path))
        if "." in path:
            return make.either(*self.unknown_fields.get(path, ()))
        return make.opposite(make.known(self._column(self.vocabulary.fact_by_name[path])))

    def _reads(self, expression: Expression) -> tuple[str, ...]:
        """The paths of the facts, kinds of record and fields that an expression reads, through its locals."""
        found: dict[str, None] = {}
        self._collect(expression, found)
        return tuple(found)

    def _collect(self, node: Expression, found: dict[str, None]) -> None:
        match node:
            case Reference(scope="fact", key=key):
                found[key] = None
            case Reference(scope="local", key=key):
                found.update(dict.fromkeys(self.local_reads.get(key, ())))
            case Fold(selection=name, body=body):
                selection = self.selections[name]
                found[selection.records] = None
                self._collect_record(selection, body, found)
        for child in children(node):
            self._collect(child, found)

    def _collect_record(self, selection: Selection, body: Expression, found: dict[str, None]) -> None:
        for scope, key in record_references(selection, body):
            if scope == "field":
                found[f"{selection.records}.{key}"] = None
        parts = [definition.expression for definition in selection.definitions]
        for part in [*parts, *([selection.filter] if selection.filter is not None else [])]:
            self._collect(part, found)

    # --- Yes/no --------------------------------------------------------------------------------------------

    def truth(self, node: Expression) -> Scalar:
        """A yes/no expression as a truth."""
        make = self.make
        match node:
            case Reference():
                return self._named_truth(node)
            case Truth(value):
                return make.yes if value else make.no
            case Open():
                return make.unknown
            case Not(operand):
                return make.turned(self.truth(operand))
            case Every(operands):
                return make.every([self.truth(operand) for operand in operands])
            case Some(operands):
                return make.some([self.truth(operand) for operand in operands])
            case Compare():
                return self._compare(node)
            case Member(operand, values):
                return self._member(operand, values)
            case Cases(arms, otherwise):
                return self._truth_cases(arms, otherwise)
            case Fold():
                folded = self._fold(node)
                assert isinstance(folded, Scalar)
                return folded
        raise TypeError(f"not a yes/no: {type(node).__name__}")

    def _named_truth(self, node: Reference) -> Scalar:
        named = self._named(node)
        assert isinstance(named, Scalar)
        return named

    def _member(self, operand: Expression, values: tuple[str, ...]) -> Scalar:
        category = self.value(operand)
        assert isinstance(category, Scalar)
        make = self.make
        if set(values) >= {key for key, _ in self.vocabulary.category_by_name[operand.type.unit].values}:
            return make.yes
        within = make.choose(make.member(category, values), make.yes, make.no)
        return make.choose(make.known(category), within, make.unknown)

    def _compare(self, node: Compare) -> Scalar:
        (left, right), _ = self._aligned([self.number(node.left), self.number(node.right)])
        match node.operator:
            case "less":
                return self._less(left, right)
            case "at_most":
                return self.make.turned(self._less(right, left))
        return self._equal(left, right)

    def _less(self, first: Ends, second: Ends) -> Scalar:
        make = self.make
        surely_not = make.choose(make.at_most(second.high, first.low), make.no, make.unknown)
        return make.choose(make.below(first.high, second.low), make.yes, surely_not)

    def _equal(self, first: Ends, second: Ends) -> Scalar:
        make = self.make
        same = make.both(
            make.equal(first.low, first.high),
            make.equal(second.low, second.high),
            make.equal(first.low, second.low),
        )
        apart = make.either(make.below(first.high, second.low), make.below(second.high, first.low))
        return make.choose(same, make.yes, make.choose(apart, make.no, make.unknown))

    def _truth_cases(self, arms: tuple[Arm, ...], otherwise: Expression) -> Scalar:
        make = self.make
        reached = self._reached(arms)
        truths = [self.truth(arm.value) for arm in arms] + [self.truth(otherwise)]
        least, greatest = self._joined(reached, [Ends(truth, truth) for truth in truths])
        return make.choose(make.equal(least, greatest), least, make.unknown)

    # --- Numbers -------------------------------------------------------------------------------------------

    def value(self, node: Expression) -> Lowered:
        """An expression of any type."""
        if node.type.kind == "boolean":
            return self.truth(node)
        if node.type.kind == "category":
            assert isinstance(node, Reference)
            return self._named(node)
        return self.number(node)

    def number(self, node: Expression) -> Scaled:
        """A numeric expression or a date."""
        match node:
            case Number():
                numerator, denominator = _fraction(node)
                figure = self._figure(node, numerator)
                return Scaled(Ends(figure, figure), denominator)
            case Reference():
                named = self._named(node)
                assert isinstance(named, Scaled)
                return named
            case Add(operands):
                terms, scale = self._aligned([self.number(operand) for operand in operands])
                return Scaled(reduce(self._add, terms), scale)
            case Negate(operand):
                ends, scale = self.number(operand)
                return Scaled(self._negate(ends), scale)
            case Multiply(left, right):
                return self._multiply(left, right)
            case Divide(left, right):
                divisor = _constant(right)
                if divisor is None:
                    raise Unprovable("a division by a fact")
                ends, scale = self.number(left)
                return Scaled(self._times(ends, divisor, divisor.denominator), scale * divisor.numerator)
            case Cases(arms, otherwise):
                values = [self.number(arm.value) for arm in arms] + [self.number(otherwise)]
                terms, scale = self._aligned(values)
                return Scaled(self._joined(self._reached(arms), terms), scale)
            case Extreme(largest, operands):
                terms, scale = self._aligned([self.number(operand) for operand in operands])
                return Scaled(reduce(self._larger if largest else self._smaller, terms), scale)
            case Fold():
                folded = self._fold(node)
                assert isinstance(folded, Scaled)
                return folded
        raise TypeError(f"not a number: {type(node).__name__}")

    def _figure(self, place: Number, value: int) -> Scalar:
        """A constant of the rule; nought belongs to its shape."""
        return self.make.figure(place, value) if value else self.make.constant(0)

    def _aligned(self, numbers: Sequence[Scaled]) -> tuple[list[Ends], int]:
        """The numbers brought to one scale."""
        scale = reduce(lcm, (number.scale for number in numbers))
        return [self._raised(number, scale // number.scale) for number in numbers], scale

    def _raised(self, number: Scaled, factor: int) -> Ends:
        low, high = (self.make.multiply(end, self.make.constant(factor)) for end in number.ends)
        return Ends(low, high)

    def _multiply(self, left: Expression, right: Expression) -> Scaled:
        first, second = self.number(left), self.number(right)
        for constant, factor in ((left, second), (right, first)):
            if isinstance(constant, Number):
                numerator, denominator = _fraction(constant)
                ends = self._times(factor.ends, constant, numerator)
                return Scaled(ends, factor.scale * denominator)
        return Scaled(self._product(first.ends, second.ends), first.scale * second.scale)

    def _times(self, ends: Ends, place: Number, factor: int) -> Ends:
        """The products with a constant of the rule."""
        make = self.make
        if factor == 0:
            return Ends(make.constant(0), make.constant(0))
        if factor < 0:
            return self._times(self._negate(ends), place, -factor)
        figure = make.figure(place, factor)
        return Ends(make.multiply(ends.low, figure), make.multiply(ends.high, figure))

    def _product(self, first: Ends, second: Ends) -> Ends:
        make = self.make
        for one, other in ((first, second), (second, first)):
            if one.low is one.high and not one.low.optional and one.low.low > 0:
                return Ends(make.multiply(one.low, other.low), make.multiply(one.low, other.high))
            if one.low is one.high and not one.low.optional and one.low.high < 0:
                return Ends(make.multiply(one.low, other.high), make.multiply(one.low, other.low))
        lows, highs = (first.low, second.low), (first.high, second.high)
        if all(low.low >= 0 and not low.optional for low in lows):
            high = make.multiply(*highs)
            if high.optional:
                # Nought times no bound is nought: the unknown factor is some number.
                nought = make.either(*(make.equal(end, make.constant(0)) for end in highs))
                high = make.choose(nought, make.constant(0), high)
            return Ends(make.multiply(*lows), high)
        if any(end.optional for end in (*first, *second)):
            raise Unprovable("a product of facts that may be below nought and have no bound")
        corners = [make.multiply(one, other) for one in first for other in second]
        low, high = corners[0], corners[0]
        for corner in corners[1:]:
            low, high = make.smaller(low, corner, absent="kept"), make.larger(high, corner, absent="kept")
        return Ends(low, high)

    def _reached(self, arms: tuple[Arm, ...]) -> list[Scalar]:
        """For each arm and for the rest, the test that it may be the one."""
        make = self.make
        tests: list[Scalar] = []
        open_: list[Scalar] = []
        for arm in arms:
            truth = self.truth(arm.condition)
            tests.append(make.both(*open_, make.opposite(make.equal(truth, make.no))))
            open_.append(make.opposite(make.equal(truth, make.yes)))
        return [*tests, make.both(*open_)]

    def _joined(self, reached: Sequence[Scalar], values: Sequence[Ends]) -> Ends:
        """The hull of the values that may be the one."""
        return Ends(
            self._hull_end(reached, [value.low for value in values], largest=False),
            self._hull_end(reached, [value.high for value in values], largest=True),
        )

    def _hull_end(self, reached: Sequence[Scalar], ends: Sequence[Scalar], *, largest: bool) -> Scalar:
        """The least or greatest end of what is reached; absent where one of those is absent."""
        make = self.make
        if all(end is ends[0] for end in ends):
            return ends[0]
        pick = make.larger if largest else make.smaller
        result = make.nothing
        for test, end in zip(reached, ends, strict=True):
            result = pick(result, make.choose(test, end, make.nothing), absent="skipped")
        unbounded = [
            make.both(test, make.opposite(make.known(end)))
            for test, end in zip(reached, ends, strict=True)
            if end.optional
        ]
        # One of them is always reached, so there is a result.
        result = result if unbounded else make.or_else(result, ends[-1])
        return make.choose(make.either(*unbounded), make.nothing, result)

    # --- Intervals -----------------------------------------------------------------------------------------

    def _add(self, first: Ends, second: Ends) -> Ends:
        return Ends(self.make.add(first.low, second.low), self.make.add(first.high, second.high))

    def _negate(self, ends: Ends) -> Ends:
        return Ends(self.make.negate(ends.high), self.make.negate(ends.low))

    def _smaller(self, first: Ends, second: Ends) -> Ends:
        return Ends(
            self.make.smaller(first.low, second.low, absent="kept"),
            self.make.smaller(first.high, second.high, absent="skipped"),
        )

    def _larger(self, first: Ends, second: Ends) -> Ends:
        return Ends(
            self.make.larger(first.low, second.low, absent="skipped"),
            self.make.larger(first.high, second.high, absent="kept"),
        )

    # --- Records -------------------------------------------------------------------------------------------

    def _fold(self, node: Fold) -> Lowered:
        """A fold over the records of a selection, or what it may be where the records are unknown."""
        make = self.make
        selection = self.selections[node.selection]
        outside, make.guards = make.guards, []
        term = self._term(selection, node.body, self._field)
        guards, make.guards = make.guards, outside
        blank = self._term(selection, node.body, lambda _field: make.nothing)
        listed = make.listed(selection.records)
        index = len(self.folds)
        self._unknown_fields(selection, node.body, term.included, index)
        result: Lowered
        match node.function:
            case "sum":
                assert isinstance(term.body, Scaled)
                assert isinstance(blank.body, Scaled)
                parts = self._counted_ends(term.included, term.body.ends)
                folded = [
                    make.fold(
                        index,
                        part,
                        min(end.low, 0) and -SUM_LIMIT,
                        max(end.high, 0) and SUM_LIMIT,
                        end.optional,
                    )
                    for part, end in zip(("low", "high"), parts, strict=True)
                ]
                open_ = self._sum_of_unknown(blank.included, blank.body.ends)
                low, high = (make.choose(listed, *ends) for ends in zip(folded, open_, strict=True))
                result = Scaled(Ends(low, high), term.body.scale)
            case "count":
                parts = self._both_truths(term)
                low, high = (make.fold(index, part, 0, SUM_LIMIT) for part in ("low", "high"))
                result = Scaled(
                    Ends(make.choose(listed, low, make.constant(0)), make.choose(listed, high, make.nothing)),
                    1,
                )
            case _:
                parts = self._both_truths(term) if node.function == "exists" else self._either_truth(term)
                result = make.choose(listed, make.fold(index, "low", 0, 2), make.unknown)
        make.guards.append(make.fold(index, "beyond", 0, 1))
        self.folds.append(
            FoldProgram(
                selection.records,
                node.function,
                term.included,
                *parts,
                tuple(guards),
                tuple(self._unknown_tests(selection, node.body, term.included)),
            )
        )
        return result

    def _term(self, selection: Selection, body: Expression, column: Callable[[Fact], Scalar]) -> _Term:
        """The filter and the body of a fold for one record, of which the columns say what is known."""
        before = self.locals
        self.locals = dict(before)
        records = self.vocabulary.records_by_name[selection.records]
        read = {key for scope, key in record_references(selection, body) if scope == "field"}
        self.fields = {field.key: self._given(field, column) for field in records.fields if field.key in read}
        for definition in selection.definitions:
            if self._is_read(definition.name, selection, body):
                self.locals[definition.name] = self.value(definition.expression)
        included = self.make.yes if selection.filter is None else self.truth(selection.filter)
        value = self.value(body)
        self.locals, self.fields = before, {}
        return _Term(included, value)

    def _is_read(self, name: str, selection: Selection, body: Expression) -> bool:
        return ("local", name) in record_references(selection, body)

    def _counted_ends(self, included: Scalar, ends: Ends) -> tuple[Scalar, Scalar]:
        """What a record adds to a sum: its term, the term or nothing where it is in doubt, or nothing."""
        make = self.make
        nought = make.constant(0)
        doubtful = (
            make.smaller(ends.low, nought, absent="kept"),
            make.larger(ends.high, nought, absent="kept"),
        )
        low, high = (
            make.choose(
                make.equal(included, make.yes),
                end,
                make.choose(make.equal(included, make.unknown), perhaps, nought),
            )
            for end, perhaps in zip(ends, doubtful, strict=True)
        )
        return low, high

    def _sum_of_unknown(self, included: Scalar, ends: Ends) -> Ends:
        """The sum over records of which nothing is known, from the term of one of them."""
        make = self.make
        nought = make.constant(0)
        none = make.equal(included, make.no)
        return Ends(
            make.choose(make.either(none, make.at_most(nought, ends.low)), nought, make.nothing),
            make.choose(make.either(none, make.at_most(ends.high, nought)), nought, make.nothing),
        )

    def _both_truths(self, term: _Term) -> tuple[Scalar, Scalar]:
        assert isinstance(term.body, Scalar)
        truth = self.make.every([term.included, term.body])
        return truth, truth

    def _either_truth(self, term: _Term) -> tuple[Scalar, Scalar]:
        assert isinstance(term.body, Scalar)
        truth = self.make.some([self.make.turned(term.included), term.body])
        return truth, truth

    def _unknown_tests(
        self, selection: Selection, body: Expression, included: Scalar
    ) -> Iterator[tuple[str, Scalar]]:
        """Per field that a fold reads, the test that a record lacks it and may count."""
        records = self.vocabulary.records_by_name[selection.records]
        counts = self.make.opposite(self.make.equal(included, self.make.no))
        read = [key for scope, key in record_references(selection, body) if scope == "field"]
        for field in records.fields:
            if field.key in read:
                lacking = self.make.opposite(self.make.known(self._unguarded_field(field)))
                yield f"{records.key}.{field.key}", self.make.both(lacking, counts)

    def _unknown_fields(self, selection: Selection, body: Expression, included: Scalar, index: int) -> None:
        for number, (path, _) in enumerate(self._unknown_tests(selection, body, included)):
            test = self.make.fold(index, f"unknown:{number}", 0, 1)
            self.unknown_fields.setdefault(path, []).append(test)

    # --- Names ---------------------------------------------------------------------------------------------

    def _named(self, node: Reference) -> Lowered:
        match node.scope:
            case "fact":
                return self._given(self.vocabulary.fact_by_name[node.key], self._column)
            case "field":
                return self.fields[node.key]
        return self.locals[node.key]

    def _column(self, fact: Fact) -> Scalar:
        return self._within_limit(fact, self.make.column(column_name(fact), fact.type.kind, *_range(fact)))

    def _field(self, fact: Fact) -> Scalar:
        return self._within_limit(fact, self._unguarded_field(fact))

    def _unguarded_field(self, fact: Fact) -> Scalar:
        return self.make.field(column_name(fact), fact.type.kind, *_range(fact))

    def _within_limit(self, fact: Fact, column: Scalar) -> Scalar:
        """A column, with a guard against counts beyond what engines compute with."""
        make = self.make
        if fact.type.kind in ("count", "duration", "ratio"):
            for end, beyond in (
                (column.high, make.below(make.constant(column.high), column)),
                (column.low, make.below(column, make.constant(column.low))),
            ):
                if abs(end) == limit(fact):
                    make.guard(beyond)
        return column

    def _given(self, fact: Fact, column: Callable[[Fact], Scalar]) -> Lowered:
        """A fact or field: what is known of it, from its column and its declared range."""
        make = self.make
        scalar = column(fact)
        match fact.type.kind:
            case "boolean":
                return make.or_else(scalar, make.unknown)
            case "category":
                return scalar
        low, high = fact.range
        ends = Ends(
            scalar if low is None else make.or_else(scalar, make.constant(low)),
            scalar if high is None else make.or_else(scalar, make.constant(high)),
        )
        return Scaled(ends, RATIO_SCALE if fact.type.kind == "ratio" else 1)


class _Term(NamedTuple):
    """One record's part in a fold: whether the filter lets it in, and its body."""

    included: Scalar
    body: Lowered


def _fraction(number: Number) -> tuple[int, int]:
    """A constant with the denominator its program is made for: hundredths for a rate where they will do, so
    that another rate is another figure of the same program."""
    if number.type.kind == "ratio":
        for denominator in (100, 1000, 10_000, 1_000_000):
            if denominator % number.denominator == 0:
                return number.numerator * (denominator // number.denominator), denominator
    return number.numerator, number.denominator


def _constant(node: Expression) -> Number | None:
    """A constant, perhaps with its sign turned twice: the rewriting of a divisor below nought."""
    match node:
        case Number():
            return node
        case Negate(Negate(Number() as number)):
            return number
    return None


def _range(fact: Fact) -> tuple[int, int]:
    """What a known value of a fact can be, in base units."""
    low, high = fact.range
    most = limit(fact)
    match fact.type.kind:
        case "boolean":
            return 0, 2
        case "date":
            return date.min.toordinal(), date.max.toordinal()
    return (-most if low is None else low), (most if high is None else min(high, most))


def _first(make: Scalars, conditions: Sequence[Scalar], truth: Scalar) -> Scalar:
    """The number of the first condition that has a truth; nought where none has."""
    number = make.constant(NOTHING_DECIDES)
    for index, condition in reversed(list(enumerate(conditions, 1))):
        number = make.choose(make.equal(condition, truth), make.constant(index), number)
    return number
