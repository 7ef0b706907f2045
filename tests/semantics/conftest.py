"""Every semantic test runs once for each evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.census.sql.java import no_spark
from tests.semantics.cases import CASES, question
from tests.semantics.evaluators import EVALUATORS, Evaluator, Result

SLOW = ("postgres", "clickhouse", "spark")


def parameter(evaluator: Evaluator) -> Any:
    """An evaluator; all its cases run in one process, as it decides them all at once."""
    marks = [pytest.mark.xdist_group(evaluator.name)]
    if evaluator.name in SLOW:
        marks.append(pytest.mark.slow)
    if evaluator.name == "spark":
        marks.append(pytest.mark.skipif(bool(no_spark()), reason=no_spark()))
    return pytest.param(evaluator, marks=marks, id=evaluator.name)


@pytest.fixture(scope="session", params=map(parameter, EVALUATORS))
def decided(request: pytest.FixtureRequest) -> Mapping[str, Result]:
    """What an evaluator says of every case; it decides them all at once."""
    evaluator: Evaluator = request.param
    found = evaluator.decide([question(case) for case in CASES])
    return {case.name: result for case, result in zip(CASES, found, strict=True)}
