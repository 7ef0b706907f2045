"""The kept collection of bad policies, vocabularies and lists: each has the diagnostics that were approved for it.

``DUIXIAN_APPROVE=1`` writes them anew; read what changed as its receiver would.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from duixian.language import limits
from duixian.language.codes import CODES
from duixian.language.diagnostics import Diagnostic
from duixian.language.files import read_text
from tests import bad_inputs
from tests.bad_inputs import BAD

APPROVE = os.environ.get("DUIXIAN_APPROVE") == "1"


def approved(path: Path, found: list[Diagnostic]) -> None:
    """Hold the diagnostics of a file against those approved for it."""
    report = bad_inputs.render(found)
    kept = path.with_suffix(".approved.txt")
    if APPROVE:
        kept.write_text(report, encoding="utf-8")
    assert found, "this input has no fault"
    assert kept.exists(), f"no approved diagnostics for {path.name}: run with DUIXIAN_APPROVE=1 and read them"
    assert report == kept.read_text(encoding="utf-8")


def inputs(folder: str) -> list[Path]:
    return sorted((BAD / folder).glob("*.md"))


@pytest.mark.parametrize("path", inputs("policy"), ids=lambda path: path.stem)
def test_a_bad_policy_has_its_approved_diagnostics(path: Path) -> None:
    approved(path, bad_inputs.policy_faults(path))


@pytest.mark.parametrize("path", inputs("vocabulary"), ids=lambda path: path.stem)
def test_a_bad_vocabulary_has_its_approved_diagnostics(path: Path) -> None:
    approved(path, bad_inputs.vocabulary_faults(path.name, path.read_bytes()))


@pytest.mark.parametrize("path", inputs("head"), ids=lambda path: path.stem)
def test_a_bad_list_file_has_its_approved_diagnostics(path: Path) -> None:
    approved(path, bad_inputs.head_faults(path.name, path.read_bytes()))


@pytest.mark.parametrize("path", inputs("list"), ids=lambda path: path.stem)
def test_a_bad_list_has_its_approved_diagnostics(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LIST_FILES", 3)
    folder = tmp_path / path.stem
    folder.mkdir()
    approved(path, bad_inputs.list_faults(folder, path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", inputs("mutants"), ids=lambda path: path.stem)
def test_a_list_that_would_let_slips_pass_has_its_approved_diagnostics(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / path.stem
    folder.mkdir()
    approved(path, bad_inputs.mutant_faults(folder, path.read_text(encoding="utf-8")))


def read_file(name: str, content: bytes) -> list[Diagnostic]:
    return list(bad_inputs.policy_file(name, content).faults)


@pytest.mark.parametrize("name", bad_inputs.MADE_FILES)
def test_a_file_beyond_the_limits_has_its_approved_diagnostics(name: str) -> None:
    approved(BAD / "made" / name, read_file(f"{name}.md", bad_inputs.MADE_FILES[name]))


@pytest.mark.parametrize("name", bad_inputs.MADE_RULES)
def test_a_rule_beyond_the_limits_has_its_approved_diagnostics(name: str) -> None:
    approved(BAD / "made" / name, bad_inputs.rule_faults(f"{name}.md", bad_inputs.MADE_RULES[name])[-1:])


def test_a_file_that_cannot_be_read_is_a_diagnostic() -> None:
    faults = read_text("gone.md", OSError(13, "Permission denied"))
    approved(BAD / "made" / "unreadable", list(faults))


def codes_of(part: str) -> set[str]:
    """The codes in the approved texts; ``part`` picks the side of the line of dashes."""
    shown: set[str] = set()
    for path in BAD.glob("**/*.approved.txt"):
        shown |= set(re.findall(r"^\S+ ([EWF]\d{3}) ", path.read_text(encoding="utf-8"), re.MULTILINE))
    return {code for code in shown if code.startswith(part)}


@pytest.mark.parametrize("severity", ["E", "W"])
def test_every_code_is_shown_by_an_input_of_the_collection(severity: str) -> None:
    known = {code for code in CODES if code.startswith(severity)}
    assert known - codes_of(severity) == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_says_what_is_wrong_and_what_to_do(language: str) -> None:
    unsaid = [
        code
        for code, kind in CODES.items()
        if not all(words.in_language(language).strip() for words in (kind.title, kind.message, kind.hint))
    ]
    assert unsaid == []


def test_both_languages_of_a_code_are_filled_from_the_same_details() -> None:
    """English may name a detail of its own: ``left_en`` for ``left``."""

    def names(words: str) -> set[str]:
        return {name.removesuffix("_en") for name in re.findall(r"(?<!\{)\{(\w+)\}", words)}

    translated = {"found", "english", "type"}
    differing = {
        code: (names(kind.message.zh), names(kind.message.en))
        for code, kind in CODES.items()
        if names(kind.message.zh) - translated != names(kind.message.en) - translated
    }
    assert differing == {}


def test_the_approved_texts_are_those_of_inputs_that_still_exist() -> None:
    made = {*bad_inputs.MADE_FILES, *bad_inputs.MADE_RULES, "unreadable"}
    orphans = [
        path
        for path in BAD.glob("*/*.approved.txt")
        if path.parent.name not in ("facts", "tables")
        and not path.with_name(path.name.replace(".approved.txt", ".md")).exists()
        and path.name.removesuffix(".approved.txt") not in made
    ]
    assert orphans == []


_READERS: dict[str, Callable[[str, bytes], list[Diagnostic]]] = {
    "policy": read_file,
    "vocabulary": bad_inputs.vocabulary_faults,
    "head": bad_inputs.head_faults,
}


@pytest.mark.parametrize("kind", _READERS)
def test_the_text_that_the_collection_is_built_on_is_good(kind: str) -> None:
    good = {
        "policy": (
            bad_inputs.FRONT
            + bad_inputs.TOP
            + '## 条款 {#clause en="Clause"}\n\n给10万元〔清单:正文〕。\n\n```规则\n对象 企业\n标准 10万元\n```\n\n```算例 都给\n结果: 10万元\n```\n'
        ).encode(),
        "vocabulary": (bad_inputs.BASE / "vocabulary.md").read_bytes(),
        "head": (bad_inputs.BASE / "list.md").read_bytes(),
    }
    name = {"policy": "01-sample.md"}.get(kind, f"{kind}.md")
    assert _READERS[kind](name, good[kind]) == []
