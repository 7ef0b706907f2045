"""Draws of a seed: the same everywhere, each column by itself, and as often as they should."""

import math

import numpy as np
import pytest

from duixian.registry.city.draws import NODES, Draws, allotted, log_normal

ROWS = 200_000


def draws(seed: int = 7, table: str = "firms", block: int = 0, rows: int = ROWS) -> Draws:
    return Draws(seed, table, block, rows)


def test_the_first_rows_do_not_depend_on_how_many_follow() -> None:
    for type_ in ("<u2", "<u4", "<u8"):
        long, short = draws().bits("size", type_), draws(rows=1001).bits("size", type_)
        assert long[:1001].tolist() == short.tolist()


def test_seed_table_block_and_column_each_lead_to_other_draws() -> None:
    first = draws().bits("size").tolist()
    others = [
        draws(seed=8).bits("size"),
        draws(table="persons").bits("size"),
        draws(block=1).bits("size"),
        draws().bits("industry"),
    ]
    # Two streams of 32 bits agree by chance in one place of 4 billion.
    assert all(sum(np.asarray(first) == other) < 5 for other in others)


def test_the_bits_are_those_of_pcg64_which_numpy_keeps() -> None:
    # crc32("firms") is 0xD854442B, crc32("size") is 0xF7C0246A.
    seeded = np.random.SeedSequence(7, spawn_key=(0xD854442B, 0, 0xF7C0246A))
    raw = [int(word) for word in np.random.PCG64(seeded).random_raw(2)]
    halves = [half for word in raw for half in (word & 0xFFFFFFFF, word >> 32)]
    assert draws(rows=4).bits("size").tolist() == halves


@pytest.mark.parametrize("rate", [0, 600, 50_000, 500_000, 1_000_000])
def test_a_chance_comes_true_so_many_times_in_a_million(rate: int) -> None:
    share = rate / 1_000_000
    error = 5 * math.sqrt(share * (1 - share) / ROWS)
    assert abs(draws().chance("owns", rate).mean() - share) <= error


def test_each_row_can_have_a_rate_of_its_own() -> None:
    rates = np.where(np.arange(ROWS) % 2 == 0, 0, 1_000_000)
    assert draws().chance("owns", rates).tolist() == [False, True] * (ROWS // 2)


def test_choices_come_as_often_as_their_weights_say() -> None:
    counts = np.bincount(draws().pick("board", [0, 1, 2, 5]), minlength=4) / ROWS
    assert counts[0] == 0
    assert counts == pytest.approx([0, 1 / 8, 2 / 8, 5 / 8], abs=0.006)


def test_numbers_between_two_ends_reach_both() -> None:
    found = draws().between("months", 1, 60)
    assert (found.min(), found.max()) == (1, 60)


@pytest.mark.parametrize("sigma", [70, 110, 120])
def test_log_normal_amounts_are_spread_as_the_mathematics_library_says(sigma: int) -> None:
    # The table is built from quantiles in thousandths, so a factor may be off by half of one times sigma.
    curve = log_normal(sigma) / (1 << 16)
    assert curve[NODES // 2] == 1
    assert (np.diff(curve) > 0).all()
    one_above = 0.8413447  # the share of a normal distribution below one standard deviation
    node = round(one_above * NODES)
    assert curve[node] == pytest.approx(math.exp(sigma / 100), rel=0.01)


def test_half_of_the_amounts_are_below_the_median_and_the_tail_is_long() -> None:
    amounts = draws().spread("revenue", 1_000_000, 110)
    assert (amounts < 1_000_000).mean() == pytest.approx(0.5, abs=0.006)
    assert amounts.max() > 50 * 1_000_000
    assert amounts.sum() > 1.7 * 1_000_000 * ROWS  # the mean of the distribution is e^0.605 = 1.83 medians


def test_the_largest_median_times_the_largest_factor_stays_within_64_bits() -> None:
    assert 490_000_000_000 * int(log_normal(120).max()) < 2**63


def test_shares_of_a_total_add_up_to_it() -> None:
    assert allotted(10, [1, 1, 1]) == [4, 3, 3]
    assert allotted(7, [1, 2, 4]) == [1, 2, 4]
    # 100 × 2/7 = 28.57, 100 × 5/7 = 71.43: the left one goes to the larger remainder.
    assert allotted(100, [2, 5]) == [29, 71]
    assert sum(allotted(99_999_999_999, [3, 0, 7, 11])) == 99_999_999_999
