"""The Python interface: loading a list and deciding a recipient."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

import duixian
from duixian.book import today

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


# --- one scheme --------------------------------------------------------------------------------------------

MARKET = {
    "kind": "enterprise",
    "roles": ["market_operator"],
    "market_financing_last_year": "990000000",
    "market_financing": "1100000000",
}


@pytest.mark.parametrize("policy", ["regional-equity", "14", 14])
@pytest.mark.parametrize("typed", [False, True])
def test_one_scheme_is_decided_as_among_all(book: duixian.PolicyBook, policy: str | int, typed: bool) -> None:
    """1% of what is left of an increment of 110 million above 5% of 990 million, 60.5 million; or of all of it."""
    facts = book.read_facts(MARKET) if typed else MARKET
    for readings in (
        None,
        {"14.operator.base": "increment"},
        {"regional-equity.operator.base": "whole_year"},
    ):
        alone = book.decide_scheme(policy, "operator", facts, DAY, readings)
        among_all = book.decide(MARKET, DAY, readings)
        assert alone in among_all
        assert alone.as_json() == among_all[among_all.index(alone)].as_json()
    assert book.decide_scheme(policy, "operator", facts, DAY).maximum_fen == 60_500_000
    increment = book.decide_scheme(policy, "operator", facts, DAY, {"14.operator.base": "increment"})
    assert increment.maximum_fen == 110_000_000


def test_one_scheme_is_decided_for_today_unless_a_day_is_given(book: duixian.PolicyBook) -> None:
    before = today()
    decided = book.decide_scheme(14, "operator", MARKET)
    assert before <= decided.on <= today()


@pytest.mark.parametrize(
    "readings", [{"base": "increment"}, {"14.operator.basee": "increment"}, {"14.operator.base": "nope"}]
)
def test_one_scheme_is_not_decided_under_a_reading_that_is_not_there(
    book: duixian.PolicyBook, readings: dict[str, str]
) -> None:
    with pytest.raises(duixian.ReadingError, match=r"14\.operator\.base"):
        book.decide_scheme(14, "operator", MARKET, DAY, readings)


def test_a_policy_and_a_scheme_that_are_not_there_are_named(book: duixian.PolicyBook) -> None:
    with pytest.raises(duixian.UnknownNameError, match=r"no policy 99; there are: 1, .*20, ") as raised:
        book.decide_scheme(99, "operator", MARKET)
    assert raised.value.name == 99
    assert "regional-equity" in raised.value.known
    with pytest.raises(duixian.UnknownNameError, match="'regional-equty'; did you mean 'regional-equity'"):
        book.decide_scheme("regional-equty", "operator", MARKET)
    with pytest.raises(LookupError, match="no scheme of policy 14 'x'; there are: firm, nurturing, operator"):
        book.decide_scheme("14", "x", MARKET)


# --- what is no day, no facts, no readings -----------------------------------------------------------------

Call = Callable[[duixian.PolicyBook, Any, Any, Any], object]

CALLS: dict[str, Call] = {
    "decide": lambda book, facts, on, readings: book.decide(facts, on, readings),
    "decide_scheme": lambda book, facts, on, readings: book.decide_scheme(14, "firm", facts, on, readings),
    "next_question": lambda book, facts, on, readings: book.next_question(facts, on, readings),
}

every_call = pytest.mark.parametrize("call", list(CALLS.values()), ids=list(CALLS))


@every_call
@pytest.mark.parametrize("on", ["2025-06-30", datetime(2025, 6, 30, 12, tzinfo=UTC), 20250630], ids=str)
def test_a_day_is_a_date_without_a_time(book: duixian.PolicyBook, call: Call, on: object) -> None:
    with pytest.raises(TypeError, match=r"a day like datetime\.date\(2025, 6, 30\), without a time, not "):
        call(book, {"kind": "enterprise"}, on, None)


@every_call
def test_facts_and_readings_are_mappings(book: duixian.PolicyBook, call: Call) -> None:
    with pytest.raises(TypeError, match="facts of one recipient are a mapping, not list"):
        call(book, [{"kind": "enterprise"}], DAY, None)
    with pytest.raises(TypeError, match=r"readings are a mapping .*, not list"):
        call(book, {"kind": "enterprise"}, DAY, ["14.operator.base=increment"])


@every_call
def test_faulty_facts_are_refused_whoever_reads_them(book: duixian.PolicyBook, call: Call) -> None:
    with pytest.raises(duixian.FactsError) as raised:
        call(book, {"kind": "enterprise", "main_revenu": "1"}, DAY, None)
    assert [found.code for found in raised.value.diagnostics] == ["F703"]
    assert str(raised.value).startswith("F703 ")


# --- asking ------------------------------------------------------------------------------------------------


def test_questions_are_asked_until_none_is_left(book: duixian.PolicyBook) -> None:
    known: dict[str, Any] = {"kind": "district", "ai_labs_accepted": 12}
    facts: dict[str, Any] = {}
    asked: list[tuple[str, str]] = []
    while (question := book.next_question(facts, on=DAY, language="en")) is not None:
        assert len(asked) < 10
        asked.append((question["fact"], question["name"]))
        if question["fact"] in known:
            facts[question["fact"]] = known[question["fact"]]
        else:
            facts.setdefault("dont_know", []).append(question["fact"])
    assert asked == [
        ("kind", "Kind of recipient"),
        ("ai_labs_accepted", "AI education laboratories accepted"),
        ("old_compound_works", "Carries out renewal of old residential compounds"),
    ]


def test_typed_facts_are_asked_about_alike(book: duixian.PolicyBook) -> None:
    typed = book.read_facts(MARKET)
    assert book.next_question(typed, on=DAY) == book.next_question(MARKET, on=DAY)


def test_whatever_is_missing_can_be_described(book: duixian.PolicyBook) -> None:
    facts = {
        "kind": "enterprise",
        "lease_contracts": [{"amount": "10000000"}],
        "roles": ["leasing_company"],
    }
    missing = {path for decision in book.decide(facts, DAY) for path in decision.missing}
    missing |= {path for decision in book.decide({"kind": "enterprise"}, DAY) for path in decision.missing}
    assert {"lease_contracts[0].direct", "roles", "farm_machines", "main_revenue"} <= missing
    for path in missing:
        described = book.describe(path)
        assert described["fact"] == path
        assert all(described[key] for key in ("name", "type", "text"))


def test_a_fact_is_described_as_it_is_asked_for(book: duixian.PolicyBook) -> None:
    assert book.describe("main_revenue", "en") == {
        "fact": "main_revenue",
        "name": "Annual main revenue",
        "type": "money",
        "unit": "yuan a year",
        "choices": None,
        "text": "Annual main revenue",
    }
    question = book.next_question({"kind": "enterprise", "roles": []}, on=DAY)
    assert question is not None
    described = book.describe(question["fact"])
    assert described == {key: question[key] for key in described}
    direct = book.describe("lease_contracts[2].direct", "en")
    assert (direct["name"], direct["type"]) == ("Lease contracts 3: Direct lease", "boolean")
    assert [choice["value"] for choice in book.describe("kind")["choices"]] == [
        kind.key for kind in book.listed.vocabulary.kinds if not kind.role
    ]
    fields = [field["fact"] for field in book.describe("lease_contracts")["fields"]]
    records = book.listed.vocabulary.records_by_name["lease_contracts"]
    assert fields == [field.key for field in records.fields]


def test_a_chinese_name_describes_the_same_fact(book: duixian.PolicyBook) -> None:
    for name, path in (
        ("主体", "kind"),
        ("年度主营业务收入", "main_revenue"),
        ("租赁合同", "lease_contracts"),
    ):
        assert book.describe(name) == book.describe(path)


@pytest.mark.parametrize(
    "path", ["main_revenu", "", "lease_contracts[0]", "lease_contracts[x].direct", "main_revenue[0].direct"]
)
def test_a_fact_that_is_not_there_is_not_described(book: duixian.PolicyBook, path: str) -> None:
    with pytest.raises(duixian.UnknownNameError) as raised:
        book.describe(path)
    assert "main_revenue" in raised.value.known


def test_the_public_names_are_shown_and_are_all_there() -> None:
    assert dir(duixian) == sorted(duixian.__all__)
    for name in dir(duixian):
        assert getattr(duixian, name) is not None


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
