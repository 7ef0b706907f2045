"""The evaluators that must all mean the same: a new one is added here and nowhere else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, cast

from duixian.book import PolicyBook
from duixian.census.decided import NO_BOUND, Decided, Engine, Part
from duixian.census.lowering import OUTCOMES, Program, SchemeVersion, deciding_words, lower
from duixian.census.native.engine import NativeEngine
from duixian.census.scalars import Unprovable
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.census.sql.spark import SparkEngine
from duixian.census.sql.text import query_text
from duixian.language.library import PolicyList
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.columns import ID
from duixian.registry.population import Population
from duixian.registry.recipient import RecipientFacts
from tests.semantics.databases import ClickHouse, Database, Postgres
from tests.semantics.given import GivenPopulation

SMALL_SPARK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""Some hundred queries over a few rows: what is compiled for one of them is never used again."""


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


class OverTables(ABC):
    """Runs programs over tables: every question's recipient is a row of one population, and each rule's program
    runs once. What a census decides one by one, ``decide`` decides here too."""

    name: str

    def decide(self, questions: Sequence[Question]) -> list[Result]:
        vocabulary = questions[0].listed.vocabulary
        population = GivenPopulation(
            vocabulary, {str(number): question.facts for number, question in enumerate(questions)}
        )
        asked: dict[tuple[object, ...], list[int]] = {}
        for number, question in enumerate(questions):
            readings = tuple(sorted(question.readings.items()))
            asked.setdefault((id(question.listed), question.facts.kind, question.on, readings), []).append(
                number
            )
        programs: list[tuple[Program, list[int]]] = []
        for numbers in asked.values():
            # Whether there is a program may hang on the recipient: awards are decided one by one.
            found = [(program_of(questions[number]), number) for number in numbers]
            of_rule = [number for program, number in found if program is not None]
            programs += [(next(program for program, _ in found if program), of_rule)] if of_rule else []
        results: dict[int, Result] = {}
        for kind in population.kinds:
            mine = [(program, numbers) for program, numbers in programs if program.kind == kind]
            results |= self.run(population, kind, mine)
        singly = SingleCase()
        return [
            results[number] if number in results else singly.decide([question])[0]
            for number, question in enumerate(questions)
        ]

    @abstractmethod
    def run(
        self, population: GivenPopulation, kind: str, programs: Sequence[tuple[Program, Sequence[int]]]
    ) -> dict[int, Result]:
        """Decide recipients of a kind: for each program those with certain ids. Who is not in the result is
        to be decided one by one."""


class ByEngine(OverTables):
    """An engine of the census."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.engine = engine

    def run(
        self, population: GivenPopulation, kind: str, programs: Sequence[tuple[Program, Sequence[int]]]
    ) -> dict[int, Result]:
        results: dict[int, Result] = {}

        def consume(part: Part) -> None:
            places = {int(id_): row for row, id_ in enumerate(part.recipients.column(ID).to_pylist())}
            for (_, numbers), decided in zip(programs, part.decided, strict=True):
                for number in numbers:
                    found = _row(decided, places[number]) if number in places else None
                    if found is not None:
                        results[number] = found

        lowered = [program for program, _ in programs]
        self.engine.run(cast("Population", population), kind, lowered, consume, every=True)
        return results


class ByText(OverTables):
    """A database that is given the text which ``duixian sql`` prints."""

    def __init__(self, database: Database) -> None:
        self.name = database.dialect
        self.database = database

    def run(
        self, population: GivenPopulation, kind: str, programs: Sequence[tuple[Program, Sequence[int]]]
    ) -> dict[int, Result]:
        dialect = DIALECTS[self.database.dialect]
        texts = [
            query_text(population.vocabulary, program, dialect, complete=population.complete)
            for program, _ in programs
        ]
        results: dict[int, Result] = {}
        for (_, numbers), table in zip(programs, self.database.run(population.tables(), texts), strict=True):
            rows = {int(row["id"]): row for row in table.to_pylist()}
            for number in numbers:
                row = rows[number]
                if not row["beyond"]:
                    results[number] = Result(
                        OUTCOMES[row["outcome"]], row["low"], row["high"], deciding_words(row["deciding"])
                    )
        return results


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


EVALUATORS: tuple[Evaluator, ...] = (
    SingleCase(),
    ByEngine(DuckDBEngine()),
    ByEngine(NativeEngine()),
    ByText(Postgres()),
    ByText(ClickHouse()),
    ByEngine(SparkEngine("local[2]", settings=SMALL_SPARK)),
)
