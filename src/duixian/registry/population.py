"""A population as tables: recipients and records, read from many kinds of source, checked row by row.

``open_population`` names what is there; ``Population`` gives canonical Arrow batches (see ``columns``) of the
rows that are good, and the rejects. Nothing vanishes: the rows of a table are those that are valid and those
that are rejected.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from duixian.language import limits
from duixian.language.diagnostics import Diagnostic, Faults, nearest
from duixian.language.library import PolicyList
from duixian.language.quantity import yuan_text
from duixian.language.source import Source
from duixian.language.values import Value, ValueFault, read_value, shown
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT
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
from duixian.registry.headings import Heading, read_headings, recipient_names, record_names
from duixian.registry.json_facts import CREDIT_CODE
from duixian.registry.recipient import RecipientFacts, Record
from duixian.registry.rejects import Reject, Rejects

BATCH_ROWS = 65_536
FORMATS = (".parquet", ".csv")


class SourceError(Exception):
    """A source that cannot be used; ``diagnostics`` say why."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(found.render("zh") for found in self.diagnostics))


def open_population(
    source: str | Path | Mapping[str, Any],
    listed: PolicyList,
    *,
    complete: Iterable[str] | str = (),
    strict: bool = False,
) -> Population:
    """Open the tables of a population and check them.

    ``complete`` names the tables of records that hold every record there is, or is ``all``. With ``strict``
    the first fault, also of a row, raises SourceError; without it only what keeps a whole table from being
    used does.
    """
    tables = dict(source) if isinstance(source, Mapping) else _folder(Path(source))
    declared = [complete] if isinstance(complete, str) else list(complete)
    if not isinstance(source, Mapping):
        declared += _declared(Path(source))
    return Population(tables, listed, declared, strict=strict)


def _folder(path: Path) -> dict[str, pa.Table]:
    tables = {}
    for entry in sorted(path.iterdir()):
        if entry.suffix in FORMATS:
            tables[entry.stem] = _read_file(entry)
        elif entry.is_dir():
            parts = [_read_file(part) for part in sorted(entry.iterdir()) if part.suffix in FORMATS]
            if parts:
                tables[entry.name] = pa.concat_tables(parts)
    return tables


