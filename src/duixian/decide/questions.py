"""Which question comes next: only what still matters, what settles the most first, one topic at a time.

A questionnaire keeps no state of its own. What is known and what the recipient does not know stand in the
facts; from them alone follows what is asked next, so that a terminal, a web page and a program that calls
again and again ask the same questions in the same order. What a scheme still hangs on is remembered for the
facts that it reads: an answer is worked out anew only for the schemes that look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from duixian.decide.case import decides
from duixian.decide.environment import NO
from duixian.decide.missing import Telling, telling
from duixian.decide.plan import BookPlan, ReadingChoice, SchemeName, SchemePlan, VersionPlan
from duixian.language.tree import Expression, Policy, Reading, Selection
from duixian.language.vocabulary import EARLIER_AWARDS, Fact
from duixian.language.walk import references
from duixian.registry.recipient import RecipientFacts

KIND = "kind"
"""The first question of all, and the only one that must be answered."""

ROLES = "roles"

LIST_WEIGHT = Fraction(1, 2)
"""A list of records takes longer to answer than one fact does."""


class Question(NamedTuple):
    """Something to ask for: ``kind``, ``roles``, a fact (``main_revenue``), a kind of record
    (``lease_contracts``) or a field of a record already given (``lease_contracts[2].direct``).

    ``topic`` is the policy it is asked for, None where it is about the recipient as such; ``schemes`` are the
    open schemes that hang on it.
    """

    path: str
    topic: Policy | None
    schemes: tuple[SchemeName, ...]


class Standing(NamedTuple):
    """How far the questions have come: the next one (None: nothing is left to ask), how many are left at
    most, and how many of the schemes nothing can change any more that the recipient knows."""

    question: Question | None
    left: int
    settled: int
    schemes: int


class Questionnaire:
    """What to ask about a recipient, on one day and under chosen readings."""

    def __init__(
        self, book: BookPlan, on: date, readings: Mapping[SchemeName, ReadingChoice] | None = None
    ) -> None:
        self.book = book
        self.schemes = [
            _OpenScheme(book, scheme, plan, on) for scheme, plan in book.in_force(on, readings or {})
        ]
        self.kinds = tuple(kind.key for kind in book.listed.vocabulary.kinds if not kind.role)

    def standing(self, facts: RecipientFacts) -> Standing:
        """What is asked next, and how far things have come."""
        if not facts.kind:
            return self._before_the_kind(facts)
        open_ = self._open(facts)
        settled = len(self.schemes) - len(open_)
        question = self._next(facts, open_) if open_ else None
        return Standing(question, len(self.pending(facts)), settled, len(self.schemes))

    def pending(self, facts: RecipientFacts) -> tuple[str, ...]:
        """Everything that may still be asked of a recipient whose kind is known, in no order of weight."""
        return tuple({one.unknown.path: None for _, found in self._open(facts) for one in found})

    def settles(self, facts: RecipientFacts, question: Question) -> tuple[SchemeName, ...]:
        """The schemes that some answer to a question settles by itself."""
        if question.path != KIND:
            return tuple(
                scheme.name
                for scheme in self.schemes
                if scheme.name in question.schemes and scheme.is_settled_by(facts, question.path)
            )
        return tuple(
            scheme.name
            for scheme in self.schemes
            if any(not scheme.hangs_on(of_kind(facts, kind, self.book)) for kind in self.kinds)
        )

    def fields(self, question: Question) -> tuple[Fact, ...]:
        """The fields of a kind of record that the schemes of a question look at."""
        records = self.book.listed.vocabulary.records_by_name[question.path]
        read = {
            key
            for scheme in self.schemes
            if scheme.name in question.schemes and question.path in scheme.records
            for key in scheme.fields
        }
        return tuple(field for field in records.fields if field.key in read)

    def _open(self, facts: RecipientFacts) -> list[tuple[_OpenScheme, list[Telling]]]:
        """The schemes that are not settled, each with what it hangs on."""
        return [(scheme, found) for scheme in self.schemes if (found := scheme.hangs_on(facts))]

    def _before_the_kind(self, facts: RecipientFacts) -> Standing:
        standings = [self.standing(of_kind(facts, kind, self.book)) for kind in self.kinds]
        names = tuple(scheme.name for scheme in self.schemes)
        left = 1 + max((standing.left for standing in standings), default=0)
        settled = sum(1 for scheme in self.schemes if scheme.plan is None)
        return Standing(Question(KIND, None, names), left, settled, len(self.schemes))

    def _next(self, facts: RecipientFacts, open_: list[tuple[_OpenScheme, list[Telling]]]) -> Question:
        """The most telling question of the topic that is under way, or else of the most telling topic."""
        weights: dict[str, Fraction] = {}
        by_policy: dict[int, dict[str, None]] = {}
        hanging: dict[str, list[_OpenScheme]] = {}
        for scheme, found in open_:
            paths = by_policy.setdefault(scheme.policy.number, {})
            for position, one in enumerate(found):
                path = one.unknown.path
                paths[path] = None
                hanging.setdefault(path, []).append(scheme)
                weights[path] = weights.get(path, Fraction(0)) + self._weight(path, position, one.settles)
        begun = {scheme.policy.number for scheme, _ in open_ if scheme.has_begun(facts)}

        def urgency(number: int) -> tuple[bool, int, Fraction, int]:
            best = max(weights[path] for path in by_policy[number])
            under_way = number in begun
            return not under_way, len(by_policy[number]) if under_way else 0, -best, number

        topic = min(by_policy, key=urgency)
        path = max(by_policy[topic], key=weights.__getitem__)
        return Question(
            path,
            None if path == ROLES else self.book.listed.by_number[topic],
            tuple(scheme.name for scheme in hanging[path]),
        )

    def _weight(self, path: str, position: int, settles: Fraction) -> Fraction:
        """How much a fact that stands at a position of a scheme's missing facts counts for being asked."""
        weight = Fraction(1, 1 + position)
        return weight * LIST_WEIGHT if path in self.book.layout.record_slots else weight


