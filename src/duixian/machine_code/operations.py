"""The operations that kernels are written in, as numba lowers them: one machine instruction or a few each.

A number is 64 bits, a truth, category or flag of a row 8 bits, so that simple tests of many rows become vector
instructions; the result of an operation is as wide as its widest operand. ``plain`` has the same operations in
plain Python. This module is loaded only where something is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic as numba_intrinsic

Typing = tuple[Any, Callable[..., Any]]

intrinsic = numba_intrinsic(prefer_literal=True)


def _narrowest(value: Any) -> Any:
    """The type of an operand; a constant takes as little room as it needs."""
    if isinstance(value, types.IntegerLiteral):
        return types.int8 if -128 <= value.literal_value <= 127 else types.int64
    return value


def _widest(*values: Any) -> Any:
    found = [_narrowest(value) for value in values]
    if all(isinstance(value, types.Boolean) for value in found):
        return types.boolean
    return types.int64 if any(value.bitwidth > 8 for value in found) else types.int8


# --- Memory: an address, which may be any, and the number of an element --------------------------------------------------------


def _loads(bits: int, result: Any) -> Callable[[Any, Any, Any], Typing]:
    def load(_context: Any, address: Any, index: Any) -> Typing:
        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            base = builder.inttoptr(operands[0], ir.IntType(bits).as_pointer())
            value = builder.load(builder.gep(base, [operands[1]]), align=1)
            return value if bits == result.bitwidth else builder.sext(value, ir.IntType(result.bitwidth))

        return result(types.int64, types.int64), lower

    return load


byte_at = intrinsic(_loads(8, types.int8))
int_at = intrinsic(_loads(32, types.int64))
number_at = intrinsic(_loads(64, types.int64))


@intrinsic
def bit_at(_context: Any, address: Any, index: Any) -> Typing:
    """Whether a bit of a bitmap is set, the lowest bit of a byte first."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        base = builder.inttoptr(operands[0], ir.IntType(8).as_pointer())
        byte = builder.load(builder.gep(base, [builder.lshr(operands[1], operands[1].type(3))]))
        place = builder.trunc(builder.and_(operands[1], operands[1].type(7)), byte.type)
        return builder.trunc(builder.lshr(byte, place), ir.IntType(1))

    return types.boolean(types.int64, types.int64), lower


def _stores(bits: int) -> Callable[[Any, Any, Any, Any], Typing]:
    def store(_context: Any, address: Any, index: Any, value: Any) -> Typing:
        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            base = builder.inttoptr(operands[0], ir.IntType(bits).as_pointer())
            value = operands[2]
            if value.type.width > bits:
                value = builder.trunc(value, ir.IntType(bits))
            elif value.type.width < bits:
                value = builder.sext(value, ir.IntType(bits))
            builder.store(value, builder.gep(base, [operands[1]]), align=1)
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, _narrowest(value)), lower

    return store


put_byte = intrinsic(_stores(8))
put_short = intrinsic(_stores(16))
put_int = intrinsic(_stores(32))
put_number = intrinsic(_stores(64))


@intrinsic
def increase(_context: Any, address: Any, index: Any, by: Any) -> Typing:
    """Add to a number of 64 bits."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        base = builder.inttoptr(operands[0], ir.IntType(64).as_pointer())
        place = builder.gep(base, [operands[1]])
        builder.store(builder.add(builder.load(place, align=1), operands[2]), place, align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), lower


# --- Numbers -------------------------------------------------------------------------------------------------


def _binary(name: str) -> Callable[[Any, Any, Any], Typing]:
    def operation(_context: Any, first: Any, second: Any) -> Typing:
        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            return getattr(builder, name)(*operands)

        return types.int64(types.int64, types.int64), lower

    return operation


add = intrinsic(_binary("add"))
multiply = intrinsic(_binary("mul"))


@intrinsic
def negate(_context: Any, operand: Any) -> Typing:
    """The number with its sign turned."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.neg(operands[0])

    return types.int64(types.int64), lower


