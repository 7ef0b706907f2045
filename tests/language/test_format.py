from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.language import format as layout
from duixian.language.elaborate import Rule
from duixian.language.format import format_policy, lay_out
from tests.bad_inputs import FRONT, TOP
from tests.language.rules import read_rule, shape

POLICIES = sorted((Path(__file__).resolve().parents[2] / "policies").glob("**/[0-9][0-9]-*.md"))
BEFORE = FRONT + TOP + '## 条款 {#clause en="Clause"}\n\n每家5万元〔清单:正文〕。\n\n'


def rule(text: str) -> str:
    """A rule as laid out."""
    laid_out = lay_out(f"{BEFORE}```规则\n{text}\n```\n")
    assert not laid_out.refused
    return laid_out.text.removeprefix(f"{BEFORE}```规则\n").removesuffix("\n```\n")


def example(text: str) -> str:
    laid_out = lay_out(f"{BEFORE}```算例 一\n{text}\n```\n")
    assert not laid_out.refused
    return laid_out.text.removeprefix(f"{BEFORE}```算例 一\n").removesuffix("\n```\n")


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_policies_are_in_the_one_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert lay_out(text) == (text, False)


@pytest.mark.parametrize(
    ("written", "laid_out"),
    [
        ("标准   5万元", "标准 5万元"),
        ("条件 营业收入>５００万元", "条件 营业收入 > 500万元"),
        ("条件 营业收入 ≥ 500万元 且 利润 != 0元", "条件 营业收入 >= 500万元 且 利润 ≠ 0元"),
        ("标准 较小（ 营业收入*5% ， 50万元 ）", "标准 较小(营业收入 × 5%, 50万元)"),
        ("条件 平台级别 属于｛ 国家级、省级 ｝", "条件 平台级别 属于 {国家级, 省级}"),
        ("标准 合计 (合同 :合同额 )", "标准 合计(合同: 合同额)"),
        ("标准 - 5元 + ( - 6元 ) × -2", "标准 -5元 + (-6元) × -2"),
        ("条件 非(高新技术企业 或 在本市注册)", "条件 非 (高新技术企业 或 在本市注册)"),
        (
            "标准 按 平台级别\n      国家级:50万元\n      省级 ,  无:1元",
            "标准 按 平台级别\n  国家级: 50万元\n  省级, 无: 1元",
        ),
        (
            "明细 合同 其中 直接签订\n    率 = 按 对方级别\n        国家级: 1%\n        其他: 2%\n标准 5元",
            "明细 合同 其中 直接签订\n  率 = 按 对方级别\n    国家级: 1%\n    其他: 2%\n标准 5元",
        ),
        ("标准 较小(\n营业收入,\n50万元\n)", "标准 较小(\n  营业收入,\n  50万元\n)"),
        ("条件 高新技术企业\n      且 在本市注册", "条件 高新技术企业\n  且 在本市注册"),
        (
            '读法 基数 base\n    all 默认 "全（部）"  "a,  b":营业收入\n    b "乙" "b" : 利润',
            '读法 基数 base\n  all 默认 "全（部）" "a,  b": 营业收入\n  b "乙" "b": 利润',
        ),
        ("# 开头\n\n\n标准 5元 # 结尾\n\n# 最后", "# 开头\n\n标准 5元  # 结尾\n\n# 最后"),
        (
            "标准 按 平台级别\n # 国家的\n    国家级: 5元\n    其他: 1元",
            "标准 按 平台级别\n  # 国家的\n  国家级: 5元\n  其他: 1元",
        ),
        ("   有效 2024-07-17 起  \n   标准 5元", "有效 2024-07-17 起\n标准 5元"),
        ("不与 17.provincial、3.x 同享", "不与 17.provincial, 3.x 同享"),
    ],
)
def test_a_rule_is_laid_out_in_one_way(written: str, laid_out: str) -> None:
    assert rule(written) == laid_out
    assert rule(laid_out) == laid_out


@pytest.mark.parametrize(
    ("written", "laid_out"),
    [
        ("营业收入：５００万元", "营业收入: ５００万元"),
        ("营业收入 :500万元  \n\n\n结果:  不符合", "营业收入: 500万元\n\n结果: 不符合"),
        (
            "合同:\n- 合同额:5元\n  直接签订: 是\n-  合同额: 6元\n结果: 待核",
            "合同:\n  - 合同额: 5元\n    直接签订: 是\n  - 合同额: 6元\n结果: 待核",
        ),
        ("合同:\n    -   合同额: 5元\n        直接签订: 是", "合同:\n  - 合同额: 5元\n    直接签订: 是"),
        ("# 说明\n结果: 待核", "# 说明\n结果: 待核"),
        ("单位名称: 甲:乙", "单位名称: 甲:乙"),
        ("合同:", "合同:"),
    ],
)
def test_an_example_is_laid_out_in_one_way(written: str, laid_out: str) -> None:
    assert example(written) == laid_out
    assert example(laid_out) == laid_out


@pytest.mark.parametrize(
    "block",
    [
        "```规则\n标准   较小(5元\n```",
        "```规则\n标准   5元;\n```",
        "```规则\n标准 按 平台级别\n    国家级: 5元\n  省级: 6元\n```",
        "```算例 一\n营业收入   是5元\n```",
        "```算例 一\n- 合同额:5元\n```",
        "```python\nx  =  1\n```",
        "~~~规则\n标准   5元\n~~~",
    ],
)
def test_a_block_that_is_not_understood_stays_as_it_is(block: str) -> None:
    text = f"{BEFORE}{block}\n"
    assert lay_out(text) == (text, False)


