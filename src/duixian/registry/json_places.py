"""Where things stand in a JSON text. Only needed once something in it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import NamedTuple

from duixian.language.source import NOWHERE, Span

FactPath = tuple[str | int, ...]
"""The way to a value: keys as written and indexes from 0; empty for the whole."""


class Place(NamedTuple):
    """Where a value and, inside an object, its key stand. An object or list is placed at its bracket."""

    key: Span
    value: Span


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]|[^\s\[\]{}:,"]+')
"""A string, a bracket, a comma, or a number or word; colons and white space are passed over."""

_KEY_NEXT = -1


def find_places(text: str, wanted: Collection[FactPath]) -> dict[FactPath, Place]:
    """The places of paths in a valid JSON text. Of a key that stands twice it is the last one's.

    One pass over the text, however many paths are wanted.
    """
    deepest = max(map(len, wanted), default=0)
    # In a list, nothing from this index on is wanted.
    end = max((path[0] + 1 for path in wanted if path and isinstance(path[0], int)), default=0)
    places: dict[FactPath, Place] = {}
    # For each open bracket the key or index at hand; in an object where a key comes next, _KEY_NEXT.
    steps: list[str | int] = []
    spans = _Spans(text)
    key = NOWHERE
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        if sign in "]}":
            steps.pop()
        elif sign == ",":
            steps[-1] = steps[-1] + 1 if isinstance(steps[-1], int) else _KEY_NEXT
            if end and steps == [end]:
                break
        else:
            is_key = bool(steps) and steps[-1] == _KEY_NEXT
            if is_key:
                steps[-1] = json.loads(token.group())
            if len(steps) <= deepest and (path := tuple(steps)) in wanted:
                if is_key:
                    key = spans.of(token)
                else:
                    places[path] = Place(key, spans.of(token))
            if sign in "[{":
                steps.append(0 if sign == "[" else _KEY_NEXT)
    return places


class _Spans:
    """Spans of tokens that are asked for in their order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.line_start = 0
        self.seen = 0

    def of(self, token: re.Match[str]) -> Span:
        """The span of a token, which stands on one line."""
        start = token.start()
        breaks = self.text.count("\n", self.seen, start)
        if breaks:
            self.line += breaks
            self.line_start = self.text.rfind("\n", self.seen, start) + 1
        self.seen = start
        column = start - self.line_start + 1
        return Span(self.line, column, self.line, column + token.end() - start)
