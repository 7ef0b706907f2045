"""What ``make run`` shows: the 20 policies checked, ten recipients decided, one of them explained in full."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import duixian
from duixian.book import default_list
from duixian.check import CheckResult, check
from duixian.decide.report import print_decisions
from duixian.terminal import DONE, FAULTY, Terminal

HERE = Path(__file__).parent
EXPLAINED = HERE / "01-software-firm.json"
DAY = date(2025, 6, 30)
"""The day the examples are about: awards of the year, versions in force."""

SIGNS = {
    "entitled": "[bold green]✔[/]",
    "undetermined": "[bold yellow]?[/]",
    "not_entitled": "[red]✘[/]",
    "not_applicable": "[dim]·[/]",
}
ORDER = list(SIGNS)


def main() -> int:
    """Check, decide, print; the exit status is 1 where the list has faults."""
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    checked = check(default_list())
    if checked.diagnostics:
        for diagnostic in checked.diagnostics:
            console.print(diagnostic.render("zh"), markup=False)
        return FAULTY
    show(console, checked)
    return DONE


def show(console: Console, checked: CheckResult) -> None:
    """The counts, the table of recipients against policies, and one explanation."""
    book = duixian.load()
    console.print(book.listed.head.title.zh, style="bold")
    console.print(
        f"{checked.policies} 项政策、{checked.schemes} 个条款,{checked.examples} 个手算的算例全部相符"
        f" · {checked.policies} policies, {checked.schemes} schemes, all {checked.examples} worked cases agree\n"
    )
    console.print(recipients_table(book))
    console.print(
        "✔ 可享 entitled   ? 待核 undetermined   ✘ 不符合 not entitled   · 不适用 not applicable"
        f"   ({DAY})\n",
        style="dim",
    )
    console.rule("其中一家的理由 · one of them explained", align="left")
    facts = book.read_facts(json.loads(EXPLAINED.read_text(encoding="utf-8")))
    voucher = [decision for decision in book.decide(facts, DAY) if decision.policy.number == 11]
    print_decisions(Terminal("zh", as_json=False, console=console), book.listed, facts, voucher, DAY)
    console.print(
        f"\n全部理由:duixian decide examples/{EXPLAINED.name} --on {DAY}   (English: --lang en)", style="dim"
    )


def recipients_table(book: duixian.PolicyBook) -> Table:
    """The ten recipients against the policies: for each policy the best outcome among its schemes."""
    table = Table(show_edge=False, pad_edge=False, padding=(0, 0))
    table.add_column("主体 · recipient", no_wrap=True)
    for policy in book.listed.policies:
        table.add_column(str(policy.number), justify="center", min_width=3)
    for path in sorted(HERE.glob("*.json")):
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        best: dict[int, str] = {}
        for decision in book.decide(facts, DAY):
            known = best.get(decision.policy.number, "not_applicable")
            best[decision.policy.number] = min(known, decision.outcome, key=ORDER.index)
        name = facts.get("name") or facts.get("名称") or path.stem
        table.add_row(str(name), *(SIGNS[best[policy.number]] for policy in book.listed.policies))
    return table


if __name__ == "__main__":
    sys.exit(main())
