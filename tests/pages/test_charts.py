"""Charts: bars as long as their sums, words that are text, and nothing that is for a style sheet to say."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from duixian.pages.charts import Limit, Row, Scale, axis_marks, bar_chart, fitted
from duixian.pages.drawings import WIDTH
from tests.pages.pages import SMUGGLED, Element, read

ROWS = [Row("whole", "100", 100, 100), Row("part", "25 – 50", 25, 50), Row("open", "10 on", 10, None)]


def chart(rows: list[Row], tenfold: int | None = None, limit: Limit | None = None) -> Element:
    page = bar_chart("c", "title", "said", rows, scale=Scale(str, tenfold), limit=limit)
    (drawn,) = read(page).all("svg")
    return drawn


def bars(drawn: Element, layer: str) -> list[tuple[Fraction, Fraction]]:
    """Start and length of each bar of a layer."""
    (group,) = drawn.all("g", class_=layer)
    paths = [str(path.attributes["d"]) for path in group.all("path")]
    found = [re.fullmatch(r"M([\d.]+),[\d.]+h([\d.]+)v11h-[\d.]+Z", path) for path in paths]
    return [(Fraction(match[1]), Fraction(match[2])) for match in found if match]


def test_bars_are_as_long_as_their_sums() -> None:
    drawn = chart(ROWS)
    ((start, whole), (_, part), (_, least)) = bars(drawn, "sure")
    assert whole == WIDTH - 10 - start
    assert abs(part - whole / 4) <= Fraction(1, 10)
    assert abs(least - whole / 10) <= Fraction(1, 10)
    # What may come to it begins where the sure part ends; without a bound it reaches the edge.
    ((from_part, to_half), (from_least, to_edge)) = bars(drawn, "possible")
    assert abs(from_part - (start + whole / 4)) <= Fraction(1, 10)
    assert abs(to_half - whole / 4) <= Fraction(1, 10)
    assert abs(from_least + to_edge - (start + whole)) <= Fraction(1, 10)
    assert [mark.text for mark in drawn.all("g", class_="unbounded")[0].all("text")] == ["▶"]


def test_on_a_tenfold_axis_equal_ratios_are_equally_long() -> None:
    rows = [Row(str(value), str(value), value, value) for value in (1_000, 10_000, 100_000)]
    (_, first), (_, second), (_, third) = bars(chart(rows, tenfold=1), "sure")
    assert abs((third - second) - (second - first)) <= Fraction(1, 2)


def test_a_limit_is_a_line_across_all_bars() -> None:
    drawn = chart(ROWS, limit=Limit(50, "half"))
    (line,) = drawn.all("g", class_="capline")[0].all("line")
    start, whole = bars(drawn, "sure")[0]
    (x,) = re.findall(r"translate\(([\d.]+),", str(line.attributes["transform"]))
    assert abs(Fraction(x) - start - whole / 2) <= Fraction(1, 10)
    assert "half" in drawn.text


def test_words_are_text_whatever_they_say_and_stand_beside_their_bar() -> None:
    drawn = chart([Row(SMUGGLED, "一&二", 1, 2)])
    assert not drawn.all("script")
    (label,) = drawn.all("g", class_="label")[0].all("text")
    (value,) = drawn.all("g", class_="value")[0].all("text")
    assert (label.text, value.text) == (SMUGGLED, "一&二")


def test_a_chart_brings_no_colour_and_no_font() -> None:
    for element in chart(ROWS, limit=Limit(5, "five")).all():
        assert not {"fill", "stroke", "style", "font-family", "font-size"} & element.attributes.keys()


def test_a_chart_says_in_words_what_it_shows() -> None:
    drawn = chart(ROWS)
    assert (drawn.all("title")[0].text, drawn.all("desc")[0].text) == ("title", "said")
    named = [drawn.all("title")[0].attributes["id"], drawn.all("desc")[0].attributes["id"]]
    assert str(drawn.attributes["aria-labelledby"]).split() == named
    assert named == ["c-t", "c-d"]


def test_charts_of_one_design_share_nothing_but_it() -> None:
    first = bar_chart("c", "title", "said", ROWS, scale=Scale(str))
    assert bar_chart("c", "title", "said", ROWS[:1], scale=Scale(str), limit=Limit(7, "seven")) != first
    assert bar_chart("c", "title", "said", ROWS, scale=Scale(str)) == first


@pytest.mark.parametrize(
    ("most", "tenfold", "expected"),
    [
        (50, None, [0, 20, 40]),
        (5_000, 1, [0, 1, 10, 100, 1_000]),
        (3, 10, [0, 1, 2, 3]),
        (10**12, 10, [0, 10**2, 10**4, 10**6, 10**8, 10**10, 10**12]),
    ],
)
def test_an_axis_marks_round_values_as_many_as_have_room(
    most: int, tenfold: int | None, expected: list[int]
) -> None:
    assert axis_marks(most, tenfold) == expected


def test_a_label_that_is_too_long_is_cut_and_says_so() -> None:
    assert fitted("企业购买算力", 200) == "企业购买算力"
    assert fitted("企业购买算力", 50) == "企业购…"
