"""What becomes of a slip: an 算例 catches it, the language refuses it, or it survives."""

from __future__ import annotations

from pathlib import Path

import pytest

from duixian.language.library import read_list
from duixian.language.tree import Text
from duixian.mutation.examination import Examination, examine
from tests.small_list import LIST, POLICY, VOCABULARY

CASES = """
```算例 恰好100元不算超过
收入: 100元
结果: 不符合
```

```算例 比100元多1分即可
收入: 100.01元
结果: 10元
```

```算例 个人不适用
对象: 个人
结果: 不适用
```
"""
RULE = "对象 企业\n条件 收入 > 100元\n标准 10元"


def examined(
    folder: Path, rule: str = RULE, cases: str = CASES, reasons: str = "", top: str = ""
) -> Examination:
    """A list of one policy with one rule, examined. ``top`` is the rule under its H1."""
    (folder / "list.md").write_text(LIST, encoding="utf-8")
    (folder / "vocabulary.md").write_text(VOCABULARY, encoding="utf-8")
    shared = f"\n```规则\n{top}\n```\n" if top else ""
    text = f'{POLICY}{shared}\n## 条款 {{#main en="Clause"}}\n\n```规则\n{rule}\n```\n{cases}'
    (folder / "01-small.md").write_text(text, encoding="utf-8")
    if reasons:
        (folder / "mutants.md").write_text(reasons, encoding="utf-8")
    listed = read_list(folder)
    assert not listed.errors, listed.errors[0].render("zh")
    return examine(listed, listed.policies)


def left(examination: Examination, fate: str = "survived") -> list[tuple[str, str]]:
    return [
        (verdict.mutant.slip.old, verdict.mutant.slip.new)
        for verdict in examination.verdicts
        if verdict.fate == fate
    ]


def without(name: str) -> str:
    """The 算例 but for one."""
    return "\n\n".join(case for case in CASES.split("\n\n") if name not in case)


def test_cases_on_both_sides_of_a_threshold_catch_every_slip(tmp_path: Path) -> None:
    examination = examined(tmp_path)
    assert left(examination) == []
    assert examination.diagnostics == ()
    by = {(verdict.mutant.slip.old, verdict.mutant.slip.new): verdict.by for verdict in examination.verdicts}
    assert by[">", ">="] == by["100元", "99元"] == "恰好100元不算超过"
    assert by["100元", "101元"] == "比100元多1分即可"
    assert by["企业", "个人"] == "个人不适用"


@pytest.mark.parametrize(
    ("name", "survivors"),
    [
        ("恰好100元", [("条件 收入 > 100元", ""), (">", ">="), ("100元", "99元")]),
        ("个人不适用", [("企业", "个人")]),
    ],
)
def test_a_case_that_is_lacking_leaves_exactly_its_slips(
    tmp_path: Path, name: str, survivors: list[tuple[str, str]]
) -> None:
    examination = examined(tmp_path, cases=without(name))
    assert left(examination) == survivors
    assert [found.code for found in examination.diagnostics] == ["W612"] * len(survivors)


def test_what_is_missing_catches_a_slip_too(tmp_path: Path) -> None:
    rule = "对象 企业\n条件 合格\n条件 入库\n标准 10元"
    case = "\n```算例 两样都不明\n结果: 待核 不超过 10元\n缺: 合格、入库\n```\n"
    caught = left(examined(tmp_path, rule, case), "caught")
    assert ("条件 合格", "") in caught
    assert ("条件 入库", "") in caught


def test_a_slip_that_does_not_read_is_refused_and_not_caught(tmp_path: Path) -> None:
    rule = "对象 企业\n标准 分档 收入\n  满 1万元: 10元\n  满 2万元: 20元"
    examination = examined(tmp_path, rule, "\n```算例 第一档\n收入: 1万元\n结果: 10元\n```\n")
    refused = {
        verdict.mutant.slip.new: verdict.by for verdict in examination.verdicts if verdict.fate == "refused"
    }
    # 满 2万元 for 满 1万元, 满 1万元 for 满 2万元 and so on: thresholds must rise.
    assert refused == {"2万元": "E215", "1亿元": "E215", "1万元": "E215", "2元": "E215"}


