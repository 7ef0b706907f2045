"""Checking a policy list: diagnostics of its files, and its 算例 run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from duixian.language.node import Node
from duixian.book import PolicyBook
from duixian.decide.decision import Decision
from duixian.language.diagnostics import Diagnostic, Faults, in_order
from duixian.language.files import read_bytes, read_text
from duixian.language.library import PolicyList, list_folders, read_list
from duixian.language.quantity import money_words
from duixian.language.tree import Example, Expected, Policy, Scheme, Version
from duixian.registry.recipient import example_facts

OUTCOME_WORDS = {
    "entitled": ("可享", "entitled"),
    "not_entitled": ("不符合", "not entitled"),
    "undetermined": ("待核", "undetermined"),
    "not_applicable": ("不适用", "not applicable"),
}


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
        found += [fault for fault in listed.diagnostics if not only or Path(fault.file).name == only]
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
        chosen = {(case.policy.key, case.scheme.key): readings}
        decisions = book.decide_typed(example_facts(example), example.on, chosen)
        decision = next(
            found
            for found in decisions
            if (found.policy.key, found.scheme.key) == (case.policy.key, case.scheme.key)
        )
        if (decision.outcome, decision.amount) != (expected.outcome, (expected.minimum, expected.maximum)):
            yield "E510", expected, _result_details(expected, decision)
        elif expected is example.expected[0]:
            found = {_without_index(path) for path in decision.missing}
            if found != set(example.missing):
                yield "E511", expected, {"expected": _names(set(example.missing)), "found": _names(found)}


def _result_details(expected: Expected, decision: Decision) -> dict[str, str]:
    amount = (expected.minimum, expected.maximum)
    return {
        "expected": _result_words(expected.outcome, amount, 0),
        "found": _result_words(decision.outcome, decision.amount, 0),
        "expected_en": _result_words(expected.outcome, amount, 1),
        "found_en": _result_words(decision.outcome, decision.amount, 1),
    }


def _result_words(outcome: str, amount: tuple[int, int | None], language: int) -> str:
    words = OUTCOME_WORDS[outcome][language]
    if outcome in ("not_entitled", "not_applicable"):
        return words
    code = ("zh", "en")[language]
    low, high = amount
    top = ("无上限", "no bound")[language] if high is None else money_words(high, code)
    if low == high:
        return f"{words} {top}"
    return f"{words} {money_words(low, code)}{' 至 ' if language == 0 else ' to '}{top}"


def _without_index(path: str) -> str:
    head, _, rest = path.partition("[")
    return f"{head}.{rest.partition('].')[2]}" if rest else head


def _names(paths: set[str]) -> str:
    return "、".join(sorted(paths)) or "—"
