"""What several commands share: arguments and loading the list."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from duixian.terminal import Terminal

if TYPE_CHECKING:
    from duixian.book import PolicyBook, Readings
    from duixian.language.library import PolicyList
    from duixian.language.tree import Policy


class Say(Protocol):
    """Picks the words of the chosen language."""

    def __call__(self, chinese: str, english: str) -> str: ...


class Arguments(Protocol):
    """Whatever arguments can be added to."""

    def add_argument(self, *names: str, **options: Any) -> object: ...


class Usage(Exception):
    """The command was called wrongly; the text says how and what to do."""


def add_policies(parser: Arguments, say: Say) -> None:
    """``--policies PATH``."""
    parser.add_argument(
        "--policies",
        metavar="PATH",
        type=Path,
        help=say(
            "另一份政策清单的文件夹(默认:随软件提供的青岛清单)",
            "folder of another policy list (default: Qingdao's)",
        ),
    )


def add_on(parser: Arguments, say: Say) -> None:
    """``--on DATE``."""
    parser.add_argument(
        "--on",
        metavar="DATE",
        help=say(
            "按哪一天判断,如 2024-12-31(默认:今天)",
            "the day of the case, such as 2024-12-31 (default: today)",
        ),
    )


def add_reading(parser: Arguments, say: Say) -> None:
    """``--reading POLICY.SCHEME.NAME=KEY``."""
    parser.add_argument(
        "--reading",
        metavar="POLICY.SCHEME.NAME=KEY",
        action="append",
        default=[],
        help=say(
            "选定一种读法,如 14.operator.base=increment;可以写几次",
            "choose a reading, such as 14.operator.base=increment; repeatable",
        ),
    )


def add_policy(parser: Arguments, say: Say) -> None:
    """``--policy POLICY``."""
    parser.add_argument(
        "--policy",
        metavar="POLICY",
        action="append",
        default=[],
        help=say("只看这项政策;可以写几次", "only this policy; repeatable"),
    )


def add_complete(parser: Arguments, say: Say) -> None:
    """``--complete RECORDS``."""
    parser.add_argument(
        "--complete",
        metavar="RECORDS",
        action="append",
        default=[],
        help=say(
            "这张明细表是全的:表里没有的就是没有(all:全部);可以写几次",
            "this table of records is complete: who is not in it has none (all: every table); repeatable",
        ),
    )


def policies_named(listed: PolicyList, names: list[str], terminal: Terminal) -> list[Policy]:
    """The policies named on the command line, by number or key."""
    named: list[Policy] = []
    for name in names:
        policy = listed.policy(name)
        if policy is None:
            raise Usage(terminal.say(f"清单里没有政策“{name}”", f"the list has no policy “{name}”"))
        named.append(policy)
    return named


def load_book(arguments: argparse.Namespace) -> PolicyBook:
    """The list named on the command line; raises PolicyError where it cannot be used."""
    from duixian.book import load

    return load(arguments.policies)


def case_day(arguments: argparse.Namespace, terminal: Terminal) -> date:
    """The day named on the command line, or today."""
    from duixian.book import today
    from duixian.language.values import read_date

    if arguments.on is None:
        return today()
    day = read_date(arguments.on)
    if day is None:
        raise Usage(
            terminal.say(
                f"--on {arguments.on}: 不是写成 2024-12-31 这样的日历日期",
                f"--on {arguments.on}: not a calendar day written like 2024-12-31",
            )
        )
    return day


def facts_content(name: str, terminal: Terminal) -> tuple[str, bytes]:
    """The name and the bytes of a facts file (``-``: standard input), one more than the limit at most."""
    from duixian.language.limits import FACTS_BYTES

    if name == "-":
        return "<stdin>", sys.stdin.buffer.read(FACTS_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return name, file.read(FACTS_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Usage(
            terminal.say(f"读不了事实文件 {name}: {reason}", f"cannot read {name}: {reason}")
        ) from None


def reading_options(pairs: list[str], terminal: Terminal) -> dict[str, str]:
    """The readings named on the command line: ``14.operator.base`` -> ``increment``."""
    chosen: dict[str, str] = {}
    for pair in pairs:
        name, equals, option = pair.partition("=")
        if not equals:
            raise Usage(
                terminal.say(
                    f"--reading {pair}: 写成 14.operator.base=increment 这样",
                    f"--reading {pair}: write it like 14.operator.base=increment",
                )
            )
        chosen[name] = option
    return chosen


def write_page(path: Path, page: str, terminal: Terminal) -> None:
    """Write an HTML page and say where, on standard error where standard output is for a program."""
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise Usage(terminal.say(f"写不了 {path}: {reason}", f"cannot write {path}: {reason}")) from None
    say = terminal.complain if terminal.as_json else terminal.write
    say(terminal.say(f"网页已写到 {path}", f"The page is written to {path}"))


def chosen_readings(book: PolicyBook, arguments: argparse.Namespace, terminal: Terminal) -> Readings:
    """The readings named on the command line, checked against the list."""
    from duixian.book import ReadingError

    try:
        return book.chosen_readings(reading_options(arguments.reading, terminal))
    except ReadingError as error:
        known = "、".join(error.known) or "—"
        raise Usage(
            terminal.say(
                f"--reading {error.chosen}: 清单里没有这种读法;有:{known}",
                f"--reading {error}",
            )
        ) from None
