"""Which unknown facts a case can still reach.

What is definite stays definite whatever else becomes known, so nothing below a definite part of a rule can
change the result any more.
"""

from __future__ import annotations

from typing import Any

from duixian.decide.environment import NO, UNKNOWN, YES, Environment
from duixian.decide.evaluate import ENTITLED, NOT_ENTITLED, evaluate
from duixian.decide.plan import VersionPlan
from duixian.language.tree import Cases, Expression, Fold, Reading, Reference, Selection
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact, Records
from duixian.language.walk import children, record_references
from duixian.registry.recipient import RecipientFacts


class Reach:
    """Collects the unknown facts that a case can still reach."""

    def __init__(self, plan: VersionPlan, facts: RecipientFacts, env: Environment) -> None:
        self.plan = plan
        self.layout = plan.layout
        self.facts = facts
        self.env = env.copy()
        self.codes = plan.compiler.codes
        self.paths: dict[str, None] = {}
        self.met: set[str] = set()
        self.reduced = bool(facts.records.get(EARLIER_AWARDS)) and plan.reducible
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

    def unknown_paths(self) -> list[str]:
        """The paths of the unknown facts in reach, in order of appearance; none where the case is settled."""
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
        return list(self.paths)

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
        kinds = self.plan.object_kinds
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
        reads = record_references(selection, node.body)
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


def _single(fact: Fact, value: Any) -> bool:
    """Whether the declared range leaves one value only."""
    return (
        fact.type.kind not in ("boolean", "category", "code", "text", "roles")
        and value[0] == value[1] is not None
    )
