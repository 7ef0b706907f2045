"""The article's totals beside what the rules give on the sample city."""

from __future__ import annotations

import json

import pytest

from duixian.book import PolicyBook
from duixian.cli import main
from duixian.registry.city import article
from duixian.sandbox.backtest import backtest
from duixian.sandbox.experiment import engine_in_memory
from tests.sandbox.city import baseline, city, population
from tests.schemas import validator


def test_the_sample_lists_the_awards_the_article_reports_and_the_rules_are_held_against_them() -> None:
    equity, leasing, loans = backtest(PolicyBook(baseline()), population(), engine_in_memory())
    assert equity.listed == equity.reported.total == 4315_0000_00
    assert leasing.listed == leasing.reported.total == 1352_6000_00
    # Awards of 20万, 30万 or 50万: what the tiers of then give for sure is a multiple of 10万.
    assert equity.cell.money.low > 0
    assert equity.cell.money.low % 10_0000_00 == 0
    assert leasing.cell.money.low == 0
    # The rule pays 30% of the principal, 30% of 2.02亿 yuan; each bank's amount is rounded to the fen.
    assert loans.listed is None
    assert abs(loans.cell.money.low - article.BAD_LOANS * 3 // 10) <= loans.cell.entitled


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_backtest_is_told_for_people_and_for_programs(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", str(city()), "--backtest", "--lang", language]) == 0
    assert "14.firm" in capsys.readouterr().out
    assert main(["sandbox", str(city()), "--backtest", "--lang", language, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    validator("sandbox#/$defs/backtest").validate(found)
    assert [one["article"] for one in found["backtest"]] == ["43150000.00", "13526000.00", "202000000.00"]
