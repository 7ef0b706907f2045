"""A figure over a range: the cost of each step, and the largest one an envelope bears."""

from __future__ import annotations

import pytest

from duixian.book import PolicyBook
from duixian.census.native.engine import NativeEngine
from duixian.census.run import run_census
from duixian.census.tally import Money, added
from duixian.registry.population import open_population
from duixian.sandbox.changes import Opened
from duixian.sandbox.experiment import Sandbox, engine_in_memory
from duixian.sandbox.sweep import Step, lists_of, read_sweep, sought, swept
from tests.sandbox.city import ON, baseline, changed, population
from tests.sandbox.test_experiment import vouchers

OPENED = Opened(baseline())


def steps(sandbox: Sandbox, text: str, *others: str, envelope: int | None = None) -> list[Step]:
    faults, sweep = read_sweep(text, OPENED)
    assert sweep is not None, [fault.render("en") for fault in faults]
    faults, lists = lists_of(sweep, OPENED, ON, changed(*others) if others else None)
    assert lists, [fault.render("en") for fault in faults]
    return list(swept(sandbox, sweep, lists, envelope))


def known() -> Sandbox:
    """Three firms whose fees are 100万, 300万 and 600万."""
    tables = vouchers(compute_fee_fen=[100_0000_00, 300_0000_00, 600_0000_00], model_kind=["none"] * 3)
    return Sandbox(baseline(), open_population(tables, baseline()), engine_in_memory(), ON, {})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("11.purchase.标准.比例=10%..12%:1%", ("10%", "11%", "12%")),
        ("11.purchase.标准=10%..11%:0.5%", ("10%", "10.5%", "11%")),
        ("11.purchase.上限 = 90万元..1200000元:10万元", ("90万元", "100万元", "110万元", "120万元")),
        ("11.purchase.上限=1亿元..1.0001亿元:7000元", ("100000000元", "100007000元")),
        ("11.large-model.条件.典型应用场景数=3个..5个:1个", ("3个", "4个", "5个")),
    ],
)
def test_steps_are_exact_and_go_as_far_as_the_range(text: str, values: tuple[str, ...]) -> None:
    _, sweep = read_sweep(text, OPENED)
    assert sweep is not None
    assert sweep.values == values


@pytest.mark.parametrize(
    "text",
    [
        "11.purchase.标准=10%",
        "11.purchase.标准=10%..30%",
        "11.purchase.标准=30%..10%:1%",
        "11.purchase.标准=10%..30%:0%",
        "11.purchase.标准=10%..30万元:1%",
        "11.purchase.标准=0%..100%:0.001%",
        "20.route.新航线.其中.时长=10个月..5年:1年",
    ],
)
def test_what_is_no_row_of_figures_is_refused(text: str) -> None:
    faults, sweep = read_sweep(text, OPENED)
    assert sweep is None
    assert [fault.code for fault in faults] == ["R811"]


def test_a_step_out_of_range_is_refused() -> None:
    _, sweep = read_sweep("11.purchase.标准=90%..110%:10%", OPENED)
    assert sweep is not None
    faults, lists = lists_of(sweep, OPENED, ON)
    assert (lists, [fault.code for fault in faults]) == ((), ["R804"])


def test_every_step_costs_what_a_full_census_of_its_list_says() -> None:
    _, sweep = read_sweep("11.purchase.标准.比例=18%..22%:1%", OPENED)
    assert sweep is not None
    _, lists = lists_of(sweep, OPENED, ON)
    sandbox = Sandbox(baseline(), population(), engine_in_memory(), ON, {})
    found = list(swept(sandbox, sweep, lists, None))
    for step, one in zip(found, lists, strict=True):
        where = population(one.listed)
        whole = run_census(PolicyBook(one.listed), where, NativeEngine(), ON, {}, policies=frozenset({11}))
        (budget,) = whole.budgets
        cell = added(tally.all for tally in whole.tallies)
        assert (step.cost, step.entitled, step.undetermined) == (cell.money, cell.entitled, cell.undetermined)
        assert step.claimed == Money(budget.claimed_low, budget.claimed_high or 0, 0)
        assert step.envelope == budget.envelope
    assert len({step.cost.high for step in found}) == 5


def test_the_largest_step_inside_the_envelope_is_found_to_the_step() -> None:
    # 15%: 15 + 45 + 90 = 150万; 16%: 16 + 48 + 96 = 160万; 17%: 17 + 51 + 100 (capped) = 168万.
    found = steps(known(), "11.purchase.标准=10%..30%:1%", "11.预算=160万元")
    costs = {step.value: step.cost.high for step in found}
    assert (costs["15%"], costs["16%"], costs["17%"]) == (150_0000_00, 160_0000_00, 168_0000_00)
    most = sought(found, "most")
    assert most is not None
    assert most.step is not None
    assert (most.step.value, most.envelope, most.steady) == ("16%", 160_0000_00, True)
    less = sought(steps(known(), "11.purchase.标准=10%..30%:1%", "11.预算=159.99万元"), "most")
    assert less is not None
    assert less.step is not None
    assert less.step.value == "15%"


def test_the_least_of_a_ceiling_is_nothing_so_that_every_step_is_borne() -> None:
    found = sought(steps(known(), "11.purchase.标准=10%..30%:1%"), "least")
    assert found is not None
    assert found.step is not None
    assert found.step.value == "30%"


def test_an_envelope_may_be_named_for_schemes_that_have_none() -> None:
    text = "14.firm.标准.比例=1%..3%:1%"
    assert sought(steps(known(), text), "most") is None
    found = sought(steps(known(), text, envelope=0), "most")
    assert found is not None
    assert found.step is None


def test_a_cost_that_falls_may_be_borne_again_and_that_is_said() -> None:
    # A higher floor of fees costs less: 60 + 20 + 100 = 180万 for all, 100万 for the largest alone.
    found = sought(steps(known(), "11.purchase.条件.3=50万元..450万元:200万元", "11.预算=160万元"), "most")
    assert found is not None
    assert found.step is not None
    assert (found.step.value, found.steady) == ("450万元", False)


def test_an_amount_without_a_bound_is_borne_by_no_envelope() -> None:
    step = Step("1%", Money(0, 5, 1), 0, 1, Money(0, 5, 1), 100)
    found = sought([step], "most")
    assert found is not None
    assert found.step is None


def test_the_steps_stand_for_a_reforms_own_change_of_the_figure() -> None:
    text = "compute-voucher.purchase.standard.ratio=10%..12%:2%"
    alone = steps(known(), text, "11.purchase.上限=30万元")
    both = steps(known(), text, "11.purchase.标准.比例=50%", "11.purchase.上限=30万元")
    assert alone == both
    assert [step.cost.high for step in both] == [70_0000_00, 72_0000_00]
