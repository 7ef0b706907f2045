"""Typed facts back into the form of a facts file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duixian.language.values import Value, value_for_json
from duixian.language.vocabulary import Fact, Records, Vocabulary
from duixian.registry.recipient import RecipientFacts, Record


def facts_as_json(vocabulary: Vocabulary, facts: RecipientFacts) -> dict[str, object]:
    """What a facts file says of a recipient, in the vocabulary's order; what is unknown is left out.

    Reading it again gives the same facts."""
    written: dict[str, object] = {"kind": facts.kind} if facts.kind else {}
    for fact in vocabulary.facts:
        if fact.key in facts.values:
            written[fact.key] = value_for_json(fact, facts.values[fact.key])
        elif fact.type.kind == "roles" and facts.kind in (*fact.kinds, "") and facts.roles is not None:
            written[fact.key] = sorted(facts.roles)
    for records in vocabulary.records:
        if records.key in facts.records:
            written[records.key] = rows_as_json(records, facts.records[records.key])
    if facts.dont_know:
        written["dont_know"] = sorted(facts.dont_know)
    return written


def rows_as_json(records: Records, rows: Sequence[Record]) -> list[dict[str, object]]:
    """A list of records."""
    return [_row(records.fields, row) for row in rows]


def _row(fields: Sequence[Fact], row: Mapping[str, Value]) -> dict[str, object]:
    return {field.key: value_for_json(field, row[field.key]) for field in fields if field.key in row}
