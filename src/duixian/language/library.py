"""Reading a whole policy list: a folder with list.md, vocabulary.md and one file per policy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from duixian.language import cache, limits
from duixian.language.diagnostics import Diagnostic, Faults, in_order
from duixian.language.files import read_bytes, read_text
from duixian.language.node import Node
from duixian.language.source import NOWHERE, Source, Span, line_span
from duixian.language.tree import ListHead, Policy, Text
from duixian.language.vocabulary import Vocabulary

LIST_FILE = "list.md"
VOCABULARY_FILE = "vocabulary.md"
MUTANTS_FILE = "mutants.md"
"""Why some slips of the pen stay uncaught; see ``duixian.mutation``."""


class PolicyList(Node):
    """A policy list as read: its head, vocabulary and the policies that could be loaded, by number."""

    path: Path
    head: ListHead
    vocabulary: Vocabulary
    policies: tuple[Policy, ...]
    diagnostics: tuple[Diagnostic, ...]
    digests: tuple[tuple[str, str], ...] = ()
    """SHA-256 of each file that was read, by name."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep something from being used."""
        return tuple(found for found in self.diagnostics if found.severity == "error")

    @cached_property
    def by_number(self) -> dict[int, Policy]:
        """The policies by their number in the list."""
        return {policy.number: policy for policy in self.policies}

    def policy(self, name: str | int) -> Policy | None:
        """A policy by number or key; None where there is none."""
        text = str(name)
        return next((policy for policy in self.policies if text in (str(policy.number), policy.key)), None)


def list_folders(path: Path) -> list[Path]:
    """The policy lists at or below a path; for a policy file, the list it stands in."""
    if path.is_file():
        path = path.parent
    if (path / LIST_FILE).exists() or (path / VOCABULARY_FILE).exists():
        return [path]
    return sorted(found.parent for found in path.rglob(LIST_FILE)) if path.is_dir() else []


def policy_files(folder: Path) -> list[Path]:
    """The policy files of a list, by number."""
    found = [path for path in folder.iterdir() if _is_policy(path.name)]
    return sorted(found, key=lambda path: (_number_of(path.name), path.name))


def _is_policy(name: str) -> bool:
    """Every Markdown file of a list is a policy, also one that is named wrongly: it must not go unnoticed."""
    hidden = name.startswith((".", "_")) or name.lower().startswith("readme")
    return name.endswith(".md") and not hidden and name not in (LIST_FILE, VOCABULARY_FILE, MUTANTS_FILE)


def _number_of(name: str) -> int:
    digits = re.match(r"[0-9]{1,9}", name)
    return int(digits.group()) if digits else 10**9


def read_list(folder: Path, *, lint: bool = False) -> PolicyList:
    """Read a policy list. What can be loaded is loaded; every fault is among the diagnostics.

    Trees come from the cache where their text has been read before. With ``lint`` everything is read anew
    and held against the rules of good writing as well.
    """
    return _ListReader(folder, lint).read()


