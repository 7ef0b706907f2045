"""The chapter on the sandbox is followed word for word: what it shows is what comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from docs.transcripts import FENCE, played
from tests.sandbox.city import baseline, changed, population

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("sandbox.md", "sandbox.en.md")


@pytest.mark.parametrize("page", PAGES)
def test_whoever_follows_the_chapter_sees_what_it_shows(page: str, tmp_path: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert text.count("\n$ duixian sandbox city ") >= 5
    assert played(text, tmp_path) == text


@pytest.mark.parametrize("page", PAGES)
def test_the_lines_for_python_run(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    (code,) = [fence["body"] for fence in FENCE.finditer(text) if fence["info"] == "python"]
    made = changed("11.purchase.标准.比例=25%").listed
    given = {"baseline": baseline(), "reformed": made, "population": population(), "on": date(2025, 6, 1)}
    exec(code, given)  # noqa: S102 - our own page
    assert given["found"].all.gain.recipients > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES)
def test_every_path_of_the_chapter_leads_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = text.split("| 路径 | 是 |" if page == "sandbox.md" else "| path | is |")[1].split("\n\n")[0]
    values = {
        "11.purchase.标准.比例": "15%",
        "11.purchase.上限": "90万元",
        "11.purchase.条件.实付算力费用": "20万元",
        "11.purchase.条件.3": "20万元",
        "14.firm@2021-10-15.标准.第2档.门槛": "600万元",
        "8.recognition.标准.省级": "60万元",
        "15.leasing.租赁合同.比例.第1档": "2%",
        "14.operator.读法.base": "increment",
        "13.top-ten.名额": "20",
        "11.预算": "3000万元",
        "11.预算.分配": "按比例",
    }
    for path, value in values.items():
        assert f"`{path}`" in rows
        assert changed(f"{path}={value}").touched
