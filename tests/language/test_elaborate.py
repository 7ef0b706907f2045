from fractions import Fraction

import pytest

from duixian.language.tree import Budget, Cap, Cases, Number, Places, Reading, Recipient, SchemeName
from duixian.language.types import BOOLEAN, DATE, DURATION, MONEY, RATIO, Type
from tests.language.rules import expression, read_rule, shape


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("5万元", MONEY),
        ("营业收入 + 5元", MONEY),
        ("营业收入 × 20%", MONEY),
        ("员工数 × 300元", MONEY),
        ("营业收入 ÷ 研发费用", RATIO),
        ("营业收入 ÷ 4", MONEY),
        ("增长率 - 5%", RATIO),
        ("中转箱量 × 2", Type("count", "标准箱")),
        ("个数(合同)", Type("count", "个")),
        ("经营时长 + 1年", DURATION),
        ("成立日期", DATE),
        ("营业收入 > 5元", BOOLEAN),
        ("平台级别 = 国家级", BOOLEAN),
        ("较小(员工数, 3名)", Type("count", "名")),
    ],
)
def test_an_expression_has_the_type_of_what_it_computes(text: str, type_: Type) -> None:
    assert expression(text).type == type_


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("标准 营业收入 + 员工数", "E201"),
        ("标准 较小(营业收入, 5)", "E201"),
        ("标准 营业收入 × 利润", "E202"),
        ("条件 员工数 × 中转箱量 > 3名", "E202"),
        ("条件 经营时长 × 5元 > 3元", "E202"),
        ("条件 营业收入 > 500", "E203"),
        ("条件 员工数 > 5标准箱", "E203"),
        ("条件 成立日期 > 5年", "E203"),
        ("条件 经营时长 > 12名", "E203"),
        ("标准 分档 营业收入\n  满 5名: 5万元", "E203"),
        ("条件 营业收入", "E204"),
        ("条件 非 员工数", "E204"),
        ("标准 若 营业收入 则 1元 否则 2元", "E204"),
        ("标准 成立日期 + 1元", "E205"),
        ("标准 -高新技术企业", "E205"),
        ("标准 较大(高新技术企业, 1元)", "E205"),
        ("条件 研发费用 ÷ 0 > 1元", "E206"),
        ("条件 研发费用 ÷ (研发费用 - 1元) > 1", "E206"),
        ("标准 若 高新技术企业 则 1元 否则 2名", "E207"),
        ("标准 按 平台级别\n  国家级: 1元\n  省级: 2%", "E207"),
        ("标准 员工数", "E208"),
        ("上限 3名", "E208"),
        ("预算 每年 20% 分配 待定", "E208"),
        ("标准 按 营业收入\n  国家级: 1元", "E209"),
        ("条件 员工数 属于 {国家级}", "E209"),
        ("条件 平台级别 >= 省级", "E218"),
        ("条件 平台级别 = 上年平台级别", "E210"),
        ("条件 信用代码", "E211"),
        ("条件 角色", "E211"),
        ("条件 存在(合同: 存在(合同))", "E212"),
        ("条件 直接签订", "E213"),
        ("名额 高新技术企业 前3名", "E216"),
        ("标准 5元 ÷ 员工数", "E217"),
        ("条件 省级", "E218"),
        ("条件 合同", "E219"),
        ("条件 高新技术企业 = 是", "E220"),
        ("条件 平台级别 属于 {大型}", "E106"),
        ("甲 = 乙\n乙 = 5元", "E104"),
        ("甲 = 甲 + 5元", "E104"),
        ("明细 员工数 = 合同\n标准 5元", "E116"),
        ("明细 合同 其中 直接签订\n明细 合同", "E116"),
        ("比例 = 5%\n明细 合同\n  比例 = 6%", "E116"),
        ("明细 合同\n  比例 = 6%\n比例 = 5%", "E116"),
        ("标准 0.0000000001% × 5元", "E126"),
        ("标准 999999万亿元", "E126"),
        ("起 = 按 平台级别\n  国家级: 2024-01-01", "E101"),
        ("起算 = 按 平台级别\n  国家级: 2024-01-01", "E302"),
    ],
)
def test_what_does_not_go_together_is_refused(text: str, code: str) -> None:
    assert read_rule(text).codes[:1] == [code]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("5元", 500),
        ("0.5分", Fraction(1, 2)),
        ("1.5亿元", 15_000_000_000),
        ("0.8%", Fraction(8, 1000)),
        ("1年", 12),
        ("12个月", 12),
        ("1000亿个", 100_000_000_000),
        ("1万标准箱", 10_000),
        ("2024-07-17", 739_084),  # date(2024, 7, 17).toordinal()
    ],
)
def test_a_constant_is_exact_in_its_base_unit(text: str, units: Fraction) -> None:
    found = expression(text)
    assert isinstance(found, Number)
    assert Fraction(found.numerator, found.denominator) == units


