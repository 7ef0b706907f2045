"""DuckDB decides every recipient as ``decide`` does."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.census.lowering import SchemeVersion, lower
from duixian.census.programs import programs_of
from duixian.census.scalars import Unprovable
from duixian.census.sql.duckdb import DuckDBEngine
from tests import strategies
from tests.census.agreement import assert_agrees
from tests.census.generated import recipients_for
from tests.census.tables import identity, population_of
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
