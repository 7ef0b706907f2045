"""How far long work is, for whoever is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from duixian.terminal import Terminal

Task = TypeVar("Task")


@contextmanager
def counted_rows(words: str, total: int, terminal: Terminal) -> Iterator[Callable[[int], None]]:
    """A bar with rows per second and time left, on a terminal only; what it gives is told of rows done."""
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
            done = bar.tasks[0].completed
            per_second = int(done / max(time.perf_counter() - began, 1e-9))
            bar.update(task, speed=terminal.say(f"{per_second:,} 行/秒", f"{per_second:,} rows/s"))

        yield more


def with_bar(tasks: Sequence[Task], words: str) -> Iterable[Task]:
    """Tasks one by one, with a bar on a terminal that shows how far they are."""
    from rich.console import Console
    from rich.progress import track

    return track(tasks, words, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
