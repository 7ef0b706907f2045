"""Which ids stand twice, and whose records are whose: found shard by shard, so that each fits a processor's cache."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from duixian.registry.ids import HASHED, Matched, match, sort_by_shard

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHARD_ROWS = 1 << 17
_MOST_BITS = 12
_RUN_ROWS = 1 << 20
"""Rows whose keys are sorted together."""

ROWS_IN_MEMORY = 1 << 24
"""Up to so many rows, ids (22 bytes a credit code) and keys (13 bytes) stay in memory until they have served; of a larger
population ids are read a second time, and keys go to a file."""


class Shard(NamedTuple):
    """Keys that begin with the same bits, their classes, and the rows they belong to."""

    keys: NDArray[np.uint64]
    classes: NDArray[np.uint8]
    rows: NDArray[np.uint32]


_NO_KEYS = Shard(np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(0, np.uint32))


class _Run(NamedTuple):
    """Keys sorted by shard, in memory or from a place in the file on; where each shard begins, and the end."""

    kept: Shard | int
    starts: NDArray[np.int64]


class KeyStore:
    """The keys of up to so many rows, in shards. Several threads may add keys; it must be closed."""

    def __init__(self, rows: int) -> None:
        self.bits = min(_MOST_BITS, (rows // _SHARD_ROWS).bit_length())
        self._waiting: list[Shard] = []
        self._runs: list[_Run] = []
        in_file = rows > ROWS_IN_MEMORY
        self._file = tempfile.TemporaryFile() if in_file else None  # noqa: SIM115 -- closed below
        self._end = 0
        self._lock = Lock()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, keys: NDArray[np.uint64], classes: NDArray[np.uint8], rows: NDArray[np.uint32]) -> None:
        """Add the keys of some rows."""
        with self._lock:
            self._waiting.append(Shard(keys, classes, rows))
            if sum(len(some.rows) for some in self._waiting) < _RUN_ROWS:
                return
            waiting, self._waiting = self._waiting, []
        self._sort(waiting)

    def finish(self) -> None:
        """Nothing more will be added."""
        self._sort(self._waiting)
        self._waiting = []

    def _sort(self, parts: Iterable[Shard]) -> None:
        all_keys = _joined(parts)
        keys, classes, rows, starts = sort_by_shard(*all_keys, self.bits)
        shard = Shard(keys, classes, rows)
        self._runs.append(_Run(shard if self._file is None else self._written(shard), starts))

    def _written(self, shard: Shard) -> int:
        """Write keys to the file; gives the place."""
        assert self._file is not None
        size = sum(array.nbytes for array in shard)
        with self._lock:
            place = self._end
            self._end += size
        if os.pwritev(self._file.fileno(), [array.data for array in shard], place) != size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return place

    def shard(self, number: int) -> Shard:
        """All keys of a shard, in no particular order."""
        return _joined(self._part(run, number) for run in self._runs)

    def _part(self, run: _Run, number: int) -> Shard:
        """The keys of a shard that are in a run."""
        start, end = int(run.starts[number]), int(run.starts[number + 1])
        kept = run.kept
        if isinstance(kept, Shard):
            return Shard(kept.keys[start:end], kept.classes[start:end], kept.rows[start:end])
        rows = int(run.starts[-1])
        return Shard(
            self._read(np.uint64, kept + 8 * start, end - start),
            self._read(np.uint8, kept + 8 * rows + start, end - start),
            self._read(np.uint32, kept + 9 * rows + 4 * start, end - start),
        )

    def _read(self, type_: type[Any], place: int, rows: int) -> NDArray[Any]:
        assert self._file is not None
        size = rows * np.dtype(type_).itemsize
        return np.frombuffer(os.pread(self._file.fileno(), size, place), type_)


def _joined(parts: Iterable[Shard]) -> Shard:
    some = [_NO_KEYS, *parts]
    return Shard(
        np.concatenate([part.keys for part in some]),
        np.concatenate([part.classes for part in some]),
        np.concatenate([part.rows for part in some]),
    )


class Pairs(NamedTuple):
    """Rows and, for each, one whose key is the same; ``hashed`` where only the texts can tell whether they
    are."""

    rows: NDArray[np.uint32]
    others: NDArray[np.uint32]
    hashed: NDArray[np.bool_]


def repeated_in(store: KeyStore, number: int) -> Pairs:
    """The rows of a shard whose keys repeat earlier ones."""
    own = store.shard(number)
    return _repeated(own, match(own.keys, own.classes, own.keys[:0], own.classes[:0]))


def match_shard(
    recipients: KeyStore, records: KeyStore, number: int, owners: NDArray[np.uint32]
) -> tuple[Pairs, Pairs]:
    """Compare the keys of a shard: fill in the owners' rows of its records. Gives the recipients whose keys
    repeat earlier ones, and the records with their owners as far as only the texts can tell."""
    own, others = recipients.shard(number), records.shard(number)
    found = match(own.keys, own.classes, others.keys, others.classes)
    owned = found.places >= 0
    owners[others.rows[owned]] = own.rows[found.places[owned]]
    doubtful = others.rows[owned & (others.classes == HASHED)]
    return _repeated(own, found), Pairs(doubtful, owners[doubtful], np.ones(len(doubtful), np.bool_))


def _repeated(shard: Shard, found: Matched) -> Pairs:
    again = np.flatnonzero(found.earlier >= 0)
    return Pairs(shard.rows[again], shard.rows[found.earlier[again]], shard.classes[again] == HASHED)


def joined(parts: Iterable[Pairs]) -> Pairs:
    """Pairs of all shards, by row."""
    found = list(parts)
    rows = np.concatenate([part.rows for part in found])
    order = np.argsort(rows, kind="stable")
    others = np.concatenate([part.others for part in found])
    hashed = np.concatenate([part.hashed for part in found])
    return Pairs(rows[order], others[order], hashed[order])


class RecordIndex:
    """The records of a table by the recipients that own them. ``owners`` holds for each record its owner's
    row among all recipients, or a higher number."""

    def __init__(self, owners: NDArray[np.uint32]) -> None:
        low, high = (
            (owners & np.uint32(0xFFFF)).astype(np.uint16),
            (owners >> np.uint32(16)).astype(np.uint16),
        )
        order = np.argsort(low, kind="stable")
        self._order = order[np.argsort(high[order], kind="stable")].astype(np.uint32)
        self._owners = owners[self._order]

    def of(self, first: int, rows: int) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        """The records of some recipients one after the other, and where each recipient's begin and end."""
        low, high = np.searchsorted(self._owners, np.array([first, first + rows], np.uint32))
        starts = np.zeros(rows + 1, np.int32)
        if high > low:
            counts = np.bincount(self._owners[low:high] - np.uint32(first), minlength=rows)
            np.cumsum(counts, out=starts[1:])
        return self._order[low:high], starts

    def at(self, rows: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        """The same of the recipients in some rows, in order."""
        lows, highs = (np.searchsorted(self._owners, rows, side) for side in ("left", "right"))
        starts = np.concatenate([[0], np.cumsum(highs - lows)]).astype(np.int32)
        places = np.arange(starts[-1]) + np.repeat(lows - starts[:-1], highs - lows)
        return self._order[places], starts
