"""The sandbox gives what a full census of the reformed list gives, and says who gains and loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from duixian.book import PolicyBook
from duixian.census.decided import NO_BOUND, Engine
from duixian.census.native.engine import NativeEngine
from duixian.census.run import Census, run_census
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.census.sql.spark import SparkEngine
from duixian.census.tally import Money, Rows
from duixian.language.library import PolicyList
from duixian.registry.population import open_population
from duixian.sandbox.amounts import Collected, Compared, Ends, Found, compared
from duixian.sandbox.experiment import Sandbox, changes, concerned, differing, engine_in_memory
from duixian.sandbox.gains import Bin, Gains, Side, gains_of
from duixian.sandbox.held import HeldEngine
from tests.census.by_decide import ByDecide
from tests.census.sql.java import no_spark
from tests.sandbox.city import ON, baseline, changed, generated, population
from tests.semantics.evaluators import SMALL_SPARK

IDS = ["91370200MA3C00000K", "91370200MA3C00001N", "91370200MA3C00002R", "91370200MA3C00003W"]


@cache
def sandbox() -> Sandbox:
    return Sandbox(baseline(), population(), engine_in_memory(), ON, {})


def full_census(listed: PolicyList) -> Census:
    return run_census(PolicyBook(listed), population(listed), NativeEngine(), ON, {}, every_rule=True)


def sums(census: Census, policies: frozenset[int]) -> list[object]:
    rows = census.summary.to_pylist()
    kept: list[object] = [row for row in rows if row["policy"] in policies]
    return [*kept, *(budget for budget in census.budgets if budget.policy in policies)]


@pytest.mark.parametrize("texts", list(generated(24)), ids=" & ".join)
def test_a_reform_gives_what_a_full_census_of_its_list_gives(texts: tuple[str, ...]) -> None:
    made = changed(*texts)
    touched = frozenset(number for number, _ in made.touched)
    policies = concerned(touched, baseline(), made.listed)
    effect = sandbox().effect(made.listed, touched)
    whole = full_census(made.listed)
    assert sums(effect.after.census, policies) == sums(whole, policies)
    # What no reform touches is as it was.
    rest = frozenset(baseline().by_number) - policies
    assert sums(whole, rest) == sums(before(), rest)
    assert sums(effect.before.census, policies) == sums(before(), policies)


@cache
def before() -> Census:
    return full_census(baseline())


@pytest.mark.parametrize("texts", list(generated(6)), ids=" & ".join)
def test_all_evaluators_agree_on_a_reform(texts: tuple[str, ...]) -> None:
    engines: tuple[Engine, ...] = (engine_in_memory(), NativeEngine(), DuckDBEngine(), ByDecide())
    found = [reformed_sums(engine, texts) for engine in engines]
    assert all(one == found[0] for one in found[1:])


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(bool(no_spark()), reason=no_spark())
@pytest.mark.parametrize("texts", list(generated(3)), ids=" & ".join)
def test_spark_agrees_on_a_reform(texts: tuple[str, ...]) -> None:
    spark = SparkEngine("local[1]", settings=SMALL_SPARK)
    assert reformed_sums(spark, texts) == reformed_sums(NativeEngine(), texts)


def reformed_sums(engine: Engine, texts: tuple[str, ...]) -> list[tuple[object, ...]]:
    made = changed(*texts)
    policies = frozenset(number for number, _ in made.touched)
    census = run_census(PolicyBook(made.listed), population(made.listed), engine, ON, {}, policies=policies)
    return [(tally.of.name, tally.kind, tally.counts, tally.all) for tally in census.tallies]


OPEN_RATES = (
    "2.subsidy.标准 改为 标准 10万元",
    "7.prize.标准 改为 标准 待定",
    "5.scrapping.标准 改为 标准 3万元",
)


def said(listed: PolicyList, policies: frozenset[int]) -> dict[str, tuple[int, int | None]]:
    """What `decide` says that each recipient gets of some policies together, added up in plain Python."""
    sink = Collected(baseline().vocabulary)
    run_census(PolicyBook(listed), population(), ByDecide(), ON, {}, policies=policies, writer=sink)
    sums: dict[str, tuple[int, int | None]] = {}
    for found in sink.found:
        amounts = zip(found.ids.to_pylist(), found.rows.low.tolist(), found.rows.high.tolist(), strict=True)
        for recipient, low, high in amounts:
            least, most = sums.get(recipient, (0, 0))
            sums[recipient] = least + low, None if most is None or high == NO_BOUND else most + high
    return sums


@pytest.mark.parametrize("texts", [*generated(6), *((text,) for text in OPEN_RATES)], ids=" & ".join)
def test_what_changes_for_each_recipient_is_what_decide_says(texts: tuple[str, ...]) -> None:
    made = changed(*texts)
    touched = frozenset(number for number, _ in made.touched)
    policies = concerned(touched, baseline(), made.listed)
    now, then = said(baseline(), policies), said(made.listed, policies)
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for recipient in now.keys() | then.keys():
        (low, high), (new_low, new_high) = now.get(recipient, (0, 0)), then.get(recipient, (0, 0))
        most, new_most = (10**30 if end is None else end for end in (high, new_high))
        up, down = new_low > low or new_most > most, new_low < low or new_most < most
        kind = "mixed" if up and down else "gain" if up else "lose" if down else "same"
        counts[kind] += 1
        sums[f"{kind} least"] += abs(new_low - low)
        if high is None or new_high is None:
            counts[f"{kind} unbounded"] += 1
        else:
            sums[f"{kind} most"] += abs(new_high - high)
        counts[f"{kind} surely"] += new_low > most if up else new_most < low
        counts["in"] += most == 0 < new_most
        counts["out"] += new_most == 0 < most
    sides = [
        Side(
            counts[kind],
            counts[f"{kind} surely"],
            sums[f"{kind} least"],
            sums[f"{kind} most"],
            counts[f"{kind} unbounded"],
        )
        for kind in ("gain", "lose")
    ]
    expected = Gains(sides[0], sides[1], counts["mixed"], counts["same"], counts["in"], counts["out"])
    assert sandbox().effect(made.listed, touched).changes.all == expected


def vouchers(**columns: Sequence[object] | pa.Array) -> dict[str, pa.Table]:
    rows = len(next(iter(columns.values())))
    given = {
        "main_revenue_fen": [8000_0000_00] * rows,
        "via_compute_platform": [True] * rows,
        "compute_fee_fen": [100_0000_00] * rows,
    }
    district = pa.array((["shinan", None] * rows)[:rows]).dictionary_encode()
    roles = {f"role_{role.key}": [False] * rows for role in baseline().vocabulary.kinds if role.role}
    return {"enterprise": pa.table({"id": IDS[:rows], "district": district, **roles, **given, **columns})}


def test_winners_and_losers_are_counted_with_what_they_gain_and_lose() -> None:
    # 20% up to 100万 becomes 15% up to 150万: fees of 100万, 600万 and 2000万, and one of nobody knows how much.
    fees = [100_0000_00, 600_0000_00, 2000_0000_00, None]
    listed = changed("11.purchase.标准.比例=15%", "11.purchase.上限=150万元").listed
    where = open_population(vouchers(compute_fee_fen=fees), baseline())
    found = changes(baseline(), listed, where, ON)
    # 20万 -> 15万; 100万 -> 90万; 100万 -> 150万; up to 100万 -> up to 150万. All of it below a ceiling.
    assert found.all == Gains(
        gain=Side(2, 0, 0, 100_0000_00, 0),
        lose=Side(2, 0, 0, 15_0000_00, 0),
        mixed=0,
        same=0,
        newly_in=0,
        newly_out=0,
    )
    by = dict(found.by)["district"]
    assert [(value, one.gain.recipients, one.lose.recipients) for value, one in by] == [
        ("", 1, 1),
        ("shinan", 1, 1),
    ]
    assert [(one.low, one.gain, one.lose) for one in found.distribution if one.gain or one.lose] == [
        (5_0000_00, 0, 1),
        (10_0000_00, 0, 1),
        (50_0000_00, 2, 0),
    ]


def test_who_surely_gets_more_is_told_from_who_may() -> None:
    listing = baseline().vocabulary.fact_by_name["在区域性股权市场挂牌"].key
    financing = pa.array([600_0000_00, None], pa.int64())
    tables = vouchers(**{listing: [True, True], "direct_financing_fen": financing})
    listed = changed("14.firm.标准.比例=4%", "14.firm.上限=60万元").listed
    found = changes(baseline(), listed, open_population(tables, baseline()), ON).all
    assert found.gain == Side(2, 1, 10_0000_00, 20_0000_00, 0)


def ends(*amounts: tuple[int, int | None]) -> Ends:
    return Ends(
        np.array([low for low, _ in amounts]),
        np.array([high or 0 for _, high in amounts]),
        np.array([high is None for _, high in amounts]),
    )


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ((5, 5), (5, 5), ""),
        ((5, 5), (6, 6), "up surely_up"),
        ((0, 5), (0, 6), "up"),
        ((0, 5), (6, 6), "up surely_up"),
        ((0, 5), (5, 5), "up"),
        ((0, 0), (0, 1), "up newly_in"),
        ((2, 2), (0, 0), "down surely_down newly_out"),
        ((2, 8), (3, 7), "mixed"),
        ((2, 8), (2, None), "up"),
        ((2, None), (3, None), "up"),
        ((2, None), (1, 9), "down"),
        ((2, None), (3, 9), "mixed"),
        ((0, 0), (0, None), "up newly_in"),
    ],
)
def test_bounds_are_compared_end_by_end(
    one: tuple[int, int | None], other: tuple[int, int | None], found: str
) -> None:
    both = Compared(pa.array(["a"]), ends(one), ends(other), {})
    names = ("up", "down", "mixed", "surely_up", "surely_down", "newly_in", "newly_out")
    assert [name for name in names if getattr(both, name)[0]] == sorted(found.split(), key=names.index)


def test_amounts_beyond_64_bits_are_added_exactly() -> None:
    huge = (1 << 62) - 1

    def sink(times: int) -> Collected:
        collected = Collected(baseline().vocabulary)
        for scheme in ("purchase", "large-model", "other")[:times]:
            one = np.array([huge])
            rows = Rows(np.array([3], np.int8), one, one, np.array([0]), {})
            collected.found.append(Found((11, scheme), pa.array(["a"]), rows))
        return collected

    both = compared(baseline().vocabulary, sink(1), sink(3), frozenset({11}))
    assert both.after.high.tolist() == [3 * huge]
    assert gains_of(both).gain == Side(1, 1, 2 * huge, 2 * huge, 0)


def test_only_what_differs_is_decided() -> None:
    made = changed("11.purchase.上限=90万元").listed
    assert differing(baseline(), made) == {11}
    assert differing(baseline(), baseline()) == frozenset()
    effect = sandbox().effect(made, {11})
    assert {tally.of.policy.number for tally in effect.after.census.tallies} == {11}


def test_a_policy_that_is_excluded_is_decided_as_well() -> None:
    text = "11.purchase 增加 不与 14.firm 同享"
    made = changed(text).listed
    assert concerned({11}, baseline(), made) == {11, 14}
    effect = sandbox().effect(made, {11})
    policies = frozenset({11, 14})
    assert sums(effect.after.census, policies) == sums(full_census(made), policies)


def test_a_changed_figure_compiles_nothing() -> None:
    compiled: list[bool] = []
    engine = HeldEngine(NativeEngine(compiling=lambda: compiled.append(True)))
    tried = Sandbox(baseline(), population(), engine, ON, {})
    tried.effect(changed("11.purchase.上限=90万元").listed, {11})
    compiled.clear()
    held = dict(engine._held)
    effect = tried.effect(changed("11.purchase.上限=80万元", "11.purchase.标准=12%").listed, {11})
    assert compiled == []
    assert engine._held == held
    assert effect.changes.all.lose.recipients > 0


def test_the_fact_that_would_narrow_the_cost_most_is_named() -> None:
    rows = vouchers(compute_fee_fen=[None, 50_0000_00, 400_0000_00], main_revenue_fen=[8000_0000_00, None, 1])
    tried = Sandbox(baseline(), open_population(rows, baseline()), engine_in_memory(), ON, {})
    outcome = tried.before(frozenset({11}))
    assert outcome.narrowing is not None
    path, lack = outcome.narrowing
    # One fee is unknown: up to 100万 of one scheme hang on it, and 500万 of the other.
    assert (path, lack.money) == ("compute_fee", Money(0, 600_0000_00))


def test_every_rule_of_sharing_is_shown_though_the_reform_chose_one() -> None:
    made = changed("11.预算.分配=按比例", "11.预算=100万元")
    (budget,) = sandbox().effect(made.listed, {11}).after.census.budgets
    assert budget.rule == "pro_rata"
    assert budget.envelope == 100_0000_00
    assert [allocation.rule for allocation in budget.allocations] == ["first_come", "pro_rata", "by_rank"]


def test_bins_have_no_gaps() -> None:
    bins: tuple[Bin, ...] = (
        sandbox().effect(changed("11.purchase.上限=90万元").listed, {11}).changes.distribution
    )
    assert [one.high for one in bins[:-1]] == [one.low for one in bins[1:]]
    assert (bins[0].low, bins[-1].high) == (0, None)
