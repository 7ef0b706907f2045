"""Reading vocabulary.md: its tables into a vocabulary, what is faulty noted and left out."""

from __future__ import annotations

import re

from duixian.language.diagnostics import Faults
from duixian.language.document import Section, check_marks, read_document, read_table
from duixian.language.quantity import COUNT_UNITS, MULTIPLIERS, read_quantity, unit_of
from duixian.language.source import Span
from duixian.language.tree import Text
from duixian.language.types import KIND_BY_WORD, Type
from duixian.language.vocabulary import RATIO_SCALE, Category, Fact, Kind, Range, Records, Vocabulary
from duixian.language.words import KEYWORDS, NAME

FACT_COLUMNS = ("名称", "键", "English", "类型", "单位", "范围", "来源", "用途", "说明")
KIND_COLUMNS = ("名称", "键", "English", "性质", "说明")
AUTHORITY_COLUMNS = ("代号", "名称", "English")
CATEGORY_COLUMNS = ("类别", "取值", "键", "English")

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_MARKS = ("kinds", "authorities", "categories", "facts", "records")


def _unit_fits(kind: str, unit: str) -> bool:
    """Whether a fact of this kind can have the unit. Money is in yuan and durations in months: a bare number
    is read so whatever stands here."""
    match kind:
        case "count":
            # 5万个 counts 个: a unit cannot begin with a multiplier, nor be one of money or time.
            named = NAME.fullmatch(unit) is not None and unit[0] not in MULTIPLIERS
            return named and (unit in COUNT_UNITS or unit_of(unit, ()) is None)
        case "money":
            return unit == "元" or unit.startswith("元/")
        case "duration":
            return unit in ("月", "个月")
    return True


def read_vocabulary(faults: Faults) -> Vocabulary:
    """Read a vocabulary file; what is faulty is noted and left out."""
    return _VocabularyReader(faults).read()


