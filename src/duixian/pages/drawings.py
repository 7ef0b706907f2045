"""Drawings as inline SVG: how an amount comes about, and how it goes with one number.

Each is an image with a title and a description that says the same in words. Places on the paper are exact
fractions until they are written down in tenths.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from duixian.language.quantity import decimal_text
from duixian.pages.html import Child, Html, tag
from duixian.pages.sweep import Piece, jumps, rounder_first

WIDTH = 360
"""Units of a drawing's width; on a phone one is about a pixel, so that its words can be read there."""

Exact = int | Fraction


def px(value: Exact) -> str:
    """A place on the paper, in tenths."""
    return decimal_text(Fraction(round(Fraction(value) * 10), 10))


def drawing(name: str, height: int, title: str, description: str, *content: Child) -> Html:
    """An image that a screen reader can read out."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-t"),
        tag("desc", description, id=f"{name}-d"),
        content,
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        class_="drawing",
    )


# --- How an amount comes about ---------------------------------------------------------------------------


class Bar(NamedTuple):
    """A row: a sum from ``low`` to ``high`` fen (None: no bound). ``parts`` are the sums it is made of."""

    kind: str
    label: str
    words: str
    low: Exact
    high: Exact | None
    parts: tuple[tuple[Exact, Exact], ...] = ()


_ROW, _THICK, _GAP = 40, 12, 3


def bars(name: str, title: str, description: str, rows: list[Bar]) -> Html:
    """Bars on one scale, that of the standard, the caps and what is paid; a longer base is drawn broken off."""
    ends = [end for row in rows if row.kind != "base" for end in (row.low, row.high) if end is not None]
    most = max([*ends, 1])
    open_ended = any(row.high is None for row in rows)
    full = Fraction(WIDTH) * (Fraction(4, 5) if open_ended else 1)

    def across(fen: Exact) -> Fraction:
        return min(Fraction(WIDTH), Fraction(fen) * full / most)

    drawn: list[Child] = []
    for index, row in enumerate(rows):
        top = index * _ROW
        drawn.append(tag("text", row.label, x=0, y=top + 13, class_="label"))
        drawn.append(tag("text", row.words, x=WIDTH, y=top + 13, class_=f"value {row.kind}"))
        drawn.append(_bar(row, top + 20, across))
    height = len(rows) * _ROW
    for index, row in enumerate(rows):
        if row.kind == "cap" and row.high is not None:
            at = px(min(across(row.high), Fraction(WIDTH) - 1))
            # Across the bars before and after, and not through their words.
            drawn += [
                tag("line", x1=at, x2=at, y1=top, y2=top + 18, class_="capline")
                for top in (index * _ROW - 23, index * _ROW + 57)
            ]
    return drawing(name, height, title, description, drawn)


def _bar(row: Bar, top: int, across: Callable[[Exact], Fraction]) -> Html:
    low = across(row.low)
    high = Fraction(WIDTH) if row.high is None else across(row.high)
    broken = row.kind == "base" and high >= WIDTH
    shapes: list[Child] = []
    start = Fraction(0)
    for least, _ in row.parts:
        width = across(least)
        shapes.append(_rect(start, width - 1 if width > 2 else width, top, f"sure {row.kind}"))
        start += width
    if start < low:
        shapes.append(_rect(start, low - start, top, f"sure {row.kind}"))
    if high > low:
        shapes.append(_rect(low, high - low, top, f"possible {row.kind}"))
    if broken or row.high is None:
        shapes.append(
            tag("path", d=f"M{WIDTH - 14} {top - 2}l-5 {_THICK + 4}h4l5 -{_THICK + 4}z", class_="break")
        )
    return tag(
        "g",
        shapes,
        class_="bar",
        data_row=row.kind,
        data_low=decimal_text(Fraction(row.low)),
        data_high="" if row.high is None else decimal_text(Fraction(row.high)),
    )


def _rect(x: Fraction, width: Fraction, top: int, kind: str) -> Html:
    return tag("rect", x=px(x), y=top, width=px(max(width, Fraction(1, 2))), height=_THICK, rx=2, class_=kind)


# --- How it goes with one number -------------------------------------------------------------------------

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 50, 352, 34, 180, 216


class Axis(NamedTuple):
    """The words of an axis: what it counts, and how a value on it is written."""

    label: str
    words: Callable[[int], str]


def curve(
    name: str,
    title: str,
    description: str,
    pieces: list[Piece],
    *,
    across: Axis,
    up: Axis,
    limit: tuple[int, str] | None = None,
) -> Html:
    """Amount against number. A step is drawn as one: a dashed riser, a filled ring where the value counts, an open
    one where it does not. ``limit`` is an amount with its words, a line across."""
    left, right = pieces[0].start, pieces[-1].end
    most = max(point.high or 0 for piece in pieces for point in (piece.first, piece.last))
    most = max(most, limit[0] if limit else 0)
    top = most * 21 // 20 or 1

    def x(value: int) -> Fraction:
        return _LEFT + Fraction((value - left) * (_RIGHT - _LEFT), max(1, right - left))

    def y(fen: int | None) -> Fraction:
        return _BOTTOM - Fraction((fen or 0) * (_BOTTOM - _TOP), top)

    drawn: list[Child] = [tag("text", up.label, x=0, y=13, class_="label")]
    steps_up = [point.high or 0 for piece in pieces for point in (piece.first, piece.last)]
    for fen in _spread([0, *steps_up, *ticks(0, most, 3)], y, 20, up.words):
        at = px(y(fen))
        drawn.append(tag("line", x1=_LEFT, x2=_RIGHT, y1=at, y2=at, class_="grid" if fen else "axis"))
        if fen:
            drawn.append(
                tag("text", up.words(fen), x=_LEFT - 7, y=px(y(fen) + 4), class_="tick", text_anchor="end")
            )
    turns = [
        before.end if rounder_first(before.end, after.start) else after.start
        for before, after in pairwise(pieces)
    ]
    for value in _spread([*turns, left, *ticks(left, right, 4)], x, 56, across.words):
        at = px(x(value))
        drawn.append(tag("line", x1=at, x2=at, y1=_BOTTOM, y2=_BOTTOM + 4, class_="axis"))
        anchor = "start" if x(value) < _LEFT + 20 else "end" if x(value) > WIDTH - 34 else "middle"
        drawn.append(
            tag("text", across.words(value), x=at, y=_BOTTOM + 16, class_="tick", text_anchor=anchor)
        )
    drawn.append(tag("text", across.label, x=_RIGHT, y=_HEIGHT, class_="label", text_anchor="end"))
    drawn += [_stretch(piece, x, y) for piece in pieces]
    drawn += [_riser(before, after, x, y) for before, after in pairwise(pieces) if jumps(before, after)]
    if limit:
        at = px(y(limit[0]))
        drawn.append(tag("line", x1=_LEFT, x2=_RIGHT, y1=at, y2=at, class_="capline"))
        words = tag("text", limit[1], x=_RIGHT, y=px(y(limit[0]) - 5), class_="tick", text_anchor="end")
        drawn.append(words)
    return drawing(name, _HEIGHT + 4, title, description, drawn)


def _stretch(piece: Piece, x: Callable[[int], Fraction], y: Callable[[int | None], Fraction]) -> Html:
    start, end = px(x(piece.start)), px(x(piece.end))
    first, last = piece.first, piece.last
    shapes: list[Child] = []
    if first.low != first.high or last.low != last.high:
        corners = f"M{start} {px(y(first.low))}L{start} {px(y(first.high))}L{end} {px(y(last.high))}L{end} {px(y(last.low))}z"
        shapes.append(tag("path", d=corners, class_="band"))
        if first.low or last.low:
            shapes.append(_line(start, y(first.low), end, y(last.low), "curve least"))
    shapes.append(_line(start, y(first.high), end, y(last.high), "curve"))
    return tag("g", shapes)


def _line(start: str, first: Fraction, end: str, last: Fraction, kind: str) -> Html:
    return tag("line", x1=start, y1=px(first), x2=end, y2=px(last), class_=kind)


def _riser(
    before: Piece, after: Piece, x: Callable[[int], Fraction], y: Callable[[int | None], Fraction]
) -> Html:
    counted_before = rounder_first(before.end, after.start)
    at = px(x(before.end if counted_before else after.start))
    low, high = px(y(before.last.high)), px(y(after.first.high))
    return tag(
        "g",
        tag("line", x1=at, x2=at, y1=low, y2=high, class_="riser"),
        tag("circle", cx=at, cy=low, r="3.5", class_="counts" if counted_before else "open-end"),
        tag("circle", cx=at, cy=high, r="3.5", class_="open-end" if counted_before else "counts"),
    )


def _spread(
    values: list[int], place: Callable[[int], Fraction], apart: int, words: Callable[[int], str]
) -> list[int]:
    """Of values, the most telling first, those that can stand beside each other and be said in short."""
    kept: list[int] = []
    for value in values:
        if len(words(value)) <= 9 and all(abs(place(value) - place(other)) >= apart for other in kept):
            kept.append(value)
    return kept


def ticks(low: int, high: int, about: int) -> list[int]:
    """Round values from ``low`` to ``high``, some ``about`` of them."""
    step = 1
    while (high - low) // step > about:
        # 1, 2, 5, 10, 20, 50, …
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return list(range(-(-low // step) * step, high + 1, step))
