"""Random rules, written as text in the language, and random facts for them (the small list's vocabulary).

Every rule is well typed by construction; it goes through the parser and the elaborator like any other.
Facts are drawn complete; a partial case hides some of them, so that the complete one is a completion of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from duixian.language.node import Node, fields
from duixian.language.tree import Number, Recipient, Reference, Selection, Version
from duixian.language.types import Type
from duixian.language.values import Value
from duixian.language.vocabulary import EARLIER_AWARDS, RATIO_SCALE, Fact, Vocabulary
from duixian.registry.recipient import RecipientFacts, Record
from tests.small_list import vocabulary

# --- Rules ----------------------------------------------------------------------------------------------------

MONEY = ("0.01元", "0.33元", "1元", "5元", "10元", "50元", "100元", "1万元")
RATIOS = ("0%", "1%", "20%", "33.3%", "0.5", "1", "2", "150%")
DIVISORS = ("2", "3", "7", "50%", "(-4)")
COUNTS = ("0个", "1个", "3个", "10个")
BOXES = ("1标准箱", "50标准箱", "1千标准箱")
MONTHS = ("1个月", "6个月", "1年", "36个月")
DATES = ("2023-12-31", "2024-01-01", "2024-02-29")
GRADES = ("国家级", "省级", "无")
SIZES = ("大型", "中型", "小型", "微型")
SHAPES = (
    "(x + x)",
    "(x - x)",
    "(-x)",
    "(若 boolean 则 x 否则 x)",
    "较大(x, x)",
    "较小(x, x)",
    "(x × ratio)",
    "(x ÷ divisor)",
)
"""How a number may be put together; ``x`` is a number of its own type, other words are types."""

SHAPES_OF = {
    "money": ("(money × count)",),
    "ratio": ("(money ÷ 投资)", "(money ÷ 定金)", "(duration ÷ 1年)", "(duration ÷ 期限)", "(boxes ÷ 产量)"),
}
COMPARED = ("<", "<=", ">", ">=", "=", "≠")

FACTS: dict[str, tuple[str, ...]] = {
    "money": ("收入", "费用", "利润", "定金", "投资"),
    "ratio": ("占比", "增长率"),
    "count": ("数量",),
    "boxes": ("产量",),
    "duration": ("工期", "期限"),
    "date": ("注册日", "验收日"),
    "boolean": ("合格", "入库", "获奖"),
    "grade": ("称号",),
    "size": ("大小",),
}
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "合同": {
        "money": ("合同额", "合同利润"),
        "ratio": ("折扣",),
        "count": ("件数",),
        "duration": ("合同期",),
        "date": ("签订日",),
        "boolean": ("履约",),
        "grade": ("等级",),
    },
    "航线": {"money": ("航线额",), "boxes": ("箱量",), "boolean": ("开通",)},
}
CONSTANTS = {
    "money": MONEY,
    "ratio": RATIOS,
    "count": COUNTS,
    "boxes": BOXES,
    "duration": MONTHS,
    "date": DATES,
    "boolean": ("是", "否"),
}


@dataclass
class Names:
    """What an expression may speak of: a record's fields, and the local values so far by type."""

    records: str = ""
    locals: dict[str, list[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[str]:
        fields = FIELDS[self.records].get(kind, ()) if self.records else ()
        return [*fields, *self.locals.get(kind, ()), *FACTS.get(kind, ())]


class Writer:
    """Writes one random rule."""

    def __init__(self, draw: st.DrawFn, *, opens: bool) -> None:
        self.draw = draw
        self.opens = opens
        self.selections: dict[str, tuple[str, Names]] = {kind: (kind, Names(kind)) for kind in FIELDS}
        self.filtered: list[str] = []
        self.names = Names()
        self.lines: list[str] = []
        self.readings: dict[str, tuple[str, ...]] = {}
        self.defined = 0

    def pick(self, choices: Sequence[str]) -> str:
        return self.draw(st.sampled_from(choices))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    # --- Expressions

    def leaf(self, kind: str, names: Names) -> str:
        known = names.of(kind)
        if kind in CONSTANTS and (not known or self.number(0, 3) == 0):
            return self.pick(CONSTANTS[kind])
        return self.pick(known)

    def expression(self, kind: str, depth: int, names: Names) -> str:
        if kind == "boolean":
            return self.boolean(depth, names)
        if depth <= 0 or kind == "date":
            return self.leaf(kind, names)
        below = depth - 1

        def part(of: str) -> str:
            return self.expression(of, below, names)

        shapes = ["leaf", "leaf", *SHAPES, *SHAPES_OF.get(kind, ())]
        if not names.records:
            shapes += ["sum"] * (5 if self.filtered else 2) + (["how many"] * 2 if kind == "count" else [])
        match self.pick(shapes):
            case "leaf":
                return self.leaf(kind, names)
            case "sum":
                return self.fold("合计", kind, below)
            case "how many":
                return self.fold("个数", "boolean", below)
            case shape:
                return re.sub(r"\w+", lambda word: self.part(word.group(), part, kind), shape)

    def part(self, word: str, part: Callable[[str], str], kind: str) -> str:
        """What stands for a word of a shape."""
        if word == "divisor":
            return self.pick(DIVISORS)
        return part(kind if word == "x" else word) if word.isascii() and word.isalpha() else word

    def fold(self, function: str, kind: str, depth: int) -> str:
        name = self.pick([*self.selections, *self.filtered * 4])
        _, names = self.selections[name]
        inner = Names(names.records, {key: [*values] for key, values in names.locals.items()})
        for key, values in self.names.locals.items():
            inner.locals.setdefault(key, []).extend(values)
        return f"{function}({name}: {self.expression(kind, depth, inner)})"

    def boolean(self, depth: int, names: Names) -> str:
        shapes = ["leaf", "compare", "compare", "member"]
        if depth > 0:
            shapes += ["not", "and", "or", "if", "compare"]
            shapes += [] if names.records else ["exists", "all"] * (3 if self.filtered else 1)
        if self.opens:
            shapes += ["open"]
        below = depth - 1
        match self.pick(shapes):
            case "compare":
                kind = self.pick(("money", "money", "ratio", "count", "duration", "date"))
                sign = self.pick(COMPARED)
                left, right = (self.expression(kind, below, names) for _ in range(2))
                return f"({left} {sign} {right})"
            case "member":
                return self.member(names)
            case "not":
                return f"(非 {self.boolean(below, names)})"
            case "and":
                return f"({self.boolean(below, names)} 且 {self.boolean(below, names)})"
            case "or":
                return f"({self.boolean(below, names)} 或 {self.boolean(below, names)})"
            case "if":
                condition, then, otherwise = (self.boolean(below, names) for _ in range(3))
                return f"(若 {condition} 则 {then} 否则 {otherwise})"
            case "exists":
                return self.fold("存在", "boolean", below)
            case "all":
                return self.fold("全部", "boolean", below)
            case "open":
                return '待定 "细则" "rules"'
        return self.leaf("boolean", names)

    def member(self, names: Names) -> str:
        kind = self.pick(("grade", "size"))
        values = GRADES if kind == "grade" else SIZES
        some = self.draw(st.lists(st.sampled_from(values), min_size=1, max_size=len(values), unique=True))
        subject = self.pick(names.of(kind))
        if len(some) == 1 and self.number(0, 1):
            return f"({subject} {self.pick(('=', '≠'))} {some[0]})"
        return f"({subject} 属于 {{{', '.join(some)}}})"

    # --- Statements

    def fresh(self) -> str:
        self.defined += 1
        return f"量{self.defined}"

    def table(self, kind: str, names: Names, margin: str) -> list[str]:
        """The rows of 按 or 分档 after its first line."""
        if self.number(0, 1):
            category = self.pick(("grade", "size"))
            values = list(GRADES if category == "grade" else SIZES)
            some = self.draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
            rows = [f"{margin}{value}: {self.expression(kind, 1, names)}" for value in some]
            if self.number(0, 1):
                rows.append(f"{margin}其他: {self.expression(kind, 1, names)}")
            return [f"按 {self.pick(names.of(category))}", *rows]
        subject, steps = self.draw(st.sampled_from((("money", MONEY), ("count", COUNTS))))
        first = self.number(0, len(steps) - 2)
        rows = [
            f"{margin}{self.pick(('满', '超过'))} {step}: {self.expression(kind, 1, names)}"
            for step in steps[first : first + 3]
        ]
        return [f"分档 {self.pick(names.of(subject))}", *rows]

    def definition(self, names: Names, margin: str) -> list[str]:
        kind = self.pick(("money", "money", "ratio", "count", "boolean"))
        if self.number(0, 3) == 0:
            first, *rest = self.table(kind, names, margin + "  ")
        else:
            first, *rest = [self.expression(kind, 2, names)]
        name = self.fresh()
        names.locals.setdefault(kind, []).append(name)
        return [f"{margin}{name} = {first}", *rest]

    def records(self) -> list[str]:
        kind = self.pick(tuple(FIELDS))
        taken = any(kind in line for line in self.lines)
        name = f"选{self.fresh()}" if taken or self.number(0, 1) else kind
        inner = Names(kind, {key: [*values] for key, values in self.names.locals.items()})
        where = f" 其中 {self.boolean(1, inner)}" if self.number(0, 2) else ""
        own = Names(kind)
        head = f"明细 {kind}{where}" if name == kind else f"明细 {name} = {kind}{where}"
        lines = [head]
        for _ in range(self.number(0, 2)):
            before = {key: len(values) for key, values in inner.locals.items()}
            lines += self.definition(inner, "  ")
            for key, values in inner.locals.items():
                own.locals.setdefault(key, []).extend(values[before.get(key, 0) :])
        self.selections[name] = (kind, own)
        self.filtered += [name] if where else []
        return lines

    def reading(self) -> list[str]:
        name, key = self.fresh(), f"reading{self.defined}"
        options = ("first", "second", "third")[: self.number(2, 3)]
        default = self.pick(options)
        lines = [f"读法 {name} {key}"]
        for option in options:
            word = " 默认" if option == default else ""
            lines.append(f'  {option}{word} "读法" "reading": {self.expression("money", 2, self.names)}')
        self.names.locals.setdefault("money", []).append(name)
        self.readings[key] = options
        return lines

    def rule(self) -> str:
        self.lines.append(
            self.pick(
                (
                    "对象 企业",
                    "对象 企业",
                    "对象 个人 或 企业",
                    "对象 银行",
                    "对象 银行 或 港口",
                    "对象 个人 或 银行",
                )
            )
        )
        for _ in range(self.number(0, 3)):
            step = self.pick(("definition", "definition", "records", "records", "reading"))
            if step == "definition":
                self.lines += self.definition(self.names, "")
            else:
                self.lines += self.records() if step == "records" else self.reading()
        conditions = self.draw(st.sampled_from((0, 0, 0, 1, 1, 2)))
        self.lines += [f"条件 {self.boolean(2, self.names)}" for _ in range(conditions)]
        if self.opens and self.number(0, 5) == 0:
            self.lines.append('条件 待定 "认定" "recognition"')
            conditions += 1
        if self.number(0, 9) == 0:
            self.lines.append("名额 收入 前3名 并列 待定")
            conditions += 1
        self.standard(conditions)
        for _ in range(self.draw(st.sampled_from((0, 0, 1, 1, 2)))):
            yearly = self.pick(("", " 每年"))
            self.lines.append(f"上限 {self.expression('money', self.number(0, 1), self.names)}{yearly}")
        self.lines += self.draw(
            st.sampled_from(
                ((), (), ("周期 每年",), ("周期 一次性",), ("周期 首次",), ("不与 1.other 同享",))
            )
        )
        return "\n".join(self.lines)

    def standard(self, conditions: int) -> None:
        shape = self.pick(("exact", "exact", "exact", "ceiling", "table", "open"))
        if shape == "open" and conditions:
            self.lines.append("标准 待定")
        elif shape == "table":
            word = self.pick(("标准", "标准 不超过"))
            first, *rest = self.table("money", self.names, "  ")
            self.lines += [f"{word} {first}", *rest]
        else:
            word = "标准 不超过" if shape == "ceiling" else "标准"
            self.lines.append(f"{word} {self.expression('money', 3, self.names)}")


@dataclass(frozen=True)
class WrittenRule:
    """A rule's text, and its readings with their options."""

    text: str
    readings: Mapping[str, tuple[str, ...]]


@st.composite
def rules(draw: st.DrawFn, *, opens: bool = False) -> WrittenRule:
    """A well-typed rule; with ``opens`` some of its conditions may be 待定."""
    writer = Writer(draw, opens=opens)
    text = writer.rule()
    return WrittenRule(text, writer.readings)


@st.composite
def record_rules(draw: st.DrawFn) -> WrittenRule:
    """A rule that is about filtered records and little else."""
    writer = Writer(draw, opens=False)
    kind = writer.pick(tuple(FIELDS))
    fields = Names(kind)
    flag = writer.pick(FIELDS[kind]["boolean"])
    where = writer.pick((flag, f"非 {flag}", writer.boolean(1, fields)))
    body = writer.expression("money", 1, fields)
    test = writer.boolean(1, fields)
    lines = ["对象 企业", f"明细 {kind} 其中 {where}"]
    lines += draw(
        st.sampled_from(
            (
                (f"标准 100元 + 合计({kind}: {body})",),
                (f"标准 100元 - 合计({kind}: {body})",),
                (f"标准 1元 × 个数({kind}: {test})",),
                (f"条件 存在({kind}: {test})", "标准 100元"),
                (f"条件 全部({kind}: {test})", "标准 100元"),
            )
        )
    )
    return WrittenRule("\n".join(lines), {})


def chosen(rule: WrittenRule) -> st.SearchStrategy[dict[str, str]]:
    """Some of the rule's readings, chosen."""
    return st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(options) for key, options in rule.readings.items()}
    )


