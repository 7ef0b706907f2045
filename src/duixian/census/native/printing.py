"""A program as the text of a kernel: a Python function over the operations of ``operations`` or ``plain``.

A kernel goes through a block of rows twice. The first time it looks at yes/no facts and categories only, which
rules most rows out with vector instructions. The second time it takes the rows that are left one by one, as a
straight line of operations in which each scalar is computed once, and leaves a row at the first condition that
is not met; amounts come last. Figures are arguments, so they do not stand in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from duixian.census.decided import NO_BOUND
from duixian.census.lowering import (
    AMOUNT_DECIDES,
    ENTITLED,
    NOT_APPLICABLE,
    NOT_ENTITLED,
    NOTHING_DECIDES,
    RECIPIENT_DECIDES,
    Program,
)
from duixian.census.native import layout
from duixian.census.native.expressions import Expressions
from duixian.census.native.layout import Input
from duixian.census.scalars import NO, Scalar
from duixian.language.vocabulary import Vocabulary

NAME = "program"
"""The name of the function that is printed."""

SCRATCH = (
    "# Where not every row is wanted, each block overwrites the outcomes of the one before.",
    "outcome = choose(equal(every, 0), add(outcome, negate(first)), outcome)",
    "deciding = choose(equal(every, 0), add(deciding, multiply(first, -2)), deciding)",
)


class Kernel(NamedTuple):
    """The text of a kernel and what it reads, in the order of its frame."""

    text: str
    inputs: tuple[Input, ...]


def print_kernel(vocabulary: Vocabulary, program: Program) -> Kernel:
    """The kernel of a program."""
    return _Printer(vocabulary, program).kernel()


class _Printer(Expressions):
    """Writes the two passes of a kernel."""

    def kernel(self) -> Kernel:
        program = self.program
        prefix, rest = self._conditions_by_bytes()
        filtered = bool(self.leaves_of([program.applicable, *prefix, *rest]))
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
        return Kernel("\n".join(lines) + "\n", tuple(self.names))

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
        return all(leaf.startswith("byte ") for leaf in self.leaves_of([scalar]))

    def _first_pass(self, prefix: Sequence[Scalar], rest: Sequence[Scalar]) -> None:
        """Say for every row whether the bytes alone rule it out."""
        self.line("# Yes/no facts and categories, for all rows.")
        with self.loop("for i in range(first, stop):"):
            applicable = self.number(self.program.applicable)
            sure = self.least([self.number(condition) for condition in prefix])
            if rest:
                # Which condition decides is known only where all before it are.
                loose = self.least([self.number(condition) for condition in rest])
                sure = self.least([sure, f"larger({loose}, byte_of(every))"])
            code = str(layout.MAYBE)
            if sure != "2":
                code = self.choose(f"equal({sure}, {NO})", str(NOT_ENTITLED), code)
            if applicable != "2":
                code = self.choose(f"equal({applicable}, {NO})", str(NOT_APPLICABLE), code)
            self.line(f"put_byte(outcome, i, {code})")
        with self.block("if every:"), self.loop("for i in range(first, stop):"):
            code = "0"
            for number, condition in reversed(list(enumerate(prefix, 1))):
                code = f"choose(equal({self.number(condition)}, {NO}), {number}, {code})"
            applicable = self.number(self.program.applicable)
            if applicable != "2":
                code = self.choose(f"equal({applicable}, {NO})", str(RECIPIENT_DECIDES), code)
            self.line(f"put_short(deciding, i, {code})")

    def _second_pass(self, sure: int, *, filtered: bool) -> None:
        """Take the rows that are left one by one. The first conditions are known not to fail."""
        program = self.program
        self.line("# The rows that are left, one by one.")
        self.line(f"n = number_at(counts, {layout.UNDETERMINED_ROWS})")
        self.line(f"entitled = number_at(counts, {layout.ENTITLED_ROWS})")
        self.line(f"others = number_at(counts, {layout.ELSEWHERE_ROWS})")
        self.line("n = add(n, entitled)")
        self.line("before = add(n, others)")
        guards = list(program.guards)
        self.hold = {id(program.applicable), *(id(condition) for condition in program.conditions[:sure])}
        with self.loop("for i in range(first, stop):"):
            if filtered:
                with self.block(f"if differ(byte_at(outcome, i), {layout.MAYBE}):"):
                    self.line("continue")
            for number, condition in enumerate(program.conditions, 1):
                if number > sure:
                    guards = self._keep_out(guards, [condition])
                    self._leave(condition, number)
            self.hold.add(id(program.worst))
            self._keep_out(guards, None)
            self._decide()
        self.line("found = add(add(n, others), negate(before))")
        self.line("rest = add(add(stop, negate(first)), negate(found))")
        self.line(f"put_number(counts, {layout.ELSEWHERE_ROWS}, others)")
        self.line(f"put_number(counts, {layout.ENTITLED_ROWS}, entitled)")
        self.line(f"put_number(counts, {layout.UNDETERMINED_ROWS}, add(n, negate(entitled)))")
        self.line(
            f"put_number(counts, {layout.NOT_ENTITLED_ROWS}, "
            f"add(number_at(counts, {layout.NOT_ENTITLED_ROWS}), rest))"
        )

    def _keep_out(self, guards: list[Scalar], used: Sequence[Scalar] | None) -> list[Scalar]:
        """Leave rows for elsewhere for which a guard is true. With ``used`` only the guards that speak of
        nothing but what those scalars are made of are due; gives the others."""
        have = None if used is None else self.leaves_of([*used])
        due = [guard for guard in guards if have is None or self.leaves_of([guard]) <= have]
        for guard in due:
            test = self.number(guard)
            if test == "False":
                continue
            with self.block(f"if {test}:"):
                self._settle(layout.DECIDED_ELSEWHERE, NOTHING_DECIDES)
                self.line("put_int(elsewhere, others, i)")
                self.line("others = add(others, 1)")
                self.line("continue")
        return [guard for guard in guards if guard not in due]

    def _leave(self, condition: Scalar, number: int) -> None:
        """Leave a row that fails a condition."""
        truth = self.number(condition)
        if condition.low > NO:
            return
        self.line(f"# 条件 {number}, line {self.program.of.version.conditions[number - 1].span.line}")
        with self.block(f"if equal({truth}, {NO}):"):
            self._settle(NOT_ENTITLED, number)
            self.line("continue")
        self.hold.add(id(condition))

    def _settle(self, outcome: int | str, deciding: int | str) -> None:
        self.line(f"put_byte(outcome, i, {outcome})")
        self.line(f"put_short(deciding, i, {deciding})")

    def _decide(self) -> None:
        """Outcome, amount, what decides and what is missing of a row that fails no condition."""
        program = self.program
        self.line("# The amount")
        outcome, deciding = self.number(program.outcome), self.number(program.deciding)
        with self.block(f"if equal({outcome}, {NOT_ENTITLED}):"):
            self._settle(NOT_ENTITLED, AMOUNT_DECIDES)
            self.line("continue")
        self._settle(outcome, deciding)
        self.line("put_int(rows, n, i)")
        self.line(f"put_byte(outcomes, n, {outcome})")
        self.line(f"put_short(decides, n, {deciding})")
        low, high = self.number(program.low), self.value(program.high)
        self.line(f"put_number(lows, n, {low})")
        self.line(f"put_number(highs, n, {self.choose(high.known, high.text, str(NO_BOUND))})")
        self.line("# Facts that may settle it")
        bits = "0"
        for bit, missing in enumerate(program.missing):
            test = self.number(missing.test)
            if test != "False":
                bits = (
                    self._name(f"add({bits}, flag({test}, {bit}))") if bits != "0" else f"flag({test}, {bit})"
                )
        self.line(f"put_number(missing, n, {bits})")
        self.line("n = add(n, 1)")
        self.line(f"entitled = add(entitled, flag(equal({outcome}, {ENTITLED}), 0))")

    def _count_not_applicable(self) -> None:
        self.line("# Rows that are not applicable are counted as not entitled so far.")
        self.line("none = 0")
        with self.loop("for i in range(first, stop):"):
            self.line(f"none = add(none, flag(equal(byte_at(outcome, i), {NOT_APPLICABLE}), 0))")
        for code, change in (
            (layout.NOT_APPLICABLE_ROWS, "none"),
            (layout.NOT_ENTITLED_ROWS, "negate(none)"),
        ):
            self.line(f"put_number(counts, {code}, add(number_at(counts, {code}), {change}))")


def _one_line(words: str) -> str:
    """Words for a comment: nothing in them can end it."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
