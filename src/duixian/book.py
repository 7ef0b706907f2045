"""A policy list in use: load it once, decide any number of recipients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from duixian.decide.case import Case, result_of
from duixian.decide.decision import Decision
from duixian.decide.plan import BookPlan
from duixian.language.diagnostics import Diagnostic
from duixian.language.library import PolicyList, list_folders, read_list
from duixian.registry.recipient import RecipientFacts

CHINA = timezone(timedelta(hours=8))
"""The day on which a policy is in force is a day in China."""

Readings = Mapping[tuple[str, str], Mapping[str, str]]
"""Chosen readings: (policy key, scheme key) -> reading key -> option key."""


class PolicyError(Exception):
    """The list has faults that keep it from being used; ``diagnostics`` says which."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(found.render("zh") for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


class FactsError(Exception):
    """The facts given have faults; ``diagnostics`` names every one with its path."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(found.render("zh") for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


class ReadingError(ValueError):
    """A chosen reading that the list does not have; ``chosen`` is what was asked, ``known`` what there is."""

    def __init__(self, chosen: str, known: Sequence[str]) -> None:
        super().__init__(f"{chosen}: no such reading; there are: {', '.join(known) or '—'}")
        self.chosen = chosen
        self.known = tuple(known)


def today() -> date:
    """The day it is in China."""
    return datetime.now(CHINA).date()


def default_list() -> Path:
    """The folder of the list that comes with the package: inside the installed package, or beside the
    sources in a checkout."""
    package = Path(__file__).parent
    for root in (package / "policies", package.parents[1] / "policies"):
        folders = list_folders(root)
        if folders:
            return folders[0]
    return package / "policies"


def load(path: str | Path | None = None) -> PolicyBook:
    """Load a policy list from its folder (by default Qingdao's of 2024).

    Raises PolicyError where anything in it cannot be used: a list is never half-applied.
    """
    folder = default_list() if path is None else Path(path)
    folders = list_folders(folder)
    listed = read_list(folders[0] if len(folders) == 1 else folder)
    if listed.errors:
        raise PolicyError(listed.errors)
    return PolicyBook(listed)


class PolicyBook:
    """A loaded policy list. Any number of threads may use it at the same time; the decisions of one call share
    what they have seen, and stay with one thread."""

    def __init__(self, listed: PolicyList) -> None:
        self.listed = listed
        self.plan = BookPlan(listed)

    def decide(
        self,
        facts: Mapping[str, Any] | RecipientFacts,
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> list[Decision]:
        """Decide every scheme of the list for one recipient.

        ``facts`` are those of a facts file (English keys or Chinese names; money as decimal strings, integers
        in yuan, ``Decimal`` or text with a unit), or typed facts. ``on`` is the day of the case (today in
        China). ``readings`` maps ``POLICY.SCHEME.NAME`` (``14.operator.base``) to an option's key.

        Raises FactsError with every fault of the facts, ReadingError for an unknown reading.
        """
        typed = facts if isinstance(facts, RecipientFacts) else self.read_facts(facts)
        return self.decide_typed(typed, on or today(), self.chosen_readings(readings or {}))

    def read_facts(self, facts: Mapping[str, Any]) -> RecipientFacts:
        """The typed facts of one recipient; raises FactsError with every fault."""
        from duixian.registry.json_facts import read_facts  # only where facts come untyped

        if not isinstance(facts, Mapping):
            raise TypeError(f"the facts of one recipient are a mapping, not {type(facts).__name__}")
        read = read_facts(facts, self.listed)
        if read.diagnostics:
            raise FactsError(read.diagnostics)
        return read.recipients[0]

    def decide_typed(self, facts: RecipientFacts, on: date, readings: Readings) -> list[Decision]:
        """Decide every scheme for typed facts."""
        in_force = self.plan.in_force(on, readings)
        env = self.plan.environment(facts)
        case = Case(self.plan, facts, on, env)
        return [
            Decision(case, scheme, plan, result_of(self.listed, plan, facts, env, on))
            for scheme, plan in in_force
        ]

    def decide_scheme(
        self, policy: str, scheme: str, facts: RecipientFacts, on: date, readings: Mapping[str, str]
    ) -> Decision:
        """Decide one scheme, by policy key and scheme key, for typed facts; ``readings`` by reading key."""
        found = self.plan.by_name[policy, scheme]
        plan = found.version(on, readings)
        env = self.plan.environment(facts)
        case = Case(self.plan, facts, on, env)
        return Decision(case, found, plan, result_of(self.listed, plan, facts, env, on))

    def chosen_readings(self, chosen: Mapping[str, str]) -> Readings:
        """Check chosen readings; raises ReadingError naming what there is."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for name, option in chosen.items():
            parts = name.split(".")
            options = self._options(parts)
            if options is None:
                raise ReadingError(name, sorted(self.reading_names))
            if option not in options:
                raise ReadingError(f"{name}={option}", [f"{name}={known}" for known in sorted(options)])
            policy = self.listed.policy(parts[0])
            assert policy is not None
            found.setdefault((policy.key, parts[1]), {})[parts[2]] = option
        return found

    @cached_property
    def reading_names(self) -> dict[str, set[str]]:
        """The readings of the list, ``14.operator.base``, with their options."""
        names: dict[str, set[str]] = {}
        for policy in self.listed.policies:
            for scheme in policy.schemes:
                for version in scheme.versions:
                    for reading in version.readings:
                        options = {option.key for option in reading.options}
                        names.setdefault(f"{policy.number}.{scheme.key}.{reading.key}", set()).update(options)
        return names

    def _options(self, parts: list[str]) -> set[str] | None:
        policy = self.listed.policy(parts[0]) if len(parts) == 3 else None
        return self.reading_names.get(f"{policy.number}.{parts[1]}.{parts[2]}") if policy else None
