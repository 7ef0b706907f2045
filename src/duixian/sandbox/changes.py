"""Changes of a list, and the list that comes of them.

A change is made in the text of a policy file, which is then read like any other: types, ranges and the order of tiers
are checked by the reader itself. The files and the baseline's trees stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from duixian.language import cache
from duixian.language.diagnostics import Faults, nearest
from duixian.language.document import Block, read_document
from duixian.language.files import read_bytes, read_text
from duixian.language.library import PolicyList
from duixian.language.node import Node, replaced
from duixian.language.policy import EXAMPLE, RULE, read_policy
from duixian.language.source import Source, Span, line_span
from duixian.language.syntax import cut
from duixian.language.tree import Policy, Version
from duixian.language.types import type_words
from duixian.language.values import read_date
from duixian.sandbox.targets import Target, canonical, found_by, targets_of, written_figure

FIGURES = ("figure", "places", "option", "allocation")
NAMED = 8
"""So many targets a diagnostic names."""


class Change(Node):
    """One change. ``action`` is ``set`` (``text``: a figure or a choice), ``replace`` or ``add`` (a statement),
    ``delete``, or ``clause`` (the whole rule of a scheme). ``span`` is where it is written."""

    path: str
    action: str
    text: str
    span: Span

    @property
    def words(self) -> str:
        """The change as it is written."""
        written = {
            "set": f"{self.path} = {self.text}",
            "replace": f"{self.path} 改为 {self.text}",
            "add": f"{self.path} 增加 {self.text}",
            "delete": f"{self.path} 删去",
        }
        return written.get(self.action, f"{self.path} 规则")

    def on_line(self, line: int) -> Change:
        """The change as it stands on another line."""
        return replaced(self, span=self.span._replace(line=line, end_line=line))


class Applied(Node):
    """A change with what it changes: the target (None for a whole clause or an added statement), by policy number and
    scheme key (empty: every scheme of the policy)."""

    change: Change
    policy: int
    scheme: str
    target: Target | None


class Reformed(Node):
    """A list with changes. ``baseline`` is as it was."""

    baseline: PolicyList
    listed: PolicyList
    applied: tuple[Applied, ...]

    @property
    def touched(self) -> tuple[tuple[int, str], ...]:
        """The schemes that the changes touch, by policy number and key."""
        found: dict[tuple[int, str], None] = {}
        for applied in self.applied:
            policy = self.baseline.by_number[applied.policy]
            keys = [applied.scheme] if applied.scheme else [scheme.key for scheme in policy.schemes]
            found.update(dict.fromkeys((policy.number, key) for key in keys))
        return tuple(sorted(found))


_STATEMENT = re.compile(
    r"(?P<path>\S+)[ \u3000]+(?P<verb>改为|增加|删去)(?:[ \u3000]+(?P<text>.*))?", re.DOTALL
)
_SET = re.compile(r"(?P<path>[^\s=\uff1d]+)\s*[=\uff1d]\s*(?P<text>[^\s].*)")
_VERBS = {"改为": "replace", "增加": "add", "删去": "delete"}


def read_change(faults: Faults, text: str, span: Span) -> Change | None:
    """Read a change as people write it; None, and a fault, where it is none."""
    text = text.strip()
    match = _STATEMENT.fullmatch(text)
    if match and bool(match["text"]) == (match["verb"] != "删去"):
        return Change(match["path"], _VERBS[match["verb"]], match["text"] or "", span)
    match = _SET.fullmatch(text)
    if match:
        return Change(match["path"], "set", match["text"].strip(), span)
    faults.add("R806", span, text=text)
    return None


def read_set(text: str) -> tuple[Faults, Change | None]:
    """Read a quick change: ``11.purchase.上限=200万元``."""
    faults = Faults(Source("--set", text))
    return faults, read_change(faults, text, line_span(1, text))


class Opened:
    """The texts of a list's policies, each read once and held against what was loaded."""

    def __init__(self, listed: PolicyList) -> None:
        self.listed = listed
        self._sources: dict[int, Source] = {}
        self._blocks: dict[int, tuple[Block, ...]] = {}
        self._targets: dict[tuple[int, date], list[Target]] = {}

    def source(self, policy: Policy) -> Source:
        """The text of a policy. Raises Stale where it is not what was loaded."""
        if policy.number not in self._sources:
            content = read_bytes(self.listed.path / policy.path)
            known = dict(self.listed.digests)
            if isinstance(content, OSError) or cache.content_key(content) != known.get(policy.path):
                raise Stale(policy.path)
            self._sources[policy.number] = read_text(policy.path, content).source
        return self._sources[policy.number]

    def blocks(self, policy: Policy) -> tuple[Block, ...]:
        """The blocks of a policy's text."""
        if policy.number not in self._blocks:
            sections = read_document(Faults(self.source(policy))).sections
            found = tuple(block for section in sections for block in section.blocks)
            self._blocks[policy.number] = found
        return self._blocks[policy.number]

    def targets(self, policy: Policy, on: date) -> list[Target]:
        """What can be changed of a policy on a day."""
        if (policy.number, on) not in self._targets:
            found = targets_of(policy, self.listed.vocabulary, self.source(policy), on)
            self._targets[policy.number, on] = found
        return self._targets[policy.number, on]


