"""``duixian ask``: the questionnaire, for people line by line and for programs one question a call."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from duixian.commands.common import (
    Arguments,
    Say,
    Usage,
    add_on,
    add_policies,
    add_reading,
    case_day,
    chosen_readings,
    facts_content,
    load_book,
    reading_options,
)
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.language.library import PolicyList
    from duixian.registry.json_facts import FactsRead
    from duixian.registry.recipient import RecipientFacts

NAME = "ask"


def describe(say: Say) -> str:
    return say(
        "一问一答:只问有用的,最后给出结论",
        "the questionnaire: asks only what matters and ends in the decision",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "facts",
        metavar="FACTS.json",
        nargs="?",
        help=say(
            "已经知道的事实;配合 --json 时,- 读标准输入",
            "what is known already; with --json, - reads standard input",
        ),
    )
    parser.add_argument(
        "--save",
        metavar="FILE",
        type=Path,
        help=say("把答到的事实存成 JSON 文件", "write the facts answered to a JSON file"),
    )
    parser.add_argument(
        "--brief",
        action="store_true",
        help=say("最后只要总表,不要逐条理由", "end with the table only, without the reasons"),
    )
    add_on(parser, say)
    add_reading(parser, say)
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    _check_usage(arguments, terminal)
    book = load_book(arguments)
    day = case_day(arguments, terminal)
    readings = chosen_readings(book, arguments, terminal)
    read = _known(arguments.facts, book.listed, terminal)
    if read.diagnostics:
        terminal.complain_of(read.diagnostics)
        return FAULTY
    facts = read.recipients[0]
    if terminal.as_json:
        question = book.next_question(
            facts, day, reading_options(arguments.reading, terminal), terminal.language
        )
        if question is not None:
            terminal.write_json({"done": False, "question": question})
        else:
            decisions = book.decide_typed(facts, day, readings)
            written = [decision.as_json(terminal.language) for decision in decisions]
            terminal.write_json({"done": True, "decisions": written})
        return DONE

    from duixian.commands.dialog import Dialog
    from duixian.decide.questions import Questionnaire
    from duixian.decide.report import print_decisions

    questionnaire = Questionnaire(book.plan, day, readings)
    answered = Dialog(terminal, questionnaire, lambda known: book.decide_typed(known, day, readings)).run(
        facts
    )
    if arguments.save:
        _save(arguments.save, book.listed, answered, terminal)
    if answered.kind:
        decisions = book.decide_typed(answered, day, readings)
        print_decisions(terminal, book.listed, answered, decisions, day, brief=arguments.brief)
    return DONE


def _check_usage(arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.facts == "-" and not terminal.as_json:
        raise Usage(
            terminal.say(
                "标准输入要用来回答问题;已知的事实写在文件里,或加 --json",
                "standard input is for the answers; put known facts in a file, or add --json",
            )
        )
    if terminal.as_json and (arguments.save or arguments.brief):
        raise Usage(
            terminal.say(
                "--json 只打印下一个问题或结论,不能和 --save、--brief 同用",
                "--json prints the next question or the decision; it does not go with --save or --brief",
            )
        )


def _known(name: str | None, listed: PolicyList, terminal: Terminal) -> FactsRead:
    """What is known before anything is asked: of one recipient, perhaps not even its kind."""
    from duixian.registry.json_facts import read_facts_text

    content = ("", b"{}") if name is None else facts_content(name, terminal)
    read = read_facts_text(*content, listed, kind_needed=False)
    if read.is_list:
        raise Usage(
            terminal.say(
                f"{name}: 一次只问一个主体,文件里应是一个对象而不是列表",
                f"{name}: one recipient is asked at a time; the file should hold one object, not a list",
            )
        )
    return read


def _save(path: Path, listed: PolicyList, facts: RecipientFacts, terminal: Terminal) -> None:
    from duixian.registry.json_writing import facts_as_json

    written = json.dumps(facts_as_json(listed.vocabulary, facts), ensure_ascii=False, indent=2) + "\n"
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise Usage(terminal.say(f"存不了 {path}: {reason}", f"cannot write {path}: {reason}")) from None
    terminal.write(terminal.say(f"事实已存入 {path}", f"the facts are in {path}") + "\n")
