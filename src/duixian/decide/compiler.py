"""The typed tree as closures over an environment: exact three-valued logic and interval arithmetic.

A compiled number is a closure that gives an interval, and a scale: the values are ``interval / scale``, so
that rates cost one integer multiplication and no fractions. A compiled yes/no gives 0, 1 or 2.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import lcm
from operator import itemgetter
from typing import Any, NamedTuple

from duixian.decide.environment import NO, UNKNOWN, YES, DoubtfulRecord, Environment, Layout
from duixian.language import intervals
from duixian.language.intervals import Exact, Interval
from duixian.language.ranges import sum_range
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
    Reference,
    Selection,
    Some,
    Truth,
)
from duixian.language.vocabulary import RATIO_SCALE
from duixian.language.walk import record_references

Code = Callable[[Environment], Any]


class Scaled(NamedTuple):
    """A compiled number: its values are ``code(environment) / scale`` base units; ``constant / scale`` where that is
    known beforehand."""

    code: Code
    scale: int
    constant: int | None = None

    def times(self, factor: int) -> Code:
        """What gives the number ``factor`` times as large on the same scale."""
        if self.constant is not None:
            return _constant(self.constant * factor)
        return _times(self.code, factor)


class LocalSlot(NamedTuple):
    """Where a local value stands, and its scale if it is a number."""

    slot: int
    scale: int


FoldRow = tuple[int, Any]
"""What a fold saw of one record: whether the filter let it in, and its term or truth (None if it is left out)."""


class Compiler:
    """Compiles the expressions of one version of a scheme."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.locals: dict[str, LocalSlot] = {}
        self.selections: dict[str, tuple[Selection, Code | None, tuple[tuple[int, Code], ...]]] = {}
        self.folds: dict[int, tuple[Fold, int, int]] = {}
        """By slot: each fold with the slot of its rows and the scale of its terms."""
        self.codes: dict[int, Code] = {}
        """By ``id`` of the node: every compiled node's closure, to ask again what is undecided."""
        self._records = ""

    # --- Yes/no ------------------------------------------------------------------------------------------

    def truth(self, node: Expression) -> Code:
        """A yes/no expression."""
        code = self._truth(node)
        self.codes[id(node)] = code
        return code

    def _truth(self, node: Expression) -> Code:
        match node:
            case Reference():
                return itemgetter(self._slot(node))
            case Truth(value):
                truth = YES if value else NO
                return lambda _env: truth
            case Open():
                return lambda _env: UNKNOWN
            case Not(operand):
                inner = self.truth(operand)
                return lambda env: 2 - inner(env)
            case Every(operands):
                return _least([self.truth(operand) for operand in operands])
            case Some(operands):
                return _greatest([self.truth(operand) for operand in operands])
            case Compare():
                return self._compare(node)
            case Member(operand, values):
                return self._member(operand, values)
            case Cases():
                return self._cases(node, self.truth, _agreeing)
            case Fold():
                return self._fold(node).code
        raise TypeError(f"not a yes/no: {type(node).__name__}")

    def _member(self, operand: Expression, values: tuple[str, ...]) -> Code:
        masks = self.layout.masks[operand.type.unit]
        wanted = reduce(int.__or__, (masks[value] for value in values))
        subject = self._category(operand)
        others = ~wanted

        def member(env: Environment) -> int:
            mask = subject(env)
            if not mask & others:
                return YES
            return UNKNOWN if mask & wanted else NO

        return member

    def _category(self, node: Expression) -> Code:
        assert isinstance(node, Reference)
        code = itemgetter(self._slot(node))
        self.codes[id(node)] = code
        return code

    def _compare(self, node: Compare) -> Code:
        left, right = self.number(node.left), self.number(node.right)
        scale = lcm(left.scale, right.scale)
        left_factor, right_factor = scale // left.scale, scale // right.scale
        first, second = left.times(left_factor), right.times(right_factor)
        if right.constant is not None:
            return _with_constant(node.operator, first, right.constant * right_factor, False)
        if left.constant is not None:
            return _with_constant(node.operator, second, left.constant * left_factor, True)
        decide = {"less": _less, "at_most": _at_most, "equal": _equal}[node.operator]
        return lambda env: decide(first(env), second(env))

    # --- Numbers -----------------------------------------------------------------------------------------

    def number(self, node: Expression) -> Scaled:
        """A numeric expression (or a date, whose scale is 1)."""
        scaled = self._number(node)
        self.codes[id(node)] = scaled.code
        return scaled

    def _number(self, node: Expression) -> Scaled:
        match node:
            case Number(numerator, denominator):
                return Scaled(_constant(numerator), denominator, numerator)
            case Reference():
                return Scaled(itemgetter(self._slot(node)), self._scale(node))
            case Add(operands):
                return self._add([self.number(operand) for operand in operands])
            case Negate(operand):
                inner = self.number(operand)
                code = inner.code
                return Scaled(lambda env: intervals.negate(code(env)), inner.scale)
            case Multiply(left, right):
                return self._multiply(left, right)
            case Divide(left, right):
                return self._divide(left, right)
            case Cases():
                return self._numeric_cases(node)
            case Extreme(largest, operands):
                return self._extreme(largest, [self.number(operand) for operand in operands])
            case Fold():
                return self._fold(node)
        raise TypeError(f"not a number: {type(node).__name__}")

    def _add(self, terms: list[Scaled]) -> Scaled:
        codes, scale = aligned(terms)
        if len(codes) == 2:
            first, second = codes
            return Scaled(lambda env: intervals.add(first(env), second(env)), scale)

        def total(env: Environment) -> Interval:
            result: Interval = (0, 0)
            for code in codes:
                result = intervals.add(result, code(env))
            return result

        return Scaled(total, scale)

    def _multiply(self, left: Expression, right: Expression) -> Scaled:
        first, second = self.number(left), self.number(right)
        for constant, factor in ((first.constant, second), (second.constant, first)):
            if constant is not None:
                return Scaled(factor.times(constant), first.scale * second.scale)
        one, other = first.code, second.code
        return Scaled(lambda env: intervals.multiply(one(env), other(env)), first.scale * second.scale)

    def _divide(self, left: Expression, right: Expression) -> Scaled:
        dividend, divisor = self.number(left), self.number(right)
        if divisor.constant is not None:
            return Scaled(dividend.times(divisor.scale), dividend.scale * divisor.constant)
        # The only place where a value is a fraction: the divisor is known only when the case is.
        one, other = dividend.times(divisor.scale), divisor.code
        return Scaled(lambda env: intervals.divide(one(env), other(env)), dividend.scale)

    def _extreme(self, largest: bool, operands: list[Scaled]) -> Scaled:
        codes, scale = aligned(operands)
        pick = intervals.larger if largest else intervals.smaller

        def extreme(env: Environment) -> Interval:
            result: Interval = codes[0](env)
            for code in codes[1:]:
                result = pick(result, code(env))
            return result

        return Scaled(extreme, scale)

    def _numeric_cases(self, node: Cases) -> Scaled:
        values = [self.number(arm.value) for arm in node.arms] + [self.number(node.otherwise)]
        codes, scale = aligned(values)
        by_node = dict(zip([id(arm.value) for arm in node.arms] + [id(node.otherwise)], codes, strict=True))
        return Scaled(self._cases(node, lambda value: by_node[id(value)], intervals.hull), scale)

    def _cases(
        self, node: Cases, compiled: Callable[[Expression], Code], join: Callable[[Any, Any], Any]
    ) -> Code:
        arms = tuple((self.truth(arm.condition), compiled(arm.value)) for arm in node.arms)
        otherwise = compiled(node.otherwise)

        def cases(env: Environment) -> Any:
            possible: Any = None
            for condition, value in arms:
                truth = condition(env)
                if truth == NO:
                    continue
                result = value(env)
                possible = result if possible is None else join(possible, result)
                if truth == YES:
                    return possible
            result = otherwise(env)
            return result if possible is None else join(possible, result)

        return cases

    # --- Records -----------------------------------------------------------------------------------------

    def selection(self, selection: Selection) -> None:
        """Make a selection's records available to folds."""
        self._records = selection.records
        definitions = [self.define(definition) for definition in selection.definitions]
        filter_ = self.truth(selection.filter) if selection.filter is not None else None
        self._records = ""
        self.selections[selection.name] = (selection, filter_, tuple(definitions))

    def define(self, definition: Definition) -> tuple[int, Code]:
        """Give a local value a slot; the slot and what fills it."""
        value = self.value(definition.expression)
        slot = self.layout.slot()
        self.locals[definition.name] = LocalSlot(slot, value.scale)
        return slot, value.code

    def value(self, node: Expression) -> Scaled:
        """An expression of any type; its scale is 1 where it is not a number."""
        if node.type.kind == "boolean":
            return Scaled(self.truth(node), 1)
        if node.type.kind == "category":
            return Scaled(self._category(node), 1)
        return self.number(node)

    def _fold(self, node: Fold) -> Scaled:
        selection, filter_, definitions = self.selections[node.selection]
        read = record_references(selection, node.body)
        needed = [
            compiled
            for definition, compiled in zip(selection.definitions, definitions, strict=True)
            if ("local", definition.name) in read
        ]
        self._records = selection.records
        body, scale, _ = self.value(node.body)
        self._records = ""
        rows_slot = self.layout.slot(())
        self.folds[rows_slot] = (node, rows_slot, scale)
        records_slot = self.layout.record_slots[selection.records]
        first = self.layout.field_slots[selection.records]
        end = first + len(self.layout.vocabulary.records_by_name[selection.records].fields)

        unknown_record = tuple(self.layout.template[first:end])

        def term(env: Environment, record: tuple[Any, ...]) -> FoldRow:
            env[first:end] = record
            for slot, code in needed:
                env[slot] = code(env)
            included = YES if filter_ is None else filter_(env)
            if included == YES and type(record) is DoubtfulRecord:
                included = UNKNOWN
            return included, body(env) if included else None

        finish, of_unknown_records = _FOLDS[node.function]

        def fold(env: Environment) -> Any:
            records = env[records_slot]
            if records is None:
                env[rows_slot] = None
                if of_unknown_records is not None:
                    return of_unknown_records
                included, value = term(env, unknown_record)
                return sum_range(value) if included else (0, 0)
            rows = env[rows_slot] = [term(env, record) for record in records]
            return finish(rows)

        return Scaled(fold, scale if node.function == "sum" else 1)

    # --- Names -------------------------------------------------------------------------------------------

    def _slot(self, node: Reference) -> int:
        match node.scope:
            case "fact":
                return self.layout.fact_slots[node.key]
            case "field":
                return self.layout.field_slots[self._records] + self.layout.field_position(
                    self._records, node.key
                )
        return self.locals[node.key].slot

    def _scale(self, node: Reference) -> int:
        if node.scope == "local":
            return self.locals[node.key].scale
        return RATIO_SCALE if node.type.kind == "ratio" else 1


