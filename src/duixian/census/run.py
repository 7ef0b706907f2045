"""A census: every recipient of a population, every scheme, the sums, the rankings and the envelopes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from duixian.census.awards import EarlierAwards
from duixian.census.budgets import BudgetResult, Claims, shared_out
from duixian.census.exclusive import exclusions
from duixian.census.left import Left
from duixian.census.lowering import ENTITLED, Program, SchemeVersion
from duixian.census.programs import Programs, Readings, competition, programs_of
from duixian.census.reached import Reached
from duixian.census.singly import (
    EXCLUSION,
    Single,
    as_rows,
    competes,
    decide_ranked,
    decide_singly,
    unknown_among,
    without_excluded,
)
from duixian.census.summary import summary_table
from duixian.census.tally import Rows, SchemeTally, dimension_codes, dimensions_of
from duixian.registry.columns import ID

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.census.decided import Decided, Engine, Part
    from duixian.registry.population import Population
    from duixian.registry.recipient import RecipientFacts

FactsSource = Callable[[Collection[str] | None], Iterable[tuple[str, "RecipientFacts"]]]
"""Gives the facts of recipients by id, of all for None; see ``Population.typed_facts``."""


class Sink(Protocol):
    """Something that takes every decision, part by part; see ``output.Writer``."""

    every: bool

    def add_part(
        self, part: Part, programs: Sequence[tuple[Program, Decided, npt.NDArray[np.bool_]]]
    ) -> None:
        """Take what was decided of a part; of the rows that may get something those marked as kept."""
        ...

    def add_singles(self, of: SchemeVersion, singles: Sequence[Single]) -> None:
        """Take decisions that were made one by one."""
        ...

    def end_kind(self) -> None:
        """All parts of a kind of recipient have come."""
        ...


Progress = Callable[[str, int], None]
"""Told how many recipients more have been decided, and of which kind."""


@dataclass
class Census:
    """What a census found. ``reached`` are the recipients by kind; ``singly`` counts the decisions that were made
    one by one, by scheme and by why (see ``words.WHY_SINGLY``), ``instead`` those that pay nothing because a scheme that
    excludes theirs pays more."""

    on: date
    engine: str
    programs: Programs
    tallies: list[SchemeTally] = field(default_factory=list)
    budgets: list[BudgetResult] = field(default_factory=list)
    recipients: dict[str, int] = field(default_factory=dict)
    reached: dict[str, Reached] = field(default_factory=dict)
    singly: Counter[tuple[str, str]] = field(default_factory=Counter)
    instead: int = 0

    @property
    def summary(self) -> pa.Table:
        """A row for each scheme and kind of recipient: how many of each outcome, and the sums in fen; then the same by
        district, industry and size. It is what summary.parquet holds."""
        return summary_table(self.tallies)


@dataclass
class Setting:
    """What the kinds of recipient of one census share."""

    book: PolicyBook
    population: Population
    programs: Programs
    awards: EarlierAwards
    claims: Claims
    writer: Sink | None
    progress: Progress
    facts: FactsSource | None
    brief: bool


class Uncounted(Exception):
    """Rows that are neither decided nor rejected: a fault of ours, never of the data."""


def run_census(
    book: PolicyBook,
    population: Population,
    engine: Engine,
    on: date,
    readings: Readings,
    *,
    policies: frozenset[int] | None = None,
    writer: Sink | None = None,
    order: Sequence[str] | None = None,
    every_rule: bool = False,
    facts: FactsSource | None = None,
    brief: bool = False,
    progress: Progress = lambda _kind, _rows: None,
) -> Census:
    """Decide every recipient of a population.

    ``policies`` are numbers of those to run (all). ``writer`` takes every decision, where they are wanted.
    ``order`` are the ids of those who applied, the first first, for envelopes that go by it. ``every_rule`` shows what
    every rule of sharing would pay, also where an envelope has its own. ``facts`` gives the facts of those who are
    decided one by one (read from the population). ``brief`` leaves out all but what each scheme comes to: no sums by
    district, industry and size, nothing missing, no envelopes, nobody counted once over all schemes.
    """
    programs = programs_of(book.listed, on, readings, policies)
    census = Census(on, engine.name, programs)
    claims = Claims(book.listed)
    awards = EarlierAwards(population, book.listed)
    setting = Setting(
        book,
        population,
        programs,
        awards,
        claims,
        writer,
        progress,
        facts,
        brief,
    )
    for kind in population.kinds:
        run = _KindRun(setting, kind)
        every = writer is not None and writer.every
        engine.run(population, kind, run.engine_programs, run.consume, every=every)
        run.decide_rest(on)
        if writer is not None:
            writer.end_kind()
        census.tallies += run.tallies
        census.recipients[kind] = run.recipients
        census.reached[kind] = run.reached
        census.singly += run.singly
        census.instead += run.instead
    census.engine = engine.name  # another may have taken over
    _check_counts(population, census)
    if not brief:
        census.budgets = shared_out(claims, order, every_rule=every_rule)
    return census


class _KindRun:
    """The recipients of one kind."""

    def __init__(self, setting: Setting, kind: str) -> None:
        self.book = book = setting.book
        self.population = setting.population
        self.kind = kind
        self.dimensions = () if setting.brief else dimensions_of(book.listed.vocabulary, kind)
        self.claims = setting.claims
        self.writer = setting.writer
        self.progress = setting.progress
        self.given_facts = setting.facts
        self.brief = setting.brief
        programs, awards = setting.programs, setting.awards
        self.programs = programs.of_kind(kind)
        self.refused = [refused for refused in programs.refused if refused.kind == kind]
        self.engine_programs: Sequence[Program] = [
            competition(book.listed.vocabulary, program) if program.of.version.places else program
            for program in self.programs
        ]
        self.awarded = [awards.owners(program.of) for program in self.programs]
        self.tallies = [
            self._tally(program.of, tuple(missing.path for missing in program.missing))
            for program in self.programs
        ] + [self._tally(refused.of, refused.paths) for refused in self.refused]
        self.left = Left(self.population, kind, self.programs)
        # Those left to be decided one by one, with the missing facts as the engine's bits where it said so.
        self.one_by_one: list[dict[str, int | None]] = [{} for _ in self.programs]
        self.competing: list[dict[str, bool]] = [{} for _ in self.programs]
        self.pairs = exclusions([program.of for program in self.programs])
        self.recipients = 0
        self.reached = Reached()
        self.singly = Counter[tuple[str, str]]()
        self.instead = 0

    def _tally(self, of: SchemeVersion, paths: tuple[str, ...]) -> SchemeTally:
        vocabulary = self.book.listed.vocabulary
        values = {
            name: tuple(
                key for key, _ in vocabulary.category_by_name[vocabulary.fact_by_name[name].type.unit].values
            )
            for name in self.dimensions
        }
        return SchemeTally(of, self.kind, () if self.brief else paths, values)

    # --- What the engine decides -----------------------------------------------------------------------------

    def consume(self, part: Part) -> None:
        """Take in what the engine says of some recipients."""
        self.recipients += part.recipients.num_rows
        written = []
        clashing = self._clashing(part)
        dimensions = dimension_codes(part.recipients, self.dimensions)
        for number, decided in enumerate(part.decided):
            self.tallies[number].add_nothing(decided.counts)
            self._leave(number, self.left.ids(part, number, decided.elsewhere), "beyond")
            if self.programs[number].of.version.places:
                ids = self.left.ids(part, number, decided.rows)
                sure = decided.outcome == ENTITLED
                self.competing[number].update(zip(ids, sure.tolist(), strict=True))
                kept = np.zeros(len(decided.rows), dtype=np.bool_)
            else:
                clash = np.isin(decided.rows, clashing.get(number, []))
                self._leave(number, self.left.ids(part, number, decided.rows[clash]), "exclusion")
                kept = self._without_awards(part, decided, number) & ~clash
                self._take_rows(part, decided, number, kept, dimensions)
            written.append((self.programs[number], decided, kept))
        self.left.end_part(part)
        if not self.brief:
            self.reached.add_part(part, [kept for _, _, kept in written], everyone=bool(self.refused))
        if self.writer is not None:
            self.writer.add_part(part, written)
        self.progress(self.kind, part.recipients.num_rows)

    def _clashing(self, part: Part) -> dict[int, npt.NDArray[np.int32]]:
        """By scheme, the rows that may also get something of a scheme that excludes it."""
        found: dict[int, npt.NDArray[np.int32]] = {}
        for one, other in sorted(self.pairs):
            first, second = (
                np.concatenate([part.decided[place].rows, part.decided[place].elsewhere])
                for place in (one, other)
            )
            both = np.intersect1d(first, second)
            for place in (one, other):
                found[place] = np.union1d(found.get(place, both), both)
        return found

    def _leave(self, number: int, recipients: Mapping[str, int | None], why: str) -> None:
        """Leave recipients to be decided one by one; of several reasons the first counts."""
        left = self.one_by_one[number]
        before = len(left)
        left.update(recipients)
        self.singly[self.programs[number].of.name, why] += len(left) - before

    def _without_awards(self, part: Part, decided: Decided, number: int) -> npt.NDArray[np.bool_]:
        """Which rows stand as the engine says: not those of whom earlier awards are known."""
        owners = self.awarded[number]
        if owners is None or not len(decided.rows):
            return np.ones(len(decided.rows), dtype=np.bool_)
        ids = part.recipients.column(ID).take(pa.array(decided.rows))
        awarded: npt.NDArray[np.bool_] = pc.is_in(ids, owners).to_numpy(zero_copy_only=False)
        known = self.left.ids(part, number, decided.rows[awarded])
        bits = decided.missing[awarded].tolist()
        self._leave(number, dict(zip(known, bits, strict=True)), "awards")
        return ~awarded

    def _take_rows(
        self,
        part: Part,
        decided: Decided,
        number: int,
        kept: npt.NDArray[np.bool_],
        dimensions: Mapping[str, npt.NDArray[np.int8]],
    ) -> None:
        codes = {name: all_[decided.rows] for name, all_ in dimensions.items()}
        rows = Rows(decided.outcome, decided.low, decided.high, decided.missing, codes).where(kept)
        self.tallies[number].add(rows)
        if not self.brief and self.claims.wants(self.programs[number].of):
            ids = part.recipients.column(ID).take(pa.array(decided.rows[kept])).to_pylist()
            self.claims.add(self.programs[number].of, ids, rows)

    # --- What is decided one by one --------------------------------------------------------------------------

    def decide_rest(self, on: date) -> None:
        """Decide those whom the engine left."""
        facts = self._facts()
        found = [
            [self._with_missing(number, single) for single in self._decided_singly(number, facts, on)]
            for number in range(len(self.programs))
        ]
        for number, singles in enumerate(without_excluded(found, self.pairs)):
            self._take_singles(number, singles)
        everyone = list(facts.items()) if self.refused else []
        for number, refused in enumerate(self.refused, len(self.programs)):
            self.singly[refused.of.name, "no_program"] += len(everyone)
            decided = decide_singly(self.book, refused.of, refused.readings, everyone, on)
            self._take_singles(number, [self._with_missing(number, single) for single in decided])
        for tally in self.tallies:
            tally.settle()

    def _facts(self) -> dict[str, RecipientFacts]:
        """The facts of those who are left, or of everyone where a scheme has no program."""
        left = [{*rest, *competing} for rest, competing in zip(self.one_by_one, self.competing, strict=True)]
        if not self.refused and self.given_facts is None:
            return self.left.facts(left)
        source = self.given_facts or self.population.typed_facts
        chosen = None if self.refused else set[str]().union(*left)
        return {name: found for name, found in source(chosen) if found.kind == self.kind}

    def _with_missing(self, number: int, single: Single) -> Single:
        """A single decision with the facts that are missing: as the engine says, or all that are unknown."""
        paths = self.tallies[number].paths
        left = self.one_by_one[number] if number < len(self.programs) else {}
        bits = left.get(single.recipient)
        if bits is None:
            return single._replace(missing=unknown_among(paths, single))
        return single._replace(missing=tuple(path for place, path in enumerate(paths) if bits >> place & 1))

    def _decided_singly(self, number: int, facts: Mapping[str, RecipientFacts], on: date) -> Iterator[Single]:
        program = self.programs[number]
        of, readings = program.of, program.readings
        competing, rest = self.competing[number], sorted(self.one_by_one[number])
        if of.version.places:
            self.singly[of.name, "places"] += len(competing)
            found = {name: competes(self.book, of, readings, facts[name], on) for name in rest}
            competing |= {name: sure for name, sure in found.items() if sure is not None}
            rest = [name for name in rest if found[name] is None]
            ranked = [(name, facts[name], sure) for name, sure in sorted(competing.items())]
            yield from decide_ranked(self.book, of, readings, ranked, on)
        given = [(name, facts[name]) for name in rest]
        yield from decide_singly(self.book, of, readings, given, on)

    def _take_singles(self, number: int, singles: Sequence[Single]) -> None:
        tally = self.tallies[number]
        if not singles:
            return
        self.instead += sum(single.deciding == EXCLUSION for single in singles)
        rows = as_rows(self.book.listed.vocabulary, singles, tally.paths)
        something = rows.outcome >= 2
        if self.brief:
            rows.dimensions.clear()
        else:
            for single, outcome in zip(singles, rows.outcome.tolist(), strict=True):
                self.reached.add_single(single.recipient, outcome)
        tally.add_nothing(np.bincount(rows.outcome, minlength=4))
        tally.add(rows.where(something))
        if not self.brief and self.claims.wants(tally.of):
            ids = [single.recipient for single, some in zip(singles, something, strict=True) if some]
            self.claims.add(tally.of, ids, rows.where(something))
        if self.writer is not None:
            self.writer.add_singles(tally.of, singles)


def _check_counts(population: Population, census: Census) -> None:
    """Every row that came in was decided or rejected, and decided once by each scheme."""
    rejected = population.rejects.count
    for kind, decided in census.recipients.items():
        if population.rows[kind] != decided + rejected.get(kind, 0):
            raise Uncounted(
                f"{kind}: {population.rows[kind]} rows in, {decided} decided, {rejected.get(kind, 0)} rejected"
            )
    for tally in census.tallies:
        if tally.recipients != census.recipients[tally.kind]:
            raise Uncounted(f"{tally.of.name}: {tally.recipients} decided of {census.recipients[tally.kind]}")
