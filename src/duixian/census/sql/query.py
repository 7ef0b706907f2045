"""The query of a program: for every recipient of a kind what the program says.

Its steps are: records folded per owner, facts decoded, what is shared, the conditions, the amount, the outcome.
Its result has the columns :data:`RESULT`, one row a recipient, in no order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from duixian.census.lowering import Program, Scaled
from duixian.census.scalars import Scalar
from duixian.census.sql.dialects import Dialect
from duixian.census.sql.expressions import Expressions, any_of, case, is_given, number
from duixian.census.sql.folds import NamedFold, fold_steps, is_never, joined
from duixian.census.sql.names import Names, aliased, column, identifier, table
from duixian.census.sql.steps import Item, Step, Steps, given_columns, reachable
from duixian.language.source import NOWHERE, Source
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import ID, OWNER

RESULT = ("outcome", "deciding", "low", "high", "missing", "beyond")
"""What a query gives beside the recipient: the codes of outcome and what decides, the ends of the amount in fen
(``high`` NULL: no bound), the facts that may settle it as bits, and 1 where the recipient's arithmetic goes
beyond 64 bits, so that nothing else in the row counts."""

UNKNOWN_LISTS = "unknown_lists"
"""The table that says of which recipients the records of a kind are not known whole: ``records``, ``owner``."""


class Query(NamedTuple):
    """A query in parts. ``folds`` read tables of records alone and come first: whoever asks for many parts of a
    table of recipients need run them only once. The last step of each has its result. ``columns`` are what is
    read of the recipients beside their keys, ``fields`` what of each kind of record beside the owner."""

    dialect: Dialect
    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    folds: tuple[tuple[Step, ...], ...]
    steps: tuple[Step, ...]
    result: exp.Select

    def whole(self) -> exp.Select:
        """All of it as one expression."""
        return self.with_steps([step for fold in self.folds for step in fold] + [*self.steps], self.result)

    def with_steps(self, steps: Iterable[Step], result: exp.Select) -> exp.Select:
        """A query with its steps before it."""
        tables = [
            exp.CTE(
                this=step.query,
                alias=exp.TableAlias(this=identifier(step.name)),
                materialized=self.dialect.materialized or None,
            )
            for step in steps
        ]
        whole = result.copy()
        if tables:
            whole.set("with_", exp.With(expressions=tables))
        return whole


def query(
    vocabulary: Vocabulary,
    program: Program,
    dialect: Dialect,
    *,
    complete: Collection[str],
    keys: Sequence[str] = (ID,),
) -> Query:
    """The query of a program.

    ``complete`` names the tables of records that hold every record there is; ``keys`` are the columns of the
    table of recipients that stand in the result before :data:`RESULT`.
    """
    return _Writing(vocabulary, program, dialect, frozenset(complete), tuple(keys)).query()


class _Writing:
    def __init__(
        self,
        vocabulary: Vocabulary,
        program: Program,
        dialect: Dialect,
        complete: frozenset[str],
        keys: tuple[str, ...],
    ) -> None:
        self.program = program
        self.dialect = dialect
        self.complete = complete
        self.keys = tuple(dict.fromkeys((*keys, ID)))
        self.result_keys = keys
        tables = [*vocabulary.kind_by_name, *vocabulary.records_by_name, UNKNOWN_LISTS]
        self.tables = Names(tables)
        self.figure_words = figure_words(program)
        self.named_folds = [NamedFold(program, index) for index in range(len(program.folds))]
        named = [program.applicable, *program.conditions, program.worst, *program.amount, program.outcome]
        roots = _roots(program)
        roots += [scalar for fold in self.named_folds for scalar in fold.outer]
        self.given = [scalar for scalar in reachable(roots, {}) if is_given(scalar)]
        self.guards = [guard for guard in program.guards if not self._is_never(guard)]
        self.steps = Steps(
            self._write(), roots, named, words=_local_words(program), prefix="", tables=self.tables
        )
        self.steps.names = Names(
            (*self.keys, *(name for name in RESULT if name not in ("outcome", "deciding")))
        )
        self.listed: dict[str, str] = {}
        self.folds: list[tuple[Step, ...]] = []
        self.fields = {
            records: _names(
                reachable(
                    [
                        root
                        for fold in self.named_folds
                        if fold.fold.records == records
                        for root in fold.roots
                    ],
                    {},
                ),
                "field",
            )
            for records in dict.fromkeys(fold.fold.records for fold in self.named_folds)
        }

    def query(self) -> Query:
        program, steps = self.program, self.steps
        self._facts()
        for fold in self.named_folds:
            if fold.outer:
                self._fold_over_facts(fold)
        conditions = [
            Item(truth, f"condition_{place}", condition.words)
            for place, (truth, condition) in enumerate(
                zip(program.conditions, program.of.version.conditions, strict=True), 1
            )
        ]
        applicable = [Item(program.applicable, "applicable")] if program.applicable.inputs else []
        if conditions or applicable:
            steps.compute([*applicable, *conditions], "conditions")
        amounts = [Item(program.worst, "all_conditions")] if len(conditions) > 1 else []
        amounts += [Item(program.amount.low, "amount_low"), Item(program.amount.high, "amount_high")]
        steps.compute(amounts, "amounts")
        steps.compute([Item(program.outcome, "outcome"), Item(program.deciding, "deciding")], "outcomes")
        missing = [
            Item(fact.test, f"missing_{place}", fact.path) for place, fact in enumerate(program.missing, 1)
        ]
        steps.prepare([program.low, program.high, *(fact.test for fact in program.missing), *self.guards])
        if missing:
            steps.compute(missing, "open_facts")
        return Query(
            dialect=self.dialect,
            columns=_names(self.given),
            fields=self.fields,
            folds=tuple(self.folds),
            steps=tuple(steps.done),
            result=self._result([item.name for item in missing]),
        )

    def _result(self, missing: Sequence[str]) -> exp.Select:
        write, program = self.steps.write, self.program
        bits: exp.Expr = number(0)
        for place, name in enumerate(missing):
            bit: exp.Expr = column(name)
            if place:
                bit = exp.Add(this=bits, expression=exp.Mul(this=number(1 << place), expression=bit))
            bits = bit
        beyond: exp.Expr = number(0)
        if self.guards:
            beyond = case([(any_of(map(write.test, self.guards)), number(1))], beyond)
        values = (
            write.number(program.outcome),
            write.number(program.deciding),
            exp.cast(write.number(program.low), "BIGINT"),
            exp.cast(write.number(program.high), "BIGINT"),
            exp.cast(bits, "BIGINT"),
            beyond,
        )
        selected: list[exp.Expr] = [column(key) for key in self.result_keys]
        selected += [aliased(value, name) for name, value in zip(RESULT, values, strict=True)]
        result = exp.select(*selected, copy=False).from_(table(self.steps.last), copy=False)
        if self.dialect.settings:
            settings = [
                exp.EQ(this=exp.to_identifier(name), expression=number(value))
                for name, value in self.dialect.settings.items()
            ]
            result.set("settings", settings)
        return result

    def _write(self) -> Expressions:
        return Expressions(self.dialect, self.program.figures, self.figure_words, {})

    def _is_never(self, guard: Scalar) -> bool:
        return guard.operation == "fold" and is_never(self.program.folds[guard.operands[0]], guard)

    # --- Facts and records -----------------------------------------------------------------------------------

    def _facts(self) -> None:
        """The first step: the recipients with their facts decoded and their records put together."""
        source = exp.select().from_(table(self.program.kind, "recipient"), copy=False)
        selected: list[exp.Expr] = [column(key, "recipient") for key in self.keys]
        selected += given_columns(self.given, self.steps, "recipient")
        for records in dict.fromkeys(fold.fold.records for fold in self.named_folds):
            folds = [fold for fold in self.named_folds if fold.fold.records == records and not fold.outer]
            of = f"{records}_of"
            source = _left_join(source, table(self._folded(records, folds), of), column(OWNER, of))
            selected.append(aliased(self._listed(records, of), self._take_listed(records)))
            if records in self.complete:
                open_ = f"{records}_open"
                source = _left_join(source, _unknown_lists(records, open_), column(OWNER, open_))
            selected += self._joined(folds, of)
        self.steps.add("facts", source.select(*selected, copy=False))

    def _folded(self, records: str, folds: Sequence[NamedFold]) -> str:
        """The step with the records of each owner whose records are known whole."""
        source = exp.select().from_(table(records, "record"), copy=False)
        source = source.join(
            _unknown_lists(records, "unknown_list"),
            on=exp.EQ(this=column(OWNER, "unknown_list"), expression=column(OWNER, "record")),
            join_type="LEFT",
            copy=False,
        )
        source = source.where(_absent(column(OWNER, "unknown_list")), copy=False)
        if folds:
            steps = fold_steps(folds, self._write(), source, {}, self.tables)
        else:
            owners = source.select(column(OWNER, "record"), copy=False)
            steps = (Step(self.tables.take(f"{records}_folded"), owners.group_by(column(OWNER, "record"))),)
        self.folds.append(steps)
        return steps[-1].name

    def _take_listed(self, records: str) -> str:
        name = self.listed[records] = self.steps.names.take(f"{records}_listed")
        for scalar in self.given:
            if scalar.operation == "listed" and scalar.operands[0] == records:
                self.steps.write.columns[id(scalar)] = name
        return name

    def _listed(self, records: str, of: str) -> exp.Expr:
        """Whether the records of a recipient are known: not without a record, unless there are no others."""
        if records in self.complete:
            return case([(_absent(column(OWNER, f"{records}_open")), number(1))], number(0))
        return case([(_absent(column(OWNER, of)), number(0))], number(1))

    def _joined(self, folds: Sequence[NamedFold], of: str) -> list[exp.Expr]:
        """What folds came to, as columns of the recipients."""
        selected = []
        for scalar in self.given:
            if scalar.operation == "fold" and self.named_folds[scalar.operands[0]] in folds:
                fold = self.named_folds[scalar.operands[0]]
                if not is_never(fold.fold, scalar):
                    name = self.steps.names.take(fold.column(str(scalar.operands[1])))
                    selected.append(aliased(joined(fold, scalar, of), name))
                    self.steps.write.columns[id(scalar)] = name
        return selected

    def _fold_over_facts(self, fold: NamedFold) -> None:
        """A fold whose filter or term reads facts of the recipient: over the records joined with them."""
        steps, records = self.steps, fold.fold.records
        new = [scalar for scalar in fold.outer if id(scalar) not in steps.write.columns]
        steps.prepare(new)
        if new:
            steps.compute([Item(scalar, f"{fold.name}_reads") for scalar in new], f"{fold.name}_outer")
        source = exp.select().from_(table(records, "record"), copy=False)
        source = source.join(
            table(steps.last, "recipient"),
            on=exp.EQ(this=column(ID, "recipient"), expression=column(OWNER, "record")),
            join_type="INNER",
            copy=False,
        )
        test = exp.EQ(this=column(self.listed[records], "recipient"), expression=number(1))
        outer = {id(scalar): steps.write.columns[id(scalar)] for scalar in fold.outer}
        found = fold_steps([fold], self._write(), source.where(test, copy=False), outer, self.tables)
        last = steps.last
        steps.done += found
        of = f"{records}_of"
        query = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("recipient")), copy=False)
        query = query.from_(table(last, "recipient"), copy=False)
        query = _left_join(query, table(found[-1].name, of), column(OWNER, of))
        steps.add(f"{fold.name}_known", query.select(*self._joined([fold], of), copy=False))


def _roots(program: Program) -> list[Scalar]:
    roots = [program.applicable, *program.conditions, program.worst, *program.amount, program.outcome]
    roots += [program.deciding, program.low, program.high, *program.guards]
    return roots + [fact.test for fact in program.missing]


def _names(scalars: Iterable[Scalar], operation: str = "column") -> tuple[str, ...]:
    """The names of the columns, or fields, among scalars, as they are or decoded."""
    read = [inner for scalar in scalars for inner in (scalar, *scalar.inputs)]
    return tuple(dict.fromkeys(inner.operands[0] for inner in read if inner.operation == operation))


def _absent(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _left_join(query: exp.Select, joined_: exp.Expr, owner: exp.Column) -> exp.Select:
    on = exp.EQ(this=owner, expression=column(ID, "recipient"))
    return query.join(joined_, on=on, join_type="LEFT", copy=False)


def _unknown_lists(records: str, alias: str) -> exp.Expr:
    """The owners of whom not every record of a kind is known."""
    query = exp.select(column(OWNER), copy=False).from_(table(UNKNOWN_LISTS), copy=False)
    query = query.where(exp.EQ(this=column("records"), expression=exp.Literal.string(records)), copy=False)
    return query.subquery(alias, copy=False)


# --- Words ------------------------------------------------------------------------------------------------------


def figure_words(program: Program) -> list[str]:
    """For each figure of a program how the rule writes it: ``500万元``."""
    version = program.of.version
    rule = Source("", version.rule)
    first = version.span.line
    return [
        ""
        if place == NOWHERE
        else rule.words(place._replace(line=place.line - first, end_line=place.end_line - first))
        for place in program.places
    ]


def _local_words(program: Program) -> dict[int, str]:
    """What the rule calls the scalars that its own names stand for."""
    words: dict[int, str] = {}
    for name, value in program.locals.items():
        if isinstance(value, Scaled):
            words.setdefault(id(value.ends.low), f"{name}, at least")
            words.setdefault(id(value.ends.high), f"{name}, at most")
        else:
            words.setdefault(id(value), name)
    return words
