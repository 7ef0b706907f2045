"""Recipients that are told one by one: those in special roles, districts and boundary cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from duixian.language.node import Node
from duixian.language.tree import Text
from duixian.language.values import Value
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.city.boundaries import Expected
from duixian.registry.recipient import NOTHING, RecipientFacts, Record

RANK = "traded_value_rank"
"""The one fact of which those who have nothing have no value: there is no rank nought."""


class Boundary(Node):
    """What a boundary case is about and comes to; ``scheme`` is like ``11.purchase``."""

    scheme: str
    told: Text
    expected: tuple[Expected, ...]


class Member(Node):
    """A recipient with all that is known of it: a fact that is absent is unknown, a list that is absent is
    empty."""

    id: str
    facts: RecipientFacts
    boundary: Boundary | None = None


def known(
    vocabulary: Vocabulary,
    kind: str,
    values: Mapping[str, Value],
    *,
    roles: Iterable[str] | None = (),
    records: Mapping[str, Sequence[Record]] = NOTHING,
    unknown: frozenset[str] = frozenset(),
) -> RecipientFacts:
    """Facts of which all is known but what is named: nothing of all that is not given."""
    nothing = {fact.key: _nothing(vocabulary, fact) for fact in vocabulary.facts if kind in fact.kinds}
    stated = {key: value for key, value in nothing.items() if value is not None} | dict(values)
    return RecipientFacts(
        kind=kind,
        roles=None if roles is None else frozenset(roles),
        values={key: value for key, value in stated.items() if key not in unknown},
        records={one.key: tuple(records.get(one.key, ())) for one in vocabulary.records if kind in one.kinds},
    )


def _nothing(vocabulary: Vocabulary, fact: Fact) -> Value | None:
    """The value of a fact for whoever has nothing of it; None where there is no such value."""
    if fact.key == RANK:
        return None
    match fact.type.kind:
        case "money" | "count" | "duration":
            return 0
        case "boolean":
            return False
        case "category":
            return vocabulary.category_by_name[fact.type.unit].key_of("none")
    return None
