"""What a census reads of tables: good rows as canonical batches, the others as rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.registry import converting, matching
from duixian.registry.columns import ID, OWNER, column_name, recipient_columns, record_columns, schema
from duixian.registry.ids import HASHED, Keys, find_keys
from duixian.registry.population import Population, SourceError, open_population
from duixian.registry.rejects import SCHEMA
from duixian.registry.sources.base import ArrowPiece
from tests.registry import ways_in
from tests.registry.row_by_row import Row, read_row_by_row
from tests.registry.tables_as_written import CODE, OTHER_CODE, THIRD_CODE, listed, written_tables


def opened(source: Any, **options: Any) -> Population:
    return open_population(source, listed(), **{"workers": 1, **options})


def rejected(population: Population) -> dict[tuple[str, int], set[str]]:
    """The codes of each rejected row, rows from 0."""
    population.settle()
    codes: dict[tuple[str, int], set[str]] = {}
    for line in population.rejects.table().to_pylist():
        codes.setdefault((line["table"], line["row"] - 1), set()).add(line["code"])
    return codes


def canonical(population: Population) -> dict[str, list[dict[str, Any]]]:
    """The valid rows of every table."""
    population.settle()
    rows = {
        kind: [row for batch in population.batches(kind) for row in batch.to_pylist()]
        for kind in population.kinds
    }
    return rows | {key: population.record_table(key).to_pylist() for key in population.records}


def expected(table: str, row: Row) -> dict[str, Any]:
    """A good row as a canonical one."""
    words = listed().vocabulary
    records = words.records_by_name.get(table)
    columns = record_columns(records) if records else recipient_columns(words, table)
    facts = {column_name(fact): fact for fact in (records.fields if records else words.facts)}
    found: dict[str, Any] = {OWNER if records else ID: row.key}
    for column in columns[1:]:
        key = facts[column.name].key if column.name in facts else column.name
        value = row.values.get(key)
        found[column.name] = (
            date.fromordinal(int(value)) if value and pa.types.is_date(column.type) else value
        )
    return found


def described(tables: Mapping[str, pa.Table]) -> dict[str, list[Row]]:
    return read_row_by_row(listed(), {key: table.to_pylist() for key, table in tables.items()})


@given(written_tables())
def test_reading_in_bulk_finds_what_reading_row_by_row_finds(tables: dict[str, pa.Table]) -> None:
    plain = described(tables)
    population = opened(tables)
    assert rejected(population) == {
        (table, number): row.codes
        for table, rows in plain.items()
        for number, row in enumerate(rows)
        if row.codes
    }
    assert canonical(population) == {
        table: [expected(table, row) for row in rows if not row.codes] for table, rows in plain.items()
    }


@given(written_tables(), st.sampled_from([(), ("loans",), "all"]))
def test_a_recipient_has_the_facts_and_records_of_its_rows(
    tables: dict[str, pa.Table], complete: str | tuple[str, ...]
) -> None:
    plain = described(tables)
    told = [name for name in complete if name in tables] if isinstance(complete, tuple) else complete
    facts = dict(opened(tables, complete=told).typed_facts())
    words = listed().vocabulary
    assert [*facts] == [
        row.key for key in tables if key in words.kind_by_name for row in plain[key] if not row.codes
    ]
    for key, found in facts.items():
        (row,) = (row for row in plain[found.kind] if row.key == key)
        roles = {role.key: row.values.get(f"role_{role.key}") for role in words.kinds if role.role}
        has_roles = found.kind == "enterprise"
        known = not has_roles or None not in roles.values()
        assert found.roles == (frozenset(role for role, has in roles.items() if has) if known else None)
        assert found.values == {
            key: value for key, value in row.values.items() if not key.startswith("role_")
        }
        for records in words.records:
            if records.key not in tables or found.kind not in records.kinds:
                assert records.key not in found.records
                continue
            own = [one for one in plain[records.key] if one.key == key]
            is_known = not any(one.codes for one in own) and (own or told == "all" or records.key in told)
            read = {field.key for field in records.fields if field.used or field.type.kind == "code"}
            given_rows = tuple(
                {name: value for name, value in one.values.items() if name in read} for one in own
            )
            assert found.records.get(records.key) == (given_rows if is_known else None)


@given(written_tables())
def test_no_row_vanishes(tables: dict[str, pa.Table]) -> None:
    population = opened(tables)
    rows = canonical(population)
    assert population.rows == {key: table.num_rows for key, table in tables.items()}
    for key, table in tables.items():
        assert len(rows[key]) + population.rejects.count.get(key, 0) == table.num_rows
        assert population.valid[key] == len(rows[key])


@given(written_tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables: dict[str, pa.Table], chance: Random) -> None:
    orders = {key: chance.sample(range(table.num_rows), table.num_rows) for key, table in tables.items()}
    shuffled = {key: table.take(pa.array(orders[key], pa.int64())) for key, table in tables.items()}
    there = {(table, orders[table][row]): codes for (table, row), codes in rejected(opened(shuffled)).items()}
    assert there == rejected(opened(tables))


@given(written_tables(), st.integers(1, 4), st.integers(1, 3))
def test_neither_pieces_nor_threads_change_anything(
    tables: dict[str, pa.Table], rows: int, workers: int
) -> None:
    cut = {
        key: pa.Table.from_batches(table.to_batches(max_chunksize=rows), table.schema)
        for key, table in tables.items()
    }
    whole, parts = opened(tables), opened(cut, workers=workers)
    assert rejected(parts) == rejected(whole)
    assert canonical(parts) == canonical(whole)
    for kind in parts.kinds:
        numbers = [part.number for part in parts.parts(kind)]
        assert numbers == [*range(len(numbers))]


@given(written_tables())
def test_keys_in_a_file_find_what_keys_in_memory_find(tables: dict[str, pa.Table]) -> None:
    in_memory = rejected(opened(tables))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "ROWS_IN_MEMORY", 0)
        patch.setattr(matching, "_SHARD_ROWS", 1)
        patch.setattr(matching, "_RUN_ROWS", 2)
        assert rejected(opened(tables)) == in_memory


@given(written_tables())
def test_canonical_tables_are_read_back_as_they_are(tables: dict[str, pa.Table]) -> None:
    population = opened(tables)
    population.settle()
    words = listed().vocabulary
    first = {
        kind: pa.Table.from_batches(population.batches(kind), schema(recipient_columns(words, kind)))
        for kind in population.kinds
    }
    first |= {key: population.record_table(key) for key in population.records}
    again = opened(first)
    assert rejected(again) == {}
    for kind in again.kinds:
        assert pa.Table.from_batches(again.batches(kind), first[kind].schema) == first[kind]
    for key in again.records:
        assert again.record_table(key) == first[key]


@given(written_tables(), st.data())
def test_a_choice_of_columns_gives_these_columns_of_the_same_rows(
    tables: dict[str, pa.Table], data: st.DataObject
) -> None:
    whole = canonical(opened(tables))
    population = opened(tables)
    for kind in population.kinds:
        names = [column.name for column in recipient_columns(listed().vocabulary, kind)]
        chosen = data.draw(st.lists(st.sampled_from(names), unique=True))
        rows = [row for batch in population.batches(kind, chosen) for row in batch.to_pylist()]
        assert rows == [{name: row[name] for name in names if name in (ID, *chosen)} for row in whole[kind]]
        batches = list(population.batches(kind, chosen, ids=False))
        assert sum(batch.num_rows for batch in batches) == len(whole[kind])
        only_id = set(chosen) <= {ID}
        assert all((ID in batch.schema.names) == only_id for batch in batches)


# --- records as lists ----------------------------------------------------------------------------------------


def test_records_come_as_lists_beside_their_owners() -> None:
    population = opened(
        {
            "enterprise": pa.table({"id": [CODE, OTHER_CODE, THIRD_CODE]}),
            "lease_contracts": pa.table(
                {
                    "owner": [OTHER_CODE, CODE, OTHER_CODE, THIRD_CODE, THIRD_CODE],
                    "amount": ["3", "1", "2", "-1", "4"],
                    "object": ["c", "a", "b", "d", "e"],
                }
            ),
            "loans": pa.table({"owner": [CODE], "principal": ["5"]}),
        },
        complete=["租赁合同"],
    )
    columns = {"lease_contracts": ["amount_fen", "object"], "loans": ["principal_fen"]}
    (batch,) = population.batches("enterprise", [], columns)
    assert batch.to_pylist() == [
        {
            "id": CODE,
            "lease_contracts": [{"amount_fen": 100, "object": "a"}],
            "loans": [{"principal_fen": 500}],
        },
        # In the order of the table; and whether there are other loans nobody has said.
        {
            "id": OTHER_CODE,
            "lease_contracts": [{"amount_fen": 300, "object": "c"}, {"amount_fen": 200, "object": "b"}],
            "loans": None,
        },
        # One of its contracts was rejected.
        {"id": THIRD_CODE, "lease_contracts": None, "loans": None},
    ]
    assert population.unknown_lists("lease_contracts").to_pylist() == [THIRD_CODE]
    assert population.unknown_lists("loans").to_pylist() == []


@pytest.mark.parametrize("complete", ["all", ()], ids=["complete", "perhaps not"])
def test_one_rejected_record_makes_the_whole_list_unknown(complete: str | tuple[()]) -> None:
    population = opened(
        {
            "enterprise": pa.table({"id": [CODE, OTHER_CODE]}),
            "loans": pa.table({"owner": [CODE, CODE, OTHER_CODE], "principal": ["1", "-1", "2"]}),
        },
        complete=complete,
    )
    (batch,) = population.batches("enterprise", [], {"loans": ["principal_fen"]})
    assert batch.column("loans").to_pylist() == [None, [{"principal_fen": 200}]]
    assert [facts.records.get("loans") for _, facts in population.typed_facts()] == [
        None,
        ({"principal": 200},),
    ]


def test_only_a_complete_table_says_that_somebody_has_no_records() -> None:
    tables = {
        "enterprise": pa.table({"id": [CODE]}),
        "loans": pa.table({"owner": pa.array([], pa.string()), "principal": pa.array([], pa.string())}),
    }

    def loans(**options: Any) -> Any:
        ((_, facts),) = opened(tables, **options).typed_facts()
        return facts.records.get("loans")

    assert loans() is None
    assert loans(complete=["loans"]) == ()
    assert loans(complete=["贷款"]) == ()
    assert loans(complete="all") == ()


def test_facts_of_chosen_recipients_are_theirs_and_no_others() -> None:
    population = opened(ways_in.typed())
    facts = dict(population.typed_facts([OTHER_CODE, "P1", "nobody"]))
    assert [*facts] == [OTHER_CODE, "P1"]
    assert facts[OTHER_CODE].values == {"district": "jimo", "main_revenue": 1, "model_filed": False}
    assert facts[OTHER_CODE].roles == frozenset()
    (loan,) = facts[OTHER_CODE].records["loans"]
    assert loan == {
        "granted_on": date(2024, 2, 29).toordinal(),
        "principal": 700_000_000_000,
        "object": "L-1",
    }


@pytest.mark.parametrize(("complete", "without"), [("all", []), ((), None)], ids=["complete", "perhaps not"])
def test_places_count_the_rows_of_a_part_that_are_valid(
    complete: str | tuple[()], without: list[object] | None
) -> None:
    # The first firm is rejected for its size, one of the third's loans for being negative; the fourth has none.
    population = opened(
        {
            "enterprise": pa.table(
                {
                    "id": [CODE, OTHER_CODE, THIRD_CODE, "913702000000000126"],
                    "企业规模": ["巨型", "大型", "小型", "微型"],
                }
            ),
            "loans": pa.table(
                {
                    "owner": [CODE, OTHER_CODE, OTHER_CODE, THIRD_CODE, THIRD_CODE],
                    "principal": ["1", "2", "3", "4", "-4"],
                }
            ),
        },
        complete=complete,
    )
    population.settle()
    places = [(0, 0), (0, 1), (0, 2)]
    values = dict(population.values_at("enterprise", {0: [0, 1, 2]}, {0: {"size"}}))
    assert [values[place]["size"] for place in places] == ["large", "small", "micro"]
    owned = population.records_at("enterprise", "loans", places)
    assert [None if some is None else [one["principal_fen"] for one in some] for some in owned] == [
        [200, 300],
        None,
        without,
    ]
    assert population.records_at("enterprise", "loans", []) == []


# --- faults --------------------------------------------------------------------------------------------------


def test_rejects_say_table_row_column_value_and_reason_in_both_languages() -> None:
    population = opened({"企业": pa.table({"编号": [CODE, OTHER_CODE], "企业规模": ["大型", "巨型"]})})
    (line,) = population.rejects.table().to_pylist()
    assert line == {
        "table": "enterprise",
        "row": 2,
        "column": "企业规模",
        "value": "巨型",
        "code": "F714",
        "reason": "“企业规模”没有“巨型”这个值;有:大型(large)、中型(medium)、小型(small)、微型(micro)。",
        "reason_en": "“size” has no value “巨型”; it has: 大型(large)、中型(medium)、小型(small)、微型(micro).",
    }
    assert population.rejects.table().schema == SCHEMA


def test_a_row_with_several_faults_is_one_rejected_row() -> None:
    table = pa.table({"id": [CODE], "main_revenue": ["-1"], "size": ["x"], "model_filed": ["x"]})
    population = opened({"enterprise": table})
    assert population.rejects.table().num_rows == 3
    assert population.rejects.count == {"enterprise": 1}


@pytest.mark.parametrize(
    ("tables", "code", "where"),
    [
        ({"enterprise": pa.table({"id": [CODE], "main_revenue": ["-1"]})}, "F707", "1:main_revenue"),
        ({"enterprise": pa.table({"id": [CODE, CODE]})}, "F729", "1:id"),
        ({"enterprise": pa.table({"id": ["x"]})}, "F713", "1:id"),
        (
            {"enterprise": pa.table({"id": [CODE]}), "loans": pa.table({"owner": ["x"], "principal": [1]})},
            "F731",
            "1:owner",
        ),
    ],
)
def test_a_strict_reading_stops_at_the_first_bad_row(
    tables: Mapping[str, pa.Table], code: str, where: str
) -> None:
    population = opened(tables, strict=True)
    with pytest.raises(SourceError) as caught:
        population.settle()
    (found,) = caught.value.diagnostics
    assert (found.code, found.where) == (code, where)
    assert opened(tables).rejects.count


def test_a_strict_reading_knows_every_column_and_table() -> None:
    tables = {"enterprise": pa.table({"id": [CODE], "what": [1]}), "unheard": pa.table({"id": [1]})}
    assert [found.code for found in opened(tables).warnings] == ["F736", "F735"]
    with pytest.raises(SourceError) as caught:
        opened(tables, strict=True)
    assert [found.code for found in caught.value.diagnostics] == ["F736", "F735"]


def test_a_source_that_gives_fewer_rows_than_it_promised_is_found_out() -> None:
    population = opened({"enterprise": pa.table({"id": [CODE, OTHER_CODE], "size": ["large", "small"]})})
    (part,) = population.parts("enterprise")
    assert isinstance(part._block.piece, ArrowPiece)
    part._block.piece = ArrowPiece(part._block.piece.batch.slice(1))
    with pytest.raises(AssertionError, match="2 rows were promised and 1 came"):
        population.settle()


def test_a_row_that_is_neither_valid_nor_rejected_is_found_out() -> None:
    population = opened({"enterprise": pa.table({"id": [CODE, OTHER_CODE]})})
    (part,) = population.parts("enterprise")
    part._block.reject(np.array([0]))  # and nobody says why
    with pytest.raises(AssertionError, match="2 rows in, 1 valid, 0 rejected"):
        population.settle()


def test_ids_whose_hashes_collide_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def colliding(ids: pa.StringArray, seed: int) -> Keys:
        found = find_keys(ids, seed)
        seeds.extend([seed] if seed and seed not in seeds else [])
        if seed and seed == seeds[0]:
            found.keys[found.classes == HASHED] = 1
        return found

    monkeypatch.setattr(converting, "find_keys", colliding)
    long_ids = ["x" * 30, "y" * 30, "y" * 30]
    population = opened({"person": pa.table({"id": long_ids})})
    assert rejected(population) == {("person", 1): {"F729"}, ("person", 2): {"F729"}}
    assert len(seeds) == 2


def test_progress_counts_every_row_of_every_step() -> None:
    told: Counter[tuple[str, str]] = Counter()
    lock = Lock()

    def progress(step: str, table: str, rows: int) -> None:
        with lock:
            told[step, table] += rows

    with opened(ways_in.typed(), progress=progress) as population:
        population.settle()
    assert told == {
        ("ids", "enterprise"): 5,
        ("ids", "person"): 3,
        ("records", "lease_contracts"): 5,
        ("records", "loans"): 2,
        ("facts", "enterprise"): 5,
        ("facts", "person"): 3,
    }


def test_what_is_kept_in_files_goes_with_the_population(tmp_path: Path) -> None:
    with opened(ways_in.csv_files(tmp_path)) as population:
        population.settle()
        folder = population._folder
        assert folder is not None
        assert [*folder.iterdir()]
    assert not folder.exists()


def test_records_that_stand_twice_name_each_other_whatever_their_order() -> None:
    rows = [("a", 1), ("b", 2), ("a", 3), ("b", 4), ("a", 5), ("c", 6)]
    population = opened(
        {
            "enterprise": pa.table({"id": [CODE]}),
            "loans": pa.table(
                {"owner": [CODE] * 6, "object": [code for code, _ in rows], "principal": [p for _, p in rows]}
            ),
        }
    )
    lines = population.rejects.table().to_pylist()
    named = {line["row"]: line["reason"] for line in lines}
    assert {row: int(reason.split(":")[1].split()[0]) for row, reason in named.items()} == {
        1: 3,
        3: 1,
        5: 1,
        2: 4,
        4: 2,
    }


def test_a_population_that_was_refused_stays_refused() -> None:
    population = opened({"enterprise": pa.table({"id": [CODE, CODE]})}, strict=True)
    for _ in range(2):
        with pytest.raises(SourceError):
            population.settle()


def test_a_full_disk_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(matching, "ROWS_IN_MEMORY", 0)
    monkeypatch.setattr("duixian.registry.matching.os.pwritev", full)
    with pytest.raises(SourceError, match="No space left on device"):
        opened(ways_in.typed()).settle()
