"""The engine ``native`` decides every recipient as ``decide`` does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.native.engine import NativeEngine
from duixian.census.scalars import Unprovable
from duixian.language.library import PolicyList
from tests import strategies
from tests.census.agreement import assert_agrees
from tests.census.tables import identity, population_of
from tests.small_list import policy_list
from tests.strategies import WrittenRule

BOOK = load()
ON = date(2024, 6, 1)


def programs(listed: PolicyList, readings: dict[str, str], kind: str) -> list[Program]:
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    try:
        found = lower(listed.vocabulary, of, readings, kind)
    except Unprovable:
        return []
    return [] if found is None else [found]


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
    for kind in population.kinds:
        found = programs(listed, readings, kind)
        if found:
            assert_agrees(engine, PolicyBook(listed), population, found, ON)


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_the_kernel_of_any_rule_decides_as_decide_does(data: st.DataObject, rule: WrittenRule) -> None:
    decide_rule(NativeEngine(plain=True, threads=1), data, rule)


@pytest.mark.slow
@settings(max_examples=12)
@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_a_compiled_kernel_decides_as_decide_does(data: st.DataObject, rule: WrittenRule) -> None:
    decide_rule(NativeEngine(), data, rule)
