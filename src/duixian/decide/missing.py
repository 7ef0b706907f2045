"""Which unknown facts can still change the outcome or the amount, in order of how much they settle.

A fact is missing if some value of it, the others as they are or filled in, gives another result. That is
found by trying: facts that the rule cannot reach any more are left aside first (a definite part of a rule
stays definite whatever else becomes known), then each fact takes the values at which the rule may turn:
every category value, yes and no, and the rule's own figures with their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import sha256
from math import prod
from typing import Any, NamedTuple

from duixian.decide.awards import concerned, object_kinds
from duixian.decide.environment import NO, UNKNOWN, YES, Environment
from duixian.decide.evaluate import ENTITLED, NOT_ENTITLED, UNDETERMINED, FenInterval, evaluate
from duixian.decide.plan import VersionPlan
from duixian.language import limits
from duixian.language.node import Node, fields
from duixian.language.tree import Cases, Expression, Fold, Number, Reading, Reference, Selection
from duixian.language.types import RATIO
from duixian.language.values import Value
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, RATIO_SCALE, Fact, Records
from duixian.registry.recipient import RecipientFacts

MIXED = 400
"""How many combinations of other unknown facts are tried before a fact that shows no effect is left out."""

Outcome = tuple[str, FenInterval]
Decide = Callable[[RecipientFacts, Environment], Outcome]


OTHER_OBJECT = "?"
"""An object that is none of those named."""


class Unknown(NamedTuple):
    """An unknown fact: its path (``main_revenue``, ``lease_contracts[2].direct``, ``roles``) and what it may
    turn out to be, each as a change of facts and environment."""

    path: str
    order: int
    fillings: tuple[Callable[[RecipientFacts, Environment], RecipientFacts], ...]


class Telling(NamedTuple):
    """An unknown fact that matters, and how much knowing it settles (0 to 3, over the values tried)."""

    unknown: Unknown
    settles: Fraction


def missing(plan: VersionPlan, facts: RecipientFacts, env: Environment, decide: Decide) -> tuple[str, ...]:
    """The paths of the facts that can still change what ``decide`` says, most telling first."""
    return tuple(found.unknown.path for found in telling(plan, facts, env, decide))


def telling(
    plan: VersionPlan,
    facts: RecipientFacts,
    env: Environment,
    decide: Decide,
    never: frozenset[str] = frozenset(),
) -> list[Telling]:
    """The facts that can still change what ``decide`` says, most telling first, with how much each settles.

    The facts in ``never`` are those that nobody will ever know: they stay unknown throughout."""
    unknowns = [unknown for unknown in _Pending(plan, facts, env).unknowns() if unknown.path not in never]
    if not unknowns:
        return []
    now = decide(facts, env.copy())
    found = [
        Telling(unknown, _settled(unknown, facts, env, decide, now))
        for unknown in unknowns
        if _matters(unknown, unknowns, facts, env, decide, now=now)
    ]
    return sorted(found, key=lambda one: (-one.settles, one.unknown.order))


def _fill(
    unknown: Unknown, which: int, facts: RecipientFacts, env: Environment
) -> tuple[RecipientFacts, Environment]:
    copy = env.copy()
    return unknown.fillings[which](facts, copy), copy


def _matters(
    unknown: Unknown,
    unknowns: list[Unknown],
    facts: RecipientFacts,
    env: Environment,
    decide: Decide,
    *,
    now: Outcome,
) -> bool:
    if _changes(unknown, facts, env, decide, now):
        return True
    for filled_facts, filled in _fillings([other for other in unknowns if other is not unknown], facts, env):
        if _changes(unknown, filled_facts, filled, decide, decide(filled_facts, filled.copy())):
            return True
    return False


def _fillings(
    others: list[Unknown], facts: RecipientFacts, env: Environment
) -> Iterator[tuple[RecipientFacts, Environment]]:
    """The case with other unknown facts filled in: one of them at a time with each of its values; then all
    combinations where they are few, else many mixed ones."""
    for other in others:
        for which in range(len(other.fillings)):
            yield _fill(other, which, facts, env)
    if len(others) < 2:
        return
    combinations = prod(len(other.fillings) + 1 for other in others)
    few = combinations <= MIXED
    for turn in range(combinations if few else MIXED):
        filled_facts, filled = facts, env.copy()
        rest = turn if few else _mixed(turn) % combinations
        for other in others:
            rest, which = divmod(rest, len(other.fillings) + 1)
            if which:
                filled_facts = other.fillings[which - 1](filled_facts, filled)
        yield filled_facts, filled


def _mixed(turn: int) -> int:
    """A large number that has nothing to do with the turn but is always the same for it."""
    return int.from_bytes(sha256(turn.to_bytes(4)).digest())


def _changes(unknown: Unknown, facts: RecipientFacts, env: Environment, decide: Decide, now: Outcome) -> bool:
    return any(decide(*_fill(unknown, which, facts, env)) != now for which in range(len(unknown.fillings)))


def _settled(
    unknown: Unknown, facts: RecipientFacts, env: Environment, decide: Decide, now: Outcome
) -> Fraction:
    """How much knowing the fact settles, over the values tried: 2 for a definite outcome, 1 more for a
    definite amount, a part of 1 for a narrower one."""
    points = Fraction(0)
    for which in range(len(unknown.fillings)):
        outcome, amount = decide(*_fill(unknown, which, facts, env))
        points += 2 if outcome != UNDETERMINED else 0
        points += 1 - _width(amount, now[1])
    return points / len(unknown.fillings)


def _width(amount: FenInterval, before: FenInterval) -> Fraction:
    """How wide an amount is beside how wide it was, from 0 to 1."""
    if amount[1] is None:
        return Fraction(1)
    width = amount[1] - amount[0]
    if before[1] is None:
        return Fraction(1, 2) if width else Fraction(0)
    was = before[1] - before[0]
    return Fraction(width, was) if was else Fraction(0)


class _Pending:
    """Collects the unknown facts that a case can still reach."""

    def __init__(self, plan: VersionPlan, facts: RecipientFacts, env: Environment) -> None:
        self.plan = plan
        self.layout = plan.layout
        self.facts = facts
        self.env = env.copy()
        self.codes = plan.compiler.codes
        self.paths: dict[str, None] = {}
        self.met: set[str] = set()
        self.reduced = bool(facts.records.get(EARLIER_AWARDS)) and concerned(plan)
        """Whether earlier awards take part: what is settled in full may then be open in what is left."""
        self.definitions = {
            step.name: (
                step.option(plan.readings[step.key]).expression
                if isinstance(step, Reading)
                else step.expression
            )
            for step in plan.version.steps
            if not isinstance(step, Selection)
        }

    def unknowns(self) -> list[Unknown]:
        """The unknown facts in reach; none where the case is settled."""
        applicable = self.plan.applicable(self.facts)
        if applicable == NO:
            return []
        result = evaluate(self.plan, self.facts, self.env)
        if applicable == UNKNOWN:
            self.paths["roles"] = None
        if result.outcome != NOT_ENTITLED:
            if self.reduced:
                self._earlier_awards()
            if self.reduced or not (result.outcome == ENTITLED and result.amount[0] == result.amount[1]):
                self._conditions_and_amount()
        figures = _figures(self.plan, self.env)
        return [self._unknown(path, order, figures) for order, path in enumerate(self.paths)]

    def _conditions_and_amount(self) -> None:
        version = self.plan.version
        for condition in version.conditions:
            self._visit(condition.expression)
        if version.standard.expression is not None:
            self._visit(version.standard.expression)
        for cap in version.caps:
            self._visit(cap.expression)

    def _earlier_awards(self) -> None:
        """What is not known of the earlier awards that are given, and which record an award was for."""
        kinds = object_kinds(self.plan)
        for index, award in enumerate(self.facts.records[EARLIER_AWARDS]):
            for field in ("year", "amount", *((OBJECT,) if kinds else ())):
                if field not in award:
                    self.paths[f"{EARLIER_AWARDS}[{index}].{field}"] = None
        for kind in kinds:
            position = self.layout.field_position(kind, OBJECT)
            for index, record in enumerate(self.env[self.layout.record_slots[kind]] or ()):
                if record[position] is None:
                    self.paths[f"{kind}[{index}].{OBJECT}"] = None

    def _definite(self, node: Expression) -> bool:
        value = self.codes[id(node)](self.env)
        match node.type.kind:
            case "boolean":
                return bool(value != UNKNOWN)
            case "category":
                return bool(value & (value - 1) == 0)
        return bool(value[0] is not None and value[0] == value[1])

    def _visit(self, node: Expression) -> None:
        """Note the unknown facts below a node, in order of appearance. A stack and not recursion: local
        values may build on one another for as long as a file is."""
        stack = [node]
        while stack:
            node = stack.pop()
            if not self._settled(node):
                stack.extend(reversed(self._undecided_parts(node)))

    def _settled(self, node: Expression) -> bool:
        """Whether nothing below a node can still change what the case comes to."""
        if self.reduced and not (isinstance(node, Reference) and node.scope == "fact"):
            return False
        return self._definite(node)

    def _undecided_parts(self, node: Expression) -> list[Expression]:
        """What an undecided node depends on; a fact is noted."""
        match node:
            case Reference(scope="fact", key=key):
                self.paths[key] = None
                return []
            case Reference(scope="local", key=key):
                return self._local(key)
            case Fold():
                return self._fold(node)
            case Cases(arms, otherwise):
                parts: list[Expression] = []
                for arm in arms:
                    truth = self.codes[id(arm.condition)](self.env)
                    parts += [arm.condition, arm.value] if truth != NO or self.reduced else [arm.condition]
                    if truth == YES and not self.reduced:
                        return parts
                return [*parts, otherwise]
        return list(children(node))

    def _local(self, key: str) -> list[Expression]:
        """What a local value of the rule depends on, the first time it is met."""
        if key in self.met or key not in self.definitions:
            return []
        self.met.add(key)
        return [self.definitions[key]]

    def _fold(self, node: Fold) -> list[Expression]:
        selection, filter_, definitions = self.plan.compiler.selections[node.selection]
        records = self.layout.vocabulary.records_by_name[selection.records]
        rows = self.env[self.layout.record_slots[records.key]]
        reads = _reads(selection, node.body)
        if rows is None:
            self.paths[records.key] = None
        else:
            fields = {key for scope, key in reads if scope == "field"}
            self._fields(records, rows, fields, filter_, definitions)
        parts: list[Expression] = []
        for scope, key in reads:
            if scope == "fact" and self._unknown_fact(key):
                self.paths[key] = None
            elif scope == "local":
                parts += self._local(key)
        return parts

    def _fields(self, records: Records, rows: Any, reads: set[str], filter_: Any, definitions: Any) -> None:
        first = self.layout.field_slots[records.key]
        for index, record in enumerate(rows):
            self.env[first : first + len(record)] = record
            for slot, code in definitions:
                self.env[slot] = code(self.env)
            if filter_ is not None and filter_(self.env) == NO:
                continue
            for field, value in zip(records.fields, record, strict=True):
                if field.key in reads and value == self.layout.unknown(field) and not _single(field, value):
                    self.paths[f"{records.key}[{index}].{field.key}"] = None

    def _unknown_fact(self, key: str) -> bool:
        fact = self.layout.vocabulary.fact_by_name[key]
        value = self.env[self.layout.fact_slots[key]]
        return bool(value == self.layout.unknown(fact)) and not _single(fact, value)

    # --- What an unknown fact may turn out to be ---------------------------------------------------------

    def _unknown(self, path: str, order: int, figures: dict[str, list[int]]) -> Unknown:
        vocabulary = self.layout.vocabulary
        if path == "roles":
            roles = [frozenset(self.plan.roles), frozenset[str]()]
            return Unknown(path, order, tuple(_with_roles(value) for value in roles))
        if path in self.layout.fact_slots:
            slot = self.layout.fact_slots[path]
            values = self._values(vocabulary.fact_by_name[path], figures)
            return Unknown(path, order, tuple(_with_value(slot, value) for value in values))
        if path in self.layout.record_slots:
            slot = self.layout.record_slots[path]
            lists = self._lists(vocabulary.records_by_name[path], figures)
            return Unknown(path, order, tuple(_with_value(slot, value) for value in lists))
        key, _, rest = path.partition("[")
        index, _, name = rest.partition("].")
        records = vocabulary.records_by_name[key]
        position = self.layout.field_position(key, name)
        field = records.fields[position]
        if key == EARLIER_AWARDS:
            made = self._award_values(field, figures)
            return Unknown(path, order, tuple(_with_award(int(index), field.key, value) for value in made))
        values = self._objects() if field.key == OBJECT else self._values(field, figures)
        slot = self.layout.record_slots[key]
        return Unknown(path, order, tuple(_with_field(slot, int(index), position, value) for value in values))

    def _values(self, fact: Fact, figures: dict[str, list[int]]) -> list[Any]:
        match fact.type.kind:
            case "boolean":
                return [YES, NO]
            case "category":
                return list(self.layout.masks[fact.type.unit].values())
            case "code" | "text" | "roles":
                return ["x"]
        low, high = fact.range
        known = figures.get(fact.type.kind, [])
        top = limits.MONEY_FEN if fact.type.kind == "money" else limits.COUNT
        ends = [low if low is not None else -top, high if high is not None else top]
        numbers = ends + [value + step for value in known for step in (0, 1, -1)] + [0, 1]
        allowed = [
            value for value in numbers if (low is None or value >= low) and (high is None or value <= high)
        ]
        return [(value, value) for value in dict.fromkeys(allowed)]

    def _award_values(self, field: Fact, figures: dict[str, list[int]]) -> list[Value]:
        """What a field of an earlier award may be: any year, an amount, the object of a record."""
        if field.key == OBJECT:
            return [OTHER_OBJECT, *self._objects()]
        if field.key == "year":
            low, high = field.range
            return list(range(1900 if low is None else low, (2200 if high is None else high) + 1))
        return [low for low, _ in self._values(field, figures)]

    def _objects(self) -> list[str]:
        """The objects that records and earlier awards name, and one that none does."""
        found = {award[OBJECT]: None for award in self.facts.records[EARLIER_AWARDS] if OBJECT in award}
        for kind in object_kinds(self.plan):
            position = self.layout.field_position(kind, OBJECT)
            for record in self.env[self.layout.record_slots[kind]] or ():
                found |= {} if record[position] is None else {record[position]: None}
        return [str(name) for name in found] + [OTHER_OBJECT]

    def _lists(self, records: Records, figures: dict[str, list[int]]) -> list[Any]:
        """No records; then single records that say yes to everything, one for each category value; then one
        that says no."""
        choices = [self._values(field, figures) for field in records.fields]
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


def _single(fact: Fact, value: Any) -> bool:
    """Whether the declared range leaves one value only."""
    return (
        fact.type.kind not in ("boolean", "category", "code", "text", "roles")
        and value[0] == value[1] is not None
    )


def children(node: object) -> Iterator[Expression]:
    """The expressions right below a node or a part of a rule."""
    if not isinstance(node, Node):
        return
    for _, value in fields(node):
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node) and hasattr(item, "span"):
                yield item  # type: ignore[misc]
            elif isinstance(item, Node):
                yield from children(item)


def references(node: Expression) -> dict[tuple[str, str], None]:
    """Scope and key of every name a node reads, in order of appearance."""
    if isinstance(node, Reference):
        return {(node.scope, node.key): None}
    return {found: None for child in children(node) for found in references(child)}


def selection_references(selection: Selection, body: Expression) -> dict[tuple[str, str], None]:
    """Everything a fold over a selection reads of a record, with the filter and the record's locals."""
    parts = [body, *(definition.expression for definition in selection.definitions)]
    parts += [selection.filter] if selection.filter is not None else []
    return {found: None for part in parts for found in references(part)}


def _reads(selection: Selection, body: Expression) -> dict[tuple[str, str], None]:
    """What a fold over a selection needs of a record: without the locals that neither its body nor the filter
    comes to."""
    found: dict[tuple[str, str], None] = {}
    parts = [body] if selection.filter is None else [selection.filter, body]
    definitions = {definition.name: definition.expression for definition in selection.definitions}
    while parts:
        for scope, key in references(parts.pop(0)):
            if scope == "local" and key in definitions:
                parts.append(definitions.pop(key))
            found[scope, key] = None
    return found


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
    for rate in [rate for rate in found.get("ratio", {}) if rate > 0]:
        for value in money:
            found["money"][value / rate] = None
    if "ratio" in found:  # facts that are ratios are kept in millionths
        found["ratio"] = {value * RATIO_SCALE: None for value in found["ratio"]}
    return {
        kind: [value.numerator // value.denominator for value in values] for kind, values in found.items()
    }