class _ListReader:
    def __init__(self, folder: Path, lint: bool) -> None:
        self.folder = folder
        self.lint = lint
        self.found: list[Diagnostic] = []
        self.digests: list[tuple[str, str]] = []

    def read(self) -> PolicyList:
        head_bytes, vocabulary_bytes = self._required(LIST_FILE), self._required(VOCABULARY_FILE)
        frame_key = cache.content_key(head_bytes or b"", vocabulary_bytes or b"")
        frame = self._frame(frame_key, head_bytes, vocabulary_bytes)
        paths = policy_files(self.folder) if self.folder.is_dir() else []
        if not paths:
            self._whole("E021", folder=self.folder)
        if len(paths) > limits.LIST_FILES:
            self._whole("E115", found=len(paths), limit=limits.LIST_FILES)
            paths = paths[: limits.LIST_FILES]
        # Without a vocabulary every word of a policy would be unknown: then the policies are not read.
        head, vocabulary = frame or (_NO_HEAD, _NO_VOCABULARY)
        policies = self._policies(paths, frame_key, head, vocabulary) if frame else ()
        return PolicyList(
            self.folder, head, vocabulary, policies, tuple(in_order(self.found)), tuple(self.digests)
        )

    def _name(self, path: Path) -> str:
        return str(path)

    def _whole(self, code: str, **details: object) -> None:
        faults = Faults(Source(self._name(self.folder), ""))
        faults.add(code, NOWHERE, near="", where="", **details)
        self.found += faults

    def _required(self, name: str) -> bytes | None:
        content = read_bytes(self.folder / name)
        if isinstance(content, FileNotFoundError | NotADirectoryError):
            self._whole("E019" if name == LIST_FILE else "E020", folder=self.folder)
            return None
        if isinstance(content, OSError):
            self.found += read_text(self._name(self.folder / name), content)
            return None
        self.digests.append((name, cache.content_key(content)))
        return content

    def _frame(
        self, key: str, head_bytes: bytes | None, vocabulary_bytes: bytes | None
    ) -> tuple[ListHead, Vocabulary] | None:
        """The list's head and vocabulary; None where one of them cannot be read as a text at all."""
        absent = head_bytes is None or vocabulary_bytes is None
        kept = None if self.lint or absent else cache.recall(key)
        if isinstance(kept, tuple) and len(kept) == 2:
            head, vocabulary = kept
            if isinstance(head, ListHead) and isinstance(vocabulary, Vocabulary):
                return head, vocabulary
        from duixian.language.listing import read_list_head  # parsing is needed only on a cache miss
        from duixian.language.vocabulary_reader import read_vocabulary

        before = len(self.found)
        head_faults = read_text(self._name(self.folder / LIST_FILE), head_bytes or b"")
        vocabulary_faults = read_text(self._name(self.folder / VOCABULARY_FILE), vocabulary_bytes or b"")
        self.vocabulary_faults = vocabulary_faults
        readable = not head_faults.errors and not vocabulary_faults.errors
        head = _NO_HEAD if head_bytes is None or head_faults.errors else read_list_head(head_faults)
        vocabulary = _NO_VOCABULARY if vocabulary_faults.errors else read_vocabulary(vocabulary_faults)
        self.found += head_faults
        self.found += vocabulary_faults
        if head_bytes is None or vocabulary_bytes is None or not readable:
            return None
        if len(self.found) == before:
            cache.keep(key, (head, vocabulary))
        return head, vocabulary

    def _policies(
        self, paths: list[Path], frame_key: str, head: ListHead, vocabulary: Vocabulary
    ) -> tuple[Policy, ...]:
        policies: list[Policy] = []
        files = []
        for path in paths:
            content = read_bytes(path)
            key = ""
            if isinstance(content, bytes):
                self.digests.append((path.name, cache.content_key(content)))
                key = cache.content_key(frame_key.encode(), path.name.encode(), content)
                kept = None if self.lint else cache.recall(key)
                if isinstance(kept, Policy):
                    policies.append(kept)
                    continue
            from duixian.language.policy import PolicyFile, read_policy  # as above

            faults = read_text(self._name(path), content)
            file = PolicyFile(faults) if faults.errors else read_policy(faults, vocabulary, head)
            files.append(file)
            if self.lint:
                from duixian.language.lint import lint_policy

                lint_policy(file, vocabulary, head)
            if file.policy is not None:
                policies.append(file.policy)
                if not self.lint and not faults.found:
                    cache.keep(key, file.policy)
        if self.lint:
            from duixian.language.lint import lint_vocabulary

            self.vocabulary_faults.heading = ""
            if files and all(file.policy is not None for file in files):
                lint_vocabulary(self.vocabulary_faults, vocabulary, files)
            self.found += self.vocabulary_faults
        for file in files:
            self.found += file.faults
        return self._without_clashes(policies)

    def _without_clashes(self, policies: Iterable[Policy]) -> tuple[Policy, ...]:
        """Policies whose number and key are their own, with exclusions that name known schemes."""
        kept: dict[int, Policy] = {}
        keys: dict[str, Policy] = {}
        for policy in policies:
            other = kept.get(policy.number) or keys.get(policy.key)
            if other is not None:
                self._of_policy(
                    policy, "E026", "编号", name=f"{policy.number} {policy.key}", other=other.path
                )
                continue
            kept[policy.number] = keys[policy.key] = policy
        known = {(policy.number, scheme.key) for policy in kept.values() for scheme in policy.schemes}
        usable: list[Policy] = []
        for policy in kept.values():
            unknown = [
                name
                for scheme in policy.schemes
                for version in scheme.versions
                for name in version.excludes
                if (name.policy, name.scheme) not in known
            ]
            for name in unknown:
                self._of_policy(policy, "E313", name.span, name=f"{name.policy}.{name.scheme}")
            if not unknown:
                usable.append(policy)
        return tuple(sorted(usable, key=lambda policy: policy.number))

    def _of_policy(self, policy: Policy, code: str, at: Span | str, *, name: str, other: str = "") -> None:
        """A fault of a policy that was read before, perhaps from the cache; ``at`` is its place or the key of
        the front matter where it stands."""
        path = self.folder / policy.path
        noted = Faults(read_text(self._name(path), read_bytes(path)).source)
        if isinstance(at, str):
            starts = (line.startswith(at) for line in noted.source.lines)
            line = next((number for number, found in enumerate(starts, 1) if found), 0)
            at = line_span(line, noted.source.line(line)) if line else NOWHERE
        noted.add(code, at, name=name, other=other)
        self.found += noted


_NO_VOCABULARY = Vocabulary((), (), (), (), ())
_NO_HEAD = ListHead(Text("", ""), "", "", "", "", None, None, "", (), (), ())
