"""mutants.md: why a slip that no 算例 can catch may stay, one row for each."""

from __future__ import annotations

from pathlib import Path

from duixian.language.diagnostics import Faults
from duixian.language.document import check_marks, read_document, read_table
from duixian.language.files import read_bytes, read_text
from duixian.language.library import MUTANTS_FILE
from duixian.language.node import Node
from duixian.language.source import Source, Span
from duixian.language.tree import Text

COLUMNS = ("条款", "原文", "误作", "理由", "Reason")


class Reason(Node):
    """A row of mutants.md: the clause, the line as it stands, the line with the slip (empty: left out), and why
    it may stay."""

    clause: str
    line: str
    written: str
    words: Text
    span: Span


class Reasons:
    """The reasons of a list; ``faults`` is what is wrong with them. Without the file there are none."""

    def __init__(self, folder: Path) -> None:
        path = folder / MUTANTS_FILE
        self.faults = (
            read_text(str(path), read_bytes(path)) if path.exists() else Faults(Source(str(path), ""))
        )
        self.rows = [] if self.faults.errors else self._rows()

    def _rows(self) -> list[Reason]:
        rows: list[Reason] = []
        for section in read_document(self.faults).sections:
            check_marks(self.faults, section, ("survivors",))
            if "survivors" not in section.classes:
                continue
            for table in section.tables:
                for row in read_table(self.faults, table, COLUMNS):
                    clause, line, written, chinese, english = (row[column][0] for column in COLUMNS)
                    rows.append(Reason(clause, line, written, Text(chinese, english), row["条款"][1]))
                    if not english:
                        self.faults.add("W611", row["理由"][1], name=chinese)
        return rows
