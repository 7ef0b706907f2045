"""What is said to be sure is so for every completion of the facts, and is no wider than the ordinary answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook
from duixian.decide.evaluate import FenInterval
from duixian.prove.sharper import SharperAnswer, sharper_answers
from duixian.registry.recipient import RecipientFacts, Record
from tests import strategies
from tests.small_list import policy_list, typed, vocabulary

ON = date(2024, 6, 1)
OTHER = "对象 企业\n标准 1元"


def asked(rule: str, facts: RecipientFacts, seconds: float = 5.0) -> SharperAnswer:
    book = PolicyBook(policy_list(rule, other=OTHER))
    decisions = book.decide_typed(facts, ON, {})
    return sharper_answers(book.listed, facts, decisions[:1], seconds)[0]


@pytest.mark.parametrize(
    ("rule", "facts", "outcome", "amount"),
    [
        # Revenue is no less than itself, and what is taken off is put on again.
        ("条件 收入 >= 收入\n标准 收入 - 收入 + 10元", {}, "entitled", (1000, 1000)),
        ("标准 (收入 - 费用) + 费用", {"收入": "10元"}, "entitled", (1000, 1000)),
        # Up to 100 yuan the two parts make 100 yuan, above it the first alone does.
        ("标准 较小(收入, 100元) + 较大(100元 - 收入, 0元)", {}, "entitled", (10000, 10000)),
        ("条件 合格 或 非 合格\n标准 20元", {}, "entitled", (2000, 2000)),
        ("条件 合格 且 非 合格\n标准 20元", {}, "not_entitled", (0, 0)),
        # 2 x revenue less revenue is revenue, which the cap holds to 50 yuan; at nought there is nothing to pay.
        ("标准 收入 × 2 - 收入\n上限 50元", {}, "undetermined", (0, 5000)),
        # A share and the rest make the whole.
        ("标准 100元 × 占比 + 100元 × (1 - 占比)", {}, "entitled", (10000, 10000)),
        ("条件 合格\n标准 若 入库 则 收入 + 费用 否则 收入 - 费用", {"收入": "9元", "入库": "是"}, "undetermined", (0, None)),
    ],
)  # fmt: skip
def test_the_same_unknown_fact_on_both_sides_counts_once(
    rule: str, facts: dict[str, object], outcome: str, amount: FenInterval
) -> None:
    answer = asked(f"对象 企业\n{rule}", typed(facts))
    assert (answer.outcome, answer.amount) == (outcome, amount)
    assert answer.status in ("same", "sharper")
    ordinary = answer.decision.outcome, answer.decision.amount
    assert (answer.status == "same") == (ordinary == (outcome, amount))


def test_a_list_that_is_not_known_may_be_of_any_length() -> None:
    answer = asked("对象 企业\n明细 合同\n标准 合计(合同: 合同额)", typed({}))
    assert answer.status == "unknown"
    assert answer.reason.zh == "合同有几条不明,可以有任意多条"
    assert (answer.outcome, answer.amount) == (answer.decision.outcome, answer.decision.amount)


def test_an_unknown_field_of_a_record_counts_once() -> None:
    rule = "对象 企业\n明细 合同\n标准 合计(合同: 合同额 - 合同额) + 3元"
    answer = asked(rule, typed({"合同": [{"件数": 1}, {"件数": 2}]}))
    assert (answer.status, answer.outcome, answer.amount) == ("sharper", "entitled", (300, 300))


def test_earlier_awards_are_taken_off() -> None:
    rule = "对象 企业\n标准 收入 - 收入 + 30元\n上限 50元 每年"
    award: Record = {"policy": "small", "scheme": "main", "year": 2024, "amount": 4000}
    facts = RecipientFacts("enterprise", frozenset(), {}, {"earlier_awards": (award,)})
    # Of the year's 50 yuan 40 are gone.
    assert asked(rule, facts).amount == (1000, 1000)
    unclear = RecipientFacts(
        "enterprise", frozenset(), {}, {"earlier_awards": ({"policy": "small", "scheme": "main"},)}
    )
    assert asked(rule, unclear).status == "unknown"


def test_where_the_solver_runs_out_of_time_the_ordinary_answer_stands() -> None:
    # Which two factors make the number, 9999991 and 9999973, takes longer than that to find.
    rule = "对象 企业\n条件 收入 × 数量 = 999996400002.43元\n条件 数量 > 1个\n条件 收入 > 0.01元\n标准 收入"
    answer = asked(rule, typed({}), seconds=0.001)
    assert (answer.status, answer.reason.en) == ("unknown", "the solver ran out of time")
    assert (answer.outcome, answer.amount) == (answer.decision.outcome, answer.decision.amount)


def within(amount: FenInterval, bounds: FenInterval) -> bool:
    high = bounds[1]
    return amount[0] >= bounds[0] and (high is None or (amount[1] is not None and amount[1] <= high))


AWARDS = (("small", "main"), ("1", "other"))


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_a_completion_never_lies_outside_and_the_ordinary_answer_never_inside(
    data: st.DataObject, rule: strategies.WrittenRule
) -> None:
    note(rule.text)
    book = PolicyBook(policy_list(rule.text, other=OTHER))
    version = book.listed.policies[0].schemes[0].versions[0]
    read = strategies.read_names(version)
    full = data.draw(
        strategies.complete(
            only=read,
            telling=strategies.figures(version),
            recipients=version.recipients,
            awards=AWARDS,
            largest=2,
        )
    )
    hide, _ = data.draw(strategies.hiding(full, read))
    facts = strategies.hidden(full, hide)
    note(repr(facts))
    (answer,) = sharper_answers(book.listed, facts, book.decide_typed(facts, ON, {})[:1], 1.0)
    ordinary, sure = answer.decision, book.decide_typed(full, ON, {})[0]
    assert within(answer.amount, ordinary.amount)
    assert within(sure.amount, answer.amount)
    if answer.outcome == "entitled":
        assert sure.outcome == "entitled"
    if answer.outcome.startswith("not_"):
        assert sure.outcome.startswith("not_")
    if ordinary.outcome != "undetermined":
        assert answer.outcome == ordinary.outcome


def completions(facts: RecipientFacts, keys: list[str]) -> Iterator[RecipientFacts]:
    """Every way to fill in facts that are yes/no or categories."""
    words = vocabulary()
    choices = [strategies.candidates(words.fact_by_name[key], words) for key in keys]
    for values in product(*choices):
        told = dict(facts.values) | dict(zip(keys, values, strict=True))
        yield RecipientFacts(facts.kind, facts.roles, told, facts.records)


@settings(max_examples=150)
@given(st.data(), strategies.rules())
def test_on_small_domains_it_is_what_trying_everything_gives(
    data: st.DataObject, rule: strategies.WrittenRule
) -> None:
    note(rule.text)
    book = PolicyBook(policy_list(rule.text, other=OTHER))
    version = book.listed.policies[0].schemes[0].versions[0]
    read = strategies.read_names(version)
    full = data.draw(
        strategies.complete(
            only=read, telling=strategies.figures(version), recipients=version.recipients, largest=2
        )
    )
    words = vocabulary()
    keys = [key for key in full.values if words.fact_by_name[key].type.kind in ("boolean", "category")]
    facts = strategies.hidden(full, frozenset(("fact", key) for key in keys))
    note(repr(facts))
    (answer,) = sharper_answers(book.listed, facts, book.decide_typed(facts, ON, {})[:1])
    every = [book.decide_typed(one, ON, {})[0] for one in completions(facts, keys)]
    outcomes = {one.outcome for one in every}
    assert answer.status != "unknown"
    expected = outcomes.pop() if len(outcomes) == 1 else "undetermined"
    assert answer.outcome == expected
    highs = [one.amount[1] for one in every]
    high = None if None in highs else max(end for end in highs if end is not None)
    low = min(one.amount[0] for one in every) if expected == "entitled" else 0
    assert answer.amount == (low, high)
