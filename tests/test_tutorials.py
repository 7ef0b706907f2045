"""The tutorials are followed word for word: what they show is what comes."""

from __future__ import annotations

import doctest
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docs.transcripts import FENCE, played

TUTORIALS = Path(__file__).resolve().parent.parent / "docs" / "tutorials"
PAGES = sorted(path.name for path in TUTORIALS.glob("*.md"))
PROGRAMMERS = [page for page in PAGES if page.startswith("programmer")]
SERVICE = "python service.py"


def text_of(page: str) -> str:
    return (TUTORIALS / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page: what stands behind the fence, and what is in them."""
    return [(fence["info"], fence["body"]) for fence in FENCE.finditer(text_of(page))]


def joined(page: str, info: str) -> str:
    """The blocks with this behind the fence, one after another."""
    return "\n".join(body for found, body in blocks(page) if found == info)


@pytest.mark.parametrize("page", PAGES)
def test_whoever_follows_a_tutorial_sees_what_it_shows(page: str, tmp_path: Path) -> None:
    assert "\n$ duixian " in text_of(page) or "| duixian " in text_of(page)
    assert played(text_of(page), tmp_path) == text_of(page)


# --- Python ------------------------------------------------------------------------------------------------


def enter(page: str, code: str) -> None:
    """Enter Python line by line; fails where something else comes back than the page shows."""
    test = doctest.DocTestParser().get_doctest(code, {}, page, page, 0)
    assert test.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(test, out=report.append)
    if report:
        pytest.fail("".join(report), pytrace=False)


@pytest.mark.parametrize("page", PROGRAMMERS)
def test_what_is_entered_in_python_gives_what_the_tutorial_shows(page: str) -> None:
    for session in sessions(page):
        enter(page, session)


def sessions(page: str) -> list[str]:
    """What is entered in each Python: the first is left when the service needs its terminal."""
    found = blocks(page)
    start = found.index(("sh", f"{SERVICE}\n"))
    return [
        "\n".join(body for info, body in part if info == "pycon") for part in (found[:start], found[start:])
    ]


@contextmanager
def served(code: str, folder: Path) -> Iterator[str]:
    """A service in a process of its own, on a free port in place of 8000."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    file = folder / "service.py"
    file.write_text(code.replace("8000", port), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(file)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"http://127.0.0.1:{port}\n"
            yield port
        finally:
            process.terminate()


@pytest.mark.slow
@pytest.mark.parametrize("page", PROGRAMMERS)
def test_the_service_answers_as_the_tutorial_shows(page: str, tmp_path: Path) -> None:
    with served(joined(page, SERVICE), tmp_path) as port:
        enter(page, joined(page, "pycon service").replace("8000", port))


# --- the pages as such ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_tutorial_is_one_that_is_tried(page: str) -> None:
    tried = r"console|(json|markdown|diff) \S+( \+| slip)?|pycon( service)?|" + re.escape(SERVICE)
    others = [(info, body) for info, body in blocks(page) if not re.fullmatch(tried, info)]
    set_up = "git clone ADDRESS duixian\ncd duixian\nmake run\n. .venv/bin/activate\nmkdir ../practice\ncd ../practice\n"
    if not page.endswith(".en.md"):
        set_up = set_up.replace("ADDRESS", "仓库地址").replace("practice", "练习")
    assert others in ([("sh", set_up)], [("sh", set_up), ("sh", f"{SERVICE}\n")])


@pytest.mark.parametrize("english", [page for page in PAGES if page.endswith(".en.md")])
def test_both_languages_show_the_same_steps(english: str) -> None:
    chinese = english.replace(".en", "")
    assert [info.split()[0] for info, _ in blocks(chinese)] == [
        info.split()[0] for info, _ in blocks(english)
    ]
    # Policies are Chinese in both, and so is the code of a service English.
    files = [
        [block for block in blocks(page) if re.search(r"\.(md|py)\b", block[0])]
        for page in (chinese, english)
    ]
    assert files[0] == files[1]


# --- whoever follows them ------------------------------------------------------------------------------------


def page_of(*parts: tuple[str, str]) -> str:
    return "\n\n".join(f"```{info}\n{body}\n```" for info, body in parts) + "\n"


def test_what_is_printed_takes_the_place_of_what_is_shown(tmp_path: Path) -> None:
    page = page_of(("json a.txt", "one"), ("console", "$ cat a.txt\ntwo\n$ echo three"))
    assert played(page, tmp_path) == page_of(
        ("json a.txt", "one"), ("console", "$ cat a.txt\none\n$ echo three\nthree")
    )


def test_lines_left_out_may_be_any_but_the_others_must_come(tmp_path: Path) -> None:
    right = page_of(("console", "$ printf 'a\\nb\\nc\\n'\n…\nc"))
    assert played(right, tmp_path) == right
    assert played(right.replace("\nc\n", "\nd\n"), tmp_path) == right.replace("…\nc", "a\nb\nc")


def test_a_slip_is_undone_after_it_has_been_shown(tmp_path: Path) -> None:
    page = page_of(
        ("json a.txt", "one\ntwo"),
        ("diff a.txt slip", " one\n-two\n+2"),
        ("console", "$ cat a.txt\none\n2\n$ cat a.txt\none\n2"),
        ("json a.txt +", "three"),
        ("console", "$ cat a.txt\none\ntwo\nthree"),
    )
    assert played(page, tmp_path) == page


@pytest.mark.parametrize("lines", ["-three\n+3", "-one\n+1"], ids=["not there", "there twice"])
def test_lines_to_be_changed_must_stand_in_the_file_once(tmp_path: Path, lines: str) -> None:
    page = page_of(("json a.txt", "one\ntwo\none"), ("diff a.txt", lines))
    with pytest.raises(ValueError, match="not exactly once"):
        played(page, tmp_path)
