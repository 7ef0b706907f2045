"""How many digits the exact value of an expression may need, so that no rule can grow numbers without end."""

from __future__ import annotations

from math import lcm
from typing import NamedTuple

from duixian.language.limits import COUNT
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
from duixian.language.vocabulary import RATIO_SCALE


class Size(NamedTuple):
    """A bound on an exact value ``n / scale``: the most that ``n`` can be, either way, and the scale."""

    most: int
    scale: int

    @property
    def bits(self) -> int:
        """Bits of the value and its scale together."""
        return self.most.bit_length() + self.scale.bit_length()


def size_of(node: Expression, locals_: dict[str, Size]) -> Size:
    """The size of an expression, given those of the local values it may name."""
    match node:
        case Number(numerator, denominator):
            return Size(abs(numerator), denominator)
        case Reference(scope="local", key=key):
            return locals_.get(key, Size(1, 1))
        case Reference(type=type_):
            return Size(COUNT, RATIO_SCALE if type_.kind == "ratio" else 1)
        case Multiply(left, right):
            first, second = size_of(left, locals_), size_of(right, locals_)
            return Size(first.most * second.most, first.scale * second.scale)
        case Divide(left, right):
            # A quotient's divisor goes into the scale, and its scale into the number.
            first, second = size_of(left, locals_), size_of(right, locals_)
            return Size(first.most * second.scale, first.scale * max(second.most, 1))
        case Negate(operand):
            return size_of(operand, locals_)
        case Fold(function="sum", body=body):
            term = size_of(body, locals_)
            return Size(term.most * COUNT, term.scale)
        case Add(operands) | Extreme(operands=operands):
            return _together([size_of(operand, locals_) for operand in operands])
        case Cases(arms, otherwise):
            return _together([size_of(value, locals_) for value in (*(arm.value for arm in arms), otherwise)])
    return Size(COUNT, 1)


def _together(sizes: list[Size]) -> Size:
    """Values brought to one scale and added."""
    scale = lcm(*(size.scale for size in sizes))
    return Size(sum(size.most * (scale // size.scale) for size in sizes), scale)
