"""Kernels are compiled once, kept on disk, and read from nowhere that others can write to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from duixian.machine_code import kept, loading, second, store
from duixian.machine_code.addresses import address, frame_of
from duixian.machine_code.store import Source

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes of files are those of POSIX")


def source(number: int) -> Source:
    return Source(f"def kernel(frame, first, stop):\n    put_number(frame, 0, {number})\n", "kernel")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path))
    monkeypatch.setattr(loading, "_loaded", {})
    loading._engine.cache_clear()
    return tmp_path / "kernels"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process."""
    monkeypatch.setattr(loading, "_loaded", {})
    loading._engine.cache_clear()


def run(of: Source, *, may_compile: bool = True) -> int:
    compiled: list[bool] = []
    [function] = store.functions([of], lambda: compiled.append(True))
    assert may_compile or not compiled
    frame = frame_of(0)
    function(address(frame), 0, 0)
    return int(frame[0])


def test_a_kernel_is_compiled_once_and_then_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(source(7)) == 7
    forget(monkeypatch)
    assert run(source(7), may_compile=False) == 7
    assert sorted(path.suffix for path in folder.iterdir()) == [".o", ".py"]


def test_the_text_lies_beside_its_machine_code_for_reading(folder: Path) -> None:
    run(source(7))
    [text] = folder.glob("*.py")
    assert text.read_text(encoding="utf-8") == source(7).text
    assert text.with_suffix(".o").exists()


def test_many_kernels_that_are_missing_are_said_to_be_compiled_once(folder: Path) -> None:
    said: list[bool] = []
    store.functions([source(1), source(2), source(1)], lambda: said.append(True))
    assert said == [True]
    assert len(list(folder.glob("*.o"))) == 2


@pytest.mark.parametrize("damage", ["truncated", "emptied", "tampered", "renamed", "a folder"])
def test_what_is_damaged_is_compiled_anew(folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(source(7))
    run(source(8))
    path, other = (folder / f"{source(number).key}.o" for number in (7, 8))
    content = path.read_bytes()
    match damage:
        case "truncated":
            path.write_bytes(content[: len(content) // 2])
        case "emptied":
            path.write_bytes(b"")
        case "tampered":
            path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        case "renamed":
            path.write_bytes(other.read_bytes())
        case _:
            path.unlink()
            path.mkdir()
    forget(monkeypatch)
    assert run(source(7)) == 7
    if damage != "a folder":
        assert kept.recall(source(7).key) is not None


def test_another_version_of_numba_or_another_processor_is_another_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = source(7).key
    monkeypatch.setattr(store, "_circumstances", lambda: ("1", "numba 0", "another processor", ""))
    assert source(7).key != before


@posix
def test_the_folder_is_closed_to_others(folder: Path) -> None:
    run(source(7))
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    run(source(8))
    assert folder.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_of_somebody_else_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(source(7))
    forget(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert kept.recall(source(7).key) is None
    assert run(source(8)) == 8
    assert len(list(folder.glob("*.o"))) == 1


@posix
def test_a_folder_that_is_a_link_is_not_used(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.symlink_to(elsewhere)
    assert run(source(7)) == 7
    assert list(elsewhere.iterdir()) == []


@posix
@pytest.mark.parametrize("how", ["a link", "writable by others"])
def test_a_file_that_others_may_have_written_is_not_run(
    folder: Path, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(source(7))
    path = folder / f"{source(7).key}.o"
    if how == "a link":
        path.rename(tmp_path / "kernel.o")
        path.symlink_to(tmp_path / "kernel.o")
    else:
        path.chmod(0o666)
    forget(monkeypatch)
    assert kept.recall(source(7).key) is None


def test_where_nothing_can_be_kept_every_run_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(loading, "_loaded", {})
    assert run(source(9)) == 9


def test_numba_is_not_even_loaded_where_everything_is_kept(tmp_path: Path) -> None:
    text = (
        "import sys\n"
        "from duixian.book import load\n"
        "from duixian.census.native.engine import NativeEngine\n"
        "said = []\n"
        "NativeEngine(compiling=lambda: said.append(1)).maker(load().listed.vocabulary).kernels([])\n"
        "print(bool(said), 'numba' in sys.modules)\n"
    )
    environment = dict(os.environ) | {"DUIXIAN_CACHE": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", text], env=environment, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    assert said == ["True True\n", "False False\n"]


# --- A second process ------------------------------------------------------------------------------------------


def test_of_many_kernels_a_second_process_compiles_every_second(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[Source] = []
    compile_one = store.compile_one

    def noted(of: Source) -> None:
        here.append(of)
        compile_one(of)

    monkeypatch.setattr(store, "compile_one", noted)
    sources = [source(number) for number in range(store.WORTH_A_PROCESS)]
    found = store.functions(sources, lambda: None)
    assert here == sources[::2]
    assert len(list(folder.glob("*.o"))) == len(sources)
    for number, function in enumerate(found):
        frame = frame_of(-1)
        function(address(frame), 0, 0)
        assert frame[0] == number


def test_without_a_second_process_the_first_compiles_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "no such program"))
    sources = [source(number) for number in range(store.WORTH_A_PROCESS)]
    assert len(store.functions(sources, lambda: None)) == len(sources)


def test_where_nothing_can_be_kept_the_first_process_compiles_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(loading, "_loaded", {})
    sources = [source(100 + number) for number in range(store.WORTH_A_PROCESS)]
    assert len(store.functions(sources, lambda: None)) == len(sources)


def test_the_second_process_imports_nothing_from_the_working_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("open('planted', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    process = second._started([source(5)])
    assert process is not None
    assert process.wait() == 0
    assert not (tmp_path / "planted").exists()
    assert (folder / f"{source(5).key}.o").exists()
