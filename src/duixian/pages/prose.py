"""Clauses and rules as markup."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from duixian.language.words import KEYWORDS
from duixian.pages.html import Child, Html, markup, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_RULE_WORD = re.compile(
    r'(?P<text>"[^"\n]*"|“[^”\n]*”)|(?P<number>\d[\d,.]*(?:-\d\d-\d\d)?[%\w]*)|(?P<word>[^\W\d]\w*)|(?P<note>#[^\n]*)'
)


@cache
def _markdown() -> MarkdownIt:
    """No raw HTML, no images: a page shows text and loads nothing."""
    from markdown_it import MarkdownIt  # heavy; only pages need it

    reader = (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["image", "html_block", "html_inline"])
    )

    def table_opens(*_: Any) -> str:
        return '<div class="scroll" tabindex="0" role="group" aria-label="表"><table>'

    def table_closes(*_: Any) -> str:
        return "</table></div>"

    def heading_opens(tokens: Sequence[Token], index: int, *_: Any) -> str:
        return f"<{tokens[index].tag}>"

    renderer: Any = reader.renderer
    renderer.rules |= {"table_open": table_opens, "table_close": table_closes, "heading_open": heading_opens}
    return reader


def prose(text: str, heading: str = "h4") -> Html:
    """A clause, which is Markdown in Chinese; its own headings become ``heading``."""
    reader = _markdown()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = heading
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return tag("div", Html(reader.renderer.render(tokens, reader.options, {})), class_="prose", lang="zh-CN")


def rule(text: str) -> Html:
    """A rule as it stands in the file, its keywords, figures and quoted words set apart."""
    parts: list[Child] = []
    end = 0
    for match in _RULE_WORD.finditer(text):
        kind = match.lastgroup
        if kind == "word" and match.group() not in KEYWORDS:
            continue
        parts += [text[end : match.start()], tag("span", match.group(), class_=f"rule-{kind}")]
        end = match.end()
    code = tag("code", markup([*parts, text[end:]]))
    return tag("pre", code, class_="rule", lang="zh-CN", tabindex="0", role="group", aria_label="规则")
