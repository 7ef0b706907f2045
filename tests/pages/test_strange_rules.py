"""Pages of rules that no honest list has: they must still be made, and soon."""

from __future__ import annotations

from datetime import date

import pytest

from duixian.book import PolicyBook
from duixian.pages import decisions_page, policy_page
from tests.pages.pages import Element, read
from tests.small_list import policy_list, typed

DAY = date(2024, 6, 1)


def shown(rule: str) -> Element:
    """The page of a policy with this rule."""
    listed = policy_list(f"对象 企业\n{rule}")
    return read(policy_page(PolicyBook(listed), listed.policies[0], "en"))


@pytest.mark.parametrize(
    "doubled",
    [
        "值0 = 收入\n" + "".join(f"值{n + 1} = 较小(值{n} + 值{n}, 9元)\n" for n in range(40)) + "标准 值40",
        "值0 = 合格\n"
        + "".join(f"值{n + 1} = 值{n} 且 值{n}\n" for n in range(40))
        + "条件 值40\n标准 收入\n上限 9元",
    ],
    ids=["numbers", "yes or no"],
)
def test_local_values_that_use_another_twice_are_walked_through_once(doubled: str) -> None:
    assert len(shown(doubled).all("figure")) == 1


def test_a_long_chain_of_local_values_does_not_exhaust_the_stack() -> None:
    chain = "".join(f"链{n + 1} = 较小(链{n}, 9元)\n" for n in range(600))
    assert len(shown(f"链0 = 收入\n{chain}标准 链600").all("figure")) == 1


def test_an_amount_that_is_nowhere_a_straight_line_gets_no_curve() -> None:
    page = shown("标准 100万元 × (1元 ÷ 投资)")
    assert page.all("figure") == []
    assert "does not follow any single number in straight lines" in page.text


def test_a_rule_of_hundreds_of_figures_gets_its_page() -> None:
    figures = "".join(f"值{n} = {n}元 × {n}%\n" for n in range(1, 300))
    shown(f"{figures}标准 收入 + {' + '.join(f'值{n}' for n in range(1, 300))}")


def test_of_many_missing_facts_the_first_are_told_and_the_rest_are_counted() -> None:
    listed = policy_list("对象 企业\n标准 合计(合同: 合同额)")
    book = PolicyBook(listed)
    facts = typed({"合同": [{"件数": f"{n % 9 + 1}个", "签订日": f"20{n:02d}-01-01"} for n in range(50)]})
    page = read(decisions_page(book, facts, book.decide_typed(facts, DAY, {}), DAY, "en"))
    (table,) = (table for table in page.all("table") if "what it would settle" in table.text)
    (*rows, last) = table.all("tbody")[0].all("tr")
    assert len(rows) == 40
    assert "10 more" in last.text
