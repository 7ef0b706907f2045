"""``duixian compare`` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len

from duixian.book import default_list
from duixian.cli import main
from tests.schemas import validator


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The list with a policy less, and 200万元 instead of 100万元 as the yearly ceiling of the vouchers."""
    folder = tmp_path / "other"
    shutil.copytree(default_list(), folder)
    next(folder.glob("13-*.md")).unlink()
    vouchers = next(folder.glob("11-*.md"))
    vouchers.write_text(
        vouchers.read_text("utf-8").replace("上限 100万元 每年", "上限 200万元 每年"), "utf-8"
    )
    return folder


def test_two_versions_of_a_scheme_are_told_with_their_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "14.firm@2024-07-16", "14.firm"]) == 0
    printed = capsys.readouterr().out
    assert "多得 18万元(最多的一例):30万元 → 48万元" in printed
    assert "少得 12万元(最多的一例):30万元 → 18万元" in printed
    assert "11,000,000.75元" in printed
    assert main(["--lang", "en", "compare", "14.firm@2024-07-16", "14.firm"]) == 0
    assert "gains 180,000 yuan (the largest case): 300,000 yuan → 480,000 yuan" in capsys.readouterr().out


def test_two_lists_are_compared_scheme_by_scheme(other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The prose still says 100万元, so the reader warns; the rule is what is compared.
    assert main(["compare", str(default_list()), str(other), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    verdicts = {f"{one['policy']}.{one['scheme']}": one["verdict"] for one in found["schemes"]}
    assert {name for name, verdict in verdicts.items() if verdict != "same"} == {"11.purchase"}
    assert len(verdicts) == 25
    assert found["only_before"] == ["13.top-ten@2024-07-17"]
    # 20% of what was paid: from 500万元 on the first stays at 100万元, at 1000万元 the second does at 200万元.
    [purchase] = (one for one in found["schemes"] if (one["policy"], one["scheme"]) == (11, "purchase"))
    [gain] = purchase["witnesses"]
    assert (gain["kind"], gain["change"], gain["largest"]) == ("gains", "1000000.00", True)
    assert main(["compare", str(default_list()), str(other)]) == 0
    printed = capsys.readouterr().out
    assert "只在前一份里: 13.top-ten" in printed
    assert "相同(已证明)" in printed


def test_a_policy_file_is_compared_within_its_list(other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "11", str(next(other.glob("11-*.md"))), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["scheme"] for one in found["schemes"]] == ["purchase", "large-model"]


def test_a_reading_stands_in_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "14.operator", "14.operator[base=increment]", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)["schemes"]
    assert (found["verdict"], found["after"]) == ("different", "14.operator@2024-07-17 base=increment")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("99", "清单里没有政策"),
        ("14.form", "没有条款"),
        ("14.firm@someday", "日历日期"),
        ("14.firm@2024-13-01", "日历日期"),
        ("14.firm@2001-01-01", "没有施行的条款"),
        ("14.operator[base]", "base=increment"),
        ("14.operator[base=all]", "没有这种读法"),
        ("./nowhere", "没有 ./nowhere"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused(
    name: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", name, "14.firm"]) == 2
    assert says in capsys.readouterr().err


def test_what_has_no_scheme_in_common_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "11", "14"]) == 2
    assert "没有同名的条款可比" in capsys.readouterr().err


def test_a_population_says_how_many_gain_and_lose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Listed firms with 500万, 1500万 and 50万 of financing: 12万 less, 8万 more, nothing before and after. Of one it is
    # not known whether it is listed: 2000万 would have given 50万 and gives 48万.
    ids = ["91370200MA3C00000K", "91370200MA3C00001N", "91370200MA3C00002R", "91370200MA3C00003W"]
    fen = [500_0000_00, 1500_0000_00, 50_0000_00, 2000_0000_00]
    table = pa.table(
        {"id": ids, "listed_on_regional_market": [True, True, True, None], "direct_financing_fen": fen}
    )
    pq.write_table(table, tmp_path / "enterprise.parquet")
    call = ["compare", "14.firm@2024-07-16", "14.firm", "--on", str(tmp_path)]
    assert main([*call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    validator("compare").validate(found)
    gain, lose = found["population"]["gain"], found["population"]["lose"]
    assert (gain["recipients"], gain["surely"], gain["at_most"]) == (1, 1, "80000.00")
    assert (lose["recipients"], lose["surely"], lose["at_most"]) == (2, 1, "140000.00")
    assert found["population"]["same"] == 0
    assert main(call) == 0
    assert "受损 2 个主体(肯定的 1 个),按至多算共 14万元" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_what_is_printed(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    call = ["compare", "14.firm@2024-07-16", "14.firm", *(["--lang", "en"] if language == "en" else [])]
    assert main(call) == 0
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    page = (Path(__file__).parents[2] / "docs" / "comparing.md").read_text("utf-8")
    assert f"```\n$ duixian {' '.join(call)}\n{printed}\n```" in page


def test_data_that_cannot_be_read_are_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "14.firm@2024-07-16", "14.firm", "--on", "./nowhere"]) == 1
    assert "F741" in capsys.readouterr().err


def test_a_file_that_is_no_policy_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(default_list() / "list.md"), "14"]) == 2
    assert "不是政策文件" in capsys.readouterr().err


@pytest.mark.parametrize("width", ["50", "80"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_figure_is_cut_off_on_a_narrow_terminal(
    width: str, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert main(["compare", "14.firm@2024-07-16", "14.firm", "--lang", language]) == 0
    printed = capsys.readouterr().out
    assert "…" not in printed
    assert max(map(cell_len, printed.splitlines())) <= int(width)
