"""DuckDB decides every recipient as ``decide`` does."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.census.decided import Part
from duixian.census.lowering import SchemeVersion, lower
from duixian.census.programs import programs_of
from duixian.census.scalars import Unprovable
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.registry.population import Population
from duixian.registry.recipient import RecipientFacts
from tests import strategies
from tests.census.agreement import assert_agrees
from tests.census.generated import recipients_for
from tests.census.interpreter import Interpreter
from tests.census.tables import identity, population_of
from tests.semantics.given import GivenPopulation
from tests.small_list import policy_list
from tests.strategies import WrittenRule

BOOK = load()
ON = date(2025, 6, 30)


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_the_query_of_any_rule_decides_as_decide_does(data: st.DataObject, rule: WrittenRule) -> None:
    note(rule.text)
    listed = policy_list(rule.text)
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    read = strategies.read_names(of.version)
    readings = data.draw(strategies.chosen(rule))
    recipients = {}
    for number in range(8):
        complete = data.draw(strategies.complete(only=read))
        hide, _ = data.draw(strategies.hiding(complete, read))
        recipients[identity(number)] = strategies.hidden(complete, hide)
    population = population_of(listed, recipients)
    for kind in population.kinds:
        try:
            program = lower(listed.vocabulary, of, readings, kind)
        except Unprovable:
            return
        if program is not None:
            assert_agrees(DuckDBEngine(), PolicyBook(listed), population, [program], date(2024, 6, 1))


PROGRAMS = {
    f"{program.of.name} {program.kind} {on}": (program, on)
    for on in (date(2024, 12, 31), date(2025, 6, 30))
    for program in programs_of(BOOK.listed, on, {}).programs
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_scheme_of_the_list_is_decided_as_decide_does(name: str) -> None:
    program, on = PROGRAMS[name]
    words = BOOK.listed.vocabulary
    recipients = recipients_for(words, program.of.version, program.kind, number=150, seed=len(name))
    assert assert_agrees(DuckDBEngine(), BOOK, population_of(BOOK.listed, recipients), [program], on) < 5


def test_the_command_says_nothing_of_the_inside_of_duckdb() -> None:
    arguments = (
        ["sample", "{0}", "--recipients", "500"],
        ["census", "{0}", "--engine", "duckdb", "--summary-only"],
    )
    with TemporaryDirectory() as folder:
        for command in arguments:
            call = [sys.executable, "-m", "duixian", *(word.format(folder) for word in command)]
            done = subprocess.run(call, capture_output=True, text=True, check=True)
            assert done.stderr == ""


HUGE = "对象 企业\n明细 合同\n标准 费用 × 数量 + 合计(合同: 合同额 × 8000)"


def huge(cost: int, quantity: int, *values: int) -> RecipientFacts:
    contracts = tuple({"contract_value": value} for value in values)
    return RecipientFacts(
        "enterprise", frozenset(), {"cost": cost, "quantity": quantity}, {"contracts": contracts}
    )


@pytest.mark.parametrize(
    ("facts", "beyond"),
    [
        # In hundredths of a fen: 2 to the 50th times 40 times 100 is just below 2 to the 62nd.
        (huge(1 << 50, 40), False),
        (huge(1 << 50, 41), True),
        (huge(0, 1 << 40), False),
        (huge(0, (1 << 40) + 1), True),  # a count that engines do not compute with
        (huge(1, 1, 1 << 37, (1 << 37) - 1), False),  # times 800000: just below 2 to the 58th
        (huge(1, 1, *range(1 << 37, (1 << 37) + 3)), True),
        (huge(1, 1, *range((1 << 42) - 900, 1 << 42)), True),  # a sum that 64 bits cannot hold
        (huge(1, 1, 1 << 50), True),  # a record's own term
    ],
)
def test_what_goes_beyond_64_bits_is_left_to_be_decided_one_by_one(
    facts: RecipientFacts, *, beyond: bool
) -> None:
    listed = policy_list(HUGE)
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    program = lower(listed.vocabulary, of, {}, "enterprise")
    assert program is not None
    assert (Interpreter(listed.vocabulary, program, facts).result() is None) == beyond
    population = cast("Population", GivenPopulation(listed.vocabulary, {"A": facts}))
    parts: list[Part] = []
    DuckDBEngine(memory_limit="200MB", threads=1).run(
        population, "enterprise", [program], parts.append, every=True
    )
    [[decided]] = [part.decided for part in parts]
    assert decided.elsewhere.tolist() == ([0] if beyond else [])
    assert int(decided.counts.sum()) == (0 if beyond else 1)
    if not beyond:
        decision = PolicyBook(listed).decide_typed(facts, date(2024, 6, 1), {})[0]
        assert (decided.low.tolist() or [0], decided.high.tolist() or [0]) == tuple(
            [end] for end in (decision.minimum_fen, decision.maximum_fen)
        )


def test_the_facts_that_may_settle_it_are_those_of_the_program() -> None:
    words = BOOK.listed.vocabulary
    for program, _ in list(PROGRAMS.values())[:30]:
        recipients = recipients_for(words, program.of.version, program.kind, number=40, seed=7, unknown=0.3)
        population = cast("Population", GivenPopulation(words, recipients))
        parts: list[Part] = []
        DuckDBEngine().run(population, program.kind, [program], parts.append, every=False)
        facts = list(recipients.values())
        for part in parts:
            [decided] = part.decided
            for row, bits in zip(decided.rows.tolist(), decided.missing.tolist(), strict=True):
                found = {fact.path for place, fact in enumerate(program.missing) if bits >> place & 1}
                assert found == Interpreter(words, program, facts[row]).missing(), (
                    program.of.name,
                    facts[row],
                )
