"""The credit code, against the library that knows the codes of many countries."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from duixian.registry.credit_code import SIGNS, is_valid, plain

BODIES = st.builds(
    str.__add__, st.text("0123456789", min_size=8, max_size=8), st.text(SIGNS, min_size=9, max_size=9)
)


@given(BODIES)
def test_of_all_last_signs_the_right_one_alone_is_accepted(body: str) -> None:
    assert [sign for sign in SIGNS if is_valid(body + sign)] == [uscc.calc_check_digit(body)]


@given(BODIES, st.integers(0, 17), st.sampled_from(SIGNS + "IOSVZ-x一"))
def test_a_slip_of_the_pen_is_accepted_only_where_the_library_accepts_it(
    body: str, place: int, sign: str
) -> None:
    code = body + uscc.calc_check_digit(body)
    slipped = code[:place] + sign + code[place + 1 :]
    assert is_valid(slipped) == (uscc.is_valid(slipped) and uscc.compact(slipped) == slipped)


@given(st.text(SIGNS + SIGNS.lower() + "Oi", max_size=20))
def test_any_text_is_accepted_only_where_the_library_accepts_it(text: str) -> None:
    assert is_valid(text) == (uscc.is_valid(text) and uscc.compact(text) == text)


@given(BODIES, st.sampled_from([" ", "-", "–", "—", "−", "-", " ", "\u00a0"]), st.integers(0, 18))
def test_separators_and_small_letters_are_read_as_the_library_reads_them(
    body: str, separator: str, place: int
) -> None:
    written = (body + uscc.calc_check_digit(body)).lower()
    written = written[:place] + separator + written[place:]
    assert plain(written) == uscc.compact(written)
    assert is_valid(plain(written))


def test_full_width_signs_are_read() -> None:
    assert plain("91370202MAEX00010H") == "91370202MAEX00010H"
