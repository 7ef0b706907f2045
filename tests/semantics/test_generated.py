"""Rules, facts and missing facts made at random: every evaluator decides them as ``decide`` does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from duixian.census.native.engine import NativeEngine
from tests import strategies
from tests.semantics.conftest import parameter
from tests.semantics.evaluators import EVALUATORS, ByEngine, Evaluator, Question, SingleCase
from tests.small_list import policy_list

ON = date(2024, 6, 1)

PLAIN = ByEngine(NativeEngine(plain=True, threads=1))
"""Kernels as plain Python: to compile each random rule would take minutes. Some are in tests/census/native."""

OVER_TABLES = [PLAIN if one.name == PLAIN.name else one for one in EVALUATORS[1:]]


def questions(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Question]:
    """Some rules with some recipients each: an evaluator over tables takes them all at once."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        rule = draw(strategies.rules(opens=True) | strategies.record_rules())
        note(rule.text)
        listed = policy_list(rule.text)
        read = strategies.read_names(listed.policies[0].schemes[0].versions[0])
        readings = draw(strategies.chosen(rule))
        for _ in range(3):
            complete = draw(strategies.complete(only=read))
            hide, _ = draw(strategies.hiding(complete, read))
            found.append(Question(listed, strategies.hidden(complete, hide), ON, readings))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("evaluator", [parameter(one) for one in OVER_TABLES])
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_evaluator_decides_random_rules_alike(evaluator: Evaluator, data: st.DataObject) -> None:
    asked = questions(data.draw)
    expected = SingleCase().decide(asked)
    for found, right, question in zip(evaluator.decide(asked), expected, asked, strict=True):
        assert found == right, question.facts
