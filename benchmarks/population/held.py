"""``python -m benchmarks.population.held FOLDER RUNS``: every scheme decided again for recipients held in memory, as JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.population.worker import peak_mb
from duixian.book import load
from duixian.census.decided import Part
from duixian.census.native.engine import NativeEngine
from duixian.census.native.held import Held
from duixian.census.programs import programs_of
from duixian.registry.population import open_population

DAY = date(2024, 12, 31)


def main(folder: Path, runs: int) -> dict[str, Any]:
    """Milliseconds a run over all kinds of recipient, with bounds, outcome, what decides and what is missing."""
    book = load()
    programs = programs_of(book.listed, DAY, {})
    with open_population(folder, book.listed) as population:
        held = [
            (Held(NativeEngine(), population, kind, some), some)
            for kind in population.kinds
            if (some := programs.of_kind(kind))
        ]
        recipients = 0

        def consume(part: Part) -> None:
            nonlocal recipients
            recipients += part.recipients.num_rows

        took, worked = [], []
        for _ in range(runs):
            begin, processor = time.perf_counter(), time.process_time()
            for one, some in held:
                one.run(some, consume)
            took.append((time.perf_counter() - begin) * 1000)
            worked.append((time.process_time() - processor) * 1000)
    return {
        "recipients": recipients // runs,
        "ms": statistics.median(took),
        "quickest_ms": min(took),
        "cpu_ms": statistics.median(worked),
        "peak_mb": peak_mb(),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
