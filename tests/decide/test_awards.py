"""Earlier awards: why an amount is less (what it comes to stands in tests/semantics/awards.py)."""

from datetime import date

import pytest

from duixian.book import PolicyBook
from duixian.decide.awards import payable
from duixian.decide.evaluate import evaluate
from tests.small_list import policy_list, typed

ON = date(2024, 6, 1)
OWN = {"奖补政策": "small", "奖补条款": "main", "奖补年度": "2024", "奖补金额": "3元"}
OTHER = OWN | {"奖补条款": "other"}
ROUTES = "明细 航线\n标准 合计(航线: 航线额)\n周期 一次性"


@pytest.mark.parametrize(
    ("rule", "award", "reason"),
    [
        ("标准 5元", OWN, ""),
        ("标准 5元\n周期 一次性", OWN, "period"),
        ("标准 5元\n周期 一次性", OTHER, ""),
        ("标准 5元\n周期 每年", OWN | {"奖补年度": "2023"}, ""),
        ("标准 5元\n上限 6元 每年", OWN, "cap"),
        ("标准 5元\n上限 8元 每年", OWN, ""),
        ("标准 5元\n不与 1.other 同享", OTHER, "excluded"),
        ("标准 5元\n不与 1.other 同享", OWN, ""),
        (ROUTES, OWN | {"奖补编号": "A"}, "period"),
        (ROUTES, OWN | {"奖补编号": "B"}, ""),
    ],
)
def test_the_reason_is_named_where_less_is_left_and_only_there(
    rule: str, award: dict[str, object], reason: str
) -> None:
    book = PolicyBook(policy_list(f"对象 企业\n{rule}", other="对象 企业\n标准 1元"))
    facts = typed({"已获奖补": [award], "航线": [{"编号": "A", "航线额": "5元"}]})
    plan = book.plan.schemes[0].version(ON, {})
    assert plan is not None
    environment = book.plan.environment(facts)
    full = evaluate(plan, facts, environment)
    assert full.amount == (500, 500)
    left = payable(book.listed, plan, facts, environment, full, on=ON)
    assert left.reduced == reason
    assert (left.amount != full.amount) == bool(reason)
