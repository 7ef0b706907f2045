"""Recipients made at random for a rule: with the values at which it turns, and some of them unknown."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from duixian.language.tree import Version
from duixian.language.vocabulary import EARLIER_AWARDS, Fact, Vocabulary
from duixian.registry.recipient import RecipientFacts
from tests import strategies
from tests.census.tables import identity


def recipients_for(
    words: Vocabulary, version: Version, kind: str, *, number: int, seed: int, unknown: float = 0.1
) -> Mapping[str, RecipientFacts]:
    """So many recipients of a kind, by id. Each of their facts, roles and lists is unknown with a chance."""
    random = Random(seed)
    read, telling = strategies.read_names(version), strategies.figures(version)
    facts = [fact for fact in words.facts if kind in fact.kinds and fact.key in read]
    kinds = [
        records
        for records in words.records
        if kind in records.kinds and records.key in read and records.key != EARLIER_AWARDS
    ]
    roles = [role.key for role in words.kinds if role.role]
    likely = [recipient.role for recipient in version.recipients if recipient.role]

    def known(parts: list[Fact]) -> dict[str, int | str]:
        return {
            part.key: random.choice(strategies.candidates(part, words, telling))
            for part in parts
            if random.random() >= unknown
        }

    found = {}
    for place in range(number):
        records = {
            one.key: tuple(known(list(one.fields)) for _ in range(random.choice((0, 1, 1, 2, 4))))
            for one in kinds
            if random.random() >= unknown
        }
        has = frozenset(random.sample(roles, 1) + (likely if random.random() < 0.8 else []))
        found[identity(place)] = RecipientFacts(
            kind=kind,
            roles=None if random.random() < unknown else has,
            values=known(facts),
            records=records,
        )
    return found
