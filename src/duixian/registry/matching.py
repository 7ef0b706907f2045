"""Which ids stand twice, and whose records are whose: found shard by shard, so that each fits a processor's cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from duixian.registry.ids import HASHED, Matched, match, sort_by_shard

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHARD_ROWS = 1 << 15
_MOST_BITS = 12


class Shard(NamedTuple):
    """Keys that begin with the same bits, their classes, and the rows they belong to."""

    keys: NDArray[np.uint64]
    classes: NDArray[np.uint8]
    rows: NDArray[np.uint32]


_NO_KEYS = Shard(np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(0, np.uint32))


class _Sorted(NamedTuple):
    """The keys of a block by shard, and where each shard begins."""

    shard: Shard
    starts: NDArray[np.int64]


class KeyStore:
    """The keys of many rows, in shards. Blocks of rows may be added by several threads."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._blocks: dict[int, _Sorted] = {}

    def add(self, keys: NDArray[np.uint64], classes: NDArray[np.uint8], rows: NDArray[np.uint32]) -> None:
        """Add the keys of some rows, which are in order."""
        if not len(rows):
            return
        first = int(rows[0])
        keys, classes, rows, starts = sort_by_shard(keys, classes, rows, self.bits)
        self._blocks[first] = _Sorted(Shard(keys, classes, rows), starts)

    def shard(self, number: int) -> Shard:
        """All keys of a shard, in the order of their rows."""
        found = [
            (block.shard, slice(block.starts[number], block.starts[number + 1]))
            for _, block in sorted(self._blocks.items())
        ]
        return Shard(
            np.concatenate([_NO_KEYS.keys, *(shard.keys[part] for shard, part in found)]),
            np.concatenate([_NO_KEYS.classes, *(shard.classes[part] for shard, part in found)]),
            np.concatenate([_NO_KEYS.rows, *(shard.rows[part] for shard, part in found)]),
        )


def shard_bits(rows: int) -> int:
    """By how many first bits that many keys are best divided."""
    return min(_MOST_BITS, (rows // _SHARD_ROWS).bit_length())


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
        counts = np.bincount(self._owners[low:high].astype(np.int64) - first, minlength=rows)
        np.cumsum(counts, out=starts[1:])
        return self._order[low:high], starts
