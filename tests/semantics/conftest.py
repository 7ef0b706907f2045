"""Every semantic test runs once for each evaluator."""

import pytest

from tests.semantics.evaluators import EVALUATORS, Evaluator


@pytest.fixture(params=EVALUATORS, ids=lambda evaluator: evaluator.name)
def evaluator(request: pytest.FixtureRequest) -> Evaluator:
    found: Evaluator = request.param
    return found
