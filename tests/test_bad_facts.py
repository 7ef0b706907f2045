"""The kept collection of bad facts files: each has the diagnostics that were approved for it.

``DUIXIAN_APPROVE=1`` writes them anew; read what changed as its receiver would.
"""

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from duixian.book import default_list
from duixian.language import limits
from duixian.language.codes import CODES
from duixian.language.library import PolicyList, read_list
from duixian.language.node import replaced
from duixian.language.tree import Text
from duixian.language.types import RATIO
from duixian.language.vocabulary import RATIO_SCALE, Range
from duixian.registry.json_facts import read_facts_text
from tests.bad_inputs import BAD, render

FACTS = BAD / "facts"

GROWN: dict[str, Callable[[bytes], bytes]] = {
    "too-large": lambda content: content.ljust(limits.FACTS_BYTES + 1),
    "nested-too-deep": lambda content: content.replace(b"[]", b"[" * 100_000 + b"]" * 100_000),
}
"""Files that are kept small and grow when they are read."""


@cache
def listed() -> PolicyList:
    """Qingdao's list; as it has no ratio among its facts, one is added."""
    qingdao = read_list(default_list())
    vocabulary = qingdao.vocabulary
    share = replaced(
        vocabulary.fact_by_name["main_revenue"],
        key="share_held",
        name=Text("持股比例", "Share held"),
        type=RATIO,
        range=Range(0, RATIO_SCALE),
    )
    return replaced(qingdao, vocabulary=replaced(vocabulary, facts=(*vocabulary.facts, share)))


@pytest.mark.parametrize("path", sorted(FACTS.glob("*.json")), ids=lambda path: path.stem)
def test_a_bad_facts_file_has_its_approved_diagnostics_and_no_recipients(path: Path) -> None:
    content = GROWN.get(path.stem, bytes)(path.read_bytes())
    read = read_facts_text(path.name, content, listed())
    assert read.diagnostics, "this file has no fault"
    assert read.recipients == ()
    approved = path.with_suffix(".approved.txt")
    if os.environ.get("DUIXIAN_APPROVE") == "1":
        approved.write_text(render(list(read.diagnostics)), encoding="utf-8")
    assert render(list(read.diagnostics)) == approved.read_text(encoding="utf-8")


def test_every_code_of_facts_stands_in_the_collection() -> None:
    collections = (FACTS, BAD / "tables")
    texts = (path.read_text("utf-8") for kept in collections for path in kept.glob("*.approved.txt"))
    seen = {code for text in texts for code in re.findall(r"^\S+ (F\d{3}) ", text, re.MULTILINE)}
    assert seen == {code for code in CODES if code.startswith("F")}


def test_every_approved_text_has_its_facts_file() -> None:
    approved = {path.name.removesuffix(".approved.txt") for path in FACTS.glob("*.approved.txt")}
    assert approved == {path.stem for path in FACTS.glob("*.json")}
