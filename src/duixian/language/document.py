"""Markdown with positions: front matter, headings with keys, prose, fenced blocks and tables of one file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from duixian.language.diagnostics import Faults
from duixian.language.node import Node
from duixian.language.source import Span, line_span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token as MarkdownToken


class Entry(NamedTuple):
    """``key: value`` of the front matter."""

    key: str
    value: str
    span: Span


class Block(Node):
    """A fenced block: its info words and its lines as they stand in the file."""

    info: str
    lines: tuple[str, ...]
    first_line: int
    span: Span


class Table(Node):
    """A Markdown table: cells with their places."""

    header: tuple[tuple[str, Span], ...]
    rows: tuple[tuple[tuple[str, Span], ...], ...]
    span: Span


@dataclass(slots=True)
class Section:
    """What stands under one heading, up to the next: prose (line number, text), blocks and tables in order."""

    level: int
    title: str
    key: str
    classes: frozenset[str]
    attributes: dict[str, str]
    span: Span
    content: list[tuple[int, str] | Block | Table] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """The fenced blocks."""
        return [part for part in self.content if isinstance(part, Block)]

    @property
    def tables(self) -> list[Table]:
        """The tables."""
        return [part for part in self.content if isinstance(part, Table)]


class Document(Node):
    """A file's parts. The first section holds what stands before the first heading."""

    front: tuple[Entry, ...]
    sections: tuple[Section, ...]

    @property
    def readable(self) -> bool:
        """Whether there is anything to read: front matter without an end leaves nothing."""
        return bool(self.sections)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # loaded only when a file is really parsed

    reader = MarkdownIt("commonmark").enable("table")
    # Only the block structure matters here; inline text is kept as written.
    reader.core.ruler.disable(["inline"])
    return reader


BLOCK_WORDS = ("规则", "算例")
"""What the info words of a block begin with."""

_ATTRIBUTES = re.compile(r"\{([^{}]*)\}$")
_ATTRIBUTE = re.compile(r'\s*(?:#(?P<key>[^\s#.="]+)|\.(?P<cls>[\w-]+)|(?P<name>\w+)="(?P<value>[^"]*)")')
_KEY = re.compile(r"[a-z][a-z0-9_-]*")


class Piece(NamedTuple):
    """A heading, fence or table of the outermost level: its lines from ``first`` up to ``last``, from 0."""

    kind: str
    first: int
    last: int


def pieces(faults: Faults) -> tuple[int, list[Piece]]:
    """Where the body begins, and the headings, fences and tables in it."""
    _, body_start = _front_matter(faults)
    found = [
        Piece(token.type.removesuffix("_open"), *token.map)
        for token in _body(faults, body_start)
        if token.map is not None
        and token.level == 0
        and token.type in ("heading_open", "fence", "table_open")
    ]
    return body_start, found


def _body(faults: Faults, body_start: int) -> list[MarkdownToken]:
    # A lone carriage return ends a line for Markdown but for nobody's editor: the lines must stay those of the file.
    body = "\n".join([""] * body_start + faults.source.lines[body_start:]).replace("\r", " ")
    return _markdown().parse(body)


def read_document(faults: Faults) -> Document:
    """Read the parts of a Markdown file; faults of form are noted."""
    source = faults.source
    front, body_start = _front_matter(faults)
    if any(fault.code == "E028" for fault in faults):
        return Document((), ())
    sections = [Section(0, "", "", frozenset(), {}, Span(body_start + 1, 1, body_start + 1, 2))]
    taken = body_start
    for token in _body(faults, body_start):
        if token.map is None:
            continue
        first, last = token.map
        if token.level != 0:
            if token.type == "fence" and token.info.strip().startswith(BLOCK_WORDS):
                faults.add("E014", line_span(first + 1, source.lines[first]), info=token.info.strip())
            continue
        if token.type in ("heading_open", "fence", "table_open"):
            _add_prose(sections[-1], source.lines, taken, first)
            taken = last
        if token.type == "heading_open":
            sections.append(_heading(faults, first, last, int(token.tag[1:])))
        elif token.type == "fence":
            sections[-1].content.append(_block(faults, token.info, token.markup, first, last))
        elif token.type == "table_open":
            sections[-1].content.append(_table(source.lines, first, last))
    _add_prose(sections[-1], source.lines, taken, len(source.lines))
    return Document(front, tuple(sections))