# --- Logic -----------------------------------------------------------------------------------------------


def _least(codes: list[Code]) -> Code:
    def every(env: Environment) -> int:
        result = YES
        for code in codes:
            truth: int = code(env)
            if truth == NO:
                return NO
            result = min(result, truth)
        return result

    return every


def _greatest(codes: list[Code]) -> Code:
    def some(env: Environment) -> int:
        result = NO
        for code in codes:
            truth: int = code(env)
            if truth == YES:
                return YES
            result = max(result, truth)
        return result

    return some


def _agreeing(first: int, second: int) -> int:
    return first if first == second else UNKNOWN


def _less(first: Interval, second: Interval) -> int:
    low, high = first
    other_low, other_high = second
    if high is not None and other_low is not None and high < other_low:
        return YES
    if low is not None and other_high is not None and low >= other_high:
        return NO
    return UNKNOWN


def _at_most(first: Interval, second: Interval) -> int:
    return 2 - _less(second, first)


def _equal(first: Interval, second: Interval) -> int:
    low, high = first
    other_low, other_high = second
    if low is not None and low == high == other_low == other_high:
        return YES
    apart = (high is not None and other_low is not None and high < other_low) or (
        low is not None and other_high is not None and low > other_high
    )
    return NO if apart else UNKNOWN


