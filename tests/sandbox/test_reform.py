"""Reform files: the kept collection of bad ones, and the examples.

``DUIXIAN_APPROVE=1`` writes the approved texts anew; read what changed as its receiver would.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from duixian.book import default_list
from duixian.language.codes import CODES
from duixian.language.library import read_list
from duixian.sandbox.changes import Opened
from duixian.sandbox.reform import baseline_hash, load_reform
from tests.bad_inputs import BAD, render

REFORMS = BAD / "reforms"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "reforms"
ON = date(2025, 6, 1)
ELSEWHERE = {"R811", "R812"}
"""Codes of the command line only; see ``test_sweep``."""


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened(read_list(default_list()))


@pytest.mark.parametrize("path", sorted(REFORMS.glob("*.md")), ids=lambda path: path.stem)
def test_a_bad_reform_has_its_approved_diagnostics(path: Path, opened: Opened, tmp_path: Path) -> None:
    known = baseline_hash(opened.listed)
    copy = tmp_path / path.name
    copy.write_text(path.read_text("utf-8").replace("BASELINE", known), encoding="utf-8")
    faults, _, _ = load_reform(copy, opened, ON)
    assert faults.found, "nothing is wrong with this reform"
    rendered = render(faults.found).replace(known, "BASELINE")
    approved = path.with_suffix(".approved.txt")
    if os.environ.get("DUIXIAN_APPROVE") == "1":
        approved.write_text(rendered, encoding="utf-8")
    assert rendered == approved.read_text(encoding="utf-8")


def test_every_code_of_reforms_is_shown_by_a_bad_one() -> None:
    texts = [path.read_text(encoding="utf-8") for path in REFORMS.glob("*.approved.txt")]
    shown = {code for text in texts for code in re.findall(r"^\S+ (R\d{3}) ", text, re.MULTILINE)}
    assert {code for code in CODES if code.startswith("R")} - ELSEWHERE == shown


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_the_examples_can_be_loaded(path: Path, opened: Opened) -> None:
    faults, read, made = load_reform(path, opened, ON)
    assert [fault.render("en") for fault in faults] == []
    assert read is not None
    assert made is not None
    assert made.listed.policies != opened.listed.policies


def test_a_whole_clause_is_replaced(opened: Opened) -> None:
    _, read, made = load_reform(EXAMPLES / "equity-lower-start.md", opened, ON)
    assert read is not None
    assert made is not None
    version = made.listed.by_number[14].scheme("firm").version(ON)
    assert version is not None
    assert version.rule.startswith("对象 企业\n有效 2024-07-17 起\n")
    assert "年度累计直接融资额 >= 50万元" in version.rule
    assert made.touched == ((14, "firm"), (14, "operator"))
    kept = [listed.by_number[14].scheme("nurturing").versions[0] for listed in (made.listed, opened.listed)]
    assert kept[0].standard == kept[1].standard
    assert read.title.en == "Equity rewards from 500,000 yuan of financing"
    assert read.left_out.startswith("起点低了")
