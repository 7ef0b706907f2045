"""What was measured of whole tables, as the last part of RESULTS.md, and as population.svg."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.chart import Panel, Row, drawn, short
from benchmarks.population.measure import JUDGED, READING, WAYS, Way
from benchmarks.results import ratio

HEADING = "## 百万行 · Millions of rows"
"""Where this part of RESULTS.md begins."""

NAMES = {
    "native": "兑现 native · duixian",
    "duckdb": "兑现 duckdb · duixian",
    "sql": "手写 DuckDB · by hand",
    "sql ids": "手写 DuckDB,查编号 · ids checked",
    "polars": "手写 Polars · by hand",
    "polars ids": "手写 Polars,查编号 · ids checked",
    "policyengine": "policyengine-core",
    "openfisca": "openfisca-core",
    "zen": "zen-engine",
}


def page(measured: dict[str, Any]) -> str:
    """The part of the page, from its heading on."""
    return "\n".join([HEADING, "", *_about(measured), *_five(measured), *_list(measured), ""])


def _about(measured: dict[str, Any]) -> Iterator[str]:
    yield "![一张表和一座城市 · a table and a city](population.svg)"
    yield ""
    found = measured["w5"]["speed"]["clean"]
    versions = {way.module if way.module != "by_rules_engines" else way.key: found[way.key] for way in WAYS}
    named = {
        "duixian": "by_duixian",
        "DuckDB": "by_sql",
        "Polars": "by_polars",
        "openfisca-core": "openfisca",
        "policyengine-core": "policyengine",
        "zen-engine": "zen",
    }
    yield (
        "Versions: "
        + ", ".join(f"{name} {versions[key]['version']}" for name, key in named.items())
        + f". Form: `{measured['w5']['form']}` for the five rules, `{measured['w20']['form']}` for the list. Figures are "
        "medians of processes that take turns; a ratio is the median of the ratios of turns. *Load* is the machine's load average while it "
        "was measured, ours included; with more than there are cores, seconds are too long, the processor's seconds are "
        "not. Two engines that both use all cores lose alike, one that uses a single core loses less."
    )
    yield ""


# --- W5 ------------------------------------------------------------------------------------------------------


def _five(measured: dict[str, Any]) -> Iterator[str]:
    effort = measured["w5"]["effort"]
    clean, gaps = (measured["w5"]["speed"][name] for name in ("clean", "gaps"))
    yield f"### 五条规则,一张 Parquet 表 · Five rules over one Parquet file of {effort['rows']:,} rows"
    yield ""
    yield (
        "From the file to the five sums, reading included, everything loaded and the file in memory. A census also checks "
        "every id, finds those that stand twice, keeps bounds, reasons and what is missing; by hand and in the peers only "
        f"amounts. zen-engine ran {effort['few']:,} rows and is put at its rate."
    )
    yield ""
    yield "| way | time ÷ duixian's | million rows/s | s | processor s | peak MB | load | with 5% missing: s |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    rows = [(way, clean[way.key], gaps[way.key]) for way in (*WAYS, READING)]
    for way, one, other in sorted(rows, key=lambda row: _seconds(measured, row[0])):
        number = effort["few"] if way.few else effort["rows"]
        yield (
            f"| {way.name} | {ratio(one['ratio'] * effort['rows'] / number, 1)} | {number / one['s'] / 1e6:.2f} | "
            f"{one['s']:.2f} | {one['cpu_s']:.2f} | {one['peak_mb']:,.0f} | {one['load']:.1f} | "
            f"{'' if way.few else format(other['s'], '.2f')} |"
        )
    yield ""
    yield from _targets_of_five(measured)
    yield ""
    yield (
        f"Right and wrong, over a hard file and one with 5% of all facts missing, {effort['judged']:,} rows each; what is "
        "right comes from fractions. *Open* answers hang on a missing fact, the others are settled."
    )
    yield ""
    yield "| way | wrong of the hard file's | open: says unknown | settled: wrong or withheld |"
    yield "|---|---:|---:|---:|"
    for key in JUDGED:
        found = measured["w5"]["judged"][key]
        yield (
            f"| {_way(key).name} | {found['wrong']:,} of {found['results']:,} | "
            f"{found['open_said']:,} of {found['open']:,} | "
            f"{found['settled_wrong']:,} of {found['results'] - found['open']:,} |"
        )
    yield ""


def _targets_of_five(measured: dict[str, Any]) -> Iterator[str]:
    clean = measured["w5"]["speed"]["clean"]
    engines = [
        key
        for key in ("policyengine", "openfisca", "zen")
        if _seconds(measured, _way(key)) < clean["native"]["s"]
    ]
    ahead = "met" if not engines else f"not met ({', '.join(engines)})"
    yield f"Target, ahead of every rules engine: {ahead}."
    for word, wanted in (
        ("the fastest hand-written query", False),
        ("the fastest that also checks ids", True),
    ):
        hand = min(
            (way for way in WAYS if way.key.split()[0] in {"sql", "polars"} and way.ids >= wanted),
            key=lambda way: float(clean[way.key]["s"]),
        )
        times, worked = 1 / clean[hand.key]["ratio"], clean["native"]["cpu_s"] / clean[hand.key]["cpu_s"]
        yield (
            f"Target, within 1.5 times of {word} ({hand.name}): {'met' if times <= 1.5 else 'not met'}, "
            f"{times:.1f} times ({worked:.1f} of the processor's time)."
        )


def _way(key: str) -> Way:
    (found,) = (way for way in WAYS if way.key == key)
    return found


def _seconds(measured: dict[str, Any], way: Way) -> float:
    """Seconds over the whole table; of a slow engine at its rate."""
    effort, found = measured["w5"]["effort"], measured["w5"]["speed"]["clean"][way.key]
    return float(found["s"]) * (effort["rows"] / effort["few"] if way.few else 1)


# --- W20 -----------------------------------------------------------------------------------------------------


def _list(measured: dict[str, Any]) -> Iterator[str]:
    found = measured["w20"]
    yield f"### 青岛清单,一座城市 · The Qingdao list over a city of {found['recipients']:,}"
    yield ""
    yield (
        "Whole processes from start to end, page cache warm. Reading is DuckDB merely summing every column of every table, "
        "ids (by their length) and records too: `benchmarks/population/reading.py`. Decisions are all of them, with the "
        f"report: {found['decisions_mb']:,} MB of Parquet."
    )
    yield ""
    yield "| what | s | ÷ reading | target | processor s | ÷ reading | peak MB | target | load |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for key, words, target, memory in (
        ("reading", "DuckDB only reading", None, None),
        ("summary", "census, summary only", 2, 1536),
        ("decisions", "census, all decisions and report written", 6, 2048),
    ):
        one = found[key]
        times = "" if target is None else f"{found[f'{key}_ratio']:.1f}"
        worked = "" if target is None else f"{found[f'{key}_cpu_ratio']:.1f}"
        yield (
            f"| {words} | {one['s']:.2f} | {times} | {'' if target is None else f'≤ {target}'} | {one['cpu_s']:.2f} | "
            f"{worked} | {one['peak_mb']:,.0f} | {'' if memory is None else f'≤ {memory:,}'} | {one['load']:.1f} |"
        )
    yield ""
    held, compiling, sample = found["held"], found["compiling"], found["sample"]
    yield "| what | measured | target |"
    yield "|---|---:|---:|"
    yield (
        f"| {held['recipients']:,} recipients in memory, all schemes, ms a run (processor; quickest) | "
        f"{held['ms']:.0f} ({held['cpu_ms']:.0f}; {held['quickest_ms']:.0f}), load {held['load']:.1f} | ≤ 80 for 2,000,000 |"
    )
    yield f"| {compiling['kernels']} kernels compiled, nothing kept, s with imports | {compiling['cold_s']:.1f} | ≤ 20 |"
    yield f"| the same kernels from the cache, s with imports | {compiling['cached_s']:.2f} | ≤ 0.5 |"
    yield f"| `duixian sample`, {found['recipients']:,} recipients, s | {sample['s']:.1f} | ≤ 15 for 1,000,000 |"
    yield ""
    yield "| recipients, summary only | s | processor s | processor µs a recipient beyond the first row's | peak MB | load |"
    yield "|---|---:|---:|---:|---:|---:|"
    first = found["growth"][0]
    for one in found["growth"]:
        more = one["recipients"] - first["recipients"]
        each = f"{(one['cpu_s'] - first['cpu_s']) / more * 1e6:.2f}" if more else ""
        yield (
            f"| {one['recipients']:,.0f} | {one['s']:.2f} | {one['cpu_s']:.2f} | {each} | {one['peak_mb']:,.0f} | "
            f"{one['load']:.1f} |"
        )


# --- The chart -----------------------------------------------------------------------------------------------


def drawing(measured: dict[str, Any]) -> str:
    """population.svg."""
    effort, judged, found = measured["w5"]["effort"], measured["w5"]["judged"], measured["w20"]
    seconds = {way.key: _seconds(measured, way) for way in WAYS}
    base = seconds["native"]
    wrong = {key: judged[key]["wrong"] for key in JUDGED}
    return drawn(
        [
            Panel(
                f"五条规则,{_rows(effort['rows'])}行 Parquet:是兑现的几倍(对数) · times duixian's (log scale)",
                [
                    Row(
                        NAMES[key],
                        took / base,
                        f"{short(took / base)}× · {short(took)} s",
                        key in {"native", "duckdb"},
                    )
                    for key, took in sorted(seconds.items(), key=lambda item: item[1])
                ],
                "兑现还查重编号、给出区间和待核;手写的和同类引擎只给金额 · duixian also checks ids and gives bounds and unknowns",
                logarithmic=True,
            ),
            Panel(
                f"难题 {judged['native']['results']:,} 个结果中算错的 · wrong of {judged['native']['results']:,} hard results",
                [
                    Row(NAMES[key], number, f"{number:,}", key in {"native", "duckdb"})
                    for key, number in sorted(wrong.items(), key=lambda item: int(item[1]))
                ],
            ),
            Panel(
                f"青岛清单,{_rows(found['recipients'])}个主体,整个进程 · the Qingdao list, whole processes, s",
                [
                    Row(
                        "DuckDB 只读一遍 · only reading",
                        found["reading"]["s"],
                        f"{found['reading']['s']:.1f} s",
                        ours=False,
                    ),
                    Row(
                        "兑现,只要汇总 · summary", found["summary"]["s"], _times(found, "summary"), ours=True
                    ),
                    Row(
                        "兑现,全部决定写出 · all written",
                        found["decisions"]["s"],
                        _times(found, "decisions"),
                        ours=True,
                    ),
                ],
            ),
        ],
        "一张表和一座城市 · A table and a city",
    )


def _times(found: dict[str, Any], key: str) -> str:
    return f"{found[key]['s']:.1f} s · {found[f'{key}_ratio']:.1f}×"


def _rows(number: int) -> str:
    return f"{number // 10_000:,}万"
