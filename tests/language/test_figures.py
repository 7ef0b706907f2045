import pytest

from duixian.language.figures import prose_figures, rule_figures, without_counterpart
from tests.bad_inputs import vocabulary
from tests.language.rules import codes, policy

UNITS = vocabulary().count_units


def apart(prose: str, rule: str, names: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """The figures of the prose that the rule lacks, and those of the rule that the prose lacks."""
    said = prose_figures([(1, prose)], UNITS, names)
    ruled = rule_figures([(1, rule)], UNITS)
    lacking = [figure.words for figure in without_counterpart(said, ruled) if figure.must]
    return lacking, [figure.words for figure in without_counterpart(ruled, said)]


@pytest.mark.parametrize(
    ("prose", "rule"),
    [
        ("满一年的", "条件 经营时长 >= 12个月"),
        ("满1年的", "条件 经营时长 >= 12个月"),
        ("满十二个月的", "条件 经营时长 >= 1年"),
        ("前十名", "名额 营业收入 前10名"),
        ("参数量超过千亿", "条件 员工数 > 1000亿名"),
        ("营业收入一亿元以上", "条件 营业收入 >= 10000万元"),
        ("补贴百分之二十", "标准 营业收入 × 20%"),
        ("最高50万", "上限 50万元"),
        ("最高 500,000 元", "上限 50万元"),
        ("至多５０万元", "上限 50万元"),
        ("在2021年1月1日之后成立的", "条件 成立日期 >= 2021-01-01"),
        ("对RCEP航线奖励300万元", "标准 300万元"),
    ],
)
def test_figures_agree_by_value_and_not_by_their_form(prose: str, rule: str) -> None:
    assert apart(prose, rule) == ([], [])


@pytest.mark.parametrize(
    ("prose", "rule"),
    [
        ("", "有效 2024-07-17 起"),
        ("2024年的申报", ""),
        ("入选500强的", ""),
        ("按8号文件", ""),
        ("只给1次,不足0元的不给", "标准 0元 + 1 × 0元"),
        ("〔报道:每年2000万元,3个条件〕", ""),
        ("《关于20条措施的通知》", ""),
        ("", '待定 "满3年的怎么办"'),
        ("", "标准 0元  # 其中3年"),
        ("", "不与 17.provincial 同享"),
        ("统一、唯一、同一家企业", ""),
        ("符合GB/T4754的", ""),
    ],
)
def test_what_is_no_figure_of_the_rule_is_left_alone(prose: str, rule: str) -> None:
    assert apart(prose, rule) == ([], [])


@pytest.mark.parametrize(
    ("prose", "rule", "lacking"),
    [
        ("奖励50万元,期限3年", "标准 50万元", (["3年"], [])),
        ("奖励", "标准 50万元", ([], ["50万元"])),
        ("奖励50%", "标准 50元", (["50%"], ["50元"])),
        ("满12个月", "标准 12元", (["12个月"], ["12元"])),
        ("由500强企业的50家推荐", "", (["50家"], [])),
    ],
)
def test_a_figure_on_one_side_only_is_found(
    prose: str, rule: str, lacking: tuple[list[str], list[str]]
) -> None:
    assert apart(prose, rule) == lacking


def test_digits_in_a_name_of_the_vocabulary_are_part_of_the_name() -> None:
    assert apart("首次入选民营100家榜单", "", ("民营100家榜单",)) == ([], [])


CLAUSE = '## 条款 {#clause en="Clause"}\n\n'
RULE = "```规则\n对象 企业\n标准 分档 营业收入\n  满 100万元: 5万元\n  满 200万元: 8万元\n```\n\n```算例 一\n结果: 待核 不超过 8万元\n```\n"


def test_a_table_in_the_prose_is_prose() -> None:
    table = (
        "分档奖励〔清单:正文〕。\n\n| 收入 | 奖励 |\n|---|---|\n| 100万元 | 5万元 |\n| 200万元 | 8万元 |\n\n"
    )
    assert codes(CLAUSE + table + RULE) == []


def test_figures_are_held_against_the_prose_since_the_rule_before() -> None:
    prose = "满100万元奖励5万元,满200万元奖励8万元〔清单:正文〕。\n\n"
    first = CLAUSE + prose + RULE.replace("对象 企业", "对象 企业\n有效 至 2024-12-31")
    later = "\n后来不变〔清单:正文〕。\n\n" + RULE.replace("对象 企业", "对象 企业\n有效 2025-01-01 起")
    assert {fault.code for fault in policy(first + later).faults} == {"W601"}
    assert {fault.span.line > 25 for fault in policy(first + later).faults} == {True}


def test_a_name_under_the_top_heading_may_be_used_by_any_scheme() -> None:
    shared = "每档5万元〔清单:正文〕。\n\n```规则\n每档 = 5万元\n```\n\n"
    one = '## {0} {{#{0} en="{0}"}}\n\n按档奖励〔清单:正文〕。\n\n```规则\n对象 企业\n标准 {1}\n```\n\n```算例 一\n结果: {2}\n```\n\n'
    used, unused = one.format("a", "每档", "5万元"), one.format("b", "营业收入", "待核")
    assert codes(shared + used + unused) == []
    assert codes(shared + unused) == ["W604"]
