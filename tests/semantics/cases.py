"""All semantic cases, and each as a question to an evaluator."""

from __future__ import annotations

from functools import cache

from duixian.language.library import PolicyList
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


@cache
def _listed(versions: tuple[str, ...], other: str) -> PolicyList:
    return policy_list(*versions, other=other)


def question(case: Case) -> Question:
    """The first scheme of the case's list, for its recipient."""
    listed = _listed(case.versions, case.other)
    return Question(listed, typed(case.facts, kind=case.kind, roles=case.roles), case.on, case.readings)
