"""Checking a policy list: diagnostics of its files, and its 算例 run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from duixian.book import PolicyBook
from duixian.decide.decision import OUTCOME_WORDS, Decision
from duixian.decide.evaluate import NOT_APPLICABLE, NOT_ENTITLED, FenInterval
from duixian.decide.missing import without_number
from duixian.language.diagnostics import Diagnostic, Faults, in_order
from duixian.language.files import read_bytes, read_text
from duixian.language.library import LIST_FILE, VOCABULARY_FILE, PolicyList, list_folders, read_list
from duixian.language.node import Node
from duixian.language.quantity import money_words
from duixian.language.tree import Example, Expected, Policy, Scheme, Version
from duixian.registry.recipient import example_facts


class Case(Node):
    """An 算例 with the clause it stands in."""

    policy: Policy
    scheme: Scheme
    version: Version
    example: Example


class CheckResult(Node):
    """What checking a path found."""

    lists: tuple[PolicyList, ...]
    policies: int
    schemes: int
    examples: int
    diagnostics: tuple[Diagnostic, ...]


def check(path: Path) -> CheckResult:
    """Check every list at or below a path; for one policy file, that file."""
    folders = list_folders(path) or [path]
    lists = tuple(read_list(folder, lint=True) for folder in folders)
    only = path.name if path.is_file() else ""
    found: list[Diagnostic] = []
    policies = schemes = examples = 0
    for listed in lists:
        found += [fault for fault in listed.diagnostics if not only or _concerns(fault, path)]
        book = PolicyBook(listed)
        for policy in listed.policies:
            if only and policy.path != only:
                continue
            policies += 1
            schemes += len(policy.schemes)
            cases = list(policy_cases(policy))
            examples += len(cases)
            found += run_cases(book, policy, cases)
    return CheckResult(lists, policies, schemes, examples, tuple(in_order(found)))


def _concerns(fault: Diagnostic, path: Path) -> bool:
    """Whether a fault of a list stands in a file, or keeps the file from being read at all."""
    return Path(fault.file).name == path.name or (fault.severity == "error" and not _is_policy(fault.file))


def _is_policy(name: str) -> bool:
    return Path(name).suffix == ".md" and Path(name).name not in (LIST_FILE, VOCABULARY_FILE)


def policy_cases(policy: Policy) -> Iterator[Case]:
    """The 算例 of a policy."""
    for scheme in policy.schemes:
        for version in scheme.versions:
            for example in version.examples:
                yield Case(policy, scheme, version, example)


def run_cases(book: PolicyBook, policy: Policy, cases: list[Case]) -> Iterator[Diagnostic]:
    """Run 算例; a diagnostic for each expectation that does not hold."""
    path = book.listed.path / policy.path
    faults: Faults | None = None
    for case in cases:
        differences = list(run_case(book, case))
        if differences and faults is None:
            faults = read_text(str(path), read_bytes(path))
        for code, expected, details in differences:
            assert faults is not None
            faults.heading = case.scheme.name.zh
            faults.add(code, expected.span, name=case.example.name, **details)
    if faults is not None:
        yield from faults


def run_case(book: PolicyBook, case: Case) -> Iterator[tuple[str, Expected, dict[str, str]]]:
    """What is expected and does not come out, under each reading the 算例 names."""
    example = case.example
    for expected in example.expected:
        readings = dict(example.readings) | dict(expected.readings)
        decision = book.decide_scheme_typed(
            case.policy.key, case.scheme.key, example_facts(example), example.on, readings
        )
        if (decision.outcome, decision.amount) != (expected.outcome, (expected.minimum, expected.maximum)):
            yield "E510", expected, _result_details(expected, decision)
        elif expected is example.expected[0]:
            found = {without_number(path) for path in decision.missing}
            if found != set(example.missing):
                names = {"expected": _names(book, set(example.missing)), "found": _names(book, found)}
                yield "E511", expected, names


def _result_details(expected: Expected, decision: Decision) -> dict[str, str]:
    amount = (expected.minimum, expected.maximum)
    return {
        "expected": _result_words(expected.outcome, amount, "zh"),
        "found": _result_words(decision.outcome, decision.amount, "zh"),
        "expected_en": _result_words(expected.outcome, amount, "en"),
        "found_en": _result_words(decision.outcome, decision.amount, "en"),
    }


def _result_words(outcome: str, amount: FenInterval, language: str) -> str:
    words = OUTCOME_WORDS[outcome].in_language(language)
    if outcome in (NOT_ENTITLED, NOT_APPLICABLE):
        return words
    low, high = amount
    unbounded, ceiling, joint = (
        ("无上限", "不超过 ", " 至 ") if language == "zh" else ("no bound", "up to ", " to ")
    )
    most = unbounded if high is None else money_words(high, language)
    if low in (high, 0):
        return f"{words} {ceiling if low != high and high is not None else ''}{most}"
    return f"{words} {money_words(low, language)}{joint}{most}"


def _names(book: PolicyBook, paths: set[str]) -> str:
    """Missing facts by the names an 算例 uses."""
    vocabulary = book.listed.vocabulary
    names: list[str] = []
    for path in sorted(paths):
        key, _, field_key = path.partition(".")
        records = vocabulary.records_by_name.get(key)
        field = records.field(field_key) if records else None
        named = records or vocabulary.fact_by_name[key]
        names.append(f"{named.name.zh}.{field.name.zh}" if field else named.name.zh)
    return "、".join(names) or "—"
