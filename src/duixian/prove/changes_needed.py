"""What would it take: the smallest changes of a recipient's facts that make it entitled, or reach the next step.

First as few facts as possible, then the smallest change of each number. Every answer is replayed through ``decide`` and
given only where ``decide`` reproduces it. A fact that is not known may turn out to be anything within its range; where
it matters, it counts as one to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import z3

from duixian.decide.decision import Decision
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE
from duixian.decide.plain_words import open_words
from duixian.language.node import replaced
from duixian.language.quantity import yuan_text
from duixian.language.tree import NO_WORDS, Text
from duixian.language.values import Value, value_for_json
from duixian.language.vocabulary import EARLIER_AWARDS, Fact, Vocabulary
from duixian.prove import SECONDS, arithmetic
from duixian.prove.encoding import Encoded
from duixian.prove.inputs import Term, holds, whole
from duixian.prove.partly_known import (
    ONE_AT_A_TIME,
    NotAsked,
    PartlyKnown,
    PartlyKnownEncoder,
    Place,
    furthest,
    solved,
)
from duixian.prove.sharper import NAMED_AWARDS, subject_of
from duixian.registry.recipient import RecipientFacts, Record

if TYPE_CHECKING:
    from duixian.book import PolicyBook

WAYS = 3
"""So many ways at most, each with as few changes as any."""

CHANGING = frozenset({"money", "count", "ratio", "duration", "boolean", "category"})
"""The types of known facts that may change where nobody says which."""

CHOSEN = CHANGING | {"date"}
"""The types of facts that may be chosen to change."""

ENTITLEMENT, NEXT_ROW, CAP = "entitled", "next_step", "cap"

NOT_REPRODUCED = Text("decide 没有重现这个答案", "decide does not reproduce the answer")
NO_CHANGE = Text("改变所选的事实也达不到", "no change of the chosen facts reaches it")
PAID_BEFORE = Text("以前已经得过,改变事实也不再发放", "it was paid before; no change of facts pays it again")


class Change(NamedTuple):
    """One fact that has to change or to be told.

    ``path`` is a fact (``main_revenue``), a field (``trucks[0].diesel``), ``roles``, or a kind of record whose number
    changes. ``before`` is None where it is unknown. ``bound`` says what else would do: ``exactly`` nothing else,
    ``at_least`` any larger number, ``at_most`` any smaller, ``one_of`` the ``others``, with the same amount.
    """

    path: str
    fact: Fact | None
    before: Value | None
    after: Value
    bound: str = "exactly"
    others: tuple[Value, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For programs, values as facts files give them."""
        found: dict[str, Any] = {
            "fact": self.path,
            "from": self._told(self.before),
            "to": self._told(self.after),
            "bound": self.bound,
        }
        return found | ({"others": [self._told(other) for other in self.others]} if self.others else {})

    def _told(self, value: Value | None) -> Value | None:
        return value if value is None or self.fact is None else value_for_json(self.fact, value)


class Way(NamedTuple):
    """Changes that together reach the goal, and what ``decide`` then says."""

    changes: tuple[Change, ...]
    facts: RecipientFacts
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        low, high = self.decision.amount
        return {
            "changes": [change.as_json() for change in self.changes],
            "outcome": self.decision.outcome,
            "amount": {"min": yuan_text(low), "max": None if high is None else yuan_text(high)},
        }


class ChangesNeeded(NamedTuple):
    """What it would take to reach a goal: ``entitled``, ``next_step`` (a higher row of a table) or ``cap``.

    ``status`` is ``found``, ``impossible`` (no change of the facts in question reaches it) or ``unknown``; the last two
    with the ``reason``. All ``ways`` take the same number of changes, the fewest there are.
    """

    decision: Decision
    goal: str
    status: str
    ways: tuple[Way, ...] = ()
    reason: Text = NO_WORDS

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """For programs."""
        found = {
            "policy": self.decision.policy.number,
            "scheme": self.decision.scheme.key,
            "goal": self.goal,
            "status": self.status,
            "ways": [way.as_json() for way in self.ways],
        }
        return found | ({"reason": self.reason.in_language(language)} if self.reason.zh else {})


