"""The short form of `make fuzz`, and that it finds what it is for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from duixian.registry.json_facts import read_facts_text
from tests.fuzz import grammar
from tests.fuzz.bundle import pack, unpack
from tests.fuzz.minimise import minimised
from tests.fuzz.planted import TARGETS as PLANTED
from tests.fuzz.stream import Stream
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
SHORT = {"policy": 200, "list": 80, "format": 120, "facts": 60, "decide": 100, "page": 30, "cache": 100}
"""How many inputs of a target the short form tries; of others twenty-five."""


def fuzz(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "tests.fuzz", "--seed", "1", "--processes", "1", "--folder", folder)
    return subprocess.run(
        [*command, *map(str, arguments)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


def planted(folder: Path, target: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return fuzz(folder, "--module", "tests.fuzz.planted", "--target", target, *arguments)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_no_input_of_the_short_form_ends_in_a_traceback_or_a_hang(target: str, tmp_path: Path) -> None:
    done = fuzz(tmp_path, "--target", target, "--inputs", SHORT.get(target, 25))
    assert "no findings" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


# --- what is planted is found --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "why", "small"),
    [
        ("raises", "ZeroDivisionError planted.py", b"\n\nbad"),
        ("hangs", "takes more than 0.2 s at", b"bad"),
        ("dies", "ended the process (-6)", b"bad"),
    ],
)
def test_a_fault_is_found_made_small_and_can_be_repeated(
    target: str, why: str, small: bytes, tmp_path: Path
) -> None:
    limit = ("--limit", 0.2)
    done = planted(tmp_path, target, "--inputs", 400, *limit)
    assert done.returncode == 1
    assert why in done.stdout
    (kept,) = tmp_path.glob(f"{target}-*.txt")
    assert sorted(kept.read_bytes()) == sorted(small)
    (command,) = re.findall(r"-m (tests\.fuzz --repeat .*)", kept.with_suffix(".trace").read_text("utf-8"))
    again = subprocess.run(
        [sys.executable, "-m", *command.split(), *map(str, limit)], cwd=ROOT, capture_output=True, check=False
    )
    assert again.returncode != 0
    assert b"planted.py" in again.stderr


@pytest.mark.slow
def test_growing_memory_is_found_and_its_place_is_named(tmp_path: Path) -> None:
    done = planted(tmp_path, "grows", "--seconds", 8)
    assert done.returncode == 1
    assert "memory grew by" in done.stdout
    assert re.search(r"planted\.py:\d+: size=", done.stdout.replace("\n", ""))


@pytest.mark.slow
def test_what_has_no_fault_has_no_finding(tmp_path: Path) -> None:
    done = planted(tmp_path, "fine", "--seconds", 4)
    assert done.returncode == 0
    assert "no findings" in done.stdout
    assert "seed 1" in done.stdout


def test_a_target_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = planted(tmp_path, "nothing")
    assert done.returncode == 2
    assert "no such target: nothing" in done.stdout


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert planted(tmp_path, "fine", "--inputs", 1).returncode == 2
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


# --- the parts -----------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_inputs_and_another_gives_others() -> None:
    def inputs(seed: str) -> list[bytes]:
        stream = Stream(PLANTED["fine"], seed)
        given = []
        for _ in range(200):
            given.append(stream.next())
            stream.learn(given[-1], len(given[-1]))
        return given

    assert inputs("1") == inputs("1")
    assert inputs("1") != inputs("2")


def test_damage_is_of_every_kind() -> None:
    stream = Stream(PLANTED["fine"], "3")
    given = [stream.next() for _ in range(3_000)]
    assert any(content.startswith(b"\xff\xfe") for content in given), "UTF-16 with its mark"
    assert any(content.startswith(b"\xef\xbb\xbf") for content in given), "UTF-8 with its mark"
    for part in (b"\0", b"\r\n", b"\xed\xa0\x80", "\u200b".encode(), "\uff4f".encode(), b"good"):
        assert any(part in content for content in given), part
    assert len(max(given, key=len)) > 500
    assert b"" in given


def test_the_grammar_makes_inputs_that_are_read_and_decided() -> None:
    make = TARGETS["decide"].make
    assert make is not None
    came_to = repr([TARGETS["decide"].run(make(Random(number))) for number in range(20)])
    for outcome in ("'entitled ", "'not_entitled ", "'undetermined "):
        assert outcome in came_to


def test_the_facts_that_the_grammar_makes_are_read() -> None:
    for number in range(40):
        assert (
            read_facts_text("facts.json", grammar.facts(Random(number)), grammar.qingdao()).diagnostics == ()
        )


def test_an_input_is_made_as_small_as_the_fault_allows() -> None:
    content = b"\n".join(str(number).encode() for number in range(400))
    small = minimised(content, lambda less: b"17" in less and b"99" in less, seconds=30)
    assert sorted(small) == sorted(b"1799")


def test_a_bundle_holds_its_files_and_no_path_that_leads_out() -> None:
    files = {"a.md": b"# a\n", "b c.json": b"{}\n"}
    assert unpack(pack(files)) == files
    assert unpack(b"=== ../x\nno\n=== ..\nno\n=== /tmp/x\nno\n=== a\nyes\n") == {"a": b"yes\n"}
