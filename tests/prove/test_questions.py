"""What the questions find, worked out by hand; that every case runs; that nothing proven fails when it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.check import policy_cases, run_case
from duixian.language.files import read_text
from duixian.language.policy import read_policy
from duixian.language.tree import Policy
from duixian.prove import arithmetic
from duixian.prove.answers import Answer
from duixian.prove.cases import ProofCase
from duixian.prove.proving import Asking, questions
from duixian.prove.solving import Limits
from duixian.registry.recipient import RecipientFacts
from tests import strategies
from tests.small_list import policy_list

BOOK = load()
ON = date(2024, 6, 1)


def answers(rule: str, other: str = "") -> dict[tuple[str, str], Answer]:
    """The answers on the scheme ``main`` of a list of one policy, and those on all schemes, by question and what
    of it."""
    listed = policy_list(rule, other=other)
    asked = [question() for question in questions(PolicyBook(listed), listed.policies, Asking())]
    return {(one.question, one.about): one for one in asked if not one.subject.startswith("1.other@")}


def verdict(rule: str, question: str, about: str = "", other: str = "") -> str:
    return answers(rule, other)[question, about].verdict


# --- By hand --------------------------------------------------------------------------------------------------


def test_a_cap_holds_and_the_smallest_case_that_reaches_it_is_given() -> None:
    found = answers("对象 企业\n标准 收入 × 20%\n上限 100元")
    assert found["cap", "1"].verdict == "proven"
    assert found["cap_reached", "1"].verdict == "proven"
    ((_, case),) = found["cap_reached", "1"].cases
    # 99.995 yuan is 100 to the fen: 20% of 499.98 yuan is 99.996, of 499.97 it is 99.994.
    assert case.facts.values == {"revenue": 49998}
    assert (case.minimum, case.maximum) == (10000, 10000)


def test_a_cap_that_nothing_reaches_is_refuted() -> None:
    found = answers("对象 企业\n标准 定金 × 20%\n上限 100元")  # a deposit is at most 100 yuan
    assert found["cap_reached", "1"].verdict == "refuted"
    assert found["most", ""].finding.en == "at most 20 yuan"


def test_a_yearly_cap_holds_whatever_was_paid_in_the_year() -> None:
    assert verdict("对象 企业\n标准 收入\n上限 100元 每年", "cap", "1") == "proven"


def test_an_amount_without_a_cap_has_no_most() -> None:
    answer = answers("对象 企业\n标准 收入 × 20%")["most", ""]
    assert answer.verdict == "refuted"
    assert answer.cases[0][1].minimum > 10**14


def test_an_amount_that_grows_with_every_record_has_no_most() -> None:
    answer = answers("对象 企业\n标准 合计(合同: 10元)")["most", ""]
    assert answer.verdict == "refuted"
    assert answer.cases[0][1].minimum == 2000


def test_a_formula_that_comes_out_negative_is_shown() -> None:
    answer = answers("对象 企业\n条件 合格\n标准 收入 - 10元")["never_negative", ""]
    assert answer.verdict == "refuted"
    ((_, case),) = answer.cases
    assert case.facts.values == {"revenue": 0, "qualified": True}
    assert case.outcome == "not_entitled"
    assert verdict("对象 企业\n条件 收入 >= 10元\n标准 收入 - 10元", "never_negative") == "proven"


def test_a_condition_that_the_others_imply_is_found() -> None:
    rule = "对象 企业\n条件 收入 >= 10元\n条件 收入 > 5元\n标准 1元"
    assert verdict(rule, "condition_matters", "1") == "proven"
    assert verdict(rule, "condition_matters", "2") == "refuted"


def test_a_condition_that_the_ranges_imply_is_found() -> None:
    assert verdict("对象 企业\n条件 定金 <= 100元\n标准 1元", "condition_matters", "1") == "refuted"


def test_a_condition_that_is_open_leaves_the_answer_unknown() -> None:
    rule = '对象 企业\n条件 待定 "甲" "a"\n标准 1元'
    assert verdict(rule, "condition_matters", "1") == "unknown"
    assert verdict(rule, "satisfiable") == "unknown"


def test_conditions_that_contradict_each_other_can_never_be_met() -> None:
    assert verdict("对象 企业\n条件 收入 > 10元\n条件 收入 < 5元\n标准 1元", "satisfiable") == "refuted"


def test_more_that_pays_less_is_shown_by_two_cases() -> None:
    answer = answers("对象 企业\n标准 若 收入 > 10元 则 1元 否则 3元")["no_cliffs", "revenue"]
    (jump,) = answer.jumps
    assert (jump.at, jump.before, jump.after) == (1001, 300, 100)
    answer = answers("对象 企业\n标准 100元 - 收入 × 10%")["monotone", "revenue"]
    assert answer.verdict == "refuted"
    (_, first), (_, second) = answer.cases
    less, more = (case.facts.values["revenue"] for case in (first, second))
    assert isinstance(less, int)
    assert isinstance(more, int)
    assert less < more
    assert first.minimum > second.minimum


def test_a_rate_is_no_cliff_and_a_threshold_is() -> None:
    assert verdict("对象 企业\n标准 数量 × 50元", "no_cliffs", "quantity") == "proven"
    (jump,) = answers("对象 企业\n条件 数量 >= 3个\n标准 数量 × 50元")["no_cliffs", "quantity"].jumps
    assert (jump.at, jump.before, jump.after) == (3, 0, 15000)


def test_a_table_without_a_row_for_all_is_shown() -> None:
    table = "对象 企业\n标准 按 称号\n  国家级: 2元\n  省级: 1元"
    rows = {about: one for (key, about), one in answers(table).items() if key == "complete"}
    ((_, case),) = next(iter(rows.values())).cases
    assert case.facts.values == {"title": "none"}
    table = "对象 企业\n条件 称号 属于 {国家级, 省级}\n标准 按 称号\n  国家级: 2元\n  省级: 1元"
    assert [one.verdict for (key, _), one in answers(table).items() if key == "complete"] == ["proven"]


def test_schemes_that_exclude_each_other_never_both_pay() -> None:
    both = answers("对象 企业\n标准 1元\n不与 1.other 同享", "对象 企业\n标准 2元\n不与 1.main 同享")
    found = [one.verdict for (key, _), one in both.items() if key == "exclusive"]
    assert found == ["proven"]
    assert both["drawn_together", "enterprise"].finding.en == "at most 2 yuan, from 1.other"


def test_an_exclusion_that_only_one_text_states_fails_in_one_order() -> None:
    listed = policy_list("对象 企业\n标准 1元\n不与 1.other 同享", other="对象 企业\n标准 2元")
    asked = [question() for question in questions(PolicyBook(listed), listed.policies, Asking())]
    found = {(one.subject[:6], one.about[:6]): one for one in asked if one.question == "exclusive"}
    assert found["1.othe", "1.main"].verdict == "proven"  # main is barred by an award under other
    refuted = found["1.main", "1.othe"]
    assert refuted.verdict == "refuted"
    ((_, case),) = refuted.cases
    assert [award["scheme"] for award in case.facts.records["earlier_awards"]] == ["main"]
    assert case.minimum == 200


def test_what_one_recipient_can_hold_together_and_draw() -> None:
    found = answers("对象 企业\n条件 收入 > 5元\n标准 1元", "对象 企业\n条件 收入 < 3元\n标准 2元")
    assert found["held_together", "enterprise"].verdict == "refuted"
    assert "1.main + 1.other" in found["held_together", "enterprise"].finding.en
    drawn = found["drawn_together", "enterprise"]
    assert drawn.verdict == "proven"
    assert drawn.finding.en == "at most 2 yuan, from 1.other"


def test_a_question_that_takes_too_long_is_unknown() -> None:
    listed = policy_list("对象 企业\n条件 收入 > 10元\n标准 收入 × 20%\n上限 100元")
    asked = questions(PolicyBook(listed), listed.policies, Asking(Limits(seconds=0)))
    found = [question() for question in asked]
    assert {one.verdict for one in found} == {"unknown"}
    assert "timeout" in found[0].finding.en


def test_a_case_that_decide_does_not_reproduce_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        arithmetic, "rounded", lambda value, _scale: value
    )  # an encoder that forgets the scale
    found = answers("对象 企业\n标准 收入 × 20%\n上限 100元")
    assert found["satisfiable", ""].verdict == "unknown"
    assert found["satisfiable", ""].finding.en.startswith("decide did not reproduce the case")


# --- The 20 policies ------------------------------------------------------------------------------------------

pytestmark = pytest.mark.xdist_group("proofs")  # the list's answers are found once


STEPS = 50_000_000
"""The solver's steps for one question: enough on a slow machine too."""