class Stale(Exception):
    """A policy file is no longer what was loaded; its name."""


class Edit(NamedTuple):
    """A stretch of a file and what stands there instead."""

    span: Span
    text: str
    change: Change


def reform(opened: Opened, changes: Sequence[Change], on: date, faults: Faults) -> Reformed | None:
    """A list with changes, as on a day; None where one of them cannot be made, which is noted."""
    listed = opened.listed
    edits: dict[int, list[Edit]] = {}
    applied: list[Applied] = []
    for change in changes:
        found = _Placer(opened, change, on, faults).placed()
        if found is not None:
            one, own = found
            applied.append(one)
            edits.setdefault(one.policy, []).extend(own)
    for own in edits.values():
        own.sort(key=lambda edit: edit.span)
        for earlier, later in pairwise(own):
            if earlier.span[2:] > later.span[:2] or earlier.span == later.span:
                change, other = later.change, earlier.change
                faults.add("R807", change.span, path=change.path, other=other.path)
    if faults.errors:
        return None
    policies = {policy.number: policy for policy in listed.policies}
    digests = dict(listed.digests)
    for number, own in edits.items():
        name = policies[number].path
        text = _edited(opened.source(policies[number]), opened.blocks(policies[number]), own)
        policy = _read(listed, name, text, faults)
        if policy is None:
            return None
        policies[number] = policy
        digests[name] = cache.content_key(text.encode())
    new = replaced(listed, policies=tuple(policies.values()), digests=tuple(digests.items()))
    return Reformed(listed, new, tuple(applied))


def _read(listed: PolicyList, name: str, text: str, faults: Faults) -> Policy | None:
    """Read a changed file; what is wrong with it is noted with its place there."""
    read = read_policy(read_text(name, text.encode()), listed.vocabulary, listed.head)
    known = {(policy.number, scheme.key) for policy in listed.policies for scheme in policy.schemes}
    versions: Iterable[Version] = (
        version for scheme in (read.policy.schemes if read.policy else ()) for version in scheme.versions
    )
    for version in versions:
        for excluded in version.excludes:
            if (excluded.policy, excluded.scheme) not in known:
                read.faults.add("E313", excluded.span, name=f"{excluded.policy}.{excluded.scheme}")
    faults.found += read.faults.found
    return None if read.faults.errors else read.policy


def _edited(source: Source, blocks: Iterable[Block], edits: Sequence[Edit]) -> str:
    """A text with edits, which are in order and apart. Its worked cases are for the rules as they were: they are left
    out, line for line, so that every place stays where it is as long as it can."""
    lines = list(source.lines)
    for block in blocks:
        if block.info.split(" ", 1)[0] == EXAMPLE:
            last = block.first_line + len(block.lines)
            lines[block.span.line - 1 : last] = [""] * (last - block.span.line + 1)
    for span, text, _ in reversed(edits):
        before = lines[span.line - 1][: span.column - 1]
        after = lines[span.end_line - 1][span.end_column - 1 :]
        lines[span.line - 1 : span.end_line] = (before + text + after).split("\n")
    return "\n".join(lines)


