"""One layout for policy files. Only white space and the form of signs change: prose, tables and quoted texts
stay as they are, and a block that cannot be read is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from duixian.language import limits
from duixian.language.diagnostics import Faults
from duixian.language.document import Block, Section, pieces, read_document
from duixian.language.source import Source, Span, normalise
from duixian.language.syntax import Branch, cut, parse_block
from duixian.language.words import KEYWORDS

INDENT = "  "


class LaidOut(NamedTuple):
    """A file laid out. ``refused``: laying it out would have changed what it says, so it stays as it was."""

    text: str
    refused: bool = False


def unread_blocks(text: str) -> int:
    """How many 规则 blocks of a file do not parse and so stay as they are."""
    unread = 0
    for section in read_document(Faults(Source("", text))).sections:
        for block in section.blocks:
            faults = Faults(Source("", text))
            if block.info == "规则":
                parse_block(faults, block)
            unread += bool(faults.errors)
    return unread


def format_policy(text: str) -> str:
    """The text in the one layout; unchanged where it cannot be laid out safely."""
    return lay_out(text).text


def lay_out(text: str) -> LaidOut:
    """Lay a policy file out. The result says the same (the same trees, comments and prose) and would not be
    changed by another run; where that does not hold, the text is refused."""
    lines = text.split("\n")
    if len(text.encode()) > limits.FILE_BYTES or any(len(line) > limits.LINE_CHARACTERS for line in lines):
        return LaidOut(text)
    laid_out = _lay(text)
    if _meaning(text) != _meaning(laid_out) or _lay(laid_out) != laid_out:
        return LaidOut(text, refused=True)
    return LaidOut(laid_out)


def _lay(text: str) -> str:
    source = Source("", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    faults = Faults(source)
    body, parts = pieces(faults)
    lines = source.lines
    paper = _Paper()
    if body and not faults.errors:
        paper.set_apart(_front(lines[:body]))
    else:
        paper.put(lines[:body])
    done = body
    for part in parts:
        paper.put(lines[done : part.first])
        own = lines[part.first : part.last]
        match part.kind:
            case "heading":
                paper.set_apart([line.rstrip() for line in own])
            case "fence":
                paper.set_apart(_fence(source, part.first, own))
            case _:
                paper.put(own)
        done = part.last
    paper.put(lines[done:])
    return paper.text()


class _Paper:
    """Lines as they are put down; what is set apart has one empty line before and after it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._apart = True

    def put(self, lines: list[str]) -> None:
        for line in lines:
            if self._apart and not line.strip():
                continue
            self._apart = False
            self._lines.append(line)

    def set_apart(self, lines: list[str]) -> None:
        self._end_gap()
        self._lines += [*([""] if self._lines else []), *lines, ""]
        self._apart = True

    def _end_gap(self) -> None:
        while self._lines and not self._lines[-1].strip():
            self._lines.pop()

    def text(self) -> str:
        self._end_gap()
        return "".join(f"{line}\n" for line in self._lines)


def _front(lines: list[str]) -> list[str]:
    laid: list[str] = []
    for line in lines:
        colon = re.search("[:：]", line)
        if line.strip() == "---":
            laid.append("---")
        elif line.lstrip().startswith("#"):
            laid.append(line.strip())
        elif colon:
            laid.append(f"{line[: colon.start()].strip()}: {line[colon.end() :].strip()}".rstrip())
    return laid


# --- Blocks ----------------------------------------------------------------------------------------------


def _fence(source: Source, first: int, lines: list[str]) -> list[str]:
    """A fenced block laid out; as it stands where it is of another kind or does not parse."""
    info = lines[0].strip().lstrip("`~").strip()
    word = info.split(" ", 1)[0]
    closed = len(lines) > 1 and not lines[-1].strip().strip("`~") and lines[-1].strip()
    if word not in ("规则", "算例") or not closed or lines[0].startswith("~"):
        return lines
    inner = lines[1:-1]
    if any(line.lstrip().startswith("```") for line in inner):
        return lines
    span = Span(first + 1, 1, first + 1, 2)
    if word == "规则":
        faults = Faults(source)
        block = Block(info, tuple(inner), first + 2, span)
        parse_block(faults, block)
        laid = None if faults.found else _rule(block)
    else:
        laid = _example(inner)
    fence = re.match(r"`+", lines[0].strip())
    assert fence is not None
    if laid is None:
        return lines
    name = f"{word} {info.removeprefix(word).strip()}".strip()
    return [f"{fence.group()}{name}", *_without_gaps(laid), fence.group()]


