"""A rule as formulas over the facts of one recipient of which some are known.

What is known and stays so is a constant, so the formulas are small. Whoever asks for *completions* lets every unknown
fact take any value. Whoever asks for *changes* gets formulas that are three-valued as ``decide`` is: an unknown fact
counts only once it is *told*, and each change and each fact told is a :class:`Place` whose cost a solver can count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from threading import RLock
from typing import NamedTuple

import z3

from duixian.language.tree import Cases, Expression, Member, Reference, Text
from duixian.language.values import Value as FactValue
from duixian.language.vocabulary import EARLIER_AWARDS, RATIO_SCALE, Fact, Vocabulary
from duixian.prove import arithmetic
from duixian.prove.arithmetic import NO, YES, Numeric, YesNo
from duixian.prove.encoding import Encoder, Subject, Value
from duixian.prove.inputs import Awards, Inputs, Row, Term
from duixian.registry.recipient import RecipientFacts, Record

ONE_AT_A_TIME = RLock()
"""The solver is for one thread at a time."""

RECORDS = 100
"""With more records of a kind than this, formulas become too large to be worth waiting for."""

UNBOUNDED = 10**60
"""An end of what is not known at all: no number that a fact may be makes up for it."""

Changeable = Callable[[str, Fact | None], bool]
"""Whether a known fact may change, by its path; of a role and of a list of records the fact is None."""


class NotAsked(Exception):
    """A question that cannot be put to the solver; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


TOO_LONG = Text("求解超时", "the solver ran out of time")


class Place(NamedTuple):
    """One thing that may change or be told.

    ``path`` is a fact (``main_revenue``), a field (``trucks[0].diesel``), a role (``roles.bank``) or a kind of record,
    of which there is one more; of the last two ``fact`` is None. ``before`` is None where it is unknown.
    """

    path: str
    fact: Fact | None
    term: Term
    before: FactValue | None
    changed: Term
    row: Row | None = None


class MaybeTold(NamedTuple):
    """A category that may be unknown."""

    told: Term
    place: Term


