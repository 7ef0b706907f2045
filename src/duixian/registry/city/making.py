"""A sample city made: its recipients block by block, their records, and what goes with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.registry.city.assumptions import PERSONS_OF_TWENTY
from duixian.registry.city.cast import cast
from duixian.registry.city.context import context
from duixian.registry.city.draws import Draws
from duixian.registry.city.facts import Columns, Keys, enterprise_facts, person_facts
from duixian.registry.city.identifiers import credit_codes, person_codes
from duixian.registry.city.members import Member
from duixian.registry.city.missing import HARD, ROLES, STANDARD, missing_facts, missing_fields, with_gaps
from duixian.registry.city.records import Block, RecordBlock, enterprise_records, person_records
from duixian.registry.city.tables import members_table, population_table, records_table
from duixian.registry.city.writing import ROWS_OF_GROUP, TableFile
from duixian.registry.columns import ID, Column, recipient_columns, record_columns
from duixian.registry.folders import written_aside

MOST_RECIPIENTS = 100_000_000
"""Recipients that a city may have: their codes do not repeat up to there."""

MOST_DISTRICTS = 10

PLANTED_FILE = "planted.json"
"""The boundary cases by their ids, with what they come to."""

CONTEXT_FILE = "context.json"
TABLES_FILE = "tables.json"
SAMPLE_FILE = "sample.json"
"""What the sample is; a folder with this file may be replaced by another sample."""


class Plan(Node):
    """Which city: how many recipients of all kinds, the seed, and whether it is the harder one."""

    recipients: int
    seed: int
    hard: bool = False

    @property
    def by_kind(self) -> dict[str, int]:
        """How many recipients there are of each kind: a district for every hundred up to all ten, then so many
        persons among twenty, and enterprises."""
        districts = min(MOST_DISTRICTS, self.recipients // 100)
        persons = (self.recipients - districts) * PERSONS_OF_TWENTY // 20
        return {
            "enterprise": self.recipients - districts - persons,
            "person": persons,
            "district": districts,
        }


class Made(Node):
    """What was made: rows and bytes by table, in order, and how many boundary cases there are."""

    rows: dict[str, int]
    bytes: dict[str, int]
    planted: int


def make(
    folder: Path, plan: Plan, listed: PolicyList, progress: Callable[[int], None] = lambda _: None
) -> Made:
    """Make a city in a folder, in the vocabulary of Qingdao's list; ``progress`` is told of recipients made.

    Raises NotOurs where the folder holds something else, OSError where it cannot be written.
    """
    kinds = [kind.key for kind in listed.vocabulary.kinds if not kind.role]
    tables = [*kinds, *(records.key for records in listed.vocabulary.records)]
    names = [*(f"{table}.parquet" for table in tables), PLANTED_FILE, CONTEXT_FILE, TABLES_FILE, SAMPLE_FILE]
    with written_aside(folder, names) as aside:
        return _City(aside, plan, listed).make(progress)


class _City:
    def __init__(self, folder: Path, plan: Plan, listed: PolicyList) -> None:
        self.folder = folder
        self.plan = plan
        self.vocabulary = listed.vocabulary
        self.keys = Keys(listed.vocabulary)
        self.missing = HARD if plan.hard else STANDARD
        self.whole_cast = cast(plan.seed, listed)
        self.members = {
            kind: with_gaps(self.missing, plan.seed, members[: plan.by_kind[kind]])
            for kind, members in self.whole_cast.members.items()
        }
        self.columns: dict[str, tuple[Column, ...]] = {
            kind.key: recipient_columns(self.vocabulary, kind.key)
            for kind in self.vocabulary.kinds
            if not kind.role
        } | {records.key: record_columns(records) for records in self.vocabulary.records}

    def make(self, progress: Callable[[int], None]) -> Made:
        with ExitStack() as open_files:
            files = {
                table: TableFile(self.folder / f"{table}.parquet", columns)
                for table, columns in self.columns.items()
            }
            for file in files.values():
                open_files.callback(file.close)
            self._write_members_records(files)
            self._write_blocks(files, progress)
        rows = {table: file.rows for table, file in files.items()}
        planted = [one for members in self.members.values() for one in members if one.boundary]
        self._write(PLANTED_FILE, [_boundary(one) for one in planted])
        self._write(CONTEXT_FILE, context(self.plan.seed, self.whole_cast.members["enterprise"]))
        self._write(TABLES_FILE, {"complete": "all"})
        plan = {"recipients": self.plan.recipients, "seed": self.plan.seed, "hard": self.plan.hard}
        self._write(SAMPLE_FILE, plan | {"rows": rows})
        return Made(rows, {table: file.path.stat().st_size for table, file in files.items()}, len(planted))

    def _write_members_records(self, files: Mapping[str, TableFile]) -> None:
        for records in self.vocabulary.records:
            columns = self.columns[records.key]
            for members in self.members.values():
                files[records.key].add(records_table(self.vocabulary, columns, records.key, members))

    def _write_blocks(self, files: Mapping[str, TableFile], progress: Callable[[int], None]) -> None:
        for kind, rows in self.plan.by_kind.items():
            for number, first in enumerate(range(0, rows, ROWS_OF_GROUP)):
                of_block = min(ROWS_OF_GROUP, rows - first)
                for table, made in self._block(kind, number, of_block):
                    files[table].add(made)
                progress(of_block)

    def _write(self, name: str, content: Any) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    # --- the population --------------------------------------------------------------------------------

    def _block(self, kind: str, number: int, rows: int) -> Iterable[tuple[str, pa.Table]]:
        """The tables of one block of recipients; those of the cast come first in the first one."""
        first = number * ROWS_OF_GROUP
        told = self.members[kind][first : first + rows]
        seed, columns = self.plan.seed, self.columns[kind]
        draws = Draws(seed, kind, number, rows)
        facts: Columns = {}
        if kind == "enterprise":
            facts, ids = enterprise_facts(draws, self.keys), credit_codes(seed, first, rows)
        elif kind == "person":
            facts, ids = person_facts(draws, self.keys), person_codes(seed, first, rows)
        else:
            ids = pa.nulls(rows, pa.string())
        names = [column.name for column in columns if column.fact is not None]
        unknown = missing_facts(self.missing, draws, [*names, ROLES])
        whole = population_table(self.vocabulary, columns, rows, facts | {ID: ids}, unknown)
        yield (
            kind,
            pa.concat_tables([members_table(self.vocabulary, columns, told), whole.slice(len(told))]),
        )
        block = Block(kind, number, ids, facts, np.arange(rows) >= len(told))
        for records in self._records(block):
            yield records.records, self._records_table(records)

    def _records(self, block: Block) -> Iterable[RecordBlock]:
        if block.kind == "enterprise":
            return enterprise_records(self.plan.seed, block, self.keys, self.whole_cast.lenders)
        if block.kind == "person":
            return person_records(self.plan.seed, block, self.keys)
        return ()

    def _records_table(self, block: RecordBlock) -> pa.Table:
        columns = self.columns[block.records]
        reported_by_banks = block.records == "loans" and not self.missing.everywhere
        names = [] if reported_by_banks else [column.name for column in columns]
        unknown = missing_fields(self.missing, block.draws, names)
        return population_table(self.vocabulary, columns, block.draws.rows, block.columns, unknown)


def _boundary(member: Member) -> dict[str, Any]:
    boundary = member.boundary
    assert boundary is not None
    policy, _, scheme = boundary.scheme.partition(".")
    return {
        "id": member.id,
        "kind": member.facts.kind,
        "policy": int(policy),
        "scheme": scheme,
        "case": boundary.told.zh,
        "case_en": boundary.told.en,
        "expected": [
            {
                "on": expected.day,
                "readings": list(expected.readings),
                "outcome": expected.outcome,
                "amount": {"min": expected.low, "max": expected.high},
            }
            for expected in boundary.expected
        ],
    }
