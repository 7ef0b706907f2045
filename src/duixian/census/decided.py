"""What an engine says of a part of a population."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from duixian.census.lowering import Program
    from duixian.registry.population import Population

NO_BOUND = -1
"""The upper end of an amount that has none."""


class Decided(NamedTuple):
    """One scheme for the rows of a part.

    ``counts`` are the rows by outcome code (see ``lowering.OUTCOMES``). ``rows`` are those that may get
    something, undetermined or entitled, in order, with their outcome, amount in fen (``high`` NO_BOUND: no
    bound), what decides, and the facts that may settle it as bits in the order of ``Program.missing``.
    ``elsewhere`` are rows whose arithmetic would go beyond 64 bits: they are in no other field and are decided
    one by one. ``every_outcome`` and ``every_deciding`` have an entry a row, where they were asked for.
    """

    counts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    outcome: npt.NDArray[np.int8]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    deciding: npt.NDArray[np.int16]
    missing: npt.NDArray[np.int64]
    elsewhere: npt.NDArray[np.int32]
    every_outcome: npt.NDArray[np.int8] | None = None
    every_deciding: npt.NDArray[np.int16] | None = None


class Part(NamedTuple):
    """Some recipients of one kind, as canonical rows with at least id and dimensions, and what was decided of
    them: an entry a program, in order. ``number`` says where the part stands in its table; ``has_facts``, that the rows
    hold every fact of theirs that ``programs.read_singly`` names, so that nobody need read them again."""

    kind: str
    number: int
    recipients: pa.RecordBatch
    decided: Sequence[Decided]
    has_facts: bool = False


class Engine(Protocol):
    """Something that runs programs over a population."""

    @property
    def name(self) -> str:
        """What the engine is called on the command line."""
        ...

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind. ``consume`` is called once a part, also where it has no rows, by one
        thread at a time and in any order; ``every`` asks for the outcome of every row."""
        ...
