"""An engine over recipients held in memory: read once, decided again for every change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from duixian.census.native.engine import NativeEngine
from duixian.census.native.held import Held
from duixian.census.native.making import inputs_of

if TYPE_CHECKING:
    from duixian.census.decided import Part
    from duixian.census.lowering import Program
    from duixian.registry.population import Population
    from duixian.registry.recipient import RecipientFacts


class HeldFacts:
    """The facts of those recipients of a population that are decided one by one, each read once."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self._known: dict[str, RecipientFacts] = {}

    def __call__(self, chosen: Collection[str] | None) -> Iterator[tuple[str, RecipientFacts]]:
        """The facts of some recipients by id, or of all; see ``Population.typed_facts``."""
        if chosen is None:
            yield from self.population.typed_facts(None)
            return
        new = set(chosen) - self._known.keys()
        if new:
            self._known.update(self.population.typed_facts(new))
        yield from ((name, self._known[name]) for name in chosen if name in self._known)


class HeldEngine:
    """Holds the recipients of one population. See ``decided.Engine``; one thread at a time may use it."""

    name = "native"

    def __init__(self, native: NativeEngine) -> None:
        self.native = native
        self._held: dict[str, Held] = {}
        self._programs: dict[str, list[Program]] = {}

    def hold(self, population: Population, kind: str, programs: Sequence[Program]) -> Held:
        """The recipients of a kind with all that some programs read of them. What is held already is read again only
        where a program reads more."""
        held = self._held.get(kind)
        if held is not None and all(
            of in held.reader.places for of in inputs_of(held.maker.kernels(programs))
        ):
            return held
        self._programs[kind] = [*self._programs.get(kind, ()), *programs]
        self._held[kind] = Held(self.native, population, kind, self._programs[kind])
        return self._held[kind]

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind; see ``decided.Engine``."""
        self.hold(population, kind, programs).run(programs, consume, every=every)
