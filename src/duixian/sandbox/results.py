"""What the sandbox found, for the terminal, for programs and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from duixian.census.report import budget_as_json
from duixian.census.summary import FEN
from duixian.language.node import Node
from duixian.language.quantity import yuan_text
from duixian.language.tree import Text

if TYPE_CHECKING:
    from datetime import date

    from duixian.census.budgets import BudgetResult
    from duixian.census.tally import Money
    from duixian.language.library import PolicyList
    from duixian.registry.population import Population
    from duixian.sandbox.backtest import Compared
    from duixian.sandbox.changes import Reformed
    from duixian.sandbox.experiment import Effect, Outcome
    from duixian.sandbox.gains import Gains, Side
    from duixian.sandbox.reform import Reform
    from duixian.sandbox.sweep import Sought, Step, Sweep

FILES = (
    "costs.parquet",
    "gains.parquet",
    "distribution.parquet",
    "envelopes.parquet",
    "sweep.parquet",
    "report.html",
)
"""What the sandbox writes; the last one marks a folder that holds its results."""


class Trial(Node):
    """A reform that is tried: its title, the file it was read from (None: quick changes), and the list it makes."""

    title: Text
    reform: Reform | None
    reformed: Reformed


class Swept(Node):
    """A sweep with its steps, and what was sought."""

    sweep: Sweep
    steps: tuple[Step, ...]
    sought: Sought | None


@dataclass(frozen=True)
class Results:
    """Everything about some reforms over a population."""

    on: date
    baseline: PolicyList
    baseline_hash: str
    population: Population
    effects: Sequence[tuple[Trial, Effect]]
    swept: Swept | None = None


# --- For programs ------------------------------------------------------------------------------------------


def as_json(results: Results, seconds: float) -> dict[str, Any]:
    """The results for programs; amounts as decimal strings in yuan, null where there is no bound."""
    rows = {kind: results.population.rows[kind] for kind in results.population.kinds}
    return {
        "date": results.on.isoformat(),
        "baseline": results.baseline_hash,
        "seconds": round(seconds, 3),
        "rows": rows,
        "rejected": dict(results.population.rejects.count),
        "reforms": [_trial_as_json(trial, effect) for trial, effect in results.effects],
        "sweep": None if results.swept is None else _sweep_as_json(results.swept),
    }


def _trial_as_json(trial: Trial, effect: Effect) -> dict[str, Any]:
    narrowing = effect.after.narrowing
    return {
        "title": trial.title.zh,
        "title_en": trial.title.en or None,
        "author": trial.reform.author if trial.reform else None,
        "file": trial.reform.file if trial.reform else None,
        "why": trial.reform.why if trial.reform else None,
        "leaves_out": trial.reform.left_out if trial.reform else None,
        "changes": [applied.change.words for applied in trial.reformed.applied],
        "touched": [f"{number}.{key}" for number, key in trial.reformed.touched],
        "before": _outcome_as_json(effect.before),
        "after": _outcome_as_json(effect.after),
        "changed": {
            **gains_as_json(effect.changes.all),
            "by": {
                dimension: [{"value": value or None, **gains_as_json(gains)} for value, gains in cells]
                for dimension, cells in effect.changes.by
            },
            "distribution": [
                {
                    "from": yuan_text(one.low),
                    "to": None if one.high is None else yuan_text(one.high),
                    "gain": one.gain,
                    "lose": one.lose,
                }
                for one in effect.changes.distribution
            ],
        },
        "narrowing": None
        if narrowing is None
        else {
            "fact": narrowing[0],
            "open": narrowing[1].recipients,
            "amount": yuan_text(narrowing[1].money.high - narrowing[1].money.low),
            "unbounded": narrowing[1].money.unbounded,
        },
    }


def _outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "cost": _money_as_json(outcome.cost),
        "entitled": outcome.entitled,
        "undetermined": outcome.undetermined,
        "envelopes": [budget_as_json(budget) for budget in outcome.census.budgets],
    }


def _money_as_json(money: Money) -> dict[str, Any]:
    most = None if money.most is None else yuan_text(money.most)
    return {"min": yuan_text(money.low), "max": most, "unbounded": money.unbounded}


def gains_as_json(gains: Gains) -> dict[str, Any]:
    """Winners and losers for programs."""
    return {
        "gain": _side_as_json(gains.gain),
        "lose": _side_as_json(gains.lose),
        "mixed": gains.mixed,
        "same": gains.same,
        "newly_in": gains.newly_in,
        "newly_out": gains.newly_out,
    }


def _side_as_json(side: Side) -> dict[str, Any]:
    return {
        "recipients": side.recipients,
        "surely": side.surely,
        "at_least": yuan_text(side.least),
        "at_most": yuan_text(side.most),
        "unbounded": side.unbounded,
    }


def _sweep_as_json(swept: Swept) -> dict[str, Any]:
    sought = swept.sought
    return {
        "target": swept.sweep.path,
        "steps": [
            {
                "value": step.value,
                "cost": _money_as_json(step.cost),
                "entitled": step.entitled,
                "undetermined": step.undetermined,
                "claimed": None if step.claimed is None else _money_as_json(step.claimed),
                "envelope": None if step.envelope is None else yuan_text(step.envelope),
            }
            for step in swept.steps
        ],
        "seek": None
        if sought is None
        else {
            "end": sought.end,
            "envelope": yuan_text(sought.envelope),
            "value": None if sought.step is None else sought.step.value,
            "steady": sought.steady,
        },
    }


def backtest_as_json(found: Sequence[Compared], language: str) -> dict[str, Any]:
    """Reported totals beside what the rules give, for programs."""
    return {
        "backtest": [
            {
                "name": one.reported.name.in_language(language),
                "scheme": f"{one.reported.policy}.{one.reported.scheme}",
                "on": one.reported.on.isoformat(),
                "article": yuan_text(one.reported.total),
                "earlier_awards": None if one.listed is None else yuan_text(one.listed),
                "rules": _money_as_json(one.cell.money),
                "entitled": one.cell.entitled,
                "undetermined": one.cell.undetermined,
                "reading": one.reported.reading.in_language(language),
            }
            for one in found
        ]
    }


# --- As tables ---------------------------------------------------------------------------------------------

COSTS = pa.schema(
    [
        ("reform", pa.string()),
        ("list", pa.string()),
        ("policy", pa.int16()),
        ("scheme", pa.string()),
        ("kind", pa.string()),
        ("entitled", pa.int64()),
        ("undetermined", pa.int64()),
        ("amount_min_fen", FEN),
        ("amount_max_fen", FEN),
        ("unbounded", pa.int64()),
    ]
)
"""A row for each reform, list (``before``, ``after``), scheme and kind of recipient; ``unbounded`` amounts have no bound
and are not in ``amount_max_fen``."""

GAINS = pa.schema(
    [
        ("reform", pa.string()),
        ("dimension", pa.string()),
        ("value", pa.string()),
        *(
            (f"{side}{what}", FEN if what.endswith("fen") else pa.int64())
            for side in ("gain", "lose")
            for what in ("", "_surely", "_least_fen", "_most_fen", "_unbounded")
        ),
        *((name, pa.int64()) for name in ("mixed", "same", "newly_in", "newly_out")),
    ]
)
"""A row for each reform (``dimension`` empty), and one for each district, industry and size (``value`` null: unknown)."""

DISTRIBUTION = pa.schema(
    [
        ("reform", pa.string()),
        ("from_fen", pa.int64()),
        ("to_fen", pa.int64()),
        ("gain", pa.int64()),
        ("lose", pa.int64()),
    ]
)
"""How many gain and lose at most so much; ``to_fen`` null: no end."""

ENVELOPES = pa.schema(
    [
        ("reform", pa.string()),
        ("list", pa.string()),
        ("policy", pa.int16()),
        ("scheme", pa.string()),
        ("envelope_fen", FEN),
        ("rule", pa.string()),
        ("own_rule", pa.bool_()),
        ("claims", pa.int64()),
        ("claimed_min_fen", FEN),
        ("claimed_max_fen", FEN),
        *((name, pa.int64()) for name in ("whole", "part", "none", "open")),
        ("paid_min_fen", FEN),
        ("paid_max_fen", FEN),
        ("reason", pa.string()),
    ]
)
"""A row for each reform, list, envelope and rule of sharing; ``own_rule``: the list names it. ``reason`` says why a rule
could not be applied (``no_order``)."""

SWEEP = pa.schema(
    [
        ("value", pa.string()),
        ("amount_min_fen", FEN),
        ("amount_max_fen", FEN),
        ("unbounded", pa.int64()),
        ("entitled", pa.int64()),
        ("undetermined", pa.int64()),
        ("claimed_min_fen", FEN),
        ("claimed_max_fen", FEN),
        ("envelope_fen", FEN),
    ]
)
"""A row for each step of a sweep."""


def tables(results: Results) -> dict[str, pa.Table]:
    """The tables by the name of their file."""
    found = {
        "costs.parquet": _table(_costs(results), COSTS),
        "gains.parquet": _table(_gains(results), GAINS),
        "distribution.parquet": _table(_distribution(results), DISTRIBUTION),
        "envelopes.parquet": _table(_envelopes(results), ENVELOPES),
    }
    if results.swept is not None:
        found["sweep.parquet"] = _table(map(_step_row, results.swept.steps), SWEEP)
    return found


def _table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def _costs(results: Results) -> Iterator[dict[str, Any]]:
    for trial, effect in results.effects:
        for name, outcome in (("before", effect.before), ("after", effect.after)):
            for tally in outcome.census.tallies:
                yield {
                    "reform": trial.title.zh,
                    "list": name,
                    "policy": tally.of.policy.number,
                    "scheme": tally.of.scheme.key,
                    "kind": tally.kind,
                    "entitled": tally.all.entitled,
                    "undetermined": tally.all.undetermined,
                    **_amounts("amount", tally.all.money),
                    "unbounded": tally.all.money.unbounded,
                }


def _amounts(name: str, money: Money) -> dict[str, Decimal]:
    return {f"{name}_min_fen": Decimal(money.low), f"{name}_max_fen": Decimal(money.high)}


def _gains(results: Results) -> Iterator[dict[str, Any]]:
    for trial, effect in results.effects:
        cells = [(dimension, value, gains) for dimension, by in effect.changes.by for value, gains in by]
        for dimension, value, gains in [("", "", effect.changes.all), *cells]:
            row: dict[str, Any] = {"reform": trial.title.zh, "dimension": dimension, "value": value or None}
            for name, side in (("gain", gains.gain), ("lose", gains.lose)):
                row |= {
                    name: side.recipients,
                    f"{name}_surely": side.surely,
                    f"{name}_least_fen": Decimal(side.least),
                    f"{name}_most_fen": Decimal(side.most),
                    f"{name}_unbounded": side.unbounded,
                }
            counts = ("mixed", "same", "newly_in", "newly_out")
            yield row | {count: getattr(gains, count) for count in counts}


def _distribution(results: Results) -> Iterator[dict[str, Any]]:
    for trial, effect in results.effects:
        for one in effect.changes.distribution:
            yield {
                "reform": trial.title.zh,
                "from_fen": one.low,
                "to_fen": one.high,
                "gain": one.gain,
                "lose": one.lose,
            }


def _envelopes(results: Results) -> Iterator[dict[str, Any]]:
    for trial, effect in results.effects:
        for name, outcome in (("before", effect.before), ("after", effect.after)):
            for budget in outcome.census.budgets:
                for row in _allocations(budget):
                    yield {"reform": trial.title.zh, "list": name} | row


def _allocations(budget: BudgetResult) -> Iterator[dict[str, Any]]:
    for one in budget.allocations:
        yield {
            "policy": budget.policy,
            "scheme": budget.scheme or None,
            "envelope_fen": Decimal(budget.envelope),
            "rule": one.rule,
            "own_rule": one.rule == budget.rule,
            "claims": budget.claims,
            "claimed_min_fen": Decimal(budget.claimed_low),
            "claimed_max_fen": None if budget.claimed_high is None else Decimal(budget.claimed_high),
            "whole": one.whole,
            "part": one.part,
            "none": one.none,
            "open": one.open,
            "paid_min_fen": Decimal(one.low),
            "paid_max_fen": Decimal(one.high),
            "reason": one.reason or None,
        }


def _step_row(step: Step) -> dict[str, Any]:
    claimed = {} if step.claimed is None else _amounts("claimed", step.claimed)
    return {
        "value": step.value,
        **_amounts("amount", step.cost),
        "unbounded": step.cost.unbounded,
        "entitled": step.entitled,
        "undetermined": step.undetermined,
        **claimed,
        "envelope_fen": None if step.envelope is None else Decimal(step.envelope),
    }