# --- Facts ----------------------------------------------------------------------------------------------------

TELLING = {
    "money": (0, 1, 33, 99, 100, 101, 500, 999, 1000, 5000, 9999, 10_000, 1_000_000, 1 << 50),
    "count": (0, 1, 2, 3, 4, 9, 10, 50, 1000),
    "duration": (0, 1, 5, 6, 12, 36),
    "ratio": (0, 10_000, 199_999, 200_000, 333_333, 500_000, 1_000_000),
    "date": tuple(date.fromisoformat(day).toordinal() for day in (*DATES, "2024-03-01")),
}


def candidates(
    fact: Fact, words: Vocabulary, telling: Mapping[Type, Sequence[int]] | None = None
) -> Sequence[Value]:
    """Values of a fact within its declared range; often ones at which rules turn."""
    match fact.type.kind:
        case "boolean":
            return (True, False)
        case "category":
            return [key for key, _ in words.category_by_name[fact.type.unit].values]
        case "code" | "text" | "roles":
            return ("A", "B", "C")
    if fact.type.unit == "年份":
        return (2021, 2023, 2024)
    numbers = [*TELLING[fact.type.kind], *((telling or {}).get(fact.type, ()))]
    low, high = fact.range
    if low is None:
        numbers += [-number for number in numbers if fact.type.kind != "date"]
    numbers += [end for end in (low, high) if end is not None]
    allowed = {n for n in numbers if (low is None or n >= low) and (high is None or n <= high)}
    return sorted(allowed, key=abs)


