"""Programs with their kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from duixian.census.engines import EngineUnavailable
from duixian.census.lowering import Program
from duixian.census.native import kernels
from duixian.census.native.layout import Input
from duixian.census.native.printing import NAME, print_kernel
from duixian.language.tree import Text
from duixian.language.vocabulary import Vocabulary
from duixian.machine_code.addresses import Function


class Made(NamedTuple):
    """A program, what its kernel reads, and the kernel."""

    program: Program
    inputs: tuple[Input, ...]
    function: Function


class Maker:
    """Makes the kernels of programs, each once. ``decode`` is the kernel that decodes columns; it comes with those of
    the first programs.

    Raises EngineUnavailable where numba is missing or fails. ``compiling`` is called before kernels are compiled,
    which takes seconds; ``plain`` makes functions of plain Python.
    """

    def __init__(self, vocabulary: Vocabulary, compiling: Callable[[], None], *, plain: bool = False) -> None:
        self.vocabulary = vocabulary
        self.compiling = compiling
        self.plain = plain
        self.decode: Function
        self._made: dict[int, Made] = {}

    def kernels(self, programs: Sequence[Program]) -> list[Made]:
        """The kernels of some programs, in their order."""
        new = {id(program): program for program in programs if id(program) not in self._made}
        printed = [print_kernel(self.vocabulary, program) for program in new.values()]
        self.decode, *functions = self._functions([kernel.text for kernel in printed])
        for program, kernel, function in zip(new.values(), printed, functions, strict=True):
            self._made[id(program)] = Made(program, kernel.inputs, function)
        return [self._made[id(program)] for program in programs]

    def _functions(self, texts: Sequence[str]) -> list[Function]:
        """The kernel that decodes columns, and those with these texts."""
        try:
            from duixian.machine_code.store import Source, functions, plain_function, source_of

            sources = [Source(text, NAME) for text in texts]
            decode = source_of(kernels.decode)
            found = functions([decode] if self.plain else [decode, *sources], self.compiling)
            if self.plain:
                found += [plain_function(source) for source in sources]
        except Exception as failure:  # numba and LLVM fail in ways of their own
            words = Text(f"numba 不可用:{failure}", f"numba cannot be used: {failure}")
            raise EngineUnavailable(words) from failure
        return found


def inputs_of(kernels: Iterable[Made]) -> list[Input]:
    """What some kernels read, each once."""
    return list(dict.fromkeys(of for made in kernels for of in made.inputs))
