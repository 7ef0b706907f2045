"""Typed trees as plain JSON lists and back. Data only: reading a file can build these nodes and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from duixian.language import tree, vocabulary
from duixian.language.node import Node, fields
from duixian.language.source import Span
from duixian.language.types import Type
from duixian.language.vocabulary import Range

_NODES: tuple[type, ...] = (
    tree.Text,
    tree.Number,
    tree.Truth,
    tree.Open,
    tree.Reference,
    tree.Not,
    tree.Every,
    tree.Some,
    tree.Compare,
    tree.Member,
    tree.Add,
    tree.Negate,
    tree.Multiply,
    tree.Divide,
    tree.Arm,
    tree.Cases,
    tree.Extreme,
    tree.Fold,
    tree.Definition,
    tree.Selection,
    tree.Option,
    tree.Reading,
    tree.Condition,
    tree.Standard,
    tree.Cap,
    tree.Places,
    tree.Budget,
    tree.Recipient,
    tree.SchemeName,
    tree.Citation,
    tree.GivenFact,
    tree.GivenRecords,
    tree.Expected,
    tree.Example,
    tree.Version,
    tree.Scheme,
    tree.Policy,
    tree.Field,
    tree.DocumentSource,
    tree.ContextMeasure,
    tree.ListHead,
    vocabulary.Kind,
    vocabulary.Category,
    vocabulary.Fact,
    vocabulary.Records,
    vocabulary.Vocabulary,
    Span,
    Type,
    Range,
)

_TUPLE, _DATE = -1, -2
_TAGS = {node: tag for tag, node in enumerate(_NODES)}


def encode(value: Any) -> Any:
    """A tree as lists: ``[tag, part, …]``."""
    tag = _TAGS.get(type(value))
    if tag is not None:
        parts = [part for _, part in fields(value)] if isinstance(value, Node) else value
        return [tag, *(encode(part) for part in parts)]
    if isinstance(value, tuple):
        return [_TUPLE, *(encode(part) for part in value)]
    if isinstance(value, date):
        return [_DATE, value.toordinal()]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"not part of a tree: {type(value).__name__}")


def decode(value: Any) -> Any:
    """The tree of :func:`encode`'s lists. Raises TypeError, IndexError or ValueError where they are damaged."""
    if type(value) is not list:
        return value
    tag = value[0]
    if tag >= 0:
        return _NODES[tag](*[decode(part) if type(part) is list else part for part in value[1:]])
    if tag == _TUPLE:
        return tuple([decode(part) if type(part) is list else part for part in value[1:]])
    return date.fromordinal(value[1])
