"""Folds over records: the records of each owner put together in one row.

NULL stands for an absent end in a record as elsewhere, but the aggregates of SQL leave NULL out, so a sum with
an absent term is made absent by a count. A sum is taken in a type wide enough for any number of records, and
brought back to 64 bits after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from duixian.census.lowering import FoldProgram, Program
from duixian.census.scalars import SUM_LIMIT, Scalar
from duixian.census.sql.expressions import Expressions, any_of, case, is_given, is_test, number
from duixian.census.sql.names import Names, aliased, column, table
from duixian.census.sql.steps import Item, Step, Steps, given_columns, reachable
from duixian.registry.columns import OWNER


class NamedFold:
    """A fold and what its columns are called: ``trucks_exists_low``."""

    def __init__(self, program: Program, index: int) -> None:
        self.fold = program.folds[index]
        self.outer = _outer(self.fold)
        alike = [(fold.records, fold.function) for fold in program.folds]
        number_ = alike[: index + 1].count(alike[index])
        self.name = "_".join(alike[index]) + (f"_{number_}" if alike.count(alike[index]) > 1 else "")

    def column(self, part: str) -> str:
        """The column of a part of the fold (see ``Scalars.fold``)."""
        return f"{self.name}_{part.replace(':', '_')}"

    @property
    def roots(self) -> list[Scalar]:
        """All that is computed of a record."""
        return _roots(self.fold)


def joined(fold: NamedFold, scalar: Scalar, folded: str) -> exp.Expr:
    """A part of a fold for every recipient; ``folded`` has rows for those with records."""
    value = column(fold.column(str(scalar.operands[1])), folded)
    if scalar.optional:
        none = exp.Is(this=column(OWNER, folded), expression=exp.null())
        return case([(none, number(0))], value)
    all_hold = fold.fold.function == "all" and not is_test(scalar)
    return exp.Coalesce(this=value, expressions=[number(2 if all_hold else 0)])


def is_never(fold: FoldProgram, scalar: Scalar) -> bool:
    """Whether a part of a fold is a test that no record can meet."""
    return scalar.operands[1] == "beyond" and fold.function != "sum" and not fold.guards


def fold_steps(
    folds: Sequence[NamedFold],
    write: Expressions,
    source: exp.Select,
    outer: Mapping[int, str],
    tables: Names,
) -> tuple[Step, ...]:
    """The steps that fold the records of one kind; the last has a row an owner.

    ``source`` selects from the records, called ``record`` there, and from the recipients where ``outer`` names
    the columns taken from them.
    """
    prefix = f"{folds[0].fold.records}_"
    write.columns.update(outer)
    roots = [root for fold in folds for root in fold.roots]
    steps = Steps(write, roots, [], words={}, prefix=prefix, tables=tables)
    selected: list[exp.Expr] = [column(OWNER, "record")]
    selected += [column(steps.names.take(name), "recipient") for name in outer.values()]
    given = [scalar for scalar in reachable(roots, write.columns) if is_given(scalar)]
    selected += given_columns(given, steps, "record")
    steps.add(f"{prefix}records", source.select(*selected, copy=False))
    items: dict[int, Item] = {}
    for fold in folds:
        for part, scalar in _of_record(fold.fold):
            if scalar.inputs and id(scalar) not in write.columns:
                items.setdefault(id(scalar), Item(scalar, f"{fold.column(part)}_of_record"))
    if items:
        steps.compute(list(items.values()), f"{prefix}by_record")
    totals = [total for fold in folds for total in _totals(fold, write)]
    grouped = exp.select(column(OWNER), *totals, copy=False).from_(table(steps.last), copy=False)
    steps.add(f"{prefix}grouped", grouped.group_by(column(OWNER), copy=False))
    kept = [part for fold in folds for part in _kept(fold, write)]
    steps.add(
        f"{prefix}folded", exp.select(column(OWNER), *kept, copy=False).from_(table(steps.last), copy=False)
    )
    return tuple(steps.done)


def _of_record(fold: FoldProgram) -> Iterator[tuple[str, Scalar]]:
    yield "low", fold.low
    yield "high", fold.high
    for place, (_, test) in enumerate(fold.unknown):
        yield f"unknown:{place}", test


def _totals(fold: NamedFold, write: Expressions) -> Iterator[exp.Expr]:
    """The aggregates of the records of an owner; sums are wide still."""
    program = fold.fold
    for part, scalar in (("low", program.low), ("high", program.high)):
        if part == "low" or program.function in ("sum", "count"):
            total = _total(program.function, part, scalar, write)
            yield aliased(total, f"{fold.column(part)}_total")
    for place, (_, test) in enumerate(program.unknown):
        yield aliased(exp.Max(this=write.number(test)), f"{fold.column(f'unknown:{place}')}_total")
    if program.guards:
        found = case([(any_of(map(write.test, program.guards)), number(1))], number(0))
        yield aliased(exp.Max(this=found), f"{fold.column('beyond')}_total")


def _total(function: str, part: str, scalar: Scalar, write: Expressions) -> exp.Expr:
    value = write.number(scalar)
    match function:
        case "sum":
            wide = write.dialect.wide
            total = exp.Sum(this=exp.cast(value, exp.DataType.build(wide, udt=True)) if wide else value)
            if not scalar.optional:
                return total
            every = exp.EQ(this=exp.Count(this=value.copy()), expression=exp.Count(this=exp.Star()))
            return case([(every, total)], None)
        case "count":
            compare = exp.EQ if part == "low" else exp.GTE
            counted = case(
                [(compare(this=value, expression=number(2 if part == "low" else 1)), number(1))], None
            )
            return exp.cast(exp.Count(this=counted), "BIGINT")
        case "exists":
            return exp.Max(this=value)
    return exp.Min(this=value)


def _kept(fold: NamedFold, write: Expressions) -> Iterator[exp.Expr]:
    """The parts of a fold as 64-bit numbers and tests."""
    program = fold.fold
    is_sum = program.function == "sum"
    beyond: list[exp.Expr] = (
        [exp.EQ(this=_total_column(fold, "beyond"), expression=number(1))] if program.guards else []
    )
    for part in ("low", "high") if is_sum or program.function == "count" else ("low",):
        value: exp.Expr = _total_column(fold, part)
        if is_sum:
            most = write.literal(SUM_LIMIT)
            beyond += [
                exp.GT(this=value, expression=most),
                exp.LT(this=value.copy(), expression=exp.Neg(this=most.copy())),
            ]
            value = exp.cast(write.saturated(value.copy(), SUM_LIMIT), "BIGINT")
        yield aliased(value, fold.column(part))
    if beyond:
        yield aliased(case([(any_of(beyond), number(1))], number(0)), fold.column("beyond"))
    for place in range(len(program.unknown)):
        part = f"unknown:{place}"
        yield aliased(_total_column(fold, part), fold.column(part))


def _total_column(fold: NamedFold, part: str) -> exp.Column:
    return column(f"{fold.column(part)}_total")


# --- What a fold reads ------------------------------------------------------------------------------------------


def _roots(fold: FoldProgram) -> list[Scalar]:
    return [fold.low, fold.high, *fold.guards, *(test for _, test in fold.unknown)]


def _outer(fold: FoldProgram) -> tuple[Scalar, ...]:
    """What a fold takes from the recipient: the largest scalars that hold a fact and no field."""
    found: dict[int, Scalar] = {}

    def visit(scalar: Scalar) -> None:
        operations = {inner.operation for inner in _inner(scalar, set())}
        if "field" in operations:
            for operand in scalar.inputs:
                visit(operand)
        elif operations & {"column", "listed", "fold"}:
            found[id(scalar)] = scalar

    for root in _roots(fold):
        visit(root)
    return tuple(found.values())


def _inner(scalar: Scalar, seen: set[int]) -> Iterator[Scalar]:
    if id(scalar) not in seen:
        seen.add(id(scalar))
        yield scalar
        for operand in scalar.inputs:
            yield from _inner(operand, seen)
