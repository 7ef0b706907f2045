"""Which unknown facts are listed, and in what order."""

from datetime import date
from time import process_time

import pytest

from duixian.book import PolicyBook
from duixian.decide import missing as search
from duixian.decide.effort import Effort
from tests.small_list import policy_list, typed

ON = date(2024, 6, 1)


def missing(rule: str, facts: dict[str, object], roles: list[str] | None = None) -> tuple[str, ...]:
    listed = policy_list(rule if "对象" in rule else f"对象 企业\n{rule}")
    typed_facts = typed(facts, roles=roles)
    return PolicyBook(listed).decide_typed(typed_facts, ON, {})[0].missing


def test_nothing_is_missing_once_a_condition_fails() -> None:
    assert missing("条件 合格\n条件 入库\n标准 费用", {"合格": "否"}) == ()


def test_nothing_is_missing_where_the_result_is_settled() -> None:
    assert missing("条件 合格 或 入库\n标准 100元", {"合格": "是"}) == ()


def test_a_fact_behind_a_reached_cap_is_not_missing() -> None:
    assert missing("标准 费用 + 收入\n上限 5元", {"费用": "5元"}) == ()


def test_a_fact_multiplied_by_nought_is_not_missing() -> None:
    assert missing("标准 1元 + 费用 × 占比", {"占比": "0"}) == ()


def test_the_branch_not_taken_asks_for_nothing() -> None:
    assert missing("标准 若 合格 则 1元 否则 费用", {"合格": "是"}) == ()


def test_a_fact_that_the_range_decides_is_not_missing() -> None:
    assert missing("条件 定金 >= 10元\n标准 1元", {}) == ()


def test_an_open_point_is_never_listed() -> None:
    assert missing('条件 待定 "办法" "rules"\n标准 1元', {}) == ()


def test_facts_beside_an_open_condition_are_still_listed() -> None:
    assert missing('条件 待定 "办法" "rules"\n条件 合格\n标准 1元', {}) == ("qualified",)


def test_a_fact_that_matters_only_with_another_is_listed() -> None:
    # 收入 alone leaves the condition in doubt, whatever it is: 利润 may be below nought.
    assert set(missing("条件 收入 + 利润 > 5元 且 获奖\n标准 1元", {})) == {
        "revenue",
        "profit",
        "awarded",
    }


def test_the_fact_that_settles_the_most_stands_first() -> None:
    # 入库 = 否 ends the matter; 合格 only chooses between two amounts.
    found = missing("条件 入库\n标准 若 合格 则 2元 否则 1元", {})
    assert found == ("listed", "qualified")


def test_facts_that_settle_as_much_stand_in_the_order_of_the_rule() -> None:
    assert missing("条件 入库\n条件 合格\n条件 获奖\n标准 1元", {}) == ("listed", "qualified", "awarded")


def test_the_larger_term_stands_before_the_smaller_one() -> None:
    # Knowing 定金 (10 to 100) settles 90 yuan of the doubt, 占比 one yuan.
    found = missing("标准 10元 + 1元 × 占比 + 定金", {})
    assert found == ("deposit", "share")


def test_roles_are_missing_where_they_decide() -> None:
    assert missing("对象 银行\n标准 1元", {}) == ("roles",)


def test_roles_are_missing_even_where_a_condition_fails() -> None:
    # 不符合 may still become 不适用.
    assert missing("对象 银行\n条件 合格\n标准 1元", {"合格": "否"}) == ("roles",)


def test_an_absent_list_is_missing_and_an_empty_one_is_not() -> None:
    assert missing("标准 1元 + 合计(合同: 合同额)", {}) == ("contracts",)
    assert missing("标准 1元 + 合计(合同: 合同额)", {"合同": []}) == ()


def test_a_field_of_a_record_is_named_by_its_place() -> None:
    facts: dict[str, object] = {"合同": [{"合同额": "1元"}, {}]}
    assert missing("标准 合计(合同: 合同额)", facts) == ("contracts[1].contract_value",)


def test_fields_of_a_record_that_is_filtered_out_are_not_missing() -> None:
    rule = "明细 合同 其中 履约\n标准 1元 + 合计(合同: 合同额)"
    assert missing(rule, {"合同": [{"履约": "否"}, {"合同额": "2元", "履约": "是"}]}) == ()


