"""results.svg: three small charts, the quickest and the most exact on top, readable on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

WIDTH, LABEL, BAR, LINE = 860, 300, 410, 24

STYLE = """
  svg { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
  .card { fill: #ffffff; stroke: #d0d7de; } .text { fill: #1f2328; } .dim { fill: #59636e; }
  .over { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .ours { fill: #0b6e4f; } .theirs { fill: #8c959f; } .grid { stroke: #d0d7de; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; } .text { fill: #f0f6fc; } .dim { fill: #9198a1; } .over { stroke: #0d1117; }
    .ours { fill: #3fb68b; } .theirs { fill: #6e7681; } .grid { stroke: #3d444d; }
  }
"""


WARM = {
    "duixian": "兑现:结果、金额 · outcome, amount",
    "duixian traced": "兑现:另加全部理由 · with every reason",
    "integers": "手写整数 · by hand, integers",
    "decimal": "手写 Decimal · by hand, Decimal",
    "zen compiled": "zen-engine:表达式 · expression",
    "zen": "zen-engine:决策表 · decision tables",
    "zen traced": "zen-engine:决策表、跟踪 · traced",
    "openfisca vectors": "openfisca-core",
    "openfisca traced": "openfisca-core:跟踪 · traced",
    "policyengine vectors": "policyengine-core",
    "policyengine traced": "policyengine-core:跟踪 · traced",
}

ENGINES = {
    "duixian": "兑现 · duixian",
    "integers": "手写整数 · by hand, integers",
    "zen": "zen-engine",
    "openfisca": "openfisca-core",
    "policyengine": "policyengine-core",
}


class Row(NamedTuple):
    """One value and its label."""

    words: str
    value: float
    shown: str
    ours: bool


class Panel(NamedTuple):
    """One of the charts; ``logarithmic``: points over powers of ten, else bars from nought."""

    title: str
    rows: list[Row]
    note: str = ""
    logarithmic: bool = False


def drawing(measured: dict[str, Any]) -> str:
    """The whole chart."""
    wrong = {key: measured["exact"][key]["hard"] for key in ENGINES}
    results = wrong["duixian"]["results"]
    panels = [
        Panel(
            "五条规则,一家,已载入:是兑现的几倍(对数) · five rules, warm: times duixian's (log scale)",
            _timed(WARM, {key: measured["speed"][key]["us"] for key in WARM}, "µs"),
            "手写的和同类引擎只给金额;跟踪是引擎自己的 · by hand and the peers: amounts only; traced: by the engine itself",
            logarithmic=True,
        ),
        Panel(
            "从启动到答案,五条规则:是兑现的几倍 · process start to answer, five rules: times duixian's",
            _timed(ENGINES, {key: measured["start"][key]["ms"] for key in ENGINES}, "ms"),
        ),
        Panel(
            f"难题 {results:,} 个结果中算错的 · wrong of {results:,} hard results",
            [
                Row(words, wrong[key]["wrong"], f"{wrong[key]['wrong']:,}", key == "duixian")
                for key, words in sorted(ENGINES.items(), key=lambda item: int(wrong[item[0]]["wrong"]))
            ],
        ),
    ]
    return drawn(panels, "兑现与同类引擎 · Duixian beside its peers")


def drawn(panels: Sequence[Panel], title: str) -> str:
    """Some charts, one under the other, with a title for those who hear them."""
    parts: list[str] = []
    y = 44.0
    for panel in panels:
        parts.append(
            f'<text class="text" x="24" y="{y:.0f}" font-size="15" font-weight="600">{escape(panel.title)}</text>'
        )
        if panel.note:
            parts.append(
                f'<text class="dim" x="24" y="{y + 20:.0f}" font-size="12">{escape(panel.note)}</text>'
            )
            y += 20
        marks, y = (_points if panel.logarithmic else _bars)(panel.rows, y + 14)
        parts += marks
        y += 40
    height = round(y - 14)
    spoken = "; ".join(
        f"{panel.title}: " + ", ".join(f"{row.words} {row.shown}" for row in panel.rows) for panel in panels
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title words">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="words">{escape(spoken)}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _timed(words: dict[str, str], took: dict[str, float], unit: str) -> list[Row]:
    """Times as multiples of duixian's, the shortest first."""
    base = took["duixian"]
    return [
        Row(
            words[key],
            took[key] / base,
            f"{short(took[key] / base)}× · {short(took[key])} {unit}",
            "duixian" in key,
        )
        for key in sorted(took, key=lambda key: took[key])
    ]


def short(value: float) -> str:
    """A number with two digits that count."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _bars(rows: Sequence[Row], y: float) -> tuple[list[str], float]:
    """Bars from nought, and where they end."""
    most = max(row.value for row in rows) or 1
    parts: list[str] = []
    for row in rows:
        length = max(BAR * row.value / most, 1)
        parts.append(
            f'<rect class="{_side(row)}" x="{LABEL + 10}" y="{y + 4}" width="{length:.1f}" height="{LINE - 8}" rx="2"/>'
        )
        parts += _words(row, LABEL + 10 + length, y)
        y += LINE
    return parts, y


def _points(rows: Sequence[Row], y: float) -> tuple[list[str], float]:
    """Points over the powers of ten, and where they end."""
    first = math.floor(math.log10(min(row.value for row in rows)))
    last = math.ceil(math.log10(max(row.value for row in rows)))

    def across(value: float) -> float:
        return LABEL + 10 + BAR * (math.log10(value) - first) / (last - first)

    end = y + LINE * len(rows)
    parts: list[str] = []
    for power in range(first, last + 1):
        x = across(10.0**power)
        parts += [
            f'<line class="grid" x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{end + 4}"/>',
            f'<text class="dim" x="{x:.1f}" y="{end + 18}" font-size="11" text-anchor="middle">{10.0**power:g}×</text>',
        ]
    for row in rows:
        x = across(row.value)
        parts.append(f'<circle class="{_side(row)}" cx="{x:.1f}" cy="{y + 12}" r="6"/>')
        parts += _words(row, x + 4, y)
        y += LINE
    return parts, end + 18


def _side(row: Row) -> str:
    return "ours" if row.ours else "theirs"


def _words(row: Row, x: float, y: float) -> list[str]:
    """A row's label on the left and its value right of where its mark ends."""
    weight = ' font-weight="600"' if row.ours else ""
    return [
        f'<text class="text" x="{LABEL}" y="{y + 16}" font-size="13" text-anchor="end"{weight}>{escape(row.words)}</text>',
        f'<text class="dim over" x="{x + 8:.1f}" y="{y + 16}" font-size="13"{weight}>{escape(row.shown)}</text>',
    ]
