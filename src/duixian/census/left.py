"""Recipients whom an engine leaves to be decided one by one: who they are, and their facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from duixian.census.programs import read_singly
from duixian.registry.columns import ID, columns_of
from duixian.registry.population import FactsReader

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from duixian.census.decided import Part
    from duixian.census.lowering import Program
    from duixian.registry.population import Place, Population
    from duixian.registry.recipient import RecipientFacts


class Left:
    """Those of one kind of recipient who are left by some programs."""

    def __init__(self, population: Population, kind: str, programs: Sequence[Program]) -> None:
        self.population = population
        self.kind = kind
        self.read = [frozenset(read_singly(program.of)) for program in programs]
        # The rows of a part that are left: their ids, and by which programs.
        self._ids: dict[int, str] = {}
        self._by: dict[int, list[int]] = {}
        self._places: dict[str, Place] = {}
        # What the columns of facts say, where an engine had them at hand.
        self._values: dict[Place, dict[str, Any]] = {}

    def ids(self, part: Part, program: int, rows: npt.NDArray[np.int32]) -> dict[str, None]:
        """The ids of rows of a part that are left by a program, which is named by its number."""
        if not len(rows):
            return {}
        ids = part.recipients.column(ID).take(pa.array(rows)).to_pylist()
        self._ids.update(zip(rows.tolist(), ids, strict=True))
        for row in rows.tolist():
            self._by.setdefault(row, []).append(program)
        return dict.fromkeys(ids)

    def end_part(self, part: Part) -> None:
        """Take down where the rows of a part stand that are left, and their facts where they are at hand."""
        ids, by = self._ids, self._by
        self._ids, self._by = {}, {}
        self._places.update((id_, (part.number, row)) for row, id_ in ids.items())
        alike: dict[tuple[int, ...], list[int]] = {}
        for row, several in by.items():
            alike.setdefault(tuple(several), []).append(row)
        for programs, rows in alike.items() if part.has_facts else ():
            keys = frozenset().union(*(self.read[program] for program in programs))
            columns = columns_of(self.population.vocabulary, self.kind, keys)
            values = part.recipients.select(columns).take(pa.array(rows)).to_pylist()
            self._values.update(((part.number, row), one) for row, one in zip(rows, values, strict=True))

    def facts(self, left: Sequence[set[str]]) -> dict[str, RecipientFacts]:
        """Whatever the rules read of those whom they left, by program; all else counts as unknown."""
        read: dict[Place, set[str]] = {}
        for names, keys in zip(left, self.read, strict=True):
            for name in names:
                read.setdefault(self._places[name], set()).update(keys)
        values = self._values_of(read)
        for records in self.population.records:
            if self.kind in self.population.vocabulary.records_by_name[records].kinds:
                places = sorted(place for place, keys in read.items() if records in keys)
                found = self.population.records_at(self.kind, records, places)
                for place, some in zip(places, found, strict=True):
                    values[place][records] = some
        reader = FactsReader(self.population.vocabulary, self.kind)
        wanted = {self._places[name]: name for name in set[str]().union(*left)}
        return {name: reader.facts(values[place]) for place, name in wanted.items()}

    def _values_of(self, read: dict[Place, set[str]]) -> dict[Place, dict[str, Any]]:
        """What the columns of facts say; they are read where no engine had them at hand."""
        rows: dict[int, list[int]] = {}
        wanted: dict[int, set[str]] = {}
        for (part, row), keys in sorted(read.items()):
            if (part, row) not in self._values:
                rows.setdefault(part, []).append(row)
                wanted.setdefault(part, set()).update(keys)
        return self._values | dict(self.population.values_at(self.kind, rows, wanted))
