"""Work shared out among threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock, Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def share_out(
    items: Iterable[Item],
    worker: Callable[[], Callable[[Item], Result]],
    consume: Callable[[Result], None],
    threads: int,
) -> None:
    """Do something with each item. Every thread makes a worker of its own and takes the next item when it is done
    with one; ``consume`` takes what came of it, from one thread at a time. The first failure ends all threads
    and is raised; so does Ctrl-C."""
    waiting = iter(items)
    taking, consuming = Lock(), Lock()
    failures: list[BaseException] = []

    def work() -> None:
        work_on = worker()
        while not failures:
            with taking:
                item = next(waiting, None)
            if item is None:
                return
            result = work_on(item)
            with consuming:
                if not failures:
                    consume(result)

    def guarded() -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - it is raised again below
            failures.append(failure)

    others = [Thread(target=guarded, daemon=True) for _ in range(threads - 1)]
    for thread in others:
        thread.start()
    guarded()
    for thread in others:
        thread.join()
    if failures:
        raise failures[0]
