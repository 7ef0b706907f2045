"""The sandbox's report: whole, in both languages, with every figure that was found."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from duixian.pages.sandbox_page import sandbox_page
from duixian.sandbox.changes import Opened
from duixian.sandbox.experiment import Sandbox, engine_in_memory
from duixian.sandbox.reform import baseline_hash, load_reform
from duixian.sandbox.results import Results, Swept, Trial
from duixian.sandbox.sweep import lists_of, read_sweep, sought, swept
from tests.sandbox.city import ON, baseline, population

REFORMS = Path(__file__).resolve().parents[2] / "examples" / "reforms"


@cache
def results() -> Results:
    opened, where = Opened(baseline()), population()
    sandbox = Sandbox(baseline(), where, engine_in_memory(), ON, {})
    effects = []
    for name in ("vouchers-15", "equity-lower-start"):
        _, read, reformed = load_reform(REFORMS / f"{name}.md", opened, ON)
        assert read is not None
        assert reformed is not None
        touched = {number for number, _ in reformed.touched}
        effects.append((Trial(read.title, read, reformed), sandbox.effect(reformed.listed, touched)))
    _, sweep = read_sweep("11.purchase.标准.比例=10%..30%:10%", opened)
    assert sweep is not None
    _, lists = lists_of(sweep, opened, ON)
    steps = tuple(swept(sandbox, sweep, lists, None))
    return Results(
        ON,
        baseline(),
        baseline_hash(baseline()),
        where,
        effects,
        Swept(sweep, steps, sought(steps, "least")),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_one_file_that_loads_and_runs_nothing(language: str) -> None:
    page = sandbox_page(results(), language)
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page
    assert page.count("<svg") == page.count('role="img"') > 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reform_says_what_it_changes_why_and_what_it_leaves_out(language: str) -> None:
    page = re.sub("<[^>]*>", "", sandbox_page(results(), language))
    for trial, effect in results().effects:
        assert trial.title.in_language(language) in page
        assert trial.reform is not None
        assert trial.reform.left_out[:8] in page
        assert f"{effect.changes.all.lose.recipients:,}" in page
    assert "11.purchase.上限 = 150万元" in page
    assert "条件 年度累计直接融资额 &gt;= 50万元" in page


def test_every_step_of_a_sweep_stands_in_the_table_and_what_was_sought_above_it() -> None:
    page = sandbox_page(results(), "zh")
    assert "申请合计(至少)在 2000万元 以内的最大一步:30%" in page
    assert all(f'<th scope="row">{value}</th>' in page for value in ("10%", "20%", "30%"))
