"""A second process that compiles kernels: numba compiles but one at a time in a process.

What it compiles it leaves where kernels are kept; whatever it does not, the first process compiles itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duixian.machine_code.store import Source


@contextmanager
def second_compiler(sources: Sequence[Source]) -> Iterator[Callable[[], None]]:
    """Have some kernels compiled beside what happens in the block; gives what waits for them. The process ends
    with the block."""
    process = _started(sources) if sources else None

    def wait() -> None:
        if process is not None:
            process.wait()

    try:
        yield wait
    finally:
        if process is not None:
            process.kill()
            process.wait()


def _started(sources: Sequence[Source]) -> subprocess.Popen[bytes] | None:
    # -P: what lies in the working folder is not imported.
    command = [sys.executable, "-P", "-m", __name__]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None
    with suppress(OSError):
        assert process.stdin is not None
        process.stdin.write(json.dumps(sources).encode())
        process.stdin.close()
    return process


def main() -> None:
    """Compile the kernels whose texts and names come in as JSON."""
    from duixian.machine_code.store import Source, compile_one

    for text, name in json.load(sys.stdin):
        compile_one(Source(text, name))


if __name__ == "__main__":
    main()
