"""Kernels by their text: loaded, kept on disk, or compiled."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, NamedTuple

from duixian.machine_code import kept, loading
from duixian.machine_code.addresses import Function
from duixian.machine_code.second import second_compiler

WORTH_A_PROCESS = 6
"""So many kernels take longer to compile than another process to start."""

KERNEL_VERSION = "1"
"""Changes whenever the same text would give other machine code for a reason that no name below tells."""


_making = Lock()


class Source(NamedTuple):
    """The text of a kernel, and the name of its function."""

    text: str
    name: str

    @property
    def key(self) -> str:
        """The hash of all that its machine code comes from; comments do not count."""
        code = "\n".join(line for line in self.text.splitlines() if not line.lstrip().startswith("#"))
        digest = hashlib.sha256()
        for part in (*_circumstances(), self.name, code):
            digest.update(part.encode() + b"\0")
        return digest.hexdigest()


@cache
def _circumstances() -> tuple[str, ...]:
    operations = Path(__file__).with_name("operations.py").read_text(encoding="utf-8")
    return KERNEL_VERSION, f"numba {metadata.version('numba')}", loading.processor(), operations


@cache
def source_of(kernel: Function) -> Source:
    """The text of a kernel that is written as a function over ``plain``."""
    return Source(inspect.getsource(kernel), kernel.__name__)


def functions(sources: Sequence[Source], compiling: Callable[[], None]) -> list[Function]:
    """The kernels of some sources. ``compiling`` is called once where one of them must be compiled first."""
    keys = [source.key for source in sources]
    missing: dict[str, Source] = {}
    for key, source in zip(keys, sources, strict=True):
        if loading.loaded(key) is None:
            machine_code = kept.recall(key)
            if machine_code is None:
                missing[key] = source
            else:
                loading.load(key, machine_code)
    if missing:
        compiling()
        _compile(missing)
    return [found for key in keys if (found := loading.loaded(key)) is not None]


def _compile(missing: dict[str, Source]) -> None:
    """Compile kernels; where there are many, another process takes every second one."""
    sources = list(missing.values())
    with second_compiler(sources[1::2] if len(sources) >= WORTH_A_PROCESS else []) as wait:
        for source in sources[::2]:
            compile_one(source)
        wait()
    for key, source in missing.items():
        if loading.loaded(key) is None:
            machine_code = kept.recall(key)
            if machine_code is None:
                compile_one(source)
            else:
                loading.load(key, machine_code)


def compile_one(source: Source) -> None:
    """Compile a kernel, keep it and load it."""
    from duixian.machine_code import operations  # numba takes its time to load
    from duixian.machine_code.compiling import compiled

    machine_code = compiled(_function(source, operations), source.key)
    kept.keep(source.key, machine_code, source.text)
    loading.load(source.key, machine_code)


@cache
def machine_code_of(*kernels: Function) -> tuple[Function, ...] | None:
    """Kernels that are written as functions over ``plain``; None where numba is missing or fails."""
    try:
        with _making:  # several threads may ask at once: one compiles, the others find what it loaded
            return tuple(functions([source_of(kernel) for kernel in kernels], lambda: None))
    except Exception:  # noqa: BLE001 -- numba and LLVM fail in ways of their own
        return None


def plain_function(source: Source) -> Function:
    """A kernel that runs as plain Python."""
    from duixian.machine_code import plain

    return _function(source, plain)


def _function(source: Source, words: ModuleType) -> Function:
    """The function that a text defines over the operations of a module: ``operations`` or ``plain``."""
    namespace: dict[str, Any] = {key: word for key, word in vars(words).items() if not key.startswith("_")}
    exec(compile(source.text, f"<{source.name}>", "exec"), namespace)  # noqa: S102 - our own printer wrote it
    function: Function = namespace[source.name]
    return function
