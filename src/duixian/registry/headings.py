"""The headings of tables as people and programs write them: which fact a column holds, and in which unit."""

from __future__ import annotations

from collections.abc import Iterable

from duixian.language.diagnostics import Faults
from duixian.language.node import Node
from duixian.language.source import NOWHERE
from duixian.language.tree import Text
from duixian.language.types import BOOLEAN, CODE, ROLES, Type
from duixian.language.values import shown
from duixian.language.vocabulary import Fact, Range, Records, Vocabulary
from duixian.registry.columns import ID, OWNER, column_name, role_column
from duixian.registry.json_facts import CREDIT_CODE

ID_NAME = "编号"
OWNER_NAME = "所属主体"
ROLES_NAMES = ("roles", "角色")
FEN_NAME = "{}(分)"
"""The Chinese name of a column of whole fen."""


def own_fact(key: str, name: str, type_: Type = CODE) -> Fact:
    """What tables have beside the vocabulary's facts, as if it declared it."""
    return Fact(key, Text(name, key), type_, "", Range(None, None), "", True, (), "", "", NOWHERE)


class Heading(Node):
    """What a column of a source holds.

    ``name`` is as written. ``form`` is ``id``, ``owner``, ``value`` (in the unit people write) or ``base``
    (whole fen or millionths). Whether a recipient has one role is a fact of its own, ``role_bank``.
    """

    name: str
    form: str
    fact: Fact


def recipient_names(vocabulary: Vocabulary, kind: str) -> dict[str, Heading]:
    """Every name that a column of a table of recipients may have."""
    names: dict[str, Heading] = {}
    id_fact = own_fact(ID, ID_NAME)
    roles = own_fact(*ROLES_NAMES, ROLES)
    for fact in vocabulary.facts:
        if kind not in fact.kinds:
            continue
        if fact.key == CREDIT_CODE:
            id_fact = fact
            names |= _called(fact, "id")
        elif fact.type.kind == "roles":
            roles = fact
        else:
            names |= _names_of(fact)
    if kind == vocabulary.enterprise:
        names |= _called(roles, "value")
        for role in vocabulary.kinds:
            if role.role:
                flag = own_fact(role_column(role.key), role.name.zh, BOOLEAN)
                names[flag.key] = Heading(flag.key, "value", flag)
    return names | {name: Heading(name, "id", id_fact) for name in (ID, ID_NAME)}


def record_names(records: Records) -> dict[str, Heading]:
    """Every name that a column of a table of records may have."""
    names: dict[str, Heading] = {}
    for field in records.fields:
        names |= _names_of(field)
    owner = own_fact(OWNER, OWNER_NAME)
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
    found: list[Heading] = []
    for name in written:
        heading = names.get(name.strip())
        if heading is None:
            faults.add("F735", near=faults.nearest(name, names), column=shown(name))
            continue
        other = next((one for one in found if _are_one(one.fact, heading.fact)), None)
        if other is None:
            found.append(Heading(name, heading.form, heading.fact))
        else:
            faults.add("F710", name=shown(other.name), key=shown(name))
    return tuple(found)


def _are_one(fact: Fact, other: Fact) -> bool:
    """Whether two columns say the same thing: one fact, or the roles as a list and one of them."""
    if fact.key == other.key:
        return True
    return ROLES in (fact.type, other.type) and _is_role(fact) != _is_role(other)


def _is_role(fact: Fact) -> bool:
    return fact.key.startswith(role_column("")) and not fact.authority
