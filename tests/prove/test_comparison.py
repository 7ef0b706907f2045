"""What two versions pay differently: worked out by hand, and held against random search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.language.library import PolicyList
from duixian.prove.comparison import (
    DIFFERENT,
    GAINS,
    LOSES,
    NEWLY_IN,
    NEWLY_OUT,
    OTHERWISE,
    SAME,
    UNKNOWN,
    Comparison,
    Side,
    compare_versions,
)
from duixian.prove.encoding import Subject
from duixian.prove.solving import Limits
from tests import strategies
from tests.small_list import policy_list

BOOK = load()
LIMITS = Limits(seconds=10)


def side(
    listed: PolicyList,
    name: str = "1.main",
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Side:
    number, key = name.split(".")
    policy = listed.by_number[int(number)]
    scheme = policy.scheme(key)
    version = scheme.versions[-1] if on is None else scheme.version(on)
    assert version is not None
    return Side(PolicyBook(listed), Subject(listed, policy, scheme, version, readings or {}))


def compared(before: str, after: str) -> Comparison:
    return compare_versions(side(policy_list(before)), side(policy_list(after)), LIMITS)


def changes(comparison: Comparison) -> dict[str, int | None]:
    return {witness.kind: witness.change for witness in comparison.witnesses}


def test_the_rules_of_14_differ_where_they_were_worked_out_by_hand() -> None:
    # Until 16 July 2024: 20万 from 100万 of financing, 30万 from 500万, 50万 from 2000万. Since: 10万 and 2% of what goes
    # beyond 100万, 50万 at most. That is 30万 at 1100万 and 50万 at 2100万; 2% of 75 fen is 1.5 fen, which is rounded up.
    comparison = compare_versions(
        side(BOOK.listed, "14.firm", on=date(2024, 7, 16)),
        side(BOOK.listed, "14.firm", on=date(2024, 7, 17)),
        LIMITS,
    )
    [along] = comparison.stretches
    assert along.fact.key == "direct_financing"
    found = [(one.change, one.first.at, one.last.at) for one in along.stretches]
    top = found[-1][-1]
    assert found == [
        ("same", 0, 99_9999_99),
        ("less", 100_0000_00, 1099_9999_24),
        ("within_a_fen", 1099_9999_25, 1100_0000_74),
        ("more", 1100_0000_75, 1999_9999_99),
        ("less", 2000_0000_00, 2099_9999_24),
        ("within_a_fen", 2099_9999_25, top),
    ]
    assert along.stretches[-1].open
    # The least below 2000万 that is rounded up to 48万, and the least of the second step.
    gain, loss = comparison.witnesses
    assert (gain.kind, gain.change, gain.largest) == (GAINS, 18_0000_00, True)
    assert gain.after.facts.values["direct_financing"] == 1999_9999_75
    assert (loss.kind, loss.change, loss.largest) == (LOSES, -12_0000_00, True)
    assert loss.after.facts.values["direct_financing"] == 500_0000_00


def test_every_scheme_is_the_same_as_itself() -> None:
    again = load().listed
    for policy in BOOK.listed.policies:
        for scheme in policy.schemes:
            name = f"{policy.number}.{scheme.key}"
            assert compare_versions(side(BOOK.listed, name), side(again, name), LIMITS).verdict == SAME, name


def test_what_is_written_otherwise_and_means_the_same_is_proven_the_same() -> None:
    assert (
        compared(
            "对象 企业\n条件 收入 >= 100元\n标准 收入 × 10%",
            "对象 企业\n条件 非 收入 < 100元\n标准 收入 / 10",
        ).verdict
        == SAME
    )
    records = "对象 企业\n明细 合同 其中 履约\n标准 {}"
    twice = compared(records.format("合计(合同: 合同额 × 2)"), records.format("合计(合同: 合同额) × 2"))
    assert twice.verdict == SAME
    assert any("2" in words.en and "record" in words.en for words in twice.assumptions)


def test_whoever_comes_in_or_goes_out_is_shown() -> None:
    # Between 50元 and 100元 of revenue only the second pays, 7元 each.
    wider = compared("对象 企业\n条件 收入 >= 100元\n标准 7元", "对象 企业\n条件 收入 >= 50元\n标准 7元")
    assert changes(wider) == {NEWLY_IN: 7_00}
    assert wider.witnesses[0].after.facts.values == {"revenue": 50_00}
    narrower = compared("对象 企业\n条件 收入 >= 50元\n标准 7元", "对象 企业\n条件 收入 >= 100元\n标准 7元")
    assert changes(narrower) == {NEWLY_OUT: -7_00}
    other = compared("对象 企业\n标准 7元", "对象 个人\n标准 7元")
    assert changes(other) == {NEWLY_IN: 7_00, NEWLY_OUT: -7_00}


def test_a_cap_that_falls_away_grows_without_end() -> None:
    [gain] = compared("对象 企业\n标准 收入 × 10%\n上限 5元", "对象 企业\n标准 收入 × 10%").witnesses
    assert gain.kind == GAINS
    assert gain.grows


def test_an_amount_that_has_no_bound_any_more_is_neither_gain_nor_loss() -> None:
    # 7元 before; now anything from nothing on.
    opened = compared("对象 企业\n条件 合格\n标准 7元", '对象 企业\n条件 合格\n标准 待定\n待定 "标准" "rate"')
    assert changes(opened) == {OTHERWISE: None}


def test_a_ceiling_that_becomes_the_amount_is_a_gain() -> None:
    # At least nothing before, now surely 7元; at most the same.
    assert changes(compared("对象 企业\n标准 不超过 7元", "对象 企业\n标准 7元")) == {GAINS: 0}


def test_a_condition_that_is_open_is_another_difference() -> None:
    comparison = compared(
        "对象 企业\n标准 不超过 7元", '对象 企业\n条件 待定 "认定" "recognition"\n标准 不超过 7元'
    )
    assert (comparison.verdict, [witness.kind for witness in comparison.witnesses]) == (
        DIFFERENT,
        [OTHERWISE],
    )


def test_two_readings_are_compared_like_two_versions() -> None:
    # 14.operator: a tier of 市场融资额 above the year before against the increment; both pay, but not the same.
    comparison = compare_versions(
        side(BOOK.listed, "14.operator"),
        side(BOOK.listed, "14.operator", readings={"base": "increment"}),
        LIMITS,
    )
    assert comparison.verdict == DIFFERENT
    assert all(witness.before.facts == witness.after.facts for witness in comparison.witnesses)


def test_lists_that_mean_different_things_by_a_name_are_not_compared() -> None:
    comparison = compare_versions(
        side(policy_list("对象 企业\n标准 7元")), side(BOOK.listed, "14.firm"), LIMITS
    )
    assert comparison.verdict == UNKNOWN
    assert comparison.undecided == (("same", "size"),)  # the lists have other sizes of firms


def test_a_question_that_takes_too_long_is_unknown_and_not_the_same() -> None:
    slow = "对象 企业\n标准 收入 × 占比 + 费用 × 增长率 + 合计(合同: 合同额 × 折扣)"
    comparison = compare_versions(
        side(policy_list(slow)), side(policy_list(slow + " + 0元 × 数量")), Limits(seconds=0.001)
    )
    assert comparison.verdict in (UNKNOWN, SAME)
    assert (comparison.verdict == UNKNOWN) == bool(comparison.undecided)


@settings(max_examples=25)
@given(st.data(), strategies.rules(), strategies.rules())
def test_what_is_proven_the_same_is_never_refuted_by_chance(
    data: st.DataObject, rule: strategies.WrittenRule, other: strategies.WrittenRule
) -> None:
    note(rule.text)
    texts = data.draw(st.sampled_from([(rule.text, rule.text), (rule.text, other.text)]))
    sides = [side(policy_list(text)) for text in texts]
    comparison = compare_versions(sides[0], sides[1], Limits(seconds=1))
    reads = frozenset[str]().union(*(strategies.read_names(one.subject.version) for one in sides))
    different = False
    for _ in range(10):
        facts = data.draw(strategies.complete(only=reads, largest=2))
        found = [one.book.decide_scheme_typed(*one.subject.name, facts, one.subject.day, {}) for one in sides]
        different = different or (found[0].outcome, found[0].amount) != (found[1].outcome, found[1].amount)
    assert not (different and comparison.verdict == SAME)
    for witness in comparison.witnesses:
        assert witness.before.facts == witness.after.facts
        assert (witness.before.outcome, witness.before.minimum, witness.before.maximum) != (
            witness.after.outcome,
            witness.after.minimum,
            witness.after.maximum,
        )