def value(
    fact: Fact, words: Vocabulary, telling: Mapping[Type, Sequence[int]] | None = None
) -> st.SearchStrategy[Value]:
    """A value of a fact within its declared range."""
    return st.sampled_from(candidates(fact, words, telling))


@st.composite
def complete(
    draw: st.DrawFn,
    words: Vocabulary | None = None,
    *,
    only: frozenset[str] | None = None,
    telling: Mapping[Type, Sequence[int]] | None = None,
    awards: tuple[tuple[str, str], ...] = (),
    recipients: tuple[Recipient, ...] = (),
    largest: int = 3,
) -> RecipientFacts:
    """Facts of which nothing is unknown that is among ``only`` (by default everything declared). ``awards``
    names the schemes of which there may be earlier awards, ``recipients`` whom the case is mostly about."""
    words = words or vocabulary()
    kinds = [kind.key for kind in words.kinds if not kind.role]
    likely = tuple(recipient.kind for recipient in recipients) or (kinds[0],)
    kind = draw(st.sampled_from(likely * 5 + tuple(kinds)))
    roles = set(draw(st.sets(st.sampled_from([role.key for role in words.kinds if role.role]), max_size=3)))
    if draw(st.integers(0, 4)):
        roles |= {recipient.role for recipient in recipients if recipient.role}
    values = {
        fact.key: draw(value(fact, words, telling))
        for fact in words.facts
        if fact.type.kind != "roles" and (only is None or fact.key in only)
    }
    records: dict[str, tuple[Record, ...]] = {}
    for declared in words.records:
        if only is not None and declared.key not in only:
            continue
        if declared.key != EARLIER_AWARDS:
            parts = [part for part in declared.fields if only is None or part.key in only]
            row = st.fixed_dictionaries({part.key: value(part, words, telling) for part in parts})
            records[declared.key] = tuple(draw(st.lists(row, max_size=largest)))
        elif awards and draw(st.integers(0, 2)) == 0:
            records[declared.key] = tuple(draw(st.lists(award(awards), max_size=2)))
    return RecipientFacts(kind, frozenset(roles), values, records)


