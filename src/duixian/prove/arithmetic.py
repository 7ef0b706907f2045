"""Numbers and yes/no of a rule as the solver's terms, exactly as :mod:`duixian.decide.compiler` computes them.

With complete facts a number is one number and a yes/no one of two, but for 待定: nobody can say yet. So a number is
an interval and a yes/no three-valued here too. Where both ends are the same term nothing is in doubt.
"""

from __future__ import annotations

from functools import reduce
from math import lcm
from typing import NamedTuple

import z3

from duixian.prove.inputs import Term


class YesNo(NamedTuple):
    """Whether something surely holds, and whether it possibly does."""

    surely: Term
    possibly: Term


class Numeric(NamedTuple):
    """The numbers ``low / scale`` to ``high / scale``."""

    low: Term
    high: Term
    scale: int

    @property
    def certain(self) -> bool:
        """Whether it is one number."""
        return self.low is self.high

    def times(self, factor: int) -> Numeric:
        """The same numbers on a scale that many times finer; the factor is positive."""
        if factor == 1:
            return self
        return Numeric(*self.scaled(factor)[:2], self.scale * factor)

    def scaled(self, factor: int) -> Numeric:
        """The numbers so many times as large; the factor is positive."""
        low = self.low * factor
        return Numeric(low, low if self.certain else self.high * factor, self.scale)


YES, NO, OPEN = YesNo(True, True), YesNo(False, False), YesNo(False, True)


def known(term: Term) -> YesNo:
    """What is no matter of doubt."""
    return YesNo(term, term)


def point(term: Term, scale: int = 1) -> Numeric:
    """One number."""
    return Numeric(term, term, scale)


# --- Terms, folded where Python knows the answer --------------------------------------------------------


def term(known: Term) -> Term:
    """A term of the solver, whatever it is."""
    if isinstance(known, bool):
        return z3.BoolVal(known)
    return z3.IntVal(known) if isinstance(known, int) else known


def every(*terms: Term) -> Term:
    """All hold."""
    if any(one is False for one in terms):
        return False
    left = [one for one in terms if one is not True]
    return left[0] if len(left) == 1 else z3.And(*left) if left else True


def some(*terms: Term) -> Term:
    """One holds."""
    if any(one is True for one in terms):
        return True
    left = [one for one in terms if one is not False]
    return left[0] if len(left) == 1 else z3.Or(*left) if left else False