def _front_matter(faults: Faults) -> tuple[tuple[Entry, ...], int]:
    lines = faults.source.lines
    if not lines or lines[0].strip() != "---":
        return (), 0
    end = next((index for index in range(1, len(lines)) if lines[index].strip() == "---"), None)
    if end is None:
        faults.add("E028", line_span(1, lines[0]))
        return (), len(lines)
    entries: list[Entry] = []
    for number, line in enumerate(lines[1:end], 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        colon = re.search("[:：]", line)
        key = line[: colon.start()].strip() if colon else ""
        if colon is None or not key:
            faults.add("E006", line_span(number, line), line=shortened(line.strip()))
            continue
        entries.append(Entry(key, line[colon.end() :].strip(), line_span(number, line)))
    return tuple(entries), end + 1


def shortened(text: str, limit: int = 40) -> str:
    """A text for a message: its beginning where it is long."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _add_prose(section: Section, lines: list[str], first: int, last: int) -> None:
    section.content += [(number + 1, lines[number]) for number in range(first, last) if lines[number].strip()]


def _heading(faults: Faults, first: int, last: int, level: int) -> Section:
    line = faults.source.lines[first]
    span = line_span(first + 1, line)
    title = line.strip().lstrip("#").strip()
    if title.endswith("#") and (bare := title.rstrip("#")) != bare.rstrip():
        title = bare.rstrip()
    key, classes, attributes = "", set[str](), dict[str, str]()
    match = _ATTRIBUTES.search(title)
    if match:
        title = title[: match.start()].strip()
        inner = match.group(1)
        position = 0
        while position < len(inner.rstrip()):
            part = _ATTRIBUTE.match(inner, position)
            if part is None:
                faults.add("E012", span, text=inner[position:].strip())
                break
            position = part.end()
            if part["key"] is not None:
                key = part["key"]
                if not _KEY.fullmatch(key):
                    faults.add("E012", span, text=key)
            elif part["cls"] is not None:
                classes.add(part["cls"])
            else:
                attributes[part["name"]] = part["value"]
    return Section(level, title, key, frozenset(classes), attributes, span)


def _block(faults: Faults, info: str, markup: str, first: int, last: int) -> Block:
    lines = faults.source.lines
    end = lines[last - 1].strip()
    closed = last - 1 > first and end.startswith(markup) and not end.strip(markup[0])
    span = line_span(first + 1, lines[first])
    inner = lines[first + 1 : last - 1 if closed else last]
    # A block that swallows the opening of the next one lacks its own end.
    swallowed = [index for index, line in enumerate(inner) if line.lstrip().startswith("```")]
    if swallowed and markup.startswith("`"):
        inner = inner[: swallowed[0]]
    if not closed or (swallowed and markup.startswith("`")):
        faults.add("E015", span, info=shortened(info.strip() or markup))
    return Block(info.strip(), tuple(inner), first + 2, span)


def _table(lines: list[str], first: int, last: int) -> Table:
    rows = [_cells(number + 1, lines[number]) for number in range(first, last) if number != first + 1]
    return Table(rows[0], tuple(rows[1:]), line_span(first + 1, lines[first]))


def _cells(number: int, line: str) -> tuple[tuple[str, Span], ...]:
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    if start < end and line[start] == "|":
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2 : end - 1] != "\\":
        end -= 1
    cells: list[tuple[str, Span]] = []
    position = start
    for match in re.finditer(r"(?<!\\)\|", line[start:end]):
        stop = start + match.start()
        cells.append(
            (line[position:stop].strip().replace("\\|", "|"), line_span(number, line, position, stop))
        )
        position = stop + 1
    cells.append((line[position:end].strip().replace("\\|", "|"), line_span(number, line, position, end)))
    return tuple(cells)


class Front:
    """The front matter of a file, checked against the keys it may have."""

    def __init__(
        self, faults: Faults, entries: tuple[Entry, ...], required: tuple[str, ...], optional: tuple[str, ...]
    ) -> None:
        self._faults = faults
        self._entries: dict[str, Entry] = {}
        known = (*required, *optional)
        for entry in entries:
            if entry.key not in known:
                faults.add(
                    "E007",
                    entry.span,
                    key=entry.key,
                    known="、".join(known),
                    near=faults.nearest(entry.key, known),
                )
            elif entry.key in self._entries:
                faults.add("E010", entry.span, key=entry.key)
            elif entry.key in required and not entry.value:
                faults.add("E008", entry.span, key=entry.key)
            else:
                self._entries[entry.key] = entry
        missing = [key for key in required if key not in {entry.key for entry in entries}]
        for key in missing:
            faults.add("E008", Span(1, 1, 1, 4), key=key)

    def text(self, key: str) -> str:
        """The value of a key; empty where it is absent."""
        entry = self._entries.get(key)
        return entry.value if entry else ""

    def span(self, key: str) -> Span:
        """The place of a key's line; the first line where it is absent."""
        entry = self._entries.get(key)
        return entry.span if entry else Span(1, 1, 1, 2)


def check_marks(faults: Faults, section: Section, known: Collection[str]) -> None:
    """Note classes of a heading that mean nothing: its tables would not be read."""
    for mark in sorted(section.classes - set(known)):
        near = faults.nearest(mark, known)
        faults.add("E012", section.span, text=f".{mark}", near=f".{near}" if near else "")


def read_table(faults: Faults, table: Table, columns: tuple[str, ...]) -> list[dict[str, tuple[str, Span]]]:
    """A table's rows by column name; faults where the columns differ from those expected."""
    header = tuple(text for text, _ in table.header)
    if header != columns:
        faults.add("E022", table.span, found=" | ".join(header), expected=" | ".join(columns))
        return []
    rows: list[dict[str, tuple[str, Span]]] = []
    for row in table.rows:
        if len(row) != len(columns):
            faults.add("E023", row[0][1], found=len(row), expected=len(columns))
            continue
        rows.append(dict(zip(columns, row, strict=True)))
    return rows
