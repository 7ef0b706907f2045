"""What reading tables must find, worked out row by row with dictionaries: slow, and plain to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from stdnum.cn import uscc

from duixian.language import limits
from duixian.language.library import PolicyList
from duixian.language.values import Value, ValueFault, read_value
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact

Rows = Sequence[Mapping[str, Any]]
"""A table as written: columns by key, each value as Python has it."""


@dataclass
class Row:
    """A row: its id or owner, its typed facts (roles are facts by their key), its faults."""

    key: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    faulty: bool = False
    """Whether its facts have faults."""


def read_row_by_row(listed: PolicyList, tables: Mapping[str, Rows]) -> dict[str, list[Row]]:
    """Every row of the tables with its faults."""
    words = listed.vocabulary
    kinds = [key for key in tables if key not in words.records_by_name]
    kinds_of_records = [key for key in tables if key in words.records_by_name]
    found = {key: [_row(listed, key, raw) for raw in rows] for key, rows in tables.items()}

    times = Counter(row.key for kind in kinds for row in found[kind] if row.key)
    for kind in kinds:
        for row in found[kind]:
            if times[row.key] > 1:
                row.codes.add("F729")

    people = {row.key: (kind, row) for kind in kinds for row in found[kind] if row.key}
    for records in kinds_of_records:
        for row in _twins(records, found[records]):
            row.codes.add("F712")
        for row in found[records]:
            if not row.key:
                continue
            if row.key not in people:
                row.codes.add("F731")
                continue
            kind, owner = people[row.key]
            if kind not in words.records_by_name[records].kinds and times[row.key] == 1:
                row.codes.add("F716")
            if owner.codes:
                row.codes.add("F732")
    return found


def _twins(records: str, rows: Sequence[Row]) -> list[Row]:
    """The rows with good facts of which another says the same."""
    alike: dict[object, list[Row]] = {}
    for row in rows:
        if row.key and not row.faulty:
            alike.setdefault((row.key, frozenset(row.values.items())), []).append(row)
            if OBJECT in row.values and records != EARLIER_AWARDS:
                alike.setdefault((row.key, row.values[OBJECT]), []).append(row)
    return [row for some in alike.values() if len(some) > 1 for row in some]


def _row(listed: PolicyList, table: str, raw: Mapping[str, Any]) -> Row:
    row = Row()
    words = listed.vocabulary
    records = words.records_by_name.get(table)
    for column, value in raw.items():
        if column in ("id", "owner"):
            row.key, wrong = _id(table, value)
            row.codes |= wrong
            continue
        try:
            if column == "roles":
                row.values |= _roles(listed, value)
            else:
                name = column.removesuffix("_fen").removesuffix("_millionths")
                fact = records.field(name) if records else words.fact_by_name[name]
                assert fact is not None
                read = _value(listed, fact, value, base=name != column)
                row.values |= {} if read is None else {fact.key: read}
        except ValueFault as fault:
            row.codes.add(fault.code)
            row.faulty = True
    if records and not row.faulty:
        wrong = _record_codes(listed, table, row)
        row.codes |= wrong
        row.faulty = bool(wrong)
    return row


def _id(table: str, value: object) -> tuple[str, set[str]]:
    """An id as it should be written, and what is wrong with it."""
    text = "" if value is None else str(value)
    key = uscc.compact(text) if uscc.is_valid(text) else text.strip()
    if not key:
        return "", {"F730"}
    wrong = set()
    if len(text) > limits.TEXT_CHARACTERS:
        wrong.add("F722")
    elif re.search("[\x00-\x1f\u200b]", text):
        wrong.add("F726")
    if table == "enterprise" and not uscc.is_valid(key):
        wrong.add("F713")
    return key, wrong


def _roles(listed: PolicyList, value: object) -> dict[str, Value]:
    roles = [kind for kind in listed.vocabulary.kinds if kind.role]
    if value is None:
        return {}
    words = value if isinstance(value, list) else re.split("[,，、;；]", str(value))
    words = [word.strip() for word in words]
    if words in ([], [""], ["无"], ["none"]):
        words = []
    keys = [next((role.key for role in roles if word in (role.key, role.name.zh)), "") for word in words]
    if "" in keys:
        raise ValueFault("F714")
    if len(set(keys)) < len(keys):
        raise ValueFault("F712")
    return {f"role_{role.key}": role.key in keys for role in roles}


def _value(listed: PolicyList, fact: Fact, value: Any, *, base: bool) -> Value | None:
    """A cell as ``language.values`` reads it, or a number in base units."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second, value.microsecond) != (0, 0, 0, 0):
            raise ValueFault("F709")
        value = value.date()
    if fact.type.kind == "code":
        value = str(value)
    if base:
        if not _is_whole(value):
            raise ValueFault("F719")
        value = Decimal(int(value)) / (100 if fact.type.kind == "money" else 1_000_000)
    try:
        return read_value(listed.vocabulary, fact, value)
    except ValueFault as fault:
        if fault.code == "F707" and fact.type.kind == "money" and _yuan(fault) * 100 > limits.MONEY_FEN:
            raise ValueFault("F733") from None
        raise


def _is_whole(value: object) -> bool:
    return isinstance(value, int) or (
        isinstance(value, str) and bool(re.fullmatch(r"[+-]?\d{1,24}", value.strip()))
    )


def _yuan(fault: ValueFault) -> Decimal:
    return abs(Decimal(str(fault.details["value"]).replace("10^", "1e")))


def _record_codes(listed: PolicyList, table: str, row: Row) -> set[str]:
    """What is wrong with a record as a whole."""
    if not row.values:
        return {"F724"}
    if table != EARLIER_AWARDS:
        return set()
    codes = {"F725" for name in ("policy", "scheme") if name not in row.values}
    if "policy" in row.values:
        policy = listed.policy(str(row.values["policy"]))
        if policy is None:
            return codes | {"F718"}
        row.values["policy"] = policy.key
        if "scheme" in row.values and row.values["scheme"] not in [scheme.key for scheme in policy.schemes]:
            codes.add("F718")
    return codes
