"""The drawings: their numbers are the decisions', and a step stands exactly where it happens."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from duixian.decide.reasons import amount_words
from duixian.pages.drawings import WIDTH
from duixian.pages.sweep import Piece, Point, jumps, sweep
from duixian.pages.trying import Curve, Trial
from tests.pages.pages import DAY, EXAMPLES, LANGUAGES, Element, book, decision_page_of, read

YUAN = 100


def curves(number: int, scheme: str, version: int = -1) -> list[Curve]:
    policy = book().listed.by_number[number]
    found = policy.scheme(scheme)
    return Trial(book(), policy, found, found.versions[version]).curves()


def corners(pieces: list[Piece]) -> list[tuple[int, int | None, int, int | None]]:
    """Each piece as start, highest amount there, end, highest amount there, in yuan where they are whole."""
    return [(piece.start, piece.first.high, piece.end, piece.last.high) for piece in pieces]


# --- The bars of a decision ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [path.stem for path in EXAMPLES])
def test_the_bar_of_what_is_paid_is_the_decisions_amount(example: str, language: str) -> None:
    path = next(path for path in EXAMPLES if path.stem == example)
    facts = book().read_facts(json.loads(path.read_text(encoding="utf-8")))
    page = read(decision_page_of(example, language))
    for decision in book().decide(facts, DAY):
        for article in page.all("article", id=f"s{decision.policy.number}-{decision.scheme.key}"):
            for paid in article.all("g", data_row="paid"):
                assert paid.attributes["data-low"] == str(decision.minimum_fen)
                assert paid.attributes["data-high"] == str(decision.maximum_fen)
                assert amount_words(decision, language) in article.all("svg")[0].text


def bar_width(bar: Element) -> Fraction:
    return sum((Fraction(str(rect.attributes["width"])) for rect in bar.all("rect")), Fraction(0))


def test_the_bars_are_as_long_as_their_sums() -> None:
    # 20% of 1,860,000 is 372,000, the cap 1,000,000; 700,000 of it are spent, so 300,000 are left.
    page = read(decision_page_of("01-software-firm", "zh"))
    (article,) = page.all("article", id="s11-purchase")
    sums = {str(bar.attributes["data-row"]): bar for bar in article.all("g", class_="bar")}
    assert {row: bar.attributes["data-high"] for row, bar in sums.items()} == {
        "base": "186000000",
        "standard": "37200000",
        "cap": "100000000",
        "paid": "30000000",
    }
    assert bar_width(sums["cap"]) == WIDTH
    assert abs(bar_width(sums["standard"]) - WIDTH * Fraction(372, 1000)) <= Fraction(1, 10)
    assert abs(bar_width(sums["paid"]) - WIDTH * Fraction(300, 1000)) <= Fraction(1, 10)
    assert "以前得过的奖补" in article.all("figcaption")[0].text


# --- The curves of a policy ----------------------------------------------------------------------------------


def test_the_steps_of_the_old_equity_rule_stand_at_its_three_figures() -> None:
    (curve,) = curves(14, "firm", 0)
    assert corners(curve.pieces)[1:3] == [
        (100_0000 * YUAN, 20_0000 * YUAN, 500_0000 * YUAN - 1, 20_0000 * YUAN),
        (500_0000 * YUAN, 30_0000 * YUAN, 2000_0000 * YUAN - 1, 30_0000 * YUAN),
    ]
    assert curve.pieces[3].start == 2000_0000 * YUAN
    assert [jumps(*pair) for pair in zip(curve.pieces, curve.pieces[1:], strict=False)] == [True] * 3


def test_the_new_equity_rule_bends_at_21_million_where_it_meets_its_cap() -> None:
    # 100,000 + 2% × (x − 1,000,000) = 500,000 at x = 21,000,000.
    (curve,) = curves(14, "firm")
    below, slope, flat = curve.pieces
    assert below.last.high == 0
    assert corners([slope]) == [(100_0000 * YUAN, 10_0000 * YUAN, 2100_0000 * YUAN, 50_0000 * YUAN)]
    assert flat.start == 2100_0000 * YUAN
    assert jumps(below, slope)
    assert not jumps(slope, flat)


def test_more_than_a_figure_begins_a_fen_above_it() -> None:
    # 算力费用 > 100,000 under the list, >= 100,000 under the guide.
    (listed,), (guided,) = curves(11, "purchase", 0), curves(11, "purchase", 1)
    assert listed.pieces[1].start == 10_0000 * YUAN + 1
    assert guided.pieces[1].start == 10_0000 * YUAN


def test_each_reading_has_its_own_curve() -> None:
    # Last year 990,000,000; the bonus begins above 1,039,500,000. 1% of the part above it is the cap of
    # 2,000,000 at 1,239,500,000; 1% of the whole increment at 1,190,000,000; 1% of the year's sum at once.
    excess, increment, whole = curves(14, "operator")
    assert [piece.start for piece in excess.pieces[1:]] == [10_3950_0000 * YUAN, 12_3950_0000 * YUAN]
    assert [piece.start for piece in increment.pieces[1:]] == [10_3950_0000 * YUAN + 1, 11_9000_0000 * YUAN]
    assert [piece.start for piece in whole.pieces[1:]] == [10_3950_0000 * YUAN + 1]
    assert whole.pieces[1].first.high == 200_0000 * YUAN


def test_a_rate_nobody_has_fixed_gives_a_band() -> None:
    # The old loan-loss rule: 20% or 30%, and nobody can tell which.
    (curve,) = curves(16, "compensation", 0)
    end = curve.pieces[-1].end
    assert (curve.pieces[-1].last.low, curve.pieces[-1].last.high) == (end * 20 // 100, end * 30 // 100)


def test_every_point_of_a_curve_is_what_deciding_gives() -> None:
    for policy in book().listed.policies:
        for scheme in policy.schemes:
            for version in scheme.versions:
                trial = Trial(book(), policy, scheme, version)
                for curve in trial.curves():
                    decided = trial.along(curve)
                    for piece in curve.pieces:
                        for value, drawn in ((piece.start, piece.first), (piece.end, piece.last)):
                            assert decided(value)[1:] == drawn[1:], (policy.number, scheme.key, value)
                        middle = (piece.start + piece.end) // 2
                        share = Fraction(middle - piece.start, max(1, piece.end - piece.start))
                        low, high = piece.first.high or 0, piece.last.high or 0
                        assert abs(low + (high - low) * share - (decided(middle).high or 0)) <= 1


def test_a_sweep_finds_steps_that_no_tried_value_lies_near() -> None:
    # 0 below 123,457, then 5 per unit up to 700,001, then 7 flat.
    def decided(value: int) -> Point:
        fen = 0 if value < 123_457 else 5 * value if value <= 700_001 else 7
        return Point("entitled" if fen else "not_entitled", fen, fen)

    pieces = sweep(decided, [0, 1_000_000])
    assert [(piece.start, piece.end) for piece in pieces] == [
        (0, 123_456),
        (123_457, 700_001),
        (700_002, 1_000_000),
    ]


def test_a_fixed_sum_has_no_curve_but_an_amount_for_each_answer() -> None:
    policy = book().listed.by_number[8]
    trial = Trial(book(), policy, policy.schemes[0], policy.schemes[0].versions[0])
    assert trial.curves() == []
    choices = trial.choices()
    assert choices is not None
    amounts = {choice.value: choice.point.high for choice in choices.choices}
    assert amounts == {"national": 1000_0000 * YUAN, "provincial": 50_0000 * YUAN, "none": 0}
