"""How far long work is, for whoever is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from duixian.terminal import Terminal


@contextmanager
def counted_rows(
    words: str, total: int, terminal: Terminal, *, fast: bool = True
) -> Iterator[Callable[[int], None]]:
    """A bar with time left, and rows per second where they are ``fast``, on a terminal only; what it gives is told of
    rows done."""
    if terminal.as_json or not sys.stderr.isatty():
        yield lambda _rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=total, speed="")
        began = time.perf_counter()

        def more(rows: int) -> None:
            bar.advance(task, rows)
            if not fast:
                return
            done = bar.tasks[0].completed
            per_second = int(done / max(time.perf_counter() - began, 1e-9))
            bar.update(task, speed=terminal.say(f"{per_second:,} 行/秒", f"{per_second:,} rows/s"))

        yield more
