"""The JSON Schemas of ``docs/schemas``, ready to hold something against."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8"))
    for path in sorted(FOLDER.glob("*.schema.json"))
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


@cache
def validator(name: str) -> Draft202012Validator:
    """What validates against a schema (``decide``) or a part of one (``decide#/$defs/decision``)."""
    return Draft202012Validator({"$ref": f"urn:duixian:{name}"}, registry=REGISTRY)