def of_kind(facts: RecipientFacts, kind: str, book: BookPlan) -> RecipientFacts:
    """The facts with the kind of recipient filled in; a kind that has no roles is known to have none."""
    roles = next((fact for fact in book.listed.vocabulary.facts if fact.type.kind == "roles"), None)
    with_roles = roles is not None and kind in roles.kinds
    return RecipientFacts(
        kind, facts.roles if with_roles else frozenset(), facts.values, facts.records, facts.dont_know
    )


class _OpenScheme:
    """One scheme as the questions see it: what it reads and what it hangs on."""

    def __init__(self, book: BookPlan, scheme: SchemePlan, plan: VersionPlan | None, on: date) -> None:
        self.book = book
        self.policy = scheme.policy
        self.name = scheme.name
        self.plan = plan
        self.on = on
        self.values, self.records, self.fields = _reads(plan) if plan else ((), (), frozenset[str]())
        self._known: dict[object, list[Telling]] = {}
        self._settling: dict[object, bool] = {}

    def hangs_on(self, facts: RecipientFacts) -> list[Telling]:
        """The facts it hangs on that the recipient may know, most telling first; none where it is settled."""
        if self.plan is None or self.plan.applicable(facts) == NO:
            return []
        mark = self._mark(facts)
        found = self._known.get(mark)
        if found is None:
            decide = decides(self.book.listed, self.plan, self.on)
            found = telling(self.plan, facts, self.book.environment(facts), decide, facts.dont_know)
            self._known[mark] = found
        return found

    def is_settled_by(self, facts: RecipientFacts, path: str) -> bool:
        """Whether some value of a fact leaves nothing open."""
        plan = self.plan
        one = next((one for one in self.hangs_on(facts) if one.unknown.path == path), None)
        if plan is None or one is None:
            return False
        mark = self._mark(facts), path
        if mark not in self._settling:
            never = facts.dont_know | {path}
            environment = self.book.environment(facts)
            decide = decides(self.book.listed, plan, self.on)
            self._settling[mark] = any(
                not telling(plan, fill(facts, filled := environment.copy()), filled, decide, never)
                for fill in one.unknown.fillings
            )
        return self._settling[mark]

    def has_begun(self, facts: RecipientFacts) -> bool:
        """Whether something that it reads has been answered, were it by "don't know"."""
        heads = {path.partition("[")[0] for path in facts.dont_know}
        return any(key in facts.values or key in heads for key in self.values) or any(
            key in facts.records or key in heads for key in self.records if key != EARLIER_AWARDS
        )

    def _mark(self, facts: RecipientFacts) -> object:
        """Whatever of the facts can make a difference to this scheme."""
        read = {ROLES, *self.values, *self.records}
        return (
            facts.kind,
            facts.roles,
            tuple(facts.values.get(key) for key in self.values),
            tuple(
                None if rows is None else tuple(frozenset(row.items()) for row in rows)
                for rows in (facts.records.get(key) for key in self.records)
            ),
            frozenset(path for path in facts.dont_know if path.partition("[")[0] in read),
        )


def _reads(plan: VersionPlan) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """The facts, the kinds of record and the fields of records that a version looks at."""
    version = plan.version
    found: dict[tuple[str, str], None] = {}
    for expression in _expressions(plan):
        found |= references(expression)
    records = dict.fromkeys(step.records for step in version.steps if isinstance(step, Selection))
    if plan.reducible:
        records[EARLIER_AWARDS] = None
    values = tuple(key for scope, key in found if scope == "fact")
    return values, tuple(records), frozenset(key for scope, key in found if scope == "field")


def _expressions(plan: VersionPlan) -> Iterable[Expression]:
    """Every expression of a version under its readings."""
    version = plan.version
    for step in version.steps:
        match step:
            case Selection(filter=filter_, definitions=definitions):
                yield from (definition.expression for definition in definitions)
                yield from () if filter_ is None else (filter_,)
            case Reading():
                yield step.option(plan.readings[step.key]).expression
            case _:
                yield step.expression
    yield from (condition.expression for condition in version.conditions)
    yield from () if version.standard.expression is None else (version.standard.expression,)
    yield from (cap.expression for cap in version.caps)
