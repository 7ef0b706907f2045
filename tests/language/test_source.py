import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.language.source import Source, Span, line_span, normalise


@given(st.text())
def test_full_width_signs_are_read_without_moving_a_column(text: str) -> None:
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("条件 营业收入>=５００万元", "条件 营业收入>=500万元"),
        ("较小（１，２）", "较小(1,2)"),
        ("｛国家级、省级｝", "{国家级,省级}"),
        ("合计（合同：合同额）", "合计(合同:合同额)"),
        ("1 * 2 / 3 ＊ 4 ／ 5", "1 × 2 ÷ 3 × 4 ÷ 5"),
        ("全角\u3000空格\u00a0和\t制表符", "全角 空格 和 制表符"),
    ],
)
def test_full_width_and_ascii_signs_are_the_same(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize("quoted", ['"全角（不变），ＡＢ"', "“全角（不变），ＡＢ”"])
def test_quoted_text_is_left_as_it_is(quoted: str) -> None:
    assert normalise(f"待定 {quoted}") == f"待定 {quoted}"


def test_only_lf_and_crlf_end_a_line() -> None:
    assert Source("file", "a\r\nb\nc\x0bd\u2028e\x85f").lines == ["a", "b", "c\x0bd\u2028e\x85f"]


def test_a_line_past_the_end_is_empty() -> None:
    assert Source("file", "a").line(2) == ""
    assert Source("file", "a").line(0) == ""


def test_a_span_leaves_out_the_white_space_around_a_text() -> None:
    assert line_span(3, "  条件  ") == Span(3, 3, 3, 5)


def test_the_words_of_a_span_over_lines_are_joined() -> None:
    assert Source("file", "标准 较小(a,\n   b)\n").words(Span(1, 4, 2, 6)) == "较小(a, b)"
