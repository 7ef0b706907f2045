"""What a list's rules are asked about: each version of each scheme, under each of its readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from duixian.language.library import PolicyList
from duixian.language.tree import Expression, Policy, Reading, Reference, Selection, Version
from duixian.language.types import Type
from duixian.language.walk import children
from duixian.prove.encoding import Subject

READINGS = 12
"""So many combinations of readings of one version are looked at, the default one first."""


def subjects_of(listed: PolicyList, policies: Iterable[Policy]) -> Iterator[Subject]:
    """Every version of the policies' schemes under every reading."""
    for policy in policies:
        for scheme in policy.schemes:
            for version in scheme.versions:
                for readings in readings_of(version):
                    yield Subject(listed, policy, scheme, version, readings)


def readings_of(version: Version) -> Sequence[Mapping[str, str]]:
    """The combinations of readings: the default one as no choice at all, then the others."""
    default = {reading.key: reading.default for reading in version.readings}
    options = [[(reading.key, option.key) for option in reading.options] for reading in version.readings]
    chosen = [dict(pairs) for pairs in product(*options)]
    return [{}, *(choice for choice in chosen if choice != default)][:READINGS]


class Reads:
    """What expressions of a version read, through its local values and selections."""

    def __init__(self, subject: Subject) -> None:
        self.version = subject.version
        self.locals: dict[str, Expression] = {}
        self.selections: dict[str, Selection] = {}
        for step in subject.version.steps:
            match step:
                case Selection():
                    self.selections[step.name] = step
                    self.locals |= {one.name: one.expression for one in step.definitions}
                case Reading():
                    chosen = subject.readings.get(step.key, step.default)
                    self.locals[step.name] = step.option(chosen).expression
                case _:
                    self.locals[step.name] = step.expression

    def amount(self) -> dict[tuple[str, str], Type]:
        """Facts (``("", key)``) and fields (``(kind of record, key)``) that the amount itself is made from: not
        those that only decide which row or which record counts."""
        standard = self.version.standard.expression
        parts = [] if standard is None else [standard]
        found: dict[tuple[str, str], Type] = {}
        for part in [*parts, *(cap.expression for cap in self.version.caps)]:
            self._collect(part, "", found)
        return found

    def _collect(self, node: Expression, records: str, found: dict[tuple[str, str], Type]) -> None:
        if isinstance(node, Reference):
            if node.scope == "local":
                self._collect(self.locals[node.key], records, found)
            else:
                found[records if node.scope == "field" else "", node.key] = node.type
            return
        selection = getattr(node, "selection", None)
        inner = self.selections[selection].records if isinstance(selection, str) else records
        for child in children(node):
            self._collect(child, inner, found)
