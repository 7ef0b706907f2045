"""What every page has: head, style, skip link, masthead and foot."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from importlib.resources import files

from duixian.decide.decision import OUTCOME_WORDS
from duixian.language.tree import Text
from duixian.pages.html import Child, Html, joined, markup, tag, worded

LANG = {"zh": "zh-CN", "en": "en"}

SIGNS = {"entitled": "✔", "undetermined": "?", "not_entitled": "✘", "not_applicable": "–"}
"""Signs of the outcomes: colour is never the only difference."""


@cache
def style() -> str:
    """The style sheet of all pages."""
    return files("duixian.pages").joinpath("style.css").read_text(encoding="utf-8")


class Words:
    """Picks the words of a page's language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, chinese: str, english: str) -> str:
        """The words in the page's language."""
        return chinese if self.language == "zh" else english

    def text(self, words: Text | str) -> Html:
        """Words of the list in the page's language, as markup."""
        return worded(words if isinstance(words, str) else words.in_language(self.language), self.language)

    def listed(self, parts: list[str]) -> str:
        """Several words in a row."""
        return self.say("、", ", ").join(parts)

    def outcome(self, outcome: str) -> Html:
        """An outcome as a mark: sign, word and colour."""
        return mark(outcome, SIGNS[outcome], OUTCOME_WORDS[outcome].in_language(self.language))


def mark(kind: str, sign: str, words: str) -> Html:
    """A sign with its word."""
    return tag("span", tag("span", sign, aria_hidden="true"), " ", words, class_=f"mark {kind}")


def document(words: Words, *, title: str, masthead: Child, main: Child, foot: Child) -> str:
    """A whole page."""
    sheet = style()
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    # Nothing may be loaded and nothing run, whatever a policy's text smuggles in.
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Html(sheet)),
    )
    skip = tag("a", words.say("跳到正文", "Skip to the content"), href="#main", class_="skip")
    body = tag(
        "body",
        skip,
        tag("header", masthead, class_="masthead"),
        tag("main", main, id="main", tabindex="-1"),
        tag("footer", foot, class_="foot"),
    )
    page = tag("html", "\n", head, "\n", body, "\n", lang=LANG[words.language])
    return f"<!doctype html>\n{page}\n"


def section(heading: str, name: str, title: Child, *content: Child, class_: str = "") -> Html:
    """A section that its heading (``h2``, ``h3``, …) names; ``name`` is its anchor."""
    return tag(
        "section",
        tag(heading, title, id=f"{name}-title"),
        content,
        id=name,
        aria_labelledby=f"{name}-title",
        class_=class_ or None,
    )


def table(
    caption: Child,
    columns: list[Child],
    rows: list[list[Child]],
    label: str,
    *,
    class_: str = "",
    numbers: Collection[int] = (),
) -> Html:
    """A table whose first column names the rows; where it is wider than the page it scrolls, also by keyboard.
    ``numbers`` are the places of columns of numbers."""
    kinds = ["number" if place in numbers else None for place in range(len(columns))]
    head = tag(
        "tr",
        [tag("th", column, scope="col", class_=kind) for column, kind in zip(columns, kinds, strict=True)],
    )
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            [tag("td", cell, class_=kind) for cell, kind in zip(row[1:], kinds[1:], strict=True)],
        )
        for row in rows
    ]
    inner = tag(
        "table",
        tag("caption", caption),
        tag("thead", head),
        tag("tbody", body),
        class_=class_ or ("sums" if numbers else None),
    )
    return tag("div", inner, class_="scroll", tabindex="0", role="group", aria_label=label)


def unordered(items: list[Child], class_: str = "") -> Html:
    """A list of items."""
    return tag("ul", [tag("li", item) for item in items], class_=class_ or None) if items else markup(None)


def dotted(parts: list[Child]) -> Html:
    """Short particulars on one line."""
    return joined(" · ", parts)