def test_the_year_of_an_earlier_award_is_missing_where_it_decides() -> None:
    award = {"奖补政策": "small", "奖补条款": "main"}
    assert missing("标准 1元\n周期 每年", {"已获奖补": [award]}) == ("earlier_awards[0].year",)
    assert missing("标准 1元\n周期 一次性", {"已获奖补": [award]}) == ()


def test_the_amount_of_an_earlier_award_is_missing_where_the_cap_is_shared() -> None:
    award = {"奖补政策": "small", "奖补条款": "main", "奖补年度": "2024"}
    assert missing("标准 9元\n上限 9元 每年", {"已获奖补": [award]}) == ("earlier_awards[0].amount",)


def test_the_object_of_a_record_is_missing_where_one_has_been_paid() -> None:
    rule = "明细 航线\n标准 合计(航线: 航线额)\n周期 一次性"
    award = {"奖补政策": "small", "奖补条款": "main", "奖补编号": "A"}
    assert missing(rule, {"航线": [{"航线额": "5元"}], "已获奖补": [award]}) == ("routes[0].object",)
    assert missing(rule, {"航线": [{"航线额": "5元", "编号": "B"}], "已获奖补": [award]}) == ()


def test_what_a_cap_hid_is_missing_again_once_an_award_takes_a_record_away() -> None:
    rule = "明细 航线\n标准 合计(航线: 较大(航线额, 0元))\n上限 5元\n周期 一次性"
    routes = [{"编号": "A", "航线额": "9元"}, {"编号": "B"}]
    award = {"奖补政策": "small", "奖补条款": "main", "奖补编号": "A"}
    assert missing(rule, {"航线": routes, "已获奖补": []}) == ()
    assert missing(rule, {"航线": routes, "已获奖补": [award]}) == ("routes[1].route_value",)


def test_earlier_awards_that_were_not_given_are_not_asked_for() -> None:
    assert missing("标准 1元\n周期 一次性", {}) == ()


def test_local_values_that_build_on_one_another_take_no_longer_than_they_are_many() -> None:
    doubled = "".join(f"倍{n + 1} = 倍{n} + 倍{n}\n" for n in range(40))
    started = process_time()
    assert missing(f"倍0 = 费用\n{doubled}标准 倍40", {}) == ("cost",)
    assert process_time() - started < 10


def test_a_long_chain_of_local_values_does_not_exhaust_the_stack() -> None:
    chain = "".join(f"链{n + 1} = 链{n} + 1元\n" for n in range(1200))
    assert missing(f"链0 = 费用\n{chain}标准 链1200", {}) == ("cost",)


def test_a_fact_that_matters_only_once_two_others_are_known_is_listed() -> None:
    # The open condition keeps the lower end at nought, and 200 yuan hides 定金 until both conditions are known.
    rule = '条件 待定 "办法" "rules"\n标准 若 合格 且 入库 则 定金 否则 200元'
    assert set(missing(rule, {})) == {"qualified", "listed", "deposit"}


HALF_KNOWN = """
明细 合同 其中 履约
  比例 = 若 折扣 > 50% 或 等级 = 国家级 则 1% 否则 0.8%
标准 不超过 合计(合同: 合同额 × 比例)
上限 300元 每年
"""


def test_a_field_that_matters_only_beside_others_of_its_record_is_listed_for_each_of_many_records() -> None:
    # Of 60 contracts nothing is known but a date; any of them may alone come to less than the cap, so each of its
    # fields can change the amount.
    contracts = [{"签订日": f"20{n:02d}-01-01"} for n in range(60)]
    found = missing(HALF_KNOWN, {"合同": contracts})
    fields = ("fulfilled", "discount", "grade", "contract_value")
    assert sorted(found) == sorted(f"contracts[{n}].{field}" for n in range(60) for field in fields)


def test_what_is_left_over_when_enough_is_tried_is_listed_in_the_order_of_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "Effort", lambda version: Effort(version, 0))
    assert missing("条件 入库\n条件 合格\n标准 费用", {}) == ("listed", "qualified", "cost")


def test_trying_stops_where_records_are_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    decided = 0
    spend = Effort.spend

    def counted(self: Effort, cost: int) -> None:
        nonlocal decided
        spend(self, cost)
        decided += 1

    monkeypatch.setattr(Effort, "spend", counted)
    contracts = [{"合同额": f"{n}元"} for n in range(1, 1001)]
    assert len(missing(HALF_KNOWN, {"合同": contracts})) == 3 * 1000
    # Once costs at least 3 for each of the 1000 records.
    assert decided <= 800_000 / 3000
