"""The Python interface: loading a list and deciding a recipient."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest

import duixian

DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def book() -> duixian.PolicyBook:
    return duixian.load()


def decided(book: duixian.PolicyBook, policy: int, scheme: str, **facts: object) -> duixian.Decision:
    decisions = book.decide({"kind": "enterprise", **facts}, on=DAY)
    return next(found for found in decisions if (found.policy.number, found.scheme.key) == (policy, scheme))


def test_an_amount_is_whole_fen(book: duixian.PolicyBook) -> None:
    # 100,000 + 2% of (5,600,000.25 - 1,000,000) = 192,000.005 yuan: half a fen rounds up.
    firm = decided(book, 14, "firm", listed_on_regional_market=True, direct_financing=Decimal("5600000.25"))
    assert (firm.outcome, firm.minimum_fen, firm.maximum_fen) == ("entitled", 19_200_001, 19_200_001)


def test_a_decision_cannot_be_changed(book: duixian.PolicyBook) -> None:
    firm = decided(book, 14, "firm")
    with pytest.raises(AttributeError):
        firm.outcome = "entitled"  # type: ignore[misc]


def test_a_binary_float_is_refused_with_every_other_fault(book: duixian.PolicyBook) -> None:
    with pytest.raises(duixian.FactsError) as raised:
        book.decide({"kind": "enterprise", "compute_fee": 0.1, "main_revenu": "1"})
    assert sorted(found.code for found in raised.value.diagnostics) == ["F703", "F705"]


def test_a_reading_that_does_not_exist_is_named(book: duixian.PolicyBook) -> None:
    with pytest.raises(duixian.ReadingError, match="increment"):
        book.decide({"kind": "enterprise"}, on=DAY, readings={"14.operator.base": "nothing"})


def test_a_faulty_list_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text("", encoding="utf-8")
    with pytest.raises(duixian.PolicyError) as raised:
        duixian.load(tmp_path)
    assert raised.value.diagnostics


def test_the_day_picks_the_version(book: duixian.PolicyBook) -> None:
    """A fee of exactly 100,000 counts from 17 April 2025; before the list there is no rule."""
    facts = {
        "kind": "enterprise",
        "via_compute_platform": True,
        "main_revenue": "600万元",
        "compute_fee": "10万元",
    }
    outcomes = [
        next(found.outcome for found in book.decide(facts, on=day) if found.policy.number == 11)
        for day in (date(2024, 7, 16), date(2024, 7, 17), date(2025, 4, 16), date(2025, 4, 17))
    ]
    assert outcomes == ["not_applicable", "not_entitled", "not_entitled", "entitled"]


def test_the_trace_names_who_vouches_for_a_fact(book: duixian.PolicyBook) -> None:
    purchase = decided(
        book, 11, "purchase", via_compute_platform=True, main_revenue="500万元", compute_fee="20万元"
    )
    step = next(step for step in purchase.trace if step.truth == "no")
    assert step.words.zh == "年度主营业务收入 > 500万元"
    assert step.words.en == "Annual main revenue > 5,000,000 yuan"
    assert [(fact.path, fact.value, fact.authority.zh) for fact in step.facts] == [
        ("main_revenue", "5000000.00", "税务部门")
    ]
    assert purchase.deciding == "condition:2"


def test_the_newer_equity_rule_pays_more_only_between_11_and_20_million(book: duixian.PolicyBook) -> None:
    """Policy 14, 2021 against 2024, at the edges of every tier (in 万元); 10 + 2% of the excess over 100 reaches
    the old 30 at 1100 and stays above it until the old tier of 50 begins at 2000."""
    expected = {
        99: 0,
        100: -1,
        499: -1,
        500: -1,
        1099: -1,
        1100: 0,
        1101: 1,
        1999: 1,
        2000: -1,
        2099: -1,
        2100: 0,
    }
    for financing, sign in expected.items():
        facts = {
            "kind": "enterprise",
            "listed_on_regional_market": True,
            "direct_financing": f"{financing}万元",
        }
        older, newer = (
            next(found.minimum_fen for found in book.decide(facts, on=day) if found.scheme.key == "firm")
            for day in (date(2024, 7, 16), date(2024, 7, 17))
        )
        assert (newer > older) - (newer < older) == sign


# --- threads -----------------------------------------------------------------------------------------------


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_threads_that_first_use_a_book_together_decide_as_one_alone_does(book: duixian.PolicyBook) -> None:
    facts = {
        "kind": "enterprise",
        "roles": [],
        "compute_fee": "1300000.00",
        "technology_centre": "provincial",
    }
    alone = [decision.as_json() for decision in book.decide(facts, on=DAY)]
    threads = 6

    def decided(fresh: duixian.PolicyBook, ready: Barrier) -> list[duixian.Decision]:
        ready.wait()
        return fresh.decide(facts, on=DAY)

    with ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            fresh, ready = duixian.PolicyBook(book.listed), Barrier(threads)
            found = [pool.submit(decided, fresh, ready) for _ in range(threads)]
            first, *others = [one.result() for one in found]
            assert [decision.as_json() for decision in first] == alone
            # Equal decisions are on the very same compiled version: none was compiled twice.
            assert all(decisions == first for decisions in others)
