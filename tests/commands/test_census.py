"""``duixian census`` as a user meets it: what it writes, prints, and refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from duixian.cli import main
from tests.census.test_run import IDS, VOUCHERS

POLICY = ("--policy", "11", "--on", "2024-12-31", "--engine", "duckdb")


@pytest.fixture
def data(tmp_path: Path) -> str:
    folder = tmp_path / "city"
    folder.mkdir()
    pq.write_table(VOUCHERS["enterprise"], folder / "enterprise.parquet")
    return str(folder)


def test_it_prints_the_table_and_says_where_the_report_is(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["census", data, "--out", str(out), *POLICY]) == 0
    printed = capsys.readouterr().out
    assert "1 个主体至少可享一项,另有 1 个待核" in printed
    assert str(out / "report.html") in printed
    assert 'lang="zh-CN"' in (out / "report.html").read_text(encoding="utf-8")
    assert {path.name for path in out.iterdir()} == {
        "decisions.parquet",
        "rejects.parquet",
        "report.html",
        "summary.parquet",
    }


def test_the_report_is_in_the_language_that_was_asked_for(data: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["--lang", "en", "census", data, "--out", str(out), *POLICY]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "<h1>Census report</h1>" in page


def test_the_sums_alone_leave_out_the_table_of_decisions(data: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["census", data, "--out", str(out), "--summary-only", *POLICY]) == 0
    assert not (out / "decisions.parquet").exists()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "decisions.parquet" not in page


def test_the_sums_can_be_seen_without_writing_anything(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["census", data, "--summary-only", "--json", *POLICY]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reached"] == {"enterprise": {"entitled": 1, "undetermined": 1}}
    assert {path.name for path in tmp_path.iterdir()} == {"city"}


def test_without_a_place_for_results_it_asks_for_one(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["census", data, *POLICY]) == 2
    assert "--out" in capsys.readouterr().err


def test_the_order_of_those_who_applied_is_read_from_a_file(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = tmp_path / "order.txt"
    order.write_text("\n".join(IDS[1::-1]), encoding="utf-8")
    assert main(["census", data, "--summary-only", "--order", str(order), *POLICY]) == 0
    assert "--order" not in capsys.readouterr().out


def test_one_recipient_is_explained_as_decide_does(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["census", data, "--explain", IDS[1], *POLICY]) == 0
    printed = capsys.readouterr().out
    assert "年度主营业务收入" in printed
    assert "待核" in printed
    assert main(["census", data, "--explain", "nobody", *POLICY]) == 1


def test_where_numba_cannot_be_used_duckdb_takes_over_and_a_line_says_so(data: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = ["--lang", "en", "census", data, "--out", str(out), *POLICY[:4]]
    text = f"import sys; sys.modules['numba'] = None; from duixian.cli import main; sys.exit(main({call!r}))"
    environment = os.environ | {"DUIXIAN_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True
    )
    (line,) = (line for line in done.stderr.splitlines() if "numba" in line)
    assert line.endswith("DuckDB takes over")
    assert "(engine duckdb)" in done.stdout
    assert pq.read_table(out / "decisions.parquet").num_rows == 3 * 2  # three firms, two schemes


def test_an_engine_that_was_asked_for_is_not_replaced(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    call = ["census", data, "--summary-only", *POLICY[:4], "--engine", "spark"]
    assert main(call) == 2
    assert "Spark" in capsys.readouterr().err
