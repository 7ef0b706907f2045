"""``duixian mutants``: what it prints, and its exit status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from duixian.book import default_list
from duixian.cli import main

LIST = default_list()


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


@pytest.fixture
def one_policy(tmp_path: Path) -> Path:
    """Policy 3 of the list on its own: two of its slips change nothing, and say so in mutants.md."""
    for name in ("list.md", "vocabulary.md", "03-ai-education-lab.md", "mutants.md"):
        shutil.copy(LIST / name, tmp_path / name)
    reasons = (tmp_path / "mutants.md").read_text(encoding="utf-8")
    # Its reasons only: each of the others would be one without its slip.
    ours = re.sub(r"^\| (?!3\.lab|条款).*\n", "", reasons, flags=re.MULTILINE)
    (tmp_path / "mutants.md").write_text(ours, encoding="utf-8")
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_list_whose_slips_are_caught_or_reasoned_passes(
    one_policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mutants", str(one_policy)]) == 0
    printed = capsys.readouterr().out
    # Of nine slips five are caught, two do not read, two change nothing: five of seven, 71.4%.
    assert "│    9 │    5 │      2 │    2 │  71.4%" in printed
    assert f"{one_policy / '03-ai-education-lab.md'}:23:20 “>”写成“>=”" in printed
    assert "同上:零间的奖补是零元。" in printed


def test_english_is_complete(one_policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutants", str(one_policy), "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "Awards for artificial intelligence education laboratories" in printed
    assert "“>” written as “>=”" in printed
    assert "As above: for no laboratory the award is nought." in printed


def test_a_slip_left_without_a_reason_fails_with_its_place_and_the_row_to_add(
    one_policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one_policy / "mutants.md").unlink()
    assert main(["mutants", str(one_policy / "03-ai-education-lab.md")]) == 1
    printed = capsys.readouterr().out
    assert f"{one_policy / '03-ai-education-lab.md'}:23:20 W612" in printed
    row = "| 3.lab | 条件 通过验收的人工智能教育实验室数 > 0间 | 条件 通过验收的人工智能教育实验室数 >= 0间 | 理由 | Reason |"
    assert row in printed
    # The row, as it was printed, is the remedy.
    head = "## 漏过 {.survivors}\n\n| 条款 | 原文 | 误作 | 理由 | Reason |\n|---|---|---|---|---|\n"
    other = "| 3.lab | 条件 通过验收的人工智能教育实验室数 > 0间 |  | 理由 | Reason |"
    assert other in printed
    (one_policy / "mutants.md").write_text(f"{head}{row}\n{other}\n", encoding="utf-8")
    assert main(["mutants", str(one_policy)]) == 0


def test_json_lists_every_slip_with_what_became_of_it(
    one_policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mutants", str(one_policy), "--json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"] == {"mutants": 9, "caught": 5, "refused": 2, "survived": 2}
    assert found["policies"] == [{"policy": 3, "policy_key": "ai-education-lab", **found["total"]}]
    assert sum(kind["mutants"] for kind in found["kinds"]) == 9
    assert found["diagnostics"] == []
    assert len(found["mutants"]) == 9
    figure = next(mutant for mutant in found["mutants"] if mutant["new"] == "6万元")
    assert figure == {
        "policy": 3,
        "clause": "3.lab",
        "file": str(one_policy / "03-ai-education-lab.md"),
        "line": 24,
        "column": 22,
        "end_line": 24,
        "end_column": 25,
        "kind": "figure",
        "old": "5万元",
        "new": "6万元",
        "fate": "caught",
        "by": figure["by"],
        "reason": "",
    }
    assert figure["by"] in (one_policy / "03-ai-education-lab.md").read_text(encoding="utf-8")


def test_only_the_policies_named_are_examined(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutants", "--policy", "4", "--policy", "first-national-title", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [policy["policy"] for policy in found["policies"]] == [4, 18]


def test_where_a_worked_case_disagrees_as_it_stands_nothing_is_said_to_be_caught(
    one_policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(one_policy / "03-ai-education-lab.md", "结果: 5万元", "结果: 6万元")
    assert main(["mutants", str(one_policy)]) == 1
    printed = capsys.readouterr()
    assert "E510" in printed.err
    assert printed.out == ""


def test_a_list_that_does_not_read_is_refused(one_policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(one_policy / "03-ai-education-lab.md", "标准 通过验收", "标准 没有这个 + 通过验收")
    assert main(["mutants", str(one_policy / "03-ai-education-lab.md")]) == 1
    assert "E104" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["/nowhere"], [str(LIST / "list.md")], ["--policy", "99"], [str(Path(__file__).parent)]]
)
def test_a_path_or_policy_that_is_not_there_is_wrong_usage(arguments: list[str]) -> None:
    assert main(["mutants", *arguments]) == 2