class PartlyKnown(Inputs):
    """The facts of one recipient. Without ``changeable`` unknown facts have some value or other; with it they may be
    told, known ones may change, and of each kind of record there may be one more."""

    def __init__(
        self, vocabulary: Vocabulary, facts: RecipientFacts, on: date, changeable: Changeable | None = None
    ) -> None:
        super().__init__(vocabulary, records=0)
        self._domain.clear()  # that was for a recipient of any kind
        self.given_facts = facts
        self.on = on
        self.changeable = changeable
        self.places: dict[str, Place] = {}
        self.policy_names: dict[str, tuple[str, str]] = {}
        """A policy's number and key by its key, as awards name it."""
        self.kind = self.kinds.index(facts.kind)
        self._seen: dict[str, Value] = {}
        self.roles = {key: self._role(key) for key in self.roles}

    def _role(self, key: str) -> Term:
        roles = self.given_facts.roles
        if self.given_facts.kind != self.vocabulary.enterprise or (roles is not None and key in roles):
            return roles is not None and key in roles
        if roles is not None and not (self.changeable and self.changeable("roles", None)):
            return False
        path = f"roles.{key}"
        role = z3.Bool(path)
        self.places[path] = Place(path, None, role, None if roles is None else False, role)
        return role

    # --- Facts -------------------------------------------------------------------------------------------

    def seen(self, fact: Fact, row: Row | None = None) -> Value:
        """What a rule sees of a fact, or of a field of a record."""
        path = f"{fact.records}[{row.number}].{fact.key}" if row else fact.key
        if path not in self._seen:
            self._seen[path] = self._first_seen(fact, path, row)
        return self._seen[path]

    def _first_seen(self, fact: Fact, path: str, row: Row | None) -> Value:
        before = self._known(fact, row)
        may_change = self.changeable is not None and self.changeable(path, fact)
        if before is not None and not may_change:
            return _constant(self._value(fact, before))
        term = self._unknown(fact, path)
        if before is not None:
            self.places[path] = Place(path, fact, term, before, term != self._value(fact, before), row)
            return term
        if self.changeable is None:
            self.places[path] = Place(path, fact, term, None, True, row)
            return term
        told = z3.Bool(f"told.{path}")
        self.places[path] = Place(path, fact, term, None, told, row)
        if row is not None:
            self.require(z3.Implies(told, row.present))
        return self._maybe(fact, term, told)

    def _known(self, fact: Fact, row: Row | None) -> FactValue | None:
        if row is None:
            return self.given_facts.values.get(fact.key)
        rows = self.given_facts.records.get(fact.records, ())
        return rows[row.number].get(fact.key) if row.number < len(rows) else None

    def _maybe(self, fact: Fact, term: Term, told: Term) -> Value:
        """A fact of which a rule knows nothing but its range until it is told."""
        match fact.type.kind:
            case "boolean":
                return YesNo(z3.And(told, term), z3.Or(z3.Not(told), term))
            case "category":
                return MaybeTold(told, term)
        low, high = (
            (-UNBOUNDED, UNBOUNDED)
            if fact.type.kind == "date"
            else (
                -UNBOUNDED if fact.range.low is None else fact.range.low,
                UNBOUNDED if fact.range.high is None else fact.range.high,
            )
        )
        scale = RATIO_SCALE if fact.type.kind == "ratio" else 1
        return Numeric(z3.If(told, term, low), z3.If(told, term, high), scale)

    def _unknown(self, fact: Fact, name: str) -> Term:
        """A fact within its declared range. What the range leaves open stays open, so that no bound of an amount comes
        from how large a number may be written."""
        if self.changeable is not None or fact.type.kind in ("boolean", "category"):
            return super()._unknown(fact, name)
        unknown = z3.Int(name)
        low, high = (1, date.max.toordinal()) if fact.type.kind == "date" else fact.range
        self._domain += [unknown >= low] if low is not None else []
        self._domain += [unknown <= high] if high is not None else []
        return unknown

    def as_term(self, fact: Fact, value: FactValue) -> Term:
        """A value of a fact as the solver's constant."""
        return self._value(fact, value)

    def as_value(self, model: z3.ModelRef, fact: Fact, term: Term) -> FactValue:
        """The value of a fact in a model."""
        return self._read(model, fact, term)

    # --- Records and earlier awards ----------------------------------------------------------------------

    def of_kind(self, records: str) -> list[Row]:
        """The records that are given, and where changes are asked for one that may come to them."""
        if records not in self.rows:
            given = self.given_facts.records.get(records)
            if given is None and self.changeable is None:
                raise NotAsked(_unknown_list(self.vocabulary.records_by_name[records].name))
            count = len(given or ())
            if count > RECORDS:
                raise NotAsked(
                    Text(f"记录超过 {RECORDS} 条,不求解", f"more than {RECORDS} records are not asked about")
                )
            rows = [Row(number, True, {}, False) for number in range(count)]
            if self.changeable is not None and (given is None or self.changeable(records, None)):
                rows.append(self._one_more(records, None if given is None else count))
            self.rows[records] = rows
        return self.rows[records]

    def _one_more(self, records: str, count: int | None) -> Row:
        present = z3.Bool(f"one more of {records}")
        row = Row(count or 0, present, {}, False)
        # A list that is not known has to be told, even if nothing stands in it.
        changed = z3.BoolVal(True) if count is None else present
        self.places[records] = Place(records, None, present, count, changed, row)
        return row

    def paid_before(self, name: tuple[str, str]) -> Awards | None:
        """What earlier awards that are given say of a scheme."""
        awards = self.given_facts.records.get(EARLIER_AWARDS)
        if not awards:
            return None
        own = [award for award in awards if self._is_of(award, name)]
        if any("year" not in award or "amount" not in award for award in own):
            raise NotAsked(
                Text("以前所得的年度或金额不明", "the year or the amount of an earlier award is not known")
            )
        this_year = [award for award in own if award["year"] == self.on.year]
        paid = sum(int(award["amount"]) for award in this_year)
        return Awards(bool(this_year), paid, len(this_year) < len(own))

    def _is_of(self, award: Record, name: tuple[str, str]) -> bool:
        return award.get("scheme") == name[1] and award.get("policy") in self.policy_names[name[0]]


