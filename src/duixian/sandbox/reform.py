"""Reform files: a small Markdown file that says what it changes of a list, why, and what it leaves out."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from duixian.language.cache import content_key
from duixian.language.diagnostics import Faults
from duixian.language.document import Block, Document, Front, Section, read_document, shortened
from duixian.language.files import read_bytes, read_text
from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.language.policy import RULE
from duixian.language.source import Span, line_span
from duixian.language.syntax import cut
from duixian.language.tree import Text
from duixian.language.values import read_date
from duixian.sandbox.changes import Change, Opened, Reformed, Stale, read_change, reform

REQUIRED = ("标题", "作者", "基准")
OPTIONAL = ("英文", "日期")
CHANGES = "改动"
WHY = "理由"
LEFT_OUT = "没有算进去的"
HASH_DIGITS = 16


class Reform(Node):
    """A reform as read: its head, prose and changes. ``on`` is the day its clauses are in force, where it names one."""

    title: Text
    author: str
    baseline: str
    on: date | None
    why: str
    left_out: str
    changes: tuple[Change, ...]
    file: str


def baseline_hash(listed: PolicyList) -> str:
    """What a list is known by: the first digits of the SHA-256 of all its files, by name. How lines end does not
    count. Raises Stale where a file is no longer what was loaded."""
    digest = hashlib.sha256()
    for name, known in sorted(listed.digests):
        content = read_bytes(listed.path / name)
        if isinstance(content, OSError) or content_key(content) != known:
            raise Stale(name)
        own = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
        digest.update(f"{name} {own}\n".encode())
    return digest.hexdigest()[:HASH_DIGITS]


def read_reform(path: Path) -> tuple[Faults, Reform | None]:
    """Read a reform file; None where it cannot be used. Whether its targets are there, :func:`load_reform` says."""
    faults = read_text(path.name, read_bytes(path))
    return faults, None if faults.errors else _read(faults)


def load_reform(path: Path, opened: Opened, on: date) -> tuple[Faults, Reform | None, Reformed | None]:
    """Read a reform file and make its changes, as on the day it names or else on ``on``."""
    faults, read = read_reform(path)
    if read is None:
        return faults, None, None
    try:
        found = baseline_hash(opened.listed)
    except Stale as stale:
        found = str(stale)
    if read.baseline != found:
        line = next(number for number, text in enumerate(faults.source.lines, 1) if text.startswith("基准"))
        at = line_span(line, faults.source.line(line))
        faults.add("R808", at, wanted=read.baseline, found=found)
        return faults, read, None
    return faults, read, changed(opened, read.changes, read.on or on, faults)


def changed(opened: Opened, changes: tuple[Change, ...], on: date, faults: Faults) -> Reformed | None:
    """The list with changes; a policy file that is no longer what was loaded is a fault."""
    try:
        return reform(opened, changes, on, faults)
    except Stale as stale:
        faults.add("R808", wanted=str(stale), found="—")
        return None


def _read(faults: Faults) -> Reform | None:
    document = read_document(faults)
    if not document.readable:
        return None
    front = Front(faults, document.front, REQUIRED, OPTIONAL)
    day = read_date(front.text("日期")) if front.text("日期") else None
    if front.text("日期") and day is None:
        faults.add("E117", front.span("日期"), text=front.text("日期"))
    parts = {title: _prose(document, title) for title in (WHY, LEFT_OUT)}
    changes = [
        change
        for section in document.sections
        for block in section.blocks
        for change in _changes(faults, block)
    ]
    at = Span(1, 1, 1, 4)
    for title, english in ((WHY, "why it is made"), (LEFT_OUT, "what it leaves out")):
        if not parts[title]:
            faults.add("R809", at, part=title, part_en=english, heading=f"## {title}")
    if not changes and not faults.errors:
        faults.add("R809", at, part="改什么", part_en="what it changes", heading=f"```{CHANGES}")
    if faults.errors:
        return None
    return Reform(
        title=Text(front.text("标题"), front.text("英文")),
        author=front.text("作者"),
        baseline=front.text("基准"),
        on=day,
        why=parts[WHY],
        left_out=parts[LEFT_OUT],
        changes=tuple(changes),
        file=faults.source.name,
    )


def _prose(document: Document, title: str) -> str:
    """What stands under a heading."""
    sections: list[Section] = [section for section in document.sections if section.title == title]
    return "\n".join(
        part[1].strip() for section in sections for part in section.content if isinstance(part, tuple)
    )


def _changes(faults: Faults, block: Block) -> list[Change]:
    """The changes of a 改动 block, or the clause of a 规则 block."""
    word, _, name = block.info.partition(" ")
    if word == RULE and name.strip():
        return [Change(name.strip(), "clause", "\n".join(block.lines), block.span)]
    if block.info != CHANGES:
        faults.add("R813", block.span, info=shortened(block.info))
        return []
    found = []
    for chunk in cut(block):
        last = chunk.first_line + len(chunk.lines) - 1
        span = Span(chunk.first_line, 1, last, len(faults.source.line(last)) + 1)
        text = "\n".join(faults.source.line(number) for number in range(chunk.first_line, last + 1))
        if "#" in text and '"' not in text and "“" not in text:
            text = "\n".join(line.split("#", 1)[0].rstrip() for line in text.split("\n"))
        change = read_change(faults, text, span)
        found += [change] if change is not None else []
    return found
