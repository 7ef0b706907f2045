"""Every semantic test runs once for each evaluator."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.semantics.cases import CASES, question
from tests.semantics.evaluators import EVALUATORS, Evaluator, Result


@pytest.fixture(scope="session", params=EVALUATORS, ids=lambda evaluator: evaluator.name)
def decided(request: pytest.FixtureRequest) -> Mapping[str, Result]:
    """What an evaluator says of every case; it decides them all at once."""
    evaluator: Evaluator = request.param
    found = evaluator.decide([question(case) for case in CASES])
    return {case.name: result for case, result in zip(CASES, found, strict=True)}