class _VocabularyReader:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.kinds: list[Kind] = []
        self.authorities: dict[str, Text] = {}
        self.categories: dict[str, list[tuple[str, Text]]] = {}
        self.facts: list[Fact] = []
        self.records: list[Records] = []

    def read(self) -> Vocabulary:
        sections = read_document(self.faults).sections
        readers = (
            ("kinds", self._kinds),
            ("authorities", self._authorities),
            ("categories", self._categories),
        )
        for marker, reader in readers:
            for section in sections:
                if marker in section.classes:
                    self.faults.heading = section.title
                    reader(section)
        for section in sections:
            self.faults.heading = section.title
            check_marks(self.faults, section, _MARKS)
            if "facts" in section.classes:
                self.facts += self._facts(section, "")
            elif "records" in section.classes:
                self._records(section)
        self._check_names()
        self.faults.heading = ""
        return Vocabulary(
            tuple(self.kinds),
            tuple(self.authorities.items()),
            tuple(Category(name, tuple(values)) for name, values in self.categories.items()),
            tuple(self.facts),
            tuple(self.records),
        )

    def _rows(self, section: Section, columns: tuple[str, ...]) -> list[dict[str, tuple[str, Span]]]:
        return [row for table in section.tables for row in read_table(self.faults, table, columns)]

    def _kinds(self, section: Section) -> None:
        for row in self._rows(section, KIND_COLUMNS):
            nature, span = row["性质"]
            if nature not in ("主体", "角色"):
                self.faults.add(
                    "E401",
                    span,
                    word=nature,
                    known="主体、角色",
                    near=self.faults.nearest(nature, ("主体", "角色")),
                )
                continue
            if self._named(row):
                for word in dict.fromkeys((row["名称"][0], row["键"][0])):
                    if any(word in (kind.key, kind.name.zh) for kind in self.kinds):
                        self.faults.add("E403", row["名称"][1], name=word)
                self.kinds.append(
                    Kind(row["键"][0], Text(row["名称"][0], row["English"][0]), nature == "角色")
                )

    def _authorities(self, section: Section) -> None:
        for row in self._rows(section, AUTHORITY_COLUMNS):
            name, span = row["代号"]
            if name in self.authorities:
                self.faults.add("E403", span, name=name)
            self.authorities[name] = Text(row["名称"][0], row["English"][0])

    def _categories(self, section: Section) -> None:
        for row in self._rows(section, CATEGORY_COLUMNS):
            values = self.categories.setdefault(row["类别"][0], [])
            (key, key_span), (name, span) = row["键"], row["取值"]
            if not _KEY.fullmatch(key):
                self.faults.add("E404", key_span, key=key)
            elif not NAME.fullmatch(name) or (name in KEYWORDS and name != "其他"):
                self.faults.add("E407", span, name=name)
            elif any(key == other for other, _ in values):
                self.faults.add("E403", key_span, name=key)
            elif any(name == text.zh for _, text in values):
                self.faults.add("E403", span, name=name)
            else:
                values.append((key, Text(name, row["English"][0])))

    def _named(self, row: dict[str, tuple[str, Span]]) -> bool:
        (name, name_span), (key, key_span) = row["名称"], row["键"]
        if not NAME.fullmatch(name) or name in KEYWORDS:
            self.faults.add("E407", name_span, name=name)
            return False
        if not _KEY.fullmatch(key):
            self.faults.add("E404", key_span, key=key)
            return False
        return True

    def _kinds_of(self, section: Section) -> tuple[str, ...]:
        known = {kind.key for kind in self.kinds if not kind.role}
        kinds: list[str] = []
        for word in section.attributes.get("of", "").split():
            if word in known:
                kinds.append(word)
            else:
                self.faults.add("E408", section.span, kind=word, near=self.faults.nearest(word, known))
        if not section.attributes.get("of", "").split():
            self.faults.add("E411", section.span, title=section.title)
        return tuple(kinds)

    def _records(self, section: Section) -> None:
        if not section.key:
            self.faults.add("E011", section.span, title=section.title)
            return
        if not NAME.fullmatch(section.title) or section.title in KEYWORDS:
            self.faults.add("E407", section.span, name=section.title)
            return
        name = Text(section.title, section.attributes.get("en", ""))
        fields = tuple(self._facts(section, section.key))
        seen: set[str] = set()
        for field in fields:
            for word in dict.fromkeys((field.key, field.name.zh)):
                if word in seen:
                    self.faults.add("E403", field.span, name=word)
                seen.add(word)
        prose = "".join(part[1].strip() for part in section.content if isinstance(part, tuple))
        self.records.append(Records(section.key, name, self._kinds_of(section), fields, section.span, prose))

    def _facts(self, section: Section, records: str) -> list[Fact]:
        kinds = () if records else self._kinds_of(section)
        facts = (self._fact(row, kinds, records) for row in self._rows(section, FACT_COLUMNS))
        return [fact for fact in facts if fact is not None]

    def _fact(self, row: dict[str, tuple[str, Span]], kinds: tuple[str, ...], records: str) -> Fact | None:
        if not self._named(row):
            return None
        kind_word, kind_span = row["类型"]
        kind = KIND_BY_WORD.get(kind_word)
        if kind is None:
            known = "、".join(KIND_BY_WORD)
            self.faults.add(
                "E401",
                kind_span,
                word=kind_word,
                known=known,
                near=self.faults.nearest(kind_word, KIND_BY_WORD),
            )
            return None
        authority, authority_span = row["来源"]
        if authority not in self.authorities:
            self.faults.add(
                "E406", authority_span, name=authority, near=self.faults.nearest(authority, self.authorities)
            )
        use, use_span = row["用途"]
        if use not in ("规则", "登记"):
            self.faults.add("E410", use_span, word=use)
        unit, unit_span = row["单位"]
        if kind == "category" and unit not in self.categories:
            self.faults.add("E402", unit_span, unit=unit, near=self.faults.nearest(unit, self.categories))
            return None
        if not _unit_fits(kind, unit):
            self.faults.add("E402", unit_span, unit=unit)
            return None
        type_ = Type(kind, unit if kind in ("category", "count") else "")
        return Fact(
            key=row["键"][0],
            name=Text(row["名称"][0], row["English"][0]),
            type=type_,
            unit=unit,
            range=self._range(type_, *row["范围"]),
            authority=authority,
            used=use == "规则",
            kinds=kinds,
            records=records,
            explanation=row["说明"][0],
            span=row["名称"][1],
        )

    def _range(self, type_: Type, text: str, span: Span) -> Range:
        default = Range(0, None) if type_.kind in ("money", "count", "duration") else Range(None, None)
        if not text:
            return default
        if text == "任意":
            return Range(None, None)
        between = re.fullmatch(r"(\S+)\s*至\s*(\S+)", text)
        bound = re.fullmatch(r"(>=|>|≥|<=|<|≤)\s*(\S+)", text)
        if between:
            low, high = (self._bound(type_, word) for word in between.groups())
            if low is not None and high is not None and low <= high:
                return Range(low, high)
        elif bound:
            value = self._bound(type_, bound[2])
            if value is not None:
                if bound[1] in (">", ">=", "≥"):
                    return Range(value + 1 if bound[1] == ">" else value, None)
                high = value - 1 if bound[1] == "<" else value
                if default.low is None or default.low <= high:
                    return Range(default.low, high)
        self.faults.add("E405", span, text=text)
        return default

    def _bound(self, type_: Type, word: str) -> int | None:
        """A bound in base units; a bare number is in the type's usual unit (yuan, months, the count's own)."""
        if not type_.numeric:
            return None
        quantity = read_quantity(word, {type_.unit})
        if quantity is None:
            return None
        value = quantity.value
        if quantity.type.kind == "ratio" and type_.kind == "money":
            value *= 100
        elif quantity.type != type_ and quantity.type.kind != "ratio":
            return None
        if type_.kind == "ratio":
            value *= RATIO_SCALE
        return int(value) if value.denominator == 1 else None

    def _check_names(self) -> None:
        taken: set[str] = set()
        named_things: tuple[Fact | Records, ...] = (*self.facts, *self.records)
        for named in named_things:
            for word in dict.fromkeys((named.key, named.name.zh)):
                if word in taken:
                    self.faults.add("E403", named.span, name=word)
                taken.add(word)
        for records in self.records:
            for field in records.fields:
                for word in dict.fromkeys((field.key, field.name.zh)):
                    if word in taken:
                        self.faults.add("E409", field.span, name=word)
