"""``python -m benchmarks [--full]``: run every measure, write RESULTS.md and its two charts.

Needs what ``make bench`` sets up: ``.venv`` for duixian, ``.venv-bench`` for the peers. Every engine runs in a
process of its own; runs of different engines take turns, so that a slow minute of the machine hits all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import cases, chart, results
from benchmarks.population import measure as population
from benchmarks.population import results as of_population
from benchmarks.results import Way

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / ".venv" / "bin"
PEERS = ROOT / ".venv-bench" / "bin"
KEPT = ROOT / "build" / "bench"
HERE = Path(__file__).resolve().parent
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))

LIST_WAYS = {"list": "", "list traced": "traced", "list in words": "in words"}
"""Ways of deciding the whole Qingdao list, by the key of what was measured."""

WAYS = (
    Way("duixian", "duixian_w5", "", "duixian", "outcome, amount", exact=True, missing=True),
    Way("duixian traced", "duixian_w5", "traced", "duixian", "outcome, amount, full trace"),
    Way("integers", "python_integers", "", "Python by hand, integers", "amount", exact=True, missing=True),
    Way("decimal", "python_decimal", "", "Python by hand, Decimal", "amount", exact=True, missing=True),
    Way(
        "zen compiled",
        "zen_w5",
        "compiled expression",
        "zen-engine, compiled expression",
        "amount",
        missing=True,
    ),
    Way("zen expressions", "zen_w5", "expression node", "zen-engine, expression node", "amount"),
    Way("zen", "zen_w5", "tables", "zen-engine, decision tables", "amount", exact=True, missing=True),
    Way("zen traced", "zen_w5", "tables, traced", "zen-engine, decision tables", "amount, engine's trace"),
    Way("openfisca vectors", "openfisca_w5", "vectors", "openfisca-core, vectors of one", "amount"),
    Way(
        "openfisca",
        "openfisca_w5",
        "dictionary",
        "openfisca-core, dictionary",
        "amount",
        exact=True,
        missing=True,
    ),
    Way(
        "openfisca traced",
        "openfisca_w5",
        "dictionary, traced",
        "openfisca-core, dictionary",
        "amount, engine's trace",
    ),
    Way("policyengine vectors", "policyengine_w5", "vectors", "policyengine-core, vectors of one", "amount"),
    Way(
        "policyengine",
        "policyengine_w5",
        "dictionary",
        "policyengine-core, dictionary",
        "amount",
        exact=True,
        missing=True,
    ),
    Way(
        "policyengine traced",
        "policyengine_w5",
        "dictionary, traced",
        "policyengine-core, dictionary",
        "amount, engine's trace",
    ),
)


class Effort(NamedTuple):
    """How long to measure."""

    runs: int
    seconds: float
    starts: int
    rows: int
    missing: int


SHORT = Effort(runs=5, seconds=0.3, starts=5, rows=100_000, missing=2_000)
FULL = Effort(runs=9, seconds=2.0, starts=21, rows=100_000, missing=10_000)


def main(arguments: Sequence[str]) -> int:
    """Measure and write, or with ``--write`` only write what was measured last."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer runs and more of them")
    parser.add_argument(
        "--only", choices=("cases", "population"), help="measure one case at a time, or whole tables, alone"
    )
    parser.add_argument(
        "--write", action="store_true", help="write RESULTS.md anew from the last measurement"
    )
    chosen = parser.parse_args(arguments)
    form = "full" if chosen.full else "short"
    if not chosen.write:
        KEPT.mkdir(parents=True, exist_ok=True)
        if chosen.only != "population":
            _keep("measured", measure(FULL if chosen.full else SHORT) | {"form": form})
        if chosen.only != "cases":
            effort = population.FULL if chosen.full else population.SHORT
            _keep("population", population.measure(effort, KEPT, say))
    cases_part, _, population_part = (HERE / "RESULTS.md").read_text("utf-8").partition(of_population.HEADING)
    population_part = of_population.HEADING + population_part
    if (measured := _kept("measured")) is not None:
        cases_part = results.page(measured, WAYS) + "\n"
        (HERE / "results.svg").write_text(chart.drawing(measured), encoding="utf-8")
        print(results.brief(measured))
    if (measured := _kept("population")) is not None:
        population_part = of_population.page(measured)
        (HERE / "population.svg").write_text(of_population.drawing(measured), encoding="utf-8")
    (HERE / "RESULTS.md").write_text(cases_part + population_part, encoding="utf-8")
    print("wrote benchmarks/RESULTS.md with results.svg and population.svg")
    return 0


def _keep(name: str, measured: dict[str, Any]) -> None:
    (KEPT / f"{name}.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")


def _kept(name: str) -> dict[str, Any] | None:
    """What was measured last."""
    path = KEPT / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def measure(effort: Effort) -> dict[str, Any]:
    """Everything, as numbers."""
    measured: dict[str, Any] = {"machine": machine(), "effort": effort._asdict()}
    measured["speed"] = speed(effort)
    measured["start"] = start(effort)
    measured["exact"] = each("exact", [way for way in WAYS if way.exact], effort.rows)
    measured["missing"] = each("missing", [way for way in WAYS if way.missing], effort.missing)
    return measured


