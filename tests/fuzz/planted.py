"""Targets with a fault in each, so that the tests see every kind of finding found."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator

from tests.fuzz.target import Target

_kept: list[bytes] = []


def raises(content: bytes) -> int:
    lines = content.split(b"\n")
    if b"bad" in lines and len(lines) > 2:
        raise ZeroDivisionError
    return len(lines)


def hangs(content: bytes) -> bool:
    while b"bad" in content:
        pass
    return True


def dies(content: bytes) -> bool:
    if b"bad" in content:
        os.abort()
    return True


def grows(content: bytes) -> bool:
    _kept.append(content + bytes(200_000))
    return True


def fine(content: bytes) -> int:
    return len(content)


def _target(name: str, run: Callable[[bytes], Hashable]) -> Target:
    def seeds() -> Iterator[bytes]:
        yield b"one\ntwo\nthree\nfour\nfive"

    return Target(name, ".txt", run, seeds, lambda: ("bad", "good"))


TARGETS = {run.__name__: _target(run.__name__, run) for run in (raises, hangs, dies, grows, fine)}