class _Placer:
    """Finds where one change is to be made."""

    def __init__(self, opened: Opened, change: Change, on: date, faults: Faults) -> None:
        self.opened = opened
        self.listed = opened.listed
        self.change = change
        self.faults = faults
        self.on = on
        self.path = change.path

    def placed(self) -> tuple[Applied, list[Edit]] | None:
        """What is changed, and the edits of its policy's text; None, and a fault, where there is no such place."""
        dated = re.fullmatch(r"([^.]+\.[^.@]+)@([0-9-]+)(\..+)?", self.path)
        if dated:
            day = read_date(dated[2])
            if day is None:
                self._unknown([])
                return None
            self.on, self.path = day, dated[1] + (dated[3] or "")
        self.path = canonical(self.path)
        name, _, rest = self.path.partition(".")
        policy = self.listed.policy(name)
        if policy is None:
            self._unknown([f"{one.number}" for one in self.listed.policies])
            return None
        self.path = f"{policy.number}.{rest}"
        if self.change.action in ("add", "clause"):
            return self._of_clause(policy, rest)
        targets = self.opened.targets(policy, self.on)
        kinds = FIGURES if self.change.action == "set" else ("statement",)
        found = found_by(self.path, targets, kinds)
        if not found:
            self._unknown([target.path for target in targets if target.kind in kinds])
            return None
        if len(found) > 1:
            known = "、".join(target.path for target in found[:NAMED])
            self._fault("R802", found=str(len(found)), known=known)
            return None
        (target,) = found
        edits = self._set(target, policy) if self.change.action == "set" else self._statement(target, policy)
        if edits is None:
            return None
        return Applied(self.change, target.policy, target.scheme, target), edits

    def _of_clause(self, policy: Policy, key: str) -> tuple[Applied, list[Edit]] | None:
        version = next((one.version(self.on) for one in policy.schemes if one.key == key), None)
        if version is None:
            keys = [f"{policy.number}.{one.key}" for one in policy.schemes if one.version(self.on)]
            self._unknown(keys)
            return None
        source = self.opened.source(policy)
        (block,) = [block for block in self.opened.blocks(policy) if block.span == version.span]
        first, last = block.first_line, block.first_line + len(block.lines) - 1
        end = len(source.line(last)) + 1
        whole = self.change.action == "clause"
        span = Span(first, 1, last, end) if whole else Span(last, end, last, end)
        text = self.change.text if whole else "\n" + self.change.text
        return Applied(self.change, policy.number, key, None), [Edit(span, text, self.change)]

    def _statement(self, target: Target, policy: Policy) -> list[Edit]:
        """Another statement in place of one, or nothing."""
        source = self.opened.source(policy)
        for block in self.opened.blocks(policy):
            for chunk in cut(block) if block.info == RULE else ():
                last = chunk.first_line + len(chunk.lines) - 1
                if chunk.first_line <= target.span.line <= last:
                    span = Span(chunk.first_line, 1, last, len(source.line(last)) + 1)
                    return [Edit(span, self.change.text, self.change)]
        raise AssertionError(f"{target.path} stands in no rule")

    # --- Figures and choices -------------------------------------------------------------------------------

    def _set(self, target: Target, policy: Policy) -> list[Edit] | None:
        match target.kind:
            case "figure":
                text = self._figure(target)
            case "places":
                text = self._places(target)
            case _:
                text = self._choice(target)
        if text is None:
            return None
        if target.kind == "option":
            return self._default(target, text, self.opened.source(policy))
        if text == target.text:
            self._fault("R810", now=target.text)
        return [Edit(target.span, text, self.change)]

    def _figure(self, target: Target) -> str | None:
        units = self.listed.vocabulary.count_units
        value = written_figure(self.change.text, units)
        assert target.type is not None
        if value is None or value[1] != target.type:
            expected = (type_words(target.type, language) for language in ("zh", "en"))
            zh, en = expected
            self._fault("R803", now=target.text, value=self.change.text, expected=zh, expected_en=en)
            return None
        low, high = target.low, target.high
        if (low is not None and value[0] < low) or (high is not None and value[0] > high):
            self._fault("R804", value=self.change.text, low=_shown(low, target), high=_shown(high, target))
            return None
        if value == written_figure(target.text, units):
            return target.text
        return self.change.text

    def _places(self, target: Target) -> str | None:
        number = re.fullmatch(r"前?([0-9]{1,9})名?", self.change.text)
        if number is None:
            self._fault(
                "R803", now=target.text, value=self.change.text, expected="名次", expected_en="places"
            )
            return None
        if int(number[1]) < 1:
            self._fault("R804", value=self.change.text, low="1", high="∞")
            return None
        return f"前{number[1]}名"

    def _choice(self, target: Target) -> str | None:
        choices = dict(target.choices)
        if self.change.text not in choices:
            near = nearest(self.change.text, choices)
            known = "、".join(dict.fromkeys(choices.values()))
            self._fault("R805", value=self.change.text, known=known, near=near)
            return None
        return choices[self.change.text]

    def _default(self, target: Target, option: str, source: Source) -> list[Edit]:
        """默认 stands beside another option."""
        edits: list[Edit] = []
        keys = set(dict(target.choices).values())
        for number in range(target.span.line + 1, target.span.end_line + 1):
            match = re.match(r"\s*(\w+)([ \u3000]+默认)?", source.line(number))
            if match and match[1] in keys:
                end = match.end(1) + 1
                if match[2] and match[1] == option:
                    self._fault("R810", now=option)
                elif match[2]:
                    edits.append(Edit(Span(number, end, number, match.end(2) + 1), "", self.change))
                elif match[1] == option:
                    edits.append(Edit(Span(number, end, number, end), " 默认", self.change))
        return edits

    # --- Faults ----------------------------------------------------------------------------------------------

    def _unknown(self, paths: Sequence[str]) -> None:
        near = nearest(self.path, paths)
        own = [path for path in paths if path.startswith(".".join(self.path.split(".")[:2]) + ".")]
        known = "、".join((own or list(paths))[:NAMED])
        self._fault("R801", on=self.on.isoformat(), known=known or "—", near=near)

    def _fault(self, code: str, *, near: str = "", **details: str) -> None:
        words: dict[str, object] = {"path": self.change.path, **details}
        self.faults.add(code, self.change.span, near=near, where="", **words)


def _shown(end: Fraction | None, target: Target) -> str:
    """An end of a range in words; money in yuan."""
    if end is None:
        return "∞"
    assert target.type is not None
    match target.type.kind:
        case "ratio":
            return f"{end * 100}%"
        case "money":
            return f"{end / 100}元"
        case "date":
            return date.fromordinal(int(end)).isoformat()
    return f"{end}{target.type.unit}"