def machine() -> dict[str, Any]:
    """Cores and memory, nothing else."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": len(os.sched_getaffinity(0)), "memory_gb": round(memory / 1e9)}


# --- Warm --------------------------------------------------------------------------------------------------


def speed(effort: Effort) -> dict[str, Any]:
    """The median over runs of what each process found to be its median."""
    runs: dict[str, list[dict[str, Any]]] = {key: [] for key in (*(way.key for way in WAYS), *LIST_WAYS)}
    for turn in range(effort.runs):
        say(f"speed, run {turn + 1} of {effort.runs}")
        for way in WAYS:
            runs[way.key].append(worker("speed", way.module, way.way, effort.seconds))
        for key, way_of_list in LIST_WAYS.items():
            runs[key].append(worker("list", "duixian_list", way_of_list, effort.seconds * 3))
    return {key: middle(found) for key, found in runs.items()}


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """One run's report with the median time of all."""
    took = [run["us"] for run in runs]
    if isinstance(took[0], dict):
        return runs[0] | {"us": {name: statistics.median(each[name] for each in took) for name in took[0]}}
    return runs[0] | {"us": statistics.median(took)}


def each(task: str, ways: Sequence[Way], amount: float) -> dict[str, Any]:
    """A task done once by each way."""
    done: dict[str, Any] = {}
    for way in ways:
        say(f"{task}: {way.name}")
        done[way.key] = worker(task, way.module, way.way, amount)
    return done


def worker(task: str, module: str, way: str, amount: float) -> dict[str, Any]:
    """A task in a process of its own."""
    python = (OURS if module.startswith(("duixian", "python")) else PEERS) / "python"
    command = (python, "-m", "benchmarks.worker", task, module, way, str(amount))
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{module} {way} failed at {task}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def environment() -> dict[str, str]:
    """The environment without what would slow an engine down or change what it imports."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PYTHONUNBUFFERED")
    return {name: value for name, value in os.environ.items() if name not in unwanted} | {
        "RUST_BACKTRACE": "0"
    }


# --- From process start to the printed answer ----------------------------------------------------------------


def start(effort: Effort) -> dict[str, Any]:
    """Whole processes: the medians, after one run that warms up; of the examples also the slowest, as ``list``."""
    commands = dict(_commands())
    runs: dict[str, list[Started]] = {key: [] for key in commands}
    for turn in range(effort.starts + 1):
        say(f"process start, run {turn} of {effort.starts}")
        for key, command in commands.items():
            if turn == 0:
                timed(command)
            else:
                runs[key].append(timed(command))
    started = {
        key: {
            name: statistics.median(values)
            for name, values in zip(Started._fields, zip(*found, strict=True), strict=True)
        }
        for key, found in runs.items()
    }
    slowest = max((example.stem for example in EXAMPLES), key=lambda name: started[name]["ms"])
    return started | {"list": started[slowest]}


class Started(NamedTuple):
    """One process: wall time and processor time in milliseconds, peak memory."""

    ms: float
    cpu_ms: float
    peak_mb: float


def _commands() -> Iterator[tuple[str, tuple[Path | str, ...]]]:
    row = next(row for row in cases.realistic(100) if all(cases.expected(row)))
    peer_case, our_case = KEPT / "case.json", KEPT / "facts.json"
    peer_case.write_text(json.dumps(row), encoding="utf-8")
    yuan = {name: f"{value // 100}.{value % 100:02d}" for name, value in row.items() if type(value) is int}
    our_case.write_text(json.dumps({"kind": "enterprise"} | row | yuan), encoding="utf-8")
    engines = Path("benchmarks/engines")
    yield "python", (OURS / "python", "-c", "print()")
    for example in EXAMPLES:
        yield example.stem, (OURS / "duixian", "decide", example, "--on", "2025-06-30")
    decide = (OURS / "duixian", "decide", EXAMPLES[0], "--on", "2025-06-30")
    yield "list json", (*decide, "--json")
    yield "list brief", (*decide, "--brief")
    yield (
        "duixian",
        (OURS / "duixian", "decide", our_case, "--policies", "benchmarks/w5", "--on", "2024-06-30", "--json"),
    )
    yield "integers", (OURS / "python", engines / "python_integers.py", peer_case)
    yield "decimal", (OURS / "python", engines / "python_decimal.py", peer_case)
    yield "zen", (PEERS / "python", engines / "zen_w5.py", peer_case)
    yield "openfisca", (PEERS / "python", engines / "openfisca_w5.py", peer_case)
    yield "policyengine", (PEERS / "python", engines / "policyengine_w5.py", peer_case)


def timed(command: tuple[Path | str, ...]) -> Started:
    """From starting a process to its end."""
    begin = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        took = (time.perf_counter() - begin) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not printed:
        raise SystemExit(f"{' '.join(map(str, command))} failed")
    return Started(took, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024)


def say(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