def test_a_slip_in_the_rule_under_the_top_heading_counts_once_for_all_schemes(tmp_path: Path) -> None:
    examination = examined(tmp_path, "对象 企业\n标准 10元", CASES, top="条件 收入 > 100元")
    assert left(examination) == []
    clauses = {verdict.mutant.slip.old: verdict.mutant.clause for verdict in examination.verdicts}
    assert clauses["100元"] == "1"
    assert clauses["10元"] == "1.main"


def test_a_slip_is_found_at_its_place_and_by_the_start_of_its_version(tmp_path: Path) -> None:
    rule = (
        "对象 企业\n有效 2024-01-01 至 2024-05-31\n标准 10元\n```\n\n```算例 给十元\n结果: 10元\n```\n\n"
        "```规则\n对象 企业\n有效 2024-06-01 起\n标准 20元"
    )
    examination = examined(tmp_path, rule, "\n```算例 给二十元\n结果: 20元\n```\n")
    mutant = next(one.mutant for one in examination.verdicts if one.mutant.slip.old == "20元")
    assert mutant.clause == "1.main[2024-06-01]"
    line = (tmp_path / "01-small.md").read_text(encoding="utf-8").split("\n").index("标准 20元") + 1
    assert mutant.place == f"{tmp_path / '01-small.md'}:{line}:4"


# --- mutants.md ----------------------------------------------------------------------------------------------

HEAD = (
    "# 漏过\n\n## 漏过的笔误 {.survivors}\n\n| 条款 | 原文 | 误作 | 理由 | Reason |\n|---|---|---|---|---|\n"
)
ROW = "| 1.main | 对象 企业 | 对象 个人 | 测试。 | A test. |\n"
LACKING = without("个人不适用")


def test_a_survivor_with_its_reason_is_no_fault(tmp_path: Path) -> None:
    examination = examined(tmp_path, cases=LACKING, reasons=HEAD + ROW)
    assert examination.diagnostics == ()
    (survivor,) = (verdict for verdict in examination.verdicts if verdict.fate == "survived")
    assert survivor.reason == Text("测试。", "A test.")


def test_a_row_without_a_reason_excuses_nothing(tmp_path: Path) -> None:
    row = ROW.replace("测试。", "").replace("A test.", "")
    examination = examined(tmp_path, cases=LACKING, reasons=HEAD + row)
    assert "W612" in [found.code for found in examination.diagnostics]


def test_a_reason_without_english_is_a_fault(tmp_path: Path) -> None:
    examination = examined(tmp_path, cases=LACKING, reasons=HEAD + ROW.replace("A test.", ""))
    assert [found.code for found in examination.diagnostics] == ["W611"]


@pytest.mark.parametrize("clause", ["1.main", "1.other", "2.main"])
def test_a_reason_whose_slip_is_caught_or_gone_is_a_fault(tmp_path: Path, clause: str) -> None:
    examination = examined(tmp_path, reasons=HEAD + ROW.replace("1.main", clause))
    assert [(found.code, found.span.line) for found in examination.diagnostics] == [("W613", 7)]


def test_a_reason_for_another_policy_is_left_alone_when_only_one_is_examined(tmp_path: Path) -> None:
    examined(tmp_path, reasons=HEAD + ROW)
    second = (tmp_path / "01-small.md").read_text(encoding="utf-8").replace("编号: 1", "编号: 2")
    (tmp_path / "02-second.md").write_text(second.replace("键: small", "键: second"), encoding="utf-8")
    listed = read_list(tmp_path)
    assert [found.code for found in examine(listed, listed.policies[1:]).diagnostics] == []
    assert [found.code for found in examine(listed, listed.policies).diagnostics] == ["W613"]


def test_a_table_of_reasons_with_other_columns_is_a_fault(tmp_path: Path) -> None:
    examination = examined(tmp_path, reasons=HEAD.replace("| 理由 ", "| 原因 ") + ROW)
    assert [found.code for found in examination.diagnostics] == ["E022"]