def _read_file(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return pq.read_table(path)
    with path.open(encoding="utf-8-sig") as file:
        names = pyarrow.csv.read_csv(path).column_names if file.readline() else []
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    return pyarrow.csv.read_csv(path, convert_options=options)


def _declared(path: Path) -> list[str]:
    said = path / "tables.json"
    if not said.exists():
        return []
    complete = json.loads(said.read_text(encoding="utf-8")).get("complete", [])
    return [complete] if isinstance(complete, str) else list(complete)


class Part:
    """One part of a table of recipients. The order of the parts' results is that of their numbers, from 0."""

    def __init__(self, number: int, batch: pa.RecordBatch) -> None:
        self.number = number
        self._batch = batch

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The valid recipients of the part, as :meth:`Population.batches` gives them."""
        names = self._batch.schema.names
        yield self._batch.select([name for name in names if columns is None or name == ID or name in columns])


class Population:
    """The recipients and records that a census reads."""

    def __init__(
        self, source: Mapping[str, pa.Table], listed: PolicyList, complete: Sequence[str], *, strict: bool
    ) -> None:
        self.listed = listed
        self.vocabulary = listed.vocabulary
        self.strict = strict
        self.warnings: list[Diagnostic] = []
        self.rejects = Rejects()
        self._recipients: dict[str, list[dict[str, Any]]] = {}
        self._records: dict[str, list[dict[str, Any]]] = {}
        self.rows: dict[str, int] = {}
        raw = self._named(source)
        self.kinds = tuple(kind.key for kind in self.vocabulary.kinds if kind.key in raw)
        self.records = tuple(records.key for records in self.vocabulary.records if records.key in raw)
        self.complete = frozenset(
            self.records
            if "all" in complete
            else (self.vocabulary.records_by_name[name].key for name in complete)
        )
        faults = [fault for kind in self.kinds for fault in self._headings_of(kind, raw[kind])]
        if not self.kinds:
            known = "、".join(kind.name.zh for kind in self.vocabulary.kinds if not kind.role)
            empty = Faults(Source("", ""))
            empty.add("F740", source="", known=known)
            faults += empty
        if any(fault.severity == "error" for fault in faults) or (strict and faults):
            raise SourceError(faults)
        self.warnings += faults
        self._check(raw)

    def batches(self, kind: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The valid recipients of a kind in their order; with ``columns`` only those and the id."""
        table = self._canonical(recipient_columns(self.vocabulary, kind), self._recipients[kind])
        if columns is not None:
            table = table.select([name for name in table.column_names if name == ID or name in columns])
        yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def parts(self, kind: str) -> Iterator[Part]:
        """The table of a kind in parts that threads may read at once; each is given to one of them."""
        for number, batch in enumerate(self.batches(kind)):
            yield Part(number, batch)

    def record_table(self, records: str) -> pa.Table:
        """The valid records of a kind, in their order."""
        declared = self.vocabulary.records_by_name[records]
        return self._canonical(record_columns(declared), self._records[records])

    def _canonical(self, columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        valid = [row for row in rows if row["_valid"]]
        arrays = [self._array(column, [row.get(column.name) for row in valid]) for column in columns]
        return pa.table(arrays, schema=schema(columns))

    def _array(self, column: Column, values: list[Any]) -> pa.Array:
        if column.fact is None or column.fact.type.kind != "category":
            return pa.array(values, column.type)
        keys = [key for key, _ in self.vocabulary.category_by_name[column.fact.type.unit].values]
        indices = pa.array([None if value is None else keys.index(value) for value in values], pa.int8())
        return pa.DictionaryArray.from_arrays(indices, pa.array(keys, pa.string()))

    def record_batches(self, records: str) -> Iterator[pa.RecordBatch]:
        """The valid records of a kind in batches."""
        yield from self.record_table(records).to_batches(max_chunksize=BATCH_ROWS)

    def unknown_lists(self, records: str) -> pa.Array:
        """The ids of owners whose list of these records is not known whole, as one of them was rejected."""
        owners = {row[OWNER] for row in self._records[records] if not row["_valid"] and row[OWNER]}
        return pa.array(sorted(owners), pa.string())

    def typed_facts(self, ids: Collection[str] | None = None) -> Iterator[tuple[str, RecipientFacts]]:
        """The facts of valid recipients, all or those with these ids, in the form in which ``decide`` takes
        them, in the order of the tables."""
        rows: dict[str, dict[str, list[Record]]] = {}
        for key in self.records:
            fields = {column_name(field): field for field in self.vocabulary.records_by_name[key].fields}
            for row in self.record_table(key).to_pylist():
                record = {
                    fields[name].key: _typed(value)
                    for name, value in row.items()
                    if name != OWNER and value is not None
                }
                rows.setdefault(row[OWNER], {}).setdefault(key, []).append(record)
        unknown = {key: set(self.unknown_lists(key).to_pylist()) for key in self.records}
        for kind in self.kinds:
            for batch in self.batches(kind):
                for row in batch.to_pylist():
                    if ids is None or row[ID] in ids:
                        yield row[ID], self._facts(kind, row, rows.get(row[ID], {}), unknown)

    def _facts(
        self,
        kind: str,
        row: Mapping[str, Any],
        rows: Mapping[str, list[Record]],
        unknown: Mapping[str, set[str]],
    ) -> RecipientFacts:
        facts = {column_name(fact): fact for fact in self.vocabulary.facts}
        roles = {
            role.key: row[role_column(role.key)]
            for role in self.vocabulary.kinds
            if role.role and role_column(role.key) in row
        }
        records = {}
        for key in self.records:
            known = key in rows or key in self.complete
            if known and row[ID] not in unknown[key] and kind in self.vocabulary.records_by_name[key].kinds:
                records[key] = tuple(rows.get(key, ()))
        return RecipientFacts(
            kind=kind,
            roles=None if None in roles.values() else frozenset(key for key, has in roles.items() if has),
            values={
                facts[name].key: _typed(value)
                for name, value in row.items()
                if name in facts and value is not None
            },
            records=records,
        )

    # --- what is written -------------------------------------------------------------------------------------

    def _named(self, source: Mapping[str, Any]) -> dict[str, pa.Table]:
        """The tables by English key."""
        known = {kind.name.zh: kind for kind in self.vocabulary.kinds if not kind.role}
        known |= {kind.key: kind for kind in self.vocabulary.kinds if not kind.role}
        names = {name: kind.key for name, kind in known.items()}
        names |= {name: records.key for name, records in self.vocabulary.records_by_name.items()}
        tables: dict[str, pa.Table] = {}
        for name, table in source.items():
            if name in names:
                tables[names[name]] = table if isinstance(table, pa.Table) else pa.table(table)
            else:
                faults = Faults(Source(name, ""))
                faults.add("F736", near=nearest(name, names), table=shown(name), known="、".join(names))
                self.warnings += faults
        return tables

    def _names(self, table: str) -> dict[str, Heading]:
        records = self.vocabulary.records_by_name.get(table)
        if records is not None:
            return record_names(records)
        return recipient_names(self.vocabulary, self.vocabulary.kind_by_name[table])

    def _headings_of(self, name: str, table: pa.Table) -> Iterator[Diagnostic]:
        faults = Faults(Source(name, ""))
        headings = read_headings(faults, table.column_names, self._names(name))
        first = "owner" if name in self.records else "id"
        if not any(heading.form == first for heading in headings):
            faults.add("F738", name="所属主体" if first == "owner" else "编号", name_en=first)
        for heading in headings:
            type_ = table.schema.field(heading.name).type
            if pa.types.is_floating(type_) and heading.fact.type.numeric:
                faults.add("F734", column=heading.name, type=type_, other=f"{heading.fact.key}_fen")
        yield from faults

    # --- the checks ------------------------------------------------------------------------------------------

    def _check(self, raw: Mapping[str, pa.Table]) -> None:
        """Read every row, and note the faults of each; a row is valid where none was found."""
        for table in (*self.kinds, *self.records):
            rows = [
                self._row(table, number, row)
                for number, row in enumerate(self._raw_rows(table, raw[table]), 1)
            ]
            self.rows[table] = len(rows)
            (self._records if table in self.records else self._recipients)[table] = rows
        times = Counter(row[ID] for rows in self._recipients.values() for row in rows if row[ID])
        owners: dict[str, tuple[str, bool]] = {}
        for kind in self.kinds:
            for row in self._recipients[kind]:
                if times[row[ID]] > 1:
                    self._reject(kind, row, ID, row[ID], "F729", {"value": shown(row[ID])})
                if row[ID]:
                    owners[row[ID]] = (kind, row["_valid"])
        for records in self.records:
            for row in self._records[records]:
                self._check_owner(records, row, owners)
            self._check_twice(records)

    def _raw_rows(self, name: str, table: pa.Table) -> list[dict[Heading, Any]]:
        headings = read_headings(Faults(Source(name, "")), table.column_names, self._names(name))
        return [
            {heading: row[heading.name] for heading in headings}
            for row in table.select([heading.name for heading in headings]).to_pylist()
        ]

    def _reject(  # noqa: PLR0917 -- gone with the next version
        self,
        table: str,
        row: dict[str, Any],
        column: str,
        value: object,
        code: str,
        details: Mapping[str, Any],
    ) -> None:
        row["_valid"] = False
        self.rejects.add([Reject(table, row["_row"], column, shown(value), code, details)])
        if self.strict:
            faults = Faults(Source(table, ""))
            faults.add(code, where=f"{row['_row']}.{column}", **dict(details))
            raise SourceError(faults)

    def _row(self, table: str, number: int, raw: Mapping[Heading, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {"_row": number, "_valid": True, "_all": {}}
        for heading, value in raw.items():
            try:
                self._cell(heading, value, row)
            except ValueFault as fault:
                self._reject(table, row, heading.name, value, fault.code, fault.details)
        first = OWNER if table in self.records else ID
        if not row.get(first):
            row[first] = None
            name = "所属主体" if first == OWNER else "编号"
            self._reject(table, row, first, None, "F730", {"name": name, "name_en": first})
        roles = [row.get(role_column(role.key)) for role in self.vocabulary.kinds if role.role]
        if any(role is None for role in roles) and any(role is not None for role in roles):
            self._reject(table, row, "roles", None, "F743", {})
        if table in self.records and row["_valid"]:
            self._check_record(table, row)
        return row

    def _cell(self, heading: Heading, value: Any, row: dict[str, Any]) -> None:
        fact = heading.fact
        if heading.form == "roles":
            for role in self.vocabulary.kinds if value is not None else ():
                if role.role:
                    row[role_column(role.key)] = False
            for role_key in self._roles(heading, value):
                row[role_column(role_key)] = True
            return
        if isinstance(value, str) and not value.strip():
            value = None
        if value is None:
            return
        if heading.form == "role":
            row[role_column(heading.role)] = value
        elif heading.form in ("id", "owner"):
            from stdnum.cn import uscc

            text = str(value).strip()
            good = uscc.is_valid(text)
            row[ID if heading.form == "id" else OWNER] = uscc.compact(text) if good else text
            if fact.key == CREDIT_CODE and not good:
                raise ValueFault("F713", value=shown(text))
        else:
            read = self._value(heading, value)
            row["_all"][fact.key] = read
            row[column_name(fact)] = date.fromordinal(int(read)) if fact.type.kind == "date" else read

    def _roles(self, heading: Heading, value: Any) -> list[str]:
        import re

        words = re.split(r"[,，、;；]", value) if isinstance(value, str) else value or ()
        words = [word.strip() for word in words]
        if words in ([""], ["无"], ["none"]):
            return []
        keys = {
            name: role.key for role in self.vocabulary.kinds if role.role for name in (role.key, role.name.zh)
        }
        for word in words:
            if word not in keys:
                raise ValueFault(
                    "F714",
                    name=heading.fact.name.zh,
                    name_en=heading.fact.key,
                    value=shown(word),
                    known="、".join(keys),
                )
        return [keys[word] for word in words]

    def _value(self, heading: Heading, value: Any) -> Value:
        fact = heading.fact
        if isinstance(value, datetime) and value.time() == datetime.min.time():
            value = value.date()
        if fact.records == EARLIER_AWARDS and fact.key == "policy" and isinstance(value, int):
            value = str(value)
        if heading.form == "base":
            scale = 100 if fact.type.kind == "money" else 1_000_000
            text = str(value).strip()
            if not text.lstrip("+-").isdecimal():
                raise ValueFault("F719", name=fact.name.zh, name_en=fact.key, value=shown(text))
            value = Decimal(int(text)).scaleb(-2 if scale == 100 else -6)
        try:
            return read_value(self.vocabulary, fact, value)
        except ValueFault as fault:
            if fault.code == "F707" and fact.type.kind == "money":
                amount = str(fault.details["value"])
                if amount.startswith(("10^", "-10^")) or abs(Decimal(amount)) * 100 > limits.MONEY_FEN:
                    raise ValueFault(
                        "F733",
                        name=fact.name.zh,
                        name_en=fact.key,
                        value=amount,
                        limit=yuan_text(limits.MONEY_FEN),
                    ) from None
            raise

    def _check_record(self, table: str, row: dict[str, Any]) -> None:
        if not row["_all"]:
            self._reject(table, row, "", None, "F724", {})
        elif table == EARLIER_AWARDS:
            for field in self.vocabulary.records_by_name[table].fields:
                if field.key in ("policy", "scheme") and row.get(field.key) is None:
                    self._reject(
                        table, row, field.key, None, "F725", {"name": field.name.zh, "name_en": field.key}
                    )
            if row.get("policy"):
                policy = self.listed.policy(row["policy"])
                if policy is None:
                    self._reject(table, row, "policy", row["policy"], "F718", {"value": shown(row["policy"])})
                    return
                row["policy"] = row["_all"]["policy"] = policy.key
                if row.get("scheme") and row["scheme"] not in [scheme.key for scheme in policy.schemes]:
                    self._reject(
                        table,
                        row,
                        "scheme",
                        row["scheme"],
                        "F718",
                        {"value": f"{policy.key}.{shown(row['scheme'])}"},
                    )

    def _check_owner(self, records: str, row: dict[str, Any], owners: Mapping[str, tuple[str, bool]]) -> None:
        owner = row[OWNER]
        if owner is None:
            return
        if owner not in owners:
            self._reject(records, row, OWNER, owner, "F731", {"value": shown(owner)})
            return
        kind, valid = owners[owner]
        declared = self.vocabulary.records_by_name[records]
        if kind not in declared.kinds:
            name = self.vocabulary.kind_by_name[kind].name
            self._reject(
                records, row, OWNER, owner, "F716",
                {"kind": name.zh, "kind_en": name.en, "name": declared.name.zh, "name_en": records},
            )  # fmt: skip
        elif not valid:
            self._reject(records, row, OWNER, owner, "F732", {"value": shown(owner)})

    def _check_twice(self, records: str) -> None:
        """Reject the records of one owner that are alike or have one code; all of them."""
        alike: dict[Any, list[dict[str, Any]]] = {}
        for row in self._records[records]:
            if row["_valid"]:
                alike.setdefault((row[OWNER], frozenset(row["_all"].items())), []).append(row)
                if OBJECT in row["_all"] and records != EARLIER_AWARDS:
                    alike.setdefault((row[OWNER], row["_all"][OBJECT]), []).append(row)
        twice = {row["_row"]: (row, rows) for rows in alike.values() if len(rows) > 1 for row in rows}
        for number, (row, rows) in twice.items():
            other = next(one["_row"] for one in rows if one["_row"] != number)
            self._reject(records, row, OBJECT, row["_all"].get(OBJECT), "F712", {"other": other})

    @cached_property
    def valid(self) -> Mapping[str, int]:
        """How many rows of each table are valid."""
        return {
            table: sum(row["_valid"] for row in rows)
            for table, rows in (self._recipients | self._records).items()
        }


def _typed(value: Any) -> Value:
    return value.toordinal() if isinstance(value, date) else value
