"""The meaning of the language, case by case: what every evaluator must agree on."""

from collections import Counter

import pytest

from tests.semantics import amounts, awards, outcomes, records, truths
from tests.semantics.case import Case
from tests.semantics.evaluators import Evaluator, Result
from tests.small_list import policy_list, typed

CASES: tuple[Case, ...] = (
    *outcomes.CASES,
    *truths.CASES,
    *amounts.CASES,
    *records.CASES,
    *awards.CASES,
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_evaluator_decides_as_the_language_says(evaluator: Evaluator, case: Case) -> None:
    listed = policy_list(*case.versions, other=case.other)
    facts = typed(case.facts, kind=case.kind, roles=case.roles)
    found = evaluator.decide(listed, facts, case.on, case.readings)
    said = case.deciding if found.deciding is not None else None
    expected = Result(case.outcome, *case.amount, found.deciding if case.deciding is None else said)
    assert found == expected


def test_every_case_has_a_sentence_of_its_own() -> None:
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
