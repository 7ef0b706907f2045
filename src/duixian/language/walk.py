"""Walking the typed tree: what stands below a node, and what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from duixian.language.node import Node, fields
from duixian.language.tree import Expression, Fold, Reference, Selection


def children(node: object) -> Iterator[Expression]:
    """The expressions right below a node or a part of a rule."""
    if not isinstance(node, Node):
        return
    for _, value in fields(node):
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node) and hasattr(item, "span"):
                yield item  # type: ignore[misc]
            elif isinstance(item, Node):
                yield from children(item)


def references(node: Expression) -> dict[tuple[str, str], None]:
    """Scope and key of every name a node reads, in order of appearance."""
    if isinstance(node, Reference):
        return {(node.scope, node.key): None}
    return {found: None for child in children(node) for found in references(child)}


def selection_references(selection: Selection, body: Expression) -> dict[tuple[str, str], None]:
    """Everything a fold over a selection reads of a record, with the filter and the record's locals."""
    parts = [body, *(definition.expression for definition in selection.definitions)]
    parts += [selection.filter] if selection.filter is not None else []
    return {found: None for part in parts for found in references(part)}


def record_references(selection: Selection, body: Expression) -> dict[tuple[str, str], None]:
    """What a fold over a selection needs of a record: without the locals that neither its body nor the filter
    comes to."""
    found: dict[tuple[str, str], None] = {}
    parts = [body] if selection.filter is None else [selection.filter, body]
    definitions = {definition.name: definition.expression for definition in selection.definitions}
    while parts:
        for scope, key in references(parts.pop(0)):
            if scope == "local" and key in definitions:
                parts.append(definitions.pop(key))
            found[scope, key] = None
    return found


def folds(node: object) -> list[Fold]:
    """The folds of an expression."""
    found = [node] if isinstance(node, Fold) else []
    for child in children(node):
        found += folds(child)
    return found
