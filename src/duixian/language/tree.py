"""The typed tree of a policy list: what every evaluator reads.

Immutable. Every node knows its place in the file. There are few kinds of expression; tables, brackets,
rankings and the other conveniences of the text are rewritten into them (see ``elaborate``), so an evaluator
that lowers these nodes lowers the whole language.

Values and units: see :class:`duixian.language.types.Type`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from duixian.language.node import Node
from duixian.language.source import Span
from duixian.language.types import BOOLEAN, Type


class Text(Node):
    """Words in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in a language; the Chinese ones where there are no English ones."""
        return self.zh if language == "zh" or not self.en else self.en


NO_WORDS = Text("", "")
"""Nothing to say."""


# --- Expressions -----------------------------------------------------------------------------------------


class Number(Node):
    """A constant: ``numerator / denominator`` base units of its type."""

    numerator: int
    denominator: int
    type: Type
    span: Span


class Truth(Node):
    """是 or 否."""

    value: bool
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Open(Node):
    """待定 inside an expression: a yes/no that nobody can decide yet."""

    words: Text
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Reference(Node):
    """A name: a ``fact`` of the recipient (``key`` is its English key), a ``field`` of the record at hand
    (English key), or a ``local`` of the rule (``key`` is its Chinese name)."""

    scope: str
    key: str
    type: Type
    span: Span


class Not(Node):
    """非."""

    operand: Expression
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Every(Node):
    """且: all operands hold."""

    operands: tuple[Expression, ...]
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Some(Node):
    """或: one operand holds."""

    operands: tuple[Expression, ...]
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Compare(Node):
    """``left < right`` (``less``), ``left <= right`` (``at_most``) or ``left = right`` (``equal``)."""

    operator: str
    left: Expression
    right: Expression
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Member(Node):
    """A category's value is one of these (English keys)."""

    operand: Expression
    values: tuple[str, ...]
    span: Span
    type: ClassVar[Type] = BOOLEAN


class Add(Node):
    """The sum of terms of one type."""

    operands: tuple[Expression, ...]
    type: Type
    span: Span


class Negate(Node):
    """Minus the operand."""

    operand: Expression
    type: Type
    span: Span


class Multiply(Node):
    """``left × right``; at most one of them has a unit, or one is money and the other a count."""

    left: Expression
    right: Expression
    type: Type
    span: Span


class Divide(Node):
    """``left ÷ right``; the divisor is a constant or surely positive."""

    left: Expression
    right: Expression
    type: Type
    span: Span


class Arm(Node):
    """One row of :class:`Cases`."""

    condition: Expression
    value: Expression


class Cases(Node):
    """The value of the first arm whose condition holds, else ``otherwise``."""

    arms: tuple[Arm, ...]
    otherwise: Expression
    type: Type
    span: Span


class Extreme(Node):
    """较大 (``largest``) or 较小 of the operands."""

    largest: bool
    operands: tuple[Expression, ...]
    type: Type
    span: Span


class Fold(Node):
    """合计 (``sum``), 个数 (``count``), 存在 (``exists``) or 全部 (``all``) over the records of a selection."""

    function: str
    selection: str
    body: Expression
    type: Type
    span: Span


Expression = (
    Number
    | Truth
    | Open
    | Reference
    | Not
    | Every
    | Some
    | Compare
    | Member
    | Add
    | Negate
    | Multiply
    | Divide
    | Cases
    | Extreme
    | Fold
)


# --- A version of a scheme -------------------------------------------------------------------------------


class Definition(Node):
    """``name = expression``: a local value of a rule or of each record of a selection."""

    name: str
    expression: Expression
    words: str
    span: Span


class Selection(Node):
    """明细: the records of one kind that pass the filter, with locals of each record."""

    name: str
    records: str
    filter: Expression | None
    definitions: tuple[Definition, ...]
    words: str
    span: Span


class Option(Node):
    """One reading of a text. ``ceiling``: read this way, the amount is an upper bound (不超过)."""

    key: str
    label: Text
    expression: Expression
    ceiling: bool
    words: str
    span: Span


