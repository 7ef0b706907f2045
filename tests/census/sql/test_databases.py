"""The list's text on the databases that can be had for a test."""

from __future__ import annotations

from datetime import date

import pytest

from duixian.book import load
from duixian.census.lowering import Program
from duixian.census.programs import programs_of
from duixian.registry.recipient import RecipientFacts
from tests.census.generated import recipients_for
from tests.census.interpreter import Interpreter
from tests.semantics.databases import ClickHouse, Database, Postgres
from tests.semantics.evaluators import ByText
from tests.semantics.given import GivenPopulation

BOOK = load()
DATABASES = [
    pytest.param(database, marks=pytest.mark.xdist_group(database.dialect), id=database.dialect)
    for database in (Postgres(), ClickHouse())
]


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("kind", ["enterprise", "person", "district"])
def test_every_scheme_of_the_list_is_decided_by_its_text(database: Database, kind: str) -> None:
    words = BOOK.listed.vocabulary
    facts: list[RecipientFacts] = []
    asked: list[tuple[Program, range]] = []
    for program in programs_of(BOOK.listed, date(2025, 6, 30), {}).of_kind(kind):
        made = recipients_for(words, program.of.version, kind, number=25, seed=len(facts))
        asked.append((program, range(len(facts), len(facts) + len(made))))
        facts += made.values()
    population = GivenPopulation(words, {str(number): one for number, one in enumerate(facts)})
    found = ByText(database).run(population, kind, asked)
    for program, numbers in asked:
        for number in numbers:
            expected = Interpreter(words, program, facts[number]).result()
            said = found.get(number)
            assert (said and tuple(said)) == expected, (program.of.name, facts[number])
