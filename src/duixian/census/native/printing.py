"""A program as the text of a kernel: a Python function over the operations of ``operations`` or ``plain``.

A kernel goes through a block of rows twice. The first time it looks at yes/no facts and categories only, which
rules most rows out with vector instructions. The second time it takes the rows that are left one by one, as a
straight line of operations in which each scalar is computed once, and leaves a row at the first condition that
is not met; amounts come last. Figures are arguments, so they do not stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from duixian.census.decided import NO_BOUND
from duixian.census.lowering import (
    AMOUNT_DECIDES,
    ENTITLED,
    NOT_APPLICABLE,
    NOT_ENTITLED,
    RECIPIENT_DECIDES,
    FoldProgram,
    Program,
)
from duixian.census.native import layout
from duixian.census.native.layout import BytesInput, ColumnInput, DatesInput, Input, ListsInput, NumbersInput
from duixian.census.scalars import NO, SUM_LIMIT, Scalar, Unprovable
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.columns import column_name

NAME = "program"
"""The name of the function that is printed."""

EPOCH = date(1970, 1, 1).toordinal()

SCRATCH = (
    "# Where not every row is wanted, each block overwrites the outcomes of the one before.",
    "outcome = choose(equal(every, 0), add(outcome, negate(first)), outcome)",
    "deciding = choose(equal(every, 0), add(deciding, multiply(first, -2)), deciding)",
)

BYTES = ("boolean", "category")
"""The kinds of column that are bytes."""

INPUTS: dict[str, type[ColumnInput]] = {"boolean": BytesInput, "category": BytesInput, "date": DatesInput}
"""What a column is by its kind; others are numbers."""


class Kernel(NamedTuple):
    """The text of a kernel and what it reads, in the order of its frame."""

    text: str
    inputs: tuple[Input, ...]


def print_kernel(vocabulary: Vocabulary, program: Program) -> Kernel:
    """The kernel of a program. Raises Unprovable where it has too many facts that may be missing."""
    if len(program.missing) > 63:
        raise Unprovable("more than 63 facts may be missing")
    return _Printer(vocabulary, program).kernel()


class _Value(NamedTuple):
    """The text of a scalar, and of the test whether it is there."""

    text: str
    known: str = "True"


NOTHING = _Value("0", "False")


class _Printer:
    def __init__(self, vocabulary: Vocabulary, program: Program) -> None:
        self.vocabulary = vocabulary
        self.program = program
        self.inputs: list[Input] = []
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

    # --- The whole -----------------------------------------------------------------------------------------

    def kernel(self) -> Kernel:
        program = self.program
        prefix, rest = self._conditions_by_bytes()
        filtered = bool(self._leaves_of([program.applicable, *prefix, *rest]))
        if filtered:
            self._first_pass(prefix, rest)
        self._second_pass(len(prefix) if filtered else 0, filtered=filtered)
        if program.applicable.low == NO:
            self._count_not_applicable()
        figures = [
            f"figure_{number} = number_at(figures, {number})" for number in range(len(program.figures))
        ]
        common = [
            f"{name} = number_at(frame, {slot})"
            for name, slot in (
                ("outcome", layout.OUTCOME),
                ("deciding", layout.DECIDING),
                ("every", layout.EVERY),
                ("figures", layout.FIGURES),
                ("counts", layout.COUNTS),
                ("rows", layout.ROWS),
                ("outcomes", layout.OUTCOMES),
                ("lows", layout.LOWS),
                ("highs", layout.HIGHS),
                ("decides", layout.DECIDES),
                ("missing", layout.MISSING),
                ("elsewhere", layout.ELSEWHERE),
            )
        ]
        of = program.of
        lines = [
            f"# {_one_line(f'{of.name} {of.scheme.name.zh}')} ({program.kind})",
            f"# {_one_line(of.policy.path)}:{of.version.span.line}",
            f"def {NAME}(frame, first, stop):",
            *(f"    {line}" for line in (*common, *SCRATCH, *figures, *self.head)),
            *self.lines,
        ]
        return Kernel("\n".join(lines) + "\n", tuple(self.inputs))

    def _conditions_by_bytes(self) -> tuple[list[Scalar], list[Scalar]]:
        """The conditions that need only bytes: those before the first that needs more, and the others."""
        conditions = self.program.conditions
        cheap = [self._is_bytes(condition) for condition in conditions]
        before = cheap.index(False) if False in cheap else len(cheap)
        others = [
            condition for condition, is_ in zip(conditions[before:], cheap[before:], strict=True) if is_
        ]
        return list(conditions[:before]), others

    def _is_bytes(self, scalar: Scalar) -> bool:
        return all(leaf.startswith("byte ") for leaf in self._leaves_of([scalar]))

    def _first_pass(self, prefix: Sequence[Scalar], rest: Sequence[Scalar]) -> None:
        """Say for every row whether the bytes alone rule it out."""
        self._line("# Yes/no facts and categories, for all rows.")
        with self._loop("for i in range(first, stop):"):
            applicable = self._number(self.program.applicable)
            sure = self._least([self._number(condition) for condition in prefix])
            if rest:
                # Which condition decides is known only where all before it are.
                loose = self._least([self._number(condition) for condition in rest])
                sure = self._least([sure, f"larger({loose}, byte_of(every))"])
            code = self._choose(f"equal({sure}, {NO})", str(NOT_ENTITLED), str(layout.MAYBE))
            if sure == "2":
                code = str(layout.MAYBE)
            if applicable != "2":
                code = self._choose(f"equal({applicable}, {NO})", str(NOT_APPLICABLE), code)
            self._line(f"put_byte(outcome, i, {code})")
        with self._block("if every:"), self._loop("for i in range(first, stop):"):
            code = "0"
            for number, condition in reversed(list(enumerate(prefix, 1))):
                code = f"choose(equal({self._number(condition)}, {NO}), {number}, {code})"
            applicable = self._number(self.program.applicable)
            if applicable != "2":
                code = self._choose(f"equal({applicable}, {NO})", str(RECIPIENT_DECIDES), code)
            self._line(f"put_short(deciding, i, {code})")

    def _second_pass(self, sure: int, *, filtered: bool) -> None:
        """Take the rows that are left one by one. The first conditions are known not to fail."""
        program = self.program
        self._line("# The rows that are left, one by one.")
        self._line(f"n = number_at(counts, {layout.UNDETERMINED_ROWS})")
        self._line(f"entitled = number_at(counts, {layout.ENTITLED_ROWS})")
        self._line(f"others = number_at(counts, {layout.ELSEWHERE_ROWS})")
        self._line("n = add(n, entitled)")
        self._line("before = add(n, others)")
        guards = list(program.guards)
        self.hold = {id(program.applicable), *(id(condition) for condition in program.conditions[:sure])}
        with self._loop("for i in range(first, stop):"):
            if filtered:
                with self._block(f"if differ(byte_at(outcome, i), {layout.MAYBE}):"):
                    self._line("continue")
            for number, condition in enumerate(program.conditions, 1):
                if number > sure:
                    guards = self._keep_out(guards, [condition])
                    self._leave(condition, number)
            self.hold.add(id(program.worst))
            self._keep_out(guards, None)
            self._decide()
        self._line("found = add(add(n, others), negate(before))")
        self._line("rest = add(add(stop, negate(first)), negate(found))")
        self._line(f"put_number(counts, {layout.ELSEWHERE_ROWS}, others)")
        self._line(f"put_number(counts, {layout.ENTITLED_ROWS}, entitled)")
        self._line(f"put_number(counts, {layout.UNDETERMINED_ROWS}, add(n, negate(entitled)))")
        self._line(
            f"put_number(counts, {layout.NOT_ENTITLED_ROWS}, "
            f"add(number_at(counts, {layout.NOT_ENTITLED_ROWS}), rest))"
        )

    def _keep_out(self, guards: list[Scalar], used: Sequence[Scalar] | None) -> list[Scalar]:
        """Leave rows for elsewhere for which a guard is true. With ``used`` only the guards that speak of
        nothing but what those scalars are made of are due; gives the others."""
        have = None if used is None else self._leaves_of([*used])
        due = [guard for guard in guards if have is None or self._leaves_of([guard]) <= have]
        for guard in due:
            test = self._test(guard)
            if test == "False":
                continue
            with self._block(f"if {test}:"):
                self._line(f"put_byte(outcome, i, {layout.DECIDED_ELSEWHERE})")
                self._line("put_int(elsewhere, others, i)")
                self._line("others = add(others, 1)")
                self._line("continue")
        return [guard for guard in guards if guard not in due]

    def _leave(self, condition: Scalar, number: int) -> None:
        """Leave a row that fails a condition."""
        truth = self._number(condition)
        if condition.low > NO:
            return
        self._line(f"# 条件 {number}")
        with self._block(f"if equal({truth}, {NO}):"):
            self._settle(NOT_ENTITLED, number)
            self._line("continue")
        self.hold.add(id(condition))

    def _settle(self, outcome: int | str, deciding: int | str) -> None:
        self._line(f"put_byte(outcome, i, {outcome})")
        self._line(f"put_short(deciding, i, {deciding})")

    def _decide(self) -> None:
        """Outcome, amount, what decides and what is missing of a row that fails no condition."""
        program = self.program
        self._line("# The amount")
        outcome, deciding = self._number(program.outcome), self._number(program.deciding)
        with self._block(f"if equal({outcome}, {NOT_ENTITLED}):"):
            self._settle(NOT_ENTITLED, AMOUNT_DECIDES)
            self._line("continue")
        self._settle(outcome, deciding)
        self._line("put_int(rows, n, i)")
        self._line(f"put_byte(outcomes, n, {outcome})")
        self._line(f"put_short(decides, n, {deciding})")
        low, high = self._number(program.low), self._value(program.high)
        self._line(f"put_number(lows, n, {low})")
        self._line(f"put_number(highs, n, {self._choose(high.known, high.text, str(NO_BOUND))})")
        self._line("# Facts that may settle it")
        bits = "0"
        for bit, missing in enumerate(program.missing):
            test = self._test(missing.test)
            if test != "False":
                bits = (
                    self._name(f"add({bits}, flag({test}, {bit}))") if bits != "0" else f"flag({test}, {bit})"
                )
        self._line(f"put_number(missing, n, {bits})")
        self._line("n = add(n, 1)")
        self._line(f"entitled = add(entitled, flag(equal({outcome}, {ENTITLED}), 0))")

    def _count_not_applicable(self) -> None:
        self._line("# Rows that are not applicable are counted as not entitled so far.")
        self._line("none = 0")
        with self._loop("for i in range(first, stop):"):
            self._line(f"none = add(none, flag(equal(byte_at(outcome, i), {NOT_APPLICABLE}), 0))")
        for code, change in (
            (layout.NOT_APPLICABLE_ROWS, "none"),
            (layout.NOT_ENTITLED_ROWS, "negate(none)"),
        ):
            self._line(f"put_number(counts, {code}, add(number_at(counts, {code}), {change}))")

    # --- Lines ---------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.margin + text)

    @contextmanager
    def _block(self, head: str) -> Iterator[None]:
        self._line(head)
        self.margin += 1
        yield
        self.margin -= 1

    @contextmanager
    def _loop(self, head: str) -> Iterator[None]:
        """A loop; what is computed in it is not known after it."""
        outside = dict(self.values), dict(self.folds), dict(self.loads), set(self.lists)
        with self._block(head):
            yield
        self.values, self.folds, self.loads, self.lists = outside

    def _name(self, text: str) -> str:
        """A variable for a value."""
        self.variables += 1
        name = f"v{self.variables}"
        self._line(f"{name} = {text}")
        return name

    def _input(self, of: Input, *names: str) -> None:
        """Take an input into the frame, with the names of its slots."""
        if of not in self.inputs:
            self.inputs.append(of)
            for slot, name in zip(range(layout.slots(of)), names, strict=False):
                self.head.append(f"{name} = number_at(frame, {self.slots + slot})")
            self.slots += layout.slots(of)

    # --- Scalars -------------------------------------------------------------------------------------------

    def _number(self, scalar: Scalar) -> str:
        """The text of a scalar that is never absent."""
        value = self._value(scalar)
        assert value.known == "True", scalar.operation
        return value.text

    def _test(self, scalar: Scalar) -> str:
        return self._number(scalar)

    def _value(self, scalar: Scalar) -> _Value:
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
        values = [self._value(operand) for operand in scalar.inputs]
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
                    self._choose(first.known, first.text, second.text),
                    self._either([first.known, second.known]),
                )
            case "choose":
                return self._choice(texts[0], values[1], values[2])
            case "smaller_known" | "larger_known":
                name = scalar.operation.removesuffix("_known")
                first, second = values
                best = self._name(f"{name}({first.text}, {second.text})")
                other = self._choose(first.known, first.text, second.text)
                return _Value(self._choose(self._both(knowns), best, other), self._either(knowns))
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
        return _Value(self._choose(test, first.text, second.text), known)

    def _choose(self, test: str, first: str, otherwise: str) -> str:
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

    def _least(self, truths: Iterable[str]) -> str:
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
        name, row = self._place(scalar)
        return _Value(value, self._name(f"bit_at(known_{name}, add(place_{name}, {row}))"))

    def _load(self, scalar: Scalar) -> str:
        """The variable that holds what stands in a column or field."""
        column, kind = scalar.operands
        name, row = self._place(scalar)
        value, address = f"x_{name}", f"at_{name}"
        if id(scalar) not in self.loads:
            self.loads[id(scalar)] = value
            records = self._records() if scalar.operation == "field" else ""
            of = INPUTS.get(kind, NumbersInput)(records, column)
            self._input(of, address, f"known_{name}", f"place_{name}")
            if isinstance(of, DatesInput):
                self._line(f"{value} = add(int_at({address}, {row}), {EPOCH})")
            else:
                self._line(f"{value} = {'byte' if kind in BYTES else 'number'}_at({address}, {row})")
        return value

    def _place(self, scalar: Scalar) -> tuple[str, str]:
        """What a column or field is called in the kernel, and the variable that numbers its rows."""
        if scalar.operation == "field":
            return f"{self._records()}_{scalar.operands[0]}", "r"
        return scalar.operands[0], "i"

    def _records(self) -> str:
        """The kind of record at hand."""
        return self.program.folds[self.in_fold].records

    def _member(self, category: Scalar, keys: Sequence[str]) -> _Value:
        column = category.operands[0]
        order = [
            key for key, _ in self.vocabulary.category_by_name[self._fact(category, column).type.unit].values
        ]
        value = self._value(category).text
        return _Value(self._either([self._name(f"equal({value}, {order.index(key)})") for key in keys]))

    def _fact(self, scalar: Scalar, column: str) -> Fact:
        facts = self.vocabulary.facts
        if scalar.operation == "field":
            facts = self.vocabulary.records_by_name[self._records()].fields
        return next(fact for fact in facts if column_name(fact) == column)

    # --- Records -------------------------------------------------------------------------------------------

    def _list(self, records: str) -> tuple[str, str]:
        """The variables that hold a recipient's first record of a kind and how many there are; -1: unknown."""
        first, count = f"first_{records}", f"count_{records}"
        if records not in self.lists:
            self.lists.add(records)
            self._input(ListsInput(records), f"at_{records}", f"known_{records}", f"place_{records}")
            self._line(f"{first} = int_at(at_{records}, i)")
            known = f"bit_at(known_{records}, add(place_{records}, i))"
            many = f"add(int_at(at_{records}, add(i, 1)), negate({first}))"
            self._line(f"{count} = choose({known}, {many}, -1)")
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
                self._value(scalar)
        low, high, beyond = (f"{part}_{index}" for part in ("low", "high", "beyond"))
        start = "2" if fold.function == "all" else "0"
        self._line(f"# {fold.function} {fold.records}")
        for name, value in ((low, start), (high, start), (beyond, "False")):
            self._line(f"{name} = {value}")
        unknown = [f"unknown_{index}_{number}" for number in range(len(tests))]
        for name in unknown:
            self._line(f"{name} = False")
        ends = [fold.low, fold.high]
        optional = [end.optional for end in ends]
        for name, may in ((low, optional[0]), (high, optional[1])):
            if may:
                self._line(f"{name}_known = True")
        outside, self.in_fold = self.in_fold, index
        with self._loop(f"for r in range({first}, add({first}, {count})):"):
            for guard in fold.guards:
                self._line(f"{beyond} = either({beyond}, {self._test(guard)})")
            for name, test in zip(unknown, tests, strict=True):
                self._line(f"{name} = either({name}, {self._test(test)})")
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
                    value = self._value(end)
                    if value.known != "True":
                        self._line(f"{name}_known = both({name}_known, {value.known})")
                    term = self._choose(value.known, value.text, "0")
                    self._line(f"{name} = add({name}, {term})")
                    self._line(f"{beyond} = either({beyond}, beyond({name}, {SUM_LIMIT}))")
            case "count":
                truth = self._number(fold.low)
                self._line(f"{low} = add({low}, flag(equal({truth}, 2), 0))")
                self._line(f"{high} = add({high}, flag(differ({truth}, {NO}), 0))")
            case _:
                pick = "larger" if fold.function == "exists" else "smaller"
                self._line(f"{low} = {pick}({low}, {self._number(fold.low)})")

    # --- What scalars are made of --------------------------------------------------------------------------

    def _is_of_record(self, scalar: Scalar) -> bool:
        return any(leaf == "field" for leaf in self._leaves_of([scalar]))

    def _leaves_of(self, scalars: Iterable[Scalar]) -> frozenset[str]:
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
        return self._leaves_of(scalar.inputs)


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


def _one_line(words: str) -> str:
    """Words for a comment: nothing in them can end it."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
