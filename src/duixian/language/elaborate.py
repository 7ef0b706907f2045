"""Syntax trees to the typed tree: names are resolved, types and units checked, conveniences rewritten into
the few core nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

from duixian.language import limits
from duixian.language.diagnostics import Faults
from duixian.language.intervals import UNBOUNDED, Interval, hull
from duixian.language.quantity import COUNT_UNITS, read_quantity, split_number
from duixian.language.ranges import range_of
from duixian.language.sizes import Size, size_of
from duixian.language.source import Span, without_english
from duixian.language.syntax import Branch, Statement, is_branch, is_token, own_branches, own_tokens, place
from duixian.language.tree import (
    Add,
    Arm,
    Budget,
    Cap,
    Cases,
    Compare,
    Condition,
    Definition,
    Divide,
    Every,
    Expression,
    Extreme,
    Fold,
    Member,
    Multiply,
    Negate,
    Not,
    Number,
    Open,
    Option,
    Places,
    Reading,
    Recipient,
    Reference,
    SchemeName,
    Selection,
    Some,
    Standard,
    Step,
    Text,
    Truth,
)
from duixian.language.types import BOOLEAN, DATE, MONEY, RATIO, Type, type_words
from duixian.language.values import read_date
from duixian.language.vocabulary import Records, Vocabulary

if TYPE_CHECKING:
    from lark import Token

Node = TypeVar("Node", bound=Expression)

ALLOCATIONS = {"先到先得": "first_come", "按比例": "pro_rata", "按排名": "by_rank", "待定": "open"}
TIES = {"全取": "all", "全舍": "none", "待定": "open"}
PERIODS = {"YEARLY": "yearly", "ONCE": "once", "FIRST": "first"}
FOLDS = {"SUM": "sum", "COUNT": "count", "EXISTS": "exists", "ALL": "all"}
RANK_SUFFIX = "排名"
COUNTED = Type("count", "个")
"""The type of 个数."""

STATEMENT_WORDS = {
    "recipients": "对象",
    "validity": "有效",
    "standard": "标准",
    "places": "名额",
    "budget": "预算",
    "period": "周期",
}
"""Statements that may stand once in a rule."""


@dataclass
class Rule:
    """What the statements of one rule say, before it becomes a version of a scheme."""

    start: date | None = None
    end: date | None = None
    dated: bool = False
    recipients: tuple[Recipient, ...] = ()
    steps: list[Step] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    standard: Standard | None = None
    caps: list[Cap] = field(default_factory=list)
    places: Places | None = None
    budget: Budget | None = None
    period: str = ""
    excludes: list[SchemeName] = field(default_factory=list)
    open_points: list[Text] = field(default_factory=list)
    facts: dict[str, Span] = field(default_factory=dict)
    """Facts and kinds of record that the rule reads, each with its first place."""
    fields: set[str] = field(default_factory=set)
    """Fields of records that the rule reads: ``lease_contracts.amount``."""
    locals: dict[str, Span] = field(default_factory=dict)
    """Local values, readings and selections, each with its place."""
    read_locals: set[str] = field(default_factory=set)
    sound: bool = True
    """Whether every statement of it could be taken."""


@dataclass
class NodeCount:
    """The nodes made so far for one policy file."""

    made: int = 0

    @property
    def spent(self) -> bool:
        """Whether the file has had all the nodes it may have."""
        return self.made > limits.POLICY_NODES


class Elaborator:
    """Elaborates the statements of one rule. Faults are noted; a faulty statement is left out."""

    def __init__(self, faults: Faults, vocabulary: Vocabulary, nodes: NodeCount | None = None) -> None:
        self.faults = faults
        self.vocabulary = vocabulary
        self.rule = Rule()
        self._seen: dict[str, Span] = {}
        self._attempted: set[str] = set()
        """Words that begin a statement of the rule, faulty ones too."""
        self._types: dict[str, Type] = {}
        self._ranges: dict[str, Interval] = {}
        self._sizes: dict[str, Size] = {}
        self._selections: dict[str, Selection] = {}
        self._kind_of_selection: dict[str, str] = {}
        self._inner_names: set[str] = set()
        self._readings: dict[str, Reading] = {}
        self._records: Records | None = None
        self._record_scope = ""
        self._nodes = nodes or NodeCount()

    # --- Statements --------------------------------------------------------------------------------------

    def statement(self, statement: Statement) -> None:
        """Take one statement into the rule."""
        if self._nodes.spent or self.faults.full:
            self.rule.sound = False
            return
        before = self.faults.errors
        self._take(statement)
        if self.faults.errors > before:
            self.rule.sound = False

    def attempted(self, attempts: Iterable[tuple[str, str]]) -> None:
        """Statements that could not be parsed, by their first two words: what they would have said is not
        reported as missing, what they would have defined not as unknown."""
        for first, second in attempts:
            self.rule.sound = False
            self._attempted.add(first)
            name = second if first in ("明细", "读法") else first
            if name not in self.vocabulary.fact_by_name and name not in self.vocabulary.records_by_name:
                self._types.setdefault(name, Type("unknown"))

    def _take(self, statement: Statement) -> None:
        kind = str(statement.tree.data)
        self._attempted.add(kind)
        once = kind.split("_", 1)[0]
        if once in STATEMENT_WORDS:
            if once in self._seen:
                self.faults.add(
                    "E301", statement.span, word=STATEMENT_WORDS[once], line=self._seen[once].line
                )
                return
            self._seen[once] = statement.span
        take: Callable[[Statement], None] = getattr(self, f"_take_{kind}")
        take(statement)

    def _take_recipients(self, statement: Statement) -> None:
        found: list[Recipient] = []
        for name in own_tokens(statement.tree, "NAME"):
            kind = self.vocabulary.kind_by_name.get(name)
            if kind is None:
                names = [kind.name.zh for kind in self.vocabulary.kinds]
                self.faults.add(
                    "E107",
                    place(name),
                    name=name,
                    known="、".join(names),
                    near=self.faults.nearest(name, names),
                )
            elif kind.role:
                found.append(Recipient(self.vocabulary.enterprise, kind.key))
            else:
                found.append(Recipient(kind.key, ""))
        self.rule.recipients = tuple(found)

    def _take_validity(self, statement: Statement) -> None:
        days: list[date | None] = []
        for token in own_tokens(statement.tree, "DATE"):
            day = read_date(token)
            if day is None:
                self.faults.add("E117", place(token), text=token)
                return
            days.append(day)
        match statement.tree.data:
            case "validity":
                start, end = days[0], None
            case "validity_between":
                start, end = days
            case _:
                start, end = None, days[0]
        if start and end and end < start:
            self.faults.add("E304", statement.span, start=start, end=end)
            return
        self.rule.start, self.rule.end, self.rule.dated = start, end, True

    def _take_condition(self, statement: Statement) -> None:
        tree = statement.tree.children[1]
        expression = self._boolean(tree)
        if expression is not None:
            self.rule.conditions.append(Condition(expression, self._words(tree), place(tree)))

    def _take_definition(self, statement: Statement) -> None:
        self._define(statement.tree, "")

    def _define(self, tree: Branch, scope: str) -> Definition | None:
        name, _, value = tree.children
        qualified = f"{scope}.{name}" if scope else str(name)
        fresh = self._fresh(name, qualified)
        expression = self._value(value)
        if not fresh or expression is None:
            # The name is known all the same, so that its uses are not reported as well.
            self._types.setdefault(qualified, Type("unknown"))
            return None
        self._types[qualified] = expression.type
        if not self._sized(qualified, [expression], place(value)):
            self._types[qualified] = Type("unknown")
            return None
        self._ranges[qualified] = self._range(expression)
        definition = Definition(qualified, expression, self._words(value), place(tree))
        if not scope:
            self.rule.steps.append(definition)
        return definition

    def _sized(self, name: str, expressions: list[Expression], span: Span) -> bool:
        """Note how large a local value can get; whether that is within the limit."""
        sizes = [size_of(expression, self._sizes) for expression in expressions]
        self._sizes[name] = max(sizes, key=lambda size: size.bits)
        if self._sizes[name].bits <= limits.VALUE_BITS:
            return True
        self.faults.add("E127", span, name=name.rsplit(".", 1)[-1])
        return False

    def _fresh(self, name: Token, qualified: str) -> bool:
        """Whether a name is free for a local value; noted where it is not."""
        taken = (
            qualified in self._types
            or name in self._types
            or name in self._selections
            or (qualified == name and name in self._inner_names)
            or name in self.vocabulary.fact_by_name
            or (self._records is not None and self._records.field(name) is not None)
        )
        if taken:
            self.faults.add("E116", place(name), name=name)
            return False
        self.rule.locals[qualified] = place(name)
        if qualified != name:
            self._inner_names.add(str(name))
        return True

    def _take_records(self, statement: Statement) -> None:
        tree = statement.tree
        names = own_tokens(tree, "NAME")
        definitions = [child for child in tree.children if is_branch(child, "definition")]
        conditions = [
            child for child in tree.children if not is_token(child) and not is_branch(child, "definition")
        ]
        # A bare name as the filter is a token of the tree's own only when it was not parsed as an expression.
        name, kind_name = names[0], names[-1]
        records = self.vocabulary.records_by_name.get(kind_name)
        if records is None:
            self._unknown_records(kind_name)
            self._types[str(name)] = Type("unknown")
            return
        if name in self._selections or name in self._types or (len(names) == 2 and self._is_declared(name)):
            self.faults.add("E116", place(name), name=name)
            return
        self.rule.facts.setdefault(records.key, place(kind_name))
        self.rule.locals[str(name)] = place(name)
        self._records, self._record_scope = records, str(name)
        filter_ = self._boolean(conditions[0]) if conditions else None
        defined = [self._define(definition, str(name)) for definition in definitions]
        self._records, self._record_scope = None, ""
        words = self._words(conditions[0]) if conditions else ""
        kept = tuple(definition for definition in defined if definition is not None)
        self._select(Selection(str(name), records.key, filter_, kept, words, statement.span))

    def _is_declared(self, name: str) -> bool:
        return name in self.vocabulary.fact_by_name or name in self.vocabulary.records_by_name

    def _select(self, selection: Selection) -> None:
        self._selections[selection.name] = selection
        self._kind_of_selection[selection.name] = selection.records
        self.rule.steps.append(selection)

    def _take_standard_open(self, statement: Statement) -> None:
        self.rule.standard = Standard(None, False, "", statement.span)

    def _take_standard_at_most(self, statement: Statement) -> None:
        self._take_standard(statement)

    def _take_validity_between(self, statement: Statement) -> None:
        self._take_validity(statement)

    def _take_validity_until(self, statement: Statement) -> None:
        self._take_validity(statement)

    def _take_standard(self, statement: Statement) -> None:
        tree = statement.tree
        value = tree.children[-1]
        expression = self._value(value)
        if expression is None:
            return
        if not self._needs(expression, MONEY, "E208"):
            return
        ceiling = tree.data == "standard_at_most"
        self.rule.standard = Standard(expression, ceiling, self._words(value), place(value))

    def _take_cap(self, statement: Statement) -> None:
        value = statement.tree.children[1]
        expression = self._expression(value)
        if expression is not None and self._needs(expression, MONEY, "E208"):
            yearly = bool(own_tokens(statement.tree, "YEARLY"))
            self.rule.caps.append(Cap(expression, yearly, self._words(value), statement.span))

    def _take_places(self, statement: Statement) -> None:
        fact_name, count, *ties = own_tokens(statement.tree, "NAME", "OPEN")
        number = _between(count, "前", "名")
        fact = self._fact(fact_name)
        if number is None or number < 1:
            self.faults.add("E308", place(count), text=count)
            return
        if fact is None:
            return
        rank_name = fact_name + RANK_SUFFIX
        rank = self.vocabulary.fact_by_name.get(rank_name)
        if rank is None or rank.type.kind != "count":
            self.faults.add("E216", place(fact_name), name=rank_name)
            return
        tie = str(ties[0]) if ties else "待定"
        if tie not in TIES:
            self.faults.add(
                "E307", place(ties[0]), word=tie, known="、".join(TIES), near=self.faults.nearest(tie, TIES)
            )
            return
        self.rule.facts.setdefault(fact.key, place(fact_name))
        self.rule.facts.setdefault(rank.key, place(fact_name))
        span = statement.span
        limit = Number(number, 1, rank.type, place(count))
        reached = Compare("at_most", Reference("fact", rank.key, rank.type, place(fact_name)), limit, span)
        self.rule.conditions.append(Condition(reached, statement.words, span))
        self.rule.places = Places(fact.key, rank.key, number, TIES[tie], span)

    def _take_budget(self, statement: Statement) -> None:
        value = statement.tree.children[2]
        expression = self._expression(value)
        rule = own_tokens(statement.tree, "NAME", "OPEN")[-1]
        if rule not in ALLOCATIONS:
            known = "、".join(ALLOCATIONS)
            self.faults.add(
                "E306", place(rule), word=rule, known=known, near=self.faults.nearest(rule, ALLOCATIONS)
            )
        elif expression is not None and self._needs(expression, MONEY, "E208"):
            self.rule.budget = Budget(expression, ALLOCATIONS[rule], statement.words, statement.span)

    def _take_period(self, statement: Statement) -> None:
        self.rule.period = PERIODS[statement.tree.children[1].type]

    def _take_exclusion(self, statement: Statement) -> None:
        for token in own_tokens(statement.tree, "SCHEME"):
            number, scheme = token.split(".", 1)
            self.rule.excludes.append(SchemeName(int(number), scheme, place(token)))

    def _take_reading(self, statement: Statement) -> None:
        name, key = own_tokens(statement.tree, "NAME")[:2]
        if not self._fresh(name, str(name)):
            return
        trees = [child for child in statement.tree.children if is_branch(child, "option")]
        defaults = [tree for tree in trees if own_tokens(tree, "DEFAULT")]
        if len(defaults) != 1:
            span = place(defaults[1] if len(defaults) > 1 else name)
            self.faults.add("E309", span, name=name, found=len(defaults))
        options: list[Option] = []
        for tree in trees:
            option_key = own_tokens(tree, "NAME")[0]
            if any(option.key == option_key for option in options):
                self.faults.add("E310", place(option_key), name=option_key)
                continue
            value = tree.children[-1]
            expression = self._expression(value)
            if expression is None:
                continue
            if options and not _same(options[0].expression.type, expression.type):
                self._mismatch("E207", place(value), options[0].expression.type, expression.type)
                continue
            label = self._text(own_branches(tree, "text")[0])
            ceiling = bool(own_tokens(tree, "AT_MOST"))
            options.append(
                Option(str(option_key), label, expression, ceiling, self._words(value), place(tree))
            )
        if len(trees) < 2:
            self.faults.add("E316", place(name), name=name)
        if len(options) < len(trees) or not defaults:
            self._types[str(name)] = Type("unknown")
            return
        reading = Reading(
            str(name), str(key), str(own_tokens(defaults[0], "NAME")[0]), tuple(options), statement.span
        )
        self._types[reading.name] = options[0].expression.type
        if not self._sized(reading.name, [option.expression for option in options], statement.span):
            self._types[reading.name] = Type("unknown")
            return
        self._ranges[reading.name] = reduce(hull, (self._range(option.expression) for option in options))
        self._readings[reading.name] = reading
        self.rule.steps.append(reading)

    def _take_open_point(self, statement: Statement) -> None:
        self.rule.open_points.append(self._text(own_branches(statement.tree, "text")[0]))

    def _text(self, tree: Branch) -> Text:
        words = [str(token)[1:-1].strip() for token in own_tokens(tree, "STRING")]
        if not words[0]:
            self.faults.add("E123", place(tree))
        return Text(words[0], words[1] if len(words) > 1 else "")

    # --- After the last statement ------------------------------------------------------------------------

    def finish(self, span: Span) -> Rule:
        """Check what only the whole rule shows."""
        rule = self.rule
        if self._nodes.spent:
            return rule
        if not self._attempted & {"recipients", "对象"}:
            self.faults.add("E302", span, word="对象")
        if "standard" not in self._seen and "标准" not in self._attempted:
            self.faults.add(
                "E314" if rule.caps else "E302", rule.caps[0].span if rule.caps else span, word="标准"
            )
        if rule.standard is not None:
            self._check_standard(rule.standard)
        kinds = {recipient.kind for recipient in rule.recipients}
        for key, where in rule.facts.items():
            named = self.vocabulary.fact_by_name.get(key) or self.vocabulary.records_by_name[key]
            missing = kinds - set(named.kinds)
            if missing:
                words = "、".join(sorted(self.vocabulary.kind_by_name[kind].name.zh for kind in missing))
                self.faults.add("E214", where, name=named.name.zh, kinds=words)
        return rule

    def _check_standard(self, standard: Standard) -> None:
        conditional = self._attempted & {"condition", "places", "条件", "名额"}
        if standard.expression is None and not conditional:
            self.faults.add("E312", standard.span)
        whole = standard.expression
        for reading in self._readings.values():
            if not any(option.ceiling for option in reading.options):
                continue
            alone = isinstance(whole, Reference) and whole.scope == "local" and whole.key == reading.name
            if not alone or standard.ceiling:
                self.faults.add("E311", standard.span, name=reading.name)

    # --- Values and tables -------------------------------------------------------------------------------

    def _value(self, tree: Branch) -> Expression | None:
        if tree.data == "by_table":
            return self._by_table(tree)
        if tree.data == "tier_table":
            return self._tier_table(tree)
        return self._expression(tree)

    def _by_table(self, tree: Branch) -> Expression | None:
        name = own_tokens(tree, "NAME")[0]
        subject = self._name(name)
        if subject is not None and subject.type.kind != "category":
            self._mismatch("E209", place(name), subject.type, subject.type)
            subject = None
        arms: list[Arm] = []
        otherwise: Expression | None = None
        has_rest = False
        taken: set[str] = set()
        for row in own_branches(tree, "by_row"):
            value = self._expression(row.children[-1])
            if own_tokens(row, "OTHERS"):
                if has_rest:
                    self.faults.add("E317", place(row.children[0]), name="其他")
                otherwise, has_rest = value, True
                continue
            keys = self._category_values(subject, own_tokens(row, "NAME"))
            for token, key in zip(own_tokens(row, "NAME"), keys or (), strict=False):
                if key in taken:
                    self.faults.add("E317", place(token), name=token)
                taken.add(key)
            if value is not None and keys is not None and subject is not None:
                condition = Member(subject, keys, place(row))
                arms.append(Arm(condition, value))
        if subject is not None and otherwise is None and len(arms) > 1 and self._covers(subject, arms):
            # Rows for every value leave nothing over: the last row is what remains, not a case of its own
            # beside nought.
            otherwise = arms.pop().value
        return self._cases(tree, arms, otherwise)

    def _covers(self, subject: Expression, arms: list[Arm]) -> bool:
        """Whether the rows of a table name every value of the category."""
        named = {key for arm in arms if isinstance(arm.condition, Member) for key in arm.condition.values}
        return named == {key for key, _ in self.vocabulary.category_by_name[subject.type.unit].values}

    def _tier_table(self, tree: Branch) -> Expression | None:
        name = own_tokens(tree, "NAME")[0]
        subject = self._name(name)
        arms: list[Arm] = []
        last: Fraction | None = None
        for row in own_branches(tree, "tier_row"):
            threshold, value = (self._expression(child) for child in (row.children[1], row.children[3]))
            if subject is None or threshold is None or value is None:
                continue
            if not subject.type.ordered or not _same(subject.type, threshold.type):
                self._mismatch("E203", place(row.children[1]), subject.type, threshold.type)
                continue
            low, high = self._range(threshold)
            if isinstance(threshold, Number):
                low = high = Fraction(threshold.numerator, threshold.denominator)
            if low is not None and low == high:
                if last is not None and low <= last:
                    self.faults.add("E215", place(row.children[1]), text=self._words(row.children[1]))
                last = Fraction(low)
            operator = "at_most" if row.children[0].type == "FROM" else "less"
            arms.append(Arm(Compare(operator, threshold, subject, place(row)), value))
        # The last row reached applies, so the highest threshold is asked first.
        return self._cases(tree, arms[::-1], None)

    def _cases(self, tree: Branch, arms: list[Arm], otherwise: Expression | None) -> Expression | None:
        if not arms:
            return otherwise
        type_ = arms[0].value.type
        values = [arm.value for arm in arms] + ([otherwise] if otherwise is not None else [])
        for value in values[1:]:
            if not _same(type_, value.type):
                self._mismatch("E207", value.span, type_, value.type)
                return None
        if otherwise is None:
            span = place(tree)
            if not type_.numeric and type_ != BOOLEAN:
                # Nothing can stand for "none of these": there is no day nought.
                self.faults.add("E302", span, word="其他:")
                return None
            otherwise = Truth(False, span) if type_ == BOOLEAN else Number(0, 1, type_, span)
        return self._node(Cases(tuple(arms), otherwise, type_, place(tree)))

    # --- Expressions -------------------------------------------------------------------------------------

    def _boolean(self, tree: Branch) -> Expression | None:
        expression = self._expression(tree)
        if expression is not None and self._needs(expression, BOOLEAN, "E204"):
            return expression
        return None

    def _expression(self, tree: Branch) -> Expression | None:
        """The typed expression of a syntax tree; None where a fault was noted."""
        method: Callable[[Branch], Expression | None] = getattr(self, f"_{tree.data}")
        return method(tree)

    def _node(self, node: Node) -> Node:
        self._nodes.made += 1
        if self._nodes.made == limits.POLICY_NODES + 1:
            self.faults.add("E111", node.span, limit=limits.POLICY_NODES)
        return node

    def _number(self, tree: Branch) -> Expression | None:
        token = tree.children[0]
        units = self.vocabulary.count_units
        quantity = read_quantity(token, units)
        if quantity is None:
            parts = split_number(token)
            unit = parts[1] if parts else token
            known = [*units, *COUNT_UNITS, "元", "%", "年", "个月", "月"]
            self.faults.add(
                "E108", place(token), unit=unit, text=token, near=self.faults.nearest(unit, known)
            )
            return None
        value = quantity.value
        largest = limits.MONEY_FEN if quantity.type == MONEY else limits.COUNT
        if value > largest or limits.DENOMINATOR % value.denominator:
            self.faults.add("E126", place(token), text=token)
            return None
        return self._node(Number(value.numerator, value.denominator, quantity.type, place(token)))

    def _date(self, tree: Branch) -> Expression | None:
        token = tree.children[0]
        day = read_date(token)
        if day is None:
            self.faults.add("E117", place(token), text=token)
            return None
        return self._node(Number(day.toordinal(), 1, DATE, place(token)))

    def _truth(self, tree: Branch) -> Expression:
        return self._node(Truth(tree.children[0].type == "YES", place(tree)))

    def _open(self, tree: Branch) -> Expression:
        return self._node(Open(self._text(own_branches(tree, "text")[0]), place(tree)))

    def _group(self, tree: Branch) -> Expression | None:
        return self._expression(tree.children[1])

    def _name(self, tree: Branch | Token) -> Expression | None:
        """What a name stands for: a field of the record at hand, a local value, a fact."""
        token: Token = tree if is_token(tree) else tree.children[0]  # type: ignore[union-attr]
        expression = self._resolve(token)
        if expression is None:
            self._unknown_name(token)
            return None
        return None if expression.type.kind == "unknown" else expression

    def _resolve(self, token: Token) -> Reference | None:
        span = place(token)
        if self._records is not None:
            found = self._records.field(token)
            if found is not None:
                if found.type.kind in ("text", "code", "roles"):
                    self.faults.add("E211", span, name=token, type=type_words(found.type, "zh"))
                    return Reference("field", found.key, Type("unknown"), span)
                self.rule.fields.add(f"{self._records.key}.{found.key}")
                return self._node(Reference("field", found.key, found.type, span))
            local = f"{self._record_scope}.{token}"
            if local in self._types:
                self.rule.read_locals.add(local)
                return self._node(Reference("local", local, self._types[local], span))
        if token in self._types:
            self.rule.read_locals.add(str(token))
            return self._node(Reference("local", str(token), self._types[token], span))
        fact = self.vocabulary.fact_by_name.get(token)
        if fact is None:
            return None
        if fact.type.kind in ("text", "code", "roles"):
            self.faults.add("E211", span, name=token, type=type_words(fact.type, "zh"))
            return Reference("fact", fact.key, Type("unknown"), span)
        self.rule.facts.setdefault(fact.key, span)
        return self._node(Reference("fact", fact.key, fact.type, span))

    def _fact(self, token: Token) -> Any:
        fact = self.vocabulary.fact_by_name.get(token)
        if fact is None:
            self._unknown_name(token)
        return fact

    def _unknown_name(self, token: Token) -> None:
        for records in self.vocabulary.records:
            if self._records is None and records.field(token) is not None:
                self.faults.add("E213", place(token), name=token, records=records.name.zh)
                return
        for category in self.vocabulary.categories:
            if category.key_of(token) is not None:
                self.faults.add("E218", place(token), name=token, category=category.name)
                return
        if token in self.vocabulary.records_by_name or token in self._selections:
            self.faults.add("E219", place(token), name=token)
            return
        known = [fact.name.zh for fact in self.vocabulary.facts]
        known += [name.rsplit(".", 1)[-1] for name in self._types]
        if self._records is not None:
            known += [field.name.zh for field in self._records.fields]
        # 非欠缴 is a name; 非 欠缴 is what was meant, and the opposite of the nearest name.
        negated = token.startswith("非") and token[1:] in known
        near = f"非 {token[1:]}" if negated else self.faults.nearest(token, known)
        self.faults.add("E104", place(token), name=token, near=near)

    def _unknown_records(self, token: Token) -> None:
        known = [records.name.zh for records in self.vocabulary.records] + list(self._selections)
        self.faults.add("E105", place(token), name=token, near=self.faults.nearest(token, known))

    def _not_(self, tree: Branch) -> Expression | None:
        operand = self._boolean(tree.children[1])
        return None if operand is None else self._node(Not(operand, place(tree)))

    def _every(self, tree: Branch) -> Expression | None:
        operands = self._all(self._boolean(child) for child in _operands(tree))
        return None if operands is None else self._node(Every(operands, place(tree)))

    def _some(self, tree: Branch) -> Expression | None:
        operands = self._all(self._boolean(child) for child in _operands(tree))
        return None if operands is None else self._node(Some(operands, place(tree)))

    def _all(self, operands: Iterable[Expression | None]) -> tuple[Expression, ...] | None:
        """All operands, or None where one is faulty; every operand is looked at either way."""
        found = list(operands)
        kept = tuple(operand for operand in found if operand is not None)
        return kept if len(kept) == len(found) else None

    def _compare(self, tree: Branch) -> Expression | None:
        left_tree, sign, right_tree = tree.children
        span = place(tree)
        if sign.type in ("EQUAL", "UNEQUAL"):
            member = self._category_comparison(left_tree, right_tree, span)
            if member is not NotImplemented:
                return Not(member, span) if member is not None and sign.type == "UNEQUAL" else member
        left, right = self._expression(left_tree), self._expression(right_tree)
        if left is None or right is None:
            return None
        if not _same(left.type, right.type):
            self._mismatch("E203", span, left.type, right.type)
            return None
        ordering = sign.type not in ("EQUAL", "UNEQUAL")
        if left.type.kind == "category" or (ordering and not left.type.ordered):
            self.faults.add(
                "E210", span, type=type_words(left.type, "zh"), english=type_words(left.type, "en")
            )
            return None
        if left.type == BOOLEAN:
            self.faults.add("E220", span)
            return None
        match sign.type:
            case "LESS":
                return self._node(Compare("less", left, right, span))
            case "MORE":
                return self._node(Compare("less", right, left, span))
            case "AT_MOST_SIGN":
                return self._node(Compare("at_most", left, right, span))
            case "AT_LEAST":
                return self._node(Compare("at_most", right, left, span))
        equal = self._node(Compare("equal", left, right, span))
        return equal if sign.type == "EQUAL" else self._node(Not(equal, span))

    def _category_comparison(self, left: Branch, right: Branch, span: Span) -> Any:
        """``级别 = 国家级`` as membership; NotImplemented where neither side is a category."""
        for subject_tree, value_tree in ((left, right), (right, left)):
            if subject_tree.data != "name" or value_tree.data != "name":
                continue
            if self._is_faulty(subject_tree.children[0]):
                return None  # what it is compared with may well be a category's value
            if not self._is_category(subject_tree.children[0]) or self._is_variable(value_tree.children[0]):
                continue
            subject = self._name(subject_tree)
            keys = self._category_values(subject, [value_tree.children[0]])
            return None if subject is None or keys is None else self._node(Member(subject, keys, span))
        return NotImplemented

    def _is_variable(self, token: Token) -> bool:
        return (
            token in self._types
            or f"{self._record_scope}.{token}" in self._types
            or token in self.vocabulary.fact_by_name
            or (self._records is not None and self._records.field(token) is not None)
        )

    def _is_faulty(self, token: Token) -> bool:
        type_ = self._types.get(f"{self._record_scope}.{token}") or self._types.get(str(token))
        return type_ is not None and type_.kind == "unknown"

    def _is_category(self, token: Token) -> bool:
        found = self._records.field(token) if self._records is not None else None
        found = found or self.vocabulary.fact_by_name.get(token)
        local = self._types.get(f"{self._record_scope}.{token}") or self._types.get(str(token))
        type_ = local if local is not None else found.type if found else None
        return type_ is not None and type_.kind == "category"

    def _member(self, tree: Branch) -> Expression | None:
        subject = self._expression(tree.children[0])
        tokens = own_tokens(own_branches(tree, "values")[0], "NAME", "OTHERS")
        if subject is not None and subject.type.kind != "category":
            self._mismatch("E209", place(tree.children[0]), subject.type, subject.type)
            return None
        keys = self._category_values(subject, tokens)
        return None if subject is None or keys is None else self._node(Member(subject, keys, place(tree)))

    def _category_values(self, subject: Expression | None, tokens: list[Token]) -> tuple[str, ...] | None:
        if subject is None:
            return None
        category = self.vocabulary.category_by_name[subject.type.unit]
        keys: list[str] = []
        for token in tokens:
            key = category.key_of(token)
            if key is None:
                names = [text.zh for _, text in category.values]
                known = "、".join(names)
                self.faults.add(
                    "E106",
                    place(token),
                    name=token,
                    category=category.name,
                    known=known,
                    near=self.faults.nearest(token, names),
                )
            else:
                keys.append(key)
        return tuple(keys) if len(keys) == len(tokens) else None

    def _add(self, tree: Branch) -> Expression | None:
        terms: list[Expression | None] = []
        sign = "PLUS"
        for child in tree.children:
            if is_token(child):
                sign = child.type
                continue
            term = self._numeric(child)
            if term is not None and sign == "MINUS":
                term = self._node(Negate(term, term.type, term.span))
            terms.append(term)
        operands = self._all(terms)
        if operands is None:
            return None
        for operand in operands[1:]:
            if not _same(operands[0].type, operand.type):
                self._mismatch("E201", place(tree), operands[0].type, operand.type)
                return None
        return self._node(Add(operands, operands[0].type, place(tree)))

    def _negate(self, tree: Branch) -> Expression | None:
        operand = self._numeric(tree.children[1])
        return None if operand is None else self._node(Negate(operand, operand.type, place(tree)))

    def _numeric(self, tree: Branch) -> Expression | None:
        expression = self._expression(tree)
        if expression is None or expression.type.numeric:
            return expression
        self.faults.add(
            "E205",
            place(tree),
            found=type_words(expression.type, "zh"),
            english=type_words(expression.type, "en"),
        )
        return None

    def _multiply(self, tree: Branch) -> Expression | None:
        factors = [(child, self._numeric(child)) for child in tree.children if not is_token(child)]
        signs = [child.type for child in tree.children if is_token(child)]
        if len(signs) > limits.NESTING_DEPTH:
            self.faults.add("E110", place(tree), limit=limits.NESTING_DEPTH)
            return None
        if any(factor is None for _, factor in factors):
            return None
        result = factors[0][1]
        for sign, (child, factor) in zip(signs, factors[1:], strict=True):
            if result is None or factor is None:
                return None
            combine = self._product if sign == "TIMES" else self._quotient
            result = combine(result, factor, place(tree), child)
        return result

    def _product(self, left: Expression, right: Expression, span: Span, _child: Branch) -> Expression | None:
        kinds = {left.type.kind, right.type.kind}
        if RATIO in (left.type, right.type):
            type_ = right.type if left.type == RATIO else left.type
        elif kinds == {"money", "count"}:
            type_ = MONEY
        else:
            self._mismatch("E202", span, left.type, right.type)
            return None
        return self._node(Multiply(left, right, type_, span))

    def _quotient(self, left: Expression, right: Expression, span: Span, child: Branch) -> Expression | None:
        if right.type == RATIO:
            type_ = left.type
        elif _same(left.type, right.type):
            type_ = RATIO
        else:
            self._mismatch("E217", span, left.type, right.type)
            return None
        low, _ = self._range(right)
        constant = self._range(right)
        positive = low is not None and low > 0
        if not positive:
            # A negative constant is turned over, so that every divisor in the tree is positive.
            if constant[0] is not None and constant[0] == constant[1] and constant[0] != 0:
                left = self._node(Negate(left, left.type, left.span))
                right = self._node(Negate(right, right.type, right.span))
            else:
                self.faults.add("E206", place(child), text=self._words(child))
                return None
        return self._node(Divide(left, right, type_, span))

    def _if_then_else(self, tree: Branch) -> Expression | None:
        condition_tree, then_tree, else_tree = (tree.children[index] for index in (1, 3, 5))
        condition = self._boolean(condition_tree)
        then, otherwise = self._expression(then_tree), self._expression(else_tree)
        if condition is None or then is None or otherwise is None:
            return None
        if not _same(then.type, otherwise.type):
            self._mismatch("E207", place(tree), then.type, otherwise.type)
            return None
        if then.type.kind == "category":
            self.faults.add(
                "E210", place(tree), type=type_words(then.type, "zh"), english=type_words(then.type, "en")
            )
            return None
        return self._node(Cases((Arm(condition, then),), otherwise, then.type, place(tree)))

    def _extreme(self, tree: Branch) -> Expression | None:
        trees = [child for child in tree.children if not is_token(child)]
        operands = self._all(self._expression(child) for child in trees)
        if operands is None:
            return None
        for child, operand in zip(trees, operands, strict=True):
            if not operand.type.numeric:
                self._needs(operand, MONEY, "E205", place(child))
                return None
            if not _same(operands[0].type, operand.type):
                self._mismatch("E201", place(child), operands[0].type, operand.type)
                return None
        largest = tree.children[0].type == "LARGER"
        return self._node(Extreme(largest, operands, operands[0].type, place(tree)))

    def _fold(self, tree: Branch) -> Expression | None:
        function = FOLDS[tree.children[0].type]
        name = own_tokens(tree, "NAME")[0]
        bodies = [child for child in tree.children if not is_token(child)]
        if self._records is not None:
            self.faults.add("E212", place(tree))
            return None
        selection = self._selections.get(name)
        if selection is None:
            if str(name) in self._types:
                if self._types[str(name)].kind != "unknown":
                    self._unknown_records(name)
                return None
            records = self.vocabulary.records_by_name.get(name)
            if records is None:
                self._unknown_records(name)
                return None
            self.rule.facts.setdefault(records.key, place(name))
            selection = Selection(str(name), records.key, None, (), "", place(name))
            self._select(selection)
        self.rule.read_locals.add(selection.name)
        if not bodies and function in ("sum", "all"):
            self.faults.add("E122", place(tree), word=str(tree.children[0]))
            return None
        self._records = self.vocabulary.records_by_name[selection.records]
        self._record_scope = selection.name
        body: Expression | None = Truth(True, place(name))
        if bodies:
            body = self._numeric(bodies[0]) if function == "sum" else self._boolean(bodies[0])
        self._records, self._record_scope = None, ""
        if body is None:
            return None
        type_ = {"sum": body.type, "count": COUNTED}.get(function, BOOLEAN)
        return self._node(Fold(function, selection.name, body, type_, place(tree)))

    # --- Helpers -----------------------------------------------------------------------------------------

    def _needs(self, expression: Expression, type_: Type, code: str, span: Span | None = None) -> bool:
        if expression.type == type_:
            return True
        found, english = type_words(expression.type, "zh"), type_words(expression.type, "en")
        self.faults.add(code, span or expression.span, found=found, english=english)
        return False

    def _mismatch(self, code: str, span: Span, left: Type, right: Type) -> None:
        self.faults.add(
            code,
            span,
            left=type_words(left, "zh"),
            right=type_words(right, "zh"),
            left_en=type_words(left, "en"),
            right_en=type_words(right, "en"),
        )

    def _range(self, expression: Expression) -> Interval:
        if not expression.type.numeric:
            return UNBOUNDED
        records = self._records.key if self._records is not None else ""
        return range_of(expression, self.vocabulary, self._ranges, self._kind_of_selection, records)

    def _words(self, tree: Branch) -> str:
        """The words of the text, without the English beside quoted Chinese."""
        return without_english(self.faults.source.words(place(tree)))


def _same(left: Type, right: Type) -> bool:
    return left == right


def _between(word: str, before: str, after: str) -> int | None:
    digits = word.removeprefix(before).removesuffix(after)
    exact = word == f"{before}{digits}{after}" and digits.isdecimal() and len(digits) < 10
    return int(digits) if exact else None


def _operands(tree: Branch) -> list[Branch]:
    return [child for child in tree.children if not is_token(child)]