def changes_needed(
    book: PolicyBook,
    facts: RecipientFacts,
    decisions: Sequence[Decision],
    chosen: frozenset[str] = frozenset(),
    seconds: float = SECONDS,
) -> list[ChangesNeeded]:
    """What it would take for each scheme; those that are not for this kind of recipient or this day are left out.

    ``chosen`` are the paths of the facts that may change (by default numbers, yes/no and categories, and one more
    record of a kind); ``seconds`` for each question to the solver.
    """
    with ONE_AT_A_TIME:
        return [
            answer
            for decision in decisions
            if _concerns(decision, facts, chosen)
            for answer in _Scheme(book, facts, decision, chosen, seconds=seconds).answers()
        ]


def _concerns(decision: Decision, facts: RecipientFacts, chosen: frozenset[str]) -> bool:
    """Whether a scheme is for the recipient, or would be in another role where the role may change."""
    if decision.version is None or decision.outcome != NOT_APPLICABLE:
        return decision.version is not None
    return "roles" in chosen and facts.kind in {one.kind for one in decision.version.recipients if one.role}


def changeable_names(vocabulary: Vocabulary) -> dict[str, str]:
    """How whoever chooses facts may call them, in either language, and the path that each name stands for."""
    names = {"roles": "roles", "角色": "roles"}
    for fact in vocabulary.facts:
        if fact.type.kind in CHOSEN:
            names |= {fact.key: fact.key, fact.name.zh: fact.key}
    for records in vocabulary.records:
        if records.key == EARLIER_AWARDS:
            continue
        names |= {records.key: records.key, records.name.zh: records.key}
        for field in records.fields:
            if field.type.kind in CHOSEN:
                path = f"{records.key}.{field.key}"
                names |= {path: path, f"{records.name.zh}.{field.name.zh}": path}
    return names


def chosen_path(names: Mapping[str, str], name: str) -> str | None:
    """The path of a fact that may be chosen, by its name, or by the path of a field of one record."""
    key, bracket, rest = name.partition("[")
    number, _, field = rest.partition("].")
    if bracket and number.isdecimal() and names.get(f"{key}.{field}") == f"{key}.{field}":
        return f"{key}[{int(number)}].{field}"
    return names.get(name)


