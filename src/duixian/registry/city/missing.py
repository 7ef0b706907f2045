"""What is not known of the city: which facts are left out of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from duixian.language.node import replaced
from duixian.language.vocabulary import OBJECT
from duixian.registry.city.draws import MILLION, Draws, Truths
from duixian.registry.city.members import Member
from duixian.registry.columns import OWNER
from duixian.registry.recipient import RecipientFacts, Record

ROLES = "roles"
"""What the unknown roles of a recipient are called among its columns."""


class Missing(NamedTuple):
    """How much is missing, per million, and of whom."""

    facts: int
    roles: int
    fields: int
    """Fields of records."""
    everywhere: bool
    """Whether special roles, too, lack facts, and those whose roles are unknown may lack their traded value."""


STANDARD = Missing(facts=50_000, roles=600, fields=10_000, everywhere=False)
"""Rankings have sure places: the vendors' values are known, and so are those of whoever may be a vendor."""

HARD = Missing(facts=50_000, roles=50_000, fields=50_000, everywhere=True)

TRADED = "traded_value_fen"

NEVER_MISSING = frozenset({OWNER, "policy", "scheme"})
"""A record belongs to somebody, and an award says what it was for."""


def missing_facts(missing: Missing, draws: Draws, names: Sequence[str]) -> dict[str, Truths]:
    """The rows of the population in which each of some columns, or ``roles``, is unknown."""
    unknown = {
        name: _at_random(draws, name, missing.roles if name == ROLES else missing.facts) for name in names
    }
    if TRADED in unknown and not missing.everywhere:
        unknown[TRADED] &= ~unknown[ROLES]
    return unknown


def missing_fields(missing: Missing, draws: Draws, names: Sequence[str]) -> dict[str, Truths]:
    """The same for the records of the population."""
    can_be = [name for name in names if name not in NEVER_MISSING and name != OBJECT]
    return {name: _at_random(draws, name, missing.fields) for name in can_be}


def _at_random(draws: Draws, name: str, per_million: int) -> Truths:
    below: Truths = draws.bits(f"missing {name}", "<u2") < (per_million << 16) // MILLION
    return below


def with_gaps(missing: Missing, seed: int, members: Sequence[Member]) -> list[Member]:
    """The members as they are known; boundary cases keep all they are about."""
    if not missing.everywhere:
        return list(members)
    return [one if one.boundary else _with_gaps(missing, seed, one) for one in members]


def _with_gaps(missing: Missing, seed: int, member: Member) -> Member:
    facts = member.facts
    draws = Draws(seed, f"missing {member.id}", 0, len(facts.values) + 1)
    gaps = draws.chance("facts", missing.facts).tolist()
    known = {key: value for (key, value), gap in zip(facts.values.items(), gaps[1:], strict=True) if not gap}
    records = {
        key: tuple(
            _record_with_gaps(missing, seed, f"{member.id} {key} {number}", record)
            for number, record in enumerate(rows)
        )
        for key, rows in facts.records.items()
    }
    roles = None if gaps[0] and facts.kind == "enterprise" else facts.roles
    return replaced(member, facts=RecipientFacts(facts.kind, roles, known, records))


def _record_with_gaps(missing: Missing, seed: int, what: str, record: Record) -> Record:
    gaps = Draws(seed, f"missing {what}", 0, len(record)).chance("fields", missing.fields).tolist()
    return {
        key: value
        for (key, value), gap in zip(record.items(), gaps, strict=True)
        if not gap or key in NEVER_MISSING or key == OBJECT
    }
