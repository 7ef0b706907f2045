"""``duixian sandbox``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duixian.cli import main
from duixian.sandbox.results import FILES
from tests.sandbox.city import city
from tests.schemas import validator

REFORMS = Path(__file__).resolve().parents[2] / "examples" / "reforms"
BOTH = ["--reform", str(REFORMS / "vouchers-15.md"), "--reform", str(REFORMS / "equity-lower-start.md")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_programs_read_is_as_its_schema_says(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*BOTH, "--set", "11.purchase.上限=90万元"]
    assert main(["sandbox", str(city()), *asked, "--json", "--lang", language]) == 0
    found = json.loads(capsys.readouterr().out)
    validator("sandbox").validate(found)
    assert [one["touched"] for one in found["reforms"]] == [
        ["11.large-model", "11.purchase"],
        ["14.firm", "14.operator"],
        ["11.purchase"],
    ]
    assert found["date"] == "2025-06-01"


def test_a_sweep_for_programs_is_as_the_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--sweep", "11.purchase.标准.比例=10%..30%:5%", "--seek", "most", "--on", "2025-06-01"]
    assert main(["sandbox", str(city()), *asked, "--envelope", "1000亿元", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    validator("sandbox").validate(found)
    assert [step["value"] for step in found["sweep"]["steps"]] == ["10%", "15%", "20%", "25%", "30%"]
    assert found["sweep"]["seek"] == {
        "end": "most",
        "envelope": "100000000000.00",
        "value": "30%",
        "steady": True,
    }


def test_report_and_tables_are_written_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    asked = [*BOTH[:2], "--sweep", "11.purchase.标准.比例=10%..12%:1%"]
    assert main(["sandbox", str(city()), *asked, "--out", str(folder), "--lang", "en"]) == 0
    assert "The report:" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    costs = pq.read_table(folder / "costs.parquet").to_pylist()
    assert {(row["list"], row["scheme"]) for row in costs} == {
        (name, scheme) for name in ("before", "after") for scheme in ("purchase", "large-model")
    }
    gains = pq.read_table(folder / "gains.parquet").to_pylist()
    total = next(row for row in gains if row["dimension"] == "")
    by_district = [row for row in gains if row["dimension"] == "district"]
    assert sum(row["lose"] for row in by_district) == total["lose"] > 0
    assert sum(row["lose_most_fen"] for row in by_district) == total["lose_most_fen"]
    rows = pq.read_table(folder / "distribution.parquet").to_pylist()
    assert sum(row["gain"] + row["lose"] for row in rows) == total["gain"] + total["lose"]
    assert pq.read_table(folder / "sweep.parquet").num_rows == 3
    assert pq.read_table(folder / "envelopes.parquet").num_rows == 6
    # Once more, without a sweep: what is no longer found is gone.
    assert main(["sandbox", str(city()), *BOTH[:2], "--out", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(set(FILES) - {"sweep.parquet"})


def test_a_folder_that_holds_something_else_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["sandbox", str(city()), *BOTH[:2], "--out", str(tmp_path)]) == 2
    assert "mine.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--set", "11.purchase.标准.比率=15%"], "R801"),
        (["--set", "11.purchase.标准.比例"], "R806"),
        (["--set", "11.purchase.上限=1万元", "--set", "11.purchase.上限=2万元"], "--set:2:1 R807"),
        (["--sweep", "11.purchase.上限=1万元"], "R811"),
        (["--sweep", "14.firm.标准.比例=1%..2%:1%", "--seek", "most"], "R812"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_its_reason(
    asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", str(city()), *asked, "--on", "2025-06-01"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "asked",
    [
        [],
        ["--set", "11.purchase.上限=1万元"],
        ["DATA"],
        ["DATA", "--set", "11.purchase.上限=1万元", "--seek", "most"],
        ["DATA", "--targets", "99"],
    ],
)
def test_a_wrong_call_says_how_to_call_it(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    given = [str(city()) if word == "DATA" else word for word in asked]
    assert main(["sandbox", *given]) == 2
    assert capsys.readouterr().err


def test_what_can_be_changed_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--targets", "11", "--on", "2025-06-01", "--json"]) == 0
    found = {one["path"]: one["now"] for one in json.loads(capsys.readouterr().out)["targets"]}
    assert found["11.purchase.标准.比例"] == "20%"
    assert found["11.预算.分配"] == "待定"
    assert main(["sandbox", "--targets", "14", "--on", "2025-06-01"]) == 0
    assert "excess / increment / whole_year" in capsys.readouterr().out.replace("\n", " ")


def test_the_baseline_is_what_the_example_reforms_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--baseline"]) == 0
    found = capsys.readouterr().out.strip()
    assert f"基准: {found}\n" in (REFORMS / "vouchers-15.md").read_text("utf-8")


def test_reforms_for_different_days_need_one_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.md"
    text = (REFORMS / "vouchers-15.md").read_text("utf-8")
    other.write_text(text.replace("日期: 2025-06-01", "日期: 2025-07-01"), encoding="utf-8")
    both = [*BOTH[:2], "--reform", str(other)]
    assert main(["sandbox", str(city()), *both]) == 2
    assert "--on" in capsys.readouterr().err
    assert main(["sandbox", str(city()), *both, "--on", "2025-07-01"]) == 0


def test_where_numba_cannot_be_used_duckdb_takes_over(tmp_path: Path) -> None:
    # One firm that bought computing for 600万: 20% of it is 120万, cut at 100万 before and at 110万 after.
    # Whether it develops a large model is not known: 20% of 600万 more, at most.
    columns = {
        "id": ["91370200MA3C00000K"],
        "main_revenue_fen": [8000_0000_00],
        "via_compute_platform": [True],
        "compute_fee_fen": [600_0000_00],
    }
    pq.write_table(pa.table(columns), tmp_path / "enterprise.parquet")
    call = ["sandbox", str(tmp_path), "--set", "11.purchase.上限=110万元", "--on", "2025-06-30", "--json"]
    text = f"import sys; sys.modules['numba'] = None; from duixian.cli import main; sys.exit(main({call!r}))"
    environment = os.environ | {"DUIXIAN_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True
    )
    assert "改用 DuckDB" in done.stderr
    [trial] = json.loads(done.stdout)["reforms"]
    assert (trial["before"]["cost"]["max"], trial["after"]["cost"]["max"]) == ("2200000.00", "2300000.00")
