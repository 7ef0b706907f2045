"""RESULTS.md: what was measured, ratios first."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks.words import CANNOT, MISSING_WORDS

TRACE_TARGET, AMOUNT_TARGET, START_TARGET = 15, 3, 300
"""Ours: microseconds a scheme with the full trace and without, milliseconds from start to answer."""

BUSY = 1.15
"""A process that took so many times as long as the processor worked for it has waited for others."""


class Way(NamedTuple):
    """A way of using an engine, and which measures it takes part in beside speed."""

    key: str
    module: str
    way: str
    name: str
    gives: str
    exact: bool = False
    missing: bool = False


def page(measured: dict[str, Any], ways: Sequence[Way]) -> str:
    """The whole page."""
    return "\n".join(
        [
            "# 兑现与同类引擎 · Duixian beside its peers",
            "",
            "<!-- 由 make bench 生成,不要手改。Written by make bench; do not edit. -->",
            "",
            *_about(measured, ways),
            *_list(measured),
            *_warm(measured, ways),
            *_start(measured),
            *_exact(measured, ways),
            *_missing(measured, ways),
            *_cannot(),
        ]
    )


def _about(measured: dict[str, Any], ways: Sequence[Way]) -> Iterator[str]:
    machine, effort = measured["machine"], measured["effort"]
    yield "![耗时、启动和错数 · time, start and wrong amounts](results.svg)"
    yield ""
    yield (
        "五条规则(W5)用各引擎自己的文档推荐的写法各写一遍,在一次运行里并排测得。看倍数:相差不到1.5倍算一样快;"
        "微秒和毫秒只供参考,换一台机器就不同。"
    )
    yield ""
    yield (
        "Five rules (W5), written for each engine as its own documentation recommends, measured side by side in "
        "one run. Read the ratios: differences under 1.5 times count as equal, and microseconds and milliseconds "
        "are for orientation only. What is measured and how is told in [README.md](README.md)."
    )
    yield ""
    versions = {
        ways_by_key(ways)[key].module: found
        for key, found in measured["speed"].items()
        if key in ways_by_key(ways)
    }
    named = {
        "duixian": versions["duixian_w5"]["version"],
        "zen-engine": versions["zen_w5"]["version"],
        "openfisca-core": versions["openfisca_w5"]["version"],
        "policyengine-core": versions["policyengine_w5"]["version"],
        "Python": versions["duixian_w5"]["python"],
    }
    yield "Versions: " + ", ".join(f"{name} {version}" for name, version in named.items()) + "."
    form = "`make bench-full`" if measured["form"] == "full" else "`make bench`"
    yield (
        f"Machine: {machine['cores']} cores, {machine['memory_gb']} GB. Form: {form}, medians of {effort['runs']} "
        f"processes (warm) and {effort['starts']} (start)."
    )
    waited = measured["start"]["duixian"]["ms"] / measured["start"]["duixian"]["cpu_ms"]
    if waited > BUSY:
        yield ""
        yield (
            f"**Other work was running when this was measured** (a process took {waited:.1f} times as long as the "
            "processor worked for it): the times are too long by a factor that the ratios share only roughly."
        )
    yield ""


def ways_by_key(ways: Sequence[Way]) -> dict[str, Way]:
    return {way.key: way for way in ways}


# --- Tables --------------------------------------------------------------------------------------------------


def _list(measured: dict[str, Any]) -> Iterator[str]:
    ways = [measured["speed"][key]["us"] for key in ("list", "list traced", "list in words")]
    bare, traced, _ = ways
    yield "## 青岛清单,一家,全部条款 · The Qingdao list, one case, every scheme"
    yield ""
    yield (
        f"Mean over the {measured['speed']['list']['schemes']} schemes, from typed facts, kind and date checked, "
        "warm; `missing` not asked for. The trace is built as objects, not rendered: what a case made of each line, "
        "whose numbers are put into words when they are read; in the last column all are. No peer gives these: "
        "outcomes of four kinds, bounds where facts are unknown, each reason with its clause."
    )
    yield ""
    yield "| µs a scheme | outcome and amount | with the full trace | with the trace as JSON |"
    yield "|---|---:|---:|---:|"
    for name in bare:
        if name[:2].isdigit():
            continue
        yield f"| a firm of {name} | {' | '.join(f'{times[name]:.1f}' for times in ways)} |"
    examples = [name for name in bare if name[:2].isdigit()]
    for word, pick in (("median", statistics.median), ("slowest", max)):
        yield f"| the ten examples, {word} | {' | '.join(f'{pick([times[name] for name in examples]):.1f}' for times in ways)} |"
    yield (
        f"| target | {AMOUNT_TARGET} ({_met(bare, AMOUNT_TARGET)}) | {TRACE_TARGET} ({_met(traced, TRACE_TARGET)}) | |"
    )
    yield ""


def _met(found: dict[str, float], target: float) -> str:
    beyond = [name for name, took in found.items() if took > target]
    if not beyond:
        return "met by all"
    if any(name[:2].isdigit() for name in beyond):
        return f"not met by {len(beyond)} of {len(found)}"
    return "met by the ten examples"


def _warm(measured: dict[str, Any], ways: Sequence[Way]) -> Iterator[str]:
    speed = measured["speed"]
    base, traced = speed["duixian"]["us"], speed["duixian traced"]["us"]
    yield "## 五条规则,一家,已载入 · Five rules, one case, warm"
    yield ""
    yield "| way | gives | time ÷ duixian's without trace | ÷ duixian's with trace | µs a rule |"
    yield "|---|---|---:|---:|---:|"
    for way in sorted(ways, key=lambda way: speed[way.key]["us"]):
        took = speed[way.key]["us"]
        yield f"| {way.name} | {way.gives} | {ratio(took, base)} | {ratio(took, traced)} | {took:.2f} |"
    yield ""


def ratio(took: float, base: float) -> str:
    """How many times as long; differences that count as none are marked."""
    times = took / base
    shown = f"{times:.0f}" if times >= 10 else f"{times:.1f}" if times >= 0.1 else f"{times:.2f}"
    return f"≈ 1 ({shown})" if 1 / 1.5 < times < 1.5 else shown


STARTED = {
    "list": "duixian, the 26 schemes of Qingdao, text with every reason, the slowest of ten examples",
    "list json": "duixian, the 26 schemes of Qingdao, JSON with every reason, example 01",
    "list brief": "duixian, the 26 schemes of Qingdao, the table only, example 01",
    "duixian": "duixian, W5, JSON with every reason",
    "zen": "zen-engine, W5, five amounts",
    "openfisca": "openfisca-core, W5, five amounts",
    "policyengine": "policyengine-core, W5, five amounts",
    "integers": "Python by hand, integers, W5, five amounts",
    "decimal": "Python by hand, Decimal, W5, five amounts",
    "python": "Python alone, printing nothing",
}


def _start(measured: dict[str, Any]) -> Iterator[str]:
    started = measured["start"]
    base = started["duixian"]["ms"]
    yield "## 从启动到印出答案 · From process start to the printed answer"
    yield ""
    yield "| process | time ÷ duixian's on W5 | ms | of these the processor's | peak MB |"
    yield "|---|---:|---:|---:|---:|"
    for key, words in sorted(STARTED.items(), key=lambda item: started[item[0]]["ms"]):
        found = started[key]
        yield (
            f"| {words} | {ratio(found['ms'], base)} | {found['ms']:.0f} | "
            f"{found['cpu_ms']:.0f} | {found['peak_mb']:.0f} |"
        )
    slowest = max((started[key] for key in ("list", "list json")), key=lambda found: float(found["ms"]))
    met = "met" if slowest["ms"] <= START_TARGET else "not met"
    yield ""
    yield (
        f"Target: `duixian decide FACTS.json` within {START_TARGET} ms: {met} ({slowest['ms']:.0f} ms, of which the "
        f"processor worked {slowest['cpu_ms']:.0f})."
    )
    yield ""


def _exact(measured: dict[str, Any], ways: Sequence[Way]) -> Iterator[str]:
    rows = measured["effort"]["rows"]
    yield "## 算得对不对 · Exactness"
    yield ""
    yield (
        f"The hard file has {rows:,} rows, amounts up to 3×10¹⁰ yuan, half a fen, thresholds and caps met, just "
        "missed and just passed. The right amounts come from fractions, worked out apart from every engine."
    )
    yield ""
    yield "| engine | wrong of the hard file's | by a yuan or more | at most by, yuan | wrong on realistic amounts |"
    yield "|---|---:|---:|---:|---:|"
    for way in ways:
        if not way.exact:
            continue
        hard, real = (measured["exact"][way.key][kind] for kind in ("hard", "realistic"))
        yield (
            f"| {way.name} | {hard['wrong']:,} of {hard['results']:,} | {hard['by_a_yuan']:,} | "
            f"{hard['at_most_fen'] / 100:,.2f} | {real['wrong'] / real['results']:.0%} |"
        )
    yield ""


def _missing(measured: dict[str, Any], ways: Sequence[Way]) -> Iterator[str]:
    yield "## 事实不全时 · Where facts are missing"
    yield ""
    yield (
        f"{measured['effort']['missing']:,} cases with 5% of all facts missing. *Open* results hang on a missing fact: "
        "the only right answer is that it cannot be told yet. *Settled* ones come out the same whatever it is; "
        "the last column is rules that lack nothing, in a case that does (what is wrong there is inexact arithmetic)."
    )
    yield ""
    yield "| way | open: says unknown | says 0 | says an amount | says the full cap | throws | settled: right | the case's other rules: right |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for way in ways:
        if not way.missing:
            continue
        said = measured["missing"][way.key]
        cells = [_share(said["open"], word) for word in MISSING_WORDS]
        cells += [_share(said[kind], "right") for kind in ("settled", "whole")]
        yield f"| {way.name} | {' | '.join(cells)} |"
    yield ""


def _share(said: dict[str, int], word: str) -> str:
    return f"{said.get(word, 0):,} of {sum(said.values()):,}" if word in said else "0"


def _cannot() -> Iterator[str]:
    yield "## 各引擎写不出什么 · What each cannot express"
    yield ""
    yield "| engine | cannot express |"
    yield "|---|---|"
    for name, words in CANNOT.items():
        yield f"| {name} | {words} |"
    yield ""


def brief(measured: dict[str, Any]) -> str:
    """The outcome in a few lines, for the terminal."""
    speed, started = measured["speed"], measured["start"]
    bare, traced = (speed[key]["us"] for key in ("list", "list traced"))
    examples = [name for name in bare if name[:2].isdigit()]
    median = [statistics.median(times[name] for name in examples) for times in (bare, traced)]
    lines = [
        f"the list, µs a scheme, outcome and amount: {median[0]:.1f} (target {AMOUNT_TARGET})",
        f"the list, µs a scheme, with the full trace: {median[1]:.1f} (target {TRACE_TARGET})",
        f"duixian decide: {started['list']['ms']:.0f} ms (target {START_TARGET})",
    ]
    for key in ("duixian", "integers", "zen", "openfisca", "policyengine"):
        hard = measured["exact"][key]["hard"]
        lines.append(
            f"{key}: {speed[key]['us']:.1f} µs a rule, {started[key]['ms']:.0f} ms from start, "
            f"{hard['wrong']:,} of {hard['results']:,} wrong"
        )
    return "\n".join(lines)
