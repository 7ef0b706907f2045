"""How many recipients may get something from any scheme at all: surely from one, or perhaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.census.lowering import ENTITLED, UNDETERMINED
from duixian.registry.columns import ID

if TYPE_CHECKING:
    from duixian.census.decided import Part


class Reached:
    """The recipients of one kind; whoever is decided one by one by some scheme is remembered until the end."""

    def __init__(self) -> None:
        self._entitled = 0
        self._undetermined = 0
        self._best: dict[str, int] = {}

    def add_part(self, part: Part, kept: Sequence[npt.NDArray[np.bool_]], *, everyone: bool) -> None:
        """Count those of a part whom an engine decided wholly. ``kept`` marks, for each program, which of the
        rows that may get something stand as the engine says; ``everyone``: each of them is left by a scheme."""
        best = np.zeros(part.recipients.num_rows, dtype=np.int8)
        left = np.full(part.recipients.num_rows, everyone, dtype=np.bool_)
        for decided, stands in zip(part.decided, kept, strict=True):
            rows, outcome = decided.rows, decided.outcome
            if not stands.all():
                left[rows[~stands]] = True
                rows, outcome = rows[stands], outcome[stands]
            best[rows] = np.maximum(best[rows], outcome)
            left[decided.elsewhere] = True
        places = np.flatnonzero(left)
        ids = part.recipients.column(ID).take(pa.array(places)).to_pylist()
        self._best.update(zip(ids, best[places].tolist(), strict=True))
        best[places] = 0
        self._entitled += int(np.count_nonzero(best == ENTITLED))
        self._undetermined += int(np.count_nonzero(best == UNDETERMINED))

    def add_single(self, recipient: str, outcome: int) -> None:
        """Take in a decision that was made by itself, of someone whom a part left."""
        self._best[recipient] = max(self._best[recipient], outcome)

    @property
    def entitled(self) -> int:
        """Those who surely get something from at least one scheme."""
        return self._entitled + sum(best == ENTITLED for best in self._best.values())

    @property
    def undetermined(self) -> int:
        """Those who surely get nothing yet, and perhaps something."""
        return self._undetermined + sum(best == UNDETERMINED for best in self._best.values())
