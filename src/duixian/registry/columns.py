"""The columns of canonical tables: how the facts of a population stand in Arrow, for every engine alike.

A table holds the recipients of one kind, or the records of one kind; null is unknown. Amounts are whole fen,
ratios millionths, durations months. A column's name is the English key of its fact, with the unit where it is
not the one people think of: ``main_revenue_fen``, ``growth_millionths``. Roles are a column each,
``role_bank``: all of them null where a recipient's roles are unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyarrow as pa

from duixian.language import limits
from duixian.language.node import Node
from duixian.language.vocabulary import OBJECT, Fact, Records, Vocabulary

ID = "id"
"""The column that names a recipient; unique over all tables of recipients."""

OWNER = "owner"
"""The column of a table of records that holds the id of the recipient they belong to."""

SUFFIXES = {"money": "_fen", "ratio": "_millionths"}
"""What a column's name says of its unit."""

DIMENSIONS = ("district", "industry", "size")
"""Facts by which results are counted, where the vocabulary has them."""


class Column(Node):
    """A column of a canonical table; ``fact`` is None for the id, the owner and the roles."""

    name: str
    type: pa.DataType
    fact: Fact | None = None


def recipient_columns(vocabulary: Vocabulary, kind: str) -> tuple[Column, ...]:
    """The columns of the table of one kind of recipient: its id, what rules may read, dimensions, roles."""
    columns = [Column(ID, pa.string())]
    for fact in vocabulary.facts:
        if kind in fact.kinds and (fact.used or fact.key in DIMENSIONS):
            columns += _column(fact)
    if kind == vocabulary.enterprise:
        columns += [Column(role_column(role.key), pa.bool_()) for role in vocabulary.kinds if role.role]
    return tuple(columns)


def record_columns(records: Records, *, every_field: bool = False) -> tuple[Column, ...]:
    """The columns of the table of one kind of record: its owner, the code of its object, its fields; with
    ``every_field`` also those that no rule reads."""
    columns = [Column(OWNER, pa.string())]
    for field in records.fields:
        if field.key == OBJECT or field.type.kind == "code":
            columns.append(Column(field.key, pa.string(), field))
        elif field.used or every_field:
            columns += (
                [Column(field.key, pa.string(), field)] if field.type.kind == "text" else _column(field)
            )
    return tuple(columns)


def columns_of(vocabulary: Vocabulary, kind: str, keys: Collection[str]) -> list[str]:
    """The columns in which some facts of a kind of recipient stand, with the dimensions and all roles."""
    return [
        column.name
        for column in recipient_columns(vocabulary, kind)
        if column.name != ID and (column.fact is None or column.fact.key in (*keys, *DIMENSIONS))
    ]


def schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The columns as an Arrow schema."""
    return pa.schema([(column.name, column.type) for column in columns])


def column_name(fact: Fact) -> str:
    """The canonical column of a fact or field."""
    return fact.key + SUFFIXES.get(fact.type.kind, "")


def limit(fact: Fact) -> int:
    """The largest magnitude that engines compute with in 64 bits. Amounts never exceed it; whoever has a count
    beyond it is decided one by one."""
    return limits.MONEY_FEN if fact.type.kind == "money" else 1 << 40


def role_column(role: str) -> str:
    """The canonical column that says whether an enterprise has a role."""
    return f"role_{role}"


def _column(fact: Fact) -> Iterator[Column]:
    match fact.type.kind:
        case "money" | "count" | "duration" | "ratio":
            yield Column(column_name(fact), pa.int64(), fact)
        case "boolean":
            yield Column(fact.key, pa.bool_(), fact)
        case "date":
            yield Column(fact.key, pa.date32(), fact)
        case "category":
            yield Column(fact.key, pa.dictionary(pa.int8(), pa.string()), fact)
