"""A text with its name, and places in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from duixian.language.node import Node


class Span(NamedTuple):
    """A stretch of a file: lines and columns count from 1, in characters; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Span(0, 0, 0, 0)
"""The place of what stands in no file."""


def line_span(line: int, text: str, start: int = 0, end: int | None = None) -> Span:
    """The span of ``text[start:end]`` on a line, without the white space around it."""
    stop = len(text) if end is None else end
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(line, start + 1, line, max(stop, start + 1) + 1)


class Source(Node):
    """A file's text. ``name`` is what diagnostics call the file."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends. Only LF and CRLF end a line, as in every editor's line count."""
        return re.split(r"\r?\n", self.text)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1), or an empty text past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def words(self, span: Span) -> str:
        """What stands in a span, its lines joined by one space."""
        if span.line == span.end_line:
            return self.line(span.line)[span.column - 1 : span.end_column - 1]
        first = self.line(span.line)[span.column - 1 :]
        last = self.line(span.end_line)[: span.end_column - 1]
        middle = [self.line(number) for number in range(span.line + 1, span.end_line)]
        return " ".join(part.strip() for part in (first, *middle, last))


# Full-width signs and their ASCII twins, one character for one, so that columns stay those of the file.
SIGNS = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {
    ord(sign): plain
    for sign, plain in {
        "、": ",",
        "\u3000": " ",
        "\u00a0": " ",
        "\t": " ",
        "/": "÷",
        "*": "×",
        "／": "÷",
        "＊": "×",
    }.items()
}

QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')
_ENGLISH_BESIDE = re.compile(r'("[^"]*"|“[^”]*”)\s+(?:"[^"]*"|“[^”]*”)')


def without_english(text: str) -> str:
    """The text of a rule without the English beside quoted Chinese."""
    return _ENGLISH_BESIDE.sub(r"\1", text)


def normalise(text: str) -> str:
    """Replace full-width signs and digits outside quotes by ASCII ones, keeping every column."""
    parts: list[str] = []
    end = 0
    for match in QUOTED.finditer(text):
        parts += (text[end : match.start()].translate(SIGNS), match.group())
        end = match.end()
    parts.append(text[end:].translate(SIGNS))
    return "".join(parts)
