"""What is measured of whole tables: W5 beside other engines, and W20, the Qingdao list over a sample city.

Every figure is the median of processes of their own that take turns; a ratio is the median of the ratios of turns, so
that what else the machine does hits both sides alike.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import cases
from benchmarks.population import table
from benchmarks.population.worker import FILE

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ROOT / ".venv" / "bin"
PEERS = ROOT / ".venv-bench" / "bin"
DAY = "2024-12-31"


class Way(NamedTuple):
    """A way of doing W5 over a table. ``ids``: whether it also finds ids that stand twice."""

    key: str
    module: str
    way: str
    name: str
    ids: bool = False
    few: bool = False

    @property
    def python(self) -> Path:
        return (OURS if self.module in {"by_duixian", "by_sql"} else PEERS) / "python"


WAYS = (
    Way("native", "by_duixian", "native", "duixian census, engine native", ids=True),
    Way("duckdb", "by_duixian", "duckdb", "duixian census, engine duckdb", ids=True),
    Way("sql", "by_sql", "sums", "DuckDB SQL by hand"),
    Way("sql ids", "by_sql", "ids", "DuckDB SQL by hand, ids checked", ids=True),
    Way("polars", "by_polars", "streaming", "Polars by hand, streaming"),
    Way("polars ids", "by_polars", "ids", "Polars by hand, streaming, ids checked", ids=True),
    Way("policyengine", "by_rules_engines", "policyengine", "policyengine-core"),
    Way("openfisca", "by_rules_engines", "openfisca", "openfisca-core"),
    Way("zen", "by_rules_engines", "zen", "zen-engine, compiled expression", few=True),
)
READING = Way("reading", "by_sql", "reading", "DuckDB only reading the rules' columns")
JUDGED = ("native", "duckdb", "sql", "polars", "policyengine", "openfisca", "zen")


class Effort(NamedTuple):
    """How much: rows of W5 and of the slow engines, recipients of W20 and how they grow, runs of each."""

    rows: int
    few: int
    judged: int
    recipients: int
    held: int
    growth: tuple[int, ...]
    runs: int


SHORT = Effort(1_000_000, 20_000, 20_000, 1_000_000, 1_000_000, (250_000, 1_000_000), 5)
FULL = Effort(10_000_000, 100_000, 100_000, 10_000_000, 2_000_000, (1_000_000, 10_000_000, 50_000_000), 5)

Say = Callable[[str], None]


def measure(effort: Effort, kept: Path, say: Say) -> dict[str, Any]:
    """Everything; data are made in a folder and stay there for the next run."""
    of_effort = {"effort": effort._asdict(), "form": "make bench-full" if effort == FULL else "make bench"}
    return {
        "w5": five_rules(effort, kept, say) | of_effort,
        "w20": whole_list(effort, kept, say) | of_effort,
    }


# --- W5 ------------------------------------------------------------------------------------------------------


def five_rules(effort: Effort, kept: Path, say: Say) -> dict[str, Any]:
    """Speed on a clean table and on one with 5% of all facts missing; wrong and unknown answers."""
    folder = made(
        kept / f"w5-{effort.rows}-{effort.few}-{effort.judged}", lambda folder: _write(folder, effort), say
    )
    right = table.right_sums(folder / "clean" / FILE)
    runs = {"clean": effort.runs, "gaps": 3}
    speed = {name: _turns(folder / name, folder / "few", number, say) for name, number in runs.items()}
    judged = {key: _judge(key, folder, say) for key in JUDGED}
    for way in WAYS:
        if not way.few:
            speed["clean"][way.key]["sums_right"] = speed["clean"][way.key]["sums"] == right
    return {"speed": speed, "judged": judged}


def _write(folder: Path, effort: Effort) -> None:
    for name in ("warm", "clean", "gaps", "few", "hard", "lacking"):
        (folder / name).mkdir()
    table.write_many(folder / "warm" / FILE, 20_000)
    table.write_many(folder / "clean" / FILE, effort.rows)
    table.write_many(folder / "gaps" / FILE, effort.rows, missing=0.05)
    table.write_many(folder / "few" / FILE, effort.few)
    table.write_rows(folder / "hard" / FILE, cases.hard(effort.judged))
    table.write_rows(folder / "lacking" / FILE, cases.with_missing(effort.judged))


def _turns(folder: Path, few: Path, runs: int, say: Say) -> dict[str, dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {way.key: [] for way in (*WAYS, READING)}
    for turn in range(runs):
        say(f"five rules, {folder.name}, run {turn + 1} of {runs}")
        for way in (*WAYS, READING):
            found[way.key].append(_worker("speed", way, few if way.few else folder))
    base = [run["s"] for run in found["native"]]
    return {
        key: some[0]
        | {name: statistics.median(run[name] for run in some) for name in ("s", "cpu_s", "peak_mb", "load")}
        | {"ratio": statistics.median(run["s"] / own for run, own in zip(some, base, strict=True))}
        for key, some in found.items()
    }


def _judge(key: str, folder: Path, say: Say) -> dict[str, Any]:
    """How many amounts are wrong, and what is said where facts are missing."""
    say(f"five rules, right and wrong: {key}")
    (way,) = (way for way in WAYS if way.key == key)
    hard = _worker("amounts", way, folder / "hard")["amounts"]
    lacking = _worker("amounts", way, folder / "lacking")["amounts"]
    right = zip(*map(cases.expected, table.read_rows(folder / "hard" / FILE)), strict=True)
    bounds = zip(*map(cases.bounds, table.read_rows(folder / "lacking" / FILE)), strict=True)
    wrong = unknown = open_ = said_open = settled_wrong = 0
    for given, expected in zip(hard, right, strict=True):
        wrong += sum(one != other for one, other in zip(given, expected, strict=True))
    for given, ends in zip(lacking, bounds, strict=True):
        for one, (low, high) in zip(given, ends, strict=True):
            open_ += low != high
            said_open += low != high and one is None
            unknown += one is None
            settled_wrong += low == high and one != low
    results = 5 * len(hard[0])
    return {
        "results": results,
        "wrong": wrong,
        "open": open_,
        "open_said": said_open,
        "unknown": unknown,
        "settled_wrong": settled_wrong,
    }


def _worker(task: str, way: Way, folder: Path) -> dict[str, Any]:
    command = (way.python, "-m", "benchmarks.population.worker", task, way.module, way.way, folder)
    found: dict[str, Any] = json.loads(_output(command))
    return found


# --- W20 -----------------------------------------------------------------------------------------------------


def whole_list(effort: Effort, kept: Path, say: Say) -> dict[str, Any]:
    """The Qingdao list over a sample city: summary, all decisions, in memory, compiling, growth."""
    folder = _city(effort.recipients, kept, say)
    out = kept / "census"
    summary, decisions = _census(folder), (*_census(folder)[:-1], "--out", out)
    found: dict[str, Any] = {
        "recipients": effort.recipients,
        "sample": _sampled(effort.recipients, kept, say),
    }
    found |= {"summary": [], "decisions": [], "reading": []}
    run(summary)
    for turn in range(effort.runs):
        say(f"the list, {effort.recipients:,} recipients, run {turn + 1} of {effort.runs}")
        for name, command in (("reading", _reading(folder)), ("summary", summary), ("decisions", decisions)):
            found[name].append(run(command))
    found["decisions_mb"] = round((out / "decisions.parquet").stat().st_size / 1e6)
    shutil.rmtree(out)
    for name in ("summary", "decisions"):
        found[f"{name}_ratio"] = _ratio(found[name], found["reading"], "s")
        found[f"{name}_cpu_ratio"] = _ratio(found[name], found["reading"], "cpu_s")
    for name in ("reading", "summary", "decisions"):
        found[name] = _middle(found[name])
    say("the list, in memory")
    held = (OURS / "python", "-m", "benchmarks.population.held", _city(effort.held, kept, say), "15")
    found["held"] = json.loads(_output(held))
    found["compiling"] = _compiling(kept, say)
    found["growth"] = _growth(effort, kept, say)
    return found


def _compiling(kept: Path, say: Say) -> dict[str, Any]:
    """Seconds with an empty cache, and after that."""
    say("compiling the list")
    cache = kept / "cold"
    shutil.rmtree(cache, ignore_errors=True)
    command = (OURS / "python", "-m", "benchmarks.population.compiling")
    cold, *again = (json.loads(_output(command, DUIXIAN_CACHE=str(cache))) for _ in range(6))
    shutil.rmtree(cache)
    return {
        "kernels": cold["kernels"],
        "cold_s": cold["s"],
        "cached_s": statistics.median(one["s"] for one in again),
    }


def _growth(effort: Effort, kept: Path, say: Say) -> list[dict[str, Any]]:
    """A summary for more and more recipients, in turns."""
    folders = {number: _city(number, kept, say) for number in effort.growth}
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in folders}
    for turn in range(3):
        for number, folder in folders.items():
            say(f"growth, {number:,} recipients, run {turn + 1} of 3")
            found[number].append(run(_census(folder)))
    return [{"recipients": number} | _middle(some) for number, some in found.items()]


def _sampled(recipients: int, kept: Path, say: Say) -> dict[str, Any]:
    say(f"a sample city of {recipients:,}")
    folder = kept / "sampled"
    found = run((OURS / "duixian", "sample", folder, "--recipients", str(recipients)))
    shutil.rmtree(folder)
    return found


def _city(recipients: int, kept: Path, say: Say) -> Path:
    def sample(folder: Path) -> None:
        run((OURS / "duixian", "sample", folder, "--recipients", str(recipients)))

    return made(kept / f"city-{recipients}", sample, say)


def _census(folder: Path) -> tuple[Path | str, ...]:
    return (OURS / "duixian", "census", folder, "--on", DAY, "--summary-only")


def _reading(folder: Path) -> tuple[Path | str, ...]:
    return (OURS / "python", "benchmarks/population/reading.py", folder)


# --- Processes -----------------------------------------------------------------------------------------------


def made(folder: Path, make: Callable[[Path], None], say: Say) -> Path:
    """A folder of data, made where it is not there."""
    if not folder.exists():
        say(f"making {folder.name}")
        aside = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        make(aside)
        aside.rename(folder)
    return folder


def run(command: Sequence[Path | str]) -> dict[str, Any]:
    """From starting a process to its end: seconds, the processor's seconds, peak memory, the load meanwhile."""
    found: dict[str, Any] = json.loads(
        _output((sys.executable, "benchmarks/population/one_process.py", *command))
    )
    return found


def _output(command: Sequence[Path | str], **environment: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return done.stdout


def _middle(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: statistics.median(one[name] for one in runs) for name in runs[0]}


def _ratio(some: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]], name: str) -> float:
    return float(statistics.median(one[name] / other[name] for one, other in zip(some, others, strict=True)))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    chosen = FULL if "--full" in sys.argv else SHORT
    json.dump(measure(chosen, folder, lambda words: print(words, file=sys.stderr)), sys.stdout, indent=1)
