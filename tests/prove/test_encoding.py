"""The formulas say of any facts what ``decide`` says of them, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import z3
from hypothesis import given, note
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.check import Case, policy_cases
from duixian.prove.encoding import OUTCOMES, Encoded, Subject, encode
from duixian.prove.inputs import Inputs, holds, whole
from duixian.registry.recipient import RecipientFacts, example_facts
from tests import strategies
from tests.small_list import policy_list, typed

BOOK = load()
CASES = [
    pytest.param(case, id=f"{policy.number}.{case.scheme.key} {case.example.name}")
    for policy in BOOK.listed.policies
    for case in policy_cases(policy)
    if case.scheme.version(case.example.on) is not None
]
ON = date(2024, 6, 1)
OTHER = "对象 企业\n标准 1元"


def said(encoded: Encoded, value: Any) -> tuple[str, int, int | None]:
    """Outcome and amount, where ``value`` gives the value of a term."""
    high = None if encoded.high is None else whole(value(encoded.high))
    return OUTCOMES[whole(value(encoded.outcome))], whole(value(encoded.low)), high


def decided(
    book: PolicyBook, name: tuple[str, str], facts: RecipientFacts, on: date, readings: Mapping[str, str]
) -> tuple[str, int, int | None]:
    decision = book.decide_scheme_typed(*name, facts, on, readings)
    return decision.outcome, *decision.amount


def agrees(
    encoded: Encoded, inputs: Inputs, facts: RecipientFacts, found: tuple[str, int, int | None]
) -> None:
    pairs = inputs.given(facts)

    def value(term: Any) -> Any:
        return term if isinstance(term, int) else z3.simplify(z3.substitute(term, *pairs))

    outcome, low, high = said(encoded, value)
    if outcome in ("not_entitled", "not_applicable"):
        high = 0
    assert (outcome, low, high) == found


@pytest.mark.parametrize("case", CASES)
def test_the_facts_of_a_worked_case_give_what_decide_gives(case: Case) -> None:
    facts = example_facts(case.example)
    version = case.scheme.version(case.example.on)
    assert version is not None
    for wanted in case.example.expected:
        readings = dict(case.example.readings) | dict(wanted.readings)
        inputs = Inputs(BOOK.listed.vocabulary, records=4)
        encoded = encode(Subject(BOOK.listed, case.policy, case.scheme, version, readings), inputs)
        solver = z3.Solver()
        solver.add(*inputs.domain, *(unknown == value for unknown, value in inputs.given(facts)))
        # What the case leaves unknown the solver fills in; earlier awards stand aside here.
        assert solver.check() == z3.sat
        model = solver.model()
        full = inputs.facts_of(model, case.example.on)
        found = decided(BOOK, (case.policy.key, case.scheme.key), full, case.example.on, readings)
        outcome, low, high = said(encoded, lambda term, model=model: _value(model, term))
        if outcome in ("not_entitled", "not_applicable"):
            high = 0
        assert (outcome, low, high) == found


def _value(model: z3.ModelRef, term: Any) -> Any:
    return term if isinstance(term, int) else model.eval(term, model_completion=True)


@pytest.mark.parametrize(
    ("rule", "fen"),
    [
        ("标准 收入 ÷ 50%", 2002),
        ("标准 收入 ÷ 3 ÷ (1 ÷ 7)", 2336),  # 1001 x 7 / 3 = 2335.67
        ("标准 收入 × 20%", 200),
        ("标准 收入 × 0.5", 501),  # half a fen goes up
        ("标准 收入 × (若 合格 则 10% 否则 30%)", 300),
        ("标准 收入 × (定金 ÷ 投资)", 143),  # 1001 x 1000 / 7000
        ("标准 收入 - 20元", None),
        ("标准 20元 - 收入", 999),
        ("标准 较大(收入, 20元)\n上限 15元", 1500),
        ("标准 收入 × 个数(合同: 件数 > 2个)", 1001),
        ("标准 合计(合同: 件数 × 1元) ÷ 2", 250),
        ('标准 收入 × (若 待定 "甲" "a" 则 10% 否则 20%)', (100, 200)),
    ],
)
def test_amounts_worked_out_by_hand(rule: str, fen: int | tuple[int, int] | None) -> None:
    listed = policy_list("对象 企业\n" + rule)
    facts = typed(
        {
            "收入": "10.01元",
            "定金": "10元",
            "投资": "70元",
            "合格": "否",
            "合同": [{"件数": 2}, {"件数": 3}],
        }
    )
    policy = listed.policies[0]
    subject = Subject(listed, policy, policy.schemes[0], policy.schemes[0].versions[0], {})
    inputs = Inputs(listed.vocabulary, records=2)
    encoded = encode(subject, inputs)
    amount = fen if isinstance(fen, tuple) else (fen or 0, fen or 0)
    agrees(encoded, inputs, facts, ("entitled" if fen else "not_entitled", *amount))


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_any_rule_as_formulas_gives_what_decide_gives(
    data: st.DataObject, rule: strategies.WrittenRule
) -> None:
    note(rule.text)
    listed = policy_list(rule.text, other=OTHER)
    policy = listed.policies[0]
    scheme = policy.schemes[0]
    version = scheme.versions[0]
    readings = data.draw(strategies.chosen(rule))
    inputs = Inputs(listed.vocabulary, records=3)
    encoded = encode(Subject(listed, policy, scheme, version, readings), inputs)
    book = PolicyBook(listed)
    for _ in range(6):
        read = strategies.read_names(version)
        facts = data.draw(strategies.complete(only=read, telling=strategies.figures(version)))
        agrees(encoded, inputs, facts, decided(book, (policy.key, scheme.key), facts, ON, readings))


@given(st.data(), strategies.rules())
def test_earlier_awards_leave_what_decide_says_is_left(
    data: st.DataObject, rule: strategies.WrittenRule
) -> None:
    note(rule.text)
    listed = policy_list(rule.text, other=OTHER)
    policy = listed.policies[0]
    scheme = policy.schemes[0]
    version = scheme.versions[0]
    inputs = Inputs(listed.vocabulary, records=2, awards=True)
    encoded = encode(Subject(listed, policy, scheme, version, {}), inputs)
    facts = data.draw(
        strategies.complete(
            only=strategies.read_names(version),
            telling=strategies.figures(version),
            recipients=version.recipients,
            largest=2,
        )
    )
    if facts.kind != "enterprise":
        facts = RecipientFacts(facts.kind, frozenset(), facts.values, facts.records)
    solver = z3.Solver()
    solver.add(*inputs.domain, *(unknown == value for unknown, value in inputs.given(facts)))
    for name, paid in inputs.awards.items():
        if name in inputs.rewarding:
            continue  # its awards name records
        this_year = data.draw(st.booleans())
        amount = data.draw(st.sampled_from((0, 1, 500, 100_000))) if this_year else 0
        solver.add(paid.this_year == this_year, paid.paid == amount, paid.earlier == data.draw(st.booleans()))
    for rows in inputs.rows.values():
        solver.add(*(row.rewarded == data.draw(st.booleans()) for row in rows))
    assert solver.check() == z3.sat
    model = solver.model()
    full = inputs.facts_of(model, ON)
    note(repr(full))
    found = decided(PolicyBook(listed), (policy.key, scheme.key), full, ON, {})
    outcome, low, high = said(encoded, lambda term: _value(model, term))
    if outcome in ("not_entitled", "not_applicable") or holds(model, encoded.barred):
        high = 0
    assert (outcome, low, high) == found


@pytest.mark.parametrize(
    ("divisor", "fen"), [("50%", 1500), ("2", 375), ("75%", 1000), ("(-4) + 10元", 813), ("33.3%", 2252)]
)
def test_a_quotient_by_a_constant_is_what_decide_gives(divisor: str, fen: int) -> None:
    # 7.50 yuan, by a half, by two, and so on.
    listed = policy_list(f"对象 企业\n标准 收入 ÷ {divisor}", other=OTHER)
    policy = listed.policies[0]
    scheme = policy.schemes[0]
    inputs = Inputs(listed.vocabulary, records=0)
    encoded = encode(Subject(listed, policy, scheme, scheme.versions[0], {}), inputs)
    facts = RecipientFacts("enterprise", frozenset(), {"revenue": 750})
    found = decided(PolicyBook(listed), (policy.key, scheme.key), facts, ON, {})
    assert found == ("entitled", fen, fen)
    agrees(encoded, inputs, facts, found)


def test_what_is_not_open_is_still_open_when_it_is_denied() -> None:
    listed = policy_list('对象 企业\n条件 非 (待定 "甲" "a")\n标准 1元')
    policy = listed.policies[0]
    inputs = Inputs(listed.vocabulary, records=1)
    encoded = encode(Subject(listed, policy, policy.schemes[0], policy.schemes[0].versions[0], {}), inputs)
    agrees(encoded, inputs, typed({}), ("undetermined", 0, 100))


@pytest.mark.parametrize(("cap", "left"), [("上限 5元", 500), ("上限 5元 每年", 200), ("上限 2元 每年", 0)])
def test_only_a_yearly_cap_shrinks_by_what_was_paid_in_the_year(cap: str, left: int) -> None:
    listed = policy_list(f"对象 企业\n标准 收入\n{cap}")
    policy = listed.policies[0]
    inputs = Inputs(listed.vocabulary, records=1, awards=True)
    encoded = encode(Subject(listed, policy, policy.schemes[0], policy.schemes[0].versions[0], {}), inputs)
    paid = inputs.paid_before(("small", "main"))
    assert paid is not None
    given_facts = [(paid.this_year, z3.BoolVal(True)), (paid.paid, z3.IntVal(300))]
    known = [*inputs.given(typed({"收入": "9元"})), *given_facts]
    assert whole(z3.simplify(z3.substitute(encoded.high, *known))) == left
