"""``duixian sql``: what it prints, and what it says of wrong calls."""

from __future__ import annotations

import json

import duckdb
import pyarrow as pa
import pytest

from duixian.cli import main


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["sql", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_printed_text_decides_a_table_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = printed(capsys, "11", "--scheme", "purchase", "--on", "2025-06-30")
    assert status == 0
    # 20% of 30万 is 6万; of 600万 it is 120万, capped at 100万; 99999.99 of fees are too little.
    firms = pa.table(
        {
            "id": ["A", "B", "C", "D"],
            "via_compute_platform": pa.array([True, True, True, None]),
            "main_revenue_fen": pa.array([8000_0000_00] * 4, pa.int64()),
            "compute_fee_fen": pa.array([30_0000_00, 600_0000_00, 99_999_99, 30_0000_00], pa.int64()),
        }
    )
    with duckdb.connect() as connection:
        connection.register("enterprise", firms)
        rows = connection.execute(text).fetchall()
    assert sorted(rows) == [
        ("A", 3, 0, 0, 6_0000_00, 0, 0),
        ("B", 3, 0, 0, 100_0000_00, 0, 0),
        ("C", 1, 3, 0, 0, 0, 0),
        ("D", 2, 1, 0, 6_0000_00, 1, 0),
    ]


def test_the_clause_and_the_rule_stand_before_the_query(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = printed(capsys, "11", "--on", "2025-06-30", "--dialect", "hive")
    comments = [line for line in text.splitlines() if line.startswith("--")]
    assert "--   条件 年度主营业务收入 > 500万元" in comments
    assert any("算力费用满10万元即可" in line for line in comments)
    assert any("没有执行过" in line for line in comments)
    assert text.count("WITH facts AS") == 2


def test_programs_get_columns_and_texts(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = printed(capsys, "15", "--complete", "租赁合同", "--json", "--on", "2025-06-30")
    [query] = json.loads(text)["queries"]
    assert (query["scheme"], query["table"]) == ("leasing", "enterprise")
    assert query["records"]["lease_contracts"][:2] == ["owner", "lessee_is_sme"]
    assert "lease_contracts_open" in query["sql"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["99"], "清单里没有政策"),
        (["11", "--scheme", "other"], "purchase、large-model"),
        (["11", "--complete", "other"], "lease_contracts"),
        (["11", "--reading", "11.purchase.x=y"], "没有这种读法"),
        (["11", "--on", "tomorrow"], "日历日期"),
    ],
)
def test_a_wrong_call_says_what_there_is(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, out, err = printed(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


def test_a_policy_that_is_not_in_force_has_no_query(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = printed(capsys, "11", "--scheme", "purchase", "--on", "2024-07-16")
    assert (status, out) == (1, "")
    assert "11.purchase" in err
