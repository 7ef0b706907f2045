"""What a target of fuzzing is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Target:
    """Something to fuzz. ``make`` makes an input by the grammar, where there is one."""

    name: str
    suffix: str
    run: Callable[[bytes], Hashable]
    seeds: Callable[[], Iterable[bytes]]
    words: Callable[[], Sequence[str]]
    make: Callable[[Random], bytes] | None = None
