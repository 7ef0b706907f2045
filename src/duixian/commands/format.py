"""``duixian format [--check] [PATH]``: one layout for policy files."""

from __future__ import annotations

import argparse
from pathlib import Path

from duixian.commands.common import Arguments, Say, Usage
from duixian.terminal import DONE, FAULTY, Terminal

NAME = "format"


def describe(say: Say) -> str:
    return say("把政策文件排成统一的版式", "lay policy files out in one way")


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        default=Path(),
        help=say(
            "清单文件夹、其上级,或一个政策文件(默认:当前文件夹)",
            "a list's folder, one above it, or one policy file (default: the current folder)",
        ),
    )
    parser.add_argument(
        "--check", action="store_true", help=say("只检查,不改文件", "only check; change nothing")
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.language.format import lay_out, unread_blocks

    files = _files(arguments.path, terminal)
    changed: list[Path] = []
    refused: list[Path] = []
    for path in files:
        text = _text(path, terminal)
        laid_out = lay_out(text)
        if laid_out.refused or unread_blocks(text):
            refused.append(path)
        elif laid_out.text != text:
            changed.append(path)
            if not arguments.check:
                path.write_bytes(laid_out.text.encode("utf-8"))
    if terminal.as_json:
        names = {"changed": [str(path) for path in changed], "refused": [str(path) for path in refused]}
        terminal.write_json({"files": len(files), **names, "written": not arguments.check})
    else:
        _report(terminal, len(files), changed, arguments.check)
    for path in refused:
        terminal.complain(
            terminal.say(
                f"{path}: 有读不通的地方,所以没有动;请先用 duixian check 找出毛病",
                f"{path}: it does not read, so it stays as it is; see duixian check first",
            )
        )
    return FAULTY if refused or (arguments.check and changed) else DONE


def _text(path: Path, terminal: Terminal) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(terminal.say(f"读不了 {path}: {error}", f"cannot read {path}: {error}")) from None


def _files(path: Path, terminal: Terminal) -> list[Path]:
    from duixian.language.library import list_folders, policy_files

    if path.is_file():
        return [path]
    files = [file for folder in list_folders(path) for file in policy_files(folder)]
    if not files:
        raise Usage(terminal.say(f"“{path}”里没有政策文件。", f"“{path}” holds no policy files."))
    return files


def _report(terminal: Terminal, files: int, changed: list[Path], check: bool) -> None:
    for path in changed:
        terminal.write(str(path))
    if check:
        terminal.write(
            terminal.say(
                f"{files} 个文件,{len(changed)} 个需要重排",
                f"{files} files, {len(changed)} to be laid out anew",
            )
        )
    else:
        terminal.write(
            terminal.say(
                f"{files} 个文件,重排了 {len(changed)} 个", f"{files} files, {len(changed)} laid out anew"
            )
        )
