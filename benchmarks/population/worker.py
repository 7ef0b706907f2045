"""One engine in a process of its own: ``python -m benchmarks.population.worker TASK MODULE WAY FOLDER`` prints JSON."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

FILE = "enterprise.parquet"
"""The table in its folder; in ``warm`` beside it stands a small one of the same columns."""


def main(task: str, module: str, way: str, folder: Path) -> dict[str, Any]:
    """Do a task with one way of using an engine."""
    engine = importlib.import_module(f"benchmarks.population.{module}").WAYS[way]()
    return TASKS[task](engine, folder) | {
        "version": importlib.metadata.version(engine.package),
        "peak_mb": peak_mb(),
        "load": os.getloadavg()[0],
    }


def peak_mb() -> int:
    """Peak memory of this process. What Linux tells of a process's usage may be its parent's, from before it became
    another program; what it tells of its memory is its own."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def speed(engine: Any, folder: Path) -> dict[str, Any]:
    """Seconds from the file to the five sums, with everything loaded and the file in memory."""
    engine.sums(folder.parent / "warm" / FILE)
    begin, worked = time.perf_counter(), time.process_time()
    sums = engine.sums(folder / FILE)
    return {"s": time.perf_counter() - begin, "cpu_s": time.process_time() - worked, "sums": sums}


def amounts(engine: Any, folder: Path) -> dict[str, Any]:
    """The amounts of every row."""
    return {"amounts": engine.amounts(folder / FILE)}


TASKS = {"speed": speed, "amounts": amounts}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])), sys.stdout)
