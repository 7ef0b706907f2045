"""Scalars over the rows of one table, computed in steps: each step is a common table expression that adds
columns to the one before, so that whatever is used more than once is written once and has a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from duixian.census.scalars import Scalar
from duixian.census.sql.dialects import EPOCH
from duixian.census.sql.expressions import Expressions, case, is_given, is_test, number, written
from duixian.census.sql.names import Names, aliased, column, table

WORTH_A_NAME = 3
"""How many columns and figures an expression holds that gets a name where it is used more than once."""


class Item(NamedTuple):
    """A column to be: what it holds, its name, and words for the reader."""

    scalar: Scalar
    name: str
    words: str = ""


class Step(NamedTuple):
    """A named query that later ones read."""

    name: str
    query: exp.Select


class Steps:
    """The steps over one table.

    ``write.columns`` are the names of the scalars computed so far. ``roots`` are all that will be computed, of
    which ``named`` get a name in any case. ``words`` say what a scalar is in the rule, ``prefix`` begins the
    names of the steps in between, which ``tables`` keeps apart from those of tables.
    """

    def __init__(
        self,
        write: Expressions,
        roots: Sequence[Scalar],
        named: Sequence[Scalar],
        *,
        words: Mapping[int, str],
        prefix: str,
        tables: Names,
    ) -> None:
        self.write = write
        self.done: list[Step] = []
        self.names = Names()
        self._words = words
        self._prefix = prefix
        self._tables = tables
        self._terms = shared(roots, named, write.columns)
        self._term_count = 0
        self._step_count = 0

    @property
    def last(self) -> str:
        """The name of the step that holds all columns so far."""
        return self.done[-1].name

    def add(self, name: str, query: exp.Select) -> None:
        """A step made elsewhere."""
        self.done.append(Step(self._tables.take(name), query))

    def compute(self, items: Sequence[Item], name: str) -> None:
        """Add columns in a step of that name, and in steps before it what they share with each other or with
        something later."""
        given = set(self.write.columns)
        wishes = {id(item.scalar): item for item in items}
        self.prepare([item.scalar for item in items], wishes)
        items = [
            item for item in items if id(item.scalar) in given or id(item.scalar) not in self.write.columns
        ]
        if items:
            self._append(items, name)

    def prepare(self, roots: Iterable[Scalar], wishes: Mapping[int, Item] | None = None) -> None:
        """Compute all that has a name of its own and that these are made of."""
        layers: dict[int, int] = {}
        terms: dict[int, list[Scalar]] = {}

        def layer(scalar: Scalar) -> int:
            """How many steps must come first, until the scalar is a column or can be written."""
            if id(scalar) in self.write.columns:
                return 0
            if id(scalar) not in layers:
                below = max((layer(operand) for operand in scalar.inputs), default=0)
                is_term = id(scalar) in self._terms
                layers[id(scalar)] = below + is_term
                if is_term:
                    terms.setdefault(below, []).append(scalar)
            return layers[id(scalar)]

        for root in roots:
            for operand in root.inputs if id(root) not in self.write.columns else ():
                layer(operand)
        for place in sorted(terms):
            self._step_count += 1
            items = [(wishes or {}).get(id(scalar)) or self._term(scalar) for scalar in terms[place]]
            self._append(items, f"{self._prefix}terms_{self._step_count}")

    def _term(self, scalar: Scalar) -> Item:
        self._term_count += 1
        word = "test" if is_test(scalar) else "term"
        return Item(scalar, f"{word}_{self._term_count}", self._words.get(id(scalar), ""))

    def _append(self, items: Sequence[Item], name: str) -> None:
        selected: list[exp.Expr] = [exp.Star()]
        added: dict[int, str] = {}
        for scalar, wish, words in items:
            found = self.names.take(wish)
            value = (
                self.write.number(scalar)
                if id(scalar) in self.write.columns
                else self.write.definition(scalar)
            )
            selected.append(aliased(value, found, words))
            if scalar.inputs:
                added[id(scalar)] = found
        self.add(name, exp.select(*selected, copy=False).from_(table(self.last), copy=False))
        for key, found in added.items():
            self.write.columns.setdefault(key, found)


def given_columns(given: Iterable[Scalar], steps: Steps, source: str) -> list[exp.Expr]:
    """The columns of a table as scalars: yes/no as a truth, a date as its number, and with the end of its range
    in place of what is absent. ``source`` is what the query calls the table."""
    selected = []
    for scalar in given:
        if scalar.operation not in ("column", "field", "or_else") or id(scalar) in steps.write.columns:
            continue
        read = scalar if scalar.operation != "or_else" else scalar.operands[0]
        name, kind = read.operands
        value: exp.Expr = column(name, source)
        wish = name
        same = [scalar]
        if kind == "boolean":
            same = [other for other in given if read in (other, *other.inputs)]
            value = case([(value, number(2)), (exp.Not(this=value.copy()), number(0))], number(1))
        elif kind == "date":
            value = exp.Add(this=steps.write.dialect.days(value), expression=number(EPOCH.toordinal()))
        if scalar is not read and kind != "boolean":
            instead = scalar.operands[1]
            wish += "_low" if instead.low == read.low else "_high"
            value = exp.Coalesce(this=value, expressions=[steps.write.definition(instead)])
        found = steps.names.take(wish)
        selected.append(aliased(value, found))
        steps.write.columns.update(dict.fromkeys(map(id, same), found))
    return selected


def shared(roots: Sequence[Scalar], named: Sequence[Scalar], columns: Mapping[int, str]) -> frozenset[int]:
    """The scalars that are worth a name: used more than once in the text, and of some length."""
    order = reachable(roots, columns)
    single = {id(scalar) for scalar in named if scalar.inputs}
    single |= {id(scalar) for scalar in order if is_given(scalar) or id(scalar) in columns}
    length: dict[int, int] = {}
    uses = dict.fromkeys(map(id, order), 0)
    for scalar in order:
        if is_given(scalar) or id(scalar) in columns:
            continue
        inner = sum(length[id(operand)] if id(operand) not in single else 1 for operand in scalar.inputs)
        length[id(scalar)] = min(1000, inner + (scalar.operation == "figure"))
    for root in roots:
        uses[id(root)] += 1
    found = set()
    for scalar in reversed(order):
        if is_given(scalar) or id(scalar) in columns:
            continue
        if uses[id(scalar)] > 1 and length[id(scalar)] >= WORTH_A_NAME:
            found.add(id(scalar))
        times = 1 if id(scalar) in found or id(scalar) in single else uses[id(scalar)]
        for operand, again in written(scalar):
            uses[id(operand)] += again * times
    return frozenset(found)


def reachable(roots: Iterable[Scalar], columns: Mapping[int, str]) -> list[Scalar]:
    """All scalars that the roots are made of, operands first; columns are not taken apart."""
    found: dict[int, Scalar] = {}

    def visit(scalar: Scalar) -> None:
        if id(scalar) in found:
            return
        if not is_given(scalar) and id(scalar) not in columns:
            for operand in scalar.inputs:
                visit(operand)
        found[id(scalar)] = scalar

    for root in roots:
        visit(root)
    return list(found.values())
