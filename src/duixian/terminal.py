"""Writing for people and programs: one place that knows the language, the width and where output goes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from duixian.language.diagnostics import Diagnostic

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 110
"""Columns where the output is not a terminal and nothing says how wide it is."""

DONE, FAULTY, MISUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: done; the input has faults; wrong usage; stopped by the user (Ctrl-C)."""


class Terminal:
    """Where a command writes. ``language`` is ``zh`` or ``en``; without a ``console`` one is made for standard
    output when something is laid out for people."""

    def __init__(self, language: str, *, as_json: bool, console: Console | None = None) -> None:
        self.language = language
        self.as_json = as_json
        self._console = console

    def say(self, chinese: str, english: str) -> str:
        """The words in the chosen language."""
        return chinese if self.language == "zh" else english

    @property
    def console(self) -> Console:
        """The Rich console to print on; Rich loads only when this is asked for."""
        if self._console is None:
            from rich.console import Console

            wide = sys.stdout.isatty() or "COLUMNS" in os.environ
            width = None if wide else PIPE_WIDTH
            self._console = Console(width=width, highlight=False, markup=False, emoji=False)
        return self._console

    def write_json(self, value: Any) -> None:
        """One JSON document on standard output."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def write(self, text: str) -> None:
        """A line of plain text on standard output."""
        sys.stdout.write(text + "\n")

    def complain(self, text: str) -> None:
        """A line on standard error."""
        sys.stderr.write(text + "\n")

    def complain_of(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Diagnostics on standard error, as text or as one JSON document."""
        found = list(diagnostics)
        if self.as_json and found:
            faults = {"diagnostics": [diagnostic.as_json(self.language) for diagnostic in found]}
            self.complain(json.dumps(faults, ensure_ascii=False, indent=2))
            return
        for diagnostic in found:
            self.complain(diagnostic.render(self.language))
