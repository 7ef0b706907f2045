"""The typed facts of one recipient."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from duixian.language.node import Node
from duixian.language.tree import Example
from duixian.language.values import Value

Record = Mapping[str, Value]
"""A record's known fields by English key; a field that is absent is unknown."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class RecipientFacts(Node):
    """What is known of one recipient, in typed form (see ``duixian.language.values``).

    ``roles`` is None where unknown. A fact that is absent from ``values`` is unknown; a kind of record that
    is absent from ``records`` is unknown, an empty tuple is known to be empty. ``dont_know`` are the paths of
    facts (``main_revenue``, ``roles``, ``lease_contracts``, ``lease_contracts[2].direct``) that the recipient
    has been asked for and does not know; they are unknown like any other and are not asked for again.
    """

    kind: str
    roles: frozenset[str] | None = None
    values: Mapping[str, Value] = NOTHING
    records: Mapping[str, tuple[Record, ...]] = NOTHING
    dont_know: frozenset[str] = frozenset()


def example_facts(example: Example) -> RecipientFacts:
    """The facts of an 算例."""
    return RecipientFacts(
        kind=example.kind,
        roles=None if example.roles is None else frozenset(example.roles),
        values={given.key: _value(given.value) for given in example.facts},
        records={
            records.key: tuple(
                {given.key: _value(given.value) for given in record} for record in records.records
            )
            for records in example.records
        },
    )


def _value(value: object) -> Value:
    assert isinstance(value, int | str)
    return value
