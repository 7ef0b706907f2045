"""The headings of tables as people and programs write them: which fact a column holds, and in which unit."""

from __future__ import annotations

from collections.abc import Iterable

from duixian.language.diagnostics import Faults
from duixian.language.node import Node
from duixian.language.source import NOWHERE
from duixian.language.tree import Text
from duixian.language.types import CODE
from duixian.language.values import shown
from duixian.language.vocabulary import Fact, Kind, Range, Records, Vocabulary
from duixian.registry.columns import ID, OWNER, column_name, role_column
from duixian.registry.json_facts import CREDIT_CODE

ID_NAME = "编号"
OWNER_NAME = "所属主体"
FEN_NAME = "{}(分)"
"""The Chinese name of a column of whole fen."""


def pseudo_fact(key: str, name: str) -> Fact:
    """An id or an owner, as if the vocabulary declared it."""
    text = Text(name, key)
    return Fact(key, text, CODE, "", Range(None, None), "", True, (), "", "", NOWHERE)


class Heading(Node):
    """What a column of a source holds.

    ``form`` is ``id``, ``owner``, ``value`` (in the unit people write), ``base`` (whole fen or millionths),
    ``roles`` (a list of them) or ``role`` (whether it has ``role``). ``name`` is as written.
    """

    name: str
    form: str
    fact: Fact
    role: str = ""


def recipient_names(vocabulary: Vocabulary, kind: Kind) -> dict[str, Heading]:
    """Every name that a column of a table of recipients may have."""
    own = [fact for fact in vocabulary.facts if kind.key in fact.kinds]
    names: dict[str, Heading] = {}
    id_fact = pseudo_fact(ID, ID_NAME)
    for fact in own:
        if fact.key == CREDIT_CODE:
            id_fact = fact
        elif fact.type.kind == "roles":
            names |= _called(fact, "roles")
            for role in vocabulary.kinds:
                if role.role:
                    column = role_column(role.key)
                    names[column] = Heading(column, "role", fact, role.key)
        else:
            names |= _names_of(fact)
    names |= {name: Heading(name, "id", id_fact) for name in (ID, ID_NAME)}
    if id_fact.key == CREDIT_CODE:
        names |= _called(id_fact, "id")
    return names


def record_names(records: Records) -> dict[str, Heading]:
    """Every name that a column of a table of records may have."""
    names: dict[str, Heading] = {}
    for field in records.fields:
        names |= _names_of(field)
    owner = pseudo_fact(OWNER, OWNER_NAME)
    return names | _called(owner, "owner")


def _called(fact: Fact, form: str) -> dict[str, Heading]:
    return {name: Heading(name, form, fact) for name in (fact.key, fact.name.zh)}


def _names_of(fact: Fact) -> dict[str, Heading]:
    names = _called(fact, "value")
    if column_name(fact) != fact.key:
        names[column_name(fact)] = Heading(column_name(fact), "base", fact)
    if fact.type.kind == "money":
        for written in (FEN_NAME.format(fact.name.zh), f"{fact.name.zh}（分）"):
            names[written] = Heading(written, "base", fact)
    return names


def read_headings(faults: Faults, written: Iterable[str], names: dict[str, Heading]) -> tuple[Heading, ...]:
    """The headings of the columns that are read; unknown ones and those that stand twice are noted."""
    found: dict[str, Heading] = {}
    for name in written:
        heading = names.get(name.strip())
        if heading is None:
            faults.add("F735", near=faults.nearest(name, names), column=shown(name))
            continue
        what = role_column(heading.role) if heading.role else heading.fact.key
        other = found.get(what) or (found.get(heading.fact.key) if heading.form == "role" else None)
        if other is None and heading.form == "roles":
            other = next((one for one in found.values() if one.form == "role"), None)
        if other is not None:
            faults.add("F710", name=shown(other.name), key=shown(name))
            continue
        found[what] = Heading(name, heading.form, heading.fact, heading.role)
    return tuple(found.values())