def solved(conditions: Iterable[Term], milliseconds: int) -> z3.ModelRef | None:
    """A model of the conditions; None where there is none. Raises NotAsked where the time is over."""
    solver = z3.Solver()
    solver.set("timeout", milliseconds)
    solver.add(*conditions)
    found = solver.check()
    if found == z3.unknown:
        raise NotAsked(TOO_LONG)
    return solver.model() if found == z3.sat else None


def furthest(conditions: Sequence[Term], term: Term, milliseconds: int, *, largest: bool) -> int | None:
    """The largest or the smallest that a term can be; None where there is no bound. The conditions can be met. Raises
    NotAsked where the time is over."""
    search = z3.Optimize()
    search.set("timeout", milliseconds)
    search.add(*conditions)
    goal = search.maximize(term) if largest else search.minimize(term)
    if search.check() != z3.sat:
        raise NotAsked(TOO_LONG)
    end = search.upper(goal) if largest else search.lower(goal)
    if not z3.is_int_value(end):
        return None
    # The optimiser is taken at its word only where the solver finds nothing beyond.
    beyond = term > end if largest else term < end
    if solved([*conditions, beyond], milliseconds) is not None:
        raise NotAsked(TOO_LONG)
    return int(end.as_long())


def _constant(term: Term) -> Term:
    """A solver's constant as Python's."""
    return z3.is_true(term) if z3.is_bool(term) else term.as_long()


def _unknown_list(name: Text) -> Text:
    return Text(
        f"{name.zh}有几条不明,可以有任意多条",
        f"how many {name.en.lower()} there are is not known; there may be any number",
    )


class PartlyKnownEncoder(Encoder):
    """Encodes one version over partly known facts. ``chosen_rows`` keeps which row each table of numbers takes."""

    inputs: PartlyKnown

    def __init__(self, subject: Subject, inputs: PartlyKnown) -> None:
        inputs.policy_names = {
            policy.key: (str(policy.number), policy.key) for policy in subject.listed.policies
        }
        super().__init__(subject, inputs)
        self.chosen_rows: list[Term] = []

    @property
    def rewarded_records(self) -> bool:
        """Whether earlier awards of the version name the records that they were for."""
        return bool(self._objects)

    def _named(self, node: Reference) -> Value:
        match node.scope:
            case "fact":
                return self.inputs.seen(self.listed.vocabulary.fact_by_name[node.key])
            case "field":
                field = self.listed.vocabulary.records_by_name[self._records].field(node.key)
                assert field is not None
                return self.inputs.seen(field, self._row)
        return super()._named(node)

    def truth(self, node: Expression) -> YesNo:
        """A yes/no expression; whether a category that may be unknown is among some is one."""
        if isinstance(node, Member):
            subject = self.value(node.operand)
            if isinstance(subject, MaybeTold):
                return self._member(subject, node)
        return super().truth(node)

    def _member(self, subject: MaybeTold, node: Member) -> YesNo:
        keys = [key for key, _ in self.listed.vocabulary.category_by_name[node.operand.type.unit].values]
        if len(set(node.values)) == len(keys):
            return YES
        if not node.values:
            return NO
        holds = arithmetic.some(*(subject.place == keys.index(value) for value in node.values))
        return YesNo(
            arithmetic.every(subject.told, holds), arithmetic.some(arithmetic.opposite(subject.told), holds)
        )

    def _cases(self, node: Cases) -> Numeric:
        taken: Term = len(node.arms)
        for place, arm in reversed(list(enumerate(node.arms))):
            taken = arithmetic.choose(self.truth(arm.condition).surely, place, taken)
        self.chosen_rows.append(taken)
        return super()._cases(node)