@st.composite
def award(draw: st.DrawFn, schemes: Sequence[tuple[str, str]]) -> Record:
    policy, scheme = draw(st.sampled_from(schemes))
    return {
        "policy": policy,
        "scheme": scheme,
        "year": draw(st.sampled_from((2023, 2024))),
        "amount": draw(st.sampled_from((0, 1, 500, 1000))),
        "object": draw(st.sampled_from(("A", "B", "C"))),
    }


Place = tuple[str, ...]
"""Something that can be hidden: ``("roles",)``, a fact, a list of records, a field of one record."""


def places(facts: RecipientFacts) -> list[Place]:
    """All that can be hidden of a case. Earlier awards are not: where none are given, none are checked."""
    found: list[Place] = [("roles",)] if facts.roles is not None else []
    found += [("fact", key) for key in facts.values]
    for key, rows in facts.records.items():
        if key != EARLIER_AWARDS:
            found.append(("records", key))
        for number, row in enumerate(rows):
            kept = ("policy", "scheme") if key == EARLIER_AWARDS else ()
            found += [("field", key, str(number), name) for name in row if name not in kept]
    return found


def hidden(facts: RecipientFacts, hide: frozenset[Place]) -> RecipientFacts:
    """The case with some of it unknown."""
    return RecipientFacts(
        kind=facts.kind,
        roles=None if ("roles",) in hide else facts.roles,
        values={key: value for key, value in facts.values.items() if ("fact", key) not in hide},
        records={
            key: tuple(
                {name: value for name, value in row.items() if ("field", key, str(number), name) not in hide}
                for number, row in enumerate(rows)
            )
            for key, rows in facts.records.items()
            if ("records", key) not in hide
        },
    )


