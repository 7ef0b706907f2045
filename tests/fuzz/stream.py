"""The inputs of one target, one after another: its seeds, then damaged ones, made ones, and noise. The n-th input
depends on the seed of the run and on what earlier inputs came to, and on nothing else."""

from __future__ import annotations

from collections.abc import Hashable
from random import Random

from tests.fuzz.damage import Damage
from tests.fuzz.target import Target

KEPT = 400
"""Inputs that came to something new and are damaged further; beyond it a new one takes the place of another."""


class Stream:
    """Gives inputs, and learns which of them came to something new. There is no coverage measured: what an input
    came to (codes, outcomes, kinds of step) is known anyway, on every Python and at no cost. A library that measures
    it, atheris, has wheels for Linux alone and ends at the first finding."""

    def __init__(self, target: Target, seed: str) -> None:
        self.random = Random(f"{seed} {target.name}")
        self.target = target
        self.fresh = list(target.seeds())
        self.random.shuffle(self.fresh)
        self.seeds = tuple(self.fresh)
        self.kept: list[bytes] = []
        self.seen: set[Hashable] = set()
        self.damage = Damage(self.random, tuple(target.words()), self._known)

    def next(self) -> bytes:
        if self.fresh and self.random.randrange(2):
            return self.fresh.pop()
        chance = self.random.randrange(100)
        if chance < 2:
            return self.random.randbytes(self.random.choice((0, 1, 3, 30, 3_000)))
        if chance < 4:
            return self._text()
        if chance < 25 and self.target.make is not None:
            made = self.target.make(self.random)
            return self.damage.some(made) if self.random.randrange(2) else made
        return self.damage.some(self._known())

    def learn(self, content: bytes, came_to: Hashable) -> None:
        """Keep an input that came to something that none before came to."""
        if came_to in self.seen:
            return
        self.seen.add(came_to)
        if len(self.kept) < KEPT:
            self.kept.append(content)
        else:
            self.kept[self.random.randrange(KEPT)] = content

    def _known(self) -> bytes:
        return self.random.choice(self.kept if self.kept and self.random.randrange(3) else self.seeds)

    def _text(self) -> bytes:
        """Any characters, lone surrogates among them."""
        signs = (
            self.random.choice((0x7F, 0x3FF, 0xFFFF, 0x10FFFF)) for _ in range(self.random.randrange(200))
        )
        return "".join(chr(self.random.randint(0, top)) for top in signs).encode("utf-8", "surrogatepass")
