"""The facts of one recipient as unknowns of a solver, all of them known to *somebody*: complete facts.

Encodings: money in fen, counts, months and ratios (in millionths) are integers; dates are day numbers; a yes/no is
a Boolean; a category is the place of its value in the vocabulary; a kind of recipient likewise. A kind of record is
so many rows, each of which may be there; rows are there from the first on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import z3

from duixian.language.values import Value, limit_of
from duixian.language.vocabulary import OBJECT, Category, Fact, Vocabulary
from duixian.registry.recipient import RecipientFacts, Record

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Dates among the facts are taken to lie between these."""

Term = Any
"""A solver's expression, or the Python ``int`` or ``bool`` that it comes to."""


class TooManyRecords(ValueError):
    """Facts with more records of a kind than there are rows for."""


class Row(NamedTuple):
    """One record that may be there. ``rewarded`` says whether an earlier award names it."""

    number: int
    present: Term
    fields: dict[str, Term]
    rewarded: Term


class Awards(NamedTuple):
    """What has been paid before under one scheme: in the year of the case (with the fen), and in a year before."""

    this_year: Term
    paid: Term
    earlier: Term


class Inputs:
    """The unknowns of one recipient, made when a rule first reads them. ``records`` is how many records of each
    kind there may be; ``prefix`` tells two recipients apart. Without ``awards`` nothing was paid before."""

    def __init__(
        self, vocabulary: Vocabulary, *, records: int, awards: bool = False, prefix: str = ""
    ) -> None:
        self.vocabulary = vocabulary
        self.bound = records
        self.with_awards = awards
        self.prefix = prefix
        self.kinds = [kind.key for kind in vocabulary.kinds if not kind.role]
        self.kind = z3.Int(f"{prefix}kind")
        self.roles = {kind.key: z3.Bool(f"{prefix}role.{kind.key}") for kind in vocabulary.kinds if kind.role}
        self.facts: dict[str, Term] = {}
        self.rows: dict[str, list[Row]] = {}
        self.awards: dict[tuple[str, str], Awards] = {}
        self.rewarding: dict[tuple[str, str], tuple[str, ...]] = {}
        """Schemes whose earlier awards name records, each with the kinds of record."""
        enterprise = self.kinds.index(vocabulary.enterprise) if self.kinds else 0
        self._domain: list[Term] = [
            self.kind >= 0,
            self.kind < len(self.kinds),
            *(z3.Implies(role, self.kind == enterprise) for role in self.roles.values()),
        ]

    @property
    def domain(self) -> list[Term]:
        """What holds of any recipient: each fact within its declared range."""
        return list(self._domain)

    def require(self, condition: Term) -> None:
        """Something more that is taken to hold of any recipient."""
        self._domain.append(condition)

    def fact(self, key: str) -> Term:
        """A fact of the recipient."""
        if key not in self.facts:
            self.facts[key] = self._unknown(self.vocabulary.fact_by_name[key], f"{self.prefix}{key}")
        return self.facts[key]

    def of_kind(self, records: str) -> list[Row]:
        """The records of a kind that there may be."""
        if records not in self.rows:
            self.rows[records] = []
            for number in range(self.bound):
                name = f"{self.prefix}{records}[{number}]"
                present = z3.Bool(name)
                if number:
                    self._domain.append(z3.Implies(present, self.rows[records][-1].present))
                self.rows[records].append(Row(number, present, {}, z3.Bool(f"{name}.rewarded")))
        return self.rows[records]

    def field(self, records: str, row: Row, key: str) -> Term:
        """A field of a record."""
        if key not in row.fields:
            declared = self.vocabulary.records_by_name[records].field(key)
            assert declared is not None
            name = f"{self.prefix}{records}[{row.number}].{key}"
            row.fields[key] = self._unknown(declared, name)
        return row.fields[key]

    def paid_before(self, name: tuple[str, str]) -> Awards | None:
        """What was paid before under a scheme, by policy key and scheme key; None where nothing was."""
        if not self.with_awards:
            return None
        if name not in self.awards:
            label = f"{self.prefix}{name[0]}.{name[1]}"
            this_year, earlier = z3.Bool(f"{label}.this_year"), z3.Bool(f"{label}.earlier")
            paid = z3.Int(f"{label}.paid")
            self.awards[name] = Awards(this_year, paid, earlier)
            declared = next(fact for fact in self._award_fields() if fact.key == "amount")
            self._domain += [paid >= 0, paid <= limit_of(declared), z3.Implies(z3.Not(this_year), paid == 0)]
        return self.awards[name]

    def _award_fields(self) -> tuple[Fact, ...]:
        return self.vocabulary.records_by_name["earlier_awards"].fields

    def _unknown(self, fact: Fact, name: str) -> Term:
        if fact.type.kind == "boolean":
            return z3.Bool(name)
        unknown = z3.Int(name)
        low, high = self.range_of(fact)
        self._domain += [unknown >= low, unknown <= high]
        return unknown

    def range_of(self, fact: Fact) -> tuple[int, int]:
        """The least and the greatest that a fact other than a yes/no may be."""
        match fact.type.kind:
            case "category":
                return 0, len(self.vocabulary.category_by_name[fact.type.unit].values) - 1
            case "date":
                return FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        low, high = fact.range
        return -limit_of(fact) if low is None else low, limit_of(fact) if high is None else high

    def named(self) -> Iterator[tuple[Fact, Row | None, Term]]:
        """Every fact and field that rules have read, with its row where it is a field."""
        for key, unknown in self.facts.items():
            yield self.vocabulary.fact_by_name[key], None, unknown
        for records, rows in self.rows.items():
            declared = self.vocabulary.records_by_name[records]
            for row in rows:
                for key, unknown in row.fields.items():
                    field = declared.field(key)
                    assert field is not None
                    yield field, row, unknown

    # --- To and from typed facts -------------------------------------------------------------------------

    def given(self, facts: RecipientFacts) -> list[tuple[Term, Term]]:
        """What each unknown is, as far as the facts tell; raises TooManyRecords where there are more records than
        there may be."""
        pairs = [(self.kind, z3.IntVal(self.kinds.index(facts.kind)))]
        if facts.roles is not None:
            pairs += [(unknown, z3.BoolVal(key in facts.roles)) for key, unknown in self.roles.items()]
        for key, unknown in self.facts.items():
            if key in facts.values:
                pairs.append((unknown, self._value(self.vocabulary.fact_by_name[key], facts.values[key])))
        for records, rows in self.rows.items():
            given = facts.records.get(records)
            if given is None:
                continue
            if len(given) > len(rows):
                raise TooManyRecords(records, len(given))
            for row in rows:
                pairs.append((row.present, z3.BoolVal(row.number < len(given))))
                if row.number < len(given):
                    pairs += self._fields(records, row, given[row.number])
        return pairs

    def _fields(self, records: str, row: Row, given: Record) -> Iterator[tuple[Term, Term]]:
        for key, unknown in row.fields.items():
            if key in given:
                field = self.vocabulary.records_by_name[records].field(key)
                assert field is not None
                yield unknown, self._value(field, given[key])

    def _value(self, fact: Fact, value: Value) -> Term:
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, int):
            return z3.IntVal(value)
        return z3.IntVal(_place(self.vocabulary.category_by_name[fact.type.unit], value))

    def facts_of(self, model: z3.ModelRef, day: date) -> RecipientFacts:
        """The recipient that a model of the solver describes."""
        kind = self.kinds[_integer(model, self.kind)]
        declared = {fact.key for fact in self.vocabulary.facts if kind in fact.kinds}
        values = {
            key: self._read(model, self.vocabulary.fact_by_name[key], unknown)
            for key, unknown in self.facts.items()
            if key in declared
        }
        records: dict[str, tuple[dict[str, Value], ...]] = {}
        for key, rows in self.rows.items():
            if kind in self.vocabulary.records_by_name[key].kinds:
                records[key] = tuple(
                    self._record(model, key, row) for row in rows if holds(model, row.present)
                )
        if self.with_awards:
            records["earlier_awards"] = tuple(self._awards(model, day))
        roles = frozenset(key for key, unknown in self.roles.items() if holds(model, unknown))
        return RecipientFacts(kind, roles, values, records)

    def _record(self, model: z3.ModelRef, records: str, row: Row) -> dict[str, Value]:
        declared = self.vocabulary.records_by_name[records]
        found: dict[str, Value] = {}
        for key, unknown in row.fields.items():
            field = declared.field(key)
            assert field is not None
            found[key] = self._read(model, field, unknown)
        if self.with_awards and declared.field(OBJECT) is not None:
            found[OBJECT] = object_code(row)
        return found

    def _awards(self, model: z3.ModelRef, day: date) -> Iterator[dict[str, Value]]:
        for (policy, scheme), awards in self.awards.items():
            named: dict[str, Value] = {"policy": policy, "scheme": scheme}
            if holds(model, awards.this_year):
                yield named | {"year": day.year, "amount": _integer(model, awards.paid)}
            if holds(model, awards.earlier):
                yield named | {"year": day.year - 1, "amount": 0}
        for (policy, scheme), kinds in self.rewarding.items():
            for row in (row for records in kinds for row in self.rows.get(records, ())):
                if holds(model, row.present) and holds(model, row.rewarded):
                    named = {"policy": policy, "scheme": scheme, "object": object_code(row)}
                    yield named | {"year": day.year, "amount": 0}

    def _read(self, model: z3.ModelRef, fact: Fact, unknown: Term) -> Value:
        if fact.type.kind == "boolean":
            return holds(model, unknown)
        value = _integer(model, unknown)
        if fact.type.kind == "category":
            return self.vocabulary.category_by_name[fact.type.unit].values[value][0]
        return value


def object_code(row: Row) -> str:
    """What a record is called where earlier awards may name it."""
    return f"A{row.number + 1}"


def holds(model: z3.ModelRef, term: Term) -> bool:
    """Whether something holds in a model."""
    return term if isinstance(term, bool) else z3.is_true(model.eval(term, model_completion=True))


def _integer(model: z3.ModelRef, term: Term) -> int:
    return whole(model.eval(term, model_completion=True))


def whole(term: Term) -> int:
    """The whole number that a constant of the solver is."""
    if isinstance(term, int):
        return term
    number = z3.simplify(term)
    return int(number.as_long() if z3.is_int_value(number) else number.numerator_as_long())


def _place(category: Category, key: str) -> int:
    return next(place for place, (known, _) in enumerate(category.values) if known == key)
