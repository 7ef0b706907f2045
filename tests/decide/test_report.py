"""The one line that says what decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import duixian
from duixian.decide.report import deciding_line

BOOK = duixian.load()


def line(scheme: str, facts: dict[str, Any], language: str = "zh") -> str:
    """What decides a scheme (``7.prize``) for an enterprise without roles."""
    decisions = BOOK.decide({"kind": "enterprise", "roles": [], **facts}, on=date(2025, 6, 30))
    found = next(one for one in decisions if f"{one.policy.number}.{one.scheme.key}" == scheme)
    return deciding_line(found, BOOK.listed.vocabulary, language)


LOAN = {"for_new_equipment": True, "key_industry": True, "renewal": True}


@pytest.mark.parametrize(
    ("scheme", "facts", "chinese", "english"),
    [
        ("5.scrapping", {"trucks": []}, "没有柴油货车", "no trucks"),
        (
            "5.scrapping",
            {"trucks": [{"diesel": False}]},
            "填报的柴油货车里没有符合的",
            "none of the trucks given qualifies",
        ),
        (
            "7.prize",
            {"patent_prize": "none"},
            "专利奖级别: 无(要 国家级 或 省级)",
            "Patent prize level: None (wanted: National or Provincial)",
        ),
        (
            "12.award",
            {"data_element_case": "provincial"},
            "数据要素典型案例级别: 省级(要 国家级)",
            "Level of the data element case: Provincial (wanted: National)",
        ),
        (
            "11.purchase",
            {"via_compute_platform": True, "main_revenue": "9000万元", "compute_fee": 1300},
            "实付算力费用: 1,300元(要 至少 10万元)",
            "Computing fee actually paid: 1,300 yuan (wanted: at least 100,000 yuan)",
        ),
        ("14.firm", {"listed_on_regional_market": False}, "在区域性股权市场挂牌: 否", None),
    ],
)
def test_a_refusal_says_in_plain_words_what_was_seen_and_what_is_wanted(
    scheme: str, facts: dict[str, Any], chinese: str, english: str | None
) -> None:
    assert line(scheme, facts) == chinese
    assert english is None or line(scheme, facts, "en") == english


def test_what_is_open_is_said_in_the_words_of_the_open_point() -> None:
    said = line("5.scrapping", {"trucks": [TRUCK]})
    assert said == "待定:只报废、不更新的货车是否支持"


TRUCK = {"diesel": True, "emission": "III", "operating": False, "scrapped": True, "replaced": False}


@pytest.mark.parametrize(("given", "told"), [({}, True), ({"earlier_awards": []}, False)])
def test_it_is_said_beside_an_entitlement_that_earlier_awards_were_not_checked(
    given: dict[str, Any], told: bool
) -> None:
    said = line("9.recognition", {"technology_centre": "provincial", **given})
    assert said == ("条件都成立(以前得过的未核对)" if told else "条件都成立")
