"""The fewest and smallest changes that make a recipient entitled, or reach the next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, UnknownNameError, load
from duixian.decide.decision import Decision
from duixian.language.node import replaced
from duixian.prove.changes_needed import Change, ChangesNeeded, changed_facts, changes_needed
from duixian.prove.words import change_words
from duixian.registry.recipient import RecipientFacts
from tests import strategies
from tests.small_list import policy_list, typed, vocabulary

BOOK = load()
NOW, BEFORE = date(2025, 6, 30), date(2023, 6, 30)
ON = date(2024, 6, 1)
FIRM = {"kind": "enterprise", "roles": []}
LISTED = {**FIRM, "listed_on_regional_market": True}
BUYER = {**FIRM, "via_compute_platform": True, "compute_fee": "50万元"}
AWARD = {"policy": "private-500", "scheme": "national", "year": 2023, "amount": "2000000"}


def asked(
    scheme: str, facts: dict[str, Any], on: date = NOW, change: tuple[str, ...] = ()
) -> list[ChangesNeeded]:
    policy, _, key = scheme.partition(".")
    recipient = BOOK.read_facts(facts)
    decisions = [BOOK.decide_scheme(policy, key, recipient, on)]
    return changes_needed(BOOK, recipient, decisions, BOOK.facts_that_may_change(change))


def short(change: Change) -> tuple[object, ...]:
    return change.path, change.before, change.after, change.bound


@pytest.mark.parametrize(
    ("scheme", "facts", "on", "goal", "changes", "amount"),
    [
        # 1万元 more is 100万元, which gives 10万元.
        (
            "14.firm",
            {**LISTED, "direct_financing": "99万元"},
            NOW,
            "entitled",
            [("direct_financing", 99_000_000, 100_000_000, "at_least")],
            (10_000_000, 10_000_000),
        ),
        # More than 500万元: one fen more. A fifth of 50万元 is 10万元.
        (
            "11.purchase",
            {**BUYER, "main_revenue": "500万元"},
            NOW,
            "entitled",
            [("main_revenue", 500_000_000, 500_000_001, "at_least")],
            (0, 10_000_000),
        ),
        # Two things are wanting: the fee has to be 10万元, a fifth of which is 2万元.
        (
            "11.purchase",
            {**BUYER, "main_revenue": "400万元", "compute_fee": "9万元"},
            NOW,
            "entitled",
            [
                ("main_revenue", 400_000_000, 500_000_001, "at_least"),
                ("compute_fee", 9_000_000, 10_000_000, "at_least"),
            ],
            (0, 2_000_000),
        ),
        # Until April 2025 the fee had to be more than that.
        (
            "11.purchase",
            {**BUYER, "main_revenue": "600万元", "compute_fee": "9万元"},
            date(2025, 4, 16),
            "entitled",
            [("compute_fee", 9_000_000, 10_000_001, "at_least")],
            (0, 2_000_000),
        ),
        # What is not known has to be told; a yes/no has one answer.
        (
            "14.firm",
            {**FIRM, "direct_financing": "200万元"},
            NOW,
            "entitled",
            [("listed_on_regional_market", None, True, "exactly")],
            (12_000_000, 12_000_000),
        ),
        (
            "14.firm",
            LISTED,
            NOW,
            "entitled",
            [("direct_financing", None, 100_000_000, "at_least")],
            (10_000_000, 10_000_000),
        ),
        # The tenth is in, whoever is behind it is not; 1% of 200万元.
        (
            "13.top-ten",
            {**FIRM, "roles": ["data_vendor"], "traded_value": "200万元", "traded_value_rank": 12},
            NOW,
            "entitled",
            [("traded_value_rank", 12, 10, "at_most")],
            (2_000_000, 2_000_000),
        ),
        # The table of 2021: from 500万元 on 30万元.
        (
            "14.firm",
            {**LISTED, "direct_financing": "150万元"},
            BEFORE,
            "next_step",
            [("direct_financing", 150_000_000, 500_000_000, "at_least")],
            (30_000_000, 30_000_000),
        ),
        (
            "9.recognition",
            {**FIRM, "technology_centre": "provincial"},
            NOW,
            "next_step",
            [("technology_centre", "provincial", "national", "exactly")],
            (500_000_000, 500_000_000),
        ),
        # 2% of what is above 100万元 has to make 40万元, less half a fen, which is rounded up: 25 fen less will do.
        (
            "14.firm",
            {**LISTED, "direct_financing": "150万元"},
            NOW,
            "cap",
            [("direct_financing", 150_000_000, 2_099_999_975, "at_least")],
            (50_000_000, 50_000_000),
        ),
        # One more route: records that are known to be none.
        (
            "20.route",
            {**FIRM, "roles": ["ship_company"], "routes": []},
            NOW,
            "entitled",
            [
                ("routes", 0, 1, "at_least"),
                ("routes[0].newly_opened", None, True, "exactly"),
                ("routes[0].rcep_member", None, True, "exactly"),
                ("routes[0].direct", None, True, "exactly"),
                ("routes[0].months_operated", None, 12, "at_least"),
                ("routes[0].teu", None, 10_001, "at_least"),
            ],
            (0, 300_000_000),
        ),
        # A record that is there already needs less.
        (
            "5.scrapping",
            {
                **FIRM,
                "trucks": [
                    {
                        "diesel": True,
                        "emission": "IV",
                        "operating": False,
                        "scrapped": True,
                        "replaced": True,
                    }
                ],
            },
            NOW,
            "entitled",
            [("trucks[0].emission", "IV", "III", "one_of")],
            (0, None),
        ),
    ],
)
def test_the_fewest_and_smallest_changes(
    *,
    scheme: str,
    facts: dict[str, Any],
    on: date,
    goal: str,
    changes: list[tuple[object, ...]],
    amount: tuple[int, int | None],
) -> None:
    (answer,) = asked(scheme, facts, on)
    assert (answer.goal, answer.status) == (goal, "found")
    (way,) = answer.ways
    assert [short(change) for change in way.changes] == changes
    assert (way.decision.outcome, way.decision.amount) == ("entitled", amount)
    # It is what decide says of the changed facts.
    again = BOOK.decide_typed(changed_facts(BOOK.read_facts(facts), way.changes), on, {})
    assert way.decision in again


def test_values_that_pay_differently_are_different_ways() -> None:
    (answer,) = asked("8.recognition", {**FIRM, "engineering_centre": "none"})
    found = [(way.changes[0].after, way.changes[0].bound, way.decision.amount[1]) for way in answer.ways]
    assert found == [("national", "exactly", 1_000_000_000), ("provincial", "exactly", 5_000_000 * 10)]
    (answer,) = asked("7.prize", {**FIRM, "patent_prize": "none"})
    (change,) = answer.ways[0].changes
    assert (change.after, change.bound, change.others) == ("national", "one_of", ("provincial",))


def test_there_may_be_several_ways_with_one_change_each() -> None:
    facts = {
        **FIRM,
        "roles": ["market_operator"],
        "market_financing": "100元",
        "market_financing_last_year": "100元",
    }
    (answer,) = asked("14.operator", facts)
    found = {way.changes[0].path: short(way.changes[0])[2:] for way in answer.ways}
    # 1% of what is above 105 yuan is half a fen from 50 fen on; 100 - 1.05 x last year is 50 fen from 94.76 yuan down.
    assert found == {
        "market_financing": (10_550, "at_least"),
        "market_financing_last_year": (9_476, "at_most"),
    }


def test_every_scheme_that_concerns_the_recipient_is_told() -> None:
    facts = {"kind": "person", "patent_prize": "none", "trucks": [], "farm_machines": []}
    answers = BOOK.what_would_it_take(facts, NOW)
    found = {
        f"{answer.decision.policy.number}.{answer.decision.scheme.key}": answer.status for answer in answers
    }
    assert found == {
        "5.scrapping": "found",
        "6.scrapping": "impossible",
        "6.purchase": "impossible",
        "7.prize": "found",
    }


def test_only_chosen_facts_change() -> None:
    facts = {**BUYER, "main_revenue": "400万元", "compute_fee": "50万元", "direct_financing": "1元"}
    (answer,) = asked("11.purchase", facts, change=("compute_fee",))
    assert (answer.status, answer.reason.zh) == ("impossible", "改变所选的事实也达不到")
    (answer,) = asked("11.purchase", facts, change=("年度主营业务收入",))
    assert answer.ways[0].changes[0].path == "main_revenue"


def test_a_role_changes_only_where_it_is_chosen() -> None:
    facts = {**FIRM, "sea_rail_teu_outside_province": 5}
    assert asked("19.sea-rail", facts) == []
    (answer,) = asked("19.sea-rail", facts, change=("roles",))
    assert [short(change) for change in answer.ways[0].changes] == [
        ("roles", "", "port_operator", "at_least")
    ]
    # Roles that are not known have to be told: 5 boxes at 300 yuan.
    (answer,) = asked("19.sea-rail", {"kind": "enterprise", "sea_rail_teu_outside_province": 5})
    assert answer.ways[0].changes[0].before is None
    assert answer.ways[0].decision.amount == (150_000, 150_000)


def test_a_field_of_one_record_may_be_chosen() -> None:
    lease = {"amount": "100万元", "lessee_is_sme": True, "direct": False, "lessee_title": "none"}
    facts = {
        **FIRM,
        "roles": ["leasing_company"],
        "lease_contracts": [lease, {**lease, "lessee_title": "unicorn"}, {**lease, "amount": "200万元"}],
    }
    # 0.8% of 100万元, 1% of as much, 0.8% of 200万元; then 1% of all in one of the two that have 0.8%.
    either, *_ = asked("15.leasing", facts, change=("租赁合同.直接租赁",))
    found = {way.changes[0].path: way.decision.amount for way in either.ways}
    assert found == {
        "lease_contracts[0].direct": (0, 3_600_000),
        "lease_contracts[2].direct": (0, 3_800_000),
    }
    one, *_ = asked("15.leasing", facts, change=("lease_contracts[2].direct",))
    found = {way.changes[0].path: way.decision.amount for way in one.ways}
    assert found == {"lease_contracts[2].direct": (0, 3_800_000)}


@pytest.mark.parametrize("name", ["name", "uscc", "main_revenu", "earlier_awards", "routes.object"])
def test_what_cannot_change_cannot_be_chosen(name: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        BOOK.what_would_it_take(FIRM, NOW, change=(name,))
    assert raised.value.name == name


def test_what_the_documents_leave_open_no_change_reaches() -> None:
    (answer,) = asked("2.subsidy", {**FIRM, "equipment_loans": []})
    assert answer.status == "impossible"
    assert "「符合条件」的新增设备贷款要符合哪些条件" in answer.reason.zh


def test_what_was_paid_before_no_change_pays_again() -> None:
    facts = {**FIRM, "first_national_private_500": False, "earlier_awards": [AWARD]}
    (answer,) = asked("17.national", facts)
    assert (answer.status, answer.reason.zh) == ("impossible", "以前已经得过,改变事实也不再发放")


def test_a_cap_of_which_this_year_has_used_some_is_reached_sooner() -> None:
    spent = {"policy": "compute-voucher", "scheme": "purchase", "year": 2025, "amount": "700000"}
    facts = {**BUYER, "main_revenue": "600万元", "compute_fee": "50万元", "earlier_awards": [spent]}
    (answer,) = asked("11.purchase", facts)
    # 30万元 are left: a fifth of 150万元, less two fen by rounding.
    (change,) = answer.ways[0].changes
    assert short(change) == ("compute_fee", 50_000_000, 149_999_998, "at_least")
    assert answer.ways[0].decision.amount == (0, 30_000_000)


def test_where_nothing_is_above_there_is_no_next_step() -> None:
    assert asked("17.national", {**FIRM, "first_national_private_500": True}) == []
    assert asked("14.firm", {**LISTED, "direct_financing": "1亿元"}) == []


def test_where_the_solver_runs_out_of_time_it_says_so() -> None:
    rule = "对象 企业\n条件 收入 × 数量 = 999996400002.43元\n条件 数量 > 1个\n条件 收入 > 0.01元\n标准 收入"
    book = PolicyBook(policy_list(rule, other="对象 企业\n标准 1元"))
    facts = typed({"收入": "1元", "数量": 1})
    answer, *_ = changes_needed(book, facts, book.decide_typed(facts, ON, {}), seconds=0.001)
    assert (answer.status, answer.reason.en) == ("unknown", "the solver ran out of time")


@pytest.mark.parametrize(
    ("scheme", "facts", "chinese", "english"),
    [
        (
            "14.firm",
            {**LISTED, "direct_financing": "99万元"},
            "年度累计直接融资额:99万元 → 至少 100万元(多 1万元)",
            "Direct financing in the year: 990,000 yuan → at least 1,000,000 yuan (10,000 yuan more)",
        ),
        (
            "14.firm",
            LISTED,
            "年度累计直接融资额:现在不明,须为 至少 100万元",
            "Direct financing in the year: not known; would have to be at least 1,000,000 yuan",
        ),
        (
            "7.prize",
            {**FIRM, "patent_prize": "none"},
            "专利奖级别:无 → 国家级 或 省级",
            "Patent prize level: None → National or Provincial",
        ),
    ],
)
def test_a_change_is_told_in_both_languages(
    scheme: str, facts: dict[str, Any], chinese: str, english: str
) -> None:
    (answer,) = asked(scheme, facts)
    (change,) = answer.ways[0].changes
    told = [change_words(change, BOOK.listed.vocabulary, language) for language in ("zh", "en")]
    assert told == [chinese, english]


# --- Against trying everything ---------------------------------------------------------------------------------


def every_change(facts: RecipientFacts, keys: list[str]) -> Iterator[tuple[int, RecipientFacts]]:
    """Every way to change facts that are yes/no or categories, with how many change."""
    words = vocabulary()
    choices = [strategies.candidates(words.fact_by_name[key], words) for key in keys]
    for values in product(*choices):
        changed = dict(zip(keys, values, strict=True))
        count = sum(facts.values[key] != value for key, value in changed.items())
        yield count, replaced(facts, values={**facts.values, **changed})


@settings(max_examples=150)
@given(st.data(), strategies.rules())
def test_no_fewer_changes_of_a_few_facts_would_do(data: st.DataObject, rule: strategies.WrittenRule) -> None:
    note(rule.text)
    book = PolicyBook(policy_list(rule.text, other="对象 企业\n标准 1元"))
    version = book.listed.policies[0].schemes[0].versions[0]
    facts = data.draw(
        strategies.complete(
            only=strategies.read_names(version),
            telling=strategies.figures(version),
            recipients=version.recipients,
            largest=2,
        )
    )
    words = vocabulary()
    keys = [key for key in facts.values if words.fact_by_name[key].type.kind in ("boolean", "category")]
    note(repr(facts))
    decisions = book.decide_typed(facts, ON, {})[:1]
    if decisions[0].outcome in ("entitled", "not_applicable"):
        return
    chosen = frozenset(keys) or frozenset({"qualified"})
    (answer,) = changes_needed(book, facts, decisions, chosen)
    enough = [
        count
        for count, changed in every_change(facts, keys)
        if book.decide_typed(changed, ON, {})[0].outcome == "entitled"
    ]
    if not enough:
        assert (answer.status, answer.ways) == ("impossible", ())
        return
    assert answer.status == "found"
    for way in answer.ways:
        assert len(way.changes) == min(enough)
        for change in way.changes:
            for value in (change.after, *change.others):
                told = changed_facts(
                    facts, [one if one != change else change._replace(after=value) for one in way.changes]
                )
                assert book.decide_typed(told, ON, {})[0].outcome == "entitled"


@settings(max_examples=100)
@given(st.data(), strategies.rules() | strategies.record_rules())
def test_every_way_is_what_decide_says(data: st.DataObject, rule: strategies.WrittenRule) -> None:
    note(rule.text)
    book = PolicyBook(policy_list(rule.text, other="对象 企业\n标准 1元"))
    version = book.listed.policies[0].schemes[0].versions[0]
    read = strategies.read_names(version)
    full = data.draw(
        strategies.complete(
            only=read, telling=strategies.figures(version), recipients=version.recipients, largest=2
        )
    )
    hide, _ = data.draw(strategies.hiding(full, read))
    facts = strategies.hidden(full, hide)
    note(repr(facts))
    before = book.decide_typed(facts, ON, {})[0]
    for answer in changes_needed(book, facts, [before], seconds=1.0):
        assert answer.reason.en != "decide does not reproduce the answer"
        for way in answer.ways:
            after = book.decide_typed(changed_facts(facts, way.changes), ON, {})[0]
            assert after == way.decision
            assert after.outcome == "entitled"
            for change in way.changes:
                further = further_on(change)
                if further is not None and answer.goal == "entitled":
                    told = [one if one != change else change._replace(after=further) for one in way.changes]
                    assert book.decide_typed(changed_facts(facts, told), ON, {})[0].outcome == "entitled"


def further_on(change: Change) -> int | None:
    """A number well past one that has to be at least or at most so much."""
    if change.fact is None or not change.fact.type.ordered or change.bound == "exactly":
        return None
    low, high = change.fact.range
    if change.bound == "at_least":
        return int(change.after) + 1000 if high is None else high
    return int(change.after) - 1000 if low is None else low


class Stubborn(PolicyBook):
    """A list under which changed facts are decided as if nothing had changed."""

    def decide_scheme_typed(self, policy: str, scheme: str, facts: RecipientFacts, *given: Any) -> Decision:
        asked = replaced(facts, values=dict(facts.values) | {"direct_financing": self.always})
        return super().decide_scheme_typed(policy, scheme, asked, *given)

    always = 0


@pytest.mark.parametrize("financing", ["99万元", "150万元"])
def test_what_decide_does_not_reproduce_is_not_told(financing: str) -> None:
    book = Stubborn(BOOK.listed)
    facts = book.read_facts({**LISTED, "direct_financing": financing})
    book.always = int(facts.values["direct_financing"])
    decision = book.decide_scheme_typed("regional-equity", "firm", facts, NOW, {})
    (answer,) = changes_needed(book, facts, [decision])
    assert (answer.status, answer.ways) == ("unknown", ())
    assert answer.reason.zh == "decide 没有重现这个答案"
