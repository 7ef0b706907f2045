"""The engine ``native`` decides every recipient as ``decide`` does, whatever shape its columns have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.census.decided import Part
from duixian.census.engines import EngineUnavailable
from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.native import outputs
from duixian.census.native.engine import NativeEngine
from duixian.census.programs import programs_of
from duixian.census.scalars import Unprovable
from duixian.language.library import PolicyList
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.city import Plan, make
from duixian.registry.population import Population, open_population
from duixian.registry.recipient import RecipientFacts
from tests import strategies
from tests.census.agreement import assert_agrees, without_every
from tests.census.generated import recipients_for
from tests.census.native import reshaped
from tests.census.native.reshaped import Reshaped
from tests.census.tables import identity, population_of
from tests.small_list import policy_list, typed
from tests.strategies import WrittenRule

BOOK = load()
ON = date(2024, 6, 1)


def program(
    listed: PolicyList, readings: Mapping[str, str] | None = None, kind: str = "enterprise"
) -> Program:
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    found = lower(listed.vocabulary, of, readings or {}, kind)
    assert found is not None
    return found


def decide_rule(engine: NativeEngine, data: st.DataObject, rule: WrittenRule) -> None:
    note(rule.text)
    listed = policy_list(rule.text)
    read = strategies.read_names(listed.policies[0].schemes[0].versions[0])
    readings = data.draw(strategies.chosen(rule))
    recipients = {}
    for number in range(6):
        complete = data.draw(strategies.complete(only=read))
        hide, _ = data.draw(strategies.hiding(complete, read))
        recipients[identity(number)] = strategies.hidden(complete, hide)
    population = population_of(listed, recipients)
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    for kind in population.kinds:
        try:
            found = lower(listed.vocabulary, of, readings, kind)
        except Unprovable:
            return
        if found is not None:
            assert_agrees(engine, PolicyBook(listed), population, [found], ON)


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_the_kernel_of_any_rule_decides_as_decide_does(data: st.DataObject, rule: WrittenRule) -> None:
    decide_rule(NativeEngine(plain=True, threads=1), data, rule)


@pytest.mark.slow
@settings(max_examples=10)
@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_the_compiled_kernel_of_any_rule_decides_as_decide_does(
    data: st.DataObject, rule: WrittenRule
) -> None:
    decide_rule(NativeEngine(), data, rule)


# --- The list ------------------------------------------------------------------------------------------------

PROGRAMS = {
    f"{program.of.name} {program.kind} {on}": (program, on)
    for on in (date(2024, 12, 31), date(2025, 6, 30))
    for program in programs_of(BOOK.listed, on, {}).programs
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_scheme_of_the_list_is_decided_as_decide_does(name: str) -> None:
    found, on = PROGRAMS[name]
    words = BOOK.listed.vocabulary
    recipients = recipients_for(words, found.of.version, found.kind, number=150, seed=len(name))
    population = population_of(BOOK.listed, recipients)
    assert assert_agrees(NativeEngine(), BOOK, population, [found], on) < 5


def test_all_schemes_at_once_decide_what_each_decides_alone() -> None:
    found = programs_of(BOOK.listed, date(2025, 6, 30), {}).of_kind("enterprise")
    recipients: dict[str, RecipientFacts] = {}
    for number, one in enumerate(found):
        some = recipients_for(BOOK.listed.vocabulary, one.of.version, "enterprise", number=12, seed=number)
        recipients |= {identity(len(recipients) + place): facts for place, facts in enumerate(some.values())}
    population = population_of(BOOK.listed, recipients)
    assert_agrees(NativeEngine(), BOOK, population, found, date(2025, 6, 30))


@pytest.mark.slow
@pytest.mark.parametrize("hard", [False, True])
def test_a_sample_city_is_decided_as_decide_does(hard: bool, tmp_path: Path) -> None:
    make(tmp_path / "city", Plan(1_200, 7, hard), BOOK.listed)
    on = date(2025, 6, 30)
    # Earlier awards change what is left to pay, which is no business of an engine.
    tables = {
        path.stem: pq.read_table(path)
        for path in (tmp_path / "city").glob("*.parquet")
        if path.stem != EARLIER_AWARDS
    }
    population = open_population(tables, BOOK.listed, complete="all")
    for kind in population.kinds:
        found = programs_of(BOOK.listed, on, {}).of_kind(kind)
        assert_agrees(NativeEngine(), BOOK, population, found, on, missing=not hard)


# --- Shapes --------------------------------------------------------------------------------------------------

RULE = """
对象 企业 或 银行
明细 合同 其中 履约
条件 合格
条件 大小 属于 {大型, 小型}
条件 收入 >= 10元
条件 注册日 >= 2024-01-01
标准 合计(合同: 合同额) + 费用 × 20%
上限 100元 每年
"""


def recipients(number: int) -> dict[str, RecipientFacts]:
    version = policy_list(RULE).policies[0].schemes[0].versions[0]
    return dict(
        recipients_for(
            policy_list(RULE).vocabulary, version, "enterprise", number=number, seed=7, unknown=0.2
        )
    )


@pytest.mark.parametrize(
    "reshape",
    [reshaped.within_more, reshaped.with_other_dictionaries, reshaped.without_empty_columns],
    ids=lambda reshape: reshape.__name__,
)
@pytest.mark.parametrize("rows", [1, 3, 8, 64, 1000])
def test_the_shape_of_columns_does_not_matter(
    reshape: Callable[[pa.RecordBatch], pa.RecordBatch], rows: int
) -> None:
    listed = policy_list(RULE)
    population = cast(
        "Population", Reshaped(population_of(listed, recipients(100)), "enterprise", rows, reshape)
    )
    assert_agrees(NativeEngine(), PolicyBook(listed), population, [program(listed)], ON)


@pytest.mark.parametrize("block", [1, 7, 8, 99, 100, 101])
def test_the_size_of_blocks_does_not_matter(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "BLOCK", block)
    listed = policy_list(RULE)
    assert_agrees(
        NativeEngine(), PolicyBook(listed), population_of(listed, recipients(100)), [program(listed)], ON
    )


def test_without_every_row_the_same_is_said_of_those_that_may_get_something() -> None:
    found = programs_of(BOOK.listed, date(2025, 6, 30), {}).of_kind("enterprise")
    some: dict[str, RecipientFacts] = {}
    for number, one in enumerate(found):
        made = recipients_for(BOOK.listed.vocabulary, one.of.version, "enterprise", number=20, seed=number)
        some |= {identity(len(some) + place): facts for place, facts in enumerate(made.values())}
    population = population_of(BOOK.listed, some)
    parts: list[Part] = []
    NativeEngine().run(population, "enterprise", found, parts.append, every=True)
    sparse = without_every(NativeEngine(), population, found)
    for part in parts:
        for full, decided in zip(part.decided, sparse[part.number], strict=True):
            assert decided.every_outcome is None
            assert decided.every_deciding is None
            for mine, other in zip(full[:8], decided[:8], strict=True):
                np.testing.assert_array_equal(cast("Any", mine), cast("Any", other))


def test_a_part_without_rows_is_given_too_and_says_nothing() -> None:
    listed = policy_list(RULE)
    population = population_of(listed, recipients(5))
    nobody = cast("Population", Reshaped(population, "enterprise", 5, lambda batch: batch.slice(0, 0)))
    parts: list[Part] = []
    NativeEngine().run(nobody, "enterprise", [program(listed)], parts.append, every=True)
    assert [(part.number, part.recipients.num_rows) for part in parts] == [(0, 0)]
    assert parts[0].decided[0].counts.tolist() == [0, 0, 0, 0]


def test_a_recipient_of_whom_nothing_is_known_is_undetermined() -> None:
    listed = policy_list(RULE)
    population = population_of(listed, {identity(1): RecipientFacts("enterprise", None, {}, {})})
    assert_agrees(NativeEngine(), PolicyBook(listed), population, [program(listed)], ON)


def test_records_of_which_there_is_no_table_are_not_known() -> None:
    listed = policy_list("对象 企业\n标准 1元 × 个数(合同: 履约)")
    population = open_population({"enterprise": pa.table({"id": [identity(1)]})}, listed, complete="all")
    parts: list[Part] = []
    NativeEngine().run(population, "enterprise", [program(listed)], parts.append, every=True)
    [decided] = parts[0].decided
    assert (decided.low.tolist(), decided.high.tolist()) == ([0], [-1])


# --- Records -------------------------------------------------------------------------------------------------


def contracts(values: list[str]) -> RecipientFacts:
    return typed({"合同": [{"合同额": value, "件数": 1 + number % 9} for number, value in enumerate(values)]})


def test_a_recipient_may_have_many_records() -> None:
    listed = policy_list("对象 企业\n标准 合计(合同: 合同额)")
    many = {identity(1): contracts([]), identity(2): contracts([f"{n}元" for n in range(1, 5001)])}
    population = population_of(listed, many)
    parts: list[Part] = []
    NativeEngine().run(population, "enterprise", [program(listed)], parts.append, every=True)
    [decided] = parts[0].decided
    # 1 + 2 + … + 5000 yuan
    assert (decided.rows.tolist(), decided.low.tolist()) == ([1], [5000 * 5001 // 2 * 100])


def test_a_sum_beyond_its_limit_is_decided_elsewhere_and_never_wraps() -> None:
    # 2^50 fen, the largest amount there is: 1100 of them are beyond 2^60, 200 are not beyond 2^58.
    listed = policy_list("对象 企业\n标准 合计(合同: 合同额)\n上限 100元 每年")
    largest = "11258999068426.24元"
    some = {
        identity(1): contracts([largest] * 200),
        identity(2): contracts([largest] * 1100),
        identity(3): contracts(["1元"]),
    }
    population = given_population(listed, some)
    parts: list[Part] = []
    NativeEngine().run(population, "enterprise", [program(listed)], parts.append, every=True)
    [decided] = parts[0].decided
    assert decided.elsewhere.tolist() == [1]
    assert (decided.rows.tolist(), decided.low.tolist()) == ([0, 2], [100_00, 1_00])
    assert decided.counts.tolist() == [0, 0, 0, 2]


def given_population(listed: PolicyList, some: Mapping[str, RecipientFacts]) -> Population:
    """Also with records that are alike."""
    from tests.semantics.given import GivenPopulation

    return cast("Population", GivenPopulation(listed.vocabulary, some))


@pytest.mark.parametrize("rate", ["40", "41"])
def test_a_product_beyond_64_bits_is_decided_elsewhere(rate: str) -> None:
    # In hundredths 2^50 fen times 4000 are below 2^62 and fit; times 4100 they are beyond.
    listed = policy_list(f"对象 企业\n标准 费用 × {rate}\n上限 100元 每年")
    some = {identity(1): typed({"费用": "11258999068426.24元"}), identity(2): typed({"费用": "0.01元"})}
    population = population_of(listed, some)
    left = assert_agrees(NativeEngine(), PolicyBook(listed), population, [program(listed)], ON)
    assert left == (rate == "41")


# --- Threads -------------------------------------------------------------------------------------------------


def test_the_result_does_not_depend_on_threads() -> None:
    listed = policy_list(RULE)
    population = cast("Population", Reshaped(population_of(listed, recipients(400)), "enterprise", 9))
    said = []
    for threads in (1, 2, 5):
        parts: list[Part] = []
        engine = NativeEngine(threads=threads)
        engine.run(population, "enterprise", [program(listed)] * 3, parts.append, every=True)
        parts.sort(key=lambda part: part.number)
        assert [part.number for part in parts] == list(range(45))
        said.append(
            [[array.tolist() for array in one if array is not None] for part in parts for one in part.decided]
        )
    assert said[0] == said[1] == said[2]


# --- What can go wrong ---------------------------------------------------------------------------------------


def test_a_failure_of_whoever_takes_the_results_is_raised() -> None:
    listed = policy_list(RULE)
    population = population_of(listed, recipients(5))

    def refuse(_part: Part) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        NativeEngine().run(population, "enterprise", [program(listed)], refuse, every=False)


def test_without_numba_the_engine_says_that_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    from duixian.machine_code import store

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    store._circumstances.cache_clear()
    try:
        with pytest.raises(EngineUnavailable, match="numba"):
            NativeEngine().maker(BOOK.listed.vocabulary).kernels([])
    finally:
        store._circumstances.cache_clear()