def opposite(term: Term) -> Term:
    """It does not hold."""
    return not term if isinstance(term, bool) else z3.Not(term)


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """One or the other."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return then if then is otherwise else z3.If(condition, then, otherwise)


def least(first: Term, second: Term) -> Term:
    """The smaller."""
    return first if first is second else choose(first <= second, first, second)


def most(first: Term, second: Term) -> Term:
    """The larger."""
    return first if first is second else choose(first >= second, first, second)


def product(first: Term, second: Term) -> Term:
    """The product; a choice between constants is multiplied out, so that it stays linear."""
    for constant, other in ((first, second), (second, first)):
        if isinstance(constant, int) or z3.is_int_value(constant):
            return other * constant
    for choice, other in ((first, second), (second, first)):
        if _is_choice(choice):
            return _distributed(choice, other)
    return first * second


def _is_choice(number: Term) -> bool:
    """Whether it is a choice between constants."""
    if isinstance(number, int) or z3.is_int_value(number):
        return True
    return z3.is_app_of(number, z3.Z3_OP_ITE) and all(_is_choice(number.arg(place)) for place in (1, 2))


def _distributed(choice: Term, other: Term) -> Term:
    if isinstance(choice, int) or z3.is_int_value(choice):
        return other * choice
    return z3.If(choice.arg(0), _distributed(choice.arg(1), other), _distributed(choice.arg(2), other))


def quotient(dividend: Term, divisor: Term) -> Term:
    """An exact quotient; the divisor is not nought."""
    return _real(dividend) / _real(divisor)


def _real(number: Term) -> Term:
    if isinstance(number, int):
        return z3.RealVal(number)
    return number if z3.is_real(number) else z3.ToReal(number)


def rounded(value: Term, scale: int) -> Term:
    """``value / scale`` rounded half up to a whole number; below nought counts as nought."""
    if isinstance(value, int):
        return 0 if value <= 0 else (2 * value + scale) // (2 * scale)
    if z3.is_real(value):
        return z3.If(value <= 0, z3.IntVal(0), z3.ToInt((2 * value + scale) / z3.RealVal(2 * scale)))
    if scale == 1:
        return z3.If(value <= 0, z3.IntVal(0), value)
    return z3.If(value <= 0, z3.IntVal(0), (2 * value + scale) / z3.IntVal(2 * scale))


# --- Logic -----------------------------------------------------------------------------------------------


def negated(one: YesNo) -> YesNo:
    """非."""
    return YesNo(opposite(one.possibly), opposite(one.surely))


def conjunction(parts: list[YesNo]) -> YesNo:
    """且."""
    return _joined([part.surely for part in parts], [part.possibly for part in parts], parts, every)


def disjunction(parts: list[YesNo]) -> YesNo:
    """或."""
    return _joined([part.surely for part in parts], [part.possibly for part in parts], parts, some)


def _joined(surely: list[Term], possibly: list[Term], parts: list[YesNo], join: object) -> YesNo:
    assert callable(join)
    first = join(*surely)
    certain = all(part.surely is part.possibly for part in parts)
    return YesNo(first, first if certain else join(*possibly))


def compared(operator: str, left: Numeric, right: Numeric) -> YesNo:
    """``less``, ``at_most`` or ``equal``."""
    left, right = aligned([left, right])
    certain = left.certain and right.certain
    match operator:
        case "less":
            surely, possibly = left.high < right.low, left.low < right.high
        case "at_most":
            surely, possibly = left.high <= right.low, left.low <= right.high
        case _:
            surely = every(left.low == left.high, right.low == right.high, left.low == right.low)
            possibly = every(left.low <= right.high, right.low <= left.high)
    if certain and operator == "equal":
        surely = left.low == right.low
    return YesNo(surely, surely if certain else possibly)


def cased_truth(condition: YesNo, then: YesNo, otherwise: YesNo) -> YesNo:
    """One arm of a choice between yes/no."""
    surely = choose(
        condition.surely,
        then.surely,
        choose(condition.possibly, every(then.surely, otherwise.surely), otherwise.surely),
    )
    possibly = choose(
        condition.surely,
        then.possibly,
        choose(condition.possibly, some(then.possibly, otherwise.possibly), otherwise.possibly),
    )
    certain = all(one.surely is one.possibly for one in (condition, then, otherwise))
    return YesNo(surely, surely if certain else possibly)


# --- Numbers ---------------------------------------------------------------------------------------------


def aligned(numbers: list[Numeric]) -> list[Numeric]:
    """The numbers on one scale."""
    scale = reduce(lcm, (number.scale for number in numbers))
    return [number.times(scale // number.scale) for number in numbers]


def total(numbers: list[Numeric]) -> Numeric:
    """The sum."""
    terms = aligned(numbers)
    certain = all(term.certain for term in terms)
    low = sum((term.low for term in terms[1:]), terms[0].low)
    high = low if certain else sum((term.high for term in terms[1:]), terms[0].high)
    return Numeric(low, high, terms[0].scale)


def minus(number: Numeric) -> Numeric:
    """The negative."""
    low = -number.high
    return Numeric(low, low if number.certain else -number.low, number.scale)


def multiplied(left: Numeric, right: Numeric) -> Numeric:
    """The product."""
    scale = left.scale * right.scale
    if left.certain and right.certain:
        return point(product(left.low, right.low), scale)
    corners = [product(one, other) for one in (left.low, left.high) for other in (right.low, right.high)]
    return Numeric(reduce(least, corners), reduce(most, corners), scale)


def divided(left: Numeric, right: Numeric) -> Numeric:
    """The quotient by what is surely positive, or by a constant."""
    if isinstance(right.low, int) and right.certain:
        return Numeric(left.low, left.high, left.scale * right.low).scaled(right.scale)
    low, high, scale = left.scaled(right.scale)
    if left.certain and right.certain:
        return point(quotient(low, right.low), scale)
    corners = [quotient(one, other) for one in (low, high) for other in (right.low, right.high)]
    return Numeric(reduce(least, corners), reduce(most, corners), scale)


def extreme(numbers: list[Numeric], *, largest: bool) -> Numeric:
    """较大 or 较小."""
    terms = aligned(numbers)
    pick = most if largest else least
    low = reduce(pick, (term.low for term in terms))
    certain = all(term.certain for term in terms)
    high = low if certain else reduce(pick, (term.high for term in terms))
    return Numeric(low, high, terms[0].scale)


def cased_number(condition: YesNo, then: Numeric, otherwise: Numeric) -> Numeric:
    """One arm of a choice between numbers on one scale."""
    if condition.surely is condition.possibly and then.certain and otherwise.certain:
        return point(choose(condition.surely, then.low, otherwise.low), then.scale)
    low = choose(
        condition.surely,
        then.low,
        choose(condition.possibly, least(then.low, otherwise.low), otherwise.low),
    )
    high = choose(
        condition.surely,
        then.high,
        choose(condition.possibly, most(then.high, otherwise.high), otherwise.high),
    )
    return Numeric(low, high, then.scale)


def counted(included: YesNo, number: Numeric) -> Numeric:
    """What a record adds to a sum: its number, nought if it is left out."""
    return cased_number(included, number, point(0, number.scale))
