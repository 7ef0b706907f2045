"""``duixian check [PATH]``: read policies, lint them, run their 算例."""

from __future__ import annotations

import argparse
from pathlib import Path

from duixian.commands.common import Arguments, Say, Usage
from duixian.terminal import DONE, FAULTY, Terminal

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
    if terminal.as_json:
        terminal.write_json(
            {
                "policies": result.policies,
                "schemes": result.schemes,
                "examples": result.examples,
                "diagnostics": [found.as_json(terminal.language) for found in result.diagnostics],
            }
        )
        return FAULTY if result.diagnostics else DONE
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
    return FAULTY if result.diagnostics else DONE


def _many(number: int, one: str, many: str) -> str:
    """``1 policy``, ``2 policies``."""
    return f"{number} {one if number == 1 else many}"
