"""The engine ``native``: kernels compiled with numba, run over Arrow batches by several threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duixian.census.decided import Part
from duixian.census.lowering import Program
from duixian.census.native.batches import Reader, Space
from duixian.census.native.making import Maker, inputs_of
from duixian.census.native.outputs import Outputs
from duixian.census.native.threads import share_out
from duixian.census.parts import one_batch, part_without_rows
from duixian.census.programs import read_singly
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import columns_of

if TYPE_CHECKING:
    from duixian.registry.population import Part as Read
    from duixian.registry.population import Population

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
        maker = self.maker(population.vocabulary)
        kernels = maker.kernels(programs)
        reader = Reader(population.vocabulary, inputs_of(kernels), maker.decode)
        read = self._wanted(reader, population, kind, programs)

        def worker() -> Callable[[Read], Part]:
            space, outputs = Space(), Outputs(kernels, reader, every=every)

            def decide(part: Read) -> Part:
                batch = one_batch(part.batches(*read))
                if batch is None:
                    return part_without_rows(kind, part.number, len(programs))
                decided = outputs.decide(reader.ready(batch, space))
                return Part(kind, part.number, batch, decided, has_facts=True)

            return decide

        share_out(population.parts(kind), worker, consume, self.threads)

    @staticmethod
    def _wanted(
        reader: Reader, population: Population, kind: str, programs: Sequence[Program]
    ) -> tuple[list[str], dict[str, list[str]]]:
        """What kernels read, and the columns that matter to whoever is left to be decided one by one."""
        keys = {key for program in programs for key in read_singly(program.of)}
        columns = columns_of(population.vocabulary, kind, keys)
        read, records = reader.reading(population)
        return [*dict.fromkeys([*columns, *read])], records

    def maker(self, vocabulary: Vocabulary) -> Maker:
        """What makes the engine's kernels."""
        return Maker(vocabulary, self.compiling, plain=self.plain)
