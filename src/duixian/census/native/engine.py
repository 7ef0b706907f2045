"""The engine ``native``: kernels compiled with numba, run over Arrow batches by several threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from threading import Lock, Thread
from typing import TYPE_CHECKING

import numpy as np

from duixian.census.decided import Decided, Part
from duixian.census.engines import EngineUnavailable
from duixian.census.lowering import OUTCOMES, Program
from duixian.census.native import layout
from duixian.census.native.arrow import address
from duixian.census.native.batches import Reader, Ready, Space
from duixian.census.native.printing import NAME, print_kernel
from duixian.census.parts import one_batch
from duixian.language.tree import Text
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    from duixian.census.native.loading import Function
    from duixian.registry.population import Population

BLOCK = 16_384
"""Rows that go through all programs together; what is read of them stays in the processor's cache."""

MOST_THREADS = 8


class NativeEngine:
    """Runs programs as machine code.

    ``compiling`` is called before kernels are compiled, which takes seconds; ``threads`` is how many work at
    once (by default one for each processor). ``plain`` runs the kernels of programs as plain Python, slowly and
    without compiling them: for a look at what they do.
    """

    name = "native"

    def __init__(
        self,
        *,
        compiling: Callable[[], None] = lambda: None,
        threads: int | None = None,
        plain: bool = False,
    ) -> None:
        self.compiling = compiling
        self.plain = plain
        self.threads = threads or min(os.cpu_count() or 1, MOST_THREADS)

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind; see ``decided.Engine``. Raises EngineUnavailable where numba is missing
        or fails."""
        kernels = Kernels(population.vocabulary, programs, self.compiling, plain=self.plain)
        columns = [*kernels.reader.columns, *DIMENSIONS]
        known = set(population.records)
        records = {key: names for key, names in kernels.reader.records.items() if key in known}
        parts = iter(population.parts(kind))
        lock, consuming = Lock(), Lock()
        failures: list[BaseException] = []

        def work() -> None:
            space, outputs = Space(), Outputs(kernels, every=every)
            while not failures:
                with lock:
                    part = next(parts, None)
                if part is None:
                    return
                batch = one_batch(part.batches(columns, records))
                if batch is None:
                    continue
                decided = outputs.decide(kernels.reader.ready(batch, space))
                with consuming:
                    consume(Part(kind, part.number, batch, decided))

        def guarded() -> None:
            try:
                work()
            except BaseException as failure:  # noqa: BLE001 - it is raised again below
                failures.append(failure)

        others = [Thread(target=guarded, daemon=True) for _ in range(self.threads - 1)]
        for thread in others:
            thread.start()
        guarded()
        for thread in others:
            thread.join()
        if failures:
            raise failures[0]


class Kernels:
    """The kernels of some programs, and what they read."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        programs: Sequence[Program],
        compiling: Callable[[], None] = lambda: None,
        *,
        plain: bool = False,
    ) -> None:
        self.programs = programs
        printed = [print_kernel(vocabulary, program) for program in programs]
        self.inputs = [kernel.inputs for kernel in printed]
        texts = [kernel.text for kernel in printed]
        decode, *self.functions = _functions(texts, compiling, plain=plain)
        self.reader = Reader(vocabulary, (of for kernel in printed for of in kernel.inputs), decode)
        self.slots = [self.reader.slots_of(of) for of in self.inputs]


def _functions(texts: Sequence[str], compiling: Callable[[], None], *, plain: bool) -> list[Function]:
    """The kernel that decodes columns, then those of programs."""
    try:
        from duixian.census.native.store import Source, decode, functions, plain_function

        sources = [] if plain else [Source(text, NAME) for text in texts]
        found = functions([decode(), *sources], compiling)
        if plain:
            found += [plain_function(Source(text, NAME)) for text in texts]
    except Exception as failure:  # numba and LLVM fail in ways of their own
        words = Text(f"numba 不可用:{failure}", f"numba cannot be used: {failure}")
        raise EngineUnavailable(words) from failure
    return found


