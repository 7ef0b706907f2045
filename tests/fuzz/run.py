"""A fuzz run: starts the processes, watches over them, shows how far they are, keeps what they find."""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import nullcontext
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.fuzz.minimise import minimised
from tests.fuzz.worker import (
    HANG,
    INPUT,
    PLACE,
    Done,
    Finding,
    Job,
    Memory,
    limited,
    targets_of,
    watch,
    work,
)

GROWTH = 48
"""Megabytes by which a process may grow after its warm-up: the inputs kept, and what allocators do not give back."""

HANG_SECONDS = 2.0
"""While a hanging input is made smaller, one that takes so long is held to hang as well."""

SILENCE = 180
"""Seconds by the clock after which a process that tells nothing is held to wait for something that never comes."""

DEATH_MINIMISE_SECONDS = 60
"""For making an input smaller that ends its process: each try is a process of its own."""

SEED = "seed"
"""A file with the run's seed; a folder with it was made by a run and is cleared by the next."""

LINE_SECONDS = 30
"""How often a line is printed where there is no terminal."""


class _Worker(NamedTuple):
    """A process at work."""

    number: int
    process: BaseProcess
    job: Job
    restarts: int
    heard: float


class Run:
    """One run over all targets."""

    def __init__(self, chosen: argparse.Namespace, seed: str) -> None:
        self.console = Console(highlight=False)
        self.module: str = chosen.module
        self.targets = targets_of(self.module)
        self.names: tuple[str, ...] = tuple(chosen.target or self.targets)
        self.seed = seed
        self.seconds: float = chosen.seconds
        self.inputs: int = chosen.inputs
        self.limit: float = chosen.limit
        self.processes: int = chosen.processes or os.cpu_count() or 1
        self.folder: Path = chosen.folder
        self.begun = monotonic()
        self.until = self.begun + self.seconds
        self.workers: dict[Connection, _Worker] = {}
        self.done: dict[tuple[int, int, str], Done] = {}
        self.memory: dict[int, Memory] = {}
        self.findings: dict[tuple[str, str], Finding] = {}
        self.deaths: dict[tuple[str, str], int] = {}

    def run(self) -> int:
        """Fuzz; the exit status."""
        unknown = set(self.names) - set(self.targets)
        if unknown:
            self.console.print(
                f"no such target: {', '.join(sorted(unknown))}; there are: {', '.join(self.targets)}"
            )
            return 2
        if self.folder.exists() and not (self.folder / SEED).exists() and any(self.folder.iterdir()):
            self.console.print(f"{self.folder} holds other things; findings need a folder of their own")
            return 2
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / SEED).write_text(self.seed, encoding="utf-8")
        self.console.print(
            f"seed {self.seed}, {self.processes} processes, {len(self.names)} targets, "
            + (f"{self.inputs} inputs of each" if self.inputs else f"{self.seconds:.0f} seconds")
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            for number in range(self.processes):
                self._start(number, 0)
            self._watch()
        except KeyboardInterrupt:
            self.console.print("stopped")
        finally:
            for worker in self.workers.values():
                worker.process.kill()
        self._small_deaths()
        self._report()
        return 1 if self.findings else 0

    # --- the processes -----------------------------------------------------------------------------------------

    def _start(self, number: int, restarts: int) -> None:
        folder = self.folder / f"process-{number}"
        folder.mkdir(exist_ok=True)
        (folder / INPUT).unlink(missing_ok=True)
        until = self.until if not self.inputs else float("inf")
        seed = f"{self.seed}-{number}-{restarts}"
        job = Job(seed, self.module, self.names, folder, monotonic(), until, self.inputs, self.limit)
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(job, theirs), daemon=True)
        process.start()
        theirs.close()
        self.workers[ours] = _Worker(number, process, job, restarts, monotonic())

    def _watch(self) -> None:
        bar = Progress(
            BarColumn(), TimeRemainingColumn(), TextColumn("{task.description}"), console=self.console
        )
        shown = self.console.is_terminal
        with bar if shown else nullcontext():
            task = bar.add_task("starting", total=None if self.inputs else self.seconds)
            line = monotonic()
            while self.workers:
                for ready in wait(list(self.workers), timeout=1):
                    assert isinstance(ready, Connection)
                    self._take(ready)
                for worker in self.workers.values():
                    if monotonic() - worker.heard > SILENCE:
                        worker.process.kill()
                bar.update(task, completed=monotonic() - self.begun, description=self._standing())
                if not shown and monotonic() - line > LINE_SECONDS:
                    line = monotonic()
                    self.console.print(f"{line - self.begun:5.0f} s  {self._standing()}")

    def _standing(self) -> str:
        inputs = sum(done.inputs for done in self.done.values())
        return f"{inputs} inputs, {len(self.findings)} findings"

    def _take(self, connection: Connection) -> None:
        worker = self.workers[connection]
        try:
            report = connection.recv()
        except EOFError:
            del self.workers[connection]
            worker.process.join()
            if worker.process.exitcode:
                self._died(worker)
            return
        self.workers[connection] = worker._replace(heard=monotonic())
        match report:
            case Done():
                self.done[worker.number, worker.restarts, report.target] = report
            case Memory():
                self.memory[worker.number] = report
            case Finding():
                self._found(report)

    def _died(self, worker: _Worker) -> None:
        """An input that takes too long, or ends the process, is a finding; another process goes on."""
        held = worker.job.folder / INPUT
        if not held.exists():
            raise RuntimeError(f"process {worker.number} ended before it began")
        name, _, content = held.read_bytes().partition(b"\n")
        trace = (worker.job.folder / PLACE).read_text(encoding="utf-8", errors="replace")
        status = worker.process.exitcode or 0
        places = re.findall(r'File "[^"]*[/\\](?:duixian|tests)[/\\]([^"]+)", line \d+ in (\w+)', trace)
        ours = [place for place in places if not place[0].startswith("fuzz")] or places[:1] or [("", "")]
        place = "{} {}".format(*ours[-1])  # the outermost: where within it time runs out is chance
        why = (
            f"takes more than {self.limit:g} s at" if status == -HANG else f"ended the process ({status}) at"
        )
        finding = Finding(name.decode(), f"{why} {place}", content, trace)
        self.deaths[finding.target, finding.key] = status
        self._found(finding)
        if monotonic() < self.until and not self.inputs:
            self._start(worker.number, worker.restarts + 1)

    # --- the findings ------------------------------------------------------------------------------------------

    def _found(self, finding: Finding) -> None:
        name = finding.target, finding.key
        known = self.findings.get(name)
        if known is not None and len(known.content) <= len(finding.content):
            return
        self.findings[name] = finding
        path = self._path(finding)
        if known is not None:
            self._path(known).unlink(missing_ok=True)
            self._trace(known).unlink(missing_ok=True)
        path.write_bytes(finding.content)
        self._trace(finding).write_text(f"{self._command(finding)}\n\n{finding.trace}", encoding="utf-8")
        if known is None:
            self.console.print(
                f"found: {finding.target}: {finding.key}\n  {self._command(finding)}", soft_wrap=True
            )

    def _path(self, finding: Finding) -> Path:
        mark = hashlib.sha256(finding.key.encode() + finding.content).hexdigest()[:8]
        return self.folder / f"{finding.target}-{mark}{self.targets[finding.target].suffix}"

    def _trace(self, finding: Finding) -> Path:
        return self._path(finding).with_suffix(".trace")

    def _command(self, finding: Finding) -> str:
        module = "" if self.module == "tests.fuzz.targets" else f" --module {self.module}"
        return f"{os.path.relpath(sys.executable)} -m tests.fuzz --repeat {os.path.relpath(self._path(finding))}{module}"

    def _small_deaths(self) -> None:
        """Make inputs that end their process smaller."""
        for name, status in self.deaths.items():
            finding = self.findings[name]
            trial = self.folder / f"{finding.target}-trial{self.targets[finding.target].suffix}"

            def ends(content: bytes, trial: Path = trial, status: int = status) -> bool:
                trial.write_bytes(content)
                return self._status(trial) == status

            small = minimised(finding.content, ends, DEATH_MINIMISE_SECONDS)
            trial.unlink(missing_ok=True)
            self._found(finding._replace(content=small))

    def _status(self, path: Path) -> int:
        """The exit status of running a kept input again."""
        limit = str(min(HANG_SECONDS, self.limit))
        command = [sys.executable, "-m", "tests.fuzz", "--module", self.module, "--limit", limit]
        return subprocess.run([*command, "--repeat", path], capture_output=True, check=False).returncode

    # --- the end -----------------------------------------------------------------------------------------------

    def _report(self) -> None:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for title in ("target", "inputs", "a second", "slowest", "kept"):
            table.add_column(title, justify="left" if title == "target" else "right")
        for name in self.names:
            every = [done for (_, _, target), done in self.done.items() if target == name]
            inputs, seconds = sum(done.inputs for done in every), sum(done.seconds for done in every)
            slowest = max((done.slowest for done in every), default=0)
            speed = f"{inputs / seconds:,.0f}" if seconds else "–"
            kept = sum(done.kept for done in every)
            table.add_row(name, f"{inputs:,}", speed, f"{slowest * 1000:,.0f} ms", str(kept))
        self.console.print(table)
        for number, memory in sorted(self.memory.items()):
            grew = memory.end - memory.begin
            self.console.print(
                f"process {number}: {memory.begin:.0f} MiB after the warm-up, {memory.end:.0f} MiB at the end"
            )
            if grew > GROWTH and not self.inputs:
                places = "\n".join(memory.places)
                key = f"memory grew by {grew:.0f} MiB (more than {GROWTH})"
                self.findings["", key] = Finding("", key, b"", places)
                self.console.print(f"found: {key}; kept most:\n{places}")
        whole = sum(done.inputs for done in self.done.values())
        seconds = monotonic() - self.begun
        self.console.print(
            f"{whole:,} inputs in {seconds:.0f} s, seed {self.seed}: {len(self.findings) or 'no'} findings"
        )


def repeat(path: Path, module: str, limit: float) -> int:
    """Run one input again: the target is the part of its name before the last hyphen."""
    name = path.name.rpartition("-")[0]
    target, content = targets_of(module)[name], path.read_bytes()
    faulthandler.enable()
    watch(sys.stderr)
    with limited(limit):
        came_to = target.run(content)
    sys.stdout.write(f"{name}: no fault; came to {came_to}\n")
    return 0
