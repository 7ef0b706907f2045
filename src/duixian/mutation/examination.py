"""A whole list examined: every mutant of its policies judged, and the reasons held against what survived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from duixian.language.diagnostics import Diagnostic, in_order
from duixian.language.library import PolicyList
from duixian.language.node import Node, replaced
from duixian.language.tree import Policy
from duixian.mutation.judge import SURVIVED, Examiner, Mutant, Verdict
from duixian.mutation.reasons import Reasons

Task = tuple[Examiner, Mutant]
Along = Callable[[Sequence[Task]], Iterable[Task]]
"""Hands on the mutants one by one, perhaps showing how far it is."""


class Examination(Node):
    """The verdicts in the order of the list, and what there is to object: survivors without a reason, reasons
    without a survivor."""

    verdicts: tuple[Verdict, ...]
    diagnostics: tuple[Diagnostic, ...]


def examine(listed: PolicyList, policies: Iterable[Policy], along: Along = iter) -> Examination:
    """Judge every mutant of some policies of a list. Their 算例 must all agree as they stand: else every mutant
    would seem to be caught."""
    examiners = [Examiner(listed, policy) for policy in policies]
    tasks = [(examiner, mutant) for examiner in examiners for mutant in examiner.mutants]
    reasons = Reasons(listed.path)
    reasoned = {(row.clause, row.line, row.written): row.words for row in reasons.rows if row.words.zh}
    survived: set[tuple[str, str, str]] = set()
    found: list[Diagnostic] = []
    verdicts: list[Verdict] = []
    for examiner, mutant in along(tasks):
        verdict = examiner.judge(mutant)
        key = (mutant.clause, mutant.line, mutant.written)
        if verdict.fate == SURVIVED:
            survived.add(key)
            if key in reasoned:
                verdict = replaced(verdict, reason=reasoned[key])
            else:
                found.append(mutant.objection())
        verdicts.append(verdict)
    looked_at = {str(examiner.policy.number) for examiner in examiners}
    known = {str(policy.number) for policy in listed.policies}
    for row in reasons.rows:
        number = row.clause.partition(".")[0]
        if (number in looked_at or number not in known) and (
            row.clause,
            row.line,
            row.written,
        ) not in survived:
            reasons.faults.add("W613", row.span, clause=row.clause)
    return Examination(tuple(verdicts), tuple(in_order([*found, *reasons.faults])))