@intrinsic
def rounded(_context: Any, operand: Any, scale: Any) -> Typing:
    """``operand / scale`` rounded half up to a whole number; below nought counts as nought."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        number, by = operands
        nought = number.type(0)
        number = builder.select(builder.icmp_signed("<", number, nought), nought, number)
        whole = builder.udiv(number, by)
        rest = builder.sub(number, builder.mul(whole, by))
        up = builder.icmp_signed(">=", rest, builder.sub(by, rest))
        return builder.add(whole, builder.zext(up, number.type))

    return types.int64(types.int64, types.int64), lower


@intrinsic
def upper(_context: Any, number: Any, bits: Any) -> Typing:
    """The upper bits of a number of 64 bits, taken as one without a sign: all but some."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.lshr(*operands)

    return types.int64(types.int64, types.int64), lower


@intrinsic
def scattered(_context: Any, number: Any) -> Typing:
    """64 bits spread over 64 bits, one to one: a hash."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        value = operands[0]
        for factor in (0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53):
            value = builder.xor(value, builder.lshr(value, value.type(33)))
            value = builder.mul(value, value.type(factor))
        return builder.xor(value, builder.lshr(value, value.type(33)))

    return types.int64(types.int64), lower


def _extreme(sign: str) -> Callable[[Any, Any, Any], Typing]:
    def operation(_context: Any, first: Any, second: Any) -> Typing:
        of = _widest(first, second)

        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            one, other = operands
            return builder.select(builder.icmp_signed(sign, one, other), one, other)

        return of(of, of), lower

    return operation


smaller = intrinsic(_extreme("<"))
larger = intrinsic(_extreme(">"))


@intrinsic
def choose(_context: Any, test: Any, first: Any, otherwise: Any) -> Typing:
    """One of two by a test; both are computed."""
    of = _widest(first, otherwise)

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.select(*operands)

    return of(types.boolean, of, of), lower


@intrinsic
def byte_of(_context: Any, number: Any) -> Typing:
    """A small number in 8 bits."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.trunc(operands[0], ir.IntType(8))

    return types.int8(types.int64), lower


@intrinsic
def turned(_context: Any, truth: Any) -> Typing:
    """Not, of a truth."""
    of = _widest(truth)

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.sub(operands[0].type(2), operands[0])

    return of(of), lower


@intrinsic
def beyond_sum(_context: Any, first: Any, second: Any) -> Typing:
    """Whether a sum of two numbers within 2**62 is beyond 2**62 - 1 on either side."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return _outside(builder, builder.add(*operands), 1 << 62)

    return types.boolean(types.int64, types.int64), lower


@intrinsic
def beyond_product(_context: Any, first: Any, second: Any) -> Typing:
    """Whether a product of two numbers is beyond 2**62 - 1 on either side."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.sext(operand, wide) for operand in operands))
        return _outside(builder, product, 1 << 62)

    return types.boolean(types.int64, types.int64), lower


@intrinsic
def beyond(_context: Any, number: Any, limit: Any) -> Typing:
    """Whether a number is larger than a limit on either side."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        number, most = operands
        return builder.or_(
            builder.icmp_signed(">", number, most), builder.icmp_signed("<", number, builder.neg(most))
        )

    return types.boolean(types.int64, types.int64), lower


def _outside(builder: Any, value: Any, limit: int) -> Any:
    high = builder.icmp_signed(">=", value, value.type(limit))
    return builder.or_(high, builder.icmp_signed("<=", value, value.type(-limit)))


# --- Tests ---------------------------------------------------------------------------------------------------


def _compares(sign: str) -> Callable[[Any, Any, Any], Typing]:
    def test(_context: Any, first: Any, second: Any) -> Typing:
        of = _widest(first, second)

        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            return builder.icmp_signed(sign, *operands)

        return types.boolean(of, of), lower

    return test


equal = intrinsic(_compares("=="))
differ = intrinsic(_compares("!="))
below = intrinsic(_compares("<"))
at_most = intrinsic(_compares("<="))


def _joins(name: str) -> Callable[[Any, Any, Any], Typing]:
    def test(_context: Any, first: Any, second: Any) -> Typing:
        def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            return getattr(builder, name)(*operands)

        return types.boolean(types.boolean, types.boolean), lower

    return test


both = intrinsic(_joins("and_"))
either = intrinsic(_joins("or_"))


@intrinsic
def opposite(_context: Any, test: Any) -> Typing:
    """Whether a test is false."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.not_(operands[0])

    return types.boolean(types.boolean), lower


@intrinsic
def flag(_context: Any, test: Any, bit: Any) -> Typing:
    """A number with one bit set if a test holds."""

    def lower(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.shl(builder.zext(operands[0], operands[1].type), operands[1])

    return types.int64(types.boolean, types.int64), lower
