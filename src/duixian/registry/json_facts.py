"""Facts of recipients from JSON files and from Python objects, checked against the vocabulary.

Keys are English keys or Chinese names. Money is a decimal string or a whole number of yuan, or text with a
unit; never a binary float. ``null`` and what is absent are unknown; an empty list is known to be empty.
Every fault is reported at once with its path (``lease_contracts[2].amount``, indexes from 0).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from duixian.language import limits
from duixian.language.diagnostics import Diagnostic, Faults, in_order, nearest
from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.language.source import NOWHERE, Source, Span
from duixian.language.tree import Policy
from duixian.language.values import NumberText, Value, ValueFault, read_value, shown, spelled
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact, Kind, Records
from duixian.registry.json_places import FactPath, Place, find_places
from duixian.registry.recipient import RecipientFacts, Record

KIND_NAMES = ("kind", "主体")
"""The key under which a recipient says what it is, and its Chinese name."""

DONT_KNOW_NAMES = ("dont_know", "不知道")
"""The key under which stands what the recipient was asked for and does not know, and its Chinese name."""

_OWN_NAMES = (*KIND_NAMES, *DONT_KNOW_NAMES)
"""Keys that are no facts of the vocabulary."""

CREDIT_CODE = "uscc"
"""The fact that is a unified social credit code, which carries a check digit."""


class FactsRead(Node):
    """Recipients as read, none where anything is wrong; ``is_list``: they were given as a list."""

    recipients: tuple[RecipientFacts, ...]
    is_list: bool
    diagnostics: tuple[Diagnostic, ...]


def read_facts_text(name: str, content: bytes, listed: PolicyList, *, kind_needed: bool = True) -> FactsRead:
    """Read a JSON file: one recipient as an object, or several as a list of objects.

    ``name`` is what diagnostics call the file. Without ``kind_needed`` a recipient that does not say what it
    is has an empty kind; that is for asking. Nothing in ``content`` makes it raise.
    """
    source = _decoded(name, content)
    if isinstance(source, Faults):
        return _refused(source)
    raw = _parsed(source)
    if isinstance(raw, Faults):
        return _refused(raw)
    reader = _FactsReader(listed, kind_needed=kind_needed)
    recipients = reader.read(raw)
    if reader.found:
        places = find_places(source.text, {fault.path for fault in reader.found})
        return _refused(_placed(source, reader.found, places))
    return FactsRead(recipients, isinstance(raw, list), ())


def read_facts(raw: object, listed: PolicyList, *, kind_needed: bool = True) -> FactsRead:
    """Read what a JSON file would hold from Python objects: a mapping, or a list of mappings; ``kind_needed`` as
    above.

    Beyond JSON's own types a value may be a ``Decimal`` or a ``date``, and roles may be a set.
    """
    reader = _FactsReader(listed, kind_needed=kind_needed)
    recipients = reader.read(raw)
    if reader.found:
        return _refused(_placed(Source("", ""), reader.found, {}))
    return FactsRead(recipients, isinstance(raw, list | tuple), ())


# --- the text --------------------------------------------------------------------------------------------


def _decoded(name: str, content: bytes) -> Source | Faults:
    if len(content) > limits.FACTS_BYTES:
        return _one_fault(Source(name, ""), "F717", limit=f"{limits.FACTS_BYTES >> 20} MiB")
    try:
        return Source(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte order mark.
        offset = len(content) - len(error.object) + error.start
        before = Source(name, content[:offset].decode("utf-8-sig", "replace"))
        line = before.text.count("\n") + 1
        column = len(before.line(line)) + 1
        span = Span(line, column, line, column + 1)
        return _one_fault(before, "F723", span, offset=offset + 1, byte=f"0x{content[offset]:02X}")


class _Repeating(dict[str, object]):
    """A JSON object in which keys stand more than once."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeating(pairs)


def _whole(text: str) -> int | NumberText:
    """A number without decimals; one too long for any fact stays text, for it takes Python long to read."""
    return int(text) if len(text) <= limits.LITERAL_CHARACTERS else NumberText(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=NumberText, parse_constant=NumberText
)