def test_the_last_tier_reached_is_asked_first_and_below_the_first_there_is_nothing() -> None:
    found = expression("分档 营业收入\n  满 100元: 1元\n  超过 200元: 2元")
    assert isinstance(found, Cases)
    assert [arm.condition.operator for arm in found.arms] == ["less", "at_most"]  # type: ignore[union-attr]
    assert shape(found.otherwise) == shape(expression("0元"))


def test_a_table_that_names_every_value_leaves_no_rest() -> None:
    found = expression("按 企业规模\n  大型: 1元\n  小型: 2元")
    assert isinstance(found, Cases)
    assert len(found.arms) == 1
    assert shape(found.otherwise) == shape(expression("2元"))


def test_a_negative_divisor_is_turned_over() -> None:
    assert read_rule("条件 研发费用 ÷ (0 - 2) < 1元").codes == []


def test_each_statement_says_its_part_of_the_rule() -> None:
    rule = read_rule(
        "对象 银行 或 个人\n有效 2024-07-17 至 2025-01-01\n上限 5万元 每年\n名额 营业收入 前10名 并列 全取\n"
        "预算 每年 2000万元 分配 先到先得\n周期 首次\n不与 17.provincial 或 3.other 同享\n"
        '待定 "开放的一点" "an open point"\n'
        '读法 基数 base\n  all 默认 "全部" "all": 不超过 营业收入\n  part "部分" "part": 研发费用\n标准 基数'
    ).rule
    assert rule.recipients == (Recipient("enterprise", "bank"), Recipient("person", ""))
    assert (str(rule.start), str(rule.end)) == ("2024-07-17", "2025-01-01")
    assert [type(cap) for cap in rule.caps] == [Cap]
    assert rule.caps[0].yearly
    assert isinstance(rule.places, Places)
    assert (rule.places.fact, rule.places.rank_fact, rule.places.places, rule.places.ties) == (
        "revenue",
        "revenue_rank",
        10,
        "all",
    )
    assert isinstance(rule.budget, Budget)
    assert rule.budget.allocation == "first_come"
    assert rule.period == "first"
    assert [(name.policy, name.scheme) for name in rule.excludes] == [(17, "provincial"), (3, "other")]
    assert isinstance(rule.excludes[0], SchemeName)
    assert rule.open_points[0].en == "an open point"
    (reading,) = rule.steps
    assert isinstance(reading, Reading)
    assert (reading.key, reading.default) == ("base", "all")
    assert [option.ceiling for option in reading.options] == [True, False]
    assert rule.standard is not None
    assert not rule.standard.ceiling


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("有效 2024-07-17 起", "2024-07-17", "None"),
        ("有效 至 2024-07-16", "None", "2024-07-16"),
        ("有效 2024-7-1 至 2024-7-2", "2024-07-01", "2024-07-02"),
    ],
)
def test_a_rule_says_from_when_to_when_it_is_in_force(text: str, start: str, end: str) -> None:
    read = read_rule(text)
    assert read.codes == []
    assert (str(read.rule.start), str(read.rule.end)) == (start, end)
