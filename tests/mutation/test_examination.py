"""The list of Qingdao: its 算例 catch the slips of the pen, and those they do not catch change nothing."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, default_list
from duixian.language.library import PolicyList, read_list
from duixian.language.node import Node, fields
from duixian.mutation.examination import examine
from duixian.mutation.judge import Examiner, Mutant
from duixian.mutation.reasons import Reason, Reasons
from duixian.mutation.slips import KINDS
from tests import strategies

DOCS = Path(__file__).resolve().parents[2] / "docs"


@cache
def qingdao() -> PolicyList:
    return read_list(default_list())


@pytest.mark.slow
def test_at_least_95_percent_of_the_slips_are_caught_and_the_others_have_their_reasons() -> None:
    examination = examine(qingdao(), qingdao().policies)
    assert [found.render("zh") for found in examination.diagnostics] == []
    fates = Counter(verdict.fate for verdict in examination.verdicts)
    assert fates.total() > 500
    assert fates["caught"] >= 0.95 * (fates["caught"] + fates["survived"])
    # The figures in the docs are these.
    page = (DOCS / "mutants.md").read_text(encoding="utf-8")
    rows = {
        f"{words.zh} · {words.en}": Counter(
            verdict.fate for verdict in examination.verdicts if verdict.mutant.slip.kind == kind
        )
        for kind, words in KINDS.items()
    } | {"**合计 · all**": fates}
    shown = [
        " | ".join(
            ["", name, *map(str, (count.total(), count["caught"], count["refused"], count["survived"]))]
        )
        for name, count in rows.items()
    ]
    shown.append(f"{fates['caught']} ÷ {fates['caught'] + fates['survived']}")
    assert [row for row in shown if row.strip() not in page] == []


def meaning(part: object) -> object:
    """A part of a policy without places, the file's own words and the prose."""
    if isinstance(part, Node):
        left_out = {"span", "words", "rule", "prose", "examples"}
        return type(part).__name__, [meaning(value) for name, value in fields(part) if name not in left_out]
    return list(map(meaning, part)) if isinstance(part, tuple) else part


@pytest.mark.slow
def test_no_slip_says_the_same_as_what_it_was_made_from() -> None:
    same = []
    for policy in qingdao().policies:
        examiner, original = Examiner(qingdao(), policy), meaning(policy)
        for mutant in examiner.mutants:
            read = examiner.read(mutant).policy
            if read is not None and meaning(read) == original:
                same.append(f"{mutant.place} {mutant.slip.words('en')}")
    assert same == []


@cache
def mutants() -> dict[tuple[str, str, str], tuple[Examiner, Mutant]]:
    """Every mutant by what a row of mutants.md says of it."""
    examiners = [Examiner(qingdao(), policy) for policy in qingdao().policies]
    return {
        (mutant.clause, mutant.line, mutant.written): (examiner, mutant)
        for examiner in examiners
        for mutant in examiner.mutants
    }


@pytest.mark.slow
@pytest.mark.parametrize("row", Reasons(default_list()).rows, ids=lambda row: f"{row.clause}:{row.span.line}")
@settings(max_examples=30)
@given(st.data())
def test_a_slip_with_a_reason_changes_no_decision(row: Reason, data: st.DataObject) -> None:
    examiner, mutant = mutants()[row.clause, row.line, row.written]
    mistaken = examiner.read(mutant).policy
    assert mistaken is not None
    books = PolicyBook(qingdao()), examiner.book(mistaken)
    scheme = examiner.policy.scheme(re.split(r"[.\[]", row.clause)[1])
    version = data.draw(st.sampled_from(scheme.versions))
    on = version.start or version.end
    assert on is not None
    read = strategies.read_names(version)
    options = {
        reading.key: st.sampled_from([one.key for one in reading.options]) for reading in version.readings
    }
    for _ in range(4):
        complete = data.draw(
            strategies.complete(
                qingdao().vocabulary,
                only=read,
                telling=strategies.figures(version),
                awards=((examiner.policy.key, scheme.key),),
                recipients=version.recipients,
            )
        )
        facts = strategies.hidden(complete, data.draw(strategies.hiding(complete, read))[0])
        readings = data.draw(st.fixed_dictionaries(options))
        note(f"{facts}")
        first, second = (
            book.decide_scheme_typed(examiner.policy.key, scheme.key, facts, on, readings) for book in books
        )
        assert (first.outcome, first.amount, first.missing) == (second.outcome, second.amount, second.missing)
