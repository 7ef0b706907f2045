"""``duixian mutants [PATH]``: whether the 算例 would catch a slip of the pen."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.commands.common import Arguments, Say, Usage, add_policy, policies_named
from duixian.commands.progress import with_bar
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from duixian.language.library import PolicyList
    from duixian.language.tree import Policy
    from duixian.mutation.examination import Examination
    from duixian.mutation.judge import Verdict

NAME = "mutants"


def describe(say: Say) -> str:
    return say(
        "把规则逐处写错,看算例能否发现",
        "write the rules wrongly, a word at a time: do the worked cases catch it?",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        help=say(
            "清单文件夹,或一个政策文件(默认:随软件的清单)",
            "a list's folder, or one policy file (default: the list of the package)",
        ),
    )
    add_policy(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.book import PolicyBook, default_list
    from duixian.check import policy_cases, run_cases
    from duixian.language.library import list_folders, read_list
    from duixian.mutation.examination import examine

    path: Path = arguments.path or default_list()
    folders = list_folders(path) if path.exists() else []
    if len(folders) != 1:
        raise Usage(
            terminal.say(
                f"“{path}”里没有政策清单,或者不止一份。", f"“{path}” holds no policy list, or several."
            )
        )
    listed = read_list(folders[0])
    book = PolicyBook(listed)
    policies = _wanted(listed, path, arguments.policy, terminal)
    faults = list(listed.errors)
    for policy in policies:
        faults += run_cases(book, policy, list(policy_cases(policy)))
    if faults:  # where the 算例 do not agree as they stand, every mutant would seem to be caught
        terminal.complain_of(faults)
        return FAULTY
    examination = examine(
        listed, policies, lambda tasks: with_bar(tasks, terminal.say("逐处写错", "Writing wrongly"))
    )
    if terminal.as_json:
        terminal.write_json(_as_json(examination, terminal.language))
    else:
        _print(examination, terminal)
    return FAULTY if examination.diagnostics else DONE


def _wanted(listed: PolicyList, path: Path, names: list[str], terminal: Terminal) -> list[Policy]:
    """The policies asked for, by name or as the file that was given; all of the list where none is."""
    wanted = policies_named(listed, names, terminal)
    if path.is_file():
        wanted += [policy for policy in listed.policies if policy.path == path.name]
        if not wanted and not listed.errors:
            raise Usage(terminal.say(f"“{path}”不是政策文件。", f"“{path}” is no policy file."))
    return wanted or list(listed.policies)


class _Count:
    """How many mutants there are, and what became of them."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.fates = Counter(verdict.fate for verdict in verdicts)

    def as_json(self) -> dict[str, int]:
        fates = {fate: self.fates[fate] for fate in ("caught", "refused", "survived")}
        return {"mutants": self.fates.total()} | fates

    @property
    def share(self) -> str:
        """The caught among those that the language does not refuse, never rounded up."""
        judged = self.fates["caught"] + self.fates["survived"]
        return f"{self.fates['caught'] * 1000 // judged / 10}%" if judged else "—"


def _by(key: Callable[[Verdict], str], verdicts: Iterable[Verdict]) -> dict[str, _Count]:
    """The counts of groups of verdicts, in the order of their first."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    return {name: _Count(group) for name, group in groups.items()}


def _by_kind(verdicts: Sequence[Verdict]) -> dict[str, _Count]:
    from duixian.mutation.slips import KINDS

    counts = _by(lambda verdict: verdict.mutant.slip.kind, verdicts)
    return {kind: counts[kind] for kind in KINDS if kind in counts}


# --- For programs ----------------------------------------------------------------------------------------


def _as_json(examination: Examination, language: str) -> dict[str, Any]:
    verdicts = examination.verdicts
    numbers = {verdict.mutant.policy.key: verdict.mutant.policy.number for verdict in verdicts}
    policies = _by(lambda verdict: verdict.mutant.policy.key, verdicts)
    return {
        "policies": [
            {"policy": numbers[key], "policy_key": key} | count.as_json() for key, count in policies.items()
        ],
        "kinds": [{"kind": kind} | count.as_json() for kind, count in _by_kind(verdicts).items()],
        "total": _Count(verdicts).as_json(),
        "mutants": [_mutant_as_json(verdict, language) for verdict in verdicts],
        "diagnostics": [found.as_json(language) for found in examination.diagnostics],
    }


def _mutant_as_json(verdict: Verdict, language: str) -> dict[str, Any]:
    mutant, span = verdict.mutant, verdict.mutant.slip.span
    return {
        "policy": mutant.policy.number,
        "clause": mutant.clause,
        "file": mutant.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "kind": mutant.slip.kind,
        "old": mutant.slip.old,
        "new": mutant.slip.new,
        "fate": verdict.fate,
        "by": verdict.by,
        "reason": verdict.reason.in_language(language),
    }


# --- For people ------------------------------------------------------------------------------------------


def _print(examination: Examination, terminal: Terminal) -> None:
    from duixian.mutation.slips import KINDS

    say, language = terminal.say, terminal.language
    verdicts = examination.verdicts
    names = {
        verdict.mutant.policy.key: f"{verdict.mutant.policy.number:>2} "
        f"{verdict.mutant.policy.name.in_language(language)}"
        for verdict in verdicts
    }
    policies = _by(lambda verdict: verdict.mutant.policy.key, verdicts)
    total = {say("合计", "all"): _Count(verdicts)}
    _print_table(
        terminal, say("政策", "policy"), {names[key]: count for key, count in policies.items()} | total
    )
    kinds = {KINDS[kind].in_language(language): count for kind, count in _by_kind(verdicts).items()}
    _print_table(terminal, say("笔误的种类", "kind of slip"), kinds)
    for verdict in verdicts:
        if verdict.reason.zh:
            mutant = verdict.mutant
            terminal.write(f"{mutant.place} {mutant.slip.words(language)}")
            terminal.write(
                f"   │ {say('漏过的理由', 'left because')}: {verdict.reason.in_language(language)}"
            )
    for found in examination.diagnostics:
        terminal.write(found.render(language))
    if not examination.diagnostics:
        terminal.write(say("没有问题:漏过的都有理由", "no faults: each slip that is left has its reason"))


def _print_table(terminal: Terminal, title: str, counts: Mapping[str, _Count]) -> None:
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False)
    table.add_column(title, overflow="fold")
    for heading in terminal.say("笔误 发现 读不通 漏过 发现率", "slips caught refused left share").split():
        table.add_column(heading, justify="right")
    for name, count in counts.items():
        table.add_row(name, *map(str, count.as_json().values()), count.share)
    terminal.console.print(table)
    terminal.console.print()
