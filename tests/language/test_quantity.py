"""Sums in short words."""

from __future__ import annotations

import pytest

from duixian.language.quantity import short_money

YUAN = 100


@pytest.mark.parametrize(
    ("fen", "chinese", "english", "whole"),
    [
        (0, "0", "0", (True, True)),
        (9_999 * YUAN + 99, "9,999.99", "10k", (True, False)),
        (10_000 * YUAN, "1万", "10k", (True, True)),
        (684_999 * YUAN + 99, "68.5万", "685k", (False, False)),
        (1_005_000 * YUAN, "100.5万", "1.01m", (True, False)),  # 1.005 lies halfway: up
        (113_170_743 * YUAN + 93, "1.13亿", "113.17m", (False, False)),
        (8_513_150_0000 * YUAN, "851.32亿", "85.13bn", (False, False)),
        (99_999_999 * YUAN, "10000万", "100m", (False, False)),
    ],
)
def test_a_sum_is_rounded_half_up_to_two_decimals_of_its_unit(
    fen: int, chinese: str, english: str, whole: tuple[bool, bool]
) -> None:
    assert short_money(fen, "zh", brief=True) == (chinese, whole[0])
    assert short_money(fen, "en", brief=True) == (english, whole[1])


def test_a_sum_that_stands_alone_names_its_unit() -> None:
    assert short_money(1_5000_0000 * YUAN, "zh") == ("1.5亿元", True)
    assert short_money(1_5000_0000 * YUAN, "en") == ("150 million yuan", True)
    assert short_money(30_0000 * YUAN, "en") == ("300,000 yuan", True)
