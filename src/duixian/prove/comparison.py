"""Two versions of a scheme held against each other: the same for all inputs, or different, with cases that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import z3

from duixian.book import PolicyBook
from duixian.language.node import Node, replaced
from duixian.language.tree import Text
from duixian.language.values import Value
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.prove import arithmetic
from duixian.prove.cases import NotReproduced, ProofCase, decided, replayed
from duixian.prove.encoding import Encoded, Subject, encode
from duixian.prove.inputs import Inputs, Term
from duixian.prove.solving import Limits, Solving, Undecided, value
from duixian.registry.recipient import RecipientFacts

SAME, DIFFERENT, UNKNOWN = "same", "different", "unknown"

GAINS, LOSES, NEWLY_IN, NEWLY_OUT, OTHERWISE = "gains", "loses", "newly_in", "newly_out", "otherwise"
"""How a case differs: it gets more, less, something for the first time, nothing any more; or otherwise, as where an
amount is surer than before."""

MOST_STRETCHES = 40
"""Stretches of one fact that are told at most."""


class Side(NamedTuple):
    """A version with the list that it is decided by."""

    book: PolicyBook
    subject: Subject


class Witness(Node):
    """A recipient, decided by both. ``change`` is how much more the second pays at most, in fen (None: there is no bound
    on one side); ``largest``: no recipient has a larger change of this kind. ``grows``: it is as large as the
    vocabulary lets the facts be."""

    kind: str
    before: ProofCase
    after: ProofCase
    change: int | None
    largest: bool
    grows: bool = False


class End(NamedTuple):
    """What both pay where a stretch begins or ends: outcomes, and amounts at most in fen (None: no bound)."""

    at: int
    before: int | None
    after: int | None


MORE, LESS, ALIKE, WITHIN_A_FEN, UNLIKE = "more", "less", "same", "within_a_fen", "otherwise"
"""How a stretch differs. Rates that are rounded to the fen cross many times before they part: where the amounts are
never more than a fen apart, that is said, and not each crossing."""


class Stretch(NamedTuple):
    """Values of a fact, in its base unit, between which the second pays more, less and so on (``MORE`` ...). ``open``: it
    goes on beyond its end as far as the vocabulary allows."""

    change: str
    first: End
    last: End
    open: bool


class Stretches(Node):
    """How the difference changes with one fact, all else being as in a case. ``cut``: there are more stretches."""

    fact: Fact
    case: ProofCase
    stretches: tuple[Stretch, ...]
    cut: bool


class Comparison(Node):
    """What comes of comparing two versions: the verdict, the cases that show a difference by kind, how it goes with each
    number; ``undecided`` are questions the solver could not answer, with the reason."""

    before: Subject
    after: Subject
    verdict: str
    witnesses: tuple[Witness, ...]
    stretches: tuple[Stretches, ...]
    undecided: tuple[tuple[str, str], ...]
    assumptions: tuple[Text, ...]


def compare_versions(before: Side, after: Side, limits: Limits, *, records: int = 2) -> Comparison:
    """Compare two versions over all complete facts, with ``records`` of each kind at most, where nothing was paid
    before."""
    difference = words_that_differ(before.subject, after.subject)
    if difference is not None:
        return Comparison(before.subject, after.subject, UNKNOWN, (), (), (("same", difference),), ())
    return _Comparing(before, after, limits, records).comparison()


def words_that_differ(before: Subject, after: Subject) -> str | None:
    """A word that two vocabularies do not mean alike; None where all they have in common is alike."""
    one, other = (_meanings(subject.listed.vocabulary) for subject in (before, after))
    return next((name for name in one if name in other and one[name] != other[name]), None)


def _meanings(vocabulary: Vocabulary) -> dict[str, object]:
    """What each name stands for, without its place in the file and its explanation."""
    fields = [field for kind in vocabulary.records for field in kind.fields]
    return {
        **{category.name: [key for key, _ in category.values] for category in vocabulary.categories},
        **{kind.key: bool(kind.role) for kind in vocabulary.kinds},
        **{fact.key: (fact.type, fact.range) for fact in vocabulary.facts},
        **{f"{field.records}.{field.key}": (field.type, field.range) for field in fields},
    }


class _Comparing:
    def __init__(self, before: Side, after: Side, limits: Limits, records: int) -> None:
        self.sides = before, after
        self.solving = Solving(limits)
        self.records = records
        self.vocabulary = joined(before.subject.listed.vocabulary, after.subject.listed.vocabulary)
        self.inputs = Inputs(self.vocabulary, records=records)
        self.encoded: tuple[Encoded, Encoded] = (
            encode(before.subject, self.inputs),
            encode(after.subject, self.inputs),
        )
        self.undecided: list[tuple[str, str]] = []
        old, new = self.encoded
        low_up, low_down = _above(new.low, old.low), _above(old.low, new.low)
        high_up, high_down = self._higher(new, old), self._higher(old, new)
        self.more = arithmetic.every(
            arithmetic.some(low_up, high_up), *map(arithmetic.opposite, (low_down, high_down))
        )
        self.less = arithmetic.every(
            arithmetic.some(low_down, high_down), *map(arithmetic.opposite, (low_up, high_up))
        )
        self.differs = arithmetic.some(
            low_up, low_down, high_up, high_down, _unequal(old.outcome, new.outcome)
        )

    def _higher(self, one: Encoded, other: Encoded) -> Term:
        """Whether the first may pay more than the second at most."""
        if one.high is None or other.high is None:
            return False if one.high is not None or other.high is None else one.possible
        return _above(one.high, other.high)

    def comparison(self) -> Comparison:
        before, after = (side.subject for side in self.sides)
        verdict, found = UNKNOWN, None
        try:
            found = self.solving.model([*self.inputs.domain, self.differs])
            verdict = DIFFERENT if found is not None else SAME
        except Undecided as reason:
            self.undecided.append(("same", str(reason)))
        witnesses = tuple(self._witnesses()) if verdict != SAME else ()
        if witnesses:
            verdict = DIFFERENT
        elif verdict == DIFFERENT:
            verdict = UNKNOWN
        return Comparison(
            before,
            after,
            verdict,
            witnesses,
            tuple(self._stretches(witnesses)),
            tuple(self.undecided),
            self._assumptions(),
        )

    def _assumptions(self) -> tuple[Text, ...]:
        found = [
            Text(
                "各事实在词汇表规定的范围内,都是已知的",
                "every fact is known and within the range of the vocabulary",
            ),
            Text("此前没有得过奖补", "nothing was paid before"),
        ]
        if self.inputs.rows:
            found.append(
                Text(
                    f"每种明细至多 {self.records} 条",
                    f"there are at most {self.records} records of each kind",
                )
            )
        return tuple(found)

    # --- Cases -------------------------------------------------------------------------------------------

    def _witnesses(self) -> Iterator[Witness]:
        old, new = self.encoded
        both = arithmetic.every(old.possible, new.possible)
        kinds = (
            (GAINS, arithmetic.every(self.more, both), 1),
            (LOSES, arithmetic.every(self.less, both), -1),
            (NEWLY_IN, arithmetic.every(new.possible, arithmetic.opposite(old.possible)), 1),
            (NEWLY_OUT, arithmetic.every(old.possible, arithmetic.opposite(new.possible)), -1),
        )
        told = False
        for kind, condition, sign in kinds:
            found = self._witness(kind, condition, sign)
            told = told or found is not None
            if found is not None:
                yield found
        if not told:
            found = self._witness(OTHERWISE, self.differs, 0)
            if found is not None:
                yield found

    def _witness(self, kind: str, condition: Term, sign: int) -> Witness | None:
        """The recipient with the largest change of a kind, and of those the smallest."""
        self.solving.begin()
        conditions = [*self.inputs.domain, condition]
        old, new = self.encoded
        bounded = old.high is not None and new.high is not None
        largest = False
        try:
            if bounded and sign:
                change = sign * (new.high - old.high)
                try:
                    best = self.solving.largest(conditions, change)
                    if best is None:
                        return None
                    conditions.append(change == value(best, change))
                    largest = True
                except Undecided:
                    pass  # any case will do
            model = self.solving.smallest(conditions, [self.inputs])
            if model is None:
                return None
            before, after = (self._replayed(place, model) for place in (0, 1))
        except (Undecided, NotReproduced) as reason:
            self.undecided.append((kind, str(reason)))
            return None
        change_ = None if before.maximum is None or after.maximum is None else after.maximum - before.maximum
        return Witness(kind, before, after, change_, largest, self._grows(before) if largest else False)

    def _replayed(self, place: int, model: z3.ModelRef) -> ProofCase:
        return replayed(self.sides[place].book, self.encoded[place], self.inputs, model)

    def _grows(self, case: ProofCase) -> bool:
        """Whether a number is nearly as large as the vocabulary lets it be (rounding may stop it a little before)."""
        return any(
            1000 * int(case.facts.values.get(fact.key, 0)) >= 999 * self.inputs.range_of(fact)[1]
            for fact, row, _ in self.inputs.named()
            if row is None and fact.type.kind in ("money", "count")
        )

    # --- Stretches of one number ---------------------------------------------------------------------------

    def _stretches(self, witnesses: Sequence[Witness]) -> Iterator[Stretches]:
        """For each number that matters, how the difference goes with it, else as in the first case that tells
        something."""
        numbers = [
            fact
            for fact, row, _ in self.inputs.named()
            if row is None and fact.type.kind in ("money", "count")
        ]
        for fact in numbers:
            for witness in witnesses:
                found = self._along(fact, witness.after)
                if found is not None and len(found.stretches) > 1:
                    yield found
                    break

    def _along(self, fact: Fact, case: ProofCase) -> Stretches | None:
        if fact.key not in case.facts.values:
            return None
        self.solving.begin()
        unknown = self.inputs.facts[fact.key]
        others = [
            pair
            for pair in self.inputs.given(case.facts)
            if not (z3.is_const(pair[0]) and pair[0].eq(unknown))
        ]
        change, differs = (
            z3.simplify(z3.substitute(term, *others)) for term in (self._change(), _term(self.differs))
        )
        low, high = self.inputs.range_of(fact)
        stretches: list[Stretch] = []
        at = low
        try:
            while at <= high and len(stretches) < MOST_STRETCHES:
                sign = _at(change, unknown, at)
                turn = self.solving.largest([unknown > at, unknown <= high, change != sign], -unknown)
                last = high if turn is None else value(turn, unknown) - 1
                first_end, last_end = (self._end(fact, case.facts, place) for place in (at, last))
                word = {1: MORE, -1: LESS, 2: UNLIKE, 0: ALIKE}[sign]
                if sign == 0 and self.solving.model([unknown >= at, unknown <= last, differs]) is not None:
                    word = WITHIN_A_FEN
                stretches.append(Stretch(word, first_end, last_end, turn is None))
                at = last + 1
        except Undecided as reason:
            self.undecided.append((f"stretches:{fact.key}", str(reason)))
            return None
        return Stretches(fact, case, tuple(stretches), at <= high)

    def _change(self) -> Term:
        """More (1), less (-1), otherwise (2), or at most a fen apart (0)."""
        old, new = self.encoded
        apart = [_within_a_fen(old.low, new.low)]
        if old.high is not None and new.high is not None:
            apart.append(_within_a_fen(old.high, new.high))
        elif old.high is not None or new.high is not None:
            apart.append(arithmetic.opposite(self.differs))
        near = arithmetic.every(
            *apart, arithmetic.some(self.more, self.less, arithmetic.opposite(self.differs))
        )
        return _choose(near, 0, _choose(self.more, 1, _choose(self.less, -1, _choose(self.differs, 2, 0))))

    def _end(self, fact: Fact, facts: RecipientFacts, at: Value) -> End:
        here = replaced(facts, values={**facts.values, fact.key: at})
        amounts = [
            decided(side.book, side.subject, here, side.subject.day).maximum_fen for side in self.sides
        ]
        return End(int(at), *amounts)


def joined(one: Vocabulary, other: Vocabulary) -> Vocabulary:
    """A vocabulary with whatever either has; what both have is alike."""
    if one is other:
        return one
    facts = {fact.key: fact for fact in (*one.facts, *other.facts)}
    records = {kind.key: kind for kind in (*one.records, *other.records)}
    categories = {category.name: category for category in (*one.categories, *other.categories)}
    kinds = {kind.key: kind for kind in (*one.kinds, *other.kinds)}
    return replaced(
        other,
        facts=tuple(facts.values()),
        records=tuple(records.values()),
        categories=tuple(categories.values()),
        kinds=tuple(kinds.values()),
    )


def _above(one: Term, other: Term) -> Term:
    return False if one is other else one > other


def _unequal(one: Term, other: Term) -> Term:
    return False if one is other else one != other


def _within_a_fen(one: Term, other: Term) -> Term:
    return True if one is other else z3.And(one - other <= 1, other - one <= 1)


def _term(value: Term) -> Term:
    return z3.BoolVal(value) if isinstance(value, bool) else value


def _choose(condition: Term, then: int, otherwise: Term) -> Term:
    rest = z3.IntVal(otherwise) if isinstance(otherwise, int) else otherwise
    if isinstance(condition, bool):
        return z3.IntVal(then) if condition else rest
    return z3.If(condition, z3.IntVal(then), rest)


def _at(change: Term, unknown: Term, at: int) -> int:
    found = z3.simplify(z3.substitute(change, (unknown, z3.IntVal(at))))
    return int(found.as_long())