class Reading(Node):
    """读法: a local value for which the text allows several readings."""

    name: str
    key: str
    default: str
    options: tuple[Option, ...]
    span: Span

    def option(self, key: str) -> Option:
        """The option with this key; KeyError where there is none."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)


Step = Definition | Selection | Reading


class Condition(Node):
    """条件: must hold; one line of the explanation."""

    expression: Expression
    words: str
    span: Span


class Standard(Node):
    """标准: the amount. ``expression`` is None where the standard is 待定; ``ceiling`` marks 不超过."""

    expression: Expression | None
    ceiling: bool
    words: str
    span: Span


class Cap(Node):
    """上限 on the result; ``yearly`` caps shrink by the year's earlier awards."""

    expression: Expression
    yearly: bool
    words: str
    span: Span


class Places(Node):
    """名额: the first ``places`` by ``fact``. The condition on the stated rank stands among the conditions."""

    fact: str
    rank_fact: str
    places: int
    ties: str
    span: Span


class Budget(Node):
    """预算: a yearly envelope over all recipients and the rule by which it is shared out."""

    amount: Expression
    allocation: str
    words: str
    span: Span


class Recipient(Node):
    """One alternative of 对象: a kind, and for enterprises a role (empty: any)."""

    kind: str
    role: str


class SchemeName(Node):
    """A scheme named from elsewhere: ``17.provincial``."""

    policy: int
    scheme: str
    span: Span


class Citation(Node):
    """〔source:place〕."""

    source: str
    place: str


class GivenFact(Node):
    """A fact of an 算例, in typed form (see ``values``)."""

    key: str
    value: object
    span: Span


class GivenRecords(Node):
    """The records of an 算例: one tuple of fields a record."""

    key: str
    records: tuple[tuple[GivenFact, ...], ...]
    span: Span


class Expected(Node):
    """What an 算例 expects: outcome and amount in fen (``maximum`` None: no bound), under chosen readings."""

    outcome: str
    minimum: int
    maximum: int | None
    readings: tuple[tuple[str, str], ...]
    span: Span


class Example(Node):
    """算例: a worked case. ``missing`` is None where the example does not say what is missing."""

    name: str
    on: date
    kind: str
    roles: tuple[str, ...] | None
    facts: tuple[GivenFact, ...]
    records: tuple[GivenRecords, ...]
    readings: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]
    missing: tuple[str, ...]
    span: Span


class Version(Node):
    """One 规则 block: a scheme as in force from ``start`` to ``end`` (inclusive; None: unbounded)."""

    start: date | None
    end: date | None
    recipients: tuple[Recipient, ...]
    steps: tuple[Step, ...]
    conditions: tuple[Condition, ...]
    standard: Standard
    caps: tuple[Cap, ...]
    places: Places | None
    budget: Budget | None
    period: str
    excludes: tuple[SchemeName, ...]
    open_points: tuple[Text, ...]
    sources: tuple[Citation, ...]
    prose: str
    rule: str
    examples: tuple[Example, ...]
    span: Span

    def in_force(self, on: date) -> bool:
        """Whether the version is in force on a day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The version's readings."""
        return tuple(step for step in self.steps if isinstance(step, Reading))


class Scheme(Node):
    """A clause that pays: its versions one after another."""

    key: str
    name: Text
    versions: tuple[Version, ...]
    span: Span

    def version(self, on: date) -> Version | None:
        """The version in force on a day."""
        return next((version for version in self.versions if version.in_force(on)), None)


class Policy(Node):
    """One policy file. ``path`` is the file's name inside its list."""

    number: int
    key: str
    name: Text
    field: str
    lead: str
    document: str
    prose: str
    budget: Budget | None
    sources: tuple[Citation, ...]
    schemes: tuple[Scheme, ...]
    path: str

    def scheme(self, key: str) -> Scheme:
        """The scheme with this key; KeyError where there is none."""
        for scheme in self.schemes:
            if scheme.key == key:
                return scheme
        raise KeyError(key)


class Field(Node):
    """A field of the list (科技创新与数字经济) and its policies' numbers as written."""

    name: Text
    policies: str


class DocumentSource(Node):
    """A document that policies cite."""

    key: str
    name: Text
    number: str
    issued: str


class ContextMeasure(Node):
    """A measure the documents speak of that is not a payable policy of the list."""

    key: str
    name: Text
    explanation: Text


class ListHead(Node):
    """list.md: what the list is."""

    title: Text
    key: str
    number: str
    issuer: str
    issued: str
    start: date | None
    end: date | None
    prose: str
    fields: tuple[Field, ...]
    sources: tuple[DocumentSource, ...]
    context: tuple[ContextMeasure, ...]
