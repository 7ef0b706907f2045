"""The command ``duixian``."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from duixian.commands import (
    ask,
    census,
    check,
    compare,
    completion,
    decide,
    list_,
    mutants,
    prove,
    sample,
    sandbox,
    show,
    sql,
)
from duixian.commands import format as format_
from duixian.commands.common import Say, Usage
from duixian.terminal import FAULTY, INTERRUPTED, MISUSED, Terminal

if TYPE_CHECKING:
    from duixian.book import PolicyError
    from duixian.registry.sources.base import SourceError

COMMANDS: tuple[ModuleType, ...] = (
    list_,
    show,
    check,
    mutants,
    prove,
    compare,
    decide,
    ask,
    sample,
    census,
    sandbox,
    sql,
    format_,
    completion,
)
LANGUAGES = ("zh", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 done, 1 the input has faults, 2 wrong usage, 130
    interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser(_language(given))
    parsed = parser.parse_args(given)
    terminal = Terminal(parsed.lang, as_json=parsed.json)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show is no reason to fail
    try:
        status: int = parsed.run(parsed, terminal)
        sys.stdout.flush()
    except Usage as usage:
        terminal.complain(f"duixian: {usage}")
        return MISUSED
    except BrokenPipeError:
        # Whoever reads has read enough (`duixian list | head`); nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        terminal.complain(terminal.say("duixian: 中断了", "duixian: interrupted"))
        return INTERRUPTED
    except OSError as error:
        terminal.complain(f"duixian: {error.strerror or error}")
        return FAULTY
    except Exception as error:
        if not isinstance(error, _diagnosed()):
            raise
        terminal.complain_of(error.diagnostics)
        return FAULTY
    return status


def _diagnosed() -> tuple[type[PolicyError | SourceError], ...]:
    """What says by diagnostics why a list or data cannot be used; not loaded unless something failed."""
    from duixian.book import PolicyError

    tables = sys.modules.get("duixian.registry.sources.base")
    return (PolicyError,) if tables is None else (PolicyError, tables.SourceError)


def _language(arguments: Sequence[str]) -> str:
    """The language is needed before the arguments are parsed, for their own words."""
    for index, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in LANGUAGES:
            return value
    return "zh"


def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of the whole command line, with its words in a language."""

    def say(chinese: str, english: str) -> str:
        return chinese if language == "zh" else english

    parser = _parser_class(say)(
        prog="duixian",
        description=say(
            "兑现:把政策清单变成能算的规则。", "Duixian: a government's list of incentives, made to run."
        ),
    )
    _add_common(parser, say, top=True)
    commands = parser.add_subparsers(
        title=say("命令", "commands"), metavar=say("命令", "COMMAND"), required=True
    )
    for command in COMMANDS:
        words = command.describe(say)
        sub = commands.add_parser(command.NAME, help=words, description=words)
        command.add_arguments(sub.add_argument_group(say("参数", "arguments")), say)
        _add_common(sub, say, top=False)
        sub.set_defaults(run=command.run, whole=parser)
    return parser


def _add_common(parser: argparse.ArgumentParser, say: Say, *, top: bool) -> None:
    """Options every command has; those given before the command hold unless repeated after it."""
    nothing = argparse.SUPPRESS
    group = parser.add_argument_group(say("一般选项", "general options"))
    group.add_argument("-h", "--help", action="help", default=nothing, help=say("显示说明", "show this help"))
    group.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="zh" if top else nothing,
        help=say("输出用的语言", "language of the output"),
    )
    group.add_argument(
        "--json", action="store_true", default=False if top else nothing, help=say("输出 JSON", "print JSON")
    )
    if top:
        from duixian import __version__

        group.add_argument(
            "--version",
            action="version",
            version=f"duixian {__version__}",
            help=say("显示版本", "show the version"),
        )


_COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"缺少:\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数:\1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2,可以是:\3"),
    (r"argument (.*): expected one argument", r"\1 后面要有一个值"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1 不带值(写了 \2)"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 可以是几个选项:\2"),
)
"""argparse's complaints, which it makes in English only."""


def _parser_class(say: Say) -> type[argparse.ArgumentParser]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, say("用法: ", "usage: ") if prefix is None else prefix)

    class Parser(argparse.ArgumentParser):
        def __init__(self, **options: Any) -> None:
            ours: dict[str, Any] = {"formatter_class": Formatter, "add_help": False, "allow_abbrev": False}
            super().__init__(**(ours | options))

        def error(self, message: str) -> NoReturn:
            words = message
            if say("zh", "en") == "zh":
                for pattern, chinese in _COMPLAINTS:
                    words = re.sub(pattern, chinese, words)
            sys.stderr.write(self.format_usage())
            hint = say(f"用 {self.prog} --help 看说明", f"see {self.prog} --help")
            self.exit(MISUSED, f"{self.prog}: {words} ({hint})\n")

    return Parser
