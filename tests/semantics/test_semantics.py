"""The meaning of the language, case by case: what every evaluator must agree on."""

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.semantics.case import Case
from tests.semantics.cases import CASES, question
from tests.semantics.evaluators import Result, program_of


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_evaluator_decides_as_the_language_says(decided: Mapping[str, Result], case: Case) -> None:
    found = decided[case.name]
    deciding = found.deciding if case.deciding is None else case.deciding
    assert found == Result(case.outcome, *case.amount, deciding)


def test_nearly_every_case_has_a_program_that_engines_run() -> None:
    without = [case.name for case in CASES if program_of(question(case)) is None]
    assert len(without) < len(CASES) // 6, without


def test_every_case_has_a_sentence_of_its_own() -> None:
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
