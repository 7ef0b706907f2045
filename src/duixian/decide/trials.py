"""What an unknown fact may turn out to be: the values at which a rule may turn.

Yes and no, every category value, the rule's own figures and the known facts with their neighbours, the ends of
the declared range; for records none, and single ones that say yes or no to everything.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import islice, product
from typing import Any, NamedTuple

from duixian.decide.environment import NO, YES, Environment
from duixian.decide.plan import VersionPlan
from duixian.language import limits
from duixian.language.tree import Number, Reference
from duixian.language.types import RATIO
from duixian.language.values import Value
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, RATIO_SCALE, Fact, Records
from duixian.language.walk import children
from duixian.registry.recipient import RecipientFacts

RATES = 1_000
"""So many times at most a rate of the rule is set against a sum of it; no honest rule comes near."""

OTHER_OBJECT = "?"
"""An object that is none of those named."""


class Unknown(NamedTuple):
    """An unknown fact: its path (``main_revenue``, ``lease_contracts[2].direct``, ``roles``) and what it may
    turn out to be, each as a change of facts and environment."""

    path: str
    order: int
    fillings: tuple[Callable[[RecipientFacts, Environment], RecipientFacts], ...]


class Trials:
    """Makes the values to try for the unknown facts of one case."""

    def __init__(self, plan: VersionPlan, facts: RecipientFacts, env: Environment) -> None:
        self.plan = plan
        self.layout = plan.layout
        self.facts = facts
        self.env = env
        self.figures = _figures(plan, env)

    def unknown(self, path: str, order: int) -> Unknown:
        """An unknown fact with the values to try."""
        vocabulary = self.layout.vocabulary
        if path == "roles":
            roles = [frozenset(self.plan.roles), frozenset[str]()]
            return Unknown(path, order, tuple(_with_roles(value) for value in roles))
        if path in self.layout.fact_slots:
            slot = self.layout.fact_slots[path]
            values = self._values(vocabulary.fact_by_name[path])
            return Unknown(path, order, tuple(_with_value(slot, value) for value in values))
        if path in self.layout.record_slots:
            slot = self.layout.record_slots[path]
            lists = self._lists(vocabulary.records_by_name[path])
            return Unknown(path, order, tuple(_with_value(slot, value) for value in lists))
        key, _, rest = path.partition("[")
        index, _, name = rest.partition("].")
        records = vocabulary.records_by_name[key]
        position = self.layout.field_position(key, name)
        field = records.fields[position]
        if key == EARLIER_AWARDS:
            made = self._award_values(field)
            return Unknown(path, order, tuple(_with_award(int(index), field.key, value) for value in made))
        values = self._objects() if field.key == OBJECT else self._values(field)
        slot = self.layout.record_slots[key]
        return Unknown(path, order, tuple(_with_field(slot, int(index), position, value) for value in values))

    def _values(self, fact: Fact) -> list[Any]:
        match fact.type.kind:
            case "boolean":
                return [YES, NO]
            case "category":
                return list(self.layout.masks[fact.type.unit].values())
            case "code" | "text" | "roles":
                return ["x"]
        low, high = fact.range
        known = self.figures.get(fact.type.kind, [])
        top = limits.MONEY_FEN if fact.type.kind == "money" else limits.COUNT
        ends = [low if low is not None else -top, high if high is not None else top]
        numbers = ends + [value + step for value in known for step in (0, 1, -1)] + [0, 1]
        allowed = [
            value for value in numbers if (low is None or value >= low) and (high is None or value <= high)
        ]
        return [(value, value) for value in dict.fromkeys(allowed)]

    def _award_values(self, field: Fact) -> list[Value]:
        """What a field of an earlier award may be: any year, an amount, the object of a record."""
        if field.key == OBJECT:
            return [OTHER_OBJECT, *self._objects()]
        if field.key == "year":
            low, high = field.range
            return list(range(1900 if low is None else low, (2200 if high is None else high) + 1))
        return [low for low, _ in self._values(field)]

    def _objects(self) -> list[str]:
        """The objects that records and earlier awards name, and one that none does."""
        found = {award[OBJECT]: None for award in self.facts.records[EARLIER_AWARDS] if OBJECT in award}
        for kind in self.plan.object_kinds:
            position = self.layout.field_position(kind, OBJECT)
            for record in self.env[self.layout.record_slots[kind]] or ():
                found |= {} if record[position] is None else {record[position]: None}
        return [str(name) for name in found] + [OTHER_OBJECT]

    def _lists(self, records: Records) -> list[Any]:
        """No records; then single records that say yes to everything, one for each category value; then one
        that says no."""
        choices = [self._values(field) for field in records.fields]
        width = max(
            (
                len(values)
                for field, values in zip(records.fields, choices, strict=True)
                if field.type.kind == "category"
            ),
            default=1,
        )
        made: list[Any] = [[]]
        made += [
            [tuple(_turn(field, values, turn) for field, values in zip(records.fields, choices, strict=True))]
            for turn in range(width)
        ]
        made.append([tuple(values[-1] for values in choices)])
        return made


def _turn(field: Fact, values: list[Any], turn: int) -> Any:
    """The value of a field in the turn-th made-up record: yes, the largest number, each category value."""
    if field.type.kind == "category":
        return values[turn % len(values)]
    if field.type.kind in ("boolean", "code", "text", "roles"):
        return values[0]
    return max(values)


def _with_value(slot: int, value: Any) -> Callable[[RecipientFacts, Environment], RecipientFacts]:
    def fill(facts: RecipientFacts, env: Environment) -> RecipientFacts:
        env[slot] = value
        return facts

    return fill


def _with_field(
    slot: int, index: int, position: int, value: Any
) -> Callable[[RecipientFacts, Environment], RecipientFacts]:
    def fill(facts: RecipientFacts, env: Environment) -> RecipientFacts:
        rows = list(env[slot])
        record = rows[index]
        rows[index] = (*record[:position], value, *record[position + 1 :])
        env[slot] = rows
        return facts

    return fill


def _with_award(
    index: int, key: str, value: Value
) -> Callable[[RecipientFacts, Environment], RecipientFacts]:
    def fill(facts: RecipientFacts, _env: Environment) -> RecipientFacts:
        awards = list(facts.records[EARLIER_AWARDS])
        awards[index] = {**awards[index], key: value}
        records = {**facts.records, EARLIER_AWARDS: tuple(awards)}
        return RecipientFacts(facts.kind, facts.roles, facts.values, records)

    return fill


def _with_roles(roles: frozenset[str]) -> Callable[[RecipientFacts, Environment], RecipientFacts]:
    return lambda facts, _env: RecipientFacts(facts.kind, roles, facts.values, facts.records)


def _figures(plan: VersionPlan, env: Environment) -> dict[str, list[int]]:
    """Where a rule may turn, by kind of number: its own figures, the known facts it reads, and where a rate
    meets a cap (money ÷ ratio)."""
    found: dict[str, dict[Fraction, None]] = {}

    def collect(node: object) -> None:
        if isinstance(node, Number):
            found.setdefault(node.type.kind, {})[Fraction(node.numerator, node.denominator)] = None
        if isinstance(node, Reference) and node.scope == "fact" and node.type.ordered:
            low, high = env[plan.layout.fact_slots[node.key]]
            if low is not None and low == high:
                scale = RATIO_SCALE if node.type == RATIO else 1
                found.setdefault(node.type.kind, {})[Fraction(low, scale)] = None
        for child in children(node):
            collect(child)

    version = plan.version
    for part in (*version.steps, *version.conditions, version.standard, *version.caps):
        collect(part)
    money = list(found.get("money", {}))
    rates = [rate for rate in found.get("ratio", {}) if rate > 0]
    for value, rate in islice(product(money, rates), RATES):
        found["money"][value / rate] = None
    if "ratio" in found:  # facts that are ratios are kept in millionths
        found["ratio"] = {value * RATIO_SCALE: None for value in found["ratio"]}
    return {
        kind: [value.numerator // value.denominator for value in values] for kind, values in found.items()
    }
