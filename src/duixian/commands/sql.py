"""``duixian sql POLICY``: the queries of a policy's schemes, to run on one's own platform."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

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
from duixian.terminal import DONE, FAULTY, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duixian.book import PolicyBook
    from duixian.census.lowering import Program
    from duixian.census.programs import Programs
    from duixian.census.sql.query import Query
    from duixian.language.vocabulary import Vocabulary

NAME = "sql"

DIALECTS = ("duckdb", "spark", "hive", "doris", "starrocks", "postgres", "clickhouse")


def describe(say: Say) -> str:
    return say("把一项政策写成 SQL,在自己的平台上算", "print a policy as SQL, to run on your own platform")


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "policy",
        metavar="POLICY",
        help=say("编号或键,如 11 或 compute-voucher", "number or key, such as 11 or compute-voucher"),
    )
    parser.add_argument(
        "--scheme", metavar="KEY", help=say("只要这一条款,如 purchase", "only this scheme, such as purchase")
    )
    parser.add_argument(
        "--dialect",
        choices=DIALECTS,
        default=DIALECTS[0],
        help=say("哪一种 SQL 方言(默认 duckdb)", "the dialect of SQL (default: duckdb)"),
    )
    add_complete(parser, say)
    add_on(parser, say)
    add_reading(parser, say)
    add_policies(parser, say)


class _Written(NamedTuple):
    """A program with its query and its text."""

    program: Program
    query: Query
    text: str


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    book = load_book(arguments)
    on = case_day(arguments, terminal)
    programs = _programs(arguments, book, on, terminal)
    complete = _complete(arguments.complete, book.listed.vocabulary, terminal)
    written = list(_written(book.listed.vocabulary, programs.programs, arguments.dialect, complete))
    for refused in programs.refused:
        terminal.complain(
            terminal.say(
                f"{refused.of.name}({refused.kind})写不成 SQL,请用 duixian decide 逐个算:{refused.reason}",
                f"{refused.of.name} ({refused.kind}) has no SQL, use duixian decide: {refused.reason}",
            )
        )
    if terminal.as_json:
        terminal.write_json(
            {
                "dialect": arguments.dialect,
                "on": on.isoformat(),
                "complete": sorted(complete),
                "queries": [_as_json(one) for one in written],
            }
        )
    else:
        _print(written, book.listed.vocabulary, arguments.dialect, complete, terminal)
    if not written:
        names = "、".join(programs.not_in_force)
        if names:
            terminal.complain(terminal.say(f"{on} 不在施行期:{names}", f"not in force on {on}: {names}"))
        return FAULTY
    return FAULTY if programs.refused else DONE


def _programs(arguments: argparse.Namespace, book: PolicyBook, on: date, terminal: Terminal) -> Programs:
    """The programs of the policy, or of one of its schemes."""
    from duixian.census.programs import programs_of
    from duixian.language.node import replaced

    [policy] = policies_named(book.listed, [arguments.policy], terminal)
    readings = chosen_readings(book, arguments, terminal)
    programs = programs_of(book.listed, on, readings, frozenset({policy.number}))
    if arguments.scheme is None:
        return programs
    keys = [scheme.key for scheme in policy.schemes]
    if arguments.scheme not in keys:
        raise Usage(
            terminal.say(
                f"--scheme {arguments.scheme}: 这项政策没有这一条款;有:{'、'.join(keys)}",
                f"--scheme {arguments.scheme}: the policy has no such scheme; there are: {', '.join(keys)}",
            )
        )
    name = f"{policy.number}.{arguments.scheme}"
    return replaced(
        programs,
        programs=tuple(one for one in programs.programs if one.of.name == name),
        refused=tuple(one for one in programs.refused if one.of.name == name),
        not_in_force=tuple(one for one in programs.not_in_force if one == name),
    )


def _complete(names: list[str], vocabulary: Vocabulary, terminal: Terminal) -> frozenset[str]:
    """The kinds of record that are declared complete."""
    if "all" in names:
        return frozenset(records.key for records in vocabulary.records)
    for name in names:
        if name not in vocabulary.records_by_name:
            known = "、".join(records.key for records in vocabulary.records)
            raise Usage(
                terminal.say(
                    f"--complete {name}: 没有这种明细表;有:{known}",
                    f"--complete {name}: no such table of records; there are: {known}",
                )
            )
    return frozenset(vocabulary.records_by_name[name].key for name in names)


def _written(
    vocabulary: Vocabulary, programs: tuple[Program, ...], dialect: str, complete: frozenset[str]
) -> Iterator[_Written]:
    from duixian.census.sql.dialects import DIALECTS as RULES
    from duixian.census.sql.query import query
    from duixian.census.sql.text import written

    for program in programs:
        found = query(vocabulary, program, RULES[dialect], complete=complete)
        yield _Written(program, found, written(found))


def _print(
    queries: list[_Written],
    vocabulary: Vocabulary,
    dialect: str,
    complete: frozenset[str],
    terminal: Terminal,
) -> None:
    from duixian.census.sql.dialects import DIALECTS as RULES
    from duixian.census.sql.text import heading

    if queries and RULES[dialect].before:
        terminal.write(f"{RULES[dialect].before};\n")
    for place, (program, found, text) in enumerate(queries):
        separator = "\n" if place else ""
        head = heading(vocabulary, program, found, complete, terminal.say)
        terminal.write(f"{separator}{head}{text};")


def _as_json(one: _Written) -> dict[str, Any]:
    program, found, text = one
    return {
        "policy": program.of.policy.number,
        "scheme": program.of.scheme.key,
        "kind": program.kind,
        "readings": dict(program.readings),
        "table": program.kind,
        "columns": ["id", *found.columns],
        "records": {records: ["owner", *fields] for records, fields in found.fields.items()},
        "conditions": [condition.words for condition in program.of.version.conditions],
        "missing": [fact.path for fact in program.missing],
        "before": found.dialect.before,
        "sql": text,
    }