class _Scheme:
    """One recipient before one scheme."""

    def __init__(
        self,
        book: PolicyBook,
        facts: RecipientFacts,
        decision: Decision,
        chosen: frozenset[str],
        *,
        seconds: float,
    ) -> None:
        assert decision.version is not None
        self.book = book
        self.listed = book.listed
        self.facts = facts
        self.decision = decision
        self.version = decision.version
        self.readings = {
            reading.key: decision.reading[reading.key]
            for reading in decision.version.readings
            if decision.reading[reading.key] != reading.default
        }
        self.chosen = chosen
        self.milliseconds = int(seconds * 1000)

    def answers(self) -> Iterator[ChangesNeeded]:
        """To be entitled, or the next steps where it is already."""
        entitled = self.decision.outcome == ENTITLED
        try:
            self._encode()
            goals = list(self._steps()) if entitled else [(ENTITLEMENT, self.encoded.entitled)]
        except NotAsked as doubt:
            yield self._answer(CAP if entitled else ENTITLEMENT, "unknown", doubt.reason)
            return
        for goal, reached in goals:
            answer = self._reached(goal, reached)
            if answer is not None:
                yield answer

    def _answer(self, goal: str, status: str, reason: Text, ways: tuple[Way, ...] = ()) -> ChangesNeeded:
        return ChangesNeeded(self.decision, goal, status, ways, reason)

    # --- The rule as formulas ----------------------------------------------------------------------------

    def _encode(self) -> None:
        facts, decision = self.facts, self.decision
        if decision.outcome != ENTITLED:
            # Earlier awards change what is paid, not whether the rule is met.
            facts = replaced(facts, records={k: v for k, v in facts.records.items() if k != EARLIER_AWARDS})
        self.inputs = PartlyKnown(self.listed.vocabulary, facts, decision.on, self._changeable)
        self.encoder = PartlyKnownEncoder(subject_of(self.listed, decision), self.inputs)
        self.encoded: Encoded = self.encoder.encoded()
        self.places = list(self.inputs.places.values())
        self.now = [pair for place in self.places for pair in self._as_it_is(place)]

    def _changeable(self, path: str, fact: Fact | None) -> bool:
        if fact is None:  # a role, or one more record
            return path in self.chosen or (not self.chosen and path != "roles")
        if fact.type.kind not in CHOSEN:
            return False
        if not self.chosen:
            return fact.type.kind in CHANGING
        return bool(self.chosen & {path, fact.records or path, f"{fact.records}.{fact.key}"})

    def _as_it_is(self, place: Place) -> Iterator[tuple[Term, Term]]:
        """What stands for a place while nothing changes."""
        if place.fact is None:
            yield place.term, z3.BoolVal(False)
        elif place.before is None:
            yield place.changed, z3.BoolVal(False)
        else:
            yield place.term, self.inputs.as_term(place.fact, place.before)

    # --- The next steps ----------------------------------------------------------------------------------

    def _steps(self) -> Iterator[tuple[str, Term]]:
        """The steps above what the recipient has: a higher row of a table, and the cap."""
        encoded = self.encoded
        if encoded.standard is None or encoded.high is None or self.decision.reduced:
            return
        if not encoded.caps and not self.encoder.chosen_rows:
            return
        if self.version.period and self.encoder.rewarded_records and self.facts.records.get(EARLIER_AWARDS):
            raise NotAsked(NAMED_AWARDS)
        no_more = [arithmetic.opposite(place.term) for place in self.places if self._is_one_more(place)]
        self.worth = encoded.high if self.encoder.ceiling else encoded.low
        base = self._now(self.worth)
        above = self.worth > base
        if not isinstance(above, bool):
            other_row = arithmetic.some(*(row != self._now(row) for row in self.encoder.chosen_rows))
            if not isinstance(other_row, bool):
                yield NEXT_ROW, arithmetic.every(encoded.entitled, above, other_row, *no_more)
        standard = arithmetic.rounded(encoded.standard.low, encoded.standard.scale)
        at_cap = arithmetic.some(*(standard >= cap for cap in self._caps_left()))
        if not isinstance(at_cap, bool) and not self._now(at_cap) and not isinstance(above, bool):
            yield CAP, arithmetic.every(encoded.entitled, at_cap, above, *no_more)

    def _caps_left(self) -> list[Term]:
        """What each cap still allows after what was paid this year."""
        own = self.inputs.paid_before(self.encoder.subject.name)
        return [
            cap - own.paid if declared.yearly and own else cap
            for cap, declared in zip(self.encoded.caps, self.version.caps, strict=True)
        ]

    def _is_one_more(self, place: Place) -> bool:
        return place.fact is None and place.path in self.listed.vocabulary.records_by_name

    def _now(self, term: Term) -> Any:
        """What a formula comes to as long as nothing changes."""
        if isinstance(term, int):
            return term
        found = z3.simplify(z3.substitute(term, *self.now))
        return z3.is_true(found) if z3.is_bool(found) else whole(found)

    # --- Asking the solver -------------------------------------------------------------------------------

    def _reached(self, goal: str, reached: Term) -> ChangesNeeded | None:
        try:
            ways = list(self._ways(goal, reached))
        except NotAsked as doubt:
            return self._answer(goal, "unknown", doubt.reason)
        if not ways:
            if goal != ENTITLEMENT and not self.chosen:
                return None  # it is at the top already
            return self._answer(goal, "impossible", self._why_not())
        replayed = [self._replayed(goal, changes, value) for changes, value in ways]
        good = [way for found in replayed if found is not None for way in self._by_amount(found)]
        if not good:
            return self._answer(goal, "unknown", NOT_REPRODUCED)
        if all(way.decision.amount == (0, 0) for way in good):
            return self._answer(goal, "impossible", PAID_BEFORE)
        fewest = min(len(way.changes) for way in good)
        return self._answer(goal, "found", NO_WORDS, tuple(w for w in good if len(w.changes) == fewest))

    def _why_not(self) -> Text:
        version = self.version
        left = [words for one in version.conditions for words in open_words(version, one.expression)]
        if not left:
            return NO_CHANGE
        zh, en = ";".join(words.zh for words in left), "; ".join(words.en for words in left)
        return Text(f"要等文件写明:{zh}", f"the documents leave open: {en}")

    def _ways(self, goal: str, reached: Term) -> Iterator[tuple[list[Change], int | None]]:
        """Sets of changes, each with as few as any, that reach the goal; with what they then pay."""
        wanted = [*self.inputs.domain, reached]
        if solved(wanted, self.milliseconds) is None:
            return
        count = z3.Sum([z3.IntVal(0), *(z3.If(place.changed, 1, 0) for place in self.places)])
        wanted.append(count == furthest(wanted, count, self.milliseconds, largest=False))
        for _ in range(WAYS):
            model = solved(wanted, self.milliseconds)
            if model is None:
                return
            changed = [place for place in self.places if holds(model, place.changed)]
            yield self._smallest(goal, reached, changed)
            wanted.append(z3.Not(z3.And(*(place.changed for place in changed))))

    def _smallest(self, goal: str, reached: Term, changed: list[Place]) -> tuple[list[Change], int | None]:
        """The smallest change of each number, where these places change and nothing else does."""
        stay = [pair for place in self.places if place not in changed for pair in self._as_it_is(place)]
        *domain, wanted = (
            z3.simplify(z3.substitute(_formula(one), *stay)) for one in (*self.inputs.domain, reached)
        )
        kept = [*domain, wanted, *(place.changed for place in changed)]
        worth = self.worth if goal != ENTITLEMENT else None
        if worth is not None:
            worth = z3.substitute(worth, *stay)
        fixed: list[Term] = []
        if goal == NEXT_ROW:
            fixed.append(worth == self._least(kept, worth, largest=False))
        numbers = [place for place in changed if place.fact is not None and place.fact.type.ordered]
        for place in numbers:
            fixed.append(place.term == self._nearest([*kept, *fixed], place))
        model = solved([*kept, *fixed], self.milliseconds)
        assert model is not None
        value = None if worth is None else whole(model.eval(worth, model_completion=True))
        as_found = {
            place.path: z3.And(place.changed, place.term == model.eval(place.term, model_completion=True))
            for place in changed
        }
        return [
            self._change(
                place,
                model,
                [*domain, z3.Not(wanted), *(one for path, one in as_found.items() if path != place.path)],
                goal,
            )
            for place in changed
        ], value

    def _nearest(self, kept: list[Term], place: Place) -> int:
        """The value of a number nearest to what it is; of an unknown one the smallest, or the largest where the smallest
        is as small as it may be."""
        assert place.fact is not None
        if place.before is not None:
            before = int(place.before)
            distance = z3.If(place.term >= before, place.term - before, before - place.term)
            nearest = self._least(kept, distance, largest=False)
            above = solved([*kept, place.term == before + nearest], self.milliseconds)
            return before + nearest if above is not None else before - nearest
        low, high = self.inputs.range_of(place.fact)
        least = self._least(kept, place.term, largest=False)
        if least > low:
            return least
        most = self._least(kept, place.term, largest=True)
        return most if most < high else least

    def _least(self, kept: list[Term], term: Term, *, largest: bool) -> int:
        found = furthest(kept, term, self.milliseconds, largest=largest)
        assert found is not None  # every fact has a range
        return found

    def _change(self, place: Place, model: z3.ModelRef, missed: list[Term], goal: str) -> Change:
        """A change with what else would do in its place, the others as they are."""
        if place.fact is None:
            return self._role_or_record(place, holds(model, place.term))
        after = self.inputs.as_value(model, place.fact, place.term)
        told = [place.changed] if place.before is None else []
        low, high = (0, 0) if place.fact.type.kind == "boolean" else self.inputs.range_of(place.fact)

        def always(condition: Term) -> bool:
            """Whether all values of which something holds reach the goal."""
            inside = [place.term >= low, place.term <= high]
            try:
                return solved([*missed, *told, condition, *inside], self.milliseconds) is None
            except NotAsked:
                return False

        if place.fact.type.ordered:
            if always(place.term >= int(after)):
                return Change(place.path, place.fact, place.before, after, "at_least")
            if always(place.term <= int(after)):
                return Change(place.path, place.fact, place.before, after, "at_most")
        elif place.fact.type.kind == "category" and goal == ENTITLEMENT:
            keys = [key for key, _ in self.listed.vocabulary.category_by_name[place.fact.type.unit].values]
            good = [key for number, key in enumerate(keys) if key == after or always(place.term == number)]
            if len(good) > 1:
                return Change(place.path, place.fact, place.before, good[0], "one_of", tuple(good[1:]))
        return Change(place.path, place.fact, place.before, after)

    def _role_or_record(self, place: Place, more: bool) -> Change:
        role = place.path.removeprefix("roles.")
        if role != place.path:
            known = self.facts.roles
            return Change(
                "roles", None, None if known is None else "、".join(sorted(known)), role, "at_least"
            )
        count = None if place.before is None else int(place.before)
        return Change(place.path, None, count, (count or 0) + more, "at_least" if more else "exactly")

    # --- Replaying ---------------------------------------------------------------------------------------

    def _replayed(self, goal: str, changes: list[Change], value: int | None) -> Way | None:
        """What ``decide`` says once the changes are made; None where it is not what the solver said. Facts that need
        not be told after all are left out."""
        if not self._holds(goal, changes, value):
            return None
        for change in [one for one in changes if one.before is None and one.path != "roles"]:
            without = [one for one in changes if one.path.partition("[")[0] != change.path and one != change]
            if self._holds(goal, without, value):
                changes = without
        facts = changed_facts(self.facts, changes)
        return Way(tuple(changes), facts, self._decided(facts))

    def _by_amount(self, way: Way) -> Iterator[Way]:
        """The way, and another for each value that does as well but pays something else."""
        number = next((n for n, change in enumerate(way.changes) if change.others), None)
        if number is None:
            yield way
            return
        change = way.changes[number]
        by_amount: dict[object, list[Value]] = {}
        for value in (change.after, *change.others):
            found = self._with_value(way, number, change._replace(after=value, others=()))
            if found.decision.outcome == ENTITLED:
                by_amount.setdefault(found.decision.amount, []).append(value)
        for first, *others in by_amount.values():
            bound = "one_of" if others else "exactly"
            changed = change._replace(after=first, bound=bound, others=tuple(others))
            yield self._with_value(way, number, changed)

    def _with_value(self, way: Way, number: int, change: Change) -> Way:
        """The way with one of its changes in another form."""
        changes = (*way.changes[:number], change, *way.changes[number + 1 :])
        facts = changed_facts(self.facts, changes)
        return Way(changes, facts, self._decided(facts))

    def _decided(self, facts: RecipientFacts) -> Decision:
        one = self.decision
        return self.book.decide_scheme_typed(one.policy.key, one.scheme.key, facts, one.on, self.readings)

    def _holds(self, goal: str, changes: list[Change], value: int | None) -> bool:
        decision = self._decided(changed_facts(self.facts, changes))
        if decision.outcome != ENTITLED:
            return False
        if goal == ENTITLEMENT:
            return True
        assert self.decision.maximum_fen is not None
        ceiling = self.encoder.ceiling
        found, before = (one.amount[1 if ceiling else 0] for one in (decision, self.decision))
        return found == value and found is not None and before is not None and found > before


def changed_facts(facts: RecipientFacts, changes: Iterable[Change]) -> RecipientFacts:
    """The facts with changes made to them."""
    roles = facts.roles
    values = dict(facts.values)
    records: dict[str, list[Record]] = {key: [*rows] for key, rows in facts.records.items()}
    for change in changes:
        key, _, rest = change.path.partition("[")
        if change.path == "roles":
            roles = (roles or frozenset()) | {str(change.after)}
        elif rest:
            number, _, field = rest.partition("].")
            rows = records[key]
            rows[int(number)] = {**rows[int(number)], field: change.after}
        elif change.fact is None:
            records[key] = [
                *records.get(key, ()),
                *({} for _ in range(int(change.after) - int(change.before or 0))),
            ]
        else:
            values[key] = change.after
    return replaced(
        facts, roles=roles, values=values, records={key: tuple(rows) for key, rows in records.items()}
    )


def _formula(term: Term) -> Term:
    return z3.BoolVal(term) if isinstance(term, bool) else term
