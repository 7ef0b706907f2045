"""``duixian compare A B``: what differs between two versions of a scheme, a policy or a list, for all inputs."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duixian.commands.common import Arguments, Say, Usage, add_complete, add_policies, load_book
from duixian.commands.engine import default_engine
from duixian.commands.progress import with_bar
from duixian.commands.prove import add_limits, limits_given
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.language.tree import Policy, Scheme, Version
    from duixian.prove.comparison import Side
    from duixian.sandbox.gains import Gains

NAME = "compare"


def describe(say: Say) -> str:
    return say(
        "比较两版条款、政策或清单:谁多得、谁少得,对一切情形",
        "compare two versions of a scheme, policy or list: who gains and who loses, whatever the facts are",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    which = say(
        "如 14、14.firm、14.firm@2023-12-31(当日施行的)、14.operator[base=increment](读法)、清单文件夹或政策文件",
        "such as 14, 14.firm, 14.firm@2023-12-31 (in force that day), 14.operator[base=increment] (a reading), a "
        "list's folder or a policy file",
    )
    parser.add_argument("before", metavar="A", help=say(f"前一份:{which}", f"the first: {which}"))
    parser.add_argument("after", metavar="B", help=say("后一份,写法相同", "the second, written alike"))
    add_limits(parser, say)
    parser.add_argument(
        "--on",
        metavar="DATA",
        help=say(
            "再在这些数据上算一遍:多少主体受益、受损,差多少(数据的写法与 census 相同)",
            "also how many recipients of these data gain and lose, and how much (data as for census)",
        ),
    )
    add_complete(parser, say)
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.prove.comparison import compare_versions
    from duixian.prove.comparison_report import Report, as_json
    from duixian.prove.solving import Limits

    records, seconds = limits_given(arguments, terminal)
    before, after = (_chosen(name, arguments, terminal) for name in (arguments.before, arguments.after))
    pairs, only = _paired(before, after)
    if not pairs:
        raise Usage(
            terminal.say(
                f"“{arguments.before}”和“{arguments.after}”没有同名的条款可比",
                f"“{arguments.before}” and “{arguments.after}” have no scheme of the same name",
            )
        )
    gains = None if arguments.on is None else _gains(pairs, arguments, terminal)
    comparisons = [
        compare_versions(one, other, Limits(seconds), records=records)
        for one, other in with_bar(pairs, terminal.say("比较条款", "Comparing"))
    ]
    if terminal.as_json:
        told = as_json(comparisons, only, terminal.language)
        if gains is not None:
            from duixian.sandbox.results import gains_as_json

            told["population"] = gains_as_json(gains)
        terminal.write_json(told)
    else:
        Report(terminal.console, terminal.language).all(comparisons, only)
        if gains is not None:
            _print_gains(gains, arguments.on, terminal)
    return FAULTY if any(comparison.verdict == "unknown" for comparison in comparisons) else DONE


def _gains(pairs: Sequence[tuple[Side, Side]], arguments: argparse.Namespace, terminal: Terminal) -> Gains:
    """What the second versions change for the recipients of a population, beside the first."""
    from duixian.book import today
    from duixian.prove.comparison import words_that_differ
    from duixian.registry.population import open_population
    from duixian.sandbox.experiment import changes
    from duixian.sandbox.versions import Chosen, list_of

    subjects = [(one.subject, other.subject) for one, other in pairs]
    after = subjects[0][1]
    for one, other in subjects:
        if words_that_differ(one, other) is not None:
            raise Usage(
                terminal.say(
                    "--on: 两份清单的词汇表不同,不能在同一份数据上算",
                    "--on: the vocabularies of the two lists differ, so that no data can be decided by both",
                )
            )
    # The first versions stand under the names of the second ones, so that both are about the same schemes.
    named = [(other.policy, other.scheme) for _, other in subjects]
    lists = [
        list_of(
            after.listed,
            [
                (policy, scheme, Chosen(pair[side].version, pair[side].readings))
                for pair, (policy, scheme) in zip(subjects, named, strict=True)
            ],
        )
        for side in (0, 1)
    ]
    population = open_population(arguments.on, after.listed, complete=arguments.complete)
    terminal.complain_of(population.warnings)
    engine = default_engine(terminal, held=True)
    return changes(lists[0], lists[1], population, today(), engine=engine).all


def _print_gains(gains: Gains, data: str, terminal: Terminal) -> None:
    from duixian.sandbox.report import winners_words

    terminal.write("")
    terminal.write(terminal.say(f"在 {data} 上:", f"Over {data}:"))
    for line in winners_words(gains, terminal.say):
        terminal.write(line)


def _paired(
    before: dict[str, Side], after: dict[str, Side]
) -> tuple[list[tuple[Side, Side]], tuple[list[str], list[str]]]:
    """Schemes of the same name, and those that stand on one side only; two single ones whatever their names."""
    if len(before) == len(after) == 1:
        return [(*before.values(), *after.values())], ([], [])  # type: ignore[list-item]
    pairs = [(side, after[name]) for name, side in before.items() if name in after]
    gone = [side.subject.label for name, side in before.items() if name not in after]
    new = [side.subject.label for name, side in after.items() if name not in before]
    return pairs, (gone, new)


class _Name(NamedTuple):
    """What a name on the command line says."""

    place: str
    on: date | None
    readings: dict[str, str]


def _chosen(name: str, arguments: argparse.Namespace, terminal: Terminal) -> dict[str, Side]:
    """The versions a name stands for, by policy key and scheme key."""
    from duixian.prove.comparison import Side
    from duixian.prove.encoding import Subject

    said = _read(name, terminal)
    book, policies, scheme_key = _found(said.place, arguments, terminal)
    found: dict[str, Side] = {}
    for policy in policies:
        for scheme in policy.schemes:
            version = _version(scheme, said.on)
            if scheme_key in (None, scheme.key) and version is not None:
                readings = _readings(version, said.readings, name, terminal)
                subject = Subject(book.listed, policy, scheme, version, readings)
                found[f"{policy.key}.{scheme.key}"] = Side(book, subject)
    if not found:
        raise Usage(terminal.say(f"{name}: 那一天没有施行的条款", f"{name}: nothing is in force on that day"))
    return found


def _read(name: str, terminal: Terminal) -> _Name:
    from duixian.language.values import read_date

    found = re.fullmatch(r"(.*?)(?:@([^@/\[]*))?(?:\[(.*)\])?", name)
    assert found is not None
    place, day, chosen = found.groups()
    on = None if day is None else read_date(day)
    if day is not None and on is None:
        raise Usage(
            terminal.say(
                f"{name}: @ 后面写 2024-12-31 这样的日历日期",
                f"{name}: after @ stands a calendar day like 2024-12-31",
            )
        )
    readings = {}
    for pair in chosen.split(",") if chosen else []:
        key, equals, option = pair.partition("=")
        if not equals:
            raise Usage(
                terminal.say(
                    f"{name}: 方括号里写 base=increment 这样的读法",
                    f"{name}: in brackets stand readings like base=increment",
                )
            )
        readings[key.strip()] = option.strip()
    return _Name(place, on, readings)


def _found(
    place: str, arguments: argparse.Namespace, terminal: Terminal
) -> tuple[PolicyBook, list[Policy], str | None]:
    """The list, its policies that are meant, and the scheme's key where one is."""
    from duixian.book import load

    path = Path(place)
    if "/" in place or path.suffix == ".md" or (place and path.is_dir()):
        if not path.exists():
            raise Usage(terminal.say(f"没有 {place}", f"there is no {place}"))
        book = load(path)
        policies = [
            policy
            for policy in book.listed.policies
            if path.is_dir() or (book.listed.path / policy.path).resolve() == path.resolve()
        ]
        if not policies:
            raise Usage(terminal.say(f"{place} 不是政策文件", f"{place} is no policy file"))
        return book, policies, None
    book = load_book(arguments)
    name, _, scheme = place.partition(".")
    policy = book.listed.policy(name)
    if policy is None:
        raise Usage(
            terminal.say(
                f"清单里没有政策“{name}”;清单文件夹写成 ./{name}",
                f"the list has no policy “{name}”; a list's folder is written ./{name}",
            )
        )
    keys = [one.key for one in policy.schemes]
    if scheme and scheme not in keys:
        raise Usage(
            terminal.say(
                f"政策 {name} 没有条款“{scheme}”;有:{'、'.join(keys)}",
                f"policy {name} has no scheme “{scheme}”; there are: {', '.join(keys)}",
            )
        )
    return book, [policy], scheme or None


def _version(scheme: Scheme, on: date | None) -> Version | None:
    """The version in force on a day, or the latest one."""
    if on is not None:
        return scheme.version(on)
    return max(scheme.versions, key=lambda version: version.start or date.min)


def _readings(version: Version, chosen: dict[str, str], name: str, terminal: Terminal) -> dict[str, str]:
    known = {reading.key: [option.key for option in reading.options] for reading in version.readings}
    for key, option in chosen.items():
        if option not in known.get(key, []):
            there = (
                "、".join(f"{key}={option}" for key, options in known.items() for option in options) or "—"
            )
            raise Usage(
                terminal.say(
                    f"{name}: 没有这种读法;有:{there}", f"{name}: no such reading; there are: {there}"
                )
            )
    return chosen
