"""Two sets of versions as two lists that a population can be decided by, whatever the days they are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from duixian.language.library import PolicyList
from duixian.language.node import replaced
from duixian.language.tree import Policy, Reading, Scheme, Version


class Chosen(NamedTuple):
    """A version under chosen readings (the others as they are by default)."""

    version: Version
    readings: Mapping[str, str]


def list_of(listed: PolicyList, chosen: Sequence[tuple[Policy, Scheme, Chosen]]) -> PolicyList:
    """A list in which each of these schemes has the version alone, in force on any day. Of the policies concerned the
    other schemes are left out; other policies stay as they are."""
    schemes: dict[int, list[Scheme]] = {}
    for policy, scheme, one in chosen:
        schemes.setdefault(policy.number, []).append(replaced(scheme, versions=(_always(one),)))
    return replaced(
        listed,
        policies=tuple(
            replaced(policy, schemes=tuple(schemes[policy.number])) if policy.number in schemes else policy
            for policy in listed.policies
        ),
    )


def _always(chosen: Chosen) -> Version:
    steps = tuple(
        replaced(step, default=chosen.readings.get(step.key, step.default))
        if isinstance(step, Reading)
        else step
        for step in chosen.version.steps
    )
    return replaced(chosen.version, start=None, end=None, steps=steps)
