"""A folder of tables takes the place of another only when it is whole, and of nothing else."""

from pathlib import Path

import pytest

from duixian.registry.folders import NotOurs, written_aside

NAMES = ["firms.parquet", "mark.json"]


def write(folder: Path, words: str) -> None:
    with written_aside(folder, NAMES) as aside:
        for name in NAMES:
            (aside / name).write_text(words)


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    write(tmp_path / "new" / "city", "one")
    assert content(tmp_path / "new" / "city") == dict.fromkeys(NAMES, "one")


def test_an_earlier_one_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    assert content(tmp_path) == dict.fromkeys(NAMES, "two")


def half_way(folder: Path) -> None:
    with written_aside(folder, NAMES) as aside:
        (aside / NAMES[0]).write_text("two")
        raise KeyboardInterrupt


def test_what_is_left_half_way_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(KeyboardInterrupt):
        half_way(tmp_path)
    assert content(tmp_path) == dict.fromkeys(NAMES, "one")


def test_a_folder_that_was_not_there_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        half_way(tmp_path / "city")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    write(tmp_path, "one")
    (tmp_path / ".unfinished-abc").mkdir()
    (tmp_path / ".unfinished-abc" / "firms.parquet").write_text("half")
    write(tmp_path, "two")
    assert content(tmp_path) == dict.fromkeys(NAMES, "two")


@pytest.mark.parametrize(
    ("there", "named"),
    [
        (["notes.txt"], "notes.txt"),
        ([*NAMES, "notes.txt"], "notes.txt"),
        (["firms.parquet"], "firms.parquet"),  # somebody's own table: nothing says that it is a result
    ],
)
def test_other_files_stay_and_are_named(tmp_path: Path, there: list[str], named: str) -> None:
    for name in there:
        (tmp_path / name).write_text("mine")
    with pytest.raises(NotOurs, match=named):
        write(tmp_path, "two")
    assert content(tmp_path) == dict.fromkeys(there, "mine")


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "city").write_text("mine")
    with pytest.raises(NotOurs):
        write(tmp_path / "city", "two")
    assert (tmp_path / "city").read_text() == "mine"


def test_a_file_that_is_not_written_again_is_not_left_over(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with written_aside(tmp_path, NAMES) as aside:
        (aside / NAMES[-1]).write_text("two")
    assert content(tmp_path) == {NAMES[-1]: "two"}
