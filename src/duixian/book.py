"""A policy list in use: load it once, decide any number of recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.decide.case import Case, result_of
from duixian.decide.decision import Decision
from duixian.decide.plan import BookPlan
from duixian.language.diagnostics import Diagnostic, nearest
from duixian.language.library import PolicyList, list_folders, read_list
from duixian.registry.recipient import RecipientFacts

if TYPE_CHECKING:
    from duixian.census.run import Census
    from duixian.prove.changes_needed import ChangesNeeded
    from duixian.prove.sharper import SharperAnswer

CHINA = timezone(timedelta(hours=8))
"""The day on which a policy is in force is a day in China."""

Readings = Mapping[tuple[str, str], Mapping[str, str]]
"""Chosen readings: (policy key, scheme key) -> reading key -> option key."""


class PolicyError(Exception):
    """The list has faults that keep it from being used; ``diagnostics`` says which."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(found.render("zh") for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


class FactsError(Exception):
    """The facts given have faults; ``diagnostics`` names every one with its path."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(found.render("zh") for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


class ReadingError(ValueError):
    """A chosen reading that the list does not have; ``chosen`` is what was asked, ``known`` what there is."""

    chosen: str
    known: tuple[str, ...]

    def __init__(self, chosen: str, known: Sequence[str]) -> None:
        super().__init__(f"{chosen}: no such reading; there are: {', '.join(known) or '—'}")
        self.chosen = chosen
        self.known = tuple(known)


class UnknownNameError(LookupError):
    """A policy, a scheme or a fact that the list does not have; ``name`` is what was asked for, ``known`` what
    there is."""

    name: object
    known: tuple[str, ...]

    def __init__(self, what: str, name: object, known: Sequence[str]) -> None:
        near = "" if str(name).isdecimal() else nearest(str(name), known)
        there = f"did you mean {near!r}?" if near else f"there are: {', '.join(known) or '—'}"
        super().__init__(f"no {what} {name!r}; {there}")
        self.name = name
        self.known = tuple(known)


def today() -> date:
    """The day it is in China."""
    return datetime.now(CHINA).date()


def _case_day(on: object) -> date:
    """The day of a case, which is today where none is given."""
    if on is None:
        return today()
    if not isinstance(on, date) or isinstance(on, datetime):
        given = f"{type(on).__module__}.{type(on).__qualname__} {on!r}"
        raise TypeError(f"on is a day like datetime.date(2025, 6, 30), without a time, not {given}")
    return on


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
        return self.decide_typed(self._typed(facts), _case_day(on), self.chosen_readings(readings or {}))

    def decide_scheme(
        self,
        policy: str | int,
        scheme: str,
        facts: Mapping[str, Any] | RecipientFacts,
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> Decision:
        """Decide one scheme: ``policy`` by number or key, ``scheme`` by key, all else as in ``decide``.

        Raises UnknownNameError where the list has no such policy or scheme, and whatever ``decide`` raises.
        """
        found = self.listed.policy(policy)
        if found is None:
            known = [name for one in self.listed.policies for name in (str(one.number), one.key)]
            raise UnknownNameError("policy", policy, known)
        keys = [one.key for one in found.schemes]
        if scheme not in keys:
            raise UnknownNameError(f"scheme of policy {found.number}", scheme, keys)
        chosen = self.chosen_readings(readings or {}).get((found.key, scheme), {})
        return self.decide_scheme_typed(found.key, scheme, self._typed(facts), _case_day(on), chosen)

    def decide_exactly(
        self,
        facts: Mapping[str, Any] | RecipientFacts,
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> list[SharperAnswer]:
        """Decide every scheme, as sharply as can be where facts are unknown: what holds whatever they are.

        Takes and raises what ``decide`` does. Where the solver has no answer in its time, the ordinary one stands
        and ``status`` is ``unknown``. Takes longer than ``decide``, most of all for long lists of records.
        """
        from duixian.prove.sharper import sharper_answers  # the solver is heavy

        typed = self._typed(facts)
        decisions = self.decide_typed(typed, _case_day(on), self.chosen_readings(readings or {}))
        return sharper_answers(self.listed, typed, decisions)

    def what_would_it_take(
        self,
        facts: Mapping[str, Any] | RecipientFacts,
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
        *,
        change: Iterable[str] = (),
    ) -> list[ChangesNeeded]:
        """The fewest and smallest changes of facts that make a recipient entitled, or reach the next step.

        ``change`` names the facts that may change, by key or Chinese name (``main_revenue``, ``trucks``,
        ``trucks.diesel``, ``trucks[0].diesel``, ``roles``); by default numbers, yes/no and categories, and one more
        record of a kind. Unknown facts may always be told. Schemes for others or for other days are left out.

        Raises UnknownNameError for a fact that cannot be chosen, and whatever ``decide`` raises.
        """
        from duixian.prove.changes_needed import changes_needed  # the solver is heavy

        typed = self._typed(facts)
        decisions = self.decide_typed(typed, _case_day(on), self.chosen_readings(readings or {}))
        return changes_needed(self, typed, decisions, self.facts_that_may_change(change))

    def facts_that_may_change(self, names: Iterable[str]) -> frozenset[str]:
        """The paths of facts that ``what_would_it_take`` may change, by their names; raises UnknownNameError."""
        from duixian.prove.changes_needed import changeable_names, chosen_path

        known = changeable_names(self.listed.vocabulary)
        paths = {name: chosen_path(known, name) for name in names}
        for name, path in paths.items():
            if path is None:
                raise UnknownNameError("fact that may change", name, list(known))
        return frozenset(path for path in paths.values() if path is not None)

    def next_question(
        self,
        facts: Mapping[str, Any] | RecipientFacts,
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
        language: str = "zh",
    ) -> dict[str, Any] | None:
        """What to ask a recipient next, as ``duixian ask --json`` prints it; None where nothing that is left to
        ask matters.

        Takes what ``decide`` takes, but the facts need not even say what kind of recipient it is: that is then
        the first question. Put the answer into the facts under ``fact``, or ``fact`` into the list
        ``dont_know``, and call again: nothing is remembered between calls. Raises what ``decide`` raises.
        """
        from duixian.decide.question_words import question_as_json  # like Questionnaire only for asking
        from duixian.decide.questions import Questionnaire

        chosen = self.chosen_readings(readings or {})
        known = self._typed(facts, kind_needed=False)
        return question_as_json(Questionnaire(self.plan, _case_day(on), chosen), known, language)

    def describe(self, path: str, language: str = "zh") -> dict[str, Any]:
        """How a fact is asked for: ``fact`` (its path), ``name``, ``type``, ``unit``, ``choices``, ``text``, and for
        records ``fields``; as in ``next_question``.

        ``path`` is whatever stands in ``missing``: a fact, ``roles``, a kind of record or a field of one record
        (``lease_contracts[2].direct``); or ``kind``. Raises UnknownNameError where the list has no such fact.
        """
        from duixian.decide.question_words import form_of

        vocabulary = self.listed.vocabulary
        form = form_of(vocabulary, path)
        if form is None:
            facts = [fact.key for fact in vocabulary.facts]
            raise UnknownNameError(
                "fact", path, ["kind", *facts, *(records.key for records in vocabulary.records)]
            )
        return form.as_json(language)

    def read_facts(self, facts: Mapping[str, Any]) -> RecipientFacts:
        """The typed facts of one recipient; raises FactsError with every fault."""
        return self._read(facts, kind_needed=True)

    def _typed(
        self, facts: Mapping[str, Any] | RecipientFacts, *, kind_needed: bool = True
    ) -> RecipientFacts:
        return facts if isinstance(facts, RecipientFacts) else self._read(facts, kind_needed=kind_needed)

    def _read(self, facts: Mapping[str, Any], *, kind_needed: bool) -> RecipientFacts:
        from duixian.registry.json_facts import read_facts  # only where facts come untyped

        if not isinstance(facts, Mapping):
            raise TypeError(f"the facts of one recipient are a mapping, not {type(facts).__name__}")
        read = read_facts(facts, self.listed, kind_needed=kind_needed)
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

    def census(
        self,
        source: str | Path | Mapping[str, Any],
        on: date | None = None,
        readings: Mapping[str, str] | None = None,
        *,
        engine: str = "native",
        complete: Iterable[str] = (),
    ) -> Census:
        """Decide every scheme for every recipient of a population, and add up.

        ``source`` is a folder of tables, a workbook, a DuckDB file, a ``postgresql://`` address, or a mapping of
        table names to Arrow tables; ``complete`` names the tables of records that hold every record there is.
        ``engine`` is ``native``, ``duckdb`` or ``spark``. Sums are in fen, with a least and a most.

        Raises SourceError where a table cannot be used, EngineUnavailable where the engine cannot run here.
        """
        from duixian.census.engines import engine_named  # heavy; only a population needs it
        from duixian.census.run import run_census
        from duixian.registry.population import open_population

        population = open_population(source, self.listed, complete=complete)
        chosen = self.chosen_readings(readings or {})
        return run_census(self, population, engine_named(engine), _case_day(on), chosen)

    def decide_scheme_typed(
        self, policy: str, scheme: str, facts: RecipientFacts, on: date, readings: Mapping[str, str]
    ) -> Decision:
        """Decide one scheme for callers that have checked everything: by policy key and scheme key, for typed facts;
        ``readings`` by reading key."""
        found = self.plan.by_name[policy, scheme]
        plan = found.version(on, readings)
        env = self.plan.environment(facts)
        case = Case(self.plan, facts, on, env)
        return Decision(case, found, plan, result_of(self.listed, plan, facts, env, on))

    def chosen_readings(self, chosen: Mapping[str, str]) -> Readings:
        """Check chosen readings; raises ReadingError naming what there is."""
        if not isinstance(chosen, Mapping):
            raise TypeError(
                'readings are a mapping like {"14.operator.base": "increment"}, '
                f"not {type(chosen).__name__}"
            )
        found: dict[tuple[str, str], dict[str, str]] = {}
        for name, option in chosen.items():
            parts = str(name).split(".")
            options = self._options(parts)
            if options is None:
                raise ReadingError(str(name), sorted(self.reading_names))
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
