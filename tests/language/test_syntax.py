import pytest

from duixian.language.source import Span
from duixian.language.tree import (
    Add,
    Cases,
    Compare,
    Every,
    Extreme,
    Fold,
    Member,
    Multiply,
    Not,
    Open,
    Reference,
    Selection,
    Some,
)
from duixian.language.words import KEYWORDS
from tests.language.rules import expression, read_rule, shape


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_keyword_inside_a_longer_word_is_part_of_a_name(word: str) -> None:
    read = read_rule(f"{word}甲 = 5万元\n标准 {word}甲")
    assert read.codes == []


def test_not_and_a_name_are_two_words_only_with_a_space() -> None:
    read = read_rule("非营运 = 5万元\n条件 非 高新技术企业\n标准 非营运")
    assert read.codes == []
    assert isinstance(read.rule.conditions[0].expression, Not)


@pytest.mark.parametrize(
    ("written", "twin"),
    [
        ("营业收入 ≥ 500万元", "营业收入 >= 500万元"),
        ("营业收入 ≤ 500万元", "营业收入 <= 500万元"),
        ("营业收入 != 500万元", "营业收入 ≠ 500万元"),
        ("营业收入>500万元", "营业收入 > 500万元"),
        ("（营业收入 ＞ ５００万元）", "(营业收入 > 500万元)"),
        ("平台级别 属于 ｛国家级、省级｝", "平台级别 属于 {国家级, 省级}"),
        ("500万元 < 营业收入", "营业收入 > 500万元"),
        ("平台级别 = 国家级", "国家级 = 平台级别"),
        ("研发费用 * 5% > 1元", "研发费用 × 5% > 1元"),
        ("研发费用/2 > 1元", "研发费用 ÷ 2 > 1元"),
    ],
)
def test_two_ways_to_write_a_condition_have_one_tree(written: str, twin: str) -> None:
    first, second = read_rule(f"条件 {written}"), read_rule(f"条件 {twin}")
    assert first.codes == second.codes == []
    assert shape(first.rule.conditions[0]) == shape(second.rule.conditions[0])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("高新技术企业 且 在本市注册", Every),
        ("高新技术企业 或 在本市注册", Some),
        ("非 高新技术企业", Not),
        ('待定 "谁" "who"', Open),
        ("营业收入 + 利润 - 研发费用", Add),
        ("员工数 × 3元", Multiply),
        ("若 高新技术企业 则 1元 否则 2元", Cases),
        ("按 平台级别\n  国家级: 50万元\n  其他: 1元", Cases),
        ("分档 营业收入\n  满 100万元: 1元\n  超过 200万元: 2元", Cases),
        ("较大(营业收入, 利润, 1元)", Extreme),
        ("个数(合同) > 3个", Compare),
        ("平台级别 属于 {国家级}", Member),
        ("营业收入", Reference),
    ],
)
def test_each_expression_becomes_its_node(text: str, node: type) -> None:
    assert isinstance(expression(text), node)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("sum", "标准 合计(合同: 合同额)"),
        ("count", "条件 个数(合同) > 3个"),
        ("count", "条件 个数(合同: 直接签订) > 3个"),
        ("exists", "条件 存在(合同)"),
        ("exists", "条件 存在(合同: 合同额 > 1元)"),
        ("all", "条件 全部(合同: 直接签订)"),
    ],
)
def test_each_fold_says_what_it_does(function: str, text: str) -> None:
    read = read_rule(text)
    assert read.codes == []
    assert f"function='{function}'" in repr((read.rule.conditions, read.rule.standard))


def test_and_binds_tighter_than_or_and_not_tighter_than_and() -> None:
    found = expression("非 高新技术企业 且 在本市注册 或 在本市注册")
    assert isinstance(found, Some)
    assert isinstance(found.operands[0], Every)
    assert isinstance(found.operands[0].operands[0], Not)


def test_a_statement_goes_on_in_parentheses_and_indented_lines() -> None:
    one = read_rule("标准 较小(营业收入 × 1%, 50万元)")
    assert one.codes == []
    for text in (
        "标准 较小(\n营业收入 × 1%,\n50万元\n)",
        "标准 较小(营业收入\n    × 1%, 50万元)",
        "标准\n  较小(营业收入 × 1%, 50万元)",
    ):
        assert shape(read_rule(text).rule.standard) == shape(one.rule.standard)


def test_comments_and_empty_lines_say_nothing() -> None:
    read = read_rule(
        '# 说明\n条件 高新技术企业  # 见"附件"\n\n标准 按 平台级别\n  # 各级\n  国家级: 50万元\n\n  其他: 1元\n'
    )
    assert read.codes == []
    assert len(read.rule.conditions) == 1


def test_an_unclosed_parenthesis_does_not_swallow_the_next_statement() -> None:
    read = read_rule("标准 较小(营业收入, 5万元\n条件 不知道\n条件 也不知道")
    assert read.codes == ["E118", "E104", "E104"]


def test_a_faulty_statement_is_told_once() -> None:
    read = read_rule("基数 = 营业收入 ×\n标准 基数 × 5%")
    assert [code for code in read.codes if code != "E104"] == ["E120"]


def test_records_have_locals_of_their_own() -> None:
    read = read_rule(
        "明细 大合同 = 合同 其中 合同额 > 1万元\n  比例 = 若 直接签订 则 1% 否则 2%\n标准 合计(大合同: 合同额 × 比例)"
    )
    assert read.codes == []
    (selection,) = read.rule.steps
    assert isinstance(selection, Selection)
    assert (selection.name, selection.records) == ("大合同", "contracts")
    assert [definition.name for definition in selection.definitions] == ["大合同.比例"]
    assert isinstance(read.rule.standard.expression if read.rule.standard else None, Fold)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("条件 营业收人 > 500万元", Span(1, 4, 1, 8)),
        ("条件　营业收入　＞　５００万圆", Span(1, 11, 1, 16)),
        ("条件 高新技术企业\n\n标准 5万圆", Span(3, 4, 3, 7)),
        ("标准 较小(5万元,\n  6万圆)", Span(2, 3, 2, 6)),
        ("标准 按 平台级别\n  国家级: 5万元\n  省纪: 6万元", Span(3, 3, 3, 5)),
    ],
)
def test_a_fault_stands_under_the_word_that_is_wrong(text: str, place: Span) -> None:
    (found,) = read_rule(text).found
    assert found.span == place
