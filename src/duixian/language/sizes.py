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

_FACT_BITS = COUNT.bit_length()


class Size(NamedTuple):
    """A bound on an exact value ``n / scale``: bits of ``n``, and the scale."""

    bits: int
    scale: int

    @property
    def total(self) -> int:
        """Bits of the value and its scale together."""
        return self.bits + self.scale.bit_length()


def size_of(node: Expression, locals_: dict[str, Size]) -> Size:
    """The size of an expression, given those of the local values it may name."""
    match node:
        case Number(numerator, denominator):
            return Size(numerator.bit_length(), denominator)
        case Reference(scope="local", key=key):
            return locals_.get(key, Size(1, 1))
        case Reference(type=type_):
            return Size(_FACT_BITS, RATIO_SCALE if type_.kind == "ratio" else 1)
        case Multiply(left, right) | Divide(left, right):
            first, second = size_of(left, locals_), size_of(right, locals_)
            # A quotient's divisor goes into the scale, and its scale into the number.
            return Size(
                first.bits + second.total,
                first.scale * second.scale << isinstance(node, Divide) * second.bits,
            )
        case Negate(operand):
            return size_of(operand, locals_)
        case Fold(function="sum", body=body):
            inner = size_of(body, locals_)
            return Size(inner.bits + _FACT_BITS, inner.scale)
        case Add(operands) | Extreme(operands=operands):
            return _together([size_of(operand, locals_) for operand in operands])
        case Cases(arms, otherwise):
            return _together([size_of(value, locals_) for value in (*(arm.value for arm in arms), otherwise)])
    return Size(1, 1)


def _together(sizes: list[Size]) -> Size:
    """Values brought to one scale and added."""
    scale = lcm(*(size.scale for size in sizes))
    return Size(max(size.bits for size in sizes) + scale.bit_length() + len(sizes).bit_length(), scale)
