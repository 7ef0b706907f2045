"""``duixian sandbox DATA --reform FILE``: what a change of the list would cost, and who gains and loses."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duixian.commands.common import (
    Arguments,
    Say,
    Usage,
    add_complete,
    add_on,
    add_policies,
    add_reading,
    case_day,
    chosen_readings,
    load_book,
    policies_named,
)
from duixian.commands.engine import default_engine
from duixian.commands.progress import counted_rows
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from datetime import date

    from duixian.book import PolicyBook
    from duixian.language.diagnostics import Diagnostic
    from duixian.registry.population import Population
    from duixian.sandbox.changes import Change, Opened, Reformed
    from duixian.sandbox.experiment import Sandbox
    from duixian.sandbox.results import Results, Swept, Trial
    from duixian.sandbox.sweep import Sweep

NAME = "sandbox"


def describe(say: Say) -> str:
    return say("沙盘:改一处要花多少、谁受益谁受损", "what a change would cost, and who gains and loses")


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "data",
        metavar="DATA",
        nargs="?",
        help=say("数据,与 census 相同", "the data, as for census"),
    )
    parser.add_argument(
        "--reform",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=say("改革方案的文件;可以写几次,并排比较", "a reform file; repeatable, side by side"),
    )
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help=say(
            "临时改一处,如 11.purchase.上限=200万元;几处合成一个方案",
            "a quick change, such as 11.purchase.上限=200万元; several make one reform",
        ),
    )
    parser.add_argument(
        "--sweep",
        metavar="PATH=FROM..TO:STEP",
        help=say(
            "一个数走一段,如 11.purchase.标准.比例=10%%..30%%:1%%",
            "a figure over a range, such as 11.purchase.标准.比例=10%%..30%%:1%%",
        ),
    )
    parser.add_argument(
        "--seek",
        choices=("most", "least"),
        help=say(
            "找出申请合计还在预算以内的最大一步:most 按至多算,least 按至少算",
            "the largest step that keeps the claims within the envelope: reckoned at most, or at least",
        ),
    )
    parser.add_argument(
        "--envelope",
        metavar="SUM",
        help=say(
            "--seek 用的预算,如 2000万元(默认:条款自己的)",
            "the envelope for --seek (default: the scheme's own)",
        ),
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help=say("报告和表写到这个文件夹", "write the report and the tables into this folder"),
    )
    parser.add_argument(
        "--targets",
        metavar="POLICY",
        help=say("列出这项政策里可以改的地方", "list what can be changed of a policy"),
    )
    parser.add_argument(
        "--baseline",
        action="store_true",
        help=say("显示清单的基准代号,写进方案", "show what a reform file calls the list as it is"),
    )
    parser.add_argument(
        "--backtest",
        action="store_true",
        help=say(
            "报道里已发放的合计,与规则在这些数据上给出的数对照",
            "totals the article reports beside what the rules give on these data",
        ),
    )
    add_on(parser, say)
    add_reading(parser, say)
    add_complete(parser, say)
    parser.add_argument(
        "--order",
        metavar="FILE",
        type=Path,
        help=say("申报的先后,与 census 相同", "who applied when, as for census"),
    )
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    book = load_book(arguments)
    if arguments.targets is not None or arguments.baseline:
        return _about_the_list(arguments, book, terminal)
    tried = arguments.reform or arguments.set or arguments.sweep
    if arguments.data is None or not (tried or arguments.backtest):
        raise Usage(
            terminal.say(
                "写上数据,和 --reform 文件、--set 路径=数 或 --sweep;可以改的地方见 --targets 政策",
                "name the data, and --reform FILE, --set PATH=VALUE or --sweep; see --targets POLICY",
            )
        )
    if arguments.backtest:
        return _backtest(arguments, book, terminal)
    if arguments.seek and not arguments.sweep:
        raise Usage(terminal.say("--seek 要和 --sweep 一起写", "--seek needs --sweep"))
    asked, faults = _asked(arguments, book, terminal)
    if faults:
        terminal.complain_of(faults)
    if asked is None:
        return FAULTY
    from duixian.registry.population import open_population

    began = time.perf_counter()
    population = open_population(arguments.data, book.listed, complete=arguments.complete)
    terminal.complain_of(population.warnings)
    results = _results(arguments, asked, book, population, terminal)
    _print(results, time.perf_counter() - began, terminal)
    if arguments.seek and results.swept is not None and results.swept.sought is None:
        terminal.complain_of(_no_envelope(results.swept.sweep))
        return FAULTY
    if arguments.out is not None:
        _write(arguments.out, results, terminal)
    return DONE


def _about_the_list(arguments: argparse.Namespace, book: PolicyBook, terminal: Terminal) -> int:
    from duixian.sandbox.changes import Opened
    from duixian.sandbox.reform import baseline_hash
    from duixian.sandbox.report import print_targets

    if arguments.baseline:
        found = baseline_hash(book.listed)
        if terminal.as_json:
            terminal.write_json({"baseline": found})
        else:
            terminal.write(found)
        return DONE
    (policy,) = policies_named(book.listed, [arguments.targets], terminal)
    targets = Opened(book.listed).targets(policy, case_day(arguments, terminal))
    # What has two names is shown by the first of them.
    first = {(target.span, target.kind): target for target in reversed(targets)}
    shown = [
        target
        for target in targets
        if target.kind != "statement" and first[target.span, target.kind] is target
    ]
    if terminal.as_json:
        terminal.write_json(
            {"targets": [{"path": one.path, "kind": one.kind, "now": one.text} for one in shown]}
        )
    else:
        print_targets(terminal, shown)
    return DONE


def _backtest(arguments: argparse.Namespace, book: PolicyBook, terminal: Terminal) -> int:
    from duixian.registry.population import open_population
    from duixian.sandbox.backtest import backtest
    from duixian.sandbox.report import print_backtest
    from duixian.sandbox.results import backtest_as_json

    population = open_population(arguments.data, book.listed, complete=arguments.complete)
    terminal.complain_of(population.warnings)
    found = list(backtest(book, population, default_engine(terminal, held=True)))
    if terminal.as_json:
        terminal.write_json(backtest_as_json(found, terminal.language))
    else:
        print_backtest(terminal, found)
    return DONE


class _Asked(NamedTuple):
    """What the command line asks to try."""

    opened: Opened
    on: date
    trials: tuple[Trial, ...]
    sweep: Sweep | None
    lists: tuple[Reformed, ...]


def _asked(
    arguments: argparse.Namespace, book: PolicyBook, terminal: Terminal
) -> tuple[_Asked | None, list[Diagnostic]]:
    """The reforms and the sweep, checked; None where something is wrong with one of them."""
    from duixian.sandbox.changes import Opened
    from duixian.sandbox.reform import read_reform

    opened = Opened(book.listed)
    days = {read.on for path in arguments.reform if (read := read_reform(path)[1]) is not None and read.on}
    if arguments.on is None and len(days) > 1:
        raise Usage(
            terminal.say(
                "几个方案的日期不同;用 --on 写明按哪一天算",
                "the reforms are for different days; name one with --on",
            )
        )
    on = case_day(arguments, terminal) if arguments.on or not days else days.pop()
    trials, faults = _trials(arguments, opened, on, terminal)
    sweep: Sweep | None = None
    lists: tuple[Reformed, ...] = ()
    if arguments.sweep is not None and not _errors(faults):
        sweep, lists, more = _sweep(arguments, opened, on, trials)
        faults += more
    return (None if _errors(faults) else _Asked(opened, on, tuple(trials), sweep, lists)), faults


def _errors(faults: Sequence[Diagnostic]) -> bool:
    return any(fault.severity == "error" for fault in faults)


def _trials(
    arguments: argparse.Namespace, opened: Opened, on: date, terminal: Terminal
) -> tuple[list[Trial], list[Diagnostic]]:
    from duixian.language.diagnostics import Faults
    from duixian.language.source import Source
    from duixian.language.tree import Text
    from duixian.sandbox.changes import read_set
    from duixian.sandbox.reform import changed, load_reform
    from duixian.sandbox.results import Trial

    trials: list[Trial] = []
    found: list[Diagnostic] = []
    for path in arguments.reform:
        faults, read, reformed = load_reform(path, opened, on)
        found += faults.found
        if read is not None and reformed is not None:
            trials.append(Trial(read.title, read, reformed))
    changes: list[Change] = []
    for text in arguments.set:
        faults, change = read_set(text)
        found += faults.found
        changes += [change] if change is not None else []
    if changes and not _errors(found):
        faults = Faults(Source("--set", "\n".join(arguments.set)))
        placed = tuple(change.on_line(number) for number, change in enumerate(changes, 1))
        quick = changed(opened, placed, on, faults)
        found += faults.found
        if quick is not None:
            trials.append(Trial(Text("临时改动", "Quick changes"), None, quick))
    return trials, found


def _sweep(
    arguments: argparse.Namespace, opened: Opened, on: date, trials: Sequence[Trial]
) -> tuple[Sweep | None, tuple[Reformed, ...], list[Diagnostic]]:
    """The sweep, over the baseline or over the one reform there is."""
    from duixian.sandbox.sweep import lists_of, read_sweep

    faults, sweep = read_sweep(arguments.sweep, opened)
    if sweep is None:
        return None, (), faults.found
    made, lists = lists_of(sweep, opened, on, trials[0].reformed if len(trials) == 1 else None)
    return sweep, lists, [*faults.found, *made.found]


def _no_envelope(sweep: Sweep) -> list[Diagnostic]:
    from duixian.language.diagnostics import Faults
    from duixian.language.source import Source, line_span

    faults = Faults(Source("--sweep", sweep.text))
    faults.add("R812", line_span(1, sweep.text), scheme=sweep.path)
    return faults.found


def _results(
    arguments: argparse.Namespace,
    asked: _Asked,
    book: PolicyBook,
    population: Population,
    terminal: Terminal,
) -> Results:
    from duixian.commands.census import applied_order
    from duixian.sandbox.experiment import Sandbox
    from duixian.sandbox.reform import baseline_hash
    from duixian.sandbox.results import Results

    sandbox = Sandbox(
        book.listed,
        population,
        default_engine(terminal, held=True),
        asked.on,
        chosen_readings(book, arguments, terminal),
        applied_order(arguments.order, terminal),
    )
    effects = []
    with _telling(sandbox, 1 + len(asked.trials), terminal):
        for trial in asked.trials:
            touched = {number for number, _ in trial.reformed.touched}
            effects.append((trial, sandbox.effect(trial.reformed.listed, touched)))
    swept = _swept(arguments, asked, sandbox, terminal)
    return Results(asked.on, book.listed, baseline_hash(book.listed), population, effects, swept)


def _swept(
    arguments: argparse.Namespace, asked: _Asked, sandbox: Sandbox, terminal: Terminal
) -> Swept | None:
    from duixian.sandbox.results import Swept
    from duixian.sandbox.sweep import sought, swept

    if asked.sweep is None:
        return None
    envelope = None if arguments.envelope is None else _sum(arguments.envelope, terminal)
    with _telling(sandbox, len(asked.lists), terminal):
        steps = tuple(swept(sandbox, asked.sweep, asked.lists, envelope))
    found = sought(steps, arguments.seek) if arguments.seek else None
    return Swept(asked.sweep, steps, found)


@contextmanager
def _telling(sandbox: Sandbox, times: int, terminal: Terminal) -> Iterator[None]:
    """A bar while the recipients are decided so many times."""
    rows = sum(sandbox.population.rows[kind] for kind in sandbox.population.kinds)
    with counted_rows(terminal.say("计算", "deciding"), rows * times, terminal) as progress:
        sandbox.progress = lambda _kind, decided: progress(decided)
        yield


def _sum(text: str, terminal: Terminal) -> int:
    from duixian.language.types import MONEY
    from duixian.sandbox.targets import written_figure

    read = written_figure(text, frozenset())
    if read is None or read[1] != MONEY or read[0].denominator != 1:
        raise Usage(
            terminal.say(
                f"--envelope {text}: 要写 2000万元 这样的金额",
                f"--envelope {text}: write a sum such as 2000万元",
            )
        )
    return int(read[0])


def _print(results: Results, seconds: float, terminal: Terminal) -> None:
    from duixian.sandbox.report import print_results
    from duixian.sandbox.results import as_json

    if terminal.as_json:
        terminal.write_json(as_json(results, seconds))
    else:
        print_results(terminal, results)


def _write(folder: Path, results: Results, terminal: Terminal) -> None:
    import pyarrow.parquet as pq

    from duixian.pages.sandbox_page import sandbox_page
    from duixian.registry.folders import NotOurs, written_aside
    from duixian.sandbox.results import FILES, tables

    try:
        with written_aside(folder, FILES) as aside:
            for name, table in tables(results).items():
                pq.write_table(table, aside / name)
            page = sandbox_page(results, terminal.language)
            (aside / FILES[-1]).write_text(page, encoding="utf-8", newline="\n")
    except NotOurs as other:
        raise Usage(
            terminal.say(
                f"“{folder}”里有“{other}”,不是沙盘的结果,所以没有动;请换一个文件夹",
                f"“{folder}” holds “{other}”, which is no result of the sandbox, so it stays as it is; "
                "choose another folder",
            )
        ) from None
    if not terminal.as_json:
        terminal.write("")
        terminal.write(terminal.say(f"报告:{folder / FILES[-1]}", f"The report: {folder / FILES[-1]}"))