def _parsed(source: Source) -> object:
    """The value of a JSON text, or its faults."""
    try:
        return _DECODER.decode(source.text)
    except json.JSONDecodeError as error:
        return _syntax_fault(source, error)
    except RecursionError:
        return _one_fault(source, "F728")


_TRAILING_COMMA = ("逗号后面没有东西", "Nothing follows the comma")
_OPEN_QUOTES = ("引号没有收尾,或者里面有换行", "The quotation mark is not closed, or a line ends inside")

_SYNTAX = {
    "Expecting value": ("这里缺一个值", "A value is missing here"),
    "Expecting property name": ("这里要一个加英文引号的键", "A key in straight quotes is needed here"),
    "Expecting ',' delimiter": (
        "这里前面缺一个逗号或收尾的括号",
        "A comma or a closing bracket is missing before this",
    ),
    "Expecting ':' delimiter": ("键的后面缺一个冒号", "A colon is missing after the key"),
    "Extra data": ("内容已经结束,后面还有东西", "The content has ended and something follows"),
    "Unterminated string": _OPEN_QUOTES,
    "Invalid control character": _OPEN_QUOTES,
    "Illegal trailing comma": _TRAILING_COMMA,
    "Invalid \\": (
        "反斜杠后面写错了,反斜杠本身要写两个",
        "What follows the backslash is wrong; a backslash itself is written twice",
    ),
}
"""How Python's messages begin, and what they say to people."""


def _syntax_fault(source: Source, error: json.JSONDecodeError) -> Faults:
    text, position = source.text, error.pos
    before = text[:position].rstrip(" \t\r\n")
    known = (said for start, said in _SYNTAX.items() if error.msg.startswith(start))
    reason, reason_en = next(known, (error.msg, error.msg))
    if text[position : position + 1] in ("]", "}") and before.endswith(","):
        # Python 3.13 points at a trailing comma, earlier versions at the bracket behind it.
        position = len(before) - 1
        reason, reason_en = _TRAILING_COMMA
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    span = Span(line, column, line, column + 1)
    return _one_fault(source, "F701", span, reason=reason, reason_en=reason_en)


def _one_fault(source: Source, code: str, span: Span = NOWHERE, **details: object) -> Faults:
    faults = Faults(source)
    faults.add(code, span, near="", where="", **details)
    return faults


# --- the faults ------------------------------------------------------------------------------------------


class _Fault(NamedTuple):
    """A fault at a path; ``at_key``: its key is what is wrong."""

    code: str
    path: FactPath
    at_key: bool
    near: str
    details: dict[str, object]


class _Enough(Exception):
    """More faults than are reported have been found."""


def where(path: FactPath) -> str:
    """A path in words: ``[3].lease_contracts[2].amount``, with keys as they are written."""
    words = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(words).removeprefix(".")


def _placed(source: Source, found: Iterable[_Fault], places: Mapping[FactPath, Place]) -> Faults:
    faults = Faults(source)
    for fault in found:
        place = places.get(fault.path, _NO_PLACE)
        faults.heading = where(fault.path)
        span = place.key if fault.at_key else place.value
        faults.add(fault.code, span, near=fault.near, where=faults.heading, **fault.details)
    return faults


_NO_PLACE = Place(NOWHERE, NOWHERE)


def _refused(faults: Faults) -> FactsRead:
    placed = all(found.span.line for found in faults)
    return FactsRead((), False, tuple(in_order(faults) if placed else faults))


# --- the facts -------------------------------------------------------------------------------------------


D = TypeVar("D", bound=Fact | Records)


class _Entry(NamedTuple, Generic[D]):
    """One key of an object: what it is declared as, its path and its raw value, never null."""

    declared: D
    path: FactPath
    raw: object


FIELD_PATH = re.compile(r"(?P<records>[^\[\]]+)\[(?P<index>[0-9]{1,9})\]\.(?P<field>[^\[\]]+)")
"""A field of one record, by its index from 0: ``lease_contracts[2].direct``."""


