"""``make fuzz``: every target with random, damaged and made inputs, on all processors, for some minutes.

Exit status 1 where anything was found. Each finding is a file under build/fuzz, as small as it could be made,
beside its traceback and the command that repeats it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import SystemRandom

from tests.fuzz.run import Run, repeat

ROOT = Path(__file__).resolve().parents[2]


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz duixian.")
    parser.add_argument("--seconds", type=float, default=600, help="how long (default: 600)")
    parser.add_argument(
        "--inputs", type=int, default=0, help="instead, so many inputs of each target a process"
    )
    parser.add_argument("--seed", help="repeats the inputs of a run (default: another one each time)")
    parser.add_argument("--target", action="append", help="only this target; repeatable")
    parser.add_argument("--processes", type=int, default=0, help="default: one for each processor")
    parser.add_argument(
        "--limit", type=float, default=10, help="seconds of processor time one input may take (10)"
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz", help="where findings go")
    parser.add_argument("--module", default="tests.fuzz.targets", help=argparse.SUPPRESS)
    parser.add_argument("--repeat", type=Path, metavar="FILE", help="run one kept input again")
    return parser.parse_args(arguments)


def main() -> int:
    chosen = parse()
    if chosen.repeat:
        return repeat(chosen.repeat, chosen.module, chosen.limit)
    seed = chosen.seed or str(SystemRandom().randrange(10**9))
    return Run(chosen, seed).run()


if __name__ == "__main__":
    sys.exit(main())
