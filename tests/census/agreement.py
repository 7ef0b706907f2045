"""Whether an engine says of every recipient what ``decide`` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from duixian.book import PolicyBook
from duixian.census.decided import NO_BOUND, Decided, Engine, Part
from duixian.census.lowering import ENTITLED, OUTCOMES, UNDETERMINED, Program, deciding_words
from duixian.decide.missing import without_number
from duixian.registry.columns import ID
from duixian.registry.population import Population
from duixian.registry.recipient import RecipientFacts


def assert_agrees(
    engine: Engine,
    book: PolicyBook,
    population: Population,
    programs: Sequence[Program],
    on: date,
    *,
    missing: bool = True,
) -> int:
    """Compare every recipient of the programs' kind; gives how many decisions were left to be made one by one.
    Without ``missing`` the facts that may settle a decision are not compared: ``decide`` may take long over
    them."""
    (kind,) = {program.kind for program in programs}
    parts: list[Part] = []
    engine.run(population, kind, programs, parts.append, every=True)
    facts = {name: found for name, found in population.typed_facts() if found.kind == kind}
    parts.sort(key=lambda part: part.number)
    said = [name for part in parts for name in part.recipients.column(ID).to_pylist()]
    assert said == list(facts)
    left = 0
    for part in parts:
        names = part.recipients.column(ID).to_pylist()
        for program, decided in zip(programs, part.decided, strict=True):
            left += _check(
                book, program, decided, [(name, facts[name]) for name in names], on, missing=missing
            )
    return left


def _check(
    book: PolicyBook,
    program: Program,
    decided: Decided,
    recipients: Sequence[tuple[str, RecipientFacts]],
    on: date,
    *,
    missing: bool,
) -> int:
    assert decided.every_outcome is not None
    assert decided.every_deciding is not None
    elsewhere = set(decided.elsewhere.tolist())
    sparse = _sparse(program, decided)
    outcomes: Counter[int] = Counter()
    for row, (name, facts) in enumerate(recipients):
        if row in elsewhere:
            assert row not in sparse
            continue
        of = program.of
        decision = book.decide_scheme_typed(of.policy.key, of.scheme.key, facts, on, dict(program.readings))
        outcome = int(decided.every_outcome[row])
        outcomes[outcome] += 1
        found = (OUTCOMES[outcome], deciding_words(int(decided.every_deciding[row])))
        assert found == (decision.outcome, decision.deciding), (of.name, name, facts)
        low, high, lacking = sparse.pop(row, (0, 0, frozenset[str]()))
        assert (low, high) == decision.amount, (of.name, name, facts)
        if missing and outcome in (UNDETERMINED, ENTITLED):
            assert lacking >= {without_number(path) for path in decision.missing}, (of.name, name, facts)
    assert sparse == {}
    assert decided.counts.tolist() == [outcomes[code] for code in range(len(OUTCOMES))]
    return len(elsewhere)


def _sparse(program: Program, decided: Decided) -> dict[int, tuple[int, int | None, frozenset[str]]]:
    """Amount and missing facts of the rows that may get something."""
    assert decided.every_outcome is not None
    assert decided.every_deciding is not None
    rows = decided.rows.tolist()
    assert rows == sorted(set(rows))
    assert decided.outcome.tolist() == [int(decided.every_outcome[row]) for row in rows]
    assert decided.deciding.tolist() == [int(decided.every_deciding[row]) for row in rows]
    assert set(decided.outcome.tolist()) <= {UNDETERMINED, ENTITLED}
    paths = [missing.path for missing in program.missing]
    return {
        row: (
            low,
            None if high == NO_BOUND else high,
            frozenset(path for bit, path in enumerate(paths) if bits >> bit & 1),
        )
        for row, low, high, bits in zip(
            rows, decided.low.tolist(), decided.high.tolist(), decided.missing.tolist(), strict=True
        )
    }


def without_every(
    engine: Engine, population: Population, programs: Sequence[Program]
) -> Mapping[int, list[Decided]]:
    """What an engine says where the outcome of every row is not asked for, by the number of the part."""
    found: dict[int, list[Decided]] = {}
    (kind,) = {program.kind for program in programs}

    def consume(part: Part) -> None:
        found[part.number] = list(part.decided)

    engine.run(population, kind, programs, consume, every=False)
    return found
