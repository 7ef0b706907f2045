"""An engine that leaves every row to be decided one by one: what every other engine must agree with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from duixian.census.decided import Decided, Part
from duixian.census.lowering import Program
from duixian.registry.population import Population


class ByDecide:
    """Leaves everything to ``decide``."""

    name = "decide"

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        for number, batch in enumerate(population.batches(kind)):
            rows = batch.num_rows
            nothing = np.empty(0, dtype=np.int64)
            decided = Decided(
                counts=np.zeros(4, dtype=np.int64),
                rows=nothing.astype(np.int32),
                outcome=nothing.astype(np.int8),
                low=nothing,
                high=nothing,
                deciding=nothing.astype(np.int16),
                missing=nothing,
                elsewhere=np.arange(rows, dtype=np.int32),
                every_outcome=np.zeros(rows, dtype=np.int8) if every else None,
                every_deciding=np.zeros(rows, dtype=np.int16) if every else None,
            )
            consume(Part(kind, number, batch, [decided] * len(programs)))