class Outputs:
    """Where one thread's kernels write, and what they wrote as ``Decided``."""

    def __init__(self, kernels: Kernels, *, every: bool) -> None:
        self.kernels = kernels
        self.every = every
        self.figures = [np.array(program.figures, dtype=np.int64) for program in kernels.programs]
        self.counts = np.zeros((len(kernels.programs), layout.COUNTED), dtype=np.int64)
        self.frames = [np.zeros(layout.FIRST_INPUT + len(slots), dtype=np.int64) for slots in kernels.slots]
        self.calls = [
            (function, address(frame)) for function, frame in zip(kernels.functions, self.frames, strict=True)
        ]
        self.rows = -1
        self.outcome, self.deciding = (
            np.empty((1, BLOCK), dtype=np.int8),
            np.empty((1, BLOCK), dtype=np.int16),
        )

    def decide(self, ready: Ready) -> list[Decided]:
        """Run all programs over a batch."""
        self._point_at(ready)
        self.counts[:] = 0
        for first in range(0, ready.rows, BLOCK):
            stop = min(first + BLOCK, ready.rows)
            self.kernels.reader.fill(ready, first, stop)
            for function, frame in self.calls:
                function(frame, first, stop)
        return [self._decided(number, ready.rows) for number in range(len(self.frames))]

    def _point_at(self, ready: Ready) -> None:
        """Write the addresses of inputs and outputs into the frames."""
        if ready.rows > self.rows:
            self._fit(ready.rows)
        if self.every:
            shape = (len(self.frames), ready.rows)
            self.outcome, self.deciding = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=np.int16)
        for number, (frame, slots) in enumerate(zip(self.frames, self.kernels.slots, strict=True)):
            frame[layout.FIRST_INPUT :] = ready.slots[slots]
            if self.every:
                frame[layout.OUTCOME] = address(self.outcome[number])
                frame[layout.DECIDING] = address(self.deciding[number])

    def _fit(self, rows: int) -> None:
        """Make room for so many rows."""
        shape = (len(self.frames), rows)
        self.rows = rows
        self.found = {slot: np.empty(shape, dtype=type_) for slot, type_ in FOUND.items()}
        for number, frame in enumerate(self.frames):
            frame[layout.EVERY] = 2 if self.every else 0
            frame[layout.FIGURES] = address(self.figures[number])
            frame[layout.COUNTS] = address(self.counts[number])
            frame[layout.OUTCOME], frame[layout.DECIDING] = address(self.outcome), address(self.deciding)
            for slot, found in self.found.items():
                frame[slot] = address(found[number])

    def _decided(self, number: int, rows: int) -> Decided:
        counts = self.counts[number]
        found = int(counts[layout.UNDETERMINED_ROWS] + counts[layout.ENTITLED_ROWS])
        sparse = {slot: array[number, :found].copy() for slot, array in self.found.items()}
        others = int(counts[layout.ELSEWHERE_ROWS])
        return Decided(
            counts=counts[: len(OUTCOMES)].copy(),
            rows=sparse[layout.ROWS],
            outcome=sparse[layout.OUTCOMES],
            low=sparse[layout.LOWS],
            high=sparse[layout.HIGHS],
            deciding=sparse[layout.DECIDES],
            missing=sparse[layout.MISSING],
            elsewhere=self.found[layout.ELSEWHERE][number, :others].copy(),
            every_outcome=self.outcome[number, :rows] if self.every else None,
            every_deciding=self.deciding[number, :rows] if self.every else None,
        )


FOUND: Mapping[int, type[np.generic]] = {
    layout.ROWS: np.int32,
    layout.OUTCOMES: np.int8,
    layout.LOWS: np.int64,
    layout.HIGHS: np.int64,
    layout.DECIDES: np.int16,
    layout.MISSING: np.int64,
    layout.ELSEWHERE: np.int32,
}
"""What is written of some rows only, by slot."""
