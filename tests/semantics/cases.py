"""All semantic cases, and each as a question to an evaluator."""

from __future__ import annotations

from tests.semantics import amounts, awards, outcomes, records, truths
from tests.semantics.case import Case
from tests.semantics.evaluators import Question
from tests.small_list import policy_list, typed

CASES: tuple[Case, ...] = (
    *outcomes.CASES,
    *truths.CASES,
    *amounts.CASES,
    *records.CASES,
    *awards.CASES,
)


def question(case: Case) -> Question:
    """The first scheme of the case's list, for its recipient."""
    listed = policy_list(*case.versions, other=case.other)
    return Question(listed, typed(case.facts, kind=case.kind, roles=case.roles), case.on, case.readings)