def _with_constant(operator: str, value: Code, constant: Exact, constant_first: bool) -> Code:
    """A comparison with a constant, the commonest kind of condition."""
    if operator == "equal":
        point = (constant, constant)
        return lambda env: _equal(value(env), point)
    if constant_first:

        def above(env: Environment) -> int:  # constant < value, or constant <= value with the roles turned
            low, high = value(env)
            if low is not None and low > constant:
                return YES
            return NO if high is not None and high <= constant else UNKNOWN

        def from_(env: Environment) -> int:
            low, high = value(env)
            if low is not None and low >= constant:
                return YES
            return NO if high is not None and high < constant else UNKNOWN

        return above if operator == "less" else from_

    def below(env: Environment) -> int:
        low, high = value(env)
        if high is not None and high < constant:
            return YES
        return NO if low is not None and low >= constant else UNKNOWN

    def up_to(env: Environment) -> int:
        low, high = value(env)
        if high is not None and high <= constant:
            return YES
        return NO if low is not None and low > constant else UNKNOWN

    return below if operator == "less" else up_to


# --- Intervals -------------------------------------------------------------------------------------------


def _constant(value: int) -> Code:
    point = (value, value)
    return lambda _env: point


def _times(code: Code, factor: int) -> Code:
    if factor == 1:
        return code
    if factor > 0:
        return lambda env: intervals.scaled(code(env), factor)
    point = (factor, factor)
    return lambda env: intervals.multiply(code(env), point)


def aligned(numbers: list[Scaled]) -> tuple[list[Code], int]:
    """Closures that share one scale."""
    scale = reduce(lcm, (number.scale for number in numbers))
    return [number.times(scale // number.scale) for number in numbers], scale


# --- Folds -----------------------------------------------------------------------------------------------


def _sum(rows: list[FoldRow]) -> Interval:
    low: Exact | None = 0
    high: Exact | None = 0
    for included, term in rows:
        if included != NO:
            least, most = term if included == YES else intervals.hull(term, (0, 0))
            low = None if low is None or least is None else low + least
            high = None if high is None or most is None else high + most
    return low, high


def _count(rows: list[FoldRow]) -> Interval:
    truths = [min(included, value) if included else NO for included, value in rows]
    return truths.count(YES), len(truths) - truths.count(NO)


def _exists(rows: list[FoldRow]) -> int:
    return max((min(included, value) for included, value in rows if included), default=NO)


def _all(rows: list[FoldRow]) -> int:
    return min((max(2 - included, value) for included, value in rows if included), default=YES)


_FOLDS: dict[str, tuple[Callable[[list[FoldRow]], Any], Any]] = {
    "sum": (_sum, None),
    "count": (_count, (0, None)),
    "exists": (_exists, UNKNOWN),
    "all": (_all, UNKNOWN),
}
"""What to make of a fold's rows; and its value where the records are unknown, None where that depends on what one
record can add."""
