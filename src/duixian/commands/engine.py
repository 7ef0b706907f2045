"""The engine that commands run where none is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from duixian.terminal import Terminal

if TYPE_CHECKING:
    from duixian.census.decided import Engine
    from duixian.language.tree import Text


def default_engine(terminal: Terminal, *, held: bool = False) -> Engine:
    """The native engine, or DuckDB where that cannot run here; a line says so, and that rules are compiled. ``held``: the
    recipients are kept in memory, to be decided again and again."""
    from duixian.census.engines import FirstThatRuns, engine_named

    @cache  # said once, though the kernels of each kind of recipient are compiled by themselves
    def compiling() -> None:
        if not terminal.as_json:
            terminal.complain(
                terminal.say(
                    "正在把规则编译成机器码,几秒到十几秒;同样的规则以后不用再编译",
                    "compiling the rules to machine code, for some seconds; the same rules need it only once",
                )
            )

    def native() -> Engine:
        from duixian.census.native.engine import NativeEngine
        from duixian.sandbox.held import HeldEngine

        engine = NativeEngine(compiling=compiling)
        return HeldEngine(engine) if held else engine

    def told(words: Text) -> None:
        why = words.in_language(terminal.language)
        terminal.complain(terminal.say(f"{why};改用 DuckDB", f"{why}; DuckDB takes over"))

    return FirstThatRuns([native, lambda: engine_named("duckdb")], told)
