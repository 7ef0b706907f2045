"""Scalars as the text of a kernel: a line for each operation, in the order in which it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from duixian.census.lowering import FoldProgram, Program
from duixian.census.native import layout
from duixian.census.native.layout import BytesInput, ColumnInput, DatesInput, Input, ListsInput, NumbersInput
from duixian.census.scalars import NO, SUM_LIMIT, Scalar
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.columns import column_name

EPOCH = date(1970, 1, 1).toordinal()

BYTES = ("boolean", "category")
"""The kinds of column that are bytes."""

INPUTS: dict[str, type[ColumnInput]] = {"boolean": BytesInput, "category": BytesInput, "date": DatesInput}
"""What a column is by its kind; others are numbers."""


class _Value(NamedTuple):
    """The text of a scalar, and of the test whether it is there."""

    text: str
    known: str = "True"


NOTHING = _Value("0", "False")


class Expressions:
    """Writes the lines of a kernel. Each scalar is computed once, where it is first asked for; what is computed in
    a loop is forgotten after it. ``hold`` are truths known not to be no, by id."""

    def __init__(self, vocabulary: Vocabulary, program: Program) -> None:
        self.vocabulary = vocabulary
        self.program = program
        self.names: dict[Input, str] = {}
        self.slots = layout.FIRST_INPUT
        self.head: list[str] = []
        self.lines: list[str] = []
        self.margin = 1
        self.values: dict[int, _Value] = {}
        self.folds: dict[tuple[int, str], _Value] = {}
        self.loads: dict[int, str] = {}
        self.lists: set[str] = set()
        self.leaves: dict[int, frozenset[str]] = {}
        self.hold: set[int] = set()
        self.variables = 0
        self.in_fold = -1

    # --- Lines ---------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        self.lines.append("    " * self.margin + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.line(head)
        self.margin += 1
        yield
        self.margin -= 1

    @contextmanager
    def loop(self, head: str) -> Iterator[None]:
        """A loop; what is computed in it is not known after it."""
        outside = dict(self.values), dict(self.folds), dict(self.loads), set(self.lists)
        with self.block(head):
            yield
        self.values, self.folds, self.loads, self.lists = outside

    def _name(self, text: str) -> str:
        """A variable for a value."""
        self.variables += 1
        name = f"v{self.variables}"
        self.line(f"{name} = {text}")
        return name

    def _named(self, of: Input) -> str:
        """What an input is called in the names of its variables; it is taken into the frame."""
        if of not in self.names:
            wish = name = "_".join(part for part in of if part)
            number = 1
            while name in self.names.values():
                number += 1
                name = f"{wish}_{number}"
            self.names[of] = name
            variables = [f"at_{name}", f"known_{name}", f"place_{name}"][: layout.slots(of)]
            self.head += [
                f"{variable} = number_at(frame, {slot})"
                for slot, variable in enumerate(variables, self.slots)
            ]
            self.slots += len(variables)
        return self.names[of]

    def _is_known(self, of: Input, row: str) -> str:
        """The test whether something stands in a row of an input that has a bitmap."""
        name = self._named(of)
        return f"bit_at(known_{name}, add(place_{name}, {row}))"

    # --- Scalars -------------------------------------------------------------------------------------------

    def number(self, scalar: Scalar) -> str:
        """The text of a scalar that is never absent."""
        value = self.value(scalar)
        assert value.known == "True", scalar.operation
        return value.text

    def value(self, scalar: Scalar) -> _Value:
        """The text of a scalar; computes it first where it is not computed yet."""
        found = self.values.get(id(scalar))
        if found is None:
            found = self.values[id(scalar)] = self._made(scalar)
        return found

    def _made(self, scalar: Scalar) -> _Value:
        operands = scalar.operands
        match scalar.operation:
            case "nothing":
                return NOTHING
            case "constant":
                return _Value(str(operands[0]))
            case "figure":
                return _Value(f"figure_{operands[0]}")
            case "never" | "always":
                return _Value(str(scalar.operation == "always"))
            case "column" | "field":
                return self._given(scalar)
            case "listed":
                _, count = self._list(operands[0])
                return _Value(self._name(f"at_most(0, {count})"))
            case "fold":
                return self._fold(*operands)
            case "member":
                return self._member(*operands)
        if self._is_settled(scalar):
            return _Value("False")
        if scalar.operation == "or_else" and self._is_truth_as_kept(*scalar.inputs):
            return _Value(self._load(scalar.inputs[0]))
        values = [self.value(operand) for operand in scalar.inputs]
        if scalar.operation in TESTS:
            return _Value(self._test_of(scalar, values))
        return self._operation(scalar, values)

    def _is_settled(self, scalar: Scalar) -> bool:
        """Whether it is a test for a failure of what is known to hold of the row."""
        if scalar.operation != "equal" or id(scalar.inputs[0]) not in self.hold:
            return False
        return scalar.inputs[1].operation == "constant" and scalar.inputs[1].low == NO

    @staticmethod
    def _is_truth_as_kept(given: Scalar, otherwise: Scalar) -> bool:
        """Whether it is a yes/no that counts as unknown where it is absent; so it stands in its column."""
        if given.operation not in ("column", "field") or given.operands[1] != "boolean":
            return False
        return otherwise.operation == "constant" and otherwise.low == layout.UNKNOWN_TRUTH

    def _test_of(self, scalar: Scalar, values: Sequence[_Value]) -> str:
        texts = [value.text for value in values]
        match scalar.operation:
            case "known":
                return values[0].known
            case "opposite":
                return self._opposite(texts[0])
            case "both":
                return self._both(texts)
            case "either":
                return self._either(texts)
        operation = {"add_beyond": "beyond_sum", "multiply_beyond": "beyond_product"}
        name = operation.get(scalar.operation, scalar.operation)
        return self._both([*(value.known for value in values), self._name(f"{name}({', '.join(texts)})")])

    def _operation(self, scalar: Scalar, values: Sequence[_Value]) -> _Value:
        texts, knowns = [value.text for value in values], [value.known for value in values]
        match scalar.operation:
            case "or_else":
                first, second = values
                return _Value(
                    self.choose(first.known, first.text, second.text),
                    self._either([first.known, second.known]),
                )
            case "choose":
                return self._choice(texts[0], values[1], values[2])
            case "smaller_known" | "larger_known":
                name = scalar.operation.removesuffix("_known")
                first, second = values
                best = self._name(f"{name}({first.text}, {second.text})")
                other = self.choose(first.known, first.text, second.text)
                return _Value(self.choose(self._both(knowns), best, other), self._either(knowns))
            case "rounded":
                texts.append(str(scalar.operands[1]))
        name = scalar.operation.removesuffix("_guarded")
        return _Value(self._name(f"{name}({', '.join(texts)})"), self._both(knowns))

    def _choice(self, test: str, first: _Value, second: _Value) -> _Value:
        if test == "True":
            return first
        if test == "False":
            return second
        if first.known == "False":
            return _Value(second.text, self._both([self._opposite(test), second.known]))
        if second.known == "False":
            return _Value(first.text, self._both([test, first.known]))
        known = "True"
        if (first.known, second.known) != ("True", "True"):
            known = self._either(
                [self._both([test, first.known]), self._both([self._opposite(test), second.known])]
            )
        return _Value(self.choose(test, first.text, second.text), known)

    def choose(self, test: str, first: str, otherwise: str) -> str:
        if test == "True" or first == otherwise:
            return first
        return otherwise if test == "False" else self._name(f"choose({test}, {first}, {otherwise})")

    def _opposite(self, test: str) -> str:
        simple = {"True": "False", "False": "True"}
        return simple.get(test) or self._name(f"opposite({test})")

    def _both(self, tests: Iterable[str]) -> str:
        return self._joined("both", tests, none="True", spoilt="False")

    def _either(self, tests: Iterable[str]) -> str:
        return self._joined("either", tests, none="False", spoilt="True")

    def _joined(self, name: str, tests: Iterable[str], *, none: str, spoilt: str) -> str:
        distinct = list(dict.fromkeys(test for test in tests if test != none))
        if not distinct:
            return none
        if spoilt in distinct:
            return spoilt
        result = distinct[0]
        for test in distinct[1:]:
            result = self._name(f"{name}({result}, {test})")
        return result

    def least(self, truths: Iterable[str]) -> str:
        distinct = list(dict.fromkeys(truth for truth in truths if truth != "2"))
        result = distinct[0] if distinct else "2"
        for truth in distinct[1:]:
            result = self._name(f"smaller({result}, {truth})")
        return result

    # --- What is given -------------------------------------------------------------------------------------

    def _given(self, scalar: Scalar) -> _Value:
        """A column or field."""
        kind = scalar.operands[1]
        value = self._load(scalar)
        if kind == "boolean":
            return _Value(value, self._name(f"differ({value}, {layout.UNKNOWN_TRUTH})"))
        if kind == "category":
            return _Value(value, self._name(f"differ({value}, {layout.NO_KEY})"))
        of, row = self._place(scalar)
        return _Value(value, self._name(self._is_known(of, row)))

    def _load(self, scalar: Scalar) -> str:
        """The variable that holds what stands in a column or field."""
        of, row = self._place(scalar)
        name = self._named(of)
        value = f"x_{name}"
        if id(scalar) not in self.loads:
            self.loads[id(scalar)] = value
            load = {BytesInput: "byte_at", NumbersInput: "number_at", DatesInput: "int_at"}[type(of)]
            text = f"{load}(at_{name}, {row})"
            self.line(f"{value} = {text if load != 'int_at' else f'add({text}, {EPOCH})'}")
        return value

    def _place(self, scalar: Scalar) -> tuple[ColumnInput, str]:
        """The input in which a column or field stands, and the variable that numbers its rows."""
        column, kind = scalar.operands
        made = INPUTS.get(kind, NumbersInput)
        return (
            (made(self._records(), column), "r") if scalar.operation == "field" else (made("", column), "i")
        )

    def _records(self) -> str:
        """The kind of record at hand."""
        return self.program.folds[self.in_fold].records

    def _member(self, category: Scalar, keys: Sequence[str]) -> _Value:
        column = category.operands[0]
        order = [
            key for key, _ in self.vocabulary.category_by_name[self._fact(category, column).type.unit].values
        ]
        value = self.value(category).text
        return _Value(self._either([self._name(f"equal({value}, {order.index(key)})") for key in keys]))

    def _fact(self, scalar: Scalar, column: str) -> Fact:
        facts = self.vocabulary.facts
        if scalar.operation == "field":
            facts = self.vocabulary.records_by_name[self._records()].fields
        return next(fact for fact in facts if column_name(fact) == column)

    # --- Records -------------------------------------------------------------------------------------------

    def _list(self, records: str) -> tuple[str, str]:
        """The variables that hold a recipient's first record of a kind and how many there are; -1: unknown."""
        of = ListsInput(records)
        name = self._named(of)
        first, count = f"first_{name}", f"count_{name}"
        if records not in self.lists:
            self.lists.add(records)
            self.line(f"{first} = int_at(at_{name}, i)")
            many = f"add(int_at(at_{name}, add(i, 1)), negate({first}))"
            self.line(f"{count} = choose({self._is_known(of, 'i')}, {many}, -1)")
        return first, count

    def _fold(self, index: int, part: str) -> _Value:
        if (index, part) not in self.folds:
            self._print_fold(index, self.program.folds[index])
        return self.folds[index, part]

    def _print_fold(self, index: int, fold: FoldProgram) -> None:
        """A loop over a recipient's records that computes every part of a fold that is asked for."""
        first, count = self._list(fold.records)
        tests = [test for _, test in fold.unknown]
        for scalar in _walk([fold.low, fold.high, *fold.guards, *tests]):
            if not self._is_of_record(scalar):
                self.value(scalar)
        low, high, beyond = (f"{part}_{index}" for part in ("low", "high", "beyond"))
        start = "2" if fold.function == "all" else "0"
        self.line(f"# {fold.function} {fold.records}")
        for name, value in ((low, start), (high, start), (beyond, "False")):
            self.line(f"{name} = {value}")
        unknown = [f"unknown_{index}_{number}" for number in range(len(tests))]
        for name in unknown:
            self.line(f"{name} = False")
        ends = [fold.low, fold.high]
        optional = [end.optional for end in ends]
        for name, may in ((low, optional[0]), (high, optional[1])):
            if may:
                self.line(f"{name}_known = True")
        outside, self.in_fold = self.in_fold, index
        with self.loop(f"for r in range({first}, add({first}, {count})):"):
            for guard in fold.guards:
                self.line(f"{beyond} = either({beyond}, {self.number(guard)})")
            for name, test in zip(unknown, tests, strict=True):
                self.line(f"{name} = either({name}, {self.number(test)})")
            self._step(fold, low, high, beyond)
        self.in_fold = outside
        self.folds[index, "low"] = _Value(low, f"{low}_known" if optional[0] else "True")
        self.folds[index, "high"] = _Value(high, f"{high}_known" if optional[1] else "True")
        self.folds[index, "beyond"] = _Value(beyond)
        for number, name in enumerate(unknown):
            self.folds[index, f"unknown:{number}"] = _Value(name)

    def _step(self, fold: FoldProgram, low: str, high: str, beyond: str) -> None:
        """What one record does to what a fold has come to."""
        match fold.function:
            case "sum":
                for name, end in ((low, fold.low), (high, fold.high)):
                    value = self.value(end)
                    if value.known != "True":
                        self.line(f"{name}_known = both({name}_known, {value.known})")
                    term = self.choose(value.known, value.text, "0")
                    self.line(f"{name} = add({name}, {term})")
                    self.line(f"{beyond} = either({beyond}, beyond({name}, {SUM_LIMIT}))")
            case "count":
                truth = self.number(fold.low)
                self.line(f"{low} = add({low}, flag(equal({truth}, 2), 0))")
                self.line(f"{high} = add({high}, flag(differ({truth}, {NO}), 0))")
            case _:
                pick = "larger" if fold.function == "exists" else "smaller"
                self.line(f"{low} = {pick}({low}, {self.number(fold.low)})")

    # --- What scalars are made of --------------------------------------------------------------------------

    def _is_of_record(self, scalar: Scalar) -> bool:
        return any(leaf == "field" for leaf in self.leaves_of([scalar]))

    def leaves_of(self, scalars: Iterable[Scalar]) -> frozenset[str]:
        """The columns, lists and folds that scalars are made of."""
        found: frozenset[str] = frozenset()
        for scalar in scalars:
            known = self.leaves.get(id(scalar))
            if known is None:
                known = self.leaves[id(scalar)] = self._leaves(scalar)
            found |= known
        return found

    def _leaves(self, scalar: Scalar) -> frozenset[str]:
        match scalar.operation:
            case "column":
                name, kind = scalar.operands
                return frozenset({f"byte {name}" if kind in BYTES else f"number {name}"})
            case "field":
                return frozenset({"field"})
            case "listed":
                return frozenset({f"list {scalar.operands[0]}"})
            case "fold":
                return frozenset({f"fold {scalar.operands[0]}"})
        return self.leaves_of(scalar.inputs)


TESTS = (
    "known",
    "opposite",
    "both",
    "either",
    "below",
    "at_most",
    "equal",
    "add_beyond",
    "multiply_beyond",
)
"""Operations that give a test, beside membership."""


def _walk(roots: Iterable[Scalar]) -> list[Scalar]:
    """Scalars and what they are made of, each once, operands first."""
    found: dict[int, Scalar] = {}

    def visit(scalar: Scalar) -> None:
        if id(scalar) not in found:
            for operand in scalar.inputs:
                visit(operand)
            found[id(scalar)] = scalar

    for root in roots:
        visit(root)
    return list(found.values())
