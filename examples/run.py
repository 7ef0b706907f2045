"""What ``make run`` does: checks the policies, makes a sample city, decides everyone in it, explains one of them.

Everything is a command of ``duixian``, shown as one would type it. The city and the results stay in ``build/``; the
city is made again only where something about it has changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import duixian
from duixian.book import default_list
from duixian.cli import main as command
from duixian.registry import city
from duixian.terminal import DONE

ROOT = Path(__file__).resolve().parent.parent
CITY = Path("build/city")
STAMP = Path("build/city.stamp")
RESULTS = Path("build/census")
RECIPIENTS, SEED = 200_000, 1
DAY = date(2024, 12, 31)
SAMPLE = ["sample", str(CITY), "--recipients", str(RECIPIENTS), "--seed", str(SEED)]
CENSUS = ["census", str(CITY), "--on", DAY.isoformat()]
EXPLAINED = ("14.firm", "当年已得45万元,封顶数只剩5万元")
"""The scheme and the planted case that are explained."""


def main(options: list[str]) -> int:
    """Run the commands one after another, each with ``options`` (``--lang en``); the exit status of the first that
    fails."""
    os.chdir(ROOT)
    english = options[-2:] == ["--lang", "en"]
    if status := run(["check", *options]):
        return status
    announce(SAMPLE)
    if made():
        print("already there" if english else "已经在那里")
    elif status := make():
        return status
    if status := run([*CENSUS, "--out", str(RESULTS), *options]):
        return status
    recipient, policy = explained()
    if status := run([*CENSUS, "--explain", recipient, "--policy", policy, *options]):
        return status
    print(f"\n{what_next(english=english)}")
    return DONE


def run(arguments: list[str]) -> int:
    """Run a command under the line that one would type; its exit status."""
    announce(arguments)
    return command(arguments)


def announce(arguments: list[str]) -> None:
    """The line that one would type."""
    print(f"\n$ duixian {' '.join(arguments)}", flush=True)


def made() -> bool:
    """Whether the sample city stands there already, as it would be made."""
    return (CITY / "sample.json").exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp()


def make() -> int:
    """Make the sample city; the exit status. The tables it lists are in the report; its progress bar stays."""
    STAMP.unlink(missing_ok=True)
    with redirect_stdout(io.StringIO()):
        status = command(SAMPLE)
    if status == DONE:
        STAMP.write_text(stamp(), encoding="utf-8")
    return status


def stamp() -> str:
    """The hash of all that the city comes from."""
    assert city.__file__ is not None
    digest = hashlib.sha256(f"{duixian.__version__} {' '.join(SAMPLE)}".encode())
    for path in [*sorted(Path(city.__file__).parent.glob("*.py")), default_list() / "vocabulary.md"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def explained() -> tuple[str, str]:
    """The recipient that is explained, and for which policy."""
    scheme, case = EXPLAINED
    planted = json.loads((CITY / city.PLANTED_FILE).read_text(encoding="utf-8"))
    found = next(
        one for one in planted if f"{one['policy']}.{one['scheme']}" == scheme and one["case"] == case
    )
    return found["id"], str(found["policy"])


def what_next(*, english: bool) -> str:
    """Where the report is, and what one may do now."""
    report = RESULTS / "report.html"
    if english:
        return (
            f"The report: {report} (open it in a browser)\n"
            "Next: duixian ask · duixian show 14 · duixian decide examples/01-software-firm.json; README.md"
        )
    return (
        f"报告:{report}(用浏览器打开)\n"
        "接下来:duixian ask · duixian show 14 · duixian decide examples/01-software-firm.json;README.zh-CN.md\n"
        'English: make run ARGS="--lang en"'
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
