"""Canonical tables from the columns of the population and from recipients told one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from duixian.language.values import Value
from duixian.language.vocabulary import Vocabulary
from duixian.registry.city.draws import Truths
from duixian.registry.city.members import RANK, Member
from duixian.registry.city.missing import ROLES
from duixian.registry.columns import ID, OWNER, Column, role_column, schema

ROLE_PREFIX = role_column("")


def population_table(
    vocabulary: Vocabulary,
    columns: Sequence[Column],
    rows: int,
    values: Mapping[str, Any],
    unknown: Mapping[str, Truths],
) -> pa.Table:
    """A table from arrays by column; Arrow arrays stay as they are, and what is not given is nought, no or
    none."""
    arrays = [
        _array(vocabulary, column, rows, values.get(column.name), _unknown(column, unknown))
        for column in columns
    ]
    return pa.table(arrays, schema=schema(tuple(columns)))


def _unknown(column: Column, unknown: Mapping[str, Truths]) -> Truths | None:
    return unknown.get(ROLES if column.name.startswith(ROLE_PREFIX) else column.name)


def _array(
    vocabulary: Vocabulary, column: Column, rows: int, values: Any, unknown: Truths | None
) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if column.name == RANK:
        return pa.nulls(rows, column.type)
    if pa.types.is_dictionary(column.type):
        if values is None:
            values = np.full(rows, _keys(vocabulary, column).index("none"))
        return _categories(vocabulary, column, pa.array(values, pa.int8(), mask=unknown))
    if values is None:
        values = np.zeros(rows, np.bool_ if pa.types.is_boolean(column.type) else np.int64)
    return pa.array(values, column.type, mask=unknown)


def _categories(vocabulary: Vocabulary, column: Column, codes: pa.Array) -> pa.Array:
    """Category values from their positions; the dictionary is all the category's values, in order."""
    return pa.DictionaryArray.from_arrays(codes, pa.array(_keys(vocabulary, column)))


def _keys(vocabulary: Vocabulary, column: Column) -> list[str]:
    assert column.fact is not None
    return [key for key, _ in vocabulary.category_by_name[column.fact.type.unit].values]


def members_table(vocabulary: Vocabulary, columns: Sequence[Column], members: Sequence[Member]) -> pa.Table:
    """The table of recipients told one by one."""
    arrays = [_told(vocabulary, column, [_fact(one, column) for one in members]) for column in columns]
    return pa.table(arrays, schema=schema(tuple(columns)))


def _fact(member: Member, column: Column) -> Any:
    if column.name == ID:
        return member.id
    if column.fact is None:
        roles = member.facts.roles
        return None if roles is None else column.name.removeprefix(ROLE_PREFIX) in roles
    return member.facts.values.get(column.fact.key)


def records_table(
    vocabulary: Vocabulary, columns: Sequence[Column], records: str, members: Sequence[Member]
) -> pa.Table:
    """The table of the records of one kind that some recipients have."""
    rows = [(one.id, record) for one in members for record in one.facts.records.get(records, ())]
    arrays = [
        _told(
            vocabulary,
            column,
            [owner if column.fact is None else record.get(column.fact.key) for owner, record in rows],
        )
        for column in columns
    ]
    assert columns[0].name == OWNER
    return pa.table(arrays, schema=schema(tuple(columns)))


def _told(vocabulary: Vocabulary, column: Column, values: Sequence[Value | None]) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        keys = _keys(vocabulary, column)
        codes = [None if value is None else keys.index(str(value)) for value in values]
        return _categories(vocabulary, column, pa.array(codes, pa.int8()))
    if pa.types.is_date(column.type):
        values = [None if value is None else date.fromordinal(int(value)) for value in values]  # type: ignore[misc]
    return pa.array(values, column.type)
