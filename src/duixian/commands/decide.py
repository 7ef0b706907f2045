"""``duixian decide FACTS.json``: every scheme for one recipient, with the explanation."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from duixian.commands.common import (
    Arguments,
    Say,
    Usage,
    add_on,
    add_policies,
    add_policy,
    add_reading,
    case_day,
    chosen_readings,
    facts_content,
    load_book,
    policies_named,
    write_page,
)
from duixian.commands.progress import with_bar
from duixian.language.diagnostics import nearest
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.decide.decision import Decision
    from duixian.prove.changes_needed import ChangesNeeded
    from duixian.prove.sharper import SharperAnswer
    from duixian.registry.recipient import RecipientFacts

NAME = "decide"


def describe(say: Say) -> str:
    return say(
        "算一家企业、个人或区市能享受什么、多少、为什么",
        "decide what a recipient is entitled to, how much and why",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "facts", metavar="FACTS.json", help=say("事实文件;- 读标准输入", "facts file; - reads standard input")
    )
    add_on(parser, say)
    add_reading(parser, say)
    add_policy(parser, say)
    parser.add_argument(
        "--brief",
        action="store_true",
        help=say("只要总表,不要逐条理由", "the table only, without the reasons"),
    )
    parser.add_argument(
        "--html",
        metavar="FILE",
        type=Path,
        help=say(
            "另存一份网页,自成一体,可以打印;几个主体各存一份",
            "also write a self-contained page that prints well; one for each recipient",
        ),
    )
    parser.add_argument(
        "--what-would-it-take",
        metavar="FACT",
        nargs="*",
        help=say(
            "改动最少的事实才能享受或到下一档;可以指定只许改哪些事实(默认:规则用到、主体改得了的)",
            "the fewest changes of facts that make it entitled or reach the next step; name the facts that may "
            "change (default: those the rule reads that a recipient can change)",
        ),
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help=say(
            "事实不全时给出最准的结论和上下限(较慢)",
            "the sharpest outcome and bounds where facts are unknown (slower)",
        ),
    )
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.registry.json_facts import read_facts_text

    book = load_book(arguments)
    day = case_day(arguments, terminal)
    wanted = policies_named(book.listed, arguments.policy, terminal)
    readings = chosen_readings(book, arguments, terminal)
    read = read_facts_text(*facts_content(arguments.facts, terminal), book.listed)
    if read.diagnostics:
        terminal.complain_of(read.diagnostics)
        return FAULTY
    changing = _changing(book, arguments, terminal)
    cases: list[_Case] = []
    for facts in read.recipients:
        decisions = [
            found for found in book.decide_typed(facts, day, readings) if not wanted or found.policy in wanted
        ]
        case = _Case(facts, decisions)
        if arguments.exact:
            case = _with_sharper(case, book, terminal)
        if changing is not None:
            case = _with_changes(case, book, changing, terminal)
        cases.append(case)
    if arguments.html is not None:
        _write_pages(arguments.html, book, cases, day, terminal)
    if terminal.as_json:
        printed = [_case_as_json(case, day.isoformat(), terminal.language) for case in cases]
        terminal.write_json(printed if read.is_list else printed[0])
        return DONE
    for case in cases:
        _print(case, book, day, terminal, brief=arguments.brief)
    return DONE


class _Case(NamedTuple):
    """One recipient, what was decided, and what was asked beyond that."""

    facts: RecipientFacts
    decisions: list[Decision]
    sharper: list[SharperAnswer] | None = None
    changes: list[ChangesNeeded] | None = None


def _changing(book: PolicyBook, arguments: argparse.Namespace, terminal: Terminal) -> frozenset[str] | None:
    """The facts that may change; none means any that a recipient can, None that it was not asked."""
    from duixian.book import UnknownNameError

    if arguments.what_would_it_take is None:
        return None
    try:
        return book.facts_that_may_change(arguments.what_would_it_take)
    except UnknownNameError as error:
        near = nearest(str(error.name), error.known)
        hint = terminal.say(f";是不是 {near}?", f"; did you mean {near}?") if near else ""
        raise Usage(
            terminal.say(
                f"--what-would-it-take {error.name}: 没有这样一个可以改的事实{hint}",
                f"--what-would-it-take {error.name}: there is no such fact that may change{hint}",
            )
        ) from None


def _with_sharper(case: _Case, book: PolicyBook, terminal: Terminal) -> _Case:
    from duixian.prove.sharper import sharper_answers

    found = [
        answer
        for decision in with_bar(case.decisions, terminal.say("求解", "Solving"))
        for answer in sharper_answers(book.listed, case.facts, [decision])
    ]
    return case._replace(sharper=found)


def _with_changes(case: _Case, book: PolicyBook, changing: frozenset[str], terminal: Terminal) -> _Case:
    from duixian.prove.changes_needed import changes_needed

    found = [
        answer
        for decision in with_bar(case.decisions, terminal.say("求解", "Solving"))
        for answer in changes_needed(book, case.facts, [decision], changing)
    ]
    return case._replace(changes=found)


def _print(case: _Case, book: PolicyBook, day: date, terminal: Terminal, *, brief: bool) -> None:
    from duixian.decide.report import print_decisions

    print_decisions(terminal, book.listed, case.facts, case.decisions, day, brief=brief)
    if case.sharper is None and case.changes is None:
        return
    from duixian.prove.report import print_changes, print_sharper

    if case.sharper is not None:
        print_sharper(terminal, case.sharper)
    if case.changes is not None:
        print_changes(terminal, book.listed.vocabulary, case.changes)


def _write_pages(path: Path, book: PolicyBook, cases: list[_Case], day: date, terminal: Terminal) -> None:
    """A page for the recipient, or for each one: ``firm.html``, or ``firm-1.html`` and so on."""
    from duixian.pages import decisions_page  # heavy; only pages need it

    for number, case in enumerate(cases, 1):
        file = path if len(cases) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        page = decisions_page(
            book,
            case.facts,
            case.decisions,
            day,
            terminal.language,
            sharper=case.sharper or (),
            changes=case.changes or (),
        )
        write_page(file, page, terminal)


def _case_as_json(case: _Case, day: str, language: str) -> dict[str, Any]:
    found = decided_as_json(case.facts, case.decisions, day, language)
    if case.sharper is not None:
        found["exact"] = [answer.as_json(language) for answer in case.sharper]
    if case.changes is not None:
        found["what_would_it_take"] = [answer.as_json(language) for answer in case.changes]
    return found


def decided_as_json(
    facts: RecipientFacts, decisions: list[Decision], day: str, language: str
) -> dict[str, Any]:
    recipient: dict[str, Any] = {"kind": facts.kind}
    recipient |= {key: facts.values[key] for key in ("name", "uscc") if key in facts.values}
    recipient["roles"] = None if facts.roles is None else sorted(facts.roles)
    return {
        "date": day,
        "recipient": recipient,
        "decisions": [decision.as_json(language) for decision in decisions],
    }
