"""The explanation of a decision: its lines, what they hold, and that cases do not mix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from duixian.book import PolicyBook
from duixian.decide.decision import Decision
from duixian.decide.trace import TraceStep
from tests.small_list import policy_list, typed

ON = date(2024, 6, 1)


def decided(rule: str, facts: Mapping[str, object], other: str = "", **readings: str) -> Decision:
    book = PolicyBook(policy_list(rule if "对象" in rule else f"对象 企业\n{rule}", other=other))
    return book.decide_typed(typed(facts), ON, {("small", "main"): readings})[0]


def steps(decision: Decision, kind: str) -> list[TraceStep]:
    return [step for step in decision.trace if step.step == kind]


def number(step: TraceStep) -> tuple[str | None, str | None, str]:
    return step.minimum, step.maximum, step.unit.zh


# --- Lines ---------------------------------------------------------------------------------------------------


def test_the_lines_stand_in_the_order_of_the_reasoning() -> None:
    rule = (
        "比 = 收入 × 0.5%\n明细 大单 = 合同 其中 履约\n条件 合格\n标准 比 + 合计(大单: 合同额)\n"
        "上限 9元 每年\n不与 1.other 同享"
    )
    facts = {"收入": "1元", "合格": "是", "合同": [{"履约": "是", "合同额": "2元"}], "已获奖补": []}
    decision = decided(rule, facts, other="对象 企业\n标准 1元")
    assert [step.step for step in decision.trace] == [
        "version",
        "recipient",
        "definition",
        "condition",
        "record",
        "standard",
        "cap",
        "rounding",
        "earlier_awards",
        "exclusion",
    ]


def test_whoever_the_scheme_is_not_for_is_told_nothing_of_its_conditions() -> None:
    decision = decided("对象 银行\n条件 合格\n标准 1元", {})
    assert [(step.step, step.truth) for step in decision.trace] == [("version", "yes"), ("recipient", "no")]


def test_where_a_condition_fails_nothing_is_said_of_the_amount() -> None:
    decision = decided("条件 合格\n条件 入库\n标准 收入", {"合格": "否", "收入": "1元"})
    assert [(step.step, step.truth) for step in decision.trace[2:]] == [
        ("condition", "no"),
        ("condition", "unknown"),
    ]


def test_where_no_version_is_in_force_the_day_is_named() -> None:
    book = PolicyBook(policy_list("对象 企业\n有效 2024-07-01 起\n标准 1元"))
    only = book.decide_typed(typed({}), ON, {})[0].trace
    assert [(step.step, step.truth) for step in only] == [("version", "no")]
    assert "2024-06-01" in only[0].words.zh
    assert "2024-07-01" in only[0].words.en


@pytest.mark.parametrize(
    ("given", "value", "words"),
    [
        ({"收入": "5000元"}, "5000.00", "5,000元"),
        ({"占比": "12.5%"}, "0.125", "12.5%"),
        ({"产量": "12"}, 12, "12标准箱"),
        ({"工期": "3"}, 3, "3个月"),
        ({"合格": "否"}, False, "否"),
        ({"称号": "省级"}, "provincial", "省级"),
        ({"注册日": "2024-02-29"}, "2024-02-29", "2024-02-29"),
        ({}, None, "不明"),
    ],
)
def test_a_line_names_the_facts_it_looked_at(given: Mapping[str, object], value: object, words: str) -> None:
    name = next(iter(given), "收入")
    of = {"收入": "> 1元", "占比": "> 1%", "产量": "> 1标准箱", "工期": "> 1个月", "注册日": "> 2020-01-01"}
    rule = {"合格": "合格", "称号": "称号 = 国家级"}.get(name, f"{name} {of.get(name, '')}")
    (condition,) = steps(decided(f"条件 {rule}\n标准 1元", given), "condition")
    (seen,) = condition.facts
    assert (seen.name.zh, seen.value, seen.words.zh, seen.authority.en) == (name, value, words, "Own word")


def test_a_line_over_records_says_how_many_there_are() -> None:
    (condition,) = steps(decided("条件 存在(合同: 履约)\n标准 1元", {"合同": [{}, {}]}), "condition")
    assert [(seen.path, seen.value, seen.words.en) for seen in condition.facts] == [
        ("contracts", 2, "2 records")
    ]
    (condition,) = steps(decided("条件 存在(合同: 履约)\n标准 1元", {}), "condition")
    assert [(seen.path, seen.value, seen.words.en) for seen in condition.facts] == [
        ("contracts", None, "unknown")
    ]


def test_a_local_value_is_told_in_its_unit_exactly() -> None:
    rule = "三分之一 = 收入 ÷ 3\n年 = 工期 ÷ 12\n好 = 合格 或 入库\n标准 1元"
    facts = {"收入": "1元", "工期": "1", "合格": "是"}
    third, years, good = steps(decided(rule, facts), "definition")
    assert number(third) == ("1/3", "1/3", "元")
    assert number(years) == ("1/12", "1/12", "个月")
    assert (good.truth, good.unit.zh) == ("yes", "")


def test_a_reading_names_the_others() -> None:
    rule = '读法 基数 base\n  all 默认 "全部" "All": 收入\n  half "一半" "Half": 收入 × 50%\n标准 基数'
    (reading,) = steps(decided(rule, {"收入": "3元"}, base="half"), "reading")
    assert number(reading) == ("1.5", "1.5", "元")
    assert "half" in reading.words.zh
    assert "all “All”" in reading.note.en


# --- The amount ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "bound", "limit"),
    [
        # 4 yuan against a third of 9 yuan, and scales that differ: 1 and 3.
        ("标准 收入\n上限 费用 ÷ 3", {"收入": "4元", "费用": "9元"}, "已封顶", "3"),
        ("标准 收入\n上限 费用 ÷ 3", {"收入": "3元", "费用": "9元"}, "未到上限", "3"),
        ("标准 收入 × 1%\n上限 2元", {"收入": "200.01元"}, "已封顶", "2"),
        ("标准 收入 × 1%\n上限 2元", {"收入": "200元"}, "未到上限", "2"),
        ("标准 收入 × 1%\n上限 2元", {}, "是否封顶尚不明", "2"),
        (
            "标准 定金\n上限 10元",
            {},
            "是否封顶尚不明",
            "10",
        ),  # a deposit is 10 to 100 yuan: at 10 nothing is cut
    ],
)
def test_a_cap_says_whether_it_binds(rule: str, facts: Mapping[str, object], bound: str, limit: str) -> None:
    (cap,) = steps(decided(rule, facts), "cap")
    assert (cap.note.zh, number(cap)) == (bound, (limit, limit, "元"))


def test_a_second_cap_is_held_against_what_the_first_left() -> None:
    first, second = steps(decided("标准 收入\n上限 3元\n上限 3.5元", {"收入": "4元"}), "cap")
    assert (first.note.zh, second.note.zh) == ("已封顶", "未到上限")


@pytest.mark.parametrize(
    ("facts", "exact"),
    [
        ({"收入": "1元"}, "0.005"),  # half a fen
        ({"收入": "2元"}, None),  # one fen
        ({"收入": "2001元"}, None),  # 10.005 yuan, but the cap makes it 10
    ],
)
def test_only_an_amount_between_two_fen_is_said_to_be_rounded(
    facts: Mapping[str, object], exact: str | None
) -> None:
    rounding = steps(decided("标准 收入 × 0.5%\n上限 10元", facts), "rounding")
    assert len(rounding) == (exact is not None)
    assert exact is None or f" {exact} yuan" in rounding[0].words.en


def test_an_amount_that_is_not_fixed_is_said_to_be_open() -> None:
    (standard,) = steps(decided("条件 合格\n标准 待定", {"合格": "是"}), "standard")
    assert (standard.truth, standard.unit.zh, standard.facts) == ("unknown", "", ())


def test_each_record_says_whether_it_counts_and_what_it_adds() -> None:
    rows = [{"履约": "是", "合同额": "10元"}, {"履约": "否", "合同额": "20元"}, {"合同额": "30元"}]
    decision = decided("明细 履约合同 = 合同 其中 履约\n标准 合计(履约合同: 合同额 × 2%)", {"合同": rows})
    first, second, third = steps(decision, "record")
    assert (first.truth, number(first)) == ("yes", ("0.2", "0.2", "元"))
    assert (second.truth, number(second)) == ("no", (None, None, ""))
    assert (third.truth, number(third)) == ("unknown", ("0.6", "0.6", "元"))
    assert [(seen.path, seen.value) for seen in third.facts] == [
        ("contracts[2].contract_value", "30.00"),
        ("contracts[2].fulfilled", None),
    ]
    assert "第3条" in third.words.zh


PAID = {"奖补政策": "small", "奖补条款": "main", "奖补年度": 2024, "奖补金额": "2元"}


@pytest.mark.parametrize(
    ("awards", "says", "spent", "left"),
    [
        (None, "earlier awards were not given and not checked", None, []),
        ([], "earlier awards do not change this amount", None, []),
        ([PAID], "awards of this year count against the cap", "2", ["4"]),  # 6 of the cap are left: 6 - 2 = 4
        ([{**PAID, "奖补年度": 2023}], "earlier awards do not change this amount", None, []),
    ],
)
def test_it_is_said_what_earlier_awards_leave(
    awards: list[object] | None, says: str, spent: str | None, left: list[str]
) -> None:
    facts = {} if awards is None else {"已获奖补": awards}
    decision = decided("标准 5元\n上限 6元 每年", facts)
    (told,) = steps(decision, "earlier_awards")
    assert (told.words.en, told.minimum) == (says, spent)
    assert [step.maximum for step in steps(decision, "payable")] == left


# --- Cases side by side --------------------------------------------------------------------------------------


def test_recipients_decided_in_turn_keep_their_own_reasons() -> None:
    """What is the same for all is made once; a case's own values must not get into it."""
    rule = "明细 大单 = 合同 其中 履约\n条件 收入 > 2元\n标准 合计(大单: 合同额)\n上限 5元\n周期 一次性"
    poor = typed({"收入": "1元", "合同": [{"履约": "否", "合同额": "9元"}]})
    rich = typed({"收入": "3元", "合同": [{"履约": "是", "合同额": "9元"}] * 2, "已获奖补": []})
    little_known = typed({}, roles=None)
    cases = [poor, rich, little_known]

    def alone(case: int) -> object:
        return PolicyBook(policy_list(f"对象 企业\n{rule}")).decide_typed(cases[case], ON, {})[0].as_json()

    book = PolicyBook(policy_list(f"对象 企业\n{rule}"))
    together = [book.decide_typed(facts, ON, {})[0] for facts in cases]
    assert [together[case].as_json() for case in (2, 0, 1)] == [alone(case) for case in (2, 0, 1)]


