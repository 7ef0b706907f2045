"""What is wrong with an input: one type for every pass, every file and every table of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from duixian.language import limits
from duixian.language.node import Node
from duixian.language.source import NOWHERE, Source, Span

if TYPE_CHECKING:
    from duixian.language.codes import Code, Severity


class Diagnostic(Node):
    """One fault. ``where`` is the path inside a data file (``lease_contracts[2].amount``); ``excerpt`` is the
    line of the file; ``details`` fill the words of the code; ``near`` is the nearest known name."""

    code: str
    file: str
    span: Span
    heading: str
    details: tuple[tuple[str, str], ...]
    near: str = ""
    where: str = ""
    excerpt: str = ""

    @property
    def _kind(self) -> Code:
        """The words of its code; loaded only where something is wrong."""
        from duixian.language.codes import CODES

        return CODES[self.code]

    @property
    def severity(self) -> Severity:
        """``error``: what it stands in is not used; ``warning``: it loads, but ``check`` objects."""
        return self._kind.severity

    def title(self, language: str) -> str:
        """What kind of fault it is."""
        return self._kind.title.in_language(language)

    def message(self, language: str) -> str:
        """What is wrong here."""
        return self._kind.message.in_language(language).format(**dict(self.details))

    def hint(self, language: str) -> str:
        """What to do about it."""
        if self.near:
            return f"是否指“{self.near}”?" if language == "zh" else f"Did you mean “{self.near}”?"
        return self._kind.hint.in_language(language).format(**dict(self.details))

    def as_json(self, language: str) -> dict[str, object]:
        """The diagnostic for programs."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "heading": self.heading,
            "where": self.where,
            "title": self.title(language),
            "message": self.message(language),
            "hint": self.hint(language),
        }

    def render(self, language: str) -> str:
        """The diagnostic for people: the place, the line, a caret, what is wrong and what to do."""
        place = f"{self.file}:{self.span.line}:{self.span.column}" if self.span.line else self.file
        between = "" if language == "zh" else " "
        words = f"{self.message(language)}{between}{self.hint(language)}"
        head = f"{place} {self.code} {self.title(language)}".lstrip()  # facts given in Python are in no file
        if not self.span.line:
            path = f"{self.where}: " if self.where else ""
            return f"{head}\n   │ {path}{words}"
        number = str(self.span.line)
        margin = " " * len(number)
        lines = [head]
        if self.heading:
            lines.append(f"{margin} │ {self.heading}")
        start = self.span.column - 1
        one_line = self.span.end_line == self.span.line
        end = self.span.end_column - 1 if one_line else len(self.excerpt)
        excerpt, start, end = _clip(self.excerpt, start, max(end, start + 1))
        lines.append(f"{number} │ {excerpt}".rstrip())
        indent = " " * display_width(excerpt[:start])
        carets = "^" * max(1, display_width(excerpt[start:end]))
        lines.append(f"{margin} │ {indent}{carets} {words}")
        return "\n".join(lines)


_EXCERPT_CHARACTERS = 100


def _clip(excerpt: str, start: int, end: int) -> tuple[str, int, int]:
    """Show at most a screen's width of a very long line, around the fault."""
    length = len(excerpt)
    first = max(0, start - 20) if length > _EXCERPT_CHARACTERS else 0
    shown = excerpt[first : first + _EXCERPT_CHARACTERS].replace("\t", " ")
    shown = "".join(sign if sign.isprintable() else "�" for sign in shown)
    before, after = "…" if first else "", "…" if first + _EXCERPT_CHARACTERS < length else ""
    shift = len(before) - first
    clipped = f"{before}{shown}{after}"
    return clipped, start + shift, min(end + shift, max(len(before + shown), start + shift + 1))


def display_width(text: str) -> int:
    """Columns a text takes in a terminal: Chinese characters take two."""
    import unicodedata  # like difflib below, needed only where something is wrong

    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 0 if unicodedata.combining(sign) else 1
        for sign in text
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like this one, or an empty text where none is alike."""
    if not name or len(name) > 60:
        return ""
    import difflib

    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.55)
    return matches[0] if matches else ""


class Faults:
    """Collects the diagnostics of one file; passes add to it and go on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.heading = ""
        self.found: list[Diagnostic] = []
        self._asked = 0

    def add(
        self, code: str, span: Span = NOWHERE, *, near: str = "", where: str = "", **details: object
    ) -> None:
        """Note a fault at a place of the file. Beyond the limit only that there are more is noted."""
        if len(self.found) >= limits.FILE_FAULTS:
            if len(self.found) > limits.FILE_FAULTS:
                return
            code, near, where, details = "E027", "", "", {"limit": limits.FILE_FAULTS}
        self.found.append(
            Diagnostic(
                code=code,
                file=self.source.name,
                span=span,
                heading=self.heading,
                details=tuple((name, str(value)) for name, value in details.items()),
                near=near,
                where=where,
                excerpt=self.source.line(span.line),
            )
        )

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """The known name most like this one. A file full of unknown names soon gets no more proposals:
        each costs a look at all known names."""
        self._asked += 1
        return nearest(name, known) if self._asked <= limits.FILE_FAULTS else ""

    @property
    def full(self) -> bool:
        """Whether no more faults are noted: then there is no use in reading on."""
        return len(self.found) > limits.FILE_FAULTS

    @property
    def errors(self) -> int:
        """How many of the faults are errors."""
        return sum(1 for diagnostic in self.found if diagnostic.severity == "error")

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by file and position, each once."""
    unique = dict.fromkeys(diagnostics)
    return sorted(
        unique, key=lambda found: (found.file, found.span.line, found.span.column, found.code, found.where)
    )
