"""Recipients held in memory: read and decoded once, decided as often as figures change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from duixian.census.decided import Part
from duixian.census.lowering import Program
from duixian.census.native.batches import Reader, Ready, Space
from duixian.census.native.engine import NativeEngine
from duixian.census.native.making import Made, inputs_of
from duixian.census.native.outputs import Outputs
from duixian.census.native.threads import share_out
from duixian.census.parts import one_batch

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.registry.population import Population

PIECE = 131_072
"""Rows that one thread takes at a time."""


class _Piece(NamedTuple):
    number: int
    batch: pa.RecordBatch
    ready: Ready


class Held:
    """The recipients of one kind, with what some programs read of them. One thread at a time may use it.

    Its parts are numbered on their own; their recipients have at least id and dimensions.
    """

    def __init__(
        self, engine: NativeEngine, population: Population, kind: str, programs: Sequence[Program]
    ) -> None:
        self.kind = kind
        self.threads = engine.threads
        self.maker = engine.maker(population.vocabulary)
        self.reader = Reader(
            population.vocabulary, inputs_of(self.maker.kernels(programs)), self.maker.decode
        )
        self.outputs: list[Outputs] = []
        self.kernels: list[Made] = []
        self.pieces: list[_Piece] = []
        read = self.reader.reading(population)
        for part in population.parts(kind):
            batch = one_batch(part.batches(*read))
            if batch is not None:
                self._hold(batch)

    def _hold(self, batch: pa.RecordBatch) -> None:
        for first in range(0, batch.num_rows, PIECE):
            piece = batch.slice(first, PIECE)
            ready = self.reader.ready(piece, Space())
            self.reader.fill(ready, 0, ready.rows)
            self.pieces.append(_Piece(len(self.pieces), piece, ready))

    def run(
        self, programs: Sequence[Program], consume: Callable[[Part], None], *, every: bool = False
    ) -> None:
        """Decide all recipients; see ``decided.Engine``.

        The programs are those for which the recipients are held, the same with other figures, or any that read
        nothing else; a rule of another shape is compiled first. Raises KeyError for one that reads more.
        """
        kernels = self.maker.kernels(programs)
        spare = self._outputs_for(kernels, every=every)

        def worker() -> Callable[[_Piece], Part]:
            try:
                outputs = spare.pop()
            except IndexError:
                outputs = Outputs(kernels, self.reader, every=every)
            self.outputs.append(outputs)

            def decide(piece: _Piece) -> Part:
                return Part(self.kind, piece.number, piece.batch, outputs.decide(piece.ready, filled=True))

            return decide

        share_out(self.pieces, worker, consume, self.threads)

    def _outputs_for(self, kernels: list[Made], *, every: bool) -> list[Outputs]:
        """The room of an earlier run, with the figures of this one, where its kernels are the same."""
        functions = [made.function for made in kernels]
        spare = [one for one in self.outputs if one.functions == functions and one.every == every]
        for outputs in spare:
            outputs.take_figures(kernels)
        self.outputs = []
        return spare
