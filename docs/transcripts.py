"""Plays a tutorial as its reader would: makes the files it shows, runs its commands, keeps what they print.

A fence says what its block is:

- ``console``: each line after ``$ `` is run; below it stands what it prints, a line ``…`` for any lines left out.
  What a questionnaire is answered stands after ``> ``.
- ``json firm.json``: a file with this text. With ``+`` behind the name the text is added at the file's end.
- ``diff firm.json``: lines of the file that become others. With ``slip`` behind the name they do so only until
  the next ``console`` block has shown what comes of it.

Other blocks are left alone.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from unittest import mock

from duixian.cli import main

WIDTH = "100"
"""Columns of the terminal in which the commands print."""

FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)

LEFT_OUT = "…"

FIRST_TIME = ("正在把规则编译成机器码", "compiling the rules to machine code")
"""What is said only where nothing has been compiled before: a page is the same on every machine."""

SHELL_SIGNS = re.compile(r"[|<>&;$*`]")


def played(page: str, folder: Path) -> str:
    """The page with what its commands print now, played in a folder that begins empty."""
    reader = _Reader(folder)
    with contextlib.chdir(folder):
        return FENCE.sub(reader.block, page)


class _Reader:
    """Whoever follows the page, word for word."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before_slip: dict[Path, str] = {}

    def block(self, fence: re.Match[str]) -> str:
        kind, name, mark = [*fence["info"].split(), "", "", ""][:3]
        if kind == "console":
            body = "".join(shown(command, printed) for command, printed in commands(fence["body"]))
            for path, text in self.before_slip.items():
                path.write_text(text, encoding="utf-8")
            self.before_slip = {}
            return f"{fence['fence']}{fence['info']}\n{body}{fence['fence']}"
        if name:
            path = self.folder / name
            before = path.read_text(encoding="utf-8") if mark or kind == "diff" else ""
            if mark == "slip":
                self.before_slip.setdefault(path, before)
            after = changed(before, fence["body"]) if kind == "diff" else before + fence["body"]
            path.write_text(after, encoding="utf-8")
        return fence[0]


def changed(text: str, difference: str) -> str:
    """A text whose lines after ``-`` have become those after ``+``; they must stand in it exactly once."""
    lines = difference.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    if f"\n{text}".count(f"\n{old}") != 1:
        raise ValueError(f"these lines stand in the file not exactly once:\n{old}")
    return f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what is shown to be printed."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def shown(command: str, printed: str) -> str:
    """A command with what it prints now: as on the page, where that holds with its lines left out."""
    answers = "".join(f"{line[2:]}\n" for line in printed.splitlines() if line.startswith("> "))
    now = "".join(f"{line.rstrip()}\n" for line in run(command, answers).rstrip().splitlines())
    parts = re.split(rf"^{LEFT_OUT}\n", printed, flags=re.MULTILINE)
    holds = re.fullmatch(r"(?:.*\n)*".join(map(re.escape, parts)), now)
    return f"$ {command}\n{printed if holds else now}"


def run(command: str, answers: str) -> str:
    """What a command prints, on either stream. ``duixian`` by itself runs in this process, which is faster."""
    clean = {
        name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "TTY_COMPATIBLE")
    }
    clean |= {"COLUMNS": WIDTH, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    if not command.startswith("duixian ") or SHELL_SIGNS.search(command):
        done = subprocess.run(  # noqa: S602 (the commands of our own pages)
            command, shell=True, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return done.stdout.decode()
    printed = io.StringIO()
    typed = io.TextIOWrapper(io.BytesIO(answers.encode()), encoding="utf-8")
    with (
        mock.patch.dict(os.environ, clean, clear=True),
        mock.patch.object(sys, "stdin", typed),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        contextlib.suppress(SystemExit),
    ):
        main(shlex.split(command)[1:])
    return "".join(
        line for line in printed.getvalue().splitlines(keepends=True) if not line.startswith(FIRST_TIME)
    )
