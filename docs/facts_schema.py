"""The JSON Schema of a facts file, made from a vocabulary: with it an editor completes keys and values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from duixian.language import limits
from duixian.language.library import PolicyList
from duixian.language.quantity import FEN_PER_YUAN
from duixian.language.values import NO, YES
from duixian.language.vocabulary import EARLIER_AWARDS, RATIO_SCALE, Fact, Kind, Records, Vocabulary
from duixian.registry.json_facts import DONT_KNOW_NAMES, KIND_NAMES

Schema = dict[str, Any]

LINE = 110

NUMBER_OR_TEXT = ["integer", "string", "null"]


def facts_schema(listed: PolicyList) -> Schema:
    """The schema of a facts file of a list."""
    vocabulary = listed.vocabulary
    whole = {"allOf": [ref("recipient"), {"anyOf": [{"required": [name]} for name in KIND_NAMES]}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:duixian:facts",
        "title": f"A facts file · 事实文件: {listed.head.title.zh}",
        "description": "What is known of one recipient, or a list of them. Made from vocabulary.md by "
        "docs/generate.py; what is not given, or null, is unknown. Keys are English keys or Chinese names.",
        "oneOf": [ref("whole"), {"type": "array", "items": ref("whole")}],
        "$defs": {
            "whole": {"description": "a recipient that says what it is; ask needs not even that"} | whole,
            "recipient": recipient(vocabulary),
            "money": number(
                "whole yuan; or a text: yuan with two decimals at most, or with a unit", "(元|角|分)?"
            ),
            "count": {"description": "a whole number, or a text with the unit", "type": NUMBER_OR_TEXT},
            "duration": number("months, or a text with a unit", "(个月|月|年)?"),
            "ratio": number("a text, 0.2 or 20%", "%?"),
            "boolean": {"enum": [True, False, "是", "否", *sorted((YES | NO) - {"是", "否"}), None]},
            "date": {"type": ["string", "null"], "pattern": r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*$"},
            "text": {"type": ["string", "null"], "maxLength": limits.TEXT_CHARACTERS},
            "roles": roles(vocabulary),
            "facts": {fact.key: described(vocabulary, fact) for fact in vocabulary.facts},
            "records": {one.key: record_list(vocabulary, one) for one in vocabulary.records},
        },
    }


def recipient(vocabulary: Vocabulary) -> Schema:
    """One recipient: what it may say, and what its kind may not."""
    kinds = [kind for kind in vocabulary.kinds if not kind.role]
    kind: Schema = {"enum": [name for kind in kinds for name in (kind.key, kind.name.zh)]}
    unknown: Schema = {
        "description": "paths of what was asked for and is not known",
        "type": ["array", "null"],
    }
    properties: Schema = dict.fromkeys(KIND_NAMES, kind)
    properties |= dict.fromkeys(DONT_KNOW_NAMES, unknown | {"items": {"type": "string"}, "uniqueItems": True})
    for fact in vocabulary.facts:
        properties |= dict.fromkeys((fact.key, fact.name.zh), ref(f"facts/{fact.key}"))
    for records in vocabulary.records:
        properties |= dict.fromkeys((records.key, records.name.zh), ref(f"records/{records.key}"))
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [of_kind(vocabulary, kind) for kind in kinds],
    }


def of_kind(vocabulary: Vocabulary, kind: Kind) -> Schema:
    """What a recipient of a kind may say."""
    said = [
        {"properties": {name: {"enum": [kind.key, kind.name.zh]}}, "required": [name]} for name in KIND_NAMES
    ]
    things: list[Fact | Records] = [*vocabulary.facts, *vocabulary.records]
    names = [name for one in things if kind.key in one.kinds for name in (one.key, one.name.zh)]
    return {
        "if": {"anyOf": said},
        "then": {"propertyNames": {"enum": [*KIND_NAMES, *DONT_KNOW_NAMES, *names]}},
    }


def roles(vocabulary: Vocabulary) -> Schema:
    """A list of roles; an empty one is known to have none."""
    names = [name for kind in vocabulary.kinds if kind.role for name in (kind.key, kind.name.zh)]
    return {"type": ["array", "null"], "items": {"enum": names}, "uniqueItems": True}


def record_list(vocabulary: Vocabulary, records: Records) -> Schema:
    """A list of records; an empty one says that there are none."""
    fields: Schema = {}
    for field in records.fields:
        fields[field.key] = described(vocabulary, field)
        fields[field.name.zh] = ref(f"records/{records.key}/items/properties/{field.key}")
    record: Schema = {
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
        "minProperties": 1,
    }
    if records.key == EARLIER_AWARDS:
        needed = [records.field(key) for key in ("policy", "scheme")]
        record["allOf"] = [
            {"anyOf": [{"required": [name]} for name in (field.key, field.name.zh)]}
            for field in needed
            if field
        ]
    return {"title": title(records), "type": ["array", "null"], "items": record}


def described(vocabulary: Vocabulary, fact: Fact) -> Schema:
    """What a fact is called, what it means, and what it may be."""
    shown: Schema = {"title": title(fact)}
    if fact.explanation:
        shown["description"] = fact.explanation
    match fact.type.kind:
        case "category":
            values = vocabulary.category_by_name[fact.type.unit].values
            return shown | {"enum": [*(name for key, label in values for name in (key, label.zh)), None]}
        case "code" | "text" if fact.records == EARLIER_AWARDS and fact.key == "policy":
            return shown | {"type": ["string", "integer", "null"]}
        case "code":
            return shown | ref("text")
        case "count":
            return shown | ref("count") | {"pattern": pattern(f"({fact.type.unit})?")} | bounds(fact)
    return shown | ref(fact.type.kind) | bounds(fact)


def bounds(fact: Fact) -> Schema:
    """The least and the most a bare number may be."""
    scale = {"money": FEN_PER_YUAN, "ratio": RATIO_SCALE}.get(fact.type.kind, 1)
    ends = {"minimum": fact.range.low, "maximum": fact.range.high} if fact.type.numeric else {}
    return {name: end // scale for name, end in ends.items() if end is not None and end % scale == 0}


def number(description: str, unit: str) -> Schema:
    """A number; one with a decimal point stands in quotes, for programs would make a binary float of it."""
    return {"description": description, "type": NUMBER_OR_TEXT, "pattern": pattern(unit)}


def pattern(unit: str) -> str:
    """How a number is written as a text."""
    return rf"^\s*[+-]?[0-9][0-9,]*(\.[0-9]+)?\s*[百千万亿]*{unit}\s*$"


def title(thing: Fact | Records) -> str:
    return f"{thing.name.zh} · {thing.name.en}" if thing.name.en else thing.name.zh


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def laid_out(value: object, indent: int = 0) -> str:
    """JSON with what fits on a line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= LINE or not isinstance(value, Mapping | list):
        return flat
    margin = "\n" + " " * (indent + 2)
    if isinstance(value, Mapping):
        parts = [
            f"{json.dumps(key, ensure_ascii=False)}: {laid_out(part, indent + 2)}"
            for key, part in value.items()
        ]
        return "{" + margin + f",{margin}".join(parts) + margin[:-2] + "}"
    lines = [""]
    for part in value:
        words = laid_out(part, indent + 2)
        if lines[-1] and (len(lines[-1]) + len(words) + indent > LINE or words.startswith("{")):
            lines.append("")
        lines[-1] += f" {words}," if lines[-1] else f"{words},"
    return "[" + margin + margin.join(lines)[:-1] + margin[:-2] + "]"
