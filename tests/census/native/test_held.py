"""Recipients in memory are decided as often as figures change."""

from __future__ import annotations

import numpy as np
import pytest

from duixian.census.decided import Part
from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.native import held
from duixian.census.native.engine import NativeEngine
from duixian.census.native.held import Held
from duixian.registry.population import Population
from tests.census.generated import recipients_for
from tests.census.tables import population_of
from tests.small_list import policy_list

RULE = """
对象 企业
明细 合同 其中 履约
条件 合格
条件 收入 >= {}元
标准 合计(合同: 合同额) + 费用 × {}%
上限 {}元 每年
"""


def program(*figures: int, rule: str = RULE) -> Program:
    listed = policy_list(rule.format(*figures))
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    found = lower(listed.vocabulary, of, {}, "enterprise")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def population() -> Population:
    found = program(10, 20, 100)
    listed = policy_list(RULE.format(10, 20, 100))
    return population_of(
        listed, recipients_for(listed.vocabulary, found.of.version, "enterprise", number=300, seed=5)
    )


def said(parts: list[Part]) -> list[list[object]]:
    """All rows of all parts, in order."""
    parts.sort(key=lambda part: part.number)
    offset, rows = 0, []
    for part in parts:
        [one] = part.decided
        assert one.every_outcome is not None
        assert one.every_deciding is not None
        every = zip(one.every_outcome.tolist(), one.every_deciding.tolist(), strict=True)
        found = {
            row: (low, high)
            for row, low, high in zip(one.rows.tolist(), one.low.tolist(), one.high.tolist(), strict=True)
        }
        rows += [[offset + row, *pair, found.get(row)] for row, pair in enumerate(every)]
        offset += part.recipients.num_rows
    return rows


def by_engine(population: Population, found: Program) -> list[list[object]]:
    parts: list[Part] = []
    NativeEngine().run(population, "enterprise", [found], parts.append, every=True)
    return said(parts)


def by_held(kept: Held, found: Program) -> list[list[object]]:
    parts: list[Part] = []
    kept.run([found], parts.append, every=True)
    return said(parts)


@pytest.mark.parametrize("piece", [7, 64, 1000])
def test_figures_may_change_from_run_to_run(
    population: Population, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "PIECE", piece)
    compiled: list[bool] = []
    engine = NativeEngine(compiling=lambda: compiled.append(True))
    kept = Held(engine, population, "enterprise", [program(10, 20, 100)])
    compiled.clear()
    answers = []
    for figures in ((10, 20, 100), (1, 20, 100), (10, 99, 100), (10, 20, 1), (10, 20, 100)):
        answers.append(by_held(kept, program(*figures)))
        assert answers[-1] == by_engine(population, program(*figures))
    assert compiled == []
    assert answers[0] == answers[-1]
    assert len({str(answer) for answer in answers}) == 4


def test_a_rule_of_another_shape_that_reads_no_more_may_be_run(population: Population) -> None:
    kept = Held(NativeEngine(), population, "enterprise", [program(10, 20, 100)])
    other = program(rule="对象 企业\n条件 非 合格\n标准 收入 - 费用")
    assert by_held(kept, other) == by_engine(population, other)


def test_a_rule_that_reads_what_is_not_held_is_refused(population: Population) -> None:
    kept = Held(NativeEngine(), population, "enterprise", [program(10, 20, 100)])
    with pytest.raises(KeyError, match="profit"):
        kept.run([program(rule="对象 企业\n标准 利润")], lambda _part: None)


def test_results_of_one_run_outlive_the_next(population: Population) -> None:
    kept = Held(NativeEngine(threads=1), population, "enterprise", [program(10, 20, 100)])
    parts: list[Part] = []
    kept.run([program(10, 20, 100)], parts.append)
    before = [one.low.copy() for part in parts for one in part.decided]
    kept.run([program(10, 20, 1)], lambda _part: None)
    for one, was in zip((one for part in parts for one in part.decided), before, strict=True):
        np.testing.assert_array_equal(one.low, was)
