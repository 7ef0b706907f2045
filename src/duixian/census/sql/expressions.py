"""Scalars as SQL expressions.

An absent number is NULL. A test is written so that NULL counts as false: alone it may come out NULL, and where
it is turned round the absent cases are named. LEAST and GREATEST, which treat NULL differently from one
database to the next, are only given numbers that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from duixian.census.scalars import LIMIT, Scalar
from duixian.census.sql.dialects import Dialect
from duixian.census.sql.names import column

BEYOND = LIMIT + 1
"""What stands for an absent end while the least of several is looked for; with its sign turned, the greatest."""

SMALL = (1 << 31) - 1
"""The largest literal that databases read as a 32-bit number, and compute with as one."""

_TESTS = frozenset(
    (
        "never", "always", "listed", "below", "at_most", "equal", "known", "member", "opposite", "both",
        "either", "add_beyond", "multiply_beyond",
    )
)  # fmt: skip


def is_test(scalar: Scalar) -> bool:
    """Whether a scalar is true or false; as a column it is 1 or 0."""
    if scalar.operation == "fold":
        return str(scalar.operands[1]).startswith(("beyond", "unknown"))
    return scalar.operation in _TESTS


def is_given(scalar: Scalar) -> bool:
    """Whether a scalar is a column of a table, as it is or decoded, or comes from folded records."""
    if scalar.operation == "or_else":
        return scalar.operands[0].operation in ("column", "field")
    return scalar.operation in ("column", "field", "listed", "fold")


def flat(scalar: Scalar, stop: Mapping[int, object]) -> list[Scalar]:
    """The operands of nested operations of one kind; what stands in ``stop`` is not taken apart."""
    found: list[Scalar] = []
    for operand in scalar.inputs:
        if operand.operation == scalar.operation and id(operand) not in stop:
            found += flat(operand, stop)
        else:
            found.append(operand)
    return found


def written(scalar: Scalar) -> Iterator[tuple[Scalar, int]]:
    """The operands of a scalar, each with how often it stands in the scalar's text."""
    match scalar.operation:
        case "smaller" | "larger":
            times = 2 if any(operand.optional for operand in scalar.inputs) else 1
        case "add_guarded" | "add_beyond" | "multiply_guarded" | "multiply_beyond":
            times = 3
        case "rounded":
            times = 2 if scalar.inputs[0].low < 0 else 1
        case "below" | "at_most" | "equal" | "member":
            times = 2 if any(operand.optional for operand in scalar.inputs) else 1
        case _:
            times = 1
    for operand in scalar.inputs:
        yield operand, times


