"""Integer programs, run one operation at a time for one recipient: what the lowering means, without an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duixian.census.lowering import OUTCOMES, FoldProgram, Program, deciding_words
from duixian.census.scalars import SUM_LIMIT, Scalar
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import column_name, role_column
from duixian.registry.recipient import RecipientFacts


class Interpreter:
    """One recipient's columns, and the records of each kind that are known."""

    def __init__(self, vocabulary: Vocabulary, program: Program, facts: RecipientFacts) -> None:
        self.program = program
        self.columns = columns(vocabulary, facts)
        self.records = {
            key: [
                {column_name(field): row.get(field.key) for field in vocabulary.records_by_name[key].fields}
                for row in rows
            ]
            for key, rows in facts.records.items()
        }
        self.record: Mapping[str, Any] = {}
        self.known: dict[int, Any] = {}

    def result(self) -> tuple[str, int, int | None, str] | None:
        """Outcome, amount, what decides; None where a guard keeps the row out."""
        program = self.program
        if any(self.value(guard) for guard in program.guards):
            return None
        outcome, low, high, deciding = (
            self.value(part) for part in (program.outcome, program.low, program.high, program.deciding)
        )
        return OUTCOMES[outcome], low, high, deciding_words(deciding)

    def missing(self) -> set[str]:
        """The facts that may settle it."""
        return {path for path, test in self.program.missing if self.value(test)}

    def value(self, scalar: Scalar) -> Any:
        """What a scalar comes to; None where it is absent."""
        if id(scalar) not in self.known:
            found = self._value(scalar)
            if scalar.operation == "field" or self.record:
                return found
            self.known[id(scalar)] = found
        return self.known[id(scalar)]

    def _value(self, scalar: Scalar) -> Any:  # noqa: C901 - one case an operation
        operands = scalar.operands
        values = [self.value(operand) for operand in scalar.inputs]
        match scalar.operation:
            case "nothing":
                return None
            case "constant":
                return operands[0]
            case "figure":
                return self.program.figures[operands[0]]
            case "never" | "always":
                return scalar.operation == "always"
            case "column" | "field":
                found = (self.columns if scalar.operation == "column" else self.record).get(operands[0])
                return found * 2 if isinstance(found, bool) else found
            case "listed":
                return operands[0] in self.records
            case "fold":
                return self._fold(self.program.folds[operands[0]], str(operands[1]))
            case "or_else":
                return values[1] if values[0] is None else values[0]
            case "choose":
                return values[1] if values[0] else values[2]
            case "smaller_known" | "larger_known":
                there = [value for value in values if value is not None]
                return (
                    None if not there else min(there) if scalar.operation == "smaller_known" else max(there)
                )
            case "known":
                return values[0] is not None
            case "member":
                return values[0] in operands[1]
            case "opposite":
                return not values[0]
            case "both":
                return all(values)
            case "either":
                return any(values)
        if None in values:
            return (
                False
                if scalar.operation in ("below", "at_most", "equal") or scalar.operation.endswith("beyond")
                else None
            )
        return self._number(scalar, values)

    @staticmethod
    def _number(scalar: Scalar, values: list[int]) -> Any:
        first, second = values[0], values[-1]
        match scalar.operation:
            case "add" | "add_guarded":
                return first + second
            case "multiply" | "multiply_guarded":
                return first * second
            case "add_beyond":
                return abs(first + second) >= 1 << 62
            case "multiply_beyond":
                return abs(first * second) >= 1 << 62
            case "negate":
                return -first
            case "rounded":
                scale = scalar.operands[1]
                assert isinstance(scale, int)
                return max(0, (2 * first + scale) // (2 * scale))
            case "smaller":
                return min(first, second)
            case "larger":
                return max(first, second)
            case "turned":
                return 2 - first
            case "below":
                return first < second
            case "at_most":
                return first <= second
            case "equal":
                return first == second
        raise AssertionError(scalar.operation)

    def _fold(self, fold: FoldProgram, part: str) -> Any:
        rows = []
        for record in self.records.get(fold.records, ()):
            self.record = record
            unknown = [self.value(test) for _, test in fold.unknown]
            beyond = any(self.value(guard) for guard in fold.guards)
            rows.append((self.value(fold.low), self.value(fold.high), beyond, unknown))
            self.record = {}
        if part.startswith("unknown"):
            return any(row[3][int(part.partition(":")[2])] for row in rows)
        lows, highs = [row[0] for row in rows], [row[1] for row in rows]
        match fold.function:
            case "sum":
                totals = [None if None in ends else sum(ends) for ends in (lows, highs)]
                if part == "beyond":
                    return any(row[2] for row in rows) or any(abs(end or 0) > SUM_LIMIT for end in totals)
                return totals[part == "high"]
            case _ if part == "beyond":
                return any(row[2] for row in rows)
            case "count":
                return sum(truth == 2 if part == "low" else truth > 0 for truth in lows)
            case "exists":
                return max(lows, default=0)
        return min(lows, default=2)


def columns(vocabulary: Vocabulary, facts: RecipientFacts) -> dict[str, Any]:
    """A recipient's row of the canonical table."""
    row: dict[str, Any] = {
        column_name(vocabulary.fact_by_name[key]): value for key, value in facts.values.items()
    }
    if facts.roles is not None:
        row |= {role_column(role.key): role.key in facts.roles for role in vocabulary.kinds if role.role}
    return row
