"""The text of a query as people read it: the clause and the rule first, then the steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from duixian.census.lowering import Program
from duixian.census.sql.dialects import Dialect
from duixian.census.sql.query import UNKNOWN_LISTS, Query, query
from duixian.language.vocabulary import Vocabulary

WIDTH = 100

Say = Callable[[str, str], str]
"""Picks the words of the chosen language."""


def query_text(
    vocabulary: Vocabulary, program: Program, dialect: Dialect, *, complete: Collection[str]
) -> str:
    """The query of a program, without a semicolon; see :func:`duixian.census.sql.query.query`."""
    return written(query(vocabulary, program, dialect, complete=complete))


def written(found: Query) -> str:
    """A query as text in its dialect."""
    dialect = found.dialect
    return found.whole().sql(dialect.key, pretty=True, max_text_width=WIDTH, comments=dialect.block_comments)


def commented(lines: Iterator[str]) -> str:
    """Lines as comments of SQL."""
    return "".join(f"-- {line}".rstrip() + "\n" for text in lines for line in text.split("\n"))


def heading(
    vocabulary: Vocabulary, program: Program, found: Query, complete: Collection[str], say: Say
) -> str:
    """What stands before a query: the clause, the rule, what is read and what comes out."""
    return commented(_heading(vocabulary, program, found, complete, say))


def _heading(
    vocabulary: Vocabulary, program: Program, found: Query, complete: Collection[str], say: Say
) -> Iterator[str]:
    policy, scheme, version = program.of
    kind = vocabulary.kind_by_name[program.kind]
    yield say(
        f"{program.of.name} {policy.name.zh} · {scheme.name.zh}({policy.key}.{scheme.key})",
        f"{program.of.name} {policy.name.en} · {scheme.name.en} ({policy.key}.{scheme.key})",
    )
    start, end = (day.isoformat() if day else "…" for day in (version.start, version.end))
    yield say(
        f"主体:{kind.name.zh};施行:{start} 至 {end}", f"For: {kind.name.en}; in force: {start} to {end}"
    )
    for reading in version.readings:
        label = reading.option(program.readings[reading.key]).label
        yield say(
            f"读法 {reading.key}={program.readings[reading.key]}:{label.zh}",
            f"Reading {reading.key}={program.readings[reading.key]}: {label.en}",
        )
    if version.prose:
        yield say("条文:", "Clause:")
        yield _indented(version.prose)
    yield say("规则:", "Rule:")
    yield _indented(version.rule)
    if version.sources:
        cited = ";".join(f"{one.source}:{one.place}" for one in version.sources)
        yield say(f"出处:{cited}", f"Sources: {cited}")
    yield ""
    yield from _tables(program, found, complete, say)
    yield from _result(program, say)
    yield from _limits(program, found.dialect, say)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().split("\n"))


def _tables(program: Program, found: Query, complete: Collection[str], say: Say) -> Iterator[str]:
    yield say(
        f"读的表:{program.kind}(id、{'、'.join(found.columns) or '—'})",
        f"Reads: {program.kind} (id, {', '.join(found.columns) or '—'})",
    )
    for records, fields in found.fields.items():
        whole = (
            say("全的,没有记录就是没有", "complete: no record means none")
            if records in complete
            else say("不一定全,没有记录就是不明", "perhaps not complete: no record means unknown")
        )
        yield (
            f"  {records}(owner、{'、'.join(fields)}):{whole}"
            if say("zh", "en") == "zh"
            else (f"  {records} (owner, {', '.join(fields)}): {whole}")
        )
    if found.fields:
        yield say(
            f"  {UNKNOWN_LISTS}(records、owner):哪些主体的哪种记录不全;可以是空表",
            f"  {UNKNOWN_LISTS} (records, owner): whose records of which kind are not all known; may be empty",
        )


def _result(program: Program, say: Say) -> Iterator[str]:
    yield say(
        "结果:outcome 0 不适用,1 不符合,2 待核,3 可享;",
        "Result: outcome 0 not applicable, 1 not entitled, 2 undetermined, 3 entitled;",
    )
    yield say(
        "  deciding 0 没有,-1 主体,-2 金额,其余是第几个条件;low、high 金额上下限,单位分,high 为空是没有上限;",
        "  deciding 0 nothing, -1 the recipient, -2 the amount, else the number of a condition;"
        " low, high the amount in fen, no high means no bound;",
    )
    bits = [f"{1 << place} {fact.path}" for place, fact in enumerate(program.missing)]
    yield say(
        f"  missing 还能定局的不明事实之和:{';'.join(bits) or '没有'};",
        f"  missing the sum of the unknown facts that may settle it: {'; '.join(bits) or 'none'};",
    )
    yield say(
        "  beyond 1 是算到64位之外,这一行其余各列不作数,请用 duixian decide 单独算。",
        "  beyond 1 where the arithmetic leaves 64 bits: nothing else in the row counts, use duixian decide.",
    )


def _limits(program: Program, dialect: Dialect, say: Say) -> Iterator[str]:
    version = program.of.version
    left_out = [say("已获奖补", "earlier awards")]
    left_out += (
        [say("名额(名次要在表里给出)", "places (ranks are read from the table)")] if version.places else []
    )
    left_out += [say("年度预算", "the yearly envelope")] if version.budget else []
    left_out += [say("不可同享的条款", "schemes that exclude it")] if version.excludes else []
    separator = say("、", ", ")
    yield (
        say("没有算进去:", "Not in it: ")
        + separator.join(left_out)
        + say(";这些由 duixian census 算。", "; duixian census does that.")
    )
    if dialect.executed:
        yield say(
            f"{dialect.name}:这样的文本在测试里真的执行。",
            f"{dialect.name}: text like this is executed in the tests.",
        )
    else:
        yield say(
            f"{dialect.name}:这样的文本没有执行过,只由 sqlglot 按这种方言重新读过。用前请先在自己的平台上核对。",
            f"{dialect.name}: text like this has not been executed, only read again by sqlglot as this dialect."
            " Check it on your platform before use.",
        )