class Expressions:
    """Writes scalars over rows in which some of them are columns: ``columns`` gives their names."""

    def __init__(
        self, dialect: Dialect, figures: Sequence[int], words: Sequence[str], columns: dict[int, str]
    ) -> None:
        self.dialect = dialect
        self.figures = figures
        self.words = words
        self.columns = columns

    def number(self, scalar: Scalar) -> exp.Expr:
        """A number; a test as 1 or 0."""
        name = self.columns.get(id(scalar))
        return self.definition(scalar) if name is None else column(name)

    def definition(self, scalar: Scalar) -> exp.Expr:
        """A number in terms of its operands, even where it is a column itself."""
        if is_test(scalar):
            return case([(self._test(scalar), number(1))], number(0))
        operands = scalar.inputs
        match scalar.operation:
            case "nothing":
                return exp.null()
            case "constant":
                return self.literal(scalar.low)
            case "figure":
                return self._figure(scalar)
            case "or_else":
                return exp.Coalesce(this=self.number(operands[0]), expressions=[self.number(operands[1])])
            case "choose":
                return self._choice(scalar)
            case "turned":
                return self._turned(operands[0])
            case "smaller" | "larger":
                return self._extreme(scalar)
            case "smaller_known" | "larger_known":
                return self._known_extreme(scalar)
        return self._arithmetic(scalar)

    def _figure(self, scalar: Scalar) -> exp.Expr:
        """A number of the rule, with how it is written there."""
        literal = self.literal(scalar.low)
        words = self.words[scalar.operands[0]]
        if words:
            literal.add_comments([words])
        return literal

    # --- Tests -----------------------------------------------------------------------------------------------

    def test(self, scalar: Scalar) -> exp.Expr:
        """A test: true, or else false or NULL."""
        name = self.columns.get(id(scalar))
        if name is not None:
            return exp.EQ(this=column(name), expression=number(1))
        return self._test(scalar)

    def _test(self, scalar: Scalar) -> exp.Expr:
        operands = scalar.inputs
        match scalar.operation:
            case "never":
                return exp.false()
            case "always":
                return exp.true()
            case "opposite":
                return self.negated(operands[0])
            case "both":
                return all_of(map(self.test, operands))
            case "either":
                return any_of(map(self.test, operands))
            case "below":
                return self._compared(exp.LT, *operands)
            case "at_most":
                return self._compared(exp.LTE, *operands)
            case "equal":
                return self._compared(exp.EQ, *operands)
            case "known":
                return self._known(operands[0])
            case "member":
                return self._member(scalar)
            case "add_beyond":
                return exp.GT(this=_absolute(self._sum(scalar)), expression=self.literal(LIMIT))
            case "multiply_beyond":
                return self._product_beyond(*operands)
        raise AssertionError(f"no SQL for the test {scalar.operation}")

    def negated(self, scalar: Scalar) -> exp.Expr:
        """That a test is false: true, or else false or NULL."""
        name = self.columns.get(id(scalar))
        if name is not None:
            return exp.EQ(this=column(name), expression=number(0))
        operands = scalar.inputs
        match scalar.operation:
            case "never":
                return exp.true()
            case "always":
                return exp.false()
            case "opposite":
                return self.test(operands[0])
            case "both":
                return any_of(map(self.negated, operands))
            case "either":
                return all_of(map(self.negated, operands))
            case "below":
                return self._or_absent(self._compared(exp.GTE, *operands), *operands)
            case "at_most":
                return self._or_absent(self._compared(exp.GT, *operands), *operands)
            case "equal":
                return self._or_absent(self._compared(exp.NEQ, *operands), *operands)
            case "known":
                return self._absent(operands[0])
            case "member":
                return self._or_absent(exp.Not(this=self._member(scalar)), *operands)
        return exp.EQ(this=self.definition(scalar), expression=number(0))

    def _compared(self, comparison: type[exp.Binary], first: Scalar, second: Scalar) -> exp.Expr:
        if first.operation in ("constant", "figure"):
            first, second, comparison = second, first, _MIRRORED.get(comparison, comparison)
        return comparison(this=self.number(first), expression=self.number(second))

    def _member(self, scalar: Scalar) -> exp.Expr:
        keys = [exp.Literal.string(key) for key in scalar.operands[1]]
        return exp.In(this=self.number(scalar.inputs[0]), expressions=keys)

    def _or_absent(self, test: exp.Expr, *operands: Scalar) -> exp.Expr:
        return any_of([*(self._absent(operand) for operand in operands if operand.optional), test])

    def _known(self, operand: Scalar) -> exp.Expr:
        if _is_truth(operand):
            return exp.NEQ(this=self.number(operand), expression=number(1))
        return exp.Is(this=self.number(operand), expression=exp.Not(this=exp.null()))

    def _absent(self, operand: Scalar) -> exp.Expr:
        if _is_truth(operand):
            return exp.EQ(this=self.number(operand), expression=number(1))
        return exp.Is(this=self.number(operand), expression=exp.null())

    # --- Arithmetic ------------------------------------------------------------------------------------------

    def _arithmetic(self, scalar: Scalar) -> exp.Expr:
        operands = scalar.inputs
        match scalar.operation:
            case "negate":
                return exp.Neg(this=_wrapped(self._widened(operands[0], scalar)))
            case "add":
                return self._sum(scalar)
            case "add_guarded":
                return self.saturated(self._sum(scalar), LIMIT)
            case "multiply":
                return exp.Mul(
                    this=_wrapped(self._widened(operands[0], scalar)),
                    expression=_wrapped(self.number(operands[1])),
                )
            case "multiply_guarded":
                return self._guarded_product(*operands)
            case "rounded":
                return self._rounded(scalar)
        raise AssertionError(f"no SQL for {scalar.operation}")

    def literal(self, value: int) -> exp.Expr:
        """A whole number, of a type that computes with the others."""
        literal = number(value)
        return exp.cast(literal, "BIGINT") if self.dialect.wide_literals and abs(value) > SMALL else literal

    def _widened(self, operand: Scalar, result: Scalar) -> exp.Expr:
        """An operand, as 64 bits where the database would compute the result in 32."""
        narrow = all(is_narrow(other) for other in result.inputs)
        fits = max(abs(result.low), abs(result.high)) <= SMALL
        text = self.number(operand)
        return exp.cast(text, "BIGINT") if narrow and (self.dialect.wide_literals or not fits) else text

    def _sum(self, scalar: Scalar) -> exp.Expr:
        first, second = scalar.inputs
        left = _wrapped(self._widened(first, scalar), exp.Neg)
        if second.operation == "negate" and id(second) not in self.columns:
            return exp.Sub(this=left, expression=_wrapped(self.number(second.inputs[0])))
        return exp.Add(this=left, expression=_wrapped(self.number(second), exp.Neg))

    def saturated(self, value: exp.Expr, most: int) -> exp.Expr:
        """A number kept within a magnitude; NULL stays NULL. Whoever is kept is marked elsewhere."""
        return case(
            [
                (exp.GT(this=value, expression=self.literal(most)), self.literal(most)),
                (exp.LT(this=value.copy(), expression=self.literal(-most)), self.literal(-most)),
            ],
            value.copy(),
        )

    def _guarded_product(self, first: Scalar, second: Scalar) -> exp.Expr:
        """A product of which the first factor is made smaller where it would go beyond."""
        for factor, other in ((first, second), (second, first)):
            if _is_fixed(factor):
                kept = self.saturated(self.number(other), LIMIT // abs(factor.low))
                return exp.Mul(this=kept, expression=_wrapped(self.number(factor)))
        most = self._quotient_of_limit(second)
        text = self.number(first)
        signed = case([(exp.LT(this=text, expression=number(0)), exp.Neg(this=_wrapped(most)))], most.copy())
        kept = case([(self._product_beyond(first, second), most if first.low >= 0 else signed)], text.copy())
        return exp.Mul(this=kept, expression=_wrapped(self.number(second)))

    def _product_beyond(self, first: Scalar, second: Scalar) -> exp.Expr:
        """Whether a product goes beyond the limit, found out without computing it."""
        for factor, other in ((first, second), (second, first)):
            if _is_fixed(factor):
                most = self.literal(LIMIT // abs(factor.low))
                return exp.GT(this=self._magnitude(other), expression=most)
        return exp.GT(this=self._magnitude(second), expression=self._quotient_of_limit(first))

    def _quotient_of_limit(self, divisor: Scalar) -> exp.Expr:
        """The largest number that may be multiplied with another; NULL where that is nought."""
        magnitude = exp.Nullif(this=self._magnitude(divisor), expression=number(0))
        return self.dialect.quotient(exp.cast(number(LIMIT), "BIGINT"), magnitude)

    def _magnitude(self, scalar: Scalar) -> exp.Expr:
        text = self.number(scalar)
        return text if scalar.low >= 0 else _absolute(text)

    def _rounded(self, scalar: Scalar) -> exp.Expr:
        """Half up. A number below nought counts as nought, and no quotient is taken of it: databases differ
        in where such quotients are rounded to."""
        operand, scale = scalar.inputs[0], scalar.operands[1]
        assert isinstance(scale, int)
        result = self.number(operand)
        if scale > 1:
            half = scale // 2
            if is_narrow(operand) and (self.dialect.wide_literals or operand.high + half > SMALL):
                result = exp.cast(result, "BIGINT")
            dividend = exp.paren(exp.Add(this=_wrapped(result), expression=self.literal(half)))
            result = self.dialect.quotient(dividend, self.literal(scale))
        if operand.low >= 0:
            return result
        return case([(exp.LT(this=self.number(operand), expression=number(0)), number(0))], result)

    def _turned(self, truth: Scalar) -> exp.Expr:
        """Two less a truth; where it is chosen among given ones, these are turned."""
        if truth.operation == "choose" and id(truth) not in self.columns:
            values = [*truth.inputs[1:]]
            while values[-1].operation == "choose" and id(values[-1]) not in self.columns:
                values += values.pop().inputs[1:]
            if all(value.operation == "constant" for value in values):
                return self._choice(truth, lambda value: number(2 - value.low))
        return exp.Sub(this=number(2), expression=_wrapped(self.number(truth)))

    def _choice(self, scalar: Scalar, write: Callable[[Scalar], exp.Expr] | None = None) -> exp.Expr:
        write = write or self.number
        arms = []
        while True:
            test, first, otherwise = scalar.inputs
            while first.operation == "choose" and first.inputs[0] is test:
                first = first.inputs[1]
            arms.append((self.test(test), write(first)))
            if otherwise.operation == "nothing":
                return case(arms, None)
            if otherwise.operation != "choose" or id(otherwise) in self.columns:
                return case(arms, write(otherwise))
            scalar = otherwise

    def _extreme(self, scalar: Scalar) -> exp.Expr:
        """The smaller or larger of two; absent where one is."""
        parts = flat(scalar, self.columns)
        if not any(part.optional for part in parts):
            return _least(scalar, [self.number(part) for part in parts])
        first, second = scalar.inputs
        before = exp.LT if scalar.operation == "smaller" else exp.GT
        if not first.optional:
            first, second = second, first
        # Where a comparison is with NULL, the first arm is not taken.
        if not second.optional:
            return case([(self._compared(before, second, first), self.number(second))], self.number(first))
        return case(
            [
                (self._compared(before, first, second), self.number(first)),
                (self._known(first), self.number(second)),
            ],
            None,
        )

    def _known_extreme(self, scalar: Scalar) -> exp.Expr:
        """The least or greatest of those that are there."""
        absent = BEYOND if scalar.operation == "smaller_known" else -BEYOND
        found = _least(scalar, [self._present(part, absent) for part in flat(scalar, self.columns)])
        return exp.Nullif(this=found, expression=self.literal(absent)) if scalar.optional else found

    def _present(self, scalar: Scalar, absent: int) -> exp.Expr:
        """A number, or another one in its stead where it is absent."""
        if scalar.operation == "nothing":
            return self.literal(absent)
        if not scalar.optional:
            return self.number(scalar)
        if scalar.operation == "choose" and id(scalar) not in self.columns:
            test, first, otherwise = scalar.inputs
            return case([(self.test(test), self._present(first, absent))], self._present(otherwise, absent))
        return exp.Coalesce(this=self.number(scalar), expressions=[self.literal(absent)])


# --- Parts of expressions -------------------------------------------------------------------------------------


def number(value: int) -> exp.Expr:
    """A whole number."""
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def is_narrow(scalar: Scalar) -> bool:
    """Whether a database computes a number in 32 bits or fewer: it is made of small literals alone."""
    if is_test(scalar):
        return True
    match scalar.operation:
        case "constant" | "figure":
            return abs(scalar.low) <= SMALL
        case "column" | "field":
            return scalar.operands[1] in ("boolean", "date")
        case "fold":
            return False
        case "smaller_known" | "larger_known":
            return False
        case "nothing":
            return True
        case "add" | "multiply" | "negate" | "rounded":
            fits = max(abs(scalar.low), abs(scalar.high)) <= SMALL
            return fits and all(map(is_narrow, scalar.inputs))
        case "choose":
            return all(map(is_narrow, scalar.inputs[1:]))
    return all(map(is_narrow, scalar.inputs))


def _is_truth(scalar: Scalar) -> bool:
    """Whether a scalar is a yes/no column, which is decoded to 0, 1 and 2."""
    return scalar.operation in ("column", "field") and scalar.operands[1] == "boolean"


def _is_fixed(scalar: Scalar) -> bool:
    return scalar.operation in ("constant", "figure") and scalar.low != 0


def _least(scalar: Scalar, parts: list[exp.Expr]) -> exp.Expr:
    function = exp.Least if scalar.operation.startswith("smaller") else exp.Greatest
    return function(this=parts[0], expressions=parts[1:], ignore_nulls=True)


def _absolute(value: exp.Expr) -> exp.Expr:
    return exp.Abs(this=value)


def _wrapped(value: exp.Expr, *also: type[exp.Expr]) -> exp.Expr:
    """In parentheses where it would else be torn apart."""
    return exp.paren(value, copy=False) if isinstance(value, (exp.Binary, exp.Neg, *also)) else value


_MIRRORED: Mapping[type[exp.Binary], type[exp.Binary]] = {
    exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE,
}  # fmt: skip


def all_of(tests: Iterable[exp.Expr]) -> exp.Expr:
    """The tests joined by AND, each once."""
    return exp.and_(*dict.fromkeys(tests), copy=False)


def any_of(tests: Iterable[exp.Expr]) -> exp.Expr:
    """The tests joined by OR, each once."""
    return exp.or_(*dict.fromkeys(tests), copy=False)


def case(arms: Iterable[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None) -> exp.Expr:
    """``CASE WHEN … THEN … ELSE … END``, without ELSE where there is nothing else."""
    found = exp.Case()
    for test, value in arms:
        found = found.when(test, value, copy=False)
    return found if otherwise is None else found.else_(otherwise, copy=False)
