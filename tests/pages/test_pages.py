"""What every page must be: well-formed, in order, self-contained, and free of what a text might smuggle in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import duixian
from duixian.book import default_list
from duixian.cli import main
from duixian.pages import decisions_page, policy_page
from duixian.registry.recipient import RecipientFacts
from tests.pages.pages import (
    DAY,
    EXAMPLES,
    LANGUAGES,
    SMUGGLED,
    Element,
    book,
    census_page_of,
    decision_page_of,
    policy_page_of,
    read,
)

KINDS: tuple[tuple[Callable[[Any, str], str], list[Any]], ...] = (
    (decision_page_of, [path.stem for path in EXAMPLES]),
    (policy_page_of, list(range(1, 21))),
    (census_page_of, [None]),
)


class Page(NamedTuple):
    """A page that has been read."""

    language: str
    tree: Element


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((make, what, language), id=f"{what or 'census'}-{language}")
        for make, whats in KINDS
        for what in whats
        for language in LANGUAGES
    ],
)
def page(request: pytest.FixtureRequest) -> Page:
    make, what, language = request.param
    return Page(language, read(make(what, language)))


def test_a_page_is_well_formed_and_says_its_language(page: Page) -> None:
    (html,) = page.tree.all("html")
    assert html.attributes["lang"] == {"zh": "zh-CN", "en": "en"}[page.language]
    assert [len(html.all(landmark)) for landmark in ("header", "main", "footer", "h1")] == [1] * 4


def test_no_heading_skips_a_level_and_no_link_leads_nowhere(page: Page) -> None:
    tree = page.tree
    levels = [int(element.tag[1]) for element in tree.all() if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    anchors = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
    assert len(anchors) == len(set(anchors))
    for link in tree.all("a"):
        assert (link.attributes["href"] or "")[1:] in anchors
    for element in tree.all():
        assert set((element.attributes.get("aria-labelledby") or "").split()) <= set(anchors)


def test_a_page_loads_nothing_and_runs_nothing(page: Page) -> None:
    tree = page.tree
    assert not tree.all("script")
    assert not tree.all("link")
    assert not tree.all("img")
    for element in tree.all():
        assert not {"src", "srcset", "style"} & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]
    (sheet,) = tree.all("style")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    (policy,) = tree.all("meta", http_equiv="Content-Security-Policy")
    assert (policy.attributes["content"] or "").startswith("default-src 'none'; style-src 'sha256-")


def test_every_table_has_a_caption_and_its_headings_a_scope(page: Page) -> None:
    for table in page.tree.all("table"):
        assert len(table.all("caption")) == 1
        assert {heading.attributes.get("scope") for heading in table.all("th")} <= {"col", "row"}


def test_every_drawing_says_in_words_what_it_shows(page: Page) -> None:
    for drawing in page.tree.all("svg"):
        assert drawing.attributes["role"] == "img"
        assert drawing.all("title")[0].text
        assert drawing.all("desc")[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_fact_says_is_text_and_never_markup(language: str) -> None:
    facts = RecipientFacts("enterprise", values={"name": f'"{SMUGGLED}&amp;'})
    page = decisions_page(book(), facts, book().decide(facts, DAY), DAY, language)
    assert SMUGGLED not in page
    (heading,) = read(page).all("h1")
    assert heading.text == f'"{SMUGGLED}&amp;'


@pytest.fixture(scope="module")
def smuggling(tmp_path_factory: pytest.TempPathFactory) -> duixian.PolicyBook:
    """The list with markup in the clause and in the names of policy 14."""
    folder = tmp_path_factory.mktemp("list") / "list"
    shutil.copytree(default_list(), folder)
    (file,) = folder.glob("14-*.md")
    text = file.read_text(encoding="utf-8")
    image = "![x](https://example.org/x.png) <img src=x onerror=alert(1)> [go](javascript:alert(1))"
    text = text.replace("达到哪个台阶就给哪个数", f"{SMUGGLED} {image} 达到哪个台阶就给哪个数")
    text = text.replace("直接融资是否包括债权融资", f"{SMUGGLED} 直接融资是否包括债权融资")
    text = text.replace("Direct financing by firms", "Direct <b>financing</b>")
    text = text.replace("债权融资是否计入年度累计直接融资额", f"债权融资{SMUGGLED}是否计入")
    file.write_text(text, encoding="utf-8")
    return duixian.load(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_policy_says_is_text_and_never_markup(smuggling: duixian.PolicyBook, language: str) -> None:
    facts = smuggling.read_facts({"kind": "enterprise", "在区域性股权市场挂牌": True})
    decided = decisions_page(smuggling, facts, smuggling.decide(facts, DAY), DAY, language)
    for made in (policy_page(smuggling, smuggling.listed.by_number[14], language), decided):
        page = read(made)
        assert [element.tag for element in page.all() if element.tag in ("script", "img", "b")] == []
        assert SMUGGLED in page.text
        assert all((link.attributes["href"] or "").startswith(("#", "https:")) for link in page.all("a"))


def test_decide_writes_the_page_beside_what_it_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "firm.html"
    assert main(["decide", str(EXAMPLES[0]), "--on", DAY.isoformat(), "--html", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == decision_page_of(EXAMPLES[0].stem, "zh")


def test_each_recipient_of_a_list_gets_a_page_of_its_own_and_json_stays_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('[{"kind": "person"}, {"kind": "enterprise"}]', encoding="utf-8")
    assert main(["decide", str(facts), "--json", "--html", str(tmp_path / "all.html")]) == 0
    assert capsys.readouterr().out.startswith("[")
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["all-1.html", "all-2.html"]


def test_show_writes_the_page_of_a_policy_under_its_number_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", "11", "--lang", "en", "--html"]) == 0
    assert "11-compute-voucher.html" in capsys.readouterr().out
    assert (tmp_path / "11-compute-voucher.html").read_text(encoding="utf-8") == policy_page_of(11, "en")


def test_a_page_that_cannot_be_written_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "11", "--html", str(tmp_path / "nowhere" / "page.html")]) == 2
    assert "page.html" in capsys.readouterr().err


@pytest.mark.parametrize(("awards", "told"), [({}, True), ({"earlier_awards": []}, False)])
def test_the_answer_says_that_earlier_awards_were_not_checked(awards: dict[str, Any], told: bool) -> None:
    recipient = RecipientFacts(
        "enterprise",
        frozenset(),
        {"technology_centre": "provincial"},
        {"earlier_awards": ()} if awards else {},
    )
    tree = read(decisions_page(book(), recipient, book().decide_typed(recipient, DAY, {}), DAY))
    (answer,) = [part for part in tree.all("section") if part.has("class_", "answer")]
    assert ("未作核对" in answer.text) is told


def test_what_a_number_settles_does_not_end_where_trying_ended() -> None:
    recipient = RecipientFacts(
        "enterprise", frozenset(), {"via_compute_platform": True, "compute_fee": 130_000_000}
    )
    decisions = book().decide_typed(recipient, DAY, {})
    page = read(decisions_page(book(), recipient, decisions, DAY)).text
    assert "5,000,000.01元 起 → 可享" in page
