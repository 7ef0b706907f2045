"""Which slips of the pen a rule invites."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, note

from duixian.language.document import Block
from duixian.language.source import Source, Span
from duixian.mutation.slips import KINDS, Slip, slips
from tests import strategies
from tests.small_list import vocabulary
from tests.strategies import WrittenRule


def of(rule: str) -> list[Slip]:
    """The slips of a rule in the small list's words."""
    block = Block("规则", tuple(rule.split("\n")), 1, Span(1, 1, 1, 2))
    return slips(Source("rule", rule), block, vocabulary())


def written(rule: str, kind: str) -> list[str]:
    """What a rule of one line becomes by the slips of a kind."""
    return [slip.written(Source("rule", rule))[0] for slip in of(rule) if slip.kind == kind]


@pytest.mark.parametrize(
    ("rule", "kind", "expected"),
    [
        # Figures: the last written digit, one step down and up; never below nought.
        ("条件 收入 > 500万元", "figure", ["条件 收入 > 499万元", "条件 收入 > 501万元"]),
        ("标准 费用 × 0.8%", "figure", ["标准 费用 × 0.7%", "标准 费用 × 0.9%"]),
        ("标准 费用 × 1.0%", "figure", ["标准 费用 × 0.9%", "标准 费用 × 1.1%"]),
        ("标准 费用 × 9.95%", "figure", ["标准 费用 × 9.94%", "标准 费用 × 9.96%"]),
        ("条件 数量 > 0个", "figure", ["条件 数量 > 1个"]),
        ("条件 工期 >= 12个月", "figure", ["条件 工期 >= 11个月", "条件 工期 >= 13个月"]),
        ("上限 99元", "figure", ["上限 98元", "上限 100元"]),
        ("名额 收入 前10名 并列 全取", "figure", ["名额 收入 前9名 并列 全取", "名额 收入 前11名 并列 全取"]),
        ("名额 收入 前1名", "figure", ["名额 收入 前2名"]),
        # Units: the next smaller and larger one.
        ("上限 5元", "unit", ["上限 5万元"]),
        ("上限 5万元", "unit", ["上限 5元", "上限 5亿元"]),
        ("上限 5亿元", "unit", ["上限 5万元"]),
        ("上限 5千万元", "unit", ["上限 5万元"]),
        ("条件 产量 > 1万标准箱", "unit", ["条件 产量 > 1标准箱", "条件 产量 > 1亿标准箱"]),
        ("条件 数量 > 0个", "unit", []),
        ("条件 工期 >= 12个月", "unit", ["条件 工期 >= 12年"]),
        ("条件 工期 >= 1年", "unit", ["条件 工期 >= 1个月"]),
        ("标准 费用 × 20%", "unit", ["标准 费用 × 2%", "标准 费用 × 200%"]),
        ("标准 费用 × 0.8%", "unit", ["标准 费用 × 0.08%", "标准 费用 × 8%"]),
        ("标准 费用 × 0.5", "unit", ["标准 费用 × 0.05", "标准 费用 × 5"]),
        # Dates: the day before and the day after.
        ("有效 2024-03-01 起", "date", ["有效 2024-02-29 起", "有效 2024-03-02 起"]),
        ("有效 至 2024-12-31", "date", ["有效 至 2024-12-30", "有效 至 2025-01-01"]),
        (
            "有效 2024-01-01 至 9999-12-31",
            "date",
            [
                "有效 2023-12-31 至 9999-12-31",
                "有效 2024-01-02 至 9999-12-31",
                "有效 2024-01-01 至 9999-12-30",
            ],
        ),
        ("条件 注册日 < 2024-01-01", "date", ["条件 注册日 < 2023-12-31", "条件 注册日 < 2024-01-02"]),
        # Comparisons: with and without the threshold itself.
        ("条件 收入 > 1元", "comparison", ["条件 收入 >= 1元"]),
        ("条件 收入 >= 1元", "comparison", ["条件 收入 > 1元"]),
        ("条件 收入 ≥ 1元", "comparison", ["条件 收入 > 1元"]),
        ("条件 收入 < 1元", "comparison", ["条件 收入 <= 1元"]),
        ("条件 收入 <= 1元", "comparison", ["条件 收入 < 1元"]),
        ("条件 收入 = 1元", "comparison", ["条件 收入 ≠ 1元"]),
        ("条件 称号 ≠ 省级", "comparison", ["条件 称号 = 省级"]),
        # Connectives.
        ("条件 合格 且 入库", "connective", ["条件 合格 或 入库"]),
        ("条件 合格 或 入库", "connective", ["条件 合格 且 入库"]),
        ("对象 企业 或 个人", "connective", []),
        # Words.
        ("标准 较大(收入, 1元)", "word", ["标准 较小(收入, 1元)"]),
        ("标准 较小(收入, 1元)", "word", ["标准 较大(收入, 1元)"]),
        ("条件 存在(合同: 履约)", "word", ["条件 全部(合同: 履约)"]),
        ("条件 全部(合同: 履约)", "word", ["条件 存在(合同: 履约)"]),
        ("差 = 收入 - 1元 + 2元", "word", ["差 = 收入 + 1元 + 2元", "差 = 收入 - 1元 - 2元"]),
        ("标准 费用 × 2 ÷ 3", "word", ["标准 费用 ÷ 2 ÷ 3", "标准 费用 × 2 × 3"]),
        ("周期 一次性", "word", ["周期 每年"]),
        ("周期 首次", "word", ["周期 每年"]),
        ("周期 每年", "word", ["周期 一次性"]),
        # Names: the value beside it, the recipient beside it, another fact of its type in the rule.
        ("条件 称号 = 国家级", "name", ["条件 称号 = 省级"]),
        ("条件 省级 = 称号", "name", ["条件 国家级 = 称号", "条件 无 = 称号"]),
        (
            "条件 大小 属于 {大型, 中型}",
            "name",
            ["条件 大小 属于 {小型, 中型}", "条件 大小 属于 {大型, 小型}"],
        ),
        ("对象 企业", "name", ["对象 个人"]),
        ("对象 港口", "name", ["对象 银行"]),
        ("差 = 收入 - 费用", "name", ["差 = 费用 - 费用", "差 = 收入 - 收入"]),
        ("条件 收入 > 1元 且 数量 > 1个", "name", []),
        # What is left out.
        ("条件 合格", "omission", [""]),
        ("条件 非 合格", "omission", ["", "条件  合格"]),
        ("条件 合格 且 入库", "omission", ["", "条件 入库", "条件 合格"]),
        ("条件 大小 属于 {大型, 中型}", "omission", ["", "条件 大小 属于 {中型}", "条件 大小 属于 {大型}"]),
        ("标准 不超过 1元", "omission", ["标准  1元"]),
        ("上限 1元 每年", "omission", ["", "上限 1元 "]),
        ("周期 一次性", "omission", [""]),
        ("不与 2.other 同享", "omission", [""]),
        ("名额 收入 前10名", "omission", [""]),
        ("对象 企业 或 个人", "omission", ["对象 个人", "对象 企业"]),
        ("明细 合同 其中 履约", "omission", ["明细 合同 "]),
        ("标准 -1元", "omission", ["标准 1元"]),
    ],
)
def test_each_kind_of_word_is_written_as_its_neighbours(rule: str, kind: str, expected: list[str]) -> None:
    assert written(rule, kind) == expected


