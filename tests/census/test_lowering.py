"""The integer programs mean what the single case means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.programs import programs_of
from duixian.census.scalars import LIMIT, SUM_LIMIT, Scalar, Scalars, Unprovable
from duixian.check import Case as WorkedCase
from duixian.check import policy_cases
from duixian.decide.decision import Decision
from duixian.decide.missing import without_number
from duixian.language.library import PolicyList
from duixian.registry.recipient import RecipientFacts, example_facts
from tests import strategies
from tests.census.interpreter import Interpreter
from tests.semantics.case import Case
from tests.semantics.cases import CASES
from tests.small_list import policy_list, typed
from tests.strategies import WrittenRule

BOOK = load()
WORKED = [case for policy in BOOK.listed.policies for case in policy_cases(policy)]


def program(listed: PolicyList, kind: str, on: date, readings: Mapping[str, str]) -> Program | None:
    """The program of the first scheme of a list."""
    policy = listed.policies[0]
    version = policy.schemes[0].version(on)
    if version is None:
        return None
    known = {reading.key for reading in version.readings}
    choice = {key: option for key, option in readings.items() if key in known}
    return lower(listed.vocabulary, SchemeVersion(policy, policy.schemes[0], version), choice, kind)


def agrees(listed: PolicyList, lowered: Program, facts: RecipientFacts, decision: Decision) -> None:
    """The program says what the decision says, and names at least the facts that it names."""
    interpreter = Interpreter(listed.vocabulary, lowered, facts)
    found = interpreter.result()
    if found is None:
        return
    outcome, low, high, deciding = found
    assert (outcome, deciding) == (decision.outcome, decision.deciding)
    if not decision.reduced:
        assert (low, high) == decision.amount
        if outcome in ("entitled", "undetermined"):
            assert interpreter.missing() >= {without_number(path) for path in decision.missing}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_program_means_what_the_language_says(case: Case) -> None:
    listed = policy_list(*case.versions, other=case.other)
    facts = typed(case.facts, kind=case.kind, roles=case.roles)
    try:
        lowered = program(listed, facts.kind, case.on, case.readings)
    except Unprovable:
        return
    policy = listed.policies[0]
    chosen = {(policy.key, policy.schemes[0].key): case.readings}
    decision = PolicyBook(listed).decide_typed(facts, case.on, chosen)[0]
    if lowered is None:
        assert decision.outcome == "not_applicable"
    else:
        agrees(listed, lowered, facts, decision)


def test_every_scheme_of_the_list_has_a_program() -> None:
    programs = programs_of(BOOK.listed, date(2025, 6, 30), {})
    assert programs.refused == ()
    schemes = {program.of.name for program in programs.programs} | set(programs.not_in_force)
    assert len(schemes) == sum(len(policy.schemes) for policy in BOOK.listed.policies)


@pytest.mark.parametrize("case", WORKED, ids=[f"{case.policy.number} {case.example.name}" for case in WORKED])
def test_a_program_decides_the_worked_cases_of_the_list(case: WorkedCase) -> None:
    facts = example_facts(case.example)
    version = case.scheme.version(case.example.on)
    if version is None:
        assert case.example.expected[0].outcome == "not_applicable"
        return
    for expected in case.example.expected:
        readings = dict(case.example.readings) | dict(expected.readings)
        of = SchemeVersion(case.policy, case.scheme, version)
        lowered = lower(BOOK.listed.vocabulary, of, readings, facts.kind)
        decision = BOOK.decide_scheme_typed(
            case.policy.key, case.scheme.key, facts, case.example.on, readings
        )
        if lowered is None:
            assert decision.outcome == "not_applicable"
        else:
            agrees(BOOK.listed, lowered, facts, decision)


ON = date(2024, 6, 1)


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_the_program_of_any_rule_decides_as_decide_does(data: st.DataObject, rule: WrittenRule) -> None:
    note(rule.text)
    listed = policy_list(rule.text)
    version = listed.policies[0].schemes[0].versions[0]
    read = strategies.read_names(version)
    readings = data.draw(strategies.chosen(rule))
    for _ in range(8):
        complete = data.draw(strategies.complete(only=read))
        hide, _ = data.draw(strategies.hiding(complete, read))
        facts = strategies.hidden(complete, hide)
        try:
            lowered = program(listed, facts.kind, ON, readings)
        except Unprovable:
            return
        decision = PolicyBook(listed).decide_typed(facts, ON, {("small", "main"): readings})[0]
        if lowered is None:
            assert decision.outcome == "not_applicable"
        else:
            agrees(listed, lowered, facts, decision)


# --- Ranges ----------------------------------------------------------------------------------------------------


def test_what_cannot_be_shown_to_fit_is_guarded() -> None:
    make = Scalars()
    money = make.column("cost_fen", "money", 0, 1 << 50)
    assert make.multiply(money, make.figure("a rate", 1 << 11)).operation == "multiply"
    assert make.guards == []
    assert make.multiply(money, make.figure("a rate", 1 << 12)).operation == "multiply_guarded"
    assert [guard.operation for guard in make.guards] == ["multiply_beyond"]


def test_a_figure_is_an_argument_and_no_part_of_the_program() -> None:
    rule = "对象 企业\n条件 收入 > {}万元\n标准 费用 × {}%\n上限 {}元 每年"
    programs = [
        program(policy_list(rule.format(*figures)), "enterprise", ON, {})
        for figures in ((500, 20, 100), (800, 30, 900))
    ]
    first, second = programs
    assert first is not None
    assert second is not None
    assert repr(first.outcome) == repr(second.outcome)
    assert repr(first.high) == repr(second.high)
    assert first.figures == (500_0000_00, 100_00, 20, 100_00 * 100)
    assert second.figures == (800_0000_00, 900_00, 30, 900_00 * 100)


def test_every_number_of_the_list_is_proven_to_fit() -> None:
    def all_below(scalar: Scalar, seen: set[int]) -> None:
        if id(scalar) in seen:
            return
        seen.add(id(scalar))
        assert max(abs(scalar.low), abs(scalar.high)) <= max(LIMIT, SUM_LIMIT), scalar
        for operand in scalar.inputs:
            all_below(operand, seen)

    for lowered in programs_of(BOOK.listed, date(2025, 6, 30), {}).programs:
        seen: set[int] = set()
        for scalar in (lowered.outcome, lowered.low, lowered.high, lowered.deciding):
            all_below(scalar, seen)
