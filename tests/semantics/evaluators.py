"""The evaluators that must all mean the same: a new one is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, cast

from duixian.book import PolicyBook
from duixian.census.decided import NO_BOUND, Decided, Engine, Part
from duixian.census.lowering import OUTCOMES, Program, SchemeVersion, deciding_words, lower
from duixian.census.native.engine import NativeEngine
from duixian.census.scalars import Unprovable
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.language.library import PolicyList
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.columns import ID
from duixian.registry.population import Population
from duixian.registry.recipient import RecipientFacts
from tests.semantics.given import GivenPopulation


class Question(NamedTuple):
    """The first scheme of a list for one recipient; ``readings`` are those chosen for it."""

    listed: PolicyList
    facts: RecipientFacts
    on: date
    readings: Mapping[str, str]


class Result(NamedTuple):
    """What an evaluator says of one scheme. ``maximum`` None: no bound."""

    outcome: str
    minimum: int
    maximum: int | None
    deciding: str


class Evaluator(Protocol):
    """Anything that decides typed facts."""

    name: str

    def decide(self, questions: Sequence[Question]) -> list[Result]:
        """Decide some questions over one vocabulary."""
        ...


class SingleCase:
    """``duixian.decide``: one case with its reasons."""

    name = "decide"

    def decide(self, questions: Sequence[Question]) -> list[Result]:
        return [self._one(question) for question in questions]

    @staticmethod
    def _one(question: Question) -> Result:
        policy = question.listed.policies[0]
        chosen = {(policy.key, policy.schemes[0].key): question.readings}
        found = PolicyBook(question.listed).decide_typed(question.facts, question.on, chosen)[0]
        return Result(found.outcome, found.minimum_fen, found.maximum_fen, found.deciding)


class OverTables:
    """An engine of the census: every question's recipient is a row of one population, on which the programs of
    all rules run at once. What a census decides one by one, ``decide`` decides here too."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.engine = engine

    def decide(self, questions: Sequence[Question]) -> list[Result]:
        results: dict[int, Result] = {}
        programs = {number: program_of(question) for number, question in enumerate(questions)}
        vocabulary = questions[0].listed.vocabulary
        recipients = {str(number): question.facts for number, question in enumerate(questions)}
        population = cast("Population", GivenPopulation(vocabulary, recipients))
        for kind in population.kinds:
            mine = {
                number: program for number, program in programs.items() if program and program.kind == kind
            }

            def consume(part: Part, mine: Mapping[int, Program] = mine) -> None:
                places = {int(id_): row for row, id_ in enumerate(part.recipients.column(ID).to_pylist())}
                for (number, _), decided in zip(mine.items(), part.decided, strict=True):
                    found = _row(decided, places[number]) if number in places else None
                    if found is not None:
                        results[number] = found

            self.engine.run(population, kind, list(mine.values()), consume, every=True)
        singly = SingleCase()
        return [
            results[number] if number in results else singly.decide([question])[0]
            for number, question in enumerate(questions)
        ]


def program_of(question: Question) -> Program | None:
    """The program that a census runs for a question; None where it runs none, or decides one by one."""
    listed, facts, on, readings = question
    policy = listed.policies[0]
    version = policy.schemes[0].version(on)
    if version is None or facts.records.get(EARLIER_AWARDS):
        return None
    known = {reading.key for reading in version.readings}
    choice = {key: option for key, option in readings.items() if key in known}
    try:
        return lower(listed.vocabulary, SchemeVersion(policy, policy.schemes[0], version), choice, facts.kind)
    except Unprovable:
        return None


def _row(decided: Decided, row: int) -> Result | None:
    """What was decided for one row; None where it is left to be decided one by one."""
    assert decided.every_outcome is not None
    assert decided.every_deciding is not None
    if row in decided.elsewhere:
        return None
    outcome, deciding = OUTCOMES[decided.every_outcome[row]], deciding_words(int(decided.every_deciding[row]))
    [found] = (decided.rows == row).nonzero()
    if not len(found):
        return Result(outcome, 0, 0, deciding)
    low, high = int(decided.low[found[0]]), int(decided.high[found[0]])
    return Result(outcome, low, None if high == NO_BOUND else high, deciding)


EVALUATORS: tuple[Evaluator, ...] = (SingleCase(), OverTables(DuckDBEngine()), OverTables(NativeEngine()))
