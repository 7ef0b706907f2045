"""Markup as values: text is escaped unless it is markup already, and what is opened is closed.

Plain functions and no template engine: pages are checked by mypy like all else, and no template can forget to
escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape


class Html(str):
    """Markup that is safe to put into a page as it is."""

    __slots__ = ()


Child = str | None | Iterable["Child"]
"""What an element may hold: text, which is escaped, markup, nothing, or several of these."""

Attribute = str | int | bool | None

EMPTY = Html("")

_VOID = frozenset({"meta", "br", "col"})
_CHINESE = re.compile(r"[\u3400-\u9fff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef…·\d\s]*")


def markup(child: Child) -> Html:
    """A child as markup."""
    if child is None:
        return EMPTY
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(escape(child, quote=False))
    return Html("".join(markup(part) for part in child))


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. In an attribute's name ``_`` stands for ``-`` and a trailing one is left out (``class_``);
    None and False leave the attribute out, True gives it no value."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{"" if value is True else escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{markup(children)}</{name}>")


def joined(separator: str, parts: Iterable[Child]) -> Html:
    """Parts with a separator between them."""
    return Html(markup(separator).join(markup(part) for part in parts))


def worded(text: str, language: str) -> Html:
    """Text of a page; on an English one, Chinese words are marked as such, so that they are spoken and set right."""
    if language == "zh":
        return markup(text)
    pieces: list[Child] = []
    end = 0
    for match in _CHINESE.finditer(text):
        pieces += [text[end : match.start()], tag("span", match.group().rstrip(), lang="zh-CN")]
        end = match.start() + len(match.group().rstrip())
    return markup([*pieces, text[end:]])
