"""results.svg: three small bar charts, readable on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

WIDTH, LABEL, BAR, LINE = 860, 300, 430, 24

STYLE = """
  svg { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
  .card { fill: #ffffff; stroke: #d0d7de; } .text { fill: #1f2328; } .dim { fill: #59636e; }
  .ours { fill: #0b6e4f; } .theirs { fill: #8c959f; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; } .text { fill: #f0f6fc; } .dim { fill: #9198a1; }
    .ours { fill: #3fb68b; } .theirs { fill: #6e7681; }
  }
"""


class Bar(NamedTuple):
    """One bar and its label."""

    words: str
    value: float
    shown: str
    ours: bool = False


def drawing(measured: dict[str, Any]) -> str:
    """The whole chart."""
    speed, started, exact = measured["speed"], measured["start"], measured["exact"]
    warm = [
        ("duixian", "兑现:结果、金额 · outcome, amount"),
        ("duixian traced", "兑现:另加全部理由 · with every reason"),
        ("integers", "手写整数 · by hand, integers"),
        ("decimal", "手写 Decimal · by hand, Decimal"),
        ("zen compiled", "zen-engine:表达式 · expression"),
        ("zen", "zen-engine:决策表 · decision tables"),
        ("zen traced", "zen-engine:决策表、跟踪 · traced"),
        ("openfisca vectors", "openfisca-core"),
        ("openfisca traced", "openfisca-core:跟踪 · traced"),
        ("policyengine vectors", "policyengine-core"),
        ("policyengine traced", "policyengine-core:跟踪 · traced"),
    ]
    starts = [
        ("duixian", "兑现 · duixian"),
        ("integers", "手写整数 · by hand, integers"),
        ("zen", "zen-engine"),
        ("openfisca", "openfisca-core"),
        ("policyengine", "policyengine-core"),
    ]
    results = exact["duixian"]["hard"]["results"]
    panels = [
        (
            "五条规则,一家,已载入:每条规则微秒(对数) · five rules, warm: µs a rule (log scale)",
            [
                Bar(words, speed[key]["us"], f"{speed[key]['us']:.3g}", "duixian" in key)
                for key, words in warm
            ],
            True,
        ),
        (
            "从启动到答案,五条规则:毫秒 · process start to answer, five rules: ms",
            [
                Bar(words, started[key]["ms"], f"{started[key]['ms']:.0f}", key == "duixian")
                for key, words in starts
            ],
            False,
        ),
        (
            f"难题 {results:,} 个结果中算错的 · wrong of {results:,} hard results",
            [
                Bar(words, exact[key]["hard"]["wrong"], f"{exact[key]['hard']['wrong']:,}", key == "duixian")
                for key, words in starts
            ],
            False,
        ),
    ]
    parts: list[str] = []
    y = 44
    for title, bars, logarithmic in panels:
        parts.append(
            f'<text class="text" x="24" y="{y}" font-size="15" font-weight="600">{escape(title)}</text>'
        )
        parts += _bars(bars, y + 14, logarithmic=logarithmic)
        y += 14 + LINE * len(bars) + 40
    height = y - 14
    spoken = "; ".join(
        f"{title}: " + ", ".join(f"{bar.words} {bar.shown}" for bar in bars) for title, bars, _ in panels
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title words">\n'
        f'<title id="title">兑现与同类引擎 · Duixian beside its peers</title>\n<desc id="words">{escape(spoken)}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bars(bars: Sequence[Bar], y: float, *, logarithmic: bool) -> list[str]:
    most = max(bar.value for bar in bars) or 1
    least = min(bar.value for bar in bars) / 2
    parts: list[str] = []
    for bar in bars:
        if logarithmic:
            length = BAR * math.log(bar.value / least) / math.log(most / least)
        else:
            length = BAR * bar.value / most
        length = max(length, 1)
        weight = ' font-weight="600"' if bar.ours else ""
        parts += [
            f'<text class="text" x="{LABEL}" y="{y + 16}" font-size="13" text-anchor="end"{weight}>{escape(bar.words)}</text>',
            f'<rect class="{"ours" if bar.ours else "theirs"}" x="{LABEL + 10}" y="{y + 4}" width="{length:.1f}" height="{LINE - 8}" rx="2"/>',
            f'<text class="dim" x="{LABEL + 18 + length:.1f}" y="{y + 16}" font-size="13"{weight}>{bar.shown}</text>',
        ]
        y += LINE
    return parts
