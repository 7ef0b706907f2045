"""How fast a changed figure is: ``python -m benchmarks.sandbox CITY``; no part of ``make bench``.

CITY is a folder of tables (``duixian sample CITY --recipients 2000000``). Measured after loading, medians: one figure
of a rule changed, from the words of the change to the sums, with all schemes of the list run again, with the touched
scheme alone, and its kernels alone; and a sweep of 21 steps. Says the load of the machine, for what else runs counts.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from typing import TypeVar

from duixian.book import load
from duixian.census.decided import Part
from duixian.census.lowering import Program
from duixian.census.native.engine import NativeEngine
from duixian.census.native.held import Held
from duixian.census.programs import programs_of
from duixian.census.tally import Money
from duixian.registry.population import Population, open_population
from duixian.sandbox.changes import Opened, read_set
from duixian.sandbox.experiment import Sandbox, engine_in_memory
from duixian.sandbox.reform import changed
from duixian.sandbox.sweep import lists_of, read_sweep, swept

Given = TypeVar("Given")

ON = date(2025, 6, 1)
SWEEP = "11.purchase.标准.比例=10%..30%:1%"
FIGURES = tuple(f"11.purchase.标准.比例={percent}%" for percent in range(10, 31))


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("city")
    city = parser.parse_args().city
    book = load()
    opened = Opened(book.listed)
    population = open_population(city, book.listed)
    rows = sum(population.rows[kind] for kind in population.kinds)
    print(f"{rows:,} recipients, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the beginning")
    _one_figure(opened, population)
    sandbox = Sandbox(book.listed, population, engine_in_memory(), ON, {})
    sandbox.census(book.listed, frozenset({11}))
    _, sweep = read_sweep(SWEEP, opened)
    assert sweep is not None

    def steps(_turn: object) -> None:
        _, lists = lists_of(sweep, opened, ON)
        assert len(list(swept(sandbox, sweep, lists, None))) == len(FIGURES)

    _tell("sweep of 21 steps, exact with envelopes and earlier awards", _times(steps, range(7)))
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def _one_figure(opened: Opened, population: Population) -> None:
    """A figure of 11.purchase over the enterprises, in memory."""
    listed = opened.listed
    whole = programs_of(listed, ON, {}).of_kind("enterprise")
    place = next(place for place, program in enumerate(whole) if program.of.name == "11.purchase")
    held = Held(NativeEngine(), population, "enterprise", whole)
    held.run(whole, lambda _part: None)

    def lowered(text: str) -> list[Program]:
        faults, change = read_set(text)
        assert change is not None
        made = changed(opened, (change,), ON, faults)
        assert made is not None
        programs = programs_of(made.listed, ON, {}, frozenset({11})).of_kind("enterprise")
        return [program for program in programs if program.of.name == "11.purchase"]

    def summed(programs: Sequence[Program]) -> Money:
        money = Money()

        def add(part: Part) -> None:
            for one in part.decided:
                # Vouchers are small: no sum of a part comes near 64 bits.
                money.add(Money(int(one.low.sum()), int(one.high.sum())))

        held.run(programs, add)
        return money

    def all_schemes(text: str) -> None:
        (program,) = lowered(text)
        summed([*whole[:place], program, *whole[place + 1 :]])

    def one_scheme(text: str) -> None:
        summed(lowered(text))

    ready = {text: lowered(text) for text in FIGURES}
    _tell("one figure, all schemes of the list, from words to sums", _times(all_schemes, FIGURES))
    _tell("one figure, the touched scheme alone, from words to sums", _times(one_scheme, FIGURES))
    _tell(
        "one figure, the touched scheme alone, kernels and sums",
        _times(lambda text: summed(ready[text]), FIGURES),
    )
    every = {text: [*whole[:place], *ready[text], *whole[place + 1 :]] for text in FIGURES}
    _tell(
        "one figure, all schemes of the list, kernels and sums",
        _times(lambda text: summed(every[text]), FIGURES),
    )


def _times(measured: Callable[[Given], object], given: Sequence[Given]) -> list[float]:
    """Milliseconds of each call; the first one, which makes room, does not count."""
    measured(given[0])
    found = []
    for one in given:
        began = time.perf_counter()
        measured(one)
        found.append((time.perf_counter() - began) * 1000)
    return found


def _tell(what: str, times: Sequence[float]) -> None:
    print(
        f"{what}: median {median(times):.1f} ms, best {min(times):.1f}, worst {max(times):.1f} of {len(times)}"
    )


if __name__ == "__main__":
    main()
