"""``duixian completion SHELL``: a completion script for a shell."""

from __future__ import annotations

import argparse

from duixian.commands.common import Arguments, Say
from duixian.terminal import DONE, Terminal

NAME = "completion"


def describe(say: Say) -> str:
    return say("打印命令行补全脚本", "print a shell completion script")


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help=say("所用的 shell", "your shell"))


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    import shtab

    terminal.write(shtab.complete(arguments.whole, shell=arguments.shell))
    return DONE
