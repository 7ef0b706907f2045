"""``python -m benchmarks.population.compiling``: from imports to the kernels of the whole list, as JSON."""

import time

BEGIN = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from datetime import date  # noqa: E402

from duixian.book import load  # noqa: E402
from duixian.census.native.engine import NativeEngine  # noqa: E402
from duixian.census.programs import programs_of  # noqa: E402

if __name__ == "__main__":
    book = load()
    programs = programs_of(book.listed, date(2024, 12, 31), {}).programs
    made = NativeEngine().maker(book.listed.vocabulary).kernels(programs)
    json.dump({"s": time.perf_counter() - BEGIN, "kernels": len(made)}, sys.stdout)
