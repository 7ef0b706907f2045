"""The boundary cases as recipients of the city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from duixian.language.library import PolicyList
from duixian.language.tree import Text
from duixian.language.values import Value, value_words
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact, Vocabulary
from duixian.registry.city.boundaries import GROUPS, Case, Group
from duixian.registry.city.identifiers import PLANTED, numbered_credit_codes, numbered_person_codes
from duixian.registry.city.members import Boundary, Member, known
from duixian.registry.json_facts import read_facts
from duixian.registry.recipient import RecipientFacts

ORDINARY_FIRM = {"district": "west_coast", "industry": "C", "size": "small", "roles": ()}
"""An enterprise of which a case says nothing else."""


def boundary_members(listed: PolicyList, districts: Sequence[str]) -> list[Member]:
    """All boundary cases; those of districts are the first of the districts with these ids."""
    number = {
        kind: sum(len(group.cases) for group in GROUPS if group.kind == kind)
        for kind in ("enterprise", "person")
    }
    ids: dict[str, Iterator[str]] = {
        "enterprise": iter(numbered_credit_codes(PLANTED, number["enterprise"])),
        "person": iter(numbered_person_codes(number["person"])),
        "district": iter(districts),
    }
    return [_member(listed, next(ids[group.kind]), group, case) for group in GROUPS for case in group.cases]


def _member(listed: PolicyList, id_: str, group: Group, case: Case) -> Member:
    vocabulary = listed.vocabulary
    start = ORDINARY_FIRM if group.kind == vocabulary.enterprise else {}
    written = _changed({"kind": group.kind, **start, **group.facts}, case.changes)
    for key in vocabulary.records_by_name.keys() & written.keys() - {EARLIER_AWARDS}:
        for number, record in enumerate(written[key], 1):
            record.setdefault(OBJECT, f"{id_}-{number}")
    read = read_facts(written, listed)
    assert not read.diagnostics, [found.render("en") for found in read.diagnostics]
    (facts,) = read.recipients
    unknown = frozenset(key for key, value in written.items() if value is None)
    return Member(
        id_,
        known(
            vocabulary,
            group.kind,
            facts.values,
            roles=facts.roles,
            records=facts.records,
            unknown=unknown,
        ),
        Boundary(group.scheme, case.told or _told(vocabulary, facts, case.changes), case.expected),
    )


def _changed(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with changes: of a fact, or of a field of the one record of a kind."""
    changed = deepcopy(dict(facts))
    for name, value in changes.items():
        key, _, field = name.partition(".")
        if field:
            (record,) = changed[key]
            record[field] = value
        else:
            changed[key] = deepcopy(value)
    return changed


def _told(vocabulary: Vocabulary, facts: RecipientFacts, changes: Mapping[str, Any]) -> Text:
    """What was changed, in words."""
    said = [_value_told(vocabulary, facts, name) for name in changes]
    return Text("、".join(words.zh for words in said), ", ".join(words.en for words in said))


def _value_told(vocabulary: Vocabulary, facts: RecipientFacts, name: str) -> Text:
    key, _, field_key = name.partition(".")
    declared: Fact | None
    value: Value | None
    if field_key:
        declared = vocabulary.records_by_name[key].field(field_key)
        value = facts.records[key][0].get(field_key)
    else:
        declared = vocabulary.fact_by_name[key]
        value = facts.values.get(key)
    assert declared is not None
    if value is None:
        return Text(f"{declared.name.zh}不明", f"{declared.name.en} unknown")
    words = (value_words(vocabulary, declared, value, language) for language in ("zh", "en"))
    chinese, english = words
    return Text(f"{declared.name.zh}:{chinese}", f"{declared.name.en}: {english}")
