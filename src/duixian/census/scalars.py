"""Integer programs: what a rule comes to when it is run over columns, the same for every engine.

A scalar is one operation over other scalars. It is a whole number, perhaps absent (``optional``), of which the
range is proven when the scalar is made, so that no engine can overflow; or a test, which is true or false and
never absent. An absent number is an unknown fact, or the end of an interval that has no bound on that side. A
truth of three values is a number: 0 no, 1 unknown, 2 yes.

Where a range cannot be proven, a guard is made: a test that says for which rows the arithmetic would go beyond
64 bits. Such rows are decided one by one, with the whole numbers of Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

LIMIT = (1 << 62) - 1
"""The largest magnitude that an engine computes with."""

SUM_LIMIT = (1 << 58) - 1
"""The largest magnitude of a sum over the records of one recipient."""


class Unprovable(Exception):
    """Something that cannot be shown to fit 64 bits, or for which there is no operation; the words say what."""


class Scalar:
    """One operation. Equal scalars of one program are the same object.

    ``low`` and ``high`` enclose every value that is not absent; of a test they are 0 and 1, and mean nothing
    of a category.
    """

    __slots__ = ("high", "low", "operands", "operation", "optional")

    def __init__(
        self, operation: str, operands: tuple[Any, ...], low: int, high: int, optional: bool
    ) -> None:
        self.operation = operation
        self.operands = operands
        self.low = low
        self.high = high
        self.optional = optional

    @property
    def inputs(self) -> tuple[Scalar, ...]:
        """The scalars it is computed from."""
        return tuple(operand for operand in self.operands if isinstance(operand, Scalar))

    def __repr__(self) -> str:
        return f"{self.operation}({', '.join(map(repr, self.operands))})"


NO, UNKNOWN, YES = 0, 1, 2


class Scalars:
    """Makes scalars, each once.

    ``figures`` are the values of the constants that stand in the rule, in order, and ``places`` where each
    comes from; ``guards`` the tests that must be false for a row to be computed here.
    """

    def __init__(self) -> None:
        self.figures: list[int] = []
        self.places: list[object] = []
        self.guards: list[Scalar] = []
        self._made: dict[tuple[object, ...], Scalar] = {}
        self.nothing = self._make("nothing", (), 0, 0, True)
        self.no, self.unknown, self.yes = (self.constant(truth) for truth in (NO, UNKNOWN, YES))
        self.never, self.always = self._make("never", (), 0, 1), self._make("always", (), 0, 1)

    def _make(
        self, operation: str, operands: tuple[Any, ...], low: int, high: int, optional: bool = False
    ) -> Scalar:
        key = (operation, *(id(item) if isinstance(item, Scalar) else item for item in operands))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Scalar(operation, operands, low, high, optional)
        return made

    # --- Numbers that are given ----------------------------------------------------------------------------

    def constant(self, value: int) -> Scalar:
        """A number that belongs to the shape of the rule."""
        if abs(value) > LIMIT:
            raise Unprovable("a number of the rule is too large for 64 bits")
        return self._make("constant", (value,), value, value)

    def figure(self, place: object, value: int) -> Scalar:
        """A number that stands in the rule at a place: an argument of the program, not a part of it."""
        if abs(value) > LIMIT:
            raise Unprovable("a figure is too large for 64 bits")
        key = ("figure", id(place), value)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Scalar("figure", (len(self.figures),), value, value, False)
            self.figures.append(value)
            self.places.append(self.places[place.operands[0]] if isinstance(place, Scalar) else place)
        return made

    def column(self, name: str, kind: str, low: int, high: int) -> Scalar:
        """A fact of the recipient, absent where it is unknown; ``kind`` is its type's."""
        return self._make("column", (name, kind), low, high, True)

    def field(self, name: str, kind: str, low: int, high: int) -> Scalar:
        """A field of the record at hand, absent where it is unknown."""
        return self._make("field", (name, kind), low, high, True)

    def listed(self, records: str) -> Scalar:
        """Whether the recipient's records of a kind are known, be they none."""
        return self._make("listed", (records,), 0, 1)

    def fold(self, index: int, part: str, low: int, high: int, optional: bool = False) -> Scalar:
        """What a fold over the recipient's records came to: one part of it."""
        return self._make("fold", (index, part), low, high, optional)

    # --- Arithmetic ----------------------------------------------------------------------------------------

    def add(self, first: Scalar, second: Scalar) -> Scalar:
        """The sum; absent where one of the two is."""
        if self.nothing in (first, second):
            return self.nothing
        if _is_constant(first, 0):
            return second
        if _is_constant(second, 0):
            return first
        optional = first.optional or second.optional
        return self._within(
            "add", (first, second), (first.low + second.low, first.high + second.high), optional
        )

    def negate(self, operand: Scalar) -> Scalar:
        """The number with its sign turned."""
        if operand is self.nothing or _is_constant(operand, 0):
            return operand
        if operand.operation == "negate":
            return operand.inputs[0]
        return self._make("negate", (operand,), -operand.high, -operand.low, operand.optional)

    def multiply(self, first: Scalar, second: Scalar) -> Scalar:
        """The product; absent where one of the two is."""
        if self.nothing in (first, second):
            return self.nothing
        for factor, other in ((first, second), (second, first)):
            if _is_constant(factor, 1):
                return other
            if factor.operation == "constant" and other.operation == "figure":
                return self.figure(other, other.low * factor.low)
        corners = [a * b for a in (first.low, first.high) for b in (second.low, second.high)]
        optional = first.optional or second.optional
        return self._within("multiply", (first, second), (min(corners), max(corners)), optional)

    def _within(
        self, operation: str, operands: tuple[Scalar, Scalar], range_: tuple[int, int], optional: bool
    ) -> Scalar:
        """A sum or product. Where its range cannot be proven, rows that would go beyond are kept out."""
        low, high = range_
        if max(abs(low), abs(high)) <= LIMIT:
            return self._make(operation, operands, low, high, optional)
        self.guard(self._make(f"{operation}_beyond", operands, 0, 1))
        return self._make(f"{operation}_guarded", operands, max(low, -LIMIT), min(high, LIMIT), optional)

    def guard(self, test: Scalar) -> None:
        """Keep out the rows for which a test is true."""
        if test not in self.guards:
            self.guards.append(test)

    def rounded(self, operand: Scalar, scale: int) -> Scalar:
        """``operand / scale`` rounded half up to a whole number; below nought counts as nought."""
        if operand is self.nothing:
            return operand
        if scale > LIMIT:
            raise Unprovable("the rule's denominators are too large for 64 bits")
        low, high = (max(0, (end + scale // 2) // scale) for end in (operand.low, operand.high))
        return self._make("rounded", (operand, scale), low, high, operand.optional)

    def smaller(self, first: Scalar, second: Scalar, *, absent: str) -> Scalar:
        """The smaller of two. ``absent`` says what an absent one does: it is left aside (``skipped``), or the
        result is absent too (``kept``)."""
        return self._extreme("smaller", first, second, absent)

    def larger(self, first: Scalar, second: Scalar, *, absent: str) -> Scalar:
        """The larger of two; ``absent`` as above."""
        return self._extreme("larger", first, second, absent)

    def _extreme(self, operation: str, first: Scalar, second: Scalar, absent: str) -> Scalar:
        if first is second:
            return first
        pick = min if operation == "smaller" else max
        if absent == "skipped":
            if first is self.nothing:
                return second
            if second is self.nothing:
                return first
            optional = first.optional and second.optional
        else:
            if self.nothing in (first, second):
                return self.nothing
            optional = first.optional or second.optional
        low, high = pick(first.low, second.low), pick(first.high, second.high)
        if absent == "skipped" and (first.optional or second.optional):
            low, high = min(first.low, second.low), max(first.high, second.high)
            operation += "_known" if first.optional or second.optional else ""
        if first.operation == second.operation == "constant":
            return first if pick(first.low, second.low) == first.low else second
        for one, other in ((first, second), (second, first)):
            if absent == "kept" and other.operation == "constant" and one.operation != "figure":
                bounds = (one.low, one.high) if operation == "smaller" else (one.high, one.low)
                if pick(bounds[1], other.low) == bounds[1]:
                    return one
                if pick(bounds[0], other.low) == other.low and not one.optional:
                    return other
        return self._make(operation, (first, second), low, high, optional)

    def or_else(self, operand: Scalar, otherwise: Scalar) -> Scalar:
        """A number, or another one where it is absent."""
        if not operand.optional:
            return operand
        if operand is self.nothing:
            return otherwise
        low, high = min(operand.low, otherwise.low), max(operand.high, otherwise.high)
        return self._make("or_else", (operand, otherwise), low, high, otherwise.optional)

    def choose(self, test: Scalar, first: Scalar, otherwise: Scalar) -> Scalar:
        """One number or another by a test."""
        if test is self.always or first is otherwise:
            return first
        if test is self.never:
            return otherwise
        low, high = min(first.low, otherwise.low), max(first.high, otherwise.high)
        if self.nothing in (first, otherwise):
            some = otherwise if first is self.nothing else first
            low, high = some.low, some.high
        return self._make("choose", (test, first, otherwise), low, high, first.optional or otherwise.optional)

    # --- Truths of three values ----------------------------------------------------------------------------

    def turned(self, truth: Scalar) -> Scalar:
        """Not."""
        if truth.operation == "constant":
            return self.constant(2 - truth.low)
        if truth.operation == "turned":
            return truth.inputs[0]
        return self._make("turned", (truth,), 2 - truth.high, 2 - truth.low)

    def every(self, truths: Iterable[Scalar]) -> Scalar:
        """And: the least truth."""
        result = self.yes
        for truth in truths:
            if truth is not self.yes:
                result = truth if result is self.yes else self.smaller(result, truth, absent="kept")
        return result

    def some(self, truths: Iterable[Scalar]) -> Scalar:
        """Or: the greatest truth."""
        result = self.no
        for truth in truths:
            if truth is not self.no:
                result = truth if result is self.no else self.larger(result, truth, absent="kept")
        return result

    # --- Tests ---------------------------------------------------------------------------------------------

    def below(self, first: Scalar, second: Scalar) -> Scalar:
        """First < second; false where one is absent."""
        return self._test("below", first, second)

    def at_most(self, first: Scalar, second: Scalar) -> Scalar:
        """First <= second; false where one is absent."""
        return self._test("at_most", first, second)

    def equal(self, first: Scalar, second: Scalar) -> Scalar:
        """First = second; false where one is absent."""
        if first is second and not first.optional:
            return self.always
        if first.operation == second.operation == "constant":
            return self.always if first.low == second.low else self.never
        return self._test("equal", first, second)

    def _test(self, operation: str, first: Scalar, second: Scalar) -> Scalar:
        if self.nothing in (first, second):
            return self.never
        if first.operation == second.operation == "constant":
            holds = first.low < second.low if operation == "below" else first.low <= second.low
            return self.always if holds else self.never
        return self._make(operation, (first, second), 0, 1)

    def known(self, operand: Scalar) -> Scalar:
        """Whether a number or category is there."""
        if not operand.optional:
            return self.always
        return self.never if operand is self.nothing else self._make("known", (operand,), 0, 1)

    def member(self, category: Scalar, keys: Sequence[str]) -> Scalar:
        """Whether a category's value is one of these; false where it is absent."""
        return self.never if category is self.nothing else self._make("member", (category, tuple(keys)), 0, 1)

    def opposite(self, test: Scalar) -> Scalar:
        """Whether a test is false."""
        if test is self.always:
            return self.never
        if test is self.never:
            return self.always
        if test.operation == "opposite":
            return test.inputs[0]
        return self._make("opposite", (test,), 0, 1)

    def both(self, *tests: Scalar) -> Scalar:
        """Whether all tests are true."""
        if self.never in tests:
            return self.never
        return self._joined("both", [test for test in tests if test is not self.always], self.always)

    def either(self, *tests: Scalar) -> Scalar:
        """Whether one test is true."""
        if self.always in tests:
            return self.always
        return self._joined("either", [test for test in tests if test is not self.never], self.never)

    def _joined(self, operation: str, tests: list[Scalar], none: Scalar) -> Scalar:
        distinct = list({id(test): test for test in tests}.values())
        if not distinct:
            return none
        return distinct[0] if len(distinct) == 1 else self._make(operation, tuple(distinct), 0, 1)


def _is_constant(scalar: Scalar, value: int) -> bool:
    return scalar.operation == "constant" and scalar.low == value
