"""One layout for policy files. Only white space and the form of signs change: prose, tables and quoted texts
stay as they are, and a block that cannot be read is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from duixian.language import limits
from duixian.language.diagnostics import Faults
from duixian.language.document import Block, Section, pieces, read_document
from duixian.language.source import QUOTED, Source, Span, normalise
from duixian.language.syntax import Branch, Chunk, cut, parse_block
from duixian.language.words import KEYWORDS

INDENT = "  "


class LaidOut(NamedTuple):
    """A file laid out. ``refused``: laying it out would have changed what it says, so it stays as it was."""

    text: str
    refused: bool = False


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
    out = _Paper()
    if body and not faults.errors:
        out.set_apart(_front(lines[:body]))
    else:
        out.lines += lines[:body]
    done = body
    for part in parts:
        out.lines += lines[done : part.first]
        own = lines[part.first : part.last]
        if part.kind == "heading":
            out.set_apart([line.rstrip() for line in own])
        elif part.kind == "fence":
            out.set_apart(_fence(source, part.first, own))
        else:
            out.lines += own
        done = part.last
    out.lines += lines[done:]
    return "\n".join(out.lines).rstrip("\n").lstrip("\n") + "\n" if any(out.lines) else ""


class _Paper:
    """Lines as they are put down; headings and blocks stand alone."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._after_gap = False

    def set_apart(self, lines: list[str]) -> None:
        """Put lines down with one empty line before and after."""
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        if self.lines:
            self.lines.append("")
        self.lines += [*lines, ""]


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
