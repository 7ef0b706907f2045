"""``duixian sample DIR``: a city that does not exist, as tables."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.commands.common import Arguments, Say, Usage
from duixian.commands.progress import counted_rows
from duixian.terminal import DONE, Terminal

if TYPE_CHECKING:
    from duixian.language.vocabulary import Vocabulary
    from duixian.registry.city import Made, Plan

NAME = "sample"

RECIPIENTS, SEED = 200_000, 2024
MOST_SEED = (1 << 64) - 1


def describe(say: Say) -> str:
    return say(
        "造一座样本城市:企业、个人和区市的数据表", "make a sample city: tables of recipients and records"
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        help=say(
            "写到这个文件夹;里面以前的样本会被替换",
            "the folder to write to; an earlier sample in it is replaced",
        ),
    )
    parser.add_argument(
        "--recipients",
        metavar="N",
        default=str(RECIPIENTS),
        help=say(f"多少个主体(默认:{RECIPIENTS})", f"how many recipients (default: {RECIPIENTS})"),
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        default=str(SEED),
        help=say(
            f"种子:同一个数造出同一座城市(默认:{SEED})",
            f"the seed: the same number makes the same city (default: {SEED})",
        ),
    )
    parser.add_argument(
        "--hard",
        action="store_true",
        help=say(
            "更难的样本:角色、特殊主体和记录里也处处缺5%%",
            "the harder sample: 5%% is missing everywhere, of roles, special roles and records too",
        ),
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from duixian.book import load
    from duixian.registry.city import MOST_RECIPIENTS, Plan, make
    from duixian.registry.folders import NotOurs

    plan = Plan(
        recipients=_number("--recipients", arguments.recipients, 1, MOST_RECIPIENTS, terminal),
        seed=_number("--seed", arguments.seed, 0, MOST_SEED, terminal),
        hard=arguments.hard,
    )
    folder: Path = arguments.folder
    listed = load().listed
    try:
        with counted_rows(
            terminal.say("造样本城市", "making the city"), plan.recipients, terminal
        ) as progress:
            made = make(folder, plan, listed, progress)
    except NotOurs as other:
        raise Usage(
            terminal.say(
                f"“{folder}”里有“{other}”,不是样本城市的文件,所以没有动;请换一个文件夹",
                f"“{folder}” holds “{other}”, which is not of a sample city, so it stays as it is; "
                "choose another folder",
            )
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Usage(terminal.say(f"写不了 {folder}: {reason}", f"cannot write {folder}: {reason}")) from None
    if terminal.as_json:
        terminal.write_json(_as_json(folder, plan, made))
    else:
        _print(folder, plan, made, listed.vocabulary, terminal)
    return DONE


def _number(option: str, text: str, low: int, high: int, terminal: Terminal) -> int:
    """A whole number, whose digits may stand in groups (1,000,000 or 1_000_000)."""
    from duixian.language.values import shown

    digits = text.replace(",", "").replace("_", "")
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(high)) else -1
    if not low <= number <= high:
        raise Usage(
            terminal.say(
                f"{option} {shown(text)}: 要写 {low} 到 {high} 之间的整数",
                f"{option} {shown(text)}: a whole number from {low} to {high} is needed",
            )
        )
    return number


def _as_json(folder: Path, plan: Plan, made: Made) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "recipients": plan.recipients,
        "seed": plan.seed,
        "hard": plan.hard,
        "tables": [
            {"table": table, "file": f"{table}.parquet", "rows": rows, "bytes": made.bytes[table]}
            for table, rows in made.rows.items()
        ],
        "boundary_cases": made.planted,
    }


def _print(folder: Path, plan: Plan, made: Made, vocabulary: Vocabulary, terminal: Terminal) -> None:
    from rich.table import Table

    from duixian.registry.city import PLANTED_FILE

    say, language = terminal.say, terminal.language
    names = {kind.key: kind.name for kind in vocabulary.kinds} | {
        records.key: records.name for records in vocabulary.records
    }
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(say("表", "Table"))
    table.add_column(say("文件", "File"))
    table.add_column(say("行", "Rows"), justify="right")
    table.add_column(say("千字节", "kB"), justify="right")
    for key, rows in made.rows.items():
        table.add_row(
            names[key].in_language(language),
            f"{key}.parquet",
            f"{rows:,}",
            f"{-(-made.bytes[key] // 1000):,}",
        )
    hard = say(",更难的一座", ", the harder one") if plan.hard else ""
    console = terminal.console
    console.print(
        say(
            f"样本城市:{plan.recipients:,} 个主体,种子 {plan.seed}{hard}。都是虚构的。",
            f"A sample city: {plan.recipients:,} recipients, seed {plan.seed}{hard}. All of them are invented.",
        ),
        style="bold",
    )
    console.print()
    console.print(table)
    console.print()
    where = folder / PLANTED_FILE
    console.print(
        say(
            f"写到了 {folder};{made.planted} 个边界案例和各自应得的结果在 {where}",
            f"Written to {folder}; {made.planted} boundary cases and what they should come to are in {where}",
        ),
        soft_wrap=True,
    )