def test_prose_tables_and_lists_stay_as_they_are() -> None:
    prose = "第一段  \n接着,两个  空格。\n\n\n\n- 一\n    - 二\n\n| 甲|乙 |\n|---|:-:|\n|1 |  2|\n\n    缩进的代码\n\n> 引用\n"
    assert format_policy(BEFORE + prose) == BEFORE + prose


def test_headings_and_blocks_stand_apart_by_one_empty_line() -> None:
    written = "---\n编号:1\n 键 :  a\n---\n# 政策\n正文\n\n\n## 条款 {#a}   \n正文\n```规则\n标准 5元\n```\n\n\n\n```算例   一\n结果: 5元\n```\n正文\n\n\n"
    assert format_policy(written) == (
        "---\n编号: 1\n键: a\n---\n\n# 政策\n\n正文\n\n## 条款 {#a}\n\n正文\n\n```规则\n标准 5元\n```\n\n```算例 一\n结果: 5元\n```\n\n正文\n"
    )


def test_windows_line_ends_and_a_byte_order_mark_are_dropped() -> None:
    assert format_policy("\ufeff" + BEFORE.replace("\n", "\r\n")) == BEFORE.rstrip("\n") + "\n"


def test_an_empty_file_stays_empty() -> None:
    assert format_policy("") == ""


def test_a_layout_that_changes_the_tree_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{BEFORE}```规则\n标准   5元\n```\n"
    monkeypatch.setattr(layout, "_rule", lambda _: ["标准 6元"])
    assert lay_out(text) == (text, True)


def test_a_layout_that_loses_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{BEFORE}```规则\n标准   5元 # 暂定\n```\n"
    monkeypatch.setattr(layout, "_rule", lambda _: ["标准 5元"])
    assert lay_out(text) == (text, True)


# --- Generated rules -------------------------------------------------------------------------------------

_money = st.sampled_from(["营业收入", "研发费用", "利润", "5万元", "0.5元", "1.25亿元"])
_ratio = st.sampled_from(["20%", "0.8%", "2", "增长率"])


def grow(kind: str, depth: int) -> st.SearchStrategy[str]:
    """Expressions of a kind, nested at most so deep."""
    if depth == 0:
        return _money if kind == "money" else st.just("高新技术企业")
    money, truth = grow("money", depth - 1), grow("truth", depth - 1)
    if kind == "money":
        return st.one_of(
            _money,
            st.builds("({} + {})".format, money, money),
            st.builds("({} - {})".format, money, money),
            st.builds("{} × {}".format, money, _ratio),
            st.builds("较大({}, {}, {})".format, money, money, money),
            st.builds("(若 {} 则 {} 否则 {})".format, truth, money, money),
            st.builds("合计(合同: 合同额 × {})".format, _ratio),
            st.builds("(-{})".format, money),
        )
    return st.one_of(
        st.sampled_from(["高新技术企业", "存在(合同: 直接签订)", "平台级别 = 国家级", '待定 "谁" "who"']),
        st.builds("({} {} {})".format, money, st.sampled_from(["<", "<=", ">", ">=", "≠", "="]), money),
        st.builds("({} 且 {})".format, truth, truth),
        st.builds("({} 或 {})".format, truth, truth),
        st.builds("非 {}".format, truth),
        st.builds("平台级别 属于 {{{}, {}}}".format, st.just("国家级"), st.just("省级")),
    )


MONEY, TRUTH = grow("money", 3), grow("truth", 3)
_LAYOUTS = {
    " + ": ["+", "  + ", " ＋ "],
    ", ": [",", "，", "、", " ,  "],
    "(": ["(", "（", "( "],
    ")": [")", "）", " )"],
    " >= ": [" ≥ ", ">=", "  >= "],
    ": ": [":", "：", " : "],
    " × ": [" * ", "×", "  ×  "],
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule, its signs and spaces written as people may write them."""
    lines = [f"条件 {draw(TRUTH)}" for _ in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        lines.append(f"基数 = {draw(MONEY)}")
        lines.append("标准 分档 基数\n  满 1元: 5元\n  超过 5元: " + draw(MONEY))
    else:
        lines.append(f"标准 按 平台级别\n    国家级: {draw(MONEY)}\n    其他: {draw(MONEY)}")
    text = "\n".join(lines)
    for sign, ways in _LAYOUTS.items():
        text = text.replace(sign, draw(st.sampled_from([sign, *ways])))
    return text


def said(read: Rule) -> object:
    return shape((tuple(read.conditions), tuple(read.steps), read.standard))


@settings(max_examples=50, deadline=None)
@given(rules())
def test_laying_out_a_rule_keeps_its_tree_and_is_done_in_one_go(written: str) -> None:
    before = read_rule(written)
    laid_out = rule(written)
    after = read_rule(laid_out)
    assert before.codes == after.codes
    if before.codes != ["E110"]:
        assert shape(
            (tuple(before.rule.conditions), tuple(before.rule.steps), before.rule.standard)
        ) == shape((tuple(after.rule.conditions), tuple(after.rule.steps), after.rule.standard))
    assert rule(laid_out) == laid_out


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="标准 条件5元>(),:：\n\t#\"'若-{}|`~*>一\r　", max_size=80))
def test_any_text_in_a_block_keeps_what_it_says(text: str) -> None:
    whole = f"{BEFORE}```规则\n{text}\n```\n\n```算例 一\n{text}\n```\n{text}"
    laid_out = lay_out(whole)
    assert lay_out(laid_out.text).text == laid_out.text