class _FactsReader:
    """Reads raw objects into typed facts; notes what is wrong and goes on."""

    def __init__(self, listed: PolicyList, *, kind_needed: bool = True) -> None:
        self.listed = listed
        self.kind_needed = kind_needed
        self.vocabulary = listed.vocabulary
        self.found: list[_Fault] = []

    def read(self, raw: object) -> tuple[RecipientFacts, ...]:
        """The recipients of the whole input; of no use where faults were found."""
        items = (
            [(item, (index,)) for index, item in enumerate(raw)]
            if isinstance(raw, list | tuple)
            else [(raw, ())]
        )
        try:
            recipients = [self._recipient(item, path) for item, path in items]
        except _Enough:
            return ()
        return tuple(facts for facts in recipients if facts is not None)

    def _note(
        self, code: str, path: FactPath, *, at_key: bool = False, near: str = "", **details: object
    ) -> None:
        self.found.append(_Fault(code, path, at_key, near, details))
        if len(self.found) > limits.FILE_FAULTS:
            raise _Enough

    def _note_value(self, fault: ValueFault, path: FactPath) -> None:
        self._note(fault.code, path, at_key=False, near=fault.near, **fault.details)

    def _recipient(self, raw: object, path: FactPath) -> RecipientFacts | None:
        if not isinstance(raw, Mapping):
            self._note("F702", path, found=spelled(raw))
            return None
        self._check_keys(raw, path)
        kind = self._kind(raw, path)
        facts = {name: value for name, value in raw.items() if name not in _OWN_NAMES}
        values: dict[str, Value] = {}
        records: dict[str, tuple[Record, ...]] = {}
        roles = None if kind is None or kind.key in self._kinds_with_roles else frozenset[str]()
        for declared, place, value in self._entries(facts, path, self._names, lambda: self._names_of(kind)):
            if kind is not None and kind.key not in declared.kinds:
                self._misplaced(kind, declared, place)
            elif isinstance(declared, Records):
                records[declared.key] = self._record_list(declared, value, place)
            elif declared.type.kind == "roles":
                roles = self._roles(declared, value, place)
            else:
                self._value(declared, value, place, values)
        dont_know = self._dont_know(kind, raw, path)
        return RecipientFacts(kind.key if kind else "", roles, values, records, dont_know)

    @cached_property
    def _names(self) -> dict[str, Fact | Records]:
        return {**self.vocabulary.fact_by_name, **self.vocabulary.records_by_name}

    @cached_property
    def _kinds_with_roles(self) -> frozenset[str]:
        sets = (fact.kinds for fact in self.vocabulary.facts if fact.type.kind == "roles")
        return frozenset(kind for kinds in sets for kind in kinds)

    def _names_of(self, kind: Kind | None) -> list[str]:
        """The keys that a recipient of a kind may have."""
        fitting = (name for name, one in self._names.items() if kind is None or kind.key in one.kinds)
        return [*_OWN_NAMES, *fitting]

    def _kind(self, raw: Mapping[object, object], path: FactPath) -> Kind | None:
        """The kind of a recipient; None, which is noted, where it is missing, unknown or said twice."""
        written = [name for name in KIND_NAMES if name in raw]
        if len(written) == len(KIND_NAMES):
            self._note("F710", (*path, written[1]), at_key=True, name=KIND_NAMES[1], key=KIND_NAMES[0])
            return None
        if isinstance(raw, _Repeating) and written and written[0] in raw.repeated:
            return None
        value = raw[written[0]] if written else None
        known = [kind for kind in self.vocabulary.kinds if not kind.role]
        listed = "、".join(f"{kind.name.zh}({kind.key})" for kind in known)
        if value is None:
            if self.kind_needed:
                self._note("F727", path, known=listed)
            return None
        words = value.strip() if isinstance(value, str) else ""
        for kind in known:
            if words in (kind.key, kind.name.zh):
                return kind
        names = [name for kind in known for name in (kind.key, kind.name.zh)]
        near = nearest(words, names)
        self._note("F715", (*path, written[0]), near=near, value=shown(value), known=listed)
        return None

    def _dont_know(self, kind: Kind | None, raw: Mapping[object, object], path: FactPath) -> frozenset[str]:
        """The paths of what the recipient says it does not know."""
        written = [name for name in DONT_KNOW_NAMES if name in raw]
        if len(written) == len(DONT_KNOW_NAMES):
            self._note("F710", (*path, written[1]), at_key=True, name=DONT_KNOW_NAMES[1], key=written[0])
        value = raw[written[0]] if written else None
        if value is None:
            return frozenset()
        place = (*path, written[0])
        if not isinstance(value, list | tuple | set | frozenset):
            key, name = DONT_KNOW_NAMES
            self._note("F720", place, found=spelled(value), name=name, name_en=key)
            return frozenset()
        seen: dict[str, FactPath] = {}
        for index, item in enumerate(value):
            found = self._asked_for(kind, item, (*place, index))
            if found in seen:
                self._note("F712", (*place, index), other=where(seen[found]))
            elif found:
                seen[found] = (*place, index)
        return frozenset(seen)

    def _asked_for(self, kind: Kind | None, raw: object, path: FactPath) -> str:
        """The path of a fact, a kind of record or a record's field (``lease_contracts[2].direct``) named by
        either of its names; empty where there is none."""
        words = raw.strip() if isinstance(raw, str) else ""
        parts = FIELD_PATH.fullmatch(words)
        name, field_name = (parts["records"], parts["field"]) if parts else (words, "")
        declared = self._names.get(name)
        field = declared.field(field_name) if field_name and isinstance(declared, Records) else None
        if declared is None or (parts and field is None):
            known = declared.fields if parts and isinstance(declared, Records) else ()
            proposed = [word for one in known for word in (one.key, one.name.zh)] or self._names_of(kind)
            self._note("F703", path, near=nearest(field_name or name, proposed), name=shown(raw))
            return ""
        if kind is not None and kind.key not in declared.kinds:
            self._misplaced(kind, declared, path, at_key=False)
        return f"{declared.key}[{int(parts['index'])}].{field.key}" if parts and field else declared.key

    def _misplaced(self, kind: Kind, thing: Fact | Records, path: FactPath, *, at_key: bool = True) -> None:
        names = {"kind": kind.name.zh, "kind_en": kind.name.en, "name": thing.name.zh, "name_en": thing.key}
        self._note("F716", path, at_key=at_key, near="", **names)

    def _check_keys(self, raw: Mapping[object, object], path: FactPath) -> None:
        """Note keys that stand twice."""
        for key in raw.repeated if isinstance(raw, _Repeating) else ():
            self._note("F711", (*path, key), at_key=True, name=shown(key))

    def _entries(
        self,
        raw: Mapping[object, object],
        path: FactPath,
        declared: Mapping[str, D],
        proposed: Callable[[], Iterable[str]],
    ) -> list[_Entry[D]]:
        """What an object says of the things ``declared``, by either of their names.

        Notes unknown keys, with the nearest of those ``proposed``, and things that stand there by both names.
        """
        entries: dict[str, _Entry[D]] = {}
        for key, value in raw.items():
            name = key if isinstance(key, str) else shown(key)
            place = (*path, name)
            thing = declared.get(name)
            if thing is None:
                self._note("F703", place, at_key=True, near=nearest(name, proposed()), name=shown(name))
            elif thing.key in entries:
                self._note("F710", place, at_key=True, name=thing.name.zh, key=thing.key)
            else:
                entries[thing.key] = _Entry(thing, place, value)
        return [entry for entry in entries.values() if entry.raw is not None]

    def _value(self, fact: Fact, raw: object, path: FactPath, values: dict[str, Value]) -> None:
        """Add a fact's typed value to others."""
        if fact.records == EARLIER_AWARDS and fact.key == "policy" and type(raw) is int:
            raw = shown(raw)  # a policy's number
        try:
            value = read_value(self.vocabulary, fact, raw)
        except ValueFault as fault:
            self._note_value(fault, path)
            return
        if fact.key == CREDIT_CODE:
            value = self._credit_code(str(value), path)
        values[fact.key] = value

    def _credit_code(self, text: str, path: FactPath) -> str:
        from stdnum.cn import uscc  # takes longer to load than all else here

        if not uscc.is_valid(text):
            self._note("F713", path, value=shown(text))
            return text
        return uscc.compact(text)

    def _roles(self, fact: Fact, raw: object, path: FactPath) -> frozenset[str]:
        if not isinstance(raw, list | tuple | set | frozenset):
            self._note("F720", path, name=fact.name.zh, name_en=fact.key, found=spelled(raw))
            return frozenset()
        seen: dict[str, FactPath] = {}
        for index, item in enumerate(raw):
            place = (*path, index)
            role = self._role(fact, item, place)
            if role in seen:
                self._note("F712", place, other=where(seen[role]))
            elif role:
                seen[role] = place
        return frozenset(seen)

    def _role(self, fact: Fact, raw: object, path: FactPath) -> str:
        """The key of a role, or an empty text where it is none."""
        roles = [kind for kind in self.vocabulary.kinds if kind.role]
        words = raw.strip() if isinstance(raw, str) else ""
        for role in roles:
            if words in (role.key, role.name.zh):
                return role.key
        known = "、".join(f"{role.name.zh}({role.key})" for role in roles)
        near = nearest(words, [name for role in roles for name in (role.name.zh, role.key)])
        self._note(
            "F714", path, near=near, name=fact.name.zh, name_en=fact.key, value=shown(raw), known=known
        )
        return ""

    def _record_list(self, records: Records, raw: object, path: FactPath) -> tuple[Record, ...]:
        if not isinstance(raw, list | tuple):
            self._note("F720", path, name=records.name.zh, name_en=records.key, found=spelled(raw))
            return ()
        fields = {name: field for field in records.fields for name in (field.key, field.name.zh)}
        rows: list[Record] = []
        seen: dict[object, FactPath] = {}
        for index, item in enumerate(raw):
            place = (*path, index)
            before = len(self.found)
            row = self._record(records, fields, item, place)
            if len(self.found) == before:
                self._check_twice(records, row, place, seen)
                rows.append(row)
        return tuple(rows)

    def _record(self, records: Records, fields: Mapping[str, Fact], raw: object, path: FactPath) -> Record:
        row: dict[str, Value] = {}
        if not isinstance(raw, Mapping):
            self._note("F702", path, found=spelled(raw))
            return row
        before = len(self.found)
        self._check_keys(raw, path)
        entries = self._entries(raw, path, fields, lambda: fields)
        for field, place, value in entries:
            self._value(field, value, place, row)
        if not entries and len(self.found) == before:
            self._note("F724", path)
        elif records.key == EARLIER_AWARDS:
            self._complete_award(records, entries, row, path)
        return row

    def _complete_award(
        self, records: Records, entries: Iterable[_Entry[Fact]], row: dict[str, Value], path: FactPath
    ) -> None:
        """Check that an earlier award names a scheme of the list, and put its policy's key for a number."""
        places = {field.key: place for field, place, _ in entries}
        for field in records.fields:
            if field.key in ("policy", "scheme") and field.key not in places:
                self._note("F725", path, name=field.name.zh, name_en=field.key)
        if "policy" not in row:
            return
        policy = self._policies.get(str(row["policy"]))
        if policy is None:
            near = nearest(str(row["policy"]), [policy.key for policy in self.listed.policies])
            self._note("F718", places["policy"], near=near, value=shown(row["policy"]))
            return
        row["policy"] = policy.key
        schemes = [scheme.key for scheme in policy.schemes]
        if "scheme" in row and row["scheme"] not in schemes:
            near = nearest(str(row["scheme"]), schemes)
            self._note("F718", places["scheme"], near=near, value=f"{policy.key}.{shown(row['scheme'])}")

    @cached_property
    def _policies(self) -> dict[str, Policy]:
        """The policies by key and by number."""
        return {name: policy for policy in self.listed.policies for name in (policy.key, str(policy.number))}

    def _check_twice(
        self, records: Records, row: Record, path: FactPath, seen: dict[object, FactPath]
    ) -> None:
        """Note a record that is alike to an earlier one of its list, or has its code. The same thing may
        have had several awards."""
        marks: list[object] = [frozenset(row.items())]
        if OBJECT in row and records.key != EARLIER_AWARDS:
            marks.append(row[OBJECT])
        other = next((seen[mark] for mark in marks if mark in seen), None)
        if other is not None:
            self._note("F712", path, other=where(other))
        for mark in marks:
            seen.setdefault(mark, path)
