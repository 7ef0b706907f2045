"""What programs may rely on stays as it is: names, signatures, fields, commands and their options, exit statuses.

It is what ``duixian`` exports, with whatever of it has a name without an underscore. Of the tree of a policy list and of
a census only what is made of exported types is promised, as a version's dates and prose and a census's table of sums;
what rules compile from may change.

``public_interface.txt`` says what that is and is changed by hand, never copied from a failing test without
thinking: whoever takes something away or changes it breaks somebody's program. Then it stands in CHANGELOG.md and the
version's first number says so (until 1.0 the second).
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import duixian
from duixian import terminal
from duixian.book import Readings
from duixian.cli import build_parser
from duixian.decide.evaluate import FenInterval
from duixian.decide.plan import ReadingChoice
from duixian.language.codes import Severity
from duixian.language.values import Value
from duixian.registry.recipient import Record

APPROVED = Path(__file__).with_name("public_interface.txt")

PARTLY = frozenset({"Census", "Change", "Policy", "Scheme", "Version"})
"""Classes of which only a part is promised."""

MADE = frozenset({"RecipientFacts", "Span", "Text"})
"""Classes that programs make too, and not only read."""

ALIASES = {
    "FenInterval": FenInterval,
    "ReadingChoice": ReadingChoice,
    "Readings": Readings,
    "Severity": Severity,
    "Value": Value,
    "Record": Record,
}
"""Short names in annotations for what is made of Python's own types."""

COMMON = frozenset({"Any", "Iterable", "Mapping", "None", "Path", "Sequence", "Table"})


def lines() -> Iterator[str]:
    for name in sorted(duixian.__all__):
        yield from described(name, getattr(duixian, name))
    for name, meaning in sorted(ALIASES.items()):
        yield f"{name} = {re.sub(r'[a-z]+[.]', '', str(meaning))}"
    yield from commands()
    for status in ("DONE", "FAULTY", "MISUSED"):
        yield f"exit status {getattr(terminal, status)}: {status.lower()}"


def described(name: str, thing: Any) -> Iterator[str]:
    """A public name: a function with its signature, a class with what can be read of it, a constant."""
    if not inspect.isclass(thing):
        yield f"{name}{signature(thing)}" if callable(thing) else f"{name}: {type(thing).__name__}"
        return
    base = thing.__base__
    yield f"class {name}({base.__name__})" if base and issubclass(base, Exception) else f"class {name}"
    if issubclass(thing, Exception):
        yield f"    {signature(thing.__init__)}"
    if name in MADE:  # these are made by programs too
        yield f"    ({', '.join(map(parameter_of(thing), fields_of(thing)))})"
    members = {**fields_of(thing), **dict(inspect.getmembers(thing))}
    for member in sorted(key for key in members if not key.startswith("_")):
        if any(issubclass(thing, kind) and hasattr(kind, member) for kind in (Exception, tuple)):
            continue
        if name not in PARTLY or not strange_types(form(thing, member)):
            yield f"    {member}{form(thing, member)}"


def parameter_of(thing: type) -> Callable[[str], str]:
    """How a field is given to a constructor: its name, and its default where it has one."""
    return lambda field: f"{field} = {getattr(thing, field)!r}" if is_default(thing, field) else field


def is_default(thing: type, field: str) -> bool:
    found = inspect.getattr_static(thing, field, inspect)
    return found is not inspect and not inspect.isdatadescriptor(found)


def strange_types(annotation: str) -> set[str]:
    """The types an annotation names that nobody outside can import."""
    named = set(re.findall(r"\b[A-Z]\w*", annotation))
    return named - set(duixian.__all__) - set(ALIASES) - COMMON


def fields_of(thing: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for kind in reversed(thing.__mro__):
        found |= getattr(kind, "__annotations__", {})
    return {
        name: getattr(annotation, "__forward_arg__", annotation)
        for name, annotation in found.items()
        if not name.startswith("_")
    }


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
        again = "..." if isinstance(action, argparse._AppendAction) else ""
        one = f"{words}{choices or (f'[{takes}]' if action.nargs == '?' and takes else takes)}"
        shown.append(one if action.required else f"[{one}]{again}")
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


def test_every_type_that_the_interface_names_can_be_imported() -> None:
    members = (line for line in lines() if line.startswith(("    ", "load")))
    strange = {line: types for line in members if (types := strange_types(re.sub(r" = [^,)]+", "", line)))}
    assert strange == {}


def test_every_public_name_has_words() -> None:
    for name in duixian.__all__:
        if name != "__version__":
            assert inspect.getdoc(getattr(duixian, name)), name
