"""Where kernels write, and what they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from duixian.census.decided import Decided
from duixian.census.lowering import OUTCOMES
from duixian.census.native import layout
from duixian.census.native.batches import Reader, Ready
from duixian.census.native.making import Made
from duixian.machine_code.addresses import address

Kind = TypeVar("Kind", bound=np.generic)

BLOCK = 16_384
"""Rows that go through all programs together; what is read of them stays in the processor's cache."""


class Outputs:
    """Where one thread's kernels write, and what they wrote as ``Decided``."""

    def __init__(self, kernels: Sequence[Made], reader: Reader, *, every: bool) -> None:
        self.reader = reader
        self.every = every
        self.functions = [made.function for made in kernels]
        self.slots = [reader.slots_of(made.inputs) for made in kernels]
        self.frames = [np.zeros(layout.FIRST_INPUT + len(slots), dtype=np.int64) for slots in self.slots]
        self.counts = np.zeros((len(kernels), layout.COUNTED), dtype=np.int64)
        self.outcome, self.deciding = (
            np.empty((1, BLOCK), dtype=np.int8),
            np.empty((1, BLOCK), dtype=np.int16),
        )
        for frame, counts in zip(self.frames, self.counts, strict=True):
            frame[layout.EVERY] = 2 if every else 0
            frame[layout.COUNTS] = address(counts)
            frame[layout.OUTCOME], frame[layout.DECIDING] = address(self.outcome), address(self.deciding)
        self.take_figures(kernels)
        self.found = [_Found(frame) for frame in self.frames]

    def take_figures(self, kernels: Sequence[Made]) -> None:
        """Use the figures of some programs; their kernels are the same."""
        self.figures = [np.array(made.program.figures, dtype=np.int64) for made in kernels]
        for frame, figures in zip(self.frames, self.figures, strict=True):
            frame[layout.FIGURES] = address(figures)

    def decide(self, ready: Ready, *, filled: bool = False) -> list[Decided]:
        """Run all programs over a batch; ``filled`` says that its bytes are there."""
        self._point_at(ready)
        self.counts[:] = 0
        calls = [
            (function, address(frame)) for function, frame in zip(self.functions, self.frames, strict=True)
        ]
        for first in range(0, ready.rows, BLOCK):
            stop = min(first + BLOCK, ready.rows)
            if not filled:
                self.reader.fill(ready, first, stop)
            for found, rows in zip(self.found, self._counted(), strict=True):
                found.fit(rows + BLOCK)
            for function, frame in calls:
                function(frame, first, stop)
        return [self._decided(number, ready.rows) for number in range(len(self.frames))]

    def _point_at(self, ready: Ready) -> None:
        """Write the addresses of a batch's inputs into the frames, and of outputs that are its own."""
        for frame, slots in zip(self.frames, self.slots, strict=True):
            frame[layout.FIRST_INPUT :] = ready.slots[slots]
        if self.every:
            shape = (len(self.frames), ready.rows)
            self.outcome, self.deciding = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=np.int16)
            for number, frame in enumerate(self.frames):
                frame[layout.OUTCOME] = address(self.outcome[number])
                frame[layout.DECIDING] = address(self.deciding[number])

    def _counted(self) -> list[int]:
        """How many rows each program has written so far, at most."""
        rows: list[int] = self.counts[:, layout.UNDETERMINED_ROWS :].sum(axis=1).tolist()
        return rows

    def _decided(self, number: int, rows: int) -> Decided:
        counts = self.counts[number]
        some = int(counts[layout.UNDETERMINED_ROWS] + counts[layout.ENTITLED_ROWS])
        others = int(counts[layout.ELSEWHERE_ROWS])
        found = self.found[number]
        return Decided(
            counts=counts[: len(OUTCOMES)].copy(),
            rows=found.rows[:some].copy(),
            outcome=found.outcomes[:some].copy(),
            low=found.lows[:some].copy(),
            high=found.highs[:some].copy(),
            deciding=found.decides[:some].copy(),
            missing=found.missing[:some].copy(),
            elsewhere=found.elsewhere[:others].copy(),
            every_outcome=self.outcome[number, :rows] if self.every else None,
            every_deciding=self.deciding[number, :rows] if self.every else None,
        )


class _Found:
    """Room for what one program writes of some rows only. It grows with what there is, as most programs find
    little."""

    def __init__(self, frame: npt.NDArray[np.int64]) -> None:
        self.frame = frame
        self.room = 0
        self.rows, self.elsewhere = (np.empty(0, dtype=np.int32) for _ in range(2))
        self.outcomes, self.decides = np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int16)
        self.lows, self.highs, self.missing = (np.empty(0, dtype=np.int64) for _ in range(3))

    def fit(self, rows: int) -> None:
        """Make room for so many rows."""
        if rows <= self.room:
            return
        self.room = 2 * rows
        self.rows, self.elsewhere = self._larger(self.rows), self._larger(self.elsewhere)
        self.outcomes, self.decides = self._larger(self.outcomes), self._larger(self.decides)
        self.lows, self.highs = self._larger(self.lows), self._larger(self.highs)
        self.missing = self._larger(self.missing)
        for slot, array in (
            (layout.ROWS, self.rows),
            (layout.OUTCOMES, self.outcomes),
            (layout.LOWS, self.lows),
            (layout.HIGHS, self.highs),
            (layout.DECIDES, self.decides),
            (layout.MISSING, self.missing),
            (layout.ELSEWHERE, self.elsewhere),
        ):
            self.frame[slot] = address(array)

    def _larger(self, array: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        larger = np.empty(self.room, dtype=array.dtype)
        larger[: len(array)] = array
        return larger
