"""``duixian prove [POLICY …]``: what holds of the rules in every case, and the case where it does not."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from duixian.commands.common import (
    Arguments,
    Say,
    Usage,
    add_on,
    add_policies,
    case_day,
    facts_content,
    load_book,
    policies_named,
)
from duixian.commands.progress import with_bar
from duixian.prove import SECONDS
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from rich.table import Table

    from duixian.prove.answers import Answer

NAME = "prove"

MARKS = {"proven": "✓", "refuted": "✗", "unknown": "?"}


def describe(say: Say) -> str:
    return say(
        "证明条文的承诺在任何情形下成立,或给出反例",
        "prove that what a text promises holds in every case, or give the case where it does not",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "policy",
        metavar="POLICY",
        nargs="*",
        help=say("政策的编号或键(默认:全部)", "number or key of a policy (default: all)"),
    )
    add_on(parser, say)
    parser.add_argument(
        "--facts",
        metavar="FACTS.json",
        help=say(
            "只看这个主体同时能享受什么:已知的事实照此,其余任意",
            "only what this recipient can hold together: its known facts as given, all others free",
        ),
    )
    add_limits(parser, say)
    parser.add_argument(
        "--brief", action="store_true", help=say("只要总表,不要反例", "the table only, without the cases")
    )
    add_policies(parser, say)


def add_limits(parser: Arguments, say: Say) -> None:
    """``--records N`` and ``--seconds N``."""
    parser.add_argument(
        "--records",
        metavar="N",
        type=int,
        default=2,
        help=say("每种明细至多几条(默认:2)", "at most so many records of each kind (default: 2)"),
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        type=int,
        default=SECONDS,
        help=say(
            "一个问题至多算几秒,超过就答“未知”(默认:10)",
            "seconds for one question, after which the answer is unknown (default: 10)",
        ),
    )


def limits_given(arguments: argparse.Namespace, terminal: Terminal) -> tuple[int, int]:
    """Records and seconds as given, checked."""
    records, seconds = arguments.records, arguments.seconds
    for name, given, most in (("--records", records, 8), ("--seconds", seconds, 3600)):
        if not 1 <= given <= most:
            raise Usage(
                terminal.say(f"{name} {given}: 要在 1 到 {most} 之间", f"{name} {given}: from 1 to {most}")
            )
    return records, seconds


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.prove.proving import Asking, questions
    from duixian.prove.solving import Limits

    book = load_book(arguments)
    records, seconds = limits_given(arguments, terminal)
    policies = policies_named(book.listed, arguments.policy, terminal) or list(book.listed.policies)
    stated = None
    if arguments.facts is not None:
        from duixian.registry.json_facts import read_facts_text

        read = read_facts_text(*facts_content(arguments.facts, terminal), book.listed)
        if read.diagnostics:
            terminal.complain_of(read.diagnostics)
            return FAULTY
        stated = read.recipients[0]
    day = case_day(arguments, terminal) if arguments.on is not None else None
    asking = Asking(Limits(seconds), records, day, stated)
    asked = list(questions(book, policies, asking))
    answers = [question() for question in with_bar(asked, terminal.say("逐题证明", "Proving"))]
    if terminal.as_json:
        terminal.write_json(as_json(answers, terminal.language))
        return DONE
    print_answers(answers, terminal, brief=arguments.brief)
    return DONE


def total(answers: Iterable[Answer]) -> dict[str, int]:
    """How many there are of each verdict."""
    counted = Counter(answer.verdict for answer in answers)
    return {verdict: counted[verdict] for verdict in MARKS}


def as_json(answers: Sequence[Answer], language: str) -> dict[str, Any]:
    return {
        "total": total(answers),
        "broken": sum(answer.broken for answer in answers),
        "answers": [answer.as_json(language) for answer in answers],
    }


# --- For people ------------------------------------------------------------------------------------------


def print_answers(answers: Sequence[Answer], terminal: Terminal, *, brief: bool) -> None:
    """A table for each version, and under it the cases that refute a statement."""
    subjects: dict[str, list[Answer]] = {}
    for answer in answers:
        subjects.setdefault(answer.subject, []).append(answer)
    for subject, group in subjects.items():
        terminal.console.print(subject or terminal.say("几条一起", "together"), style="bold")
        terminal.console.print(_table(group, terminal))
        for answer in group:
            if answer.jumps:
                terminal.console.print(_jumps(answer, terminal))
        terminal.console.print()
        if not brief:
            for line in _cases(group):
                terminal.write(line)
    counted = total(answers)
    terminal.write(
        terminal.say(
            f"{len(answers)} 个问题:已证明 {counted['proven']},不成立 {counted['refuted']},"
            f"未知 {counted['unknown']}",
            f"{len(answers)} questions: {counted['proven']} proven, {counted['refuted']} refuted, "
            f"{counted['unknown']} unknown",
        )
    )
    for words in dict.fromkeys(words for answer in answers for words in answer.assumptions):
        terminal.write(terminal.say("前提:", "assuming: ") + words.in_language(terminal.language))


def _table(answers: Iterable[Answer], terminal: Terminal) -> Table:
    from rich.table import Table

    from duixian.prove.answers import VERDICTS

    table = Table(show_edge=False, pad_edge=False, show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(overflow="fold", ratio=1)
    for answer in answers:
        verdict = VERDICTS[answer.verdict].in_language(terminal.language)
        table.add_row(
            f"{MARKS[answer.verdict]} {verdict}",
            answer.statement.in_language(terminal.language),
            answer.finding.in_language(terminal.language),
        )
    return table


def _jumps(answer: Answer, terminal: Terminal) -> Table:
    from rich.table import Table

    from duixian.census.words import path_words
    from duixian.language.quantity import money_words

    language = terminal.language
    table = Table(show_edge=False, pad_edge=False)
    vocabulary = answer.jumps[0].cases[0].vocabulary
    table.add_column(path_words(vocabulary, answer.about, language), justify="right", overflow="fold")
    for heading in terminal.say("此前 此后 跳变", "before after jump").split():
        table.add_column(heading, justify="right", overflow="fold")
    for jump in answer.jumps:
        sizes = [money_words(fen, language) for fen in (jump.before, jump.after, jump.after - jump.before)]
        more = terminal.say("(可以更大)", " (can be larger)") if jump.grows else ""
        table.add_row(jump.at_words.in_language(language), *sizes[:2], sizes[2] + more)
    return table


def _cases(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.verdict == "refuted":
            for name, case in answer.cases:
                yield case.example(name)
                yield ""
