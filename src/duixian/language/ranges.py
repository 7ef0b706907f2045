"""What range an expression can take when nothing is known but the declared ranges of the facts."""

from __future__ import annotations

from fractions import Fraction

from duixian.language import intervals
from duixian.language.intervals import UNBOUNDED, Interval
from duixian.language.tree import (
    Add,
    Cases,
    Divide,
    Expression,
    Extreme,
    Fold,
    Multiply,
    Negate,
    Number,
    Reference,
)
from duixian.language.vocabulary import RATIO_SCALE, Vocabulary


def range_of(  # noqa: C901 - a case for each kind of node
    expression: Expression,
    vocabulary: Vocabulary,
    locals_: dict[str, Interval],
    selections: dict[str, str],
    records: str = "",
) -> Interval:
    """The range of a numeric expression in base units.

    ``locals_`` holds the ranges of the rule's local values, ``selections`` the kind of record of each
    selection, ``records`` the kind whose fields are in reach. What is not a number is unbounded.
    """

    def visit(node: Expression) -> Interval:  # noqa: C901 - as above
        match node:
            case Number(numerator, denominator):
                value = Fraction(numerator, denominator)
                return value, value
            case Reference(scope="local", key=key):
                return locals_.get(key, UNBOUNDED)
            case Reference(scope="field", key=key, type=type_):
                field = vocabulary.records_by_name[records].field(key)
                return _declared(field.range if field else UNBOUNDED, type_.kind)
            case Reference(key=key, type=type_):
                return _declared(vocabulary.fact_by_name[key].range, type_.kind)
            case Add(operands):
                total = visit(operands[0])
                for operand in operands[1:]:
                    total = intervals.add(total, visit(operand))
                return total
            case Negate(operand):
                return intervals.negate(visit(operand))
            case Multiply(left, right):
                return intervals.multiply(visit(left), visit(right))
            case Divide(left, right):
                divisor = visit(right)
                if divisor[0] is None or divisor[0] <= 0:
                    return UNBOUNDED
                return intervals.divide(visit(left), divisor)
            case Cases(arms, otherwise):
                result = visit(otherwise)
                for arm in arms:
                    result = intervals.hull(result, visit(arm.value))
                return result
            case Extreme(largest, operands):
                pick = intervals.larger if largest else intervals.smaller
                result = visit(operands[0])
                for operand in operands[1:]:
                    result = pick(result, visit(operand))
                return result
            case Fold(function="count"):
                return 0, None
            case Fold(function="sum", body=body, selection=selection):
                return sum_range(range_of(body, vocabulary, locals_, selections, selections[selection]))
        return UNBOUNDED

    return visit(expression)


def sum_range(body: Interval) -> Interval:
    """The range of a sum over any number of records, from the range of one record's term."""
    low, high = body
    return (0 if low is not None and low >= 0 else None), (0 if high is not None and high <= 0 else None)


def _declared(range_: tuple[int | None, int | None] | Interval, kind: str) -> Interval:
    if kind != "ratio":
        return range_
    low, high = range_
    return (
        None if low is None else Fraction(low) / RATIO_SCALE,
        None if high is None else Fraction(high) / RATIO_SCALE,
    )