@cache
def everything() -> list[Answer]:
    return [
        question()
        for question in questions(BOOK, BOOK.listed.policies, Asking(Limits(seconds=None, steps=STEPS)))
    ]


def on(subject: str, question: str, about: str = "") -> Answer:
    (found,) = (
        one for one in everything() if (one.subject, one.question, one.about) == (subject, question, about)
    )
    return found


def test_the_steps_of_policy_14_are_found() -> None:
    old = on("14.firm@2021-10-15", "no_cliffs", "direct_financing").jumps
    wan = 10**6
    assert [(jump.at, jump.before, jump.after) for jump in old] == [
        (100 * wan, 0, 20 * wan),
        (500 * wan, 20 * wan, 30 * wan),
        (2000 * wan, 30 * wan, 50 * wan),
    ]
    (new,) = on("14.firm@2024-07-17", "no_cliffs", "direct_financing").jumps
    assert (new.at, new.before, new.after) == (100 * wan, 0, 10 * wan)
    (_, case), *_ = on("14.firm@2024-07-17", "cap_reached", "1").cases
    # 10 + 2% of the excess is 50 to the fen from 2099.999975 on.
    assert case.facts.values["direct_financing"] == 2100 * wan - 25


def test_the_readings_of_the_market_operator_are_told_apart() -> None:
    assert on("14.operator@2024-07-17", "no_cliffs", "market_financing").verdict == "proven"
    assert on("14.operator@2024-07-17 base=whole_year", "no_cliffs", "market_financing").verdict == "refuted"


