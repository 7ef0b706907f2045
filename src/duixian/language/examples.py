"""算例: worked cases beside the rule, read into typed facts and expected results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from duixian.language.diagnostics import Faults
from duixian.language.document import Block, shortened
from duixian.language.elaborate import Rule
from duixian.language.quantity import read_quantity
from duixian.language.source import Span, line_span, normalise
from duixian.language.tree import Example, Expected, GivenFact, GivenRecords, Reading
from duixian.language.types import MONEY
from duixian.language.values import ValueFault, read_date, read_value
from duixian.language.vocabulary import Fact, Records, Vocabulary

_AMOUNT = r"[\d.,]+\w*"
_RESULT = re.compile(
    rf"(?P<plain>不符合|不适用|可享|待核)"
    rf"|(?P<open>待核)\s*(?:不超过\s*)?(?:(?P<open_low>{_AMOUNT})\s*至\s*)?(?P<open_high>{_AMOUNT})"
    rf"|(?P<ceiling>不超过)\s*(?P<at_most>{_AMOUNT})"
    rf"|(?:(?P<low>{_AMOUNT})\s*至\s*)?(?P<high>{_AMOUNT})"
)
_RESULT_CHARACTERS = 100
PLAIN = {"不符合": "not_entitled", "不适用": "not_applicable", "可享": "entitled", "待核": "undetermined"}


@dataclass
class _Line:
    indent: int
    dash: bool
    name: str
    value: str
    span: Span
    value_span: Span


def read_example(faults: Faults, vocabulary: Vocabulary, block: Block, rule: Rule) -> Example | None:
    """Read one 算例 of a rule; None where it is faulty."""
    return _ExampleReader(faults, vocabulary, block, rule).read()


class _ExampleReader:
    def __init__(self, faults: Faults, vocabulary: Vocabulary, block: Block, rule: Rule) -> None:
        self.faults = faults
        self.vocabulary = vocabulary
        self.block = block
        self.rule = rule
        recipient = rule.recipients[0] if rule.recipients else None
        self.kind = recipient.kind if recipient else ""
        self.roles: tuple[str, ...] | None = (recipient.role,) if recipient and recipient.role else ()
        self.on = rule.start or rule.end
        self.facts: dict[str, GivenFact] = {}
        self.records: dict[str, GivenRecords] = {}
        self.readings: dict[str, str] = {}
        self.expected: list[Expected] = []
        self.missing: tuple[str, ...] = ()
        self.excused = False
        """Whether a result was left out because of a fault elsewhere, already reported."""

    def read(self) -> Example | None:
        before = self.faults.errors
        name = self.block.info.removeprefix("算例").strip()
        if not name:
            self.faults.add("E506", self.block.span)
        lines = self._lines()
        index = 0
        while index < len(lines):
            line = lines[index]
            index += 1
            below: list[_Line] = []
            while index < len(lines) and (
                lines[index].indent > line.indent or (lines[index].dash and not line.dash)
            ):
                below.append(lines[index])
                index += 1
            self._line(line, below)
        if not self.expected and not self.excused:
            self.faults.add("E504", self.block.span)
        if self.faults.errors > before:
            return None
        return Example(
            name=name,
            on=self.on or date(2024, 7, 17),
            kind=self.kind,
            roles=self.roles,
            facts=tuple(self.facts.values()),
            records=tuple(self.records.values()),
            readings=tuple(self.readings.items()),
            expected=tuple(self.expected),
            missing=self.missing,
            span=self.block.span,
        )

    def _lines(self) -> list[_Line]:
        lines: list[_Line] = []
        for number, raw in enumerate(self.block.lines, self.block.first_line):
            text = normalise(raw).rstrip()
            if not text.strip() or text.strip().startswith("#"):
                continue
            span = line_span(number, text)
            indent = len(text) - len(text.lstrip())
            dash = text[indent : indent + 2] == "- "
            colon = text.find(":")
            name = text[indent + 2 * dash : colon].strip() if colon > 0 else ""
            if not name:
                self.faults.add("E501", span, line=shortened(text.strip()))
                continue
            # Values keep the signs of the file; only names and layout are normalised.
            value = raw.rstrip()[colon + 1 :].strip()
            value_span = line_span(number, text, colon + 1) if value else span
            lines.append(_Line(indent, dash, name, value, span, value_span))
        return lines

    def _line(self, line: _Line, below: list[_Line]) -> None:
        if line.name == "结果" or line.name.startswith("结果 "):
            self._result(line)
        elif line.name == "读法" or line.name.startswith("读法 "):
            self._reading(line)
        elif line.name == "日期":
            self._day(line)
        elif line.name == "对象":
            self._recipient(line)
        elif line.name == "角色":
            self._roles(line)
        elif line.name == "缺":
            self.missing = tuple(filter(None, (self._missing(line, word) for word in _words(line.value))))
        elif line.name in self.vocabulary.records_by_name:
            self._given_records(line, self.vocabulary.records_by_name[line.name], below)
            return
        else:
            self._given_fact(line)
        for extra in below:
            self.faults.add("E512", extra.span, name=extra.name, above=line.name)

    def _given_fact(self, line: _Line) -> None:
        fact = self.vocabulary.fact_by_name.get(line.name)
        if fact is None:
            known = [fact.name.zh for fact in self.vocabulary.facts]
            known += [records.name.zh for records in self.vocabulary.records]
            self.faults.add("E502", line.span, name=line.name, near=self.faults.nearest(line.name, known))
        elif fact.key in self.facts:
            self.faults.add("E507", line.span, name=line.name)
        else:
            given = self._value(fact, line)
            if given is not None:
                self.facts[fact.key] = given

    def _value(self, fact: Fact, line: _Line) -> GivenFact | None:
        try:
            return GivenFact(fact.key, read_value(self.vocabulary, fact, line.value), line.span)
        except ValueFault as fault:
            self.faults.add(fault.code, line.value_span, near=fault.near, where="", **fault.details)
            return None

    def _given_records(self, line: _Line, records: Records, below: list[_Line]) -> None:
        if records.key in self.records:
            self.faults.add("E507", line.span, name=line.name)
            return
        if line.value and line.value != "无":
            self.faults.add("E503", line.value_span, name=line.name, value=line.value)
        if not line.value and not below:
            self.faults.add("E503", line.span, name=line.name, value="")
        rows: list[dict[str, GivenFact]] = []
        for inner in below:
            if inner.dash:
                rows.append({})
            if not rows:
                self.faults.add("E513", inner.span, name=inner.name, records=line.name)
                continue
            field = records.field(inner.name)
            if field is None:
                names = [field.name.zh for field in records.fields]
                self.faults.add(
                    "E502", inner.span, name=inner.name, near=self.faults.nearest(inner.name, names)
                )
                continue
            if field.key in rows[-1]:
                self.faults.add("E507", inner.span, name=inner.name)
                continue
            if inner.value in ("不明", "未知"):
                continue
            given = self._value(field, inner)
            if given is not None:
                rows[-1][field.key] = given
        self.records[records.key] = GivenRecords(
            records.key, tuple(tuple(row.values()) for row in rows), line.span
        )

    def _day(self, line: _Line) -> None:
        day = read_date(line.value)
        if day is None:
            self.faults.add("E117", line.value_span, text=line.value)
        self.on = day

    def _recipient(self, line: _Line) -> None:
        kind = self.vocabulary.kind_by_name.get(line.value)
        if kind is None:
            names = [kind.name.zh for kind in self.vocabulary.kinds]
            self.faults.add(
                "E107",
                line.value_span,
                name=line.value,
                known="、".join(names),
                near=self.faults.nearest(line.value, names),
            )
        elif kind.role:
            self.kind, self.roles = self.vocabulary.enterprise, (kind.key,)
        else:
            self.kind = kind.key
            self.roles = ()

    def _roles(self, line: _Line) -> None:
        if line.value in ("不明", "未知"):
            self.roles = None
            return
        roles: list[str] = []
        for word in _words(line.value):
            if word == "无":
                continue
            kind = self.vocabulary.kind_by_name.get(word)
            if kind is None or not kind.role:
                names = [kind.name.zh for kind in self.vocabulary.kinds if kind.role]
                self.faults.add(
                    "E107",
                    line.value_span,
                    name=word,
                    known="、".join(names),
                    near=self.faults.nearest(word, names),
                )
            else:
                roles.append(kind.key)
        self.roles = tuple(roles)

    def _find_reading(self, line: _Line, name: str, option: str) -> bool:
        readings = [step for step in self.rule.steps if isinstance(step, Reading)]
        if not self.rule.sound and not any(name in (reading.key, reading.name) for reading in readings):
            self.excused = True  # the reading may stand in a statement that could not be taken
            return False
        for reading in readings:
            if name in (reading.key, reading.name):
                if any(known.key == option for known in reading.options):
                    return True
                known = [known.key for known in reading.options]
                self.excused = True
                self.faults.add(
                    "E508", line.span, name=f"{name}={option}", near=self.faults.nearest(option, known)
                )
                return False
        self.excused = True
        self.faults.add(
            "E508",
            line.span,
            name=name,
            near=self.faults.nearest(name, [reading.key for reading in readings]),
        )
        return False

    def _reading(self, line: _Line) -> None:
        name = line.name.removeprefix("读法").strip()
        if self._find_reading(line, name, line.value):
            self.readings[self._reading_key(name)] = line.value

    def _reading_key(self, name: str) -> str:
        return next(
            step.key
            for step in self.rule.steps
            if isinstance(step, Reading) and name in (step.key, step.name)
        )

    def _missing(self, line: _Line, word: str) -> str | None:
        """A missing fact by its English key: ``main_revenue``, ``lease_contracts.direct``, ``roles``."""
        owner, _, inner = word.partition(".")
        fact = self.vocabulary.fact_by_name.get(owner)
        records = self.vocabulary.records_by_name.get(owner)
        if not inner and fact is not None:
            return fact.key
        if records is not None:
            if not inner:
                return records.key
            field = records.field(inner)
            if field is not None:
                return f"{records.key}.{field.key}"
        known = [fact.name.zh for fact in self.vocabulary.facts]
        known += [records.name.zh for records in self.vocabulary.records]
        # A field is named with its kind of record: 租赁合同.直接租赁.
        fields = [f"{records.name.zh}.{word}" for records in self.vocabulary.records if records.field(word)]
        near = fields[0] if fields else self.faults.nearest(word, known)
        self.faults.add("E502", line.value_span, name=word, near=near)
        return None

    def _result(self, line: _Line) -> None:
        readings: list[tuple[str, str]] = []
        for pair in line.name.removeprefix("结果").split():
            name, _, option = pair.partition("=")
            if not self._find_reading(line, name, option):
                return
            readings.append((self._reading_key(name), option))
        match = _RESULT.fullmatch(line.value) if len(line.value) <= _RESULT_CHARACTERS else None
        if match is None:
            self.excused = True
            self.faults.add("E505", line.value_span, text=shortened(line.value))
            return
        amounts = {
            part: self._fen(line, match[part])
            for part in ("low", "high", "at_most", "open_low", "open_high")
            if match[part]
        }
        if None in amounts.values():
            return
        if match["plain"]:
            outcome = PLAIN[match["plain"]]
            minimum, maximum = 0, (None if outcome in ("entitled", "undetermined") else 0)
        elif match["open"]:
            outcome, minimum, maximum = "undetermined", amounts.get("open_low") or 0, amounts["open_high"]
        elif match["ceiling"]:
            outcome, minimum, maximum = "entitled", 0, amounts["at_most"]
        else:
            maximum = amounts["high"]
            outcome, minimum = "entitled", amounts.get("low") or 0 if match["low"] else maximum or 0
        self.expected.append(Expected(outcome, minimum, maximum, tuple(readings), line.span))

    def _fen(self, line: _Line, word: str) -> int | None:
        quantity = read_quantity(word.replace(",", ""))
        if quantity is None or quantity.type != MONEY or quantity.value != Fraction(int(quantity.value)):
            self.excused = True
            self.faults.add("E505", line.value_span, text=shortened(line.value))
            return None
        return int(quantity.value)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[、,\uff0c\s]+", text) if word]
