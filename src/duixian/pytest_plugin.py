"""pytest collects the 算例 of a policy list: every city tests its list with ``pytest policies/``.

A policy file becomes a collector when list.md and vocabulary.md stand beside it: one test that it reads
without faults, and one for each 算例, named by its sentence. The plugin comes with the package; nothing of it
is loaded before pytest meets a policy list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.check import Case
    from duixian.language.diagnostics import Diagnostic

_POLICY_FILE = re.compile(r"\d+-.+\.md")
_BOOKS = pytest.StashKey[dict[Path, "PolicyBook"]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PolicyFile | None:
    """Collect a policy file of a list."""
    beside = (file_path.parent / name for name in ("list.md", "vocabulary.md"))
    if _POLICY_FILE.fullmatch(file_path.name) and all(path.exists() for path in beside):
        return PolicyFile.from_parent(parent, path=file_path)
    return None


class FaultyPolicyError(Exception):
    """A policy file or an 算例 has faults; the text shows each as ``duixian check`` does."""


class PolicyFile(pytest.File):
    """A policy file with its 算例."""

    def collect(self) -> Iterator[pytest.Item]:
        from duixian.check import policy_cases

        book = self._book()
        own = [found for found in book.listed.diagnostics if Path(found.file).name == self.path.name]
        yield ReadItem.from_parent(self, name="reads without faults", faults=own)
        policy = next((policy for policy in book.listed.policies if policy.path == self.path.name), None)
        if policy is None:
            return
        for case in policy_cases(policy):
            start = f"[{case.version.start}]" if len(case.scheme.versions) > 1 else ""
            yield CaseItem.from_parent(
                self, name=f"{case.scheme.key}{start}::{case.example.name}", book=book, case=case
            )

    def _book(self) -> PolicyBook:
        """The list the file stands in, read once a session."""
        from duixian.book import PolicyBook
        from duixian.language.library import read_list

        books = self.session.stash.setdefault(_BOOKS, {})
        folder = self.path.parent
        if folder not in books:
            books[folder] = PolicyBook(read_list(folder, lint=True))
        return books[folder]


class _Item(pytest.Item):
    def _refuse(self, faults: list[Diagnostic]) -> None:
        if faults:
            raise FaultyPolicyError("\n".join(fault.render("zh") for fault in faults))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, FaultyPolicyError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class ReadItem(_Item):
    """That a policy file reads without faults."""

    def __init__(self, *, faults: list[Diagnostic], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.faults = faults

    def runtest(self) -> None:
        self._refuse(self.faults)


class CaseItem(_Item):
    """One 算例."""

    def __init__(self, *, book: PolicyBook, case: Case, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.book = book
        self.case = case

    def runtest(self) -> None:
        from duixian.check import run_cases

        self._refuse(list(run_cases(self.book, self.case.policy, [self.case])))
