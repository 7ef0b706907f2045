from pathlib import Path

import pytest

from duixian.language.library import policy_files, read_list
from tests.language.rules import codes, policy

ROOT = Path(__file__).resolve().parents[2]
QINGDAO = ROOT / "policies" / "qingdao" / "2024-2"


def versions(*dates: str) -> str:
    """A clause with a version for each 有效 line; an empty one takes the list's dates (2024-07-17 起)."""
    blocks = [
        f"给5万元〔清单:正文〕。\n\n```规则\n对象 企业\n{line}\n标准 5万元\n```\n\n```算例 一\n结果: 5万元\n```\n"
        for line in dates
    ]
    return '## 条款 {#clause en="Clause"}\n\n' + "\n".join(blocks)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("有效 至 2024-07-16", "有效 2024-07-17 起"), []),
        (("有效 至 2024-07-16", ""), []),
        (("有效 2024-07-17 起", "有效 至 2024-07-16"), []),
        (("有效 至 2024-07-17", "有效 2024-07-17 起"), ["E305"]),
        (("有效 2024-01-01 起", "有效 2024-07-17 起"), ["E305"]),
        (("", ""), ["E305"]),
        (
            ("有效 2020-01-01 至 2030-01-01", "有效 2021-01-01 至 2021-12-31", "有效 2022-06-01 起"),
            ["E305", "E305"],
        ),
        (("有效 至 2024-07-15", "有效 2024-07-17 起"), ["W606"]),
        (("有效 至 2023-12-31", "有效 2024-02-01 至 2024-02-02", "有效 2024-02-04 起"), ["W606", "W606"]),
    ],
)
def test_versions_stand_one_after_another(dates: tuple[str, ...], expected: list[str]) -> None:
    assert codes(versions(*dates)) == expected


def test_many_overlapping_versions_are_told_once_each() -> None:
    assert codes(versions(*[""] * 30)) == ["E305"] * 29


def test_a_rule_without_dates_is_in_force_as_the_list_is() -> None:
    read = policy(versions("")).policy
    assert read is not None
    (version,) = read.schemes[0].versions
    assert (str(version.start), version.end) == ("2024-07-17", None)


def test_a_policy_with_an_error_is_not_half_loaded() -> None:
    file = policy(versions("有效 至 2024-07-16", "不认识的一行"))
    assert file.policy is None


def test_statements_under_the_top_heading_hold_for_every_scheme() -> None:
    shared = "每年共2000万元〔清单:正文〕。\n\n```规则\n预算 每年 2000万元 分配 待定\n对象 企业\n```\n\n"
    own = versions("").replace("对象 企业\n", "")
    read = policy(shared + own).policy
    assert read is not None
    assert read.budget is not None
    assert [recipient.kind for recipient in read.schemes[0].versions[0].recipients] == ["enterprise"]


def test_an_unreadable_reading_is_not_blamed_on_its_examples() -> None:
    body = versions("").replace(
        "标准 5万元",
        '读法 基数 base\n  all 默认 "全部" "all": 营业收人\n  half "一半" "half": 5元\n标准 基数',
    )
    body = body.replace("结果: 5万元", "结果: 5万元\n结果 base=half: 5元").replace("给5万元", "给5元")
    assert codes(body) == ["E104"]


def test_the_policies_of_qingdao_are_read_without_a_fault() -> None:
    listed = read_list(QINGDAO, lint=True)
    assert [fault.render("zh") for fault in listed.diagnostics] == []
    assert len(listed.policies) == 20
    assert sum(len(found.schemes) for found in listed.policies) == 26


def test_every_markdown_file_of_a_list_is_a_policy_or_named_otherwise(tmp_path: Path) -> None:
    for name in (
        "list.md",
        "vocabulary.md",
        "README.md",
        "README.zh-CN.md",
        "_draft.md",
        "2-b.md",
        "10-a.md",
        "c.md",
    ):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in policy_files(tmp_path)] == ["2-b.md", "10-a.md", "c.md"]


@pytest.mark.parametrize("missing", ["list.md", "vocabulary.md"])
def test_without_head_or_vocabulary_the_policies_are_not_blamed(tmp_path: Path, missing: str) -> None:
    for path in QINGDAO.glob("*.md"):
        if path.name != missing:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert [fault.code for fault in read_list(tmp_path).diagnostics] == [
        "E019" if missing == "list.md" else "E020"
    ]


@pytest.mark.parametrize("name", ["list.md", "vocabulary.md"])
def test_an_empty_head_or_vocabulary_is_no_missing_one(tmp_path: Path, name: str) -> None:
    for path in QINGDAO.glob("*.md"):
        (tmp_path / path.name).write_bytes(b"" if path.name == name else path.read_bytes())
    found = {fault.code for fault in read_list(tmp_path).diagnostics}
    assert found
    assert not found & {"E019", "E020"}
