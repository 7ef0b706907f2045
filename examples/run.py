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
EXPLAINED = ("14.firm", "当年已得45万元,封顶数只剩5万元")
"""The scheme and the planted case that are explained."""


def main(options: list[str]) -> int:
    """Run the commands one after another, each with ``options`` (``--lang en``); the exit status of the first that
    fails."""
    os.chdir(ROOT)
    english = options[-2:] == ["--lang", "en"]
    on = ["--on", DAY.isoformat()]
    if status := shown(["check", *options]):
        return status
    if status := make_city(english=english):
        return status
    if status := shown(["census", str(CITY), "--out", str(RESULTS), *on, *options]):
        return status
    recipient, policy = explained()
    if status := shown(["census", str(CITY), "--explain", recipient, "--policy", policy, *on, *options]):
        return status
    print()
    print(what_next(english=english))
    return DONE


def shown(arguments: list[str]) -> int:
    """Run a command under the line that one would type; its exit status."""
    print(f"\n$ duixian {' '.join(arguments)}", flush=True)
    return command(arguments)


def make_city(*, english: bool = False) -> int:
    """Make the sample city, unless it stands there already as it would be made."""
    made_of = stamp()
    arguments = ["sample", str(CITY), "--recipients", str(RECIPIENTS), "--seed", str(SEED)]
    print(f"\n$ duixian {' '.join(arguments)}", flush=True)
    if (CITY / "sample.json").exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == made_of:
        print("already there" if english else "已经在那里")
        return DONE
    STAMP.unlink(missing_ok=True)
    # The tables it lists are in the report; its progress bar stays.
    with redirect_stdout(io.StringIO()):
        status = command(arguments)
    if status == DONE:
        STAMP.write_text(made_of, encoding="utf-8")
    return status


def stamp() -> str:
    """The hash of all that the city comes from."""
    assert city.__file__ is not None
    digest = hashlib.sha256(f"{duixian.__version__} {RECIPIENTS} {SEED}".encode())
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
