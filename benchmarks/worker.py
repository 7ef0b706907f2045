"""One engine in a process of its own: ``python -m benchmarks.worker TASK MODULE WAY AMOUNT`` prints JSON."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import platform
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import cases

CASES = 200
"""So many different cases are decided in turn."""


def main(task: str, module: str, way: str, amount: float) -> dict[str, Any]:
    """Do a task with one way of using an engine."""
    engine = importlib.import_module(f"benchmarks.engines.{module}").WAYS[way]()
    measured: dict[str, Any] = TASKS[task](engine, amount)
    measured["version"] = importlib.metadata.version(engine.package) if engine.package else ""
    measured["python"] = platform.python_version()
    measured["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return measured


# --- Speed -------------------------------------------------------------------------------------------------


def speed(engine: Any, seconds: float) -> dict[str, Any]:
    """Microseconds a rule of W5, one case at a time."""
    given = [engine.prepare(row) for row in cases.realistic(CASES)]
    return {"us": _per_case(engine.decide, given, seconds) / len(cases.RULES)}


def listed(engine: Any, seconds: float) -> dict[str, Any]:
    """Microseconds a scheme of the whole Qingdao list, for each recipient."""
    recipients = engine.recipients()
    share = seconds / len(recipients)
    each = {name: _per_case(engine.decide, [facts], share) for name, facts in recipients.items()}
    return {"us": {name: took / engine.schemes for name, took in each.items()}, "schemes": engine.schemes}


def _per_case(decide: Callable[[Any], Any], given: Sequence[Any], seconds: float) -> float:
    """Microseconds a case: the median of at least five passes over all cases, after one that warms up."""
    for case in given:
        decide(case)
    passes: list[float] = []
    until = time.perf_counter() + seconds
    while len(passes) < 5 or time.perf_counter() < until:
        begin = time.perf_counter()
        for case in given:
            decide(case)
        passes.append(time.perf_counter() - begin)
    return statistics.median(passes) / len(given) * 1e6


# --- Exactness ---------------------------------------------------------------------------------------------


def exact(engine: Any, count: float) -> dict[str, Any]:
    """How many amounts are wrong on hard and on realistic data, and by how many fen at most."""
    return {
        "hard": _wrong(engine, list(cases.hard(int(count)))),
        "realistic": _wrong(engine, list(cases.realistic(int(count) // 5))),
    }


def _wrong(engine: Any, rows: list[cases.Row]) -> dict[str, Any]:
    if hasattr(engine, "table"):
        answered = engine.table(rows)
    else:
        answered = [engine.answers(engine.decide(engine.prepare(row))) for row in rows]
    wrong: Counter[str] = Counter()
    largest = 0
    by_yuan = 0
    for row, answers in zip(rows, answered, strict=True):
        for rule, given, right in zip(cases.RULES, answers, cases.expected(row), strict=True):
            if given != right:
                wrong[rule] += 1
                off = right if given is None else abs(given - right)
                largest = max(largest, off)
                by_yuan += off >= 100
    return {
        "results": len(rows) * len(cases.RULES),
        "wrong": wrong.total(),
        "by_rule": dict(wrong),
        "at_most_fen": largest,
        "by_a_yuan": by_yuan,
    }


# --- Missing facts -----------------------------------------------------------------------------------------


def missing(engine: Any, count: float) -> dict[str, Any]:
    """What an engine says where facts are missing.

    ``open`` are the results that hang on a missing fact, ``settled`` those that are the same whatever it is,
    ``whole`` those whose rule lacks nothing but whose case does.
    """
    said: dict[str, Counter[str]] = {"open": Counter(), "settled": Counter(), "whole": Counter()}
    for row in cases.with_missing(int(count)):
        lacking = {name for name, value in row.items() if value is None}
        if not lacking:
            continue
        answers: Sequence[int | str | None]
        try:
            answers = engine.answers(engine.decide(engine.prepare(row)))
        except Exception:  # noqa: BLE001  # whatever an engine throws is its answer
            answers = ["exception"] * len(cases.RULES)
        for rule, given, (low, high) in zip(cases.RULES, answers, cases.bounds(row), strict=True):
            kind = "whole" if lacking.isdisjoint(cases.READS[rule]) else "settled" if low == high else "open"
            said[kind][_word(given, rule, low if kind != "open" else None)] += 1
    return {kind: dict(counted) for kind, counted in said.items()}


def _word(given: int | str | None, rule: str, right: int | None) -> str:
    """What an answer is: right or wrong where something is right, else what it is instead of unknown."""
    if given == "exception":
        return "exception"
    if given is None:
        return "unknown"
    if right is not None:
        return "right" if given == right else "wrong"
    if given == 0:
        return "nothing"
    return "full cap" if given == cases.CAPS.get(rule) else "an amount"


TASKS = {"speed": speed, "list": listed, "exact": exact, "missing": missing}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])), sys.stdout)
