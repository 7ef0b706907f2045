"""Typed facts as the tables of a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from stdnum.cn import uscc

from duixian.language.library import PolicyList
from duixian.language.vocabulary import EARLIER_AWARDS, Vocabulary
from duixian.registry.columns import (
    ID,
    OWNER,
    Column,
    column_name,
    recipient_columns,
    record_columns,
    role_column,
    schema,
)
from duixian.registry.population import Population, open_population
from duixian.registry.recipient import RecipientFacts


def identity(number: int) -> str:
    """A valid credit code."""
    code = f"91370200{number:09d}"
    return code + uscc.calc_check_digit(code)


def population_of(listed: PolicyList, recipients: Mapping[str, RecipientFacts]) -> Population:
    """Recipients as a population. Every table of records is complete; where a list is unknown, the recipient has
    a record that is rejected."""
    return open_population(tables_of(listed.vocabulary, recipients), listed, complete="all")


def tables_of(vocabulary: Vocabulary, recipients: Mapping[str, RecipientFacts]) -> dict[str, pa.Table]:
    """The canonical tables of recipients and records."""
    tables = {}
    for kind in dict.fromkeys(facts.kind for facts in recipients.values()):
        rows = [_row(vocabulary, name, facts) for name, facts in recipients.items() if facts.kind == kind]
        tables[kind] = _table(vocabulary, recipient_columns(vocabulary, kind), rows)
    for records in vocabulary.records:
        if records.key != EARLIER_AWARDS:
            rows = [row for name, facts in recipients.items() for row in _records(records.key, name, facts)]
            tables[records.key] = _table(vocabulary, record_columns(records), rows)
    return tables


def _row(vocabulary: Vocabulary, name: str, facts: RecipientFacts) -> dict[str, Any]:
    row: dict[str, Any] = {ID: name, **facts.values}
    if facts.roles is not None:
        row |= {role_column(role.key): role.key in facts.roles for role in vocabulary.kinds if role.role}
    return row


def _records(key: str, owner: str, facts: RecipientFacts) -> list[dict[str, Any]]:
    if key not in facts.records:
        return [{OWNER: owner}]
    return [{OWNER: owner, **record} for record in facts.records[key]]


def _table(vocabulary: Vocabulary, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    rows = list(rows)
    arrays = [
        _array(vocabulary, column, [row.get(column.fact.key if column.fact else column.name) for row in rows])
        for column in columns
    ]
    return pa.table(arrays, schema=schema(tuple(columns)))


def _array(vocabulary: Vocabulary, column: Column, values: list[Any]) -> pa.Array:
    if column.fact is not None and column.fact.type.kind == "category":
        keys = [key for key, _ in vocabulary.category_by_name[column.fact.type.unit].values]
        numbers = [None if value is None else keys.index(value) for value in values]
        return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int8()), pa.array(keys, pa.string()))
    if column.fact is not None and column.fact.type.kind == "date":
        values = [None if value is None else date.fromordinal(value) for value in values]
    return pa.array(values, column.type)


def canonical_names(vocabulary: Vocabulary) -> dict[str, str]:
    """The columns of facts by key."""
    return {fact.key: column_name(fact) for fact in vocabulary.facts}
