"""Questions about several schemes or versions at once: what excludes, overlaps, and adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

import z3

from duixian.book import PolicyBook
from duixian.language.quantity import money_words
from duixian.language.tree import Policy, Scheme, Text, Version
from duixian.prove import arithmetic
from duixian.prove.answers import PROVEN, REFUTED, UNKNOWN, Answer
from duixian.prove.cases import replayed
from duixian.prove.encoding import Encoded, Encoder, Subject
from duixian.prove.inputs import Inputs, Term, holds
from duixian.prove.jumps import LARGE
from duixian.prove.questions import Finding, Named, assumptions_of, settled
from duixian.prove.solving import Solving, value
from duixian.registry.recipient import RecipientFacts

LAST = date.max


class Taken(NamedTuple):
    """A scheme, and whether the recipient takes it."""

    taken: Term
    encoded: Encoded

    @property
    def name(self) -> str:
        """``14.firm``."""
        return self.encoded.subject.scheme_label


class TogetherQuestions:
    """Asks about the schemes of a list together. ``on`` is the day for which it is asked what adds up; ``stated``
    are facts of one recipient that are taken as given there."""

    def __init__(
        self,
        book: PolicyBook,
        policies: Sequence[Policy],
        solving: Solving,
        *,
        records: int,
        on: date,
        stated: RecipientFacts | None = None,
    ) -> None:
        self.book = book
        self.policies = policies
        self.solving = solving
        self.records = records
        self.on = on
        self.stated = stated

    def questions(self) -> Iterator[Callable[[], Answer]]:
        """The questions, each asked when it is called."""
        for policy in self.policies:
            for scheme in policy.schemes:
                if len(scheme.versions) > 1:
                    yield lambda policy=policy, scheme=scheme: self._versions(policy, scheme)  # type: ignore[misc]
        for first, second in self._pairs():
            yield lambda first=first, second=second: self._exclusive(first, second)  # type: ignore[misc]
        kinds = [kind.key for kind in self.book.listed.vocabulary.kinds if not kind.role]
        for kind in kinds if self.stated is None else [self.stated.kind]:
            if len(self._in_force(kind)) > 1:
                yield lambda kind=kind: self._held_together(kind)  # type: ignore[misc]
                yield lambda kind=kind: self._drawn_together(kind)  # type: ignore[misc]

    # --- Versions ----------------------------------------------------------------------------------------

    def _versions(self, policy: Policy, scheme: Scheme) -> Answer:
        statement = Text("各版本的日期不重叠", "no day falls into two versions")

        def ask() -> None:
            day = z3.Int("day")
            for first, second in combinations(scheme.versions, 2):
                model = self.solving.model([*_days(first, day), *_days(second, day)])
                if model is not None:
                    both = date.fromordinal(value(model, day))
                    raise Finding(REFUTED, Text(f"{both} 在两个版本里", f"{both} falls into two versions"))
            raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))

        return self._answer("versions_apart", f"{policy.number}.{scheme.key}", "", statement, ask)

    # --- Exclusion ---------------------------------------------------------------------------------------

    def _pairs(self) -> Iterator[tuple[Subject, Subject]]:
        """Each version that excludes another scheme or is excluded by one, with a version of that one in force at
        the same time; both ways round."""
        listed = self.book.listed
        everyone = [
            Subject(listed, policy, scheme, version, {})
            for policy in listed.policies
            for scheme in policy.schemes
            for version in scheme.versions
        ]
        asked = {policy.key for policy in self.policies}
        for first in everyone:
            for second in everyone:
                if first.name == second.name or first.policy.key not in asked:
                    continue
                if _excludes(first, second) or _excludes(second, first):
                    yield first, second

    def _exclusive(self, paid: Subject, other: Subject) -> Answer:
        statement = Text(
            f"得了 {paid.label} 就得不到 {other.label}",
            f"whoever is paid {paid.label} is not paid {other.label}",
        )
        inputs = Inputs(self.book.listed.vocabulary, records=self.records, awards=True)
        encoded = Encoder(other, inputs).encoded()

        def ask() -> None:
            before = inputs.paid_before(paid.name)
            assert before is not None
            gets = arithmetic.opposite(encoded.barred) if encoded.high is None else encoded.high > 0
            asked = [*inputs.domain, before.this_year, before.paid > 0, encoded.possible, gets]
            model = self.solving.smallest(asked, [inputs])
            if model is None:
                raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))
            case = replayed(self.book, encoded, inputs, model)
            raise Finding(REFUTED, Text("两样都能得", "both can be had"), (("两样都得", case),))

        return self._answer("exclusive", paid.label, other.label, statement, ask, inputs=inputs)

    # --- Adding up ---------------------------------------------------------------------------------------

    def _in_force(self, kind: str) -> list[Subject]:
        found = []
        for policy in self.policies:
            for scheme in policy.schemes:
                version = scheme.version(self.on)
                if version is not None and any(one.kind == kind for one in version.recipients):
                    found.append(Subject(self.book.listed, policy, scheme, version, {}))
        return found

    def _all(self, kind: str) -> tuple[Inputs, list[Taken], list[Term]]:
        """One recipient of a kind, all schemes for it, and what is taken as given: of schemes that exclude each
        other it takes one."""
        inputs = Inputs(self.book.listed.vocabulary, records=self.records)
        schemes = [
            Taken(z3.Bool(subject.scheme_label), Encoder(subject, inputs).encoded())
            for subject in self._in_force(kind)
        ]
        given = [inputs.kind == inputs.kinds.index(kind)]
        if self.stated is not None:
            given = [unknown == known for unknown, known in inputs.given(self.stated)]
        given += [z3.Implies(one.taken, one.encoded.possible) for one in schemes]
        for first, second in combinations(schemes, 2):
            pair = first.encoded.subject, second.encoded.subject
            if _excludes(*pair) or _excludes(*pair[::-1]):
                given.append(z3.Not(z3.And(first.taken, second.taken)))
        return inputs, schemes, [*inputs.domain, *given]

    def _held_together(self, kind: str) -> Answer:
        names = self._kind_words(kind)
        statement = Text(
            f"{self.on}:同一{names.zh}可以同时享受为它设的每一条",
            f"on {self.on} one {names.en.lower()} can hold every scheme for its kind",
        )
        inputs, schemes, given = self._all(kind)

        def ask() -> None:
            held = z3.Sum([z3.If(one.taken, 1, 0) for one in schemes])
            model = self.solving.largest(given, held)
            if model is None:
                raise Finding(UNKNOWN, Text("所给事实自相矛盾", "the stated facts contradict each other"))
            together = [one for one in schemes if holds(model, one.taken)]
            for one in together:
                replayed(self.book, one.encoded, inputs, model, self.on)
            if len(together) == len(schemes):
                raise Finding(PROVEN, Text(f"{len(schemes)}条都可以", f"all {len(schemes)} of them"))
            never = [one for one in schemes if self.solving.model([*given, one.taken]) is None]
            apart = [
                f"{first.name} + {second.name}"
                for first, second in combinations([one for one in schemes if one not in never], 2)
                if self.solving.model([*given, first.taken, second.taken]) is None
            ]
            names = [one.name for one in never]
            words = Text(
                f"{len(schemes)}条里至多同时享受{len(together)}条;享受不了:{'、'.join(names) or '—'};"
                f"不能同享:{'、'.join(apart) or '—'}",
                f"at most {len(together)} of {len(schemes)}; never: {', '.join(names) or '—'}; "
                f"not together: {', '.join(apart) or '—'}",
            )
            raise Finding(REFUTED, words)

        return self._answer("held_together", "", kind, statement, ask, inputs=inputs)

    def _drawn_together(self, kind: str) -> Answer:
        names = self._kind_words(kind)
        statement = Text(
            f"{self.on}:同一{names.zh}从清单里能得的有最高数",
            f"on {self.on} there is a most that one {names.en.lower()} can draw from the list",
        )
        inputs, schemes, given = self._all(kind)

        def ask() -> None:
            bounded, others = self._bounded(schemes, given)
            if not bounded:
                raise Finding(UNKNOWN, Text("没有一条有最高数", "none of the schemes has a most"))
            total = z3.Int("drawn")
            drawn = z3.Sum([z3.If(one.taken, one.encoded.high, 0) for one in bounded])
            model = self.solving.largest([*given, total == drawn], total)
            if model is None:
                raise Finding(UNKNOWN, Text("所给事实自相矛盾", "the stated facts contradict each other"))
            reached = [*given, total == drawn, total == value(model, total)]
            smallest = self.solving.smallest(reached, [inputs])
            assert smallest is not None
            paying = [
                one for one in bounded if holds(smallest, one.taken) and value(smallest, one.encoded.high) > 0
            ]
            cases: Named = tuple(
                (one.name, replayed(self.book, one.encoded, inputs, smallest, self.on)) for one in paying
            )
            fen = sum(case.maximum or 0 for _, case in cases)
            zh = f"最多 {money_words(fen, 'zh')},来自 {'、'.join(name for name, _ in cases)}"
            en = f"at most {money_words(fen, 'en')}, from {', '.join(name for name, _ in cases)}"
            if others:
                zh += f";另有没有最高数或待定的:{'、'.join(others)}"
                en += f"; besides, without a most or 待定: {', '.join(others)}"
            raise Finding(REFUTED if others else PROVEN, Text(zh, en), cases)

        return self._answer("drawn_together", "", kind, statement, ask, inputs=inputs)

    def _bounded(self, schemes: list[Taken], given: list[Term]) -> tuple[list[Taken], list[str]]:
        """The schemes whose amount has a most for the recipient, and the names of the others."""
        bounded: list[Taken] = []
        others: list[str] = []
        for one in schemes:
            high = one.encoded.high
            unbounded = [*given, one.taken] if high is None else [*given, one.taken, high > LARGE]
            if self.solving.model(unbounded) is not None:
                others.append(one.name)
            elif high is not None:
                bounded.append(one)
        return bounded, others

    def _kind_words(self, kind: str) -> Text:
        return self.book.listed.vocabulary.kind_by_name[kind].name

    def _answer(
        self,
        question: str,
        subject: str,
        about: str,
        statement: Text,
        ask: Callable[[], None],
        *,
        inputs: Inputs | None = None,
    ) -> Answer:
        verdict, words, cases, jumps = settled(ask, self.solving)
        taken = () if inputs is None else assumptions_of(inputs)
        return Answer(question, subject, about, verdict, statement, words, cases, jumps, taken)


def _excludes(first: Subject, second: Subject) -> bool:
    """Whether one version excludes the other's scheme while both are in force."""
    if not any(
        name.policy == second.policy.number and name.scheme == second.scheme.key
        for name in first.version.excludes
    ):
        return False
    one, other = first.version, second.version
    begins = max(version.start or date.min for version in (one, other))
    return begins <= min(version.end or LAST for version in (one, other))


def _days(version: Version, day: Term) -> Iterator[Term]:
    yield day >= (version.start or date.min).toordinal()
    yield day <= (version.end or LAST).toordinal()