@st.composite
def hiding(
    draw: st.DrawFn, facts: RecipientFacts, read: frozenset[str]
) -> tuple[frozenset[Place], frozenset[Place]]:
    """Two sets of places to hide, the second within the first: a few of what a rule reads, for where nearly
    everything is hidden nearly everything is possible."""
    could = [place for place in places(facts) if place[0] == "roles" or place[-1] in read]
    if not could:
        return frozenset(), frozenset()
    hide = draw(st.lists(st.sampled_from(could), unique=True, max_size=draw(st.sampled_from((2, 4, 12)))))
    return frozenset(hide), frozenset(hide[: draw(st.integers(0, len(hide)))])


# --- What a version reads -------------------------------------------------------------------------------------


def nodes(part: object) -> Iterator[Node]:
    """Every node of a version or a part of it."""
    if isinstance(part, tuple):
        for item in part:
            yield from nodes(item)
    elif isinstance(part, Node):
        yield part
        for _, inner in fields(part):
            yield from nodes(inner)


def rule_nodes(version: Version) -> list[Node]:
    """The nodes of what a version computes: not those of its 算例."""
    return list(nodes((version.steps, version.conditions, version.standard, version.caps)))


def figures(version: Version) -> dict[Type, list[int]]:
    """The numbers of a rule with their neighbours, by type, in the units of facts."""
    found: dict[Type, list[int]] = {}
    for node in rule_nodes(version):
        if isinstance(node, Number):
            exact = Fraction(node.numerator, node.denominator)
            exact *= RATIO_SCALE if node.type.kind == "ratio" else 1
            found.setdefault(node.type, []).extend(int(exact) + step for step in (-1, 0, 1))
    return found


def read_names(version: Version) -> frozenset[str]:
    """English keys of the facts, fields and kinds of record that a version reads."""
    found = {EARLIER_AWARDS, "object"}
    for node in rule_nodes(version):
        if isinstance(node, Reference):
            found.add(node.key)
        elif isinstance(node, Selection):
            found.add(node.records)
    return frozenset(found)
