"""Charts of sums: Vega places the marks, the style sheet says what they look like.

Each layer of a chart is named after its class in the style sheet, so that dark mode and paper recolour it. No word
goes through Vega, which would measure every Chinese sign in every font: a text mark holds the number of its words,
and they are put in at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from rich.cells import cell_len

from duixian.pages.drawings import WIDTH, drawing, ticks
from duixian.pages.html import Child, Html, markup, tag


class Row(NamedTuple):
    """A bar: solid up to ``low``, light from there to ``high`` (None: no bound); ``value`` says so in words."""

    label: str
    value: str
    low: int
    high: int | None


class Scale(NamedTuple):
    """How a value stands on the axis in words, and from which value on its steps are tenfold (None: equal)."""

    words: Callable[[int], str]
    tenfold: int | None = None


class Limit(NamedTuple):
    """A line across all bars, with its words."""

    value: int
    words: str


_STEP, _THICK, _AXIS = 38, 11, 22
_LEFT, _RIGHT = 2, WIDTH - 10
_LONG = 12
"""With more rows than these, the axis stands above them too."""


def bar_chart(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    *,
    scale: Scale,
    limit: Limit | None = None,
) -> Html:
    """A bar for each row, all on one scale, as an image that says in words what it shows.

    Vega computes in binary floats and bars are drawn to a tenth of a pixel: a drawing may round, the table beside
    it must not.
    """
    import vl_convert

    layers = _Layers(rows, scale, limit)
    text = json.dumps(_chart(layers, scale.tenfold))
    svg = ET.fromstring(vl_convert.vega_to_svg(text))  # noqa: S314 - drawn here, from our numbers
    return drawing(name, layers.height, title, description, list(_kept(svg, layers.words)))


def _chart(layers: _Layers, tenfold: int | None) -> Mapping[str, Any]:
    """A chart as Vega reads it, its layers from back to front."""
    kind = {"type": "linear"} if tenfold is None else {"type": "symlog", "constant": tenfold}
    return {
        "width": WIDTH,
        "height": layers.height,
        "padding": 0,
        "autosize": "none",
        "scales": [{"name": "across", "domain": [0, layers.most], "range": [_LEFT, _RIGHT], **kind}],
        "data": [{"name": name, "values": values} for name, values in layers.data.items()],
        "marks": [
            {"name": f"{name}_marks", "from": {"data": name}, **marks} for name, marks in _MARKS.items()
        ],
    }


Places = dict[str, dict[str, str]]


def _mark(kind: str, places: Places, *, scaled: bool = True) -> dict[str, Any]:
    """A layer of marks; not ``scaled``: they stand across in units of the drawing, as all stand down."""
    x = {"field": "x", "scale": "across"} if scaled else {"field": "x"}
    return {"type": kind, "encode": {"update": {"x": x, "y": {"field": "y"}, **places}}}


def _words(align: str, *, scaled: bool = False) -> dict[str, Any]:
    said = {"text": {"field": "words"}, "align": {"value": align}, "baseline": {"value": "alphabetic"}}
    return _mark("text", said, scaled=scaled)


_LINE = _mark("rule", {"y2": {"field": "y2"}})
_BAR = _mark("rect", {"x2": {"field": "x2", "scale": "across"}, "y2": {"field": "y2"}})

_MARKS = {
    "grid": _LINE,
    "possible": _BAR,
    "sure": _BAR,
    "capline": _LINE,
    "label": _words("left"),
    "value": _words("right"),
    "unbounded": _words("right"),
    "tick": _words("center", scaled=True),
    "limit": _words("left", scaled=True),
}
"""The layers from back to front."""


class _Layers:
    """The data of the layers: values along the axis, places in units of the drawing, words by their number."""

    def __init__(self, rows: Sequence[Row], scale: Scale, limit: Limit | None) -> None:
        ends = [end for row in rows for end in (row.low, row.high) if end is not None]
        self.most = max([*ends, limit.value if limit else 1, 1])
        self.words: list[str] = []
        self.data: dict[str, list[dict[str, int]]] = {name: [] for name in _MARKS}
        above = _AXIS if len(rows) > _LONG else 0
        top = above + (18 if limit else 0)
        bottom = top + len(rows) * _STEP
        self.height = bottom + _AXIS
        for number, row in enumerate(rows):
            self._bar(row, top + number * _STEP)
        for value in axis_marks(self.most, scale.tenfold):
            self.data["grid"].append({"x": value, "y": above, "y2": bottom})
            for y in (above - 6, bottom + 15)[not above :]:
                self._say("tick", scale.words(value), value, y)
        if limit:
            self.data["capline"].append({"x": limit.value, "y": above + 16, "y2": bottom})
            self._say("limit", limit.words, limit.value, above + 12)

    def _bar(self, row: Row, top: int) -> None:
        self._say("label", fitted(row.label, WIDTH - text_width(row.value) - 12), 0, top + 14)
        self._say("value", row.value, WIDTH, top + 14)
        thick = {"y": top + 20, "y2": top + 20 + _THICK}
        high = self.most if row.high is None else row.high
        if row.low:
            self.data["sure"].append({"x": 0, "x2": row.low, **thick})
        if high > row.low:
            self.data["possible"].append({"x": row.low, "x2": high, **thick})
        if row.high is None:
            self._say("unbounded", "▶", WIDTH, top + 20 + _THICK)

    def _say(self, layer: str, text: str, x: int, y: int) -> None:
        self.data[layer].append({"x": x, "y": y, "words": len(self.words)})
        self.words.append(text)


def axis_marks(most: int, tenfold: int | None) -> list[int]:
    """The values marked on an axis: round ones, or those that are tenfold each other, as many as have room."""
    if tenfold is None or tenfold > most:
        return ticks(0, most, 3)
    found = [tenfold]
    while found[-1] * 10 <= most:
        found.append(found[-1] * 10)
    apart = -(-len(found) // 6)
    return [0, *found[::-apart][::-1]]


# --- Words, whose width nobody measures ----------------------------------------------------------------------


def text_width(text: str) -> int:
    """About how many units a text takes, rather too many; a Chinese sign takes two columns."""
    return cell_len(text) * 13 // 2


def fitted(text: str, width: int) -> str:
    """A text cut short where it would be wider; the table has it whole."""
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


# --- From Vega's SVG to ours ---------------------------------------------------------------------------------

_GEOMETRY = {"path": ("d",), "line": ("x2", "y2"), "text": ("text-anchor",)}


def _kept(node: ET.Element, words: Sequence[str]) -> Iterator[Html]:
    """What an element draws, without colours, fonts and groups that say nothing."""
    name = node.tag.rpartition("}")[2]
    if node.get("class") in ("background", "foreground"):
        return
    transform = _rounded(node.get("transform", ""))
    placed = None if transform in ("", "translate(0,0)") else transform
    if name in _GEOMETRY:
        geometry = {key.replace("-", "_"): _rounded(node.get(key, "")) for key in _GEOMETRY[name]}
        said = words[int(node.text or "")] if name == "text" else None
        yield tag(name, said, transform=placed, **geometry)
        return
    content: list[Child] = [kept for child in node for kept in _kept(child, words)]
    layer = re.search(r"(\w+)_marks\b", node.get("class", ""))
    if content and (placed or layer):
        yield tag("g", content, transform=placed, class_=layer and layer[1])
    else:
        yield from (markup(kept) for kept in content)


def _rounded(text: str) -> str:
    """Numbers to a tenth."""
    return re.sub(r"-?\d+\.\d+", _to_a_tenth, text)


def _to_a_tenth(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")  # not money: pixels
