"""Work shared out among threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import get_ident
from time import sleep

import pytest

from duixian.census.native.threads import share_out


def doubled() -> Callable[[int], int]:
    return lambda item: item * 2


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_every_item_is_worked_on_once(threads: int) -> None:
    results: list[int] = []
    share_out(range(100), doubled, results.append, threads)
    assert sorted(results) == [item * 2 for item in range(100)]


def test_one_thread_at_a_time_takes_results() -> None:
    inside: list[int] = []

    def consume(_result: int) -> None:
        inside.append(get_ident())
        sleep(0.001)
        assert inside == [get_ident()]
        inside.clear()

    share_out(range(50), doubled, consume, 4)


def test_every_thread_has_a_worker_of_its_own() -> None:
    owners: list[int] = []

    def worker() -> Callable[[int], int]:
        mine = get_ident()

        def work(item: int) -> int:
            assert get_ident() == mine
            owners.append(mine)
            sleep(0.002)
            return item

        return work

    share_out(range(40), worker, lambda _: None, 3)
    assert len(set(owners)) == 3


@pytest.mark.parametrize("failure", [ValueError("no"), KeyboardInterrupt()])
def test_the_first_failure_ends_all_and_is_raised(failure: BaseException) -> None:
    done: list[int] = []

    def worker() -> Callable[[int], int]:
        def work(item: int) -> int:
            if item == 10:
                raise failure
            done.append(item)
            sleep(0.001)
            return item

        return work

    with pytest.raises(type(failure)):
        share_out(range(100_000), worker, lambda _: None, 3)
    assert len(done) < 1000
