"""``duixian census DATA --out DIR``: every scheme for every recipient in a folder of tables."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duixian.commands.common import (
    Arguments,
    Say,
    Usage,
    add_complete,
    add_on,
    add_policies,
    add_policy,
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

    from duixian.book import PolicyBook, Readings
    from duixian.census.decided import Engine
    from duixian.census.run import Census
    from duixian.registry.population import Population

NAME = "census"

ENGINES = ("native", "duckdb", "spark")


def describe(say: Say) -> str:
    return say(
        "对一个文件夹里的全部主体计算每一条政策",
        "decide every scheme for every recipient in a folder of tables",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "data",
        metavar="DATA",
        help=say(
            "数据:文件夹(Parquet、CSV、XLSX)、工作簿、DuckDB 文件或 postgresql:// 地址",
            "a folder (Parquet, CSV, XLSX), a workbook, a DuckDB file or a postgresql:// address",
        ),
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help=say("结果写到这个文件夹", "write the results into this folder"),
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default=ENGINES[0],
        help=say("用哪一种引擎(默认 native)", "which engine (default: native)"),
    )
    parser.add_argument(
        "--master",
        metavar="URL",
        default="local[*]",
        help=say(
            "Spark 的集群,如 spark://主机:7077(默认:本机)",
            "Spark's cluster, such as spark://host:7077 (default: this machine)",
        ),
    )
    parser.add_argument(
        "--staging",
        metavar="DIR",
        type=Path,
        help=say(
            "Spark 的各台机器都看得到的文件夹,放中间的表",
            "a folder that all machines of Spark see, for the tables in between",
        ),
    )
    add_on(parser, say)
    add_reading(parser, say)
    add_policy(parser, say)
    parser.add_argument(
        "--summary-only",
        action="store_true",
        help=say("只要汇总,不写逐条的决定", "the sums only, without the table of decisions"),
    )
    parser.add_argument(
        "--only-possible",
        action="store_true",
        help=say("不写肯定不符合的决定", "leave the sure no out of the table of decisions"),
    )
    add_complete(parser, say)
    parser.add_argument(
        "--order",
        metavar="FILE",
        type=Path,
        help=say(
            "申报的先后:每行一个编号,先到的在前;先到先得的预算用它",
            "who applied when: an id a line, the first first; for envelopes shared out first come, first served",
        ),
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=say("遇到第一处数据错误就停下", "stop at the first fault of the data"),
    )
    parser.add_argument(
        "--explain",
        metavar="RECIPIENT",
        help=say("只说明这一个主体(编号)的决定", "explain the decisions on this one recipient (id)"),
    )
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    book = load_book(arguments)
    asked = _asked(arguments, book, terminal)
    if arguments.out is None and not arguments.summary_only and arguments.explain is None:
        raise Usage(
            terminal.say(
                "结果写到哪里?写 --out 文件夹;只看汇总写 --summary-only",
                "where to? --out DIR, or --summary-only to see the sums",
            )
        )
    from duixian.registry.population import open_population

    began = time.perf_counter()
    population = open_population(
        arguments.data, book.listed, complete=arguments.complete, strict=arguments.strict
    )
    terminal.complain_of(population.warnings)
    if arguments.explain is not None:
        return _explain(arguments.explain, asked, population, terminal)
    census = _census(arguments, asked, population, _engine(arguments, terminal), terminal)
    _print(census, book, population, time.perf_counter() - began, terminal)
    if arguments.out is not None and not terminal.as_json:
        _say_where(arguments.out, terminal)
    return DONE


class _Asked(NamedTuple):
    """What the command line asks to decide; ``policies`` None: all."""

    book: PolicyBook
    on: date
    readings: Readings
    policies: frozenset[int] | None


def _asked(arguments: argparse.Namespace, book: PolicyBook, terminal: Terminal) -> _Asked:
    named = policies_named(book.listed, arguments.policy, terminal)
    policies = frozenset(policy.number for policy in named) or None
    readings = chosen_readings(book, arguments, terminal)
    return _Asked(book, case_day(arguments, terminal), readings, policies)


def _census(
    arguments: argparse.Namespace, asked: _Asked, population: Population, engine: Engine, terminal: Terminal
) -> Census:
    from duixian.census.output import FILES, Writer, write_results
    from duixian.census.run import run_census
    from duixian.registry.folders import NotOurs, written_aside

    order = applied_order(arguments.order, terminal)

    def decide(writer: Writer | None) -> Census:
        rows = sum(population.rows[kind] for kind in population.kinds)
        with counted_rows(terminal.say("计算", "deciding"), rows, terminal) as progress:
            return run_census(
                asked.book,
                population,
                engine,
                asked.on,
                asked.readings,
                policies=asked.policies,
                writer=writer,
                order=order,
                progress=lambda _kind, rows: progress(rows),
            )

    if arguments.out is None:
        return decide(None)
    try:
        with written_aside(arguments.out, FILES) as folder:
            writer = None if arguments.summary_only else Writer(folder, every=not arguments.only_possible)
            try:
                census = decide(writer)
            finally:
                if writer is not None:
                    writer.close()
            write_results(folder, census, population, terminal.language)
    except NotOurs as other:
        raise Usage(
            terminal.say(
                f"“{arguments.out}”里有“{other}”,不是普查的结果,所以没有动;请换一个文件夹",
                f"“{arguments.out}” holds “{other}”, which is no result of a census, so it stays as it is; "
                "choose another folder",
            )
        ) from None
    return census


def _engine(arguments: argparse.Namespace, terminal: Terminal) -> Engine:
    from duixian.census.engines import EngineUnavailable, engine_named

    if arguments.engine == ENGINES[0]:
        return default_engine(terminal)
    try:
        return engine_named(arguments.engine, master=arguments.master, staging=arguments.staging)
    except EngineUnavailable as error:
        raise Usage(error.words.in_language(terminal.language)) from None


def applied_order(path: Path | None, terminal: Terminal) -> list[str] | None:
    """The ids of who applied, the first first, from a file; None without one."""
    if path is None:
        return None
    try:
        return [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Usage(terminal.say(f"读不了 {path}: {reason}", f"cannot read {path}: {reason}")) from None


def _explain(recipient: str, asked: _Asked, population: Population, terminal: Terminal) -> int:
    from duixian.commands.decide import decided_as_json
    from duixian.decide.report import print_decisions

    found = next(iter(population.typed_facts([recipient])), None)
    if found is None:
        terminal.complain(
            terminal.say(
                f"数据里没有可用的主体 {recipient};被剔除的行见 rejects.parquet",
                f"the data hold no usable recipient {recipient}; rejected rows are in rejects.parquet",
            )
        )
        return FAULTY
    _, facts = found
    decisions = [
        decision
        for decision in asked.book.decide_typed(facts, asked.on, asked.readings)
        if asked.policies is None or decision.policy.number in asked.policies
    ]
    if terminal.as_json:
        terminal.write_json(decided_as_json(facts, decisions, asked.on.isoformat(), terminal.language))
    else:
        print_decisions(terminal, asked.book.listed, facts, decisions, asked.on)
    return DONE


def _print(
    census: Census, book: PolicyBook, population: Population, seconds: float, terminal: Terminal
) -> None:
    from duixian.census.report import as_json, print_census

    if terminal.as_json:
        terminal.write_json(as_json(census, population, seconds))
    else:
        print_census(terminal, book.listed, census, population, seconds)


def _say_where(folder: Path, terminal: Terminal) -> None:
    others = [path.name for path in sorted(folder.iterdir()) if path.name != "report.html"]
    terminal.write("")
    terminal.write(
        terminal.say(
            f"报告:{folder / 'report.html'};旁边还有 {'、'.join(others)}",
            f"The report: {folder / 'report.html'}; beside it {', '.join(others)}",
        )
    )
