"""``duixian decide FACTS.json``: every scheme for one recipient, with the explanation."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.commands.common import (
    Arguments,
    Say,
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
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.decide.decision import Decision
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
    decided = [
        (
            facts,
            [
                found
                for found in book.decide_typed(facts, day, readings)
                if not wanted or found.policy in wanted
            ],
        )
        for facts in read.recipients
    ]
    if arguments.html is not None:
        _write_pages(arguments.html, book, decided, day, terminal)
    if terminal.as_json:
        printed = [
            decided_as_json(facts, decisions, day.isoformat(), terminal.language)
            for facts, decisions in decided
        ]
        terminal.write_json(printed if read.is_list else printed[0])
        return DONE
    from duixian.decide.report import print_decisions

    for facts, decisions in decided:
        print_decisions(terminal, book.listed, facts, decisions, day, brief=arguments.brief)
    return DONE


def _write_pages(
    path: Path,
    book: PolicyBook,
    decided: list[tuple[RecipientFacts, list[Decision]]],
    day: date,
    terminal: Terminal,
) -> None:
    """A page for the recipient, or for each one: ``firm.html``, or ``firm-1.html`` and so on."""
    from duixian.pages import decisions_page  # heavy; only pages need it

    for number, (facts, decisions) in enumerate(decided, 1):
        file = path if len(decided) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        write_page(file, decisions_page(book, facts, decisions, day, terminal.language), terminal)


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
