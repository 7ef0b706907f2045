"""``duixian check [PATH]``: read policies, lint them, run their 算例."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.commands.common import Arguments, Say, Usage
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.check import CheckResult
    from duixian.prove.answers import Answer

NAME = "check"


def describe(say: Say) -> str:
    return say("检查政策文件:读通、写法、算例", "check policy files: reading, style, worked cases")


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        help=say(
            "清单文件夹、其上级,或一个政策文件(默认:随软件的清单)",
            "a list's folder, one above it, or one policy file (default: the list of the package)",
        ),
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help=say(
            "还要证明条文的承诺在任何情形下成立",
            "also prove that what the texts promise holds in every case",
        ),
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.book import default_list
    from duixian.check import check

    path: Path = arguments.path or default_list()
    if not path.exists():
        raise Usage(terminal.say(f"没有“{path}”这个文件或文件夹。", f"There is no “{path}”."))
    if path.is_file() and path.suffix != ".md":
        raise Usage(
            terminal.say(
                f"“{path}”不是政策文件:政策文件按“编号-键.md”命名。",
                f"“{path}” is no policy file: policy files are named number-key.md.",
            )
        )
    result = check(path)
    answers = _proofs(result, path, terminal) if arguments.prove else []
    broken = [answer for answer in answers if answer.broken]
    if terminal.as_json:
        document: dict[str, Any] = {
            "policies": result.policies,
            "schemes": result.schemes,
            "examples": result.examples,
            "diagnostics": [found.as_json(terminal.language) for found in result.diagnostics],
        }
        if arguments.prove:
            document["broken"] = [answer.as_json(terminal.language) for answer in broken]
        terminal.write_json(document)
        return FAULTY if result.diagnostics or broken else DONE
    for found in result.diagnostics:
        terminal.write(found.render(terminal.language))
    errors = sum(1 for found in result.diagnostics if found.severity == "error")
    warnings = len(result.diagnostics) - errors
    counted = terminal.say(
        f"{result.policies} 项政策,{result.schemes} 个条款,{result.examples} 个算例",
        f"{_many(result.policies, 'policy', 'policies')}, {_many(result.schemes, 'scheme', 'schemes')}, "
        f"{_many(result.examples, 'worked case', 'worked cases')}",
    )
    if errors and not result.policies:
        counted = terminal.say("有错误,没有一项政策能用", "With errors in it no policy can be used")
    verdict = terminal.say("没有问题", "no faults")
    if result.diagnostics:
        verdict = terminal.say(
            f"{errors} 个错误,{warnings} 个警告",
            f"{_many(errors, 'error', 'errors')}, {_many(warnings, 'warning', 'warnings')}",
        )
    terminal.write(f"{counted}: {verdict}")
    if arguments.prove:
        _print_proofs(answers, broken, terminal)
    return FAULTY if result.diagnostics or broken else DONE


def _proofs(result: CheckResult, path: Path, terminal: Terminal) -> list[Answer]:
    """The answers on all lists that can be used."""
    from duixian.book import PolicyBook
    from duixian.commands.progress import with_bar
    from duixian.prove.proving import Asking, questions

    asked: list[Callable[[], Answer]] = []
    for listed in result.lists:
        if not listed.errors:
            wanted = [policy for policy in listed.policies if not path.is_file() or policy.path == path.name]
            asked += questions(PolicyBook(listed), wanted, Asking())
    return [question() for question in with_bar(asked, terminal.say("逐题证明", "Proving"))]


def _print_proofs(answers: list[Answer], broken: list[Answer], terminal: Terminal) -> None:
    from duixian.commands.prove import print_answers, total

    if broken:
        print_answers(broken, terminal, brief=False)
    counted = total(answers)
    terminal.write(
        terminal.say(
            f"证明:{len(answers)} 个问题,已证明 {counted['proven']},不成立 {counted['refuted']},"
            f"未知 {counted['unknown']};承诺落空 {len(broken)}",
            f"proofs: {_many(len(answers), 'question', 'questions')}, {counted['proven']} proven, "
            f"{counted['refuted']} refuted, {counted['unknown']} unknown; {len(broken)} promises broken",
        )
    )


def _many(number: int, one: str, many: str) -> str:
    """``1 policy``, ``2 policies``."""
    return f"{number} {one if number == 1 else many}"