def _without_gaps(lines: list[str]) -> list[str]:
    """Lines without empty ones at the ends, and with one where there are several."""
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    while kept and not kept[-1]:
        kept.pop()
    return kept[1:] if kept and not kept[0] else kept


# --- Rules -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""(?P<STRING>"[^"]*"|“[^”]*”)
    | (?P<COMMENT>\#.*)
    | (?P<DATE>\d{4}-\d{1,2}-\d{1,2}(?![\w-]))
    | (?P<SCHEME>\d+\.[a-z][a-z0-9_-]*)
    | (?P<NUMBER>\d+(?:\.\d+)?\w*%?)
    | (?P<NAME>[^\W\d]\w*)
    | (?P<SIGN>>=|<=|!=|[≥≤≠<>=+×÷,:(){}-])
    | (?P<SPACE>[ ]+)""",
    re.VERBOSE,
)
_CANONICAL = {"≥": ">=", "≤": "<=", "!=": "≠"}
_FUNCTIONS = frozenset({"较大", "较小", "合计", "个数", "存在", "全部"})
_OPERANDS = frozenset({"NUMBER", "DATE", "SCHEME", "STRING"})
_TAKES_ROWS = frozenset({"明细", "读法", "按", "分档"})


class _Word(NamedTuple):
    kind: str
    text: str

    @property
    def ends_operand(self) -> bool:
        """Whether a minus after it takes away, and is no sign of a number."""
        if self.kind == "NAME":
            return self.text not in KEYWORDS or self.text in ("是", "否")
        return self.kind in _OPERANDS or self.text in (")", "}")


class _CodeLine(NamedTuple):
    indent: int
    words: list[_Word]
    comment: str


def _read_line(raw: str) -> _CodeLine:
    """A line of a rule as words, its strings and its comment as they stand in the file."""
    line = normalise(raw)
    words: list[_Word] = []
    comment = ""
    for match in _TOKEN.finditer(line):
        text = raw[match.start() : match.end()] if match.lastgroup == "STRING" else match.group()
        if match.lastgroup == "COMMENT":
            comment = raw[match.start() :].rstrip()
        elif match.lastgroup != "SPACE":
            words.append(_Word(match.lastgroup or "", _CANONICAL.get(text, text)))
    return _CodeLine(len(line) - len(line.lstrip(" ")), words, comment)


def _rule(block: Block) -> list[str]:
    firsts = {chunk.first_line for chunk in cut(block)}
    laid: list[str] = []
    waiting: list[str] = []  # comments of their own line stand where the code below them does
    layout = _Layout()
    for number, raw in enumerate(block.lines, block.first_line):
        line = _read_line(raw)
        if not line.words:
            waiting.append(line.comment)
            continue
        if number in firsts:
            layout = _Layout()
        margin = layout.margin(line)
        laid += [f"{margin}{comment}" if comment else "" for comment in waiting]
        waiting = []
        code = layout.spaced(line.words)
        laid.append(f"{margin}{code}  {line.comment}" if line.comment else f"{margin}{code}")
    return laid + waiting


class _Layout:
    """Where the lines of one statement begin. Rows are told from lines that go on with the one above just as
    the parser tells them."""

    def __init__(self) -> None:
        self._indents: list[int] = []
        self._depth = 0
        self._takes_rows = False
        self._last: _Word | None = None

    def margin(self, line: _CodeLine) -> str:
        goes_on = False
        if not self._indents:
            self._indents = [0]
        elif self._depth > 0:
            goes_on = True
        elif line.indent > self._indents[-1]:
            goes_on = not self._takes_rows
            if self._takes_rows:
                self._indents.append(line.indent)
        else:
            while line.indent < self._indents[-1]:
                self._indents.pop()
        if not goes_on:
            self._takes_rows = False
            self._last = None
        closes = line.words[0].text in (")", "}")
        level = len(self._indents) - 1 + (goes_on and not closes)
        for word in line.words:
            if word.text in ("(", "{"):
                self._depth += 1
            elif word.text in (")", "}"):
                self._depth = max(0, self._depth - 1)
            elif word.text in _TAKES_ROWS:
                self._takes_rows = True
        return INDENT * level

    def spaced(self, words: list[_Word]) -> str:
        """The words of a line with the spaces that belong between them."""
        out = ""
        signed = False  # the word before is the sign of a number
        for index, word in enumerate(words):
            before = self._last
            apart = (
                index > 0
                and before is not None
                and not signed
                and before.text not in ("(", "{")
                and word.text not in (")", "}", ",", ":")
                and not (word.text == "(" and before.kind == "NAME" and before.text in _FUNCTIONS)
            )
            out += f" {word.text}" if apart else word.text
            signed = word.text == "-" and (before is None or not before.ends_operand)
            self._last = word
        return out


# --- 算例 ------------------------------------------------------------------------------------------------


class _Item(NamedTuple):
    """A line of an 算例: ``level`` 1 is a record's first field, 2 another of its fields."""

    level: int
    name: str
    value: str


def _items(lines: Iterable[str]) -> list[_Item | str] | None:
    """The lines of an 算例, comments and empty lines as texts; None where one is not understood."""
    items: list[_Item | str] = []
    top: int | None = None
    for raw in lines:
        line = normalise(raw).rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            items.append(raw.strip())
            continue
        indent = len(line) - len(line.lstrip())
        dash = line[indent : indent + 2] == "- "
        colon = line.find(":")
        name = line[indent + 2 * dash : colon].strip()
        below = top is not None and (dash or indent > top)
        if colon < 0 or not name or (dash and not below):
            return None
        top = top if below else indent
        # The value stays as it stands in the file.
        items.append(_Item(1 if dash else 2 if below else 0, name, raw.rstrip()[colon + 1 :].strip()))
    return items


def _example(lines: list[str]) -> list[str] | None:
    items = _items(lines)
    if items is None:
        return None
    laid: list[str] = []
    margin = ""
    for item in reversed(items):  # a comment stands where the line below it does
        if isinstance(item, str):
            laid.append(f"{margin}{item}" if item else "")
            continue
        margin = INDENT * item.level
        laid.append(f"{margin}{'- ' if item.level == 1 else ''}{item.name}: {item.value}".rstrip())
    return laid[::-1]


# --- What must stay the same -----------------------------------------------------------------------------


def _meaning(text: str) -> object:
    """What a file says, without its layout: front matter, prose, headings, syntax trees, 算例, comments."""
    source = Source("", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    faults = Faults(source)
    document = read_document(faults)
    front = tuple((entry.key, entry.value) for entry in document.front)
    found = sorted((fault.code, fault.details) for fault in faults if not fault.code.startswith("E1"))
    return front, found, [list(_section(source, section)) for section in document.sections]


def _section(source: Source, section: Section) -> Iterator[object]:
    yield section.level, section.title, section.key, sorted(section.classes), section.attributes
    for part in section.content:
        if isinstance(part, Block):
            word, _, name = part.info.partition(" ")
            yield word, name.strip(), _block_meaning(source, part)
        elif isinstance(part, tuple):
            yield part[1]
        else:
            yield [[cell for cell, _ in row] for row in (part.header, *part.rows)]


def _block_meaning(source: Source, block: Block) -> object:
    if block.info.split(" ", 1)[0] == "规则":
        faults = Faults(source)
        trees = [_tree_meaning(statement.tree) for statement in parse_block(faults, block)]
        codes = sorted(fault.code for fault in faults)
        return trees, codes, [line.comment for line in map(_read_line, block.lines) if line.comment]
    if block.info.split(" ", 1)[0] == "算例":
        items = _items(block.lines)
        return block.lines if items is None else [item for item in items if item]
    return block.lines


def _tree_meaning(tree: Branch) -> object:
    """A syntax tree without places."""
    return tree.data, [
        _tree_meaning(child)
        if hasattr(child, "data")
        else (child.type, _token_meaning(child.type, str(child)))
        for child in tree.children
    ]


def _token_meaning(kind: str, text: str) -> str:
    return "" if kind in ("AT_LEAST", "AT_MOST_SIGN", "UNEQUAL") else text
