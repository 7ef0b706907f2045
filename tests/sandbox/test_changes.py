"""Changes of a list: what their paths lead to, what is refused, and the list that comes of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from duixian.book import PolicyBook, default_list
from duixian.language.diagnostics import Faults
from duixian.language.library import PolicyList, read_list
from duixian.language.source import Source
from duixian.sandbox.changes import Opened, Reformed, Stale, read_set, reform

ON = date(2025, 6, 1)


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened(read_list(default_list()))


def changed(opened: Opened, *texts: str, on: date = ON) -> Reformed:
    changes = [change for text in texts if (change := read_set(text)[1]) is not None]
    faults = Faults(Source("--set", ""))
    made = reform(opened, changes, on, faults)
    assert made is not None, [fault.render("en") for fault in faults]
    return made


def codes(opened: Opened, *texts: str) -> list[str]:
    changes = [change for text in texts if (change := read_set(text)[1]) is not None]
    faults = Faults(Source("--set", ""))
    reform(opened, changes, ON, faults)
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("11.purchase.标准.比例=15%", "标准 不超过 实付算力费用 × 15%"),
        ("11.purchase.standard.ratio=15%", "标准 不超过 实付算力费用 × 15%"),
        ("compute-voucher.purchase.标准 = 15%", "标准 不超过 实付算力费用 × 15%"),
        ("11.purchase.上限=200万元", "上限 200万元 每年"),
        ("11.purchase.条件.年度主营业务收入=400万元", "条件 年度主营业务收入 > 400万元"),
        ("11.purchase.条件.2=400万元", "条件 年度主营业务收入 > 400万元"),
        ("11.purchase.条件.2 改为 条件 年度主营业务收入 >= 1亿元", "条件 年度主营业务收入 >= 1亿元"),
        ("11.purchase 增加 条件 通过大模型备案", "条件 通过大模型备案"),
        ("14.firm.标准.金额.1=8万元", "标准 8万元 + (年度累计直接融资额 - 100万元) × 2%"),
        ("14.nurturing.培育企业.每家奖励.北交所=60万元", "    沪市, 深市, 北交所, 境外主板: 60万元"),
        ("8.recognition.标准.省级=60万元", "  省级: 60万元"),
        ("13.top-ten.名额=20", "名额 年度流通交易额 前20名 并列 待定"),
        (
            "15.leasing.租赁合同.比例.第1档=2%",
            "  比例 = 若 直接租赁 或 承租人资质 属于 {专精特新, 小巨人, 省瞪羚, 独角兽} 则 2% 否则 0.8%",
        ),
    ],
)
def test_a_path_leads_to_what_a_writer_sees(opened: Opened, text: str, line: str) -> None:
    made = changed(opened, text)
    ((number, key),) = made.touched
    version = made.listed.by_number[number].scheme(key).version(ON)
    assert version is not None
    assert line in version.rule.split("\n")


def test_a_policys_envelope_and_its_allocation_are_changed_for_all_its_schemes(opened: Opened) -> None:
    made = changed(opened, "11.预算=3000万元", "11.预算.分配=按比例")
    budget = made.listed.by_number[11].budget
    assert budget is not None
    assert (budget.words, budget.allocation) == ("预算 每年 3000万元 分配 按比例", "pro_rata")
    assert made.touched == ((11, "large-model"), (11, "purchase"))


@pytest.mark.parametrize("option", ["increment", "全部增量", "The whole increment"])
def test_another_reading_becomes_the_default(opened: Opened, option: str) -> None:
    made = changed(opened, f"14.operator.读法.奖励基数={option}")
    version = made.listed.by_number[14].scheme("operator").version(ON)
    assert version is not None
    assert version.readings[0].default == "increment"


def test_a_deleted_condition_is_gone_and_the_others_stay(opened: Opened) -> None:
    before = opened.listed.by_number[11].scheme("purchase").version(ON)
    after = changed(opened, "11.purchase.条件.3 删去").listed.by_number[11].scheme("purchase").version(ON)
    assert before is not None
    assert after is not None
    assert [c.words for c in after.conditions] == [c.words for c in before.conditions[:2]]


def test_the_version_in_force_on_the_day_is_meant_unless_another_is_named(opened: Opened) -> None:
    scheme = changed(opened, "11.purchase.上限=90万元").listed.by_number[11].scheme("purchase")
    assert ["90万元" in version.rule for version in scheme.versions] == [False, True]
    scheme = changed(opened, "11.purchase@2024-08-01.上限=90万元").listed.by_number[11].scheme("purchase")
    assert ["90万元" in version.rule for version in scheme.versions] == [True, False]


def test_the_baseline_is_never_changed(opened: Opened) -> None:
    before = read_list(default_list())
    changed(opened, "11.purchase.上限=200万元", "14.firm.标准.比例=3%")
    assert opened.listed.policies == before.policies
    assert read_list(default_list()).policies == before.policies


def test_a_changed_list_decides_by_its_new_figures(opened: Opened) -> None:
    facts = {
        "kind": "enterprise",
        "在算力平台购买": True,
        "年度主营业务收入": "80000000",
        "实付算力费用": "6000000",
    }

    def most(listed: PolicyList) -> int | None:
        return PolicyBook(listed).decide_scheme(11, "purchase", facts, ON).amount[1]

    assert most(opened.listed) == 100_0000_00
    assert most(changed(opened, "11.purchase.上限=110万元").listed) == 110_0000_00
    assert most(changed(opened, "11.purchase.上限=200万元").listed) == 120_0000_00


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["11.purchase.标准.比例=101%"], ["R804"]),
        (["11.purchase.标准.比例=100%"], []),
        (["11.purchase.上限=-5万元"], ["R803"]),
        (["14.firm.标准=3%"], ["R802"]),
        (["11.purchase.上限=1万元", "11.purchase.标准=20%", "11.purchase.上限=2万元"], ["R810", "R807"]),
        (["13.top-ten.名额=0"], ["R804"]),
        (["11.purchase.上限=1万标准箱"], ["R803"]),
    ],
)
def test_what_cannot_be_changed_so_is_refused(opened: Opened, texts: list[str], found: list[str]) -> None:
    assert codes(opened, *texts) == found


def test_a_file_that_changed_since_it_was_loaded_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(default_list(), tmp_path / "list")
    opened = Opened(read_list(folder))
    path = folder / "11-compute-voucher.md"
    path.write_text(path.read_text("utf-8").replace("20%", "21%"), encoding="utf-8")
    with pytest.raises(Stale, match=r"11-compute-voucher\.md"):
        changed(opened, "11.purchase.上限=200万元")


def test_a_threshold_stays_within_the_range_of_its_fact(tmp_path: Path) -> None:
    folder = shutil.copytree(default_list(), tmp_path / "list")
    path = folder / "vocabulary.md"
    text = path.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("| 典型应用场景数 "))
    path.write_text(text.replace(line, line.replace("| 个 | |", "| 个 | 0 至 60 |")), encoding="utf-8")
    opened = Opened(read_list(folder))
    assert codes(opened, "11.large-model.条件.典型应用场景数=60个") == []
    assert codes(opened, "11.large-model.条件.典型应用场景数=61个") == ["R804"]
