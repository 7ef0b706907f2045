"""One process of a fuzz run: inputs of every target in turn, until the time is up. It tells what it did as it goes;
an input that hangs or crashes the process ends the process, and whoever started it finds the input in its folder."""

from __future__ import annotations

import faulthandler
import gc
import os
import resource
import signal
import sys
import tempfile
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, perf_counter, process_time
from typing import IO, NamedTuple

import duixian
from tests.fuzz.minimise import minimised
from tests.fuzz.stream import Stream
from tests.fuzz.target import Target

PACKAGE, TESTS = Path(duixian.__file__).parent, Path(__file__).parents[1]

MINIMISE_SECONDS = 20
REPORT_SECONDS = 0.5
MEMORY = 4 << 30
"""Bytes of address space a process may take: beyond it stands a MemoryError, not a machine that swaps."""

WARM, TRACED = 0.3, 0.9
"""Memory is compared from this share of the time on; from that one on, allocations are traced to name places."""

SLOW = 0.5
"""Seconds of processor time beyond which the slowest input of a target is kept, to be looked at."""

PLACES = 8
"""So many places that allocated and kept the most are named."""

HANG = signal.SIGPROF
"""The signal that ends a process whose input hangs."""

INPUT, PLACE = "input", "traceback.txt"
"""Files in a worker's folder: the input at hand (its first line names the target), where a hang stood."""


class Job(NamedTuple):
    """What a worker is to do. ``until`` is a monotonic time, ``inputs`` how many of each target (0: any number);
    ``limit`` is how many seconds of processor time one input may take."""

    seed: str
    module: str
    targets: tuple[str, ...]
    folder: Path
    begun: float
    until: float
    inputs: int
    limit: float


class Done(NamedTuple):
    """What became of a target so far: inputs, seconds in them, the slowest one, what was kept."""

    target: str
    inputs: int
    seconds: float
    slowest: float
    kept: int


class Memory(NamedTuple):
    """Resident megabytes after the warm-up and at the end, and where most was allocated and kept in between."""

    begin: float
    end: float
    places: tuple[str, ...]


class Finding(NamedTuple):
    """An input that shows a fault, minimised, and the traceback."""

    target: str
    key: str
    content: bytes
    trace: str


Report = Done | Memory | Finding


def targets_of(module: str) -> dict[str, Target]:
    found: dict[str, Target] = import_module(module).TARGETS
    return found


def work(job: Job, reports: Connection) -> None:
    """Fuzz until the time is up, sending reports."""
    scratch = job.folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ["DUIXIAN_CACHE"] = str(scratch / "cache")
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(KeyboardInterrupt, BrokenPipeError):  # whoever started this process stops it, or is gone
        _Worker(job, reports).run()
    reports.close()


def watch(places: IO[str]) -> None:
    """Have a hang end the process, wherever it is, and say where it stood."""
    faulthandler.register(HANG, file=places, all_threads=False, chain=True)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Ends the process where more processor time is used up: on a busy machine the clock says little."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def fault_key(error: BaseException) -> str:
    """What tells one fault from another: the kind of error, and the innermost place in the project."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    last = (ours or [frame for frame in frames if Path(frame.filename).is_relative_to(TESTS)] or frames)[-1]
    said = f" {error}" if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}{said.partition(chr(10))[0][:80]}"


def resident() -> float:
    """Megabytes of memory of this process: those in use now where the system tells, else the most so far."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 2**20
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


class _Worker:
    def __init__(self, job: Job, reports: Connection) -> None:
        self.job = job
        self.reports = reports
        self.input = job.folder / INPUT
        known = targets_of(job.module)
        self.streams = {name: Stream(known[name], job.seed) for name in job.targets}
        self.done = {name: Done(name, 0, 0.0, 0.0, 0) for name in job.targets}
        self.keys: set[tuple[str, str]] = set()
        self.told = monotonic()
        self.memory = _MemoryWatch()

    def run(self) -> None:
        with (self.job.folder / PLACE).open("w", encoding="utf-8") as places:
            faulthandler.enable(places)
            watch(places)
            while (name := self._next()) is not None:
                self._one(name)
                self.memory.look(self._share())
                if monotonic() - self.told > REPORT_SECONDS:
                    self._tell()
            faulthandler.disable()
        self._tell()
        self.reports.send(self.memory.ended())

    def _tell(self) -> None:
        for done in self.done.values():
            self.reports.send(done)
        self.told = monotonic()

    def _share(self) -> float:
        """How much of the work is done."""
        if self.job.inputs:
            return sum(one.inputs for one in self.done.values()) / (self.job.inputs * len(self.done))
        return (monotonic() - self.job.begun) / (self.job.until - self.job.begun)

    def _next(self) -> str | None:
        """The target that has had the least time; None when the work is done."""
        if monotonic() >= self.job.until:
            return None
        left = [one for one in self.done.values() if not self.job.inputs or one.inputs < self.job.inputs]
        return min(left, key=lambda one: one.seconds).target if left else None

    def _one(self, name: str) -> None:
        stream = self.streams[name]
        start = perf_counter()
        content = stream.next()
        seconds = 0.0
        try:
            came_to, seconds = self._guarded(stream.target, content)
            stream.learn(content, came_to)
            if seconds > max(SLOW, self.done[name].slowest):
                (self.job.folder / f"{name}-slowest{stream.target.suffix}").write_bytes(content)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
            self._found(stream.target, content, error)
        before = self.done[name]
        self.done[name] = Done(
            name,
            before.inputs + 1,
            before.seconds + perf_counter() - start,
            max(before.slowest, seconds),
            len(stream.kept),
        )

    def _guarded(self, target: Target, content: bytes) -> tuple[object, float]:
        """What an input comes to and the processor time it takes. One that takes too long ends the process."""
        self.input.write_bytes(target.name.encode() + b"\n" + content)
        start = process_time()
        with limited(self.job.limit):
            return target.run(content), process_time() - start

    def _found(self, target: Target, content: bytes, error: Exception) -> None:
        key = fault_key(error)
        if (target.name, key) in self.keys:
            return
        self.keys.add((target.name, key))

        def shows(less: bytes) -> bool:
            return self._key(target, less) == key

        small = minimised(content, shows, MINIMISE_SECONDS) if shows(content) else content
        self.reports.send(Finding(target.name, key, small, "".join(traceback.format_exception(error))))

    def _key(self, target: Target, content: bytes) -> str:
        try:
            self._guarded(target, content)
        except Exception as error:  # noqa: BLE001  # as above
            return fault_key(error)
        return ""


class _MemoryWatch:
    """Memory after the warm-up against memory at the end, and where what was kept in between was allocated."""

    def __init__(self) -> None:
        self.begin = 0.0
        self.end = 0.0
        self.traced: tracemalloc.Snapshot | None = None

    def look(self, share: float) -> None:
        """Measure, where so much of the run is over."""
        if not self.begin and share >= WARM:
            gc.collect()
            self.begin = resident()
        if self.traced is None and share >= TRACED:
            gc.collect()
            self.end = resident()  # before tracing takes memory of its own
            tracemalloc.start()
            self.traced = tracemalloc.take_snapshot()

    def ended(self) -> Memory:
        """The figures; the places are those that kept most while allocations were traced."""
        if self.traced is None:
            return Memory(self.begin, resident(), ())
        gc.collect()
        grown = tracemalloc.take_snapshot().compare_to(self.traced, "lineno")
        tracemalloc.stop()
        return Memory(
            self.begin, self.end, tuple(str(place) for place in grown[:PLACES] if place.size_diff > 0)
        )