def test_nothing_the_list_promises_is_broken() -> None:
    assert [one.subject + one.question for one in everything() if one.broken] == []


def test_every_unknown_answer_of_the_list_is_unknown_because_of_what_the_text_leaves_open() -> None:
    reasons = {one.finding.en for one in everything() if one.verdict == "unknown"}
    assert all("待定" in reason or reason == "none of the schemes has a most" for reason in reasons)


def cases_of(policy: Policy) -> Iterator[tuple[str, ProofCase]]:
    for one in everything():
        for name, case in (
            *one.cases,
            *((f"{one.about}", case) for jump in one.jumps for case in jump.cases),
        ):
            if case.subject.policy.key == policy.key:
                yield name or "甲", case


@pytest.mark.parametrize("policy", BOOK.listed.policies, ids=lambda policy: policy.key)
def test_every_case_runs_as_a_worked_case_of_its_policy(policy: Policy) -> None:
    path = BOOK.listed.path / policy.path
    lines = path.read_text("utf-8").splitlines()
    found = list(cases_of(policy))
    assert found
    for number, (name, case) in sorted(
        enumerate(found), key=lambda pair: -pair[1][1].subject.version.examples[0].span.line
    ):
        line = case.subject.version.examples[0].span.line - 1
        lines[line:line] = [*case.example(f"证明{number} {name}").splitlines(), ""]
    faults = read_text(str(path), ("\n".join(lines) + "\n").encode())
    read = read_policy(faults, BOOK.listed.vocabulary, BOOK.listed.head).policy
    assert read is not None, [fault.render("zh") for fault in faults]
    ran = [one for one in policy_cases(read) if one.example.name.startswith("证明")]
    assert len(ran) == len(found)
    assert [difference for one in ran for difference in run_case(BOOK, one)] == []


# --- Trying what is proven ------------------------------------------------------------------------------------


@settings(max_examples=10, phases=[Phase.generate])
@given(st.data(), strategies.rules())
def test_nothing_proven_fails_when_it_is_tried(data: st.DataObject, rule: strategies.WrittenRule) -> None:
    note(rule.text)
    listed = policy_list(rule.text)
    book = PolicyBook(listed)
    version = listed.policies[0].schemes[0].versions[0]
    asked = list(questions(book, listed.policies, Asking()))
    found = {
        (one.question, one.about): one
        for one in (question() for question in asked[:12])
        if "=" not in one.subject
    }
    for _ in range(8):
        facts = data.draw(
            strategies.complete(
                only=strategies.read_names(version) - {"earlier_awards"},
                telling=strategies.figures(version),
                recipients=version.recipients,
                largest=2,
            )
        )
        if facts.kind != "enterprise":
            facts = RecipientFacts(facts.kind, frozenset(), facts.values, facts.records)
        decision = book.decide_scheme_typed("small", "main", facts, ON, {})
        if (answer := found.get(("satisfiable", ""))) and answer.verdict == "refuted":
            assert decision.outcome in ("not_entitled", "not_applicable")
        if (answer := found.get(("most", ""))) and answer.verdict == "proven" and decision.maximum_fen:
            assert answer.cases
            assert decision.maximum_fen <= (answer.cases[0][1].maximum or 0)
        for (question, about), answer in found.items():
            if question == "monotone" and answer.verdict == "proven" and about in facts.values:
                more = int(facts.values[about]) + data.draw(st.sampled_from((1, 2, 100, 5000)))
                if more <= (listed.vocabulary.fact_by_name[about].range.high or 1 << 50):
                    other = RecipientFacts(
                        facts.kind, facts.roles, {**facts.values, about: more}, facts.records
                    )
                    second = book.decide_scheme_typed("small", "main", other, ON, {})
                    assert (second.maximum_fen or 0) >= (decision.maximum_fen or 0)


def test_the_list_that_is_proven_is_the_one_in_the_checkout() -> None:
    assert Path("policies/qingdao/2024-2").resolve() == BOOK.listed.path.resolve()
