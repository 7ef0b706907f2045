"""The plugin by which any city tests its list: ``pytest policies/``."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LIST = Path(__file__).parents[1] / "policies" / "qingdao" / "2024-2"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """One policy of the list with its vocabulary, outside the checkout."""
    folder = tmp_path / "city"
    folder.mkdir()
    for name in ("list.md", "vocabulary.md", "13-data-trading.md"):
        shutil.copy(LIST / name, folder / name)
    return folder


def collected(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *options,
        str(folder),
    ]
    return subprocess.run(
        arguments, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder
    )


def test_every_worked_case_is_a_test_named_by_its_sentence(copied: Path) -> None:
    run = collected(copied, "--collect-only")
    assert run.returncode == 0
    assert "top-ten::第11名不在名额之内" in run.stdout
    assert "reads without faults" in run.stdout


def test_a_right_list_passes(copied: Path) -> None:
    # The other nineteen policies are not there, so their facts are unused: that stands in vocabulary.md.
    run = collected(copied)
    assert run.returncode == 0, run.stdout


def test_a_wrong_worked_case_fails_with_its_diagnostic(copied: Path) -> None:
    path = copied / "13-data-trading.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("结果: 5万元", "结果: 6万元", 1), encoding="utf-8")
    run = collected(copied)
    assert run.returncode == 1
    assert "E510" in run.stdout
    assert "1 failed" in run.stdout


def test_a_policy_that_does_not_read_fails_with_its_diagnostic(copied: Path) -> None:
    path = copied / "13-data-trading.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("标准 年度流通交易额 × 1%", "标准 年度流通额 × 1%"), encoding="utf-8")
    run = collected(copied)
    assert run.returncode == 1
    assert "E104" in run.stdout