def test_the_rows_of_a_table_are_left_out_and_their_values_mistaken() -> None:
    rule = "标准 按 称号\n  国家级: 2元\n  省级: 1元"
    found = {(slip.old, slip.new) for slip in of(rule) if slip.kind in ("omission", "name")}
    assert found == {("国家级: 2元", ""), ("省级: 1元", ""), ("国家级", "无"), ("省级", "无")}


def test_the_steps_of_a_scale_are_left_out_and_moved() -> None:
    rule = "标准 分档 收入\n  满 1万元: 2元\n  超过 5万元: 3元"
    found = {(slip.old, slip.new) for slip in of(rule) if slip.kind in ("omission", "comparison")}
    assert found == {("满 1万元: 2元", ""), ("超过 5万元: 3元", ""), ("满", "超过"), ("超过", "满")}
    assert ("1万元", "2万元") in {(slip.old, slip.new) for slip in of(rule)}


@pytest.mark.parametrize(
    "rule",
    [
        "预算 每年 2000万元 分配 按比例",
        '待定 "500万元以上怎样分" "How above 5 million"',
        "# 条件 收入 > 500万元",
    ],
)
def test_what_no_single_case_depends_on_is_left_alone(rule: str) -> None:
    assert of(rule) == []


def test_quoted_text_keys_and_ties_are_left_alone() -> None:
    rule = '读法 基数 base\n  first 默认 "满 1万元" "5%": 收入 × 3%\n  second "其余": 收入\n名额 收入 前2名 并列 全取'
    assert {slip.old for slip in of(rule)} == {"3%", "×", "前2名", "名额 收入 前2名 并列 全取"}


def test_a_rule_in_full_width_signs_invites_the_same_slips() -> None:
    assert written("条件 收入＞500万元", "figure") == ["条件 收入＞499万元", "条件 收入＞501万元"]
    assert written("条件 收入＞500万元", "comparison") == ["条件 收入>=500万元"]


def test_a_statement_over_several_lines_is_left_out_whole_and_the_rest_stays_in_its_lines() -> None:
    rule = "条件 (\n  合格\n  且 入库)\n标准 1元"
    whole = next(slip for slip in of(rule) if slip.old.startswith("条件"))
    assert whole.written(Source("rule", rule)) == ["", "", "", "标准 1元"]


@given(strategies.rules(opens=True) | strategies.record_rules())
def test_a_slip_changes_the_words_it_names_and_nothing_else(rule: WrittenRule) -> None:
    note(rule.text)
    source = Source("rule", rule.text)
    for slip in of(rule.text):
        note(f"{slip.words('en')}")
        assert slip.kind in KINDS
        assert slip.old == source.words(slip.span).strip()
        assert slip.old != slip.new
        lines = slip.written(source)
        assert len(lines) == len(source.lines)
        before, after = (re.sub(r"\s", "", "".join(part)) for part in (source.lines, lines))
        removed = re.sub(r"\s", "", slip.old)
        assert len(before) - len(removed) == len(after) - len(slip.new)