def test_a_reading_keeps_its_own_reasons() -> None:
    rule = '读法 基数 base\n  all 默认 "全部" "All": 收入\n  half "一半" "Half": 收入 × 50%\n标准 基数'
    book = PolicyBook(policy_list(f"对象 企业\n{rule}"))
    found = {
        option: book.decide_typed(typed({"收入": "3元"}), ON, {("small", "main"): {"base": option}})[0]
        for option in ("half", "all")
    }
    standards = {option: steps(decision, "standard")[0].minimum for option, decision in found.items()}
    assert standards == {"half": "1.5", "all": "3"}


def test_the_reasons_cannot_be_changed() -> None:
    (condition,) = steps(decided("条件 合格\n标准 1元", {"合格": "是"}), "condition")
    with pytest.raises(AttributeError):
        condition.truth = "no"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        condition.facts[0].value = False  # type: ignore[misc]


def test_decisions_are_equal_where_version_facts_and_day_are() -> None:
    book = PolicyBook(policy_list("对象 企业\n标准 收入"))

    def decide(facts: Mapping[str, object], on: date = ON) -> Decision:
        return book.decide_typed(typed(facts), on, {})[0]

    once, again = decide({"收入": "1元"}), decide({"收入": "1元"})
    assert once == again
    assert hash(once) == hash(again)
    assert once.trace == again.trace
    assert hash(once.trace) == hash(again.trace)
    assert once != decide({"收入": "2元"})
    assert once.trace != decide({"收入": "2元"}).trace
    assert once != decide({"收入": "1元"}, date(2024, 6, 2))
