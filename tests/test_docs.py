"""What the pages for policy writers show must be true: every snippet is read as a policy file would be."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from duixian.check import check
from duixian.language.diagnostics import Faults
from duixian.language.document import Block
from duixian.language.elaborate import Elaborator
from duixian.language.examples import read_example
from duixian.language.library import read_list
from duixian.language.source import Source, Span
from duixian.language.syntax import parse_block
from duixian.language.vocabulary import Vocabulary
from duixian.registry.population import open_population

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = ("language.md", "language.en.md")
TOP = Span(1, 1, 1, 2)


class Snippet(NamedTuple):
    """A fenced block of a page."""

    info: str
    text: str
    line: int

    @property
    def place(self) -> str:
        return f"line {self.line}"


@cache
def snippets(page: str) -> tuple[Snippet, ...]:
    """The fenced blocks of a page, outermost only."""
    text = (DOCS / page).read_text(encoding="utf-8")
    fences = re.finditer(r"^(```+)([^`\n]*)\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL)
    return tuple(Snippet(m[2].strip(), m[3], text.count("\n", 0, m.start()) + 1) for m in fences)


@cache
def vocabulary() -> Vocabulary:
    """Qingdao's, in which the snippets speak."""
    return read_list(ROOT / "policies" / "qingdao" / "2024-2").vocabulary


def rule_faults(text: str) -> list[str]:
    """What reading statements objects to; a snippet with 对象 and 标准 is held to be a whole rule."""
    faults = Faults(Source("snippet", text))
    lines = tuple(text.split("\n"))
    elaborator = Elaborator(faults, vocabulary())
    for statement in parse_block(faults, Block("规则", lines, 1, TOP)):
        elaborator.statement(statement)
    if elaborator.rule.recipients and elaborator.rule.standard:
        elaborator.finish(TOP)
    return [found.render("en") for found in faults]


RULES = [
    pytest.param(snippet.text, id=f"{page}:{snippet.line}")
    for page in PAGES
    for snippet in snippets(page)
    if snippet.info == "规则"
]


def test_the_pages_have_rules_to_read() -> None:
    assert len(RULES) >= 2 * 15


@pytest.mark.parametrize("text", RULES)
def test_every_rule_of_the_language_page_is_read_without_a_fault(text: str) -> None:
    assert rule_faults(text) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_files_shown_make_a_list_that_passes_every_check(page: str, tmp_path: Path) -> None:
    files = {
        snippet.info.removeprefix("markdown "): snippet.text
        for snippet in snippets(page)
        if snippet.info.startswith("markdown ")
    }
    assert files.keys() == {"list.md", "vocabulary.md", "11-compute-voucher.md"}
    for name, text in files.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    result = check(tmp_path)
    assert [found.render("en") for found in result.diagnostics] == []
    assert (result.schemes, result.examples) == (1, 4)


@pytest.mark.parametrize("page", PAGES)
def test_the_form_of_a_worked_case_is_as_shown(page: str) -> None:
    shown = [snippet for snippet in snippets(page) if snippet.info.startswith("算例")]
    assert shown
    rule = next(text for text in (s.text for s in snippets(page) if s.info == "规则") if "by_sales" in text)
    for snippet in shown:
        faults = Faults(Source("snippet", rule))
        elaborator = Elaborator(faults, vocabulary())
        for statement in parse_block(faults, Block("规则", tuple(rule.split("\n")), 1, TOP)):
            elaborator.statement(statement)
        block = Block(snippet.info, tuple(snippet.text.split("\n")), 1, TOP)
        assert read_example(faults, vocabulary(), block, elaborator.rule) is not None
        assert [found.render("en") for found in faults] == []


MISTAKES = [
    pytest.param(*row.groups(), id=f"{page}:{row['code']}:{row['wrong']}")
    for page in PAGES
    for row in re.finditer(
        r"^\| `(?P<wrong>[^`]+)` \| (?P<code>E\d{3}) \| [^|]+ \| `(?P<right>[^`]+)` \|$",
        (DOCS / page).read_text(encoding="utf-8"),
        re.MULTILINE,
    )
]


def test_the_pages_have_mistakes_to_read() -> None:
    assert len(MISTAKES) >= 2 * 10


@pytest.mark.parametrize(("wrong", "code", "right"), MISTAKES)
def test_a_frequent_mistake_gets_its_code_and_its_correction_none(wrong: str, code: str, right: str) -> None:
    found = rule_faults(wrong)
    assert len(found) == 1
    assert f" {code} " in found[0]
    assert rule_faults(right) == []


def test_both_languages_show_the_same_snippets() -> None:
    chinese, english = ([(s.info, s.text) for s in snippets(page)] for page in PAGES)
    assert chinese == english


@pytest.mark.parametrize("page", ["data.md", "data.en.md"])
def test_the_tables_shown_are_read_without_a_fault(page: str, tmp_path: Path) -> None:
    for snippet in snippets(page):
        kind, _, name = snippet.info.partition(" ")
        if kind in ("csv", "json"):
            (tmp_path / name).write_text(snippet.text + "\n", encoding="utf-8")
    with open_population(tmp_path, read_list(ROOT / "policies" / "qingdao" / "2024-2")) as population:
        assert population.warnings == []
        assert population.rejects.count == {}
        assert population.rows == {"enterprise": 3, "lease_contracts": 2}
        facts = dict(population.typed_facts())
    assert len(facts["91110000600037341L"].records["lease_contracts"]) == 2
    assert facts["913702006612345677"].records["lease_contracts"] == ()


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS) for path in DOCS.rglob("*.md")), ids=str)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(
        r"^(```+).*?\n\1$", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        if ":" in name:
            continue
        linked = (DOCS / page).parent / name if name else DOCS / page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
