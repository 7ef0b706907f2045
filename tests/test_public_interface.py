"""What programs may rely on stays as it is: names, signatures, fields, commands and their options.

``public_interface.txt`` says what that is and is changed by hand, never copied from a failing test without
thinking: whoever takes something away or changes it breaks somebody's program. Then it stands in CHANGELOG.md and the
version's first number says so (until 1.0 the second).
"""

from __future__ import annotations

import argparse
import difflib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import duixian
from duixian.cli import build_parser

APPROVED = Path(__file__).with_name("public_interface.txt")


def lines() -> Iterator[str]:
    for name in sorted(duixian.__all__):
        yield from described(name, getattr(duixian, name))
    yield from commands()


def described(name: str, thing: Any) -> Iterator[str]:
    """A public name: a function with its signature, a class with what can be read of it, a constant."""
    if not inspect.isclass(thing):
        yield f"{name}{signature(thing)}" if callable(thing) else f"{name}: {type(thing).__name__}"
        return
    base = thing.__base__
    yield f"class {name}({base.__name__})" if base and issubclass(base, Exception) else f"class {name}"
    if issubclass(thing, Exception):
        yield f"    {signature(thing.__init__)}"
    members = {**fields_of(thing), **dict(inspect.getmembers(thing))}
    for member in sorted(key for key in members if not key.startswith("_")):
        if issubclass(thing, Exception) and hasattr(Exception, member):
            continue
        yield f"    {member}{form(thing, member)}"


def fields_of(thing: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for kind in reversed(thing.__mro__):
        found |= getattr(kind, "__annotations__", {})
    return found


def form(thing: type, member: str) -> str:
    """How a member is read: an attribute's type, whatever gives it, or a method's signature."""
    found = inspect.getattr_static(thing, member, None)
    if isinstance(found, property):
        return f": {returned(found.fget)}"
    if hasattr(found, "func"):  # a cached property
        return f": {returned(found.func)}"
    if inspect.isfunction(found):
        return signature(found)
    return f": {fields_of(thing)[member]}"


def signature(function: Any) -> str:
    return str(inspect.signature(function)).replace("'", "")


def returned(function: Any) -> str:
    return str(inspect.signature(function).return_annotation).strip("'")


def commands() -> Iterator[str]:
    parser = build_parser("en")
    (subparsers,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    yield f"duixian {options(parser)}".rstrip()
    for name, command in sorted(subparsers.choices.items()):
        yield f"duixian {name} {options(command)}".rstrip()


def options(parser: argparse.ArgumentParser) -> str:
    shown = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction | argparse._VersionAction):
            continue
        words = "|".join(action.option_strings) or str(action.metavar or action.dest)
        takes = f" {action.metavar or action.dest}" if action.option_strings and action.nargs != 0 else ""
        choices = f" {{{','.join(map(str, action.choices))}}}" if action.choices else ""
        shown.append(f"[{words}{choices or takes}]")
    return " ".join(shown)


def test_what_programs_rely_on_stays_as_it_is() -> None:
    found = "\n".join(lines()) + "\n"
    approved = APPROVED.read_text("utf-8")
    if found != approved:
        changes = difflib.unified_diff(
            approved.splitlines(), found.splitlines(), "approved", "now", lineterm="", n=1
        )
        pytest.fail(
            "The public interface has changed. If that is meant, say so in CHANGELOG.md and change "
            f"{APPROVED.name} by hand:\n" + "\n".join(changes)
        )


def test_every_public_name_has_words() -> None:
    for name in duixian.__all__:
        if name != "__version__":
            assert inspect.getdoc(getattr(duixian, name)), name
