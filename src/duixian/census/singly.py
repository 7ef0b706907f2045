"""Recipients whom an engine leaves to be decided one by one: with earlier awards, in a ranking, with arithmetic
beyond 64 bits, or under a rule that has no program.

They are decided by ``duixian.decide`` itself, so that there is one meaning of all that is rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from duixian.census.decided import NO_BOUND
from duixian.census.envelope import Claim
from duixian.census.exclusive import Pairs, best_combination
from duixian.census.lowering import OUTCOMES, SchemeVersion
from duixian.census.places import Candidates, placed
from duixian.census.tally import Rows, dimensions_of
from duixian.language.node import replaced

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.decide.decision import Decision
    from duixian.language.vocabulary import Vocabulary
    from duixian.registry.recipient import RecipientFacts

FAR = (1 << 63) - 1
"""Above every value that is ranked."""


class Single(NamedTuple):
    """One recipient's decision on one scheme. ``amount`` and ``deciding`` are the decision's, unless a scheme that
    excludes this one pays more. ``missing`` are paths of facts, those of records without numbers."""

    recipient: str
    facts: RecipientFacts
    decision: Decision
    amount: Claim
    deciding: str
    missing: tuple[str, ...] = ()


def decide_singly(
    book: PolicyBook,
    of: SchemeVersion,
    readings: Mapping[str, str],
    recipients: Sequence[tuple[str, RecipientFacts]],
    on: date,
) -> Iterator[Single]:
    """Decide a scheme for some recipients, each by itself."""
    for recipient, facts in recipients:
        decision = book.decide_scheme_typed(of.policy.key, of.scheme.key, facts, on, readings)
        yield Single(recipient, facts, decision, decision.amount, decision.deciding)


def competes(
    book: PolicyBook, of: SchemeVersion, readings: Mapping[str, str], facts: RecipientFacts, on: date
) -> bool | None:
    """Whether a recipient competes for the places of a scheme: surely, perhaps (False), or not at all (None)."""
    places = of.version.places
    assert places is not None
    placed_first = replaced(facts, values={**facts.values, places.rank_fact: 1})
    decision = book.decide_scheme_typed(of.policy.key, of.scheme.key, placed_first, on, readings)
    settled = decision.deciding in ("", "amount")
    if settled:
        return True
    return False if decision.outcome == "undetermined" else None


def decide_ranked(
    book: PolicyBook,
    of: SchemeVersion,
    readings: Mapping[str, str],
    competing: Sequence[tuple[str, RecipientFacts, bool]],
    on: date,
) -> Iterator[Single]:
    """Decide a scheme with 名额 for all who compete, with their ranks among each other in place of stated ones.

    ``competing`` are recipients with whether they surely meet the other conditions. Who surely has a place has
    rank 1, who surely has none the first rank without, and of others the rank is unknown.
    """
    places = of.version.places
    assert places is not None
    fact = book.listed.vocabulary.fact_by_name[places.fact]
    low, high = fact.range
    least, most = (-FAR if low is None else low), (FAR if high is None else high)
    values = [facts.values.get(fact.key) for _, facts, _ in competing]
    candidates = Candidates(
        np.array([sure for _, _, sure in competing], dtype=np.bool_),
        np.array([least if value is None else int(value) for value in values], dtype=np.int64),
        np.array([most if value is None else int(value) for value in values], dtype=np.int64),
    )
    ranks = {2: 1, 0: places.places + 1}
    # Of those who compete nobody surely fails another condition: whoever has no place is decided by that alone.
    without: Decision | None = None
    for (recipient, facts, _), truth in zip(
        competing, placed(candidates, places.places, places.ties), strict=True
    ):
        if truth == 0 and without is not None:
            yield Single(recipient, facts, without, without.amount, without.deciding)
            continue
        others = {key: value for key, value in facts.values.items() if key != places.rank_fact}
        rank = {places.rank_fact: ranks[int(truth)]} if int(truth) in ranks else {}
        ranked = replaced(facts, values=others | rank)
        decision = book.decide_scheme_typed(of.policy.key, of.scheme.key, ranked, on, readings)
        without = decision if truth == 0 else without
        yield Single(recipient, ranked, decision, decision.amount, decision.deciding)


def without_excluded(found: Sequence[list[Single]], pairs: Pairs) -> list[list[Single]]:
    """Decisions by scheme, where of those that exclude each other a recipient has the combination that pays
    most."""
    mine: dict[str, list[tuple[int, int]]] = {}
    for scheme in {place for pair in pairs for place in pair}:
        for place, single in enumerate(found[scheme]):
            if single.amount != (0, 0):
                mine.setdefault(single.recipient, []).append((scheme, place))
    kept = [list(singles) for singles in found]
    for places in mine.values():
        own = sorted(places)
        between = frozenset(
            (one, other)
            for one, (scheme, _) in enumerate(own)
            for other, (excluded, _) in enumerate(own)
            if (scheme, excluded) in pairs
        )
        claims = [found[scheme][place].amount for scheme, place in own]
        for (scheme, place), amount in zip(own, best_combination(claims, between), strict=True):
            single = found[scheme][place]
            deciding = EXCLUSION if amount == (0, 0) else single.deciding
            kept[scheme][place] = single._replace(amount=amount, deciding=deciding)
    return kept


EXCLUSION = "exclusion"
"""What decides where a recipient has another scheme instead."""


def as_rows(vocabulary: Vocabulary, singles: Sequence[Single], paths: Sequence[str]) -> Rows:
    """Single decisions on recipients of one kind as rows of a tally; ``paths`` are the missing facts that bits stand
    for."""
    (kind,) = {single.facts.kind for single in singles}
    bits = {path: 1 << number for number, path in enumerate(paths)}
    return Rows(
        np.array([OUTCOMES.index(single.decision.outcome) for single in singles], dtype=np.int8),
        np.array([single.amount[0] for single in singles], dtype=np.int64),
        np.array([_bounded(single.amount[1]) for single in singles], dtype=np.int64),
        np.array(
            [sum(bits[path] for path in single.missing) for single in singles],
            dtype=np.int64,
        ),
        {name: _codes(vocabulary, name, singles) for name in dimensions_of(vocabulary, kind)},
    )


def unknown_among(paths: Sequence[str], single: Single) -> tuple[str, ...]:
    """Which of the facts that a scheme reads are unknown, where its decision is open.

    ``decide`` would try values to tell which of them matter; with thousands of records that takes too long.
    """
    if single.decision.outcome not in OUTCOMES[2:] or single.amount[0] == single.amount[1]:
        return ()
    places = single.decision.version.places if single.decision.version else None
    ranked = places.rank_fact if places else ""  # the census ranks by itself
    return tuple(path for path in paths if path != ranked and _is_unknown(path, single.facts))


def _is_unknown(path: str, facts: RecipientFacts) -> bool:
    key, _, field = path.partition(".")
    if key == "roles":
        return facts.roles is None
    if field:
        return any(field not in record for record in facts.records.get(key, ()))
    return key not in facts.values and key not in facts.records


def _bounded(high: int | None) -> int:
    return NO_BOUND if high is None else high


def _codes(
    vocabulary: Vocabulary, name: str, singles: Sequence[Single]
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    keys = [key for key, _ in vocabulary.category_by_name[vocabulary.fact_by_name[name].type.unit].values]
    values = [single.facts.values.get(name) for single in singles]
    return np.array([-1 if value is None else keys.index(str(value)) for value in values], dtype=np.int8)
