"""The 算例 put to the test: each slip is read as any text of a policy, and the 算例 run on what it says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from duixian.book import PolicyBook
from duixian.check import policy_cases, run_case
from duixian.language.diagnostics import Diagnostic, Faults
from duixian.language.files import read_bytes, read_text
from duixian.language.library import PolicyList
from duixian.language.node import Node, replaced
from duixian.language.policy import Clause, PolicyFile, read_policy
from duixian.language.source import Source, without_english
from duixian.language.tree import NO_WORDS, Policy, Text
from duixian.mutation.slips import Slip, slips

CAUGHT, REFUSED, SURVIVED = "caught", "refused", "survived"


class Mutant(Node):
    """A policy with one slip in it. ``clause`` says where: ``11.purchase[2025-04-17]``, or ``11`` for the rule
    under the H1; ``line`` and ``written`` are the line as it stands and with the slip (empty: left out)."""

    policy: Policy
    clause: str
    heading: str
    source: Source
    slip: Slip
    line: str
    written: str

    @property
    def place(self) -> str:
        """The place of the slip: ``…/11-compute-voucher.md:41:13``."""
        return f"{self.source.name}:{self.slip.span.line}:{self.slip.span.column}"

    def objection(self) -> Diagnostic:
        """What to say where no 算例 catches the slip."""
        faults = Faults(self.source)
        faults.heading = self.heading
        change = {"change": self.slip.words("zh"), "change_en": self.slip.words("en")}
        row = f"| {self.clause} | {self.line} | {self.written} | 理由 | Reason |"
        faults.add("W612", self.slip.span, **change, row=row)
        return faults.found[0]


class Verdict(Node):
    """What became of a mutant: caught ``by`` an 算例, refused by the language with a code, or survived, perhaps
    for a ``reason``."""

    mutant: Mutant
    fate: str
    by: str = ""
    reason: Text = NO_WORDS


class Examiner:
    """Judges the mutants of one policy. All that a slip does not touch is shared: the vocabulary, the other
    policies of the list, the text around it."""

    def __init__(self, listed: PolicyList, policy: Policy) -> None:
        self.listed = listed
        self.policy = policy
        path = listed.path / policy.path
        self._file = read_policy(read_text(str(path), read_bytes(path)), listed.vocabulary, listed.head)
        self._order = [number for number, _ in enumerate(policy_cases(policy))]
        """The 算例 by their numbers, the one that caught the last mutant first: it may well catch the next."""

    @cached_property
    def mutants(self) -> tuple[Mutant, ...]:
        """The mutants of the policy, in the order of its text."""
        return tuple(mutant for clause in self._file.clauses for mutant in self._of_clause(clause))

    def _of_clause(self, clause: Clause) -> Iterator[Mutant]:
        source = self._file.faults.source
        name = self._name(clause)
        for slip in slips(source, clause.block, self.listed.vocabulary):
            number = slip.span.line
            line, written = (_plain(text) for text in (source.line(number), slip.written(source)[number - 1]))
            yield Mutant(self.policy, name, clause.heading, source, slip, line, written)

    def _name(self, clause: Clause) -> str:
        for scheme in self._file.policy.schemes if self._file.policy else ():
            for version in scheme.versions:
                if version is clause.version:
                    several = f"[{version.start or '…'}]" if len(scheme.versions) > 1 else ""
                    return f"{self.policy.number}.{scheme.key}{several}"
        return str(self.policy.number)

    def judge(self, mutant: Mutant) -> Verdict:
        """Read a mutant and run the 算例 of the policy until one does not come out as it should."""
        file = self.read(mutant)
        if file.policy is None:
            first = next(found for found in file.faults if found.severity == "error")
            return Verdict(mutant, REFUSED, first.code)
        book, cases = self.book(file.policy), list(policy_cases(file.policy))
        catcher = next((number for number in self._order if any(run_case(book, cases[number]))), None)
        if catcher is None:
            return Verdict(mutant, SURVIVED)
        self._order.remove(catcher)
        self._order.insert(0, catcher)
        return Verdict(mutant, CAUGHT, cases[catcher].example.name)

    def read(self, mutant: Mutant) -> PolicyFile:
        """What the language makes of a mutant."""
        text = "\n".join(mutant.slip.written(mutant.source))
        return read_policy(Faults(Source(mutant.source.name, text)), self.listed.vocabulary, self.listed.head)

    def book(self, policy: Policy) -> PolicyBook:
        """The list with a policy in the place of the one examined."""
        others = (policy if other is self.policy else other for other in self.listed.policies)
        return PolicyBook(replaced(self.listed, policies=tuple(others)))


def _plain(line: str) -> str:
    """A line of a rule without the English beside quoted Chinese, with single spaces."""
    return " ".join(without_english(line).split())
