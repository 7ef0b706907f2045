"""``duixian sample``: what it says, in which language, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from duixian.cli import main
from duixian.registry import city


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def test_the_tables_are_named_with_their_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(tmp_path / "city"), "--recipients", "1_000", "--seed", "7"]) == 0
    printed = capsys.readouterr()
    rows = {line.split()[0]: line.split() for line in printed.out.splitlines() if ".parquet" in line}
    # 10 districts; of the other 990 three in twenty are persons: 148.
    assert rows["企业"][2:5:2] == ["enterprise.parquet", "842"]
    assert rows["个人"][2:5:2] == ["person.parquet", "148"]
    assert rows["区市政府"][2:5:2] == ["district.parquet", "10"]
    assert len(rows) == 12
    assert "虚构" in printed.out
    assert str(tmp_path / "city" / "planted.json") in printed.out
    assert printed.err == ""


def test_english_is_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(tmp_path), "--recipients", "20", "--hard", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "A sample city: 20 recipients, seed 2024, the harder one. All of them are invented." in printed
    assert "Lease contracts" in printed
    assert printed.isascii() or not any("一" <= sign <= "鿿" for sign in printed)


def test_programs_get_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(tmp_path), "--recipients", "1000", "--seed", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("folder", "recipients", "seed", "hard")} == {
        "folder": str(tmp_path),
        "recipients": 1000,
        "seed": 3,
        "hard": False,
    }
    assert [table["rows"] for table in told["tables"][:3]] == [842, 148, 10]
    assert all((tmp_path / table["file"]).stat().st_size == table["bytes"] for table in told["tables"])
    assert told["boundary_cases"] == len(json.loads((tmp_path / "planted.json").read_text("utf-8")))


def test_a_sample_replaces_an_earlier_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for recipients in ("30", "20"):
        assert main(["sample", str(tmp_path), "--recipients", recipients]) == 0
    assert json.loads((tmp_path / "sample.json").read_text("utf-8"))["recipients"] == 20


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "不是样本城市的文件"), ("en", "not of a sample city")]
)
def test_a_folder_with_other_files_is_left_alone(
    language: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    assert main(["sample", str(tmp_path), "--lang", language]) == 2
    said = capsys.readouterr().err
    assert "letters.txt" in said
    assert words in said
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--recipients", "0"),
        ("--recipients", "many"),
        ("--recipients", "1e6"),
        ("--recipients", "1.5"),
        ("--recipients", "100000001"),
        ("--recipients", "9" * 5000),
        ("--recipients", ""),
        ("--recipients", "٣"),
        ("--seed", "x"),
        ("--seed", str(1 << 64)),
    ],
)
@pytest.mark.parametrize("words", [("zh", "整数"), ("en", "a whole number from")])
def test_what_is_no_number_in_range_is_wrong_usage(
    option: str,
    value: str,
    words: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    language, expected = words
    assert main(["sample", str(tmp_path / "city"), option, value, "--lang", language]) == 2
    said = capsys.readouterr().err
    assert option in said
    assert expected in said
    assert len(said) < 200
    assert not (tmp_path / "city").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["sample", str(tmp_path / "file" / "city"), "--recipients", "5"]) == 2
    assert "写不了" in capsys.readouterr().err


def test_who_interrupts_it_is_told_so_and_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(city.making._City, "_write_blocks", interrupted)
    assert main(["sample", str(tmp_path / "city"), "--recipients", "5"]) == 130
    assert capsys.readouterr().err == "duixian: 中断了\n"
    assert list(tmp_path.iterdir()) == []
